//! `config.toml`: what a person sets once. And what models can do, from the built-in data and theirs.

pub(crate) mod models;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use crate::bedrock::stream::Timers;
use crate::chat::spelling;

/// The configuration. Flags win over it, it wins over built-in values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The theme's name; absent or `auto` = one of the two below, as dark as the terminal is.
    pub(crate) theme: Option<String>,
    /// The theme for a dark terminal.
    pub(crate) theme_dark: Option<String>,
    /// The theme for a light one.
    pub(crate) theme_light: Option<String>,
    /// How many colours are used: `auto`, `truecolor`, `256`, `16` or `none`.
    pub(crate) colours: Option<String>,
    /// Whether only ASCII is drawn, beside what is written in messages; absent = by the locale.
    pub(crate) ascii: Option<bool>,
    /// Whether nothing moves or counts by itself more often than once a second.
    pub(crate) reduced_motion: bool,
    /// The model or route that a new conversation begins with.
    pub(crate) model: Option<String>,
    /// The preset that a new conversation begins with; `model` wins over the one in it.
    pub(crate) preset: Option<String>,
    /// The AWS profile.
    pub(crate) profile: Option<String>,
    /// The region.
    pub(crate) region: Option<String>,
    /// The endpoint of both Bedrock services.
    pub(crate) endpoint_url: Option<String>,
    /// How pictures are shown: `kitty`, `iterm2`, `sixel`, `halfblocks` or `off`; absent = as the
    /// terminal can.
    pub(crate) images: Option<String>,
    /// Folders whose conversations are listed beside those of the program; `~` is the home folder.
    pub(crate) library_folders: Vec<PathBuf>,
    /// Whether location and camera data of pictures go along with them; they are taken out otherwise.
    pub(crate) keep_location: bool,
    /// How many requests may be with the service at once.
    in_flight: Option<NonZeroUsize>,
    /// How long the service may be silent.
    timers: TimerConfig,
}

/// Times in seconds; absent = the built-in one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TimerConfig {
    headers: Option<u64>,
    first_event: Option<u64>,
    between_events: Option<u64>,
}

/// A configuration that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {cause}")]
pub(crate) struct ConfigError {
    path: String,
    cause: String,
}

impl Config {
    /// Reads the file; one that is not there is empty.
    ///
    /// # Errors
    ///
    /// It cannot be read, or holds something unknown: line, column and the known names are told.
    pub(crate) fn load(path: &Path) -> Result<Self, ConfigError> {
        let failed = |cause: String| ConfigError {
            path: path.display().to_string(),
            cause,
        };
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| failed(told(&error))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    /// How many requests may be with the service at once; `None` = one for each lane.
    pub(crate) fn in_flight(&self) -> Option<usize> {
        self.in_flight.map(NonZeroUsize::get)
    }

    /// How long the service may be silent.
    pub(crate) fn timers(&self) -> Timers {
        let or = |seconds: Option<u64>, default| seconds.map_or(default, Duration::from_secs);
        let built_in = Timers::default();
        Timers {
            headers: or(self.timers.headers, built_in.headers),
            first: or(self.timers.first_event, built_in.first),
            between: or(self.timers.between_events, built_in.between),
            ..built_in
        }
    }
}

/// The parser's words with line and column, and the name that was probably meant.
///
/// serde says ``unknown field `regoin`, expected one of `theme`, `region` …``.
fn told(error: &toml::de::Error) -> String {
    let mut quoted = error.message().split('`').skip(1).step_by(2);
    let unknown = error.message().starts_with("unknown field");
    let typed = quoted.next().filter(|_| unknown);
    match typed.and_then(|typed| spelling::closest(typed, quoted)) {
        Some(name) => format!("{error}did you mean `{name}`?"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_member_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, "theme = \"dark\"\nregoin = \"eu-west-1\"\n").unwrap();
        let error = Config::load(&path).unwrap_err().to_string();
        assert!(error.contains("line 2, column 1"), "{error}");
        assert!(error.ends_with("did you mean `region`?"), "{error}");
        std::fs::write(&path, "[timers]\nheader = 3\n").unwrap();
        let error = Config::load(&path).unwrap_err().to_string();
        assert!(error.ends_with("did you mean `headers`?"), "{error}");
        std::fs::write(&path, "preset = 3\n").unwrap();
        let error = Config::load(&path).unwrap_err().to_string();
        assert!(!error.contains("did you mean"), "{error}");
    }

    #[test]
    fn the_preset_of_new_conversations_is_named() {
        let config: Config = toml::from_str("preset = \"careful\"").unwrap();
        assert_eq!(config.preset.as_deref(), Some("careful"));
    }

    #[test]
    fn a_file_that_is_not_there_is_empty() {
        assert_eq!(
            Config::load(Path::new("/nonexistent/config.toml")).unwrap(),
            Config::default()
        );
    }

    #[test]
    fn timers_are_taken_in_seconds() {
        let config: Config = toml::from_str("in_flight = 3\n").unwrap();
        assert_eq!(config.in_flight(), Some(3));
        assert!(toml::from_str::<Config>("in_flight = 0\n").is_err());
        let config: Config = toml::from_str("[timers]\nfirst_event = 2\n").unwrap();
        assert_eq!(config.in_flight(), None);
        assert_eq!(config.timers().first, Duration::from_secs(2));
        assert_eq!(config.timers().between, Timers::default().between);
    }
}

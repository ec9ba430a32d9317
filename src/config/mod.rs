//! `config.toml`: what a person sets once. And what models can do, from the built-in data and theirs.

pub(crate) mod models;
mod read;
pub(crate) mod setting;
#[cfg(test)]
mod tests;
mod value;
pub(crate) mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::bedrock::stream::Timers;

pub(crate) use read::{Given, Problem};

/// The configuration. Flags win over it, it wins over built-in values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// How texts are edited: `plain` or `vim`.
    pub(crate) editing: Option<String>,
    /// What Enter does in the message: `send` or `newline`.
    pub(crate) enter: Option<String>,
    /// How code lines are shown that are longer than the column: `wrap` or `scroll`.
    pub(crate) code_lines: Option<String>,
    /// Whether outcrop takes the mouse: `on` or `off`; absent = it does.
    pub(crate) mouse: Option<String>,
    /// The model or route that outcrop begins with.
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
    /// What stands in the title of the terminal's window: `model`, `conversation` or `off`.
    pub(crate) title: Option<String>,
    /// Whether the terminal is told of progress: `auto`, `on` or `off`.
    pub(crate) progress: Option<String>,
    /// How one is told of what ends while nobody looks: `auto`, `bell` or `off`.
    pub(crate) notify: Option<String>,
    /// Whether addresses are links of the terminal: `auto`, `on` or `off`.
    pub(crate) links: Option<String>,
    /// Folders whose conversations are listed beside those of the program; `~` is the home folder.
    pub(crate) library_folders: Vec<PathBuf>,
    /// Whether location and camera data of pictures go along with them; they are taken out otherwise.
    pub(crate) keep_location: bool,
    /// What stands in the file.
    pub(crate) given: Vec<Given>,
    in_flight: Option<u64>,
    timers: TimerConfig,
}

/// Times in seconds; absent = the built-in one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct TimerConfig {
    headers: Option<u64>,
    first_event: Option<u64>,
    between_events: Option<u64>,
}

/// A configuration that could not be read: every problem in a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {}", self.told())]
pub(crate) struct ConfigError {
    path: String,
    problems: Vec<String>,
}

impl ConfigError {
    fn told(&self) -> String {
        self.problems.join("\n  ")
    }
}

impl Config {
    /// What a text says, and all that is wrong with it; what cannot be taken is left out.
    pub(crate) fn read(text: &str) -> (Self, Vec<Problem>) {
        read::read(text)
    }

    /// Reads the file; one that is not there is empty.
    ///
    /// # Errors
    ///
    /// It cannot be read, or holds something that cannot be taken: all of it is told, with line and column.
    pub(crate) fn load(path: &Path) -> Result<Self, ConfigError> {
        let failed = |problems: Vec<String>| ConfigError {
            path: path.display().to_string(),
            problems,
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(vec![error.to_string()])),
        };
        let (config, problems) = Self::read(&text);
        if problems.is_empty() {
            return Ok(config);
        }
        Err(failed(problems.iter().map(ToString::to_string).collect()))
    }

    /// How many requests may be with the service at once; `None` = one for each lane.
    pub(crate) fn in_flight(&self) -> Option<usize> {
        self.in_flight.and_then(|most| usize::try_from(most).ok())
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

    /// The keys whose values differ from those of another one.
    pub(crate) fn differs_in(&self, other: &Self) -> Vec<&'static str> {
        let of = |config: &Self, key: &str| {
            let mut given = config.given.iter();
            given
                .find(|given| given.key == key)
                .map(|given| given.text.clone())
        };
        let keys = setting::TABLE.iter().map(|setting| setting.key);
        keys.filter(|key| of(self, key) != of(other, key)).collect()
    }
}

//! `outcrop config`: where settings stand, what counts, what is wrong with them, and changing one.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};

use crate::chat::shown::Shown;
use crate::chat::spelling;
use crate::config::Config;
use crate::config::setting::{self, Setting, TABLE};
use crate::config::write::{changed, commented, schema, typed};
use crate::store::atomic;
use crate::store::paths::Folders;

use super::args::{ConfigArgs, ConfigCommand};
use super::themes;

/// The code of a configuration that is not in order.
const FAULTY: u8 = 3;

/// Runs one of its commands.
pub(super) fn run(args: &ConfigArgs) -> anyhow::Result<u8> {
    match &args.command {
        ConfigCommand::Path => print(&path()?.display().to_string()),
        ConfigCommand::Init { print: true } => print(commented().trim_end()),
        ConfigCommand::Init { print: false } => init(),
        ConfigCommand::Show { origin } => show(*origin),
        ConfigCommand::Check => check(),
        ConfigCommand::Schema => print(&schema()),
        ConfigCommand::Set { key, value } => set(key, Some(value)),
        ConfigCommand::Unset { key } => set(key, None),
    }
}

/// The file.
fn path() -> anyhow::Result<PathBuf> {
    Ok(folders()?.config.join("config.toml"))
}

fn folders() -> anyhow::Result<Folders> {
    Folders::find().context("there is no home folder to keep settings in")
}

fn print(text: &str) -> anyhow::Result<u8> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(0)
}

fn init() -> anyhow::Result<u8> {
    let path = path()?;
    if path.exists() {
        bail!(
            "{} is there already; `outcrop config init --print` shows what could stand in it",
            path.display()
        );
    }
    atomic::replace(&path, commented().as_bytes())?;
    tell!(
        "outcrop: {} is written; nothing in it is set yet",
        path.display()
    );
    Ok(0)
}

fn check() -> anyhow::Result<u8> {
    let path = path()?;
    let name = path.display();
    let Some(text) = text_of(&path)? else {
        tell!("outcrop: {name} is not there, and need not be");
        return Ok(0);
    };
    let (config, mut problems) = Config::read(&text);
    problems.extend(themes::problems(&config, &folders()?));
    problems.sort_by_key(|problem| problem.place);
    for problem in &problems {
        tell!("{name}: {}", Shown::label(&problem.to_string()));
    }
    if problems.is_empty() {
        let settings = match config.given.len() {
            1 => "1 setting".to_owned(),
            count => format!("{count} settings"),
        };
        tell!("outcrop: {name} is in order; it has {settings}");
        return Ok(0);
    }
    Ok(FAULTY)
}

/// The text of the file; `None` = it is not there.
fn text_of(path: &PathBuf) -> anyhow::Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

/// Prints what counts, as TOML; what has no value is a comment.
fn show(with: bool) -> anyhow::Result<u8> {
    let config = Config::load(&path()?)?;
    let variable = |name: &&str| {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
        Some((typed_text(&value), (*name).to_owned()))
    };
    let mut out = std::io::stdout().lock();
    for setting in TABLE {
        let given = config.given.iter().find(|given| given.key == setting.key);
        let given =
            given.map(|given| (given.text.clone(), format!("config.toml:{}", given.place.0)));
        let found = setting.above.iter().find_map(variable).or(given);
        let found = found.or_else(|| setting.below.iter().find_map(variable));
        let (value, origin) = found.unwrap_or_else(|| not_set(setting));
        let value = Shown::label(&value).to_string();
        let line = match value.strip_prefix('#') {
            Some(words) => format!("# {}:{words}", setting.key),
            None => format!("{} = {value}", setting.key),
        };
        if with {
            writeln!(out, "{line:<50} # {origin}")?;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    out.flush()?;
    Ok(0)
}

fn typed_text(value: &str) -> String {
    typed("theme", value)
}

/// What holds without a setting: a value, or words behind `#`.
fn not_set(setting: &Setting) -> (String, String) {
    let is_value = setting.unset.parse::<u64>().is_ok()
        || setting.unset.starts_with(['"', '['])
        || matches!(setting.unset, "true" | "false");
    let value = if is_value {
        setting.unset.to_owned()
    } else {
        format!("# {}", setting.unset)
    };
    (value, "not set".to_owned())
}

/// Changes a setting in the file, which keeps its comments.
fn set(key: &str, value: Option<&String>) -> anyhow::Result<u8> {
    if setting::of(key).is_none() {
        let known = TABLE.iter().map(|setting| setting.key);
        bail!(
            "there is no setting {key}; {}",
            spelling::advice(key, known)
        );
    }
    let path = path()?;
    let text = text_of(&path)?.unwrap_or_default();
    let value = value.map(|word| typed(key, word));
    let text = changed(&text, key, value.as_deref())
        .map_err(|what| anyhow::anyhow!("{}: {what}", path.display()))?;
    // A theme that is not there would keep the program from starting.
    let (config, _) = Config::read(&text);
    if let Some(what) = themes::problem(&config, &folders()?, key) {
        bail!("{}: {what}", path.display());
    }
    atomic::replace(&path, text.as_bytes())?;
    Ok(0)
}

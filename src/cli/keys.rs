//! `outcrop keys`: the live map of keys, what is wrong with the user's file, a file to begin with.

use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail};

use crate::app::action::Scope;
use crate::app::keymap::{Bound, Keymap, spelt, toml};
use crate::chat::json::Value;
use crate::chat::keys::{Fault, KeysFile};
use crate::chat::shown::Shown;
use crate::chat::spelling;
use crate::config::Config;
use crate::config::keys::{NAME, PRESETS, preset};
use crate::shell::keys::{enter, map};
use crate::store::paths::Folders;

use super::args::KeysArgs;

/// The code of a file that is not in order.
const FAULTY: u8 = 3;

/// Runs the command.
pub(super) fn run(args: &KeysArgs) -> anyhow::Result<u8> {
    if args.check {
        return check();
    }
    let (map, code) = match &args.preset {
        Some(name) => (of_preset(name)?, 0),
        None => live()?,
    };
    let text = if args.toml {
        toml(&map)
    } else if args.json {
        format!("{}\n", as_json(&map).pretty())
    } else {
        table(&map)
    };
    print(&text)?;
    Ok(code)
}

fn print(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The folder of settings.
fn folder() -> anyhow::Result<PathBuf> {
    let folders = Folders::find().context("there is no home folder to keep keys in")?;
    Ok(folders.config)
}

/// The text of the user's file and its path; no text = it is not there.
fn file() -> anyhow::Result<(Option<String>, String)> {
    let path = folder()?.join(NAME);
    let name = path.display().to_string();
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok((Some(text), name)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok((None, name)),
        Err(error) => Err(error).with_context(|| format!("{name} cannot be read")),
    }
}

fn check() -> anyhow::Result<u8> {
    let (text, name) = file()?;
    let Some(text) = text else {
        tell!("outcrop: {name} is not there, and need not be");
        return Ok(0);
    };
    let (_, faults) = map(&text);
    tell_faults(&faults, &name);
    if !faults.is_empty() {
        return Ok(FAULTY);
    }
    tell!("outcrop: {name} is in order");
    Ok(0)
}

fn tell_faults(faults: &[Fault], name: &str) {
    for fault in faults {
        tell!("{name}: {}", Shown::label(&fault.to_string()));
    }
}

/// The map that counts, and the exit code: a file with faults changes nothing.
fn live() -> anyhow::Result<(Keymap, u8)> {
    let (text, name) = file()?;
    let (mut map, faults) = map(&text.unwrap_or_default());
    let mut code = 0;
    if !faults.is_empty() {
        tell_faults(&faults, &name);
        tell!("outcrop: the default keys count until this is mended");
        (map, code) = (Keymap::defaults(), FAULTY);
    }
    // What is wrong with the settings is told by `outcrop config check`.
    let config = Config::load(&folder()?.join("config.toml")).unwrap_or_default();
    map.set_enter(enter(&config));
    Ok((map, code))
}

fn of_preset(name: &str) -> anyhow::Result<Keymap> {
    let Some(file) = preset(name) else {
        let known = PRESETS.map(|(known, _)| known);
        bail!(
            "there is no preset {name}; {}",
            spelling::advice(name, known)
        );
    };
    Ok(Keymap::of(&file, &KeysFile::default()).0)
}

fn places(map: &Keymap) -> impl Iterator<Item = (Scope, Vec<Bound>)> {
    let all = Scope::ALL.into_iter().map(|it| (it, map.reached(it, &[])));
    all.filter(|(_, rows)| !rows.is_empty())
}

/// A table for each place: keys, action, what it does.
fn table(map: &Keymap) -> String {
    let rows: Vec<Bound> = places(map).flat_map(|(_, rows)| rows).collect();
    let widest = |width: fn(&Bound) -> usize| rows.iter().map(width).max().unwrap_or(0);
    let keys = widest(|row| row.written().chars().count());
    let names = widest(|row| row.row.name.chars().count());
    let mut text = String::new();
    for (scope, rows) in places(map) {
        let gap = if text.is_empty() { "" } else { "\n" };
        let head = format!("{gap}{} [{}]\n", scope.title(), scope.key());
        text.push_str(&head);
        for bound in rows {
            let written = match bound.written() {
                none if none.is_empty() => "-".to_owned(),
                written => written,
            };
            let (name, help) = (bound.row.name, bound.row.help);
            let line = format!("  {written:keys$}  {name:names$}  {help}\n");
            text.push_str(&line);
        }
    }
    text
}

fn as_json(map: &Keymap) -> Value {
    let text = |text: &str| Value::Text(text.to_owned());
    let row = |bound: &Bound| {
        let keys = bound.keys.iter().map(|keys| Value::Text(spelt(keys)));
        let members = [
            ("scope", text(bound.scope.key())),
            ("action", text(bound.row.name)),
            ("keys", Value::List(keys.collect())),
            ("help", text(bound.row.help)),
        ];
        let members = members.map(|(name, value)| (name.to_owned(), value));
        Value::Object(members.into())
    };
    let rows = places(map).flat_map(|(_, rows)| rows);
    Value::List(rows.map(|bound| row(&bound)).collect())
}

//! What a user keeps in the configuration folder: `presets/<name>.toml`, `prompts/<name>.md` and
//! `tools/<name>.toml` or `.json`.
//!
//! Plain reading and writing of files, for a thread of its own. Nothing here keeps the program from
//! starting: a file that cannot be used is listed with the reason, and the others are there.

mod folder;
mod read;
mod sets;
mod shape;
mod value;
mod write;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::atomic::replace;
use super::error::store_error;
use super::paths::Folders;
use crate::chat::failure::StoreError;
use crate::chat::place::place;
use crate::chat::preset::{
    Preset, PresetSettings, Shelf, ShelfKind, ShelfName, ShelfProblem, SystemPrompt,
};

pub(crate) use sets::{keep_of_server, save_tool_set};

/// What is wrong with a text, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    at: Option<usize>,
    what: String,
}

impl Fault {
    fn at(at: usize, what: impl Into<String>) -> Self {
        Self {
            at: Some(at),
            what: what.into(),
        }
    }
}

impl Shelf {
    /// Reads everything that is kept. What cannot be read is among the problems.
    pub(crate) fn load(folders: &Folders) -> Self {
        let mut shelf = Self::default();
        for (name, path) in folder::list(folders, ShelfKind::SystemPrompt, &mut shelf.problems) {
            match folder::read_text(&path) {
                Ok(text) => shelf.prompts.push(prompt(name, &text)),
                Err(what) => shelf.problem(ShelfKind::SystemPrompt, &name, &path, what),
            }
        }
        for (name, path) in folder::list(folders, ShelfKind::Preset, &mut shelf.problems) {
            match folder::read_text(&path) {
                Ok(text) => shelf.take_preset(name, &path, &text),
                Err(what) => shelf.problem(ShelfKind::Preset, &name, &path, what),
            }
        }
        sets::load(folders, &mut shelf);
        shelf
    }

    fn take_preset(&mut self, name: ShelfName, path: &Path, text: &str) {
        let settings = match read::preset(text) {
            Ok(settings) => settings,
            Err(Fault { at, what }) => {
                self.problem(ShelfKind::Preset, &name, path, what);
                if let Some(last) = self.problems.last_mut() {
                    last.place = at.map(|at| place(text, at));
                }
                return;
            }
        };
        if let Err(missing) = self.prompt_of(&settings) {
            // The prompt may be written later, so the preset is there all the same.
            self.problem(ShelfKind::Preset, &name, path, missing);
        }
        self.presets.push(Preset { name, settings });
    }

    fn prompt_of(&self, settings: &PresetSettings) -> Result<(), String> {
        let Some(name) = &settings.system_prompt else {
            return Ok(());
        };
        let found = self.prompt_text(name).map(|_| ());
        found.map_err(|missing| missing.to_string())
    }

    fn problem(&mut self, kind: ShelfKind, name: &ShelfName, path: &Path, what: String) {
        self.problems.push(ShelfProblem {
            kind,
            name: name.as_str().to_owned(),
            path: path.display().to_string(),
            place: None,
            what,
        });
    }
}

/// The last newline ends the file and is not part of the prompt.
fn prompt(name: ShelfName, text: &str) -> SystemPrompt {
    let text = text.strip_suffix('\n').unwrap_or(text).to_owned();
    SystemPrompt { name, text }
}

/// Writes a preset. An older one of this name, with the comments of its owner, is kept as
/// `<name>.toml.bak`.
///
/// # Errors
/// What the system says; the older one is then still there.
pub(crate) fn save_preset(folders: &Folders, preset: &Preset) -> Result<(), StoreError> {
    let kind = ShelfKind::Preset;
    let path = path_of(folders, kind, &preset.name);
    save(kind, &path, &write::preset(&preset.settings))
}

/// Writes a system prompt. An older one of this name is kept as `<name>.md.bak`.
///
/// # Errors
/// What the system says; the older one is then still there.
pub(crate) fn save_prompt(folders: &Folders, prompt: &SystemPrompt) -> Result<(), StoreError> {
    let kind = ShelfKind::SystemPrompt;
    let path = path_of(folders, kind, &prompt.name);
    save(kind, &path, &format!("{}\n", prompt.text))
}

fn save(kind: ShelfKind, path: &Path, text: &str) -> Result<(), StoreError> {
    match std::fs::read(path) {
        Ok(old) if old != text.as_bytes() => replace(&backup(kind, path, &old)?, &old)?,
        Ok(_) | Err(_) => {}
    }
    replace(path, text.as_bytes())
}

/// Takes a preset, a prompt or a tool set from the shelf: its file gets `.bak` behind its name.
///
/// # Errors
/// What the system says, as when it is not there.
pub(crate) fn remove(
    folders: &Folders,
    kind: ShelfKind,
    name: &ShelfName,
) -> Result<(), StoreError> {
    take_away(kind, &path_of(folders, kind, name))
}

fn take_away(kind: ShelfKind, path: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| store_error("remove", path, &error);
    let old = std::fs::read(path).map_err(failed)?;
    std::fs::rename(path, backup(kind, path, &old)?).map_err(failed)
}

fn path_of(folders: &Folders, kind: ShelfKind, name: &ShelfName) -> PathBuf {
    let (folder, extensions) = folder::of(folders, kind);
    let mut paths = extensions
        .iter()
        .map(|end| folder.join(format!("{name}.{end}")));
    let there = paths.clone().find(|path| path.exists());
    there.or_else(|| paths.next()).unwrap_or(folder)
}

/// Where a copy of a file goes that is replaced: `.bak`, or `.bak2` and so on where a copy stands that somebody
/// else has written. Only what outcrop wrote itself is replaced by a newer copy.
fn backup(kind: ShelfKind, path: &Path, old: &[u8]) -> Result<PathBuf, StoreError> {
    for number in 1..1000_u32 {
        let mut name = path.as_os_str().to_owned();
        name.push(".bak");
        if number > 1 {
            name.push(number.to_string());
        }
        let copy = PathBuf::from(name);
        match std::fs::read(&copy) {
            Ok(bytes) if bytes == old || is_ours(kind, &bytes) => return Ok(copy),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(copy),
            Err(error) => return Err(store_error("read", &copy, &error)),
        }
    }
    Err(store_error(
        "write",
        path,
        &std::io::Error::other("there are too many copies"),
    ))
}

/// Whether bytes are just what outcrop writes: then nothing in them is lost that somebody has put there, such as a
/// comment. A prompt is text and nothing else.
fn is_ours(kind: ShelfKind, bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    match kind {
        ShelfKind::SystemPrompt => true,
        ShelfKind::Preset => read::preset(text).is_ok_and(|it| write::preset(&it) == text),
        ShelfKind::ToolSet => sets::is_ours(text),
    }
}

#[cfg(test)]
mod tests;

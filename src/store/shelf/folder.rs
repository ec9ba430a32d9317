//! The folders of the shelf: which files count, and how much of them is read.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::sets;
use crate::chat::preset::{ShelfKind, ShelfName, ShelfProblem};
use crate::store::load::regular;
use crate::store::paths::Folders;

/// How large a file may be, in bytes. A prompt of a mebibyte fills the largest context window.
pub(super) const MAX_BYTES: u64 = 1 << 20;

/// How many files of a folder are read.
pub(super) const MAX_FILES: usize = 500;

/// The folder of this kind, and how its files end; they are written with the first ending.
pub(super) fn of(folders: &Folders, kind: ShelfKind) -> (PathBuf, &'static [&'static str]) {
    match kind {
        ShelfKind::Preset => (folders.presets(), &["toml"]),
        ShelfKind::SystemPrompt => (folders.prompts(), &["md"]),
        ShelfKind::ToolSet => (folders.tools(), &sets::ENDS),
    }
}

/// The files of this kind by name. Hidden ones and those with another ending are none.
pub(super) fn list(
    folders: &Folders,
    kind: ShelfKind,
    problems: &mut Vec<ShelfProblem>,
) -> Vec<(ShelfName, PathBuf)> {
    let (folder, extensions) = of(folders, kind);
    let mut told = |name: &str, path: &Path, what: String| {
        problems.push(ShelfProblem {
            kind,
            name: name.to_owned(),
            path: path.display().to_string(),
            place: None,
            what,
        });
    };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            told("", &folder, error.to_string());
            return Vec::new();
        }
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| counts(path, extensions)).collect();
    paths.sort_by_cached_key(|path| path.to_string_lossy().to_lowercase());
    if paths.len() > MAX_FILES {
        let what = format!(
            "there are {} files; the first {MAX_FILES} are read",
            paths.len()
        );
        told("", &folder, what);
        paths.truncate(MAX_FILES);
    }
    let mut named = Vec::new();
    for path in paths {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match ShelfName::new(&stem) {
            // A name with blanks around it would be saved under another one.
            Ok(name) if name.as_str() == stem => named.push((name, path)),
            Ok(name) => told(&stem, &path, format!("call the file `{name}.{extension}`")),
            Err(error) => told(&stem, &path, error.to_string()),
        }
    }
    named
}

fn counts(path: &Path, extensions: &[&str]) -> bool {
    let hidden = path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !hidden
        && path
            .extension()
            .is_some_and(|end| extensions.iter().any(|known| end == *known))
}

/// The text of a file, or why there is none.
pub(super) fn read_text(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    regular(path)
        .and_then(|()| File::open(path))
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| error.to_string())?;
    text_of(bytes)
}

/// The bytes of a file as text, or why they are none.
pub(super) fn text_of(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("it is larger than {} KiB", MAX_BYTES / 1024));
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    // Some editors put a mark in front, which would be sent to the model.
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), str::to_owned))
}

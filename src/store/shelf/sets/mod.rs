//! Tool sets: `tools/<name>.toml` or `tools/<name>.json`. They name programs that run, so a file is only
//! taken if nobody but its owner can have written it.

mod node;
mod read;
mod trust;
mod write;

use std::io::Error;
use std::path::Path;

use super::folder;
use super::{Fault, path_of, save, take_away};
use crate::chat::failure::StoreError;
use crate::chat::place::place;
use crate::chat::preset::{Shelf, ShelfKind, ShelfName};
use crate::chat::tool::set::ToolSet;
use crate::chat::tool::source::{Origin, SourceKind, ToolSource};
use crate::store::error::store_error;
use crate::store::paths::Folders;

/// How the files end: the first is the one that is written.
pub(super) const ENDS: [&str; 2] = ["toml", "json"];

/// Reads all tool sets. What cannot be used is among the problems.
pub(super) fn load(folders: &Folders, shelf: &mut Shelf) {
    let found = folder::list(folders, ShelfKind::ToolSet, &mut shelf.problems);
    let mut taken: Vec<ShelfName> = Vec::new();
    for (name, path) in found {
        if taken.contains(&name) {
            let what = format!(
                "there is another file of the name `{name}`, which is the one that is read; rename one of them"
            );
            shelf.problem(ShelfKind::ToolSet, &name, &path, what);
            continue;
        }
        match one(&name, &path) {
            Ok(set) => shelf.tools.push(set),
            Err((what, at)) => {
                shelf.problem(ShelfKind::ToolSet, &name, &path, what);
                if let Some(last) = shelf.problems.last_mut() {
                    last.place = at;
                }
            }
        }
        taken.push(name);
    }
}

/// What is wrong, and at which line and column.
type Wrong = (String, Option<(usize, usize)>);

fn one(name: &ShelfName, path: &Path) -> Result<ToolSet, Wrong> {
    trust::folder_of(path).map_err(|what| (what, None))?;
    let text = trust::read(path).map_err(|what| (what, None))?;
    let is_json = path.extension().is_some_and(|end| end == "json");
    let read = if is_json {
        read::json(&text)
    } else {
        read::toml(&text)
    };
    let placed = |Fault { at, what }: Fault| (what, at.map(|at| place(&text, at)));
    let mut set = read.map_err(placed)?;
    set.name = name.clone();
    set.path = path.display().to_string();
    Ok(set)
}

/// Writes a tool set as TOML. An older file of this name is kept with `.bak` behind its name.
///
/// # Errors
/// What the system says, or that it could not be read again; the older one is then still there.
pub(crate) fn save_tool_set(folders: &Folders, set: &ToolSet) -> Result<(), StoreError> {
    let path = folders.tools().join(format!("{}.{}", set.name, ENDS[0]));
    let text = write::set(set);
    readable(&text).map_err(|what| store_error("write", &path, &Error::other(what)))?;
    save(ShelfKind::ToolSet, &path, &text)?;
    // Two files of one name would be one too many.
    let json = path.with_file_name(format!("{}.{}", set.name, ENDS[1]));
    if json.exists() {
        take_away(ShelfKind::ToolSet, &json)?;
    }
    Ok(())
}

/// Puts tools of a server into the set that names it, as its file is now: what was written there meanwhile stays.
///
/// # Errors
/// The file cannot be used, or has no room for them; it is then left as it is.
pub(crate) fn keep_of_server(folders: &Folders, source: &ToolSource) -> Result<(), StoreError> {
    let SourceKind::Server(Origin { set: name, server }) = &source.kind else {
        return Ok(());
    };
    let path = path_of(folders, ShelfKind::ToolSet, name);
    let refused = |what: String| store_error("keep tools in", &path, &Error::other(what));
    let set = one(name, &path).map_err(|(what, _)| refused(what))?;
    let kept = source.put_in(&set, server).map_err(refused)?;
    if kept == set {
        return Ok(());
    }
    save_tool_set(folders, &kept)
}

/// Whether a text is just what is written for what it says.
pub(super) fn is_ours(text: &str) -> bool {
    read::toml(text).is_ok_and(|set| write::set(&set) == text)
}

/// Whether a text would be taken as a tool set.
fn readable(text: &str) -> Result<(), String> {
    folder::text_of(text.as_bytes().to_vec())?;
    let read = read::toml(text).map_err(|fault| fault.what);
    read.map(|_| ())
        .map_err(|what| format!("it could not be read again: {what}"))
}

#[cfg(test)]
mod tests;

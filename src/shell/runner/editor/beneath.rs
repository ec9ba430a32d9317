//! Files below a folder: reached name by name, following no link, so that no path leads out of it,
//! whatever is put in its place meanwhile.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};

use rustix::fs::{
    AtFlags, Dir, FileType, Mode, OFlags, fchmod, fstat, mkdirat, open, openat, renameat, unlinkat,
};
use rustix::io::Errno;

use super::super::proof::hash;
use super::super::surroundings::last_of;
use crate::chat::size::size;

/// The largest file that is read or written, in bytes.
pub(super) const MAX_FILE: usize = 1 << 20;

/// How many names of a folder are told.
const MAX_NAMES: usize = 1000;

const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// What stands at a path.
#[derive(Debug)]
pub(super) enum There {
    /// Nothing.
    Nothing,
    /// A folder.
    Folder(OwnedFd),
    /// A file with this text, and its mode.
    Text(String, Mode),
}

/// What becomes of folders on the way that are not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// The way ends.
    Told,
    /// They are made.
    Made,
}

impl There {
    /// What stands for it, so that it can be seen whether it has changed.
    pub(super) fn before(&self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Folder(_) => Some("a folder".to_owned()),
            Self::Text(text, _) => Some(hash(text.as_bytes())),
        }
    }
}

/// Looks what stands at a path below a folder; the empty path is the folder itself.
///
/// # Errors
/// It cannot be reached or read; in words for the model.
pub(super) fn look(folder: &str, path: &str) -> Result<There, String> {
    let root = root(folder)?;
    if path.is_empty() {
        return Ok(There::Folder(root));
    }
    match way(root, path, Missing::Told)? {
        Some((parent, name)) => look_in(&parent, name, path),
        None => Ok(There::Nothing),
    }
}

/// Writes a whole file, or leaves it as it is. Folders on the way are made.
///
/// # Errors
/// It cannot be written, or is not what it was before; in words.
pub(super) fn write(
    (folder, path): (&str, &str),
    text: &str,
    before: Option<&str>,
) -> Result<(), String> {
    if text.len() > MAX_FILE {
        return Err(format!(
            "{path} would be larger than {}",
            size(MAX_FILE as u64)
        ));
    }
    let Some((parent, name)) = way(root(folder)?, path, Missing::Made)? else {
        return Err(format!("{path} cannot be reached"));
    };
    let told = |errno: Errno| format!("{path} was not written: {errno}");
    let kept = match look_in(&parent, name, path)? {
        There::Text(_, mode) => Some(mode),
        There::Nothing | There::Folder(_) => None,
    };
    // What is new is as the user's umask wants it; what is replaced was perhaps for nobody else.
    let mode = Mode::from_raw_mode(kept.map_or(0o666, |_| 0o600));
    let temporary = format!(
        ".outcrop-{}-{}.tmp",
        std::process::id(),
        &hash(path.as_bytes())[..12]
    );
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let new = openat(&parent, &temporary, flags, mode).map_err(told)?;
    let written = (|| {
        let mut file = File::from(new);
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|error| format!("{path} was not written: {error}"))?;
        if let Some(mode) = kept {
            fchmod(file.as_fd(), mode).map_err(told)?;
        }
        // At the last moment: what the user has seen is what is replaced.
        let now = look_in(&parent, name, path)?.before();
        if now.as_deref() != before {
            return Err(changed(path));
        }
        renameat(&parent, &temporary, &parent, name).map_err(told)
    })();
    if written.is_err() {
        unlinkat(&parent, &temporary, AtFlags::empty()).ok();
    }
    written
}

/// What is said of a file that is not what the user has seen.
pub(super) fn changed(path: &str) -> String {
    let last = last_of(path);
    format!(
        "{last} was not edited: it has changed; ^X t, r asks you again: {path} has changed since you were asked"
    )
}

fn root(folder: &str) -> Result<OwnedFd, String> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    // The user has named it: here links are followed.
    open(folder, flags, Mode::empty())
        .map_err(|errno| format!("{folder} cannot be opened: {errno}"))
}

/// The folder in which a path ends, and its last name; `None` = the way is not there.
fn way(root: OwnedFd, path: &str, missing: Missing) -> Result<Option<(OwnedFd, &str)>, String> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    if [".", "..", ""].contains(&name) {
        return Err(format!("{path:?} is no path of a file"));
    }
    let mut at = root;
    for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
        if folder == "." || folder == ".." {
            return Err(format!("{path:?} is no path below the folder"));
        }
        at = match (openat(&at, folder, FOLDER, Mode::empty()), missing) {
            (Ok(next), _) => next,
            (Err(Errno::NOENT), Missing::Told) => return Ok(None),
            (Err(Errno::NOENT), Missing::Made) => made(&at, folder)?,
            (Err(errno), _) => return Err(not_followed(folder, errno)),
        };
    }
    Ok(Some((at, name)))
}

fn made(at: &OwnedFd, folder: &str) -> Result<OwnedFd, String> {
    match mkdirat(at, folder, Mode::from_raw_mode(0o777)) {
        Ok(()) | Err(Errno::EXIST) => {}
        Err(errno) => return Err(format!("the folder {folder} was not made: {errno}")),
    }
    openat(at, folder, FOLDER, Mode::empty()).map_err(|errno| not_followed(folder, errno))
}

fn not_followed(name: &str, errno: Errno) -> String {
    match errno {
        Errno::LOOP | Errno::NOTDIR => {
            format!("{name} is a link or no folder, and links are not followed")
        }
        errno => format!("{name} cannot be opened: {errno}"),
    }
}

fn look_in(parent: &OwnedFd, name: &str, path: &str) -> Result<There, String> {
    // A pipe would make whoever opens it wait.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = match openat(parent, name, flags, Mode::empty()) {
        Ok(file) => file,
        Err(Errno::NOENT) => return Ok(There::Nothing),
        Err(Errno::LOOP) => return Err(format!("{path} is a link, and links are not followed")),
        Err(errno) => return Err(format!("{path} cannot be opened: {errno}")),
    };
    let about = fstat(&file).map_err(|errno| format!("{path} cannot be read: {errno}"))?;
    match FileType::from_raw_mode(about.st_mode) {
        FileType::Directory => return Ok(There::Folder(file)),
        FileType::RegularFile => {}
        _ => return Err(format!("{path} is neither a file nor a folder")),
    }
    let mut bytes = Vec::new();
    File::from(file)
        .take(MAX_FILE as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("{path} cannot be read: {error}"))?;
    if bytes.len() > MAX_FILE {
        return Err(format!("{path} is larger than {}", size(MAX_FILE as u64)));
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("{path} is not UTF-8"))?;
    let bits = about.st_mode & 0o777;
    Ok(There::Text(text, Mode::from_raw_mode(bits)))
}

/// What stands in a folder, two levels deep, without what is hidden.
///
/// # Errors
/// It cannot be read; in words for the model.
pub(super) fn listing(folder: &OwnedFd, path: &str) -> Result<String, String> {
    let mut names = Vec::new();
    list(folder, "", 2, &mut names).map_err(|errno| format!("{path} cannot be listed: {errno}"))?;
    names.sort();
    let more = names.len() > MAX_NAMES;
    names.truncate(MAX_NAMES);
    if more {
        names.push(format!("[only the first {MAX_NAMES} are told]"));
    }
    if names.is_empty() {
        names.push("(the folder is empty)".to_owned());
    }
    Ok(names.join("\n"))
}

fn list(folder: &OwnedFd, above: &str, depth: u8, names: &mut Vec<String>) -> Result<(), Errno> {
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || names.len() > MAX_NAMES * 4 {
            continue;
        }
        let path = format!("{above}{name}");
        let inner = openat(folder, entry.file_name(), FOLDER, Mode::empty());
        match inner {
            Ok(inner) => {
                let path = format!("{path}/");
                if depth > 1 {
                    // One that cannot be read is told all the same.
                    list(&inner, &path, depth - 1, names).ok();
                }
                names.push(path);
            }
            Err(_) if entry.file_type() == FileType::Symlink => {
                names.push(format!("{path} (a link, not followed)"));
            }
            Err(_) => names.push(path),
        }
    }
    Ok(())
}

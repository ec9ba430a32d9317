//! Files for other programs, and copies of conversations: all of their records, or those of a path.

use std::borrow::Cow;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::atomic::{create_private, folder_of, sync_folder};
use super::fork::{self, Fork};
use super::format::decode;
use crate::chat::record::{Header, Record, VERSION};

/// Writes a file that must not exist yet, for its owner only.
///
/// # Errors
/// Why there is none, in a sentence. What was there before is as it was.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let shown = path.display();
    let mut file = create_private(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            format!("{shown} exists and is not replaced; choose another name")
        }
        _ => format!("cannot write {shown}: {error}"),
    })?;
    if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
        // Only what was just made here, and is incomplete, goes.
        let _ = std::fs::remove_file(path);
        return Err(format!("cannot write {shown}: {error}"));
    }
    sync_folder(folder_of(path));
    Ok(())
}

/// All records of a conversation file as they are. Lines that are no records stay behind; how many
/// these are is told.
pub(crate) fn records(source: &[u8]) -> (Vec<u8>, usize) {
    let mut sound = Vec::with_capacity(source.len() + 1);
    let mut left = 0;
    for line in source.split(|byte| *byte == b'\n') {
        if decode(line).is_ok() {
            sound.extend_from_slice(line);
            sound.push(b'\n');
        } else if !line.is_empty() {
            left += 1;
        }
    }
    (sound, left)
}

/// The records of a path as a conversation of its own.
///
/// # Errors
/// There is no such path, or the file is of a later version; in a sentence.
pub(crate) fn path(source: &[u8], fork: &Fork) -> Result<Vec<u8>, String> {
    let lines = fork::lines(source, fork).map_err(|why| why.to_string())?;
    Ok(joined(&lines))
}

/// Why a file cannot be taken in as a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotTaken {
    #[error("a newer version of outcrop wrote it; import it with that version")]
    TooNew,
    #[error("its first line is no header of a conversation")]
    NoHeader,
}

/// Lines of a file under another header.
#[derive(Debug)]
pub(super) struct Copied<'a> {
    /// Without their newlines.
    pub(super) lines: Vec<Cow<'a, [u8]>>,
    /// How many stay behind, since they are no records.
    pub(super) left: usize,
}

/// The records of a file under another header, so that two files never claim to be one conversation.
///
/// # Errors
/// It begins with no header, or with that of a later version.
pub(super) fn under(
    source: &[u8],
    header: impl FnOnce(&Header) -> Vec<u8>,
) -> Result<Copied<'_>, NotTaken> {
    let mut lines = source.split(|byte| *byte == b'\n');
    let first = decode(lines.next().unwrap_or_default());
    let Ok(Record::Header(own)) = first.map(|decoded| decoded.entry.record) else {
        return Err(NotTaken::NoHeader);
    };
    if own.version[0] > VERSION[0] {
        return Err(NotTaken::TooNew);
    }
    let mut taken = vec![Cow::Owned(header(&own))];
    let mut left = 0;
    for line in lines.filter(|line| !line.is_empty()) {
        match decode(line) {
            Ok(_) => taken.push(Cow::Borrowed(line)),
            Err(_) => left += 1,
        }
    }
    Ok(Copied { lines: taken, left })
}

fn joined(lines: &[Cow<'_, [u8]>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
    }
    bytes
}

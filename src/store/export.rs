//! Files for other programs, and copies of conversations: all of their records, or those of a path.

use std::borrow::Cow;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::atomic::{create_private, folder_of, sync_folder};
use super::fork::{self, Fork};
use super::format::decode;
use crate::chat::progress::{Monitor, Steps, Stopped, Unit};
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
///
/// # Errors
/// Nobody waits for it any more.
pub(crate) fn records(source: &[u8], monitor: &dyn Monitor) -> Result<(Vec<u8>, usize), Stopped> {
    let mut steps = Steps::begin(source.len(), Unit::Read, monitor)?;
    let mut sound = Vec::with_capacity(source.len() + 1);
    let mut left = 0;
    for line in source.split(|byte| *byte == b'\n') {
        steps.step(line.len() + 1)?;
        if decode(line).is_ok() {
            sound.extend_from_slice(line);
            sound.push(b'\n');
        } else if !line.is_empty() {
            left += 1;
        }
    }
    Ok((sound, left))
}

/// The records of a path as a conversation of its own.
///
/// # Errors
/// There is no such path, the file is of a later version, or nobody waits for it any more; in a
/// sentence.
pub(crate) fn path(source: &[u8], fork: &Fork, monitor: &dyn Monitor) -> Result<Vec<u8>, String> {
    let lines = fork::lines(source, fork, monitor).map_err(|why| why.to_string())?;
    Ok(joined(&lines))
}

/// Why a file cannot be taken in as a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotTaken {
    #[error("a newer version of outcrop wrote it; import it with that version")]
    TooNew,
    #[error("its first line is no header of a conversation")]
    NoHeader,
    #[error(transparent)]
    Stopped(#[from] Stopped),
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
/// It begins with no header, or with that of a later version; or nobody waits for it any more.
pub(super) fn under<'a>(
    source: &'a [u8],
    monitor: &dyn Monitor,
    header: impl FnOnce(&Header) -> Vec<u8>,
) -> Result<Copied<'a>, NotTaken> {
    let mut steps = Steps::begin(source.len(), Unit::Read, monitor)?;
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
        steps.step(line.len() + 1)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::ids::{ConversationId, LaneId, MessageId};
    use crate::chat::import::{Import, Imported, Said, Source};
    use crate::chat::message::Role;
    use crate::chat::progress::Patient;
    use crate::chat::time::Wall;
    use crate::store::import::{New, written};
    use crate::store::load;

    /// The bytes of a file with two messages below the first.
    fn file() -> Vec<u8> {
        use crate::chat::content::ContentBlock;
        let message = |parent, role, text: &str| Imported {
            parent,
            said: Said::new(role, vec![ContentBlock::Text(text.to_owned())]),
        };
        let import = Import {
            messages: vec![
                message(None, Role::User, "q"),
                message(Some(0), Role::Assistant, "a"),
                message(Some(0), Role::Assistant, "b"),
            ],
            ..Import::default()
        };
        let new = New {
            id: ConversationId::from_random([3; 6]),
            source: Source::Claude,
            at: Wall(7),
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        written(&path, &import, &new).unwrap();
        std::fs::read(path).unwrap()
    }

    #[test]
    fn a_copy_has_all_records_and_nothing_else() {
        let whole = file();
        assert_eq!(records(&whole, &Patient), Ok((whole.clone(), 0)));
        let mut torn = whole.clone();
        torn.extend_from_slice(b"\n{\"n\":99,\"at\"");
        assert_eq!(records(&torn, &Patient), Ok((whole, 1)));
    }

    #[test]
    fn a_path_is_a_conversation_of_its_own() {
        let whole = file();
        let conversation = load::load(&whole).unwrap().conversation;
        let lane: LaneId = conversation.lanes().next().unwrap().id;
        let replies = conversation.children(Some(MessageId(4)));
        let fork = Fork {
            id: ConversationId::from_random([4; 6]),
            message: replies[0],
            lane,
            waiting: Vec::new(),
            at: Wall(9),
        };
        let bytes = path(&whole, &fork, &Patient).unwrap();
        let copy = load::load(&bytes).unwrap().conversation;
        assert_eq!((copy.len(), copy.id()), (2, &fork.id));
        let gone = Fork {
            message: MessageId(99),
            ..fork
        };
        assert!(
            path(&whole, &gone, &Patient)
                .unwrap_err()
                .contains("not in the file")
        );
    }

    #[test]
    fn a_file_that_is_there_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        write_new(&path, b"one").unwrap();
        let why = write_new(&path, b"two").unwrap_err();
        assert!(why.contains("is not replaced"), "{why}");
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        let nowhere = folder.path().join("x/a.md");
        assert!(
            write_new(&nowhere, b"")
                .unwrap_err()
                .starts_with("cannot write")
        );
    }
}

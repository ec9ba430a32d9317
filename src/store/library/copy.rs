//! Another conversation that is made of all records of one.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::chat::conversation::{BY_ITSELF, Conversation};
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::ids::{ConversationId, Number};
use crate::chat::library;
use crate::chat::progress::Monitor;
use crate::chat::record::{Entry, FORMAT_BY, Header, Record, TitleBy, VERSION};
use crate::chat::time::Wall;
use crate::store::atomic::folder_of;
use crate::store::blobs::BlobBytes;
use crate::store::format::{decode, encode};
use crate::store::journal::Journal;
use crate::store::load::{content, load_watched};
use crate::store::name;

/// Copies all records of a file, byte for byte, into a new file beside it; gives its path.
///
/// It gets an id and a header of its own, which tells where it comes from, and a title that tells it
/// from the other one. Lines that are no records stay behind.
///
/// # Errors
/// The file cannot be read, is no conversation, or one of a newer version; or the new one cannot be
/// written whole, or nobody waits for it, and is not there then.
pub(crate) fn duplicate(
    path: &Path,
    id: &ConversationId,
    at: Wall,
    monitor: &dyn Monitor,
) -> Result<PathBuf, StoreError> {
    let bytes = content("read", path)?;
    let loaded = load_watched(&bytes, monitor).map_err(|why| why.of(path))?;
    let source = loaded.conversation;
    let mut header = Header {
        version: VERSION,
        id: id.clone(),
        by: FORMAT_BY.to_owned(),
        origin: Some((source.id().clone(), last(&source))),
    };
    let mut lines = vec![Cow::Borrowed(&b""[..])];
    for line in bytes.split(|byte| *byte == b'\n') {
        match decode(line).map(|decoded| decoded.entry.record) {
            Ok(Record::Header(own)) => header.version = header.version.max(own.version),
            Ok(_) => lines.push(Cow::Borrowed(line)),
            Err(_) => {}
        }
    }
    if header.version[0] > VERSION[0] {
        return Err(StoreError {
            doing: "copy",
            path: path.display().to_string(),
            cause: "a newer version of outcrop wrote it; copy it with that version".to_owned(),
            kind: StoreErrorKind::Other,
        });
    }
    let title = library::title(&source);
    lines[0] = Cow::Owned(line(Number(1), Record::Header(header), at));
    let named = Record::Title {
        text: format!("{title} (copy)"),
        by: TitleBy::Hand,
    };
    lines.push(Cow::Owned(line(source.next_number(), named, at)));
    let copy = folder_of(path).join(name::file_name(at, &title, id));
    Journal::of_lines(&copy, &lines, monitor).map(|_| copy)
}

fn last(conversation: &Conversation) -> Number {
    Number(conversation.next_number().0.saturating_sub(1))
}

/// The line of a record that is no blob. Nobody did it, so it cannot be undone.
fn line(n: Number, record: Record, at: Wall) -> Vec<u8> {
    let act = match record {
        Record::Header(_) => n,
        _ => BY_ITSELF,
    };
    let entry = Entry { n, at, act, record };
    let line = encode(&entry, &BlobBytes::default());
    line.expect("only blobs need bytes").text.into_bytes()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::chat::progress::Patient;
    use crate::chat::progress::tests::Clerk;
    use crate::store::library::trash::tests::{begun, place};
    use crate::store::load;

    #[test]
    fn a_copy_has_all_records_and_an_id_of_its_own() {
        let (_root, folders) = place();
        let path = begun(&folders, "a.jsonl");
        let id = ConversationId::from_random([9; 6]);
        let copy = duplicate(&path, &id, Wall(1_795_246_345_678), &Patient).unwrap();
        assert_eq!(copy.parent(), path.parent());
        let loaded = load::read(&copy).unwrap();
        assert_eq!(loaded.conversation.id(), &id);
        assert_eq!(loaded.conversation.title(), Some("first (copy)"));
        assert_eq!(loaded.health.damage, []);
        let source = fs::read_to_string(&path).unwrap();
        let copied = fs::read_to_string(&copy).unwrap();
        let lines: Vec<&str> = copied.lines().collect();
        assert!(
            lines[0].contains(r#""origin":{"id":"010101010101","n":2}"#),
            "{}",
            lines[0]
        );
        assert_eq!(lines[1], source.lines().nth(1).unwrap());
        fs::remove_file(&copy).unwrap();
        let at = Wall(1_795_246_345_678);
        for patience in [1, 3, 5] {
            let clerk = Clerk::until(patience);
            let error = duplicate(&path, &id, at, &clerk).unwrap_err();
            assert_eq!(error.kind, StoreErrorKind::Stopped, "{:?}", clerk.told());
            assert!(!copy.exists());
        }
        duplicate(&path, &id, at, &Patient).unwrap();
        // The same name is there already.
        assert!(duplicate(&path, &id, Wall(1_795_246_345_678), &Patient).is_err());
        assert!(duplicate(&path.with_file_name("none.jsonl"), &id, Wall(1), &Patient).is_err());
    }
}

//! Records for a conversation that is not open.

use std::path::Path;

use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::record::Record;
use crate::chat::time::Wall;
use crate::store::blobs::BlobBytes;
use crate::store::format::encode;
use crate::store::health::Access;
use crate::store::journal::Journal;

/// Adds records to the end of a file, as one action of the user.
///
/// # Errors
/// Another program has it open, it cannot be written, or it is damaged or too new to be added to.
pub(crate) fn add(path: &Path, records: &[Record], at: Wall) -> Result<(), StoreError> {
    let (mut journal, loaded) = Journal::open(path)?;
    let refused = match loaded.health.access() {
        Access::Editable => None,
        Access::AskFirst => Some("some of its lines are damaged; open it and go on in a copy"),
        Access::VersionUnknown => Some("its first line is damaged; open it and go on in a copy"),
        Access::TooNew => Some("a newer version of outcrop wrote it"),
    };
    let failed = |cause: String| StoreError {
        doing: "change",
        path: path.display().to_string(),
        cause,
        kind: StoreErrorKind::Denied,
    };
    if let Some(cause) = refused {
        return Err(failed(cause.to_owned()));
    }
    let mut conversation = loaded.conversation;
    let act = conversation.next_number();
    for record in records {
        let entry = conversation.entry(record.clone(), at, Some(act));
        conversation.apply(&entry);
        let line = encode(&entry, &BlobBytes::default());
        let line = line.map_err(|error| failed(error.to_string()))?;
        journal.append_line(&line.text, entry.n)?;
    }
    journal.sync()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::chat::library::{FileMark, Pinned};
    use crate::chat::record::TitleBy;
    use crate::store::library::trash::tests::{begun, place};
    use crate::store::load;

    fn records() -> Vec<Record> {
        vec![
            Record::Title {
                text: "rocks".to_owned(),
                by: TitleBy::Hand,
            },
            Record::FileMark(FileMark {
                pin: Some(Pinned::Yes),
                tags: Some(vec!["a".to_owned()]),
            }),
        ]
    }

    #[test]
    fn they_are_there_when_it_is_opened_and_undone_at_once() {
        let (_root, folders) = place();
        let path = begun(&folders, "a.jsonl");
        let before = fs::read(&path).unwrap();
        add(&path, &records(), Wall(7)).unwrap();
        assert!(fs::read(&path).unwrap().starts_with(&before));
        let conversation = load::read(&path).unwrap().conversation;
        assert_eq!(conversation.title(), Some("rocks"));
        assert_eq!(conversation.pin(), Pinned::Yes);
        assert_eq!(conversation.tags(), ["a"]);
        assert_eq!(conversation.undoable().unwrap().1.len(), 2);
    }

    #[test]
    fn a_file_that_is_open_elsewhere_or_damaged_stays_as_it_is() {
        let (_root, folders) = place();
        let path = begun(&folders, "a.jsonl");
        let (held, _) = Journal::open(&path).unwrap();
        let error = add(&path, &records(), Wall(7)).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Locked);
        drop(held);
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(b"{\"n\":3,\"at\":1,\"act\":3,\"k\":\"x\",\"c\":\"00000000\"}\n");
        fs::write(&path, &bytes).unwrap();
        let error = add(&path, &records(), Wall(7)).unwrap_err();
        assert!(error.to_string().contains("damaged"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
        let missing = add(&path.with_file_name("b.jsonl"), &records(), Wall(7));
        assert_eq!(missing.unwrap_err().kind, StoreErrorKind::Missing);
    }
}

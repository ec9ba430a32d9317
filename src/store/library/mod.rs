//! The folder of conversations, and what is done to files in it that are not open.
//!
//! `notes` adds records to one, `copy` makes another one of it, `trash` moves it away and back.

pub(crate) mod copy;
pub(crate) mod notes;
pub(crate) mod trash;

use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::name::EXTENSION;

/// The conversation file that was changed last; of two at the same time the later name.
pub(crate) fn newest(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?;
    entries
        .flatten()
        .filter_map(|entry| dated(&entry))
        .max()
        .map(|(_, path)| path)
}

/// A conversation file with the time of its last change; what cannot be looked at is passed over.
fn dated(entry: &DirEntry) -> Option<(SystemTime, PathBuf)> {
    let path = entry.path();
    // Follows links, since a user may keep a conversation elsewhere.
    let metadata = fs::metadata(&path).ok()?;
    // A file that could be made but not written to, as on a full disk, has nothing to resume.
    let has_content = metadata.is_file() && metadata.len() > 0;
    let is_conversation = has_content && path.extension()? == EXTENSION;
    is_conversation.then_some((metadata.modified().ok()?, path))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::trash::tests::{begun, place};
    use super::trash::{empty, throw};
    use super::*;
    use crate::chat::progress::tests::Clerk;

    #[test]
    fn the_newest_conversation_is_found_among_other_files() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(newest(folder.path()), None);
        assert_eq!(newest(&folder.path().join("missing")), None);
        let start = SystemTime::UNIX_EPOCH;
        for (name, age) in [("b.jsonl", 3), ("a.jsonl", 5), ("c.txt", 9)] {
            let path = folder.path().join(name);
            fs::write(&path, "{}").unwrap();
            let file = fs::File::options().append(true).open(&path).unwrap();
            file.set_modified(start + Duration::from_secs(age)).unwrap();
        }
        fs::create_dir(folder.path().join("d.jsonl")).unwrap();
        fs::write(folder.path().join("e.jsonl"), "").unwrap();
        assert_eq!(newest(folder.path()), Some(folder.path().join("a.jsonl")));
    }

    #[test]
    fn emptying_ends_where_nobody_waits() {
        let (_root, folders) = place();
        let thrown = ["a.jsonl", "b.jsonl", "c.jsonl"].map(|name| {
            let path = begun(&folders, name);
            throw(&folders, &path).unwrap()
        });
        let clerk = Clerk::until(3);
        let (count, problem) = empty(&folders, &thrown, &clerk);
        assert!((count, problem.is_none()) == (2, true));
        assert_eq!(thrown.map(|path| path.exists()), [false, false, true]);
        assert_eq!(clerk.told().last().unwrap(), "2 of 3 files");
    }
}

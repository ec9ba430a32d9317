//! Conversation files that were opened lately.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Remembered, read, write};
use crate::chat::failure::StoreError;
use crate::store::paths::Folders;

/// How many are remembered.
const MOST: usize = 30;

/// What is remembered of the library.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Opened {
    /// Conversation files that were opened lately, the latest first.
    pub(crate) files: Vec<PathBuf>,
    /// Whether the list of conversations stands beside the conversation.
    pub(crate) pane: bool,
}

impl Opened {
    /// Reads what was remembered.
    pub(crate) fn load(folders: &Folders) -> Remembered<Self> {
        let Remembered { value, note } = read::<Self>(&folders.opened());
        Remembered {
            value: value.unwrap_or_default(),
            note,
        }
    }

    /// Saves it.
    ///
    /// # Errors
    /// What the system says; what was remembered before is then still there.
    pub(crate) fn save(&self, folders: &Folders) -> Result<(), StoreError> {
        write(&folders.opened(), self)
    }
}

/// Puts a file on top. Those of other windows, as they are in the file by now, follow it.
///
/// # Errors
/// What the system says; what was remembered before is then still there.
pub(crate) fn note(folders: &Folders, path: &Path) -> Result<(), StoreError> {
    if path.to_str().is_none() {
        // JSON has no such name.
        return Ok(());
    }
    let mut opened = Opened::load(folders).value;
    opened.files.retain(|other| other != path);
    opened.files.insert(0, path.to_owned());
    opened.files.truncate(MOST);
    opened.save(folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_stands_on_top_and_each_once() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        for name in ["/a", "/b", "/a"] {
            note(&folders, Path::new(name)).unwrap();
        }
        let found = Opened::load(&folders).value.files;
        assert_eq!(found, [PathBuf::from("/a"), PathBuf::from("/b")]);
        for no in 0..2 * MOST {
            note(&folders, Path::new(&format!("/{no}"))).unwrap();
        }
        assert_eq!(Opened::load(&folders).value.files.len(), MOST);
    }
}

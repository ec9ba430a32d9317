//! Conversation files that were opened lately.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Remembered, read, write};
use crate::chat::failure::StoreError;
use crate::store::paths::Folders;

/// How many are remembered.
const MOST: usize = 30;

/// Reads what was remembered, the latest first.
pub(crate) fn load(folders: &Folders) -> Remembered<Vec<PathBuf>> {
    let Remembered { value, note } = read::<Members>(&folders.opened());
    Remembered {
        value: value.unwrap_or_default().files,
        note,
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
    let mut files = load(folders).value;
    files.retain(|other| other != path);
    files.insert(0, path.to_owned());
    files.truncate(MOST);
    write(&folders.opened(), &Members { files })
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Members {
    files: Vec<PathBuf>,
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
        let found = load(&folders).value;
        assert_eq!(found, [PathBuf::from("/a"), PathBuf::from("/b")]);
        for no in 0..2 * MOST {
            note(&folders, Path::new(&format!("/{no}"))).unwrap();
        }
        assert_eq!(load(&folders).value.len(), MOST);
    }
}

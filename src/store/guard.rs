//! Whether a file that is open here is still the one that its name leads to, and as long as we left it.
//!
//! A lock keeps other outcrops away, and nobody else. Two questions to the system before each write
//! are cheap beside it, and no event can be missed.

use std::fs::{self, File, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use crate::chat::failure::FileChange;

/// Which file it is, whatever its name: device and inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
        }
    }

    /// The file that a name leads to; `None` if there is none, or it cannot be looked at.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|metadata| Self::of(&metadata))
    }

    /// A name that no other file of this machine has at the same time.
    pub(crate) fn name(self) -> String {
        format!("{:x}-{:x}", self.device, self.inode)
    }
}

/// What is known of a file that is open here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guard {
    id: FileId,
    end: u64,
}

impl Guard {
    /// The file as it is now; `None` if the system does not tell.
    pub(crate) fn new(file: &File) -> Option<Self> {
        let metadata = file.metadata().ok()?;
        Some(Self {
            id: FileId::of(&metadata),
            end: metadata.len(),
        })
    }

    /// The same with as many bytes as were read.
    pub(crate) fn with_end(self, end: u64) -> Self {
        Self { end, ..self }
    }

    /// Which file it is.
    pub(crate) fn id(&self) -> FileId {
        self.id
    }

    /// How long the file is to be, in bytes.
    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    /// So many bytes were written to it, or read from it, behind the others.
    pub(crate) fn grew(&mut self, bytes: u64) {
        self.end += bytes;
    }

    /// What somebody else has done to the file since. What the system does not tell is no change.
    ///
    /// # Errors
    /// The first change that is seen; the name comes before the length.
    pub(crate) fn look(&self, file: &File, path: &Path) -> Result<(), FileChange> {
        let Ok(open) = file.metadata() else {
            return Ok(());
        };
        match fs::metadata(path) {
            Ok(named) if FileId::of(&named) != self.id => return Err(FileChange::Replaced),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let gone = open.nlink() == 0;
                return Err(if gone {
                    FileChange::Removed
                } else {
                    FileChange::Moved
                });
            }
            Ok(_) | Err(_) => {}
        }
        match open.len() {
            longer if longer > self.end => Err(FileChange::Grown),
            shorter if shorter < self.end => Err(FileChange::Shrunk),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn each_change_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let begun = || {
            let _ = fs::remove_file(&path);
            fs::write(&path, "one\n").unwrap();
            let file = fs::OpenOptions::new().append(true).open(&path).unwrap();
            let guard = Guard::new(&file).unwrap();
            assert_eq!(guard.look(&file, &path), Ok(()));
            (file, guard)
        };
        let (mut file, mut guard) = begun();
        file.write_all(b"two\n").unwrap();
        assert_eq!(guard.look(&file, &path), Err(FileChange::Grown));
        guard.grew(4);
        assert_eq!(guard.look(&file, &path), Ok(()));
        file.set_len(3).unwrap();
        assert_eq!(guard.look(&file, &path), Err(FileChange::Shrunk));

        let (file, guard) = begun();
        let other = folder.path().join("b.jsonl");
        fs::rename(&path, &other).unwrap();
        assert_eq!(guard.look(&file, &path), Err(FileChange::Moved));
        fs::write(&path, "another\n").unwrap();
        assert_eq!(guard.look(&file, &path), Err(FileChange::Replaced));
        fs::rename(&other, &path).unwrap();
        assert_eq!(guard.look(&file, &path), Ok(()));
        fs::remove_file(&path).unwrap();
        assert_eq!(guard.look(&file, &path), Err(FileChange::Removed));
    }

    #[test]
    fn a_link_leads_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, "one\n").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let file = File::open(&link).unwrap();
        let guard = Guard::new(&file).unwrap();
        assert_eq!(guard.look(&file, &link), Ok(()));
        assert_eq!(FileId::at(&path), FileId::at(&link));
    }
}

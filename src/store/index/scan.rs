//! Which conversation files there are, and whether they have changed.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::store::name::EXTENSION;

/// A file that was changed this short a time ago can change again without another time.
const FRESH: Duration = Duration::from_secs(1);

/// What the file system says of a file; equal = it has not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// In bytes.
    pub(super) size: i64,
    /// When its content was changed, in nanoseconds since 1970.
    pub(super) modified: i64,
    /// When anything of it was changed, in nanoseconds since 1970.
    pub(super) changed: i64,
    /// Which file it is.
    pub(super) inode: i64,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let nanos = |seconds: i64, nanos: i64| seconds.saturating_mul(1_000_000_000) + nanos;
        Self {
            size: i64::try_from(metadata.size()).unwrap_or(i64::MAX),
            modified: nanos(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanos(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino().cast_signed(),
        }
    }

    /// The stamp to remember. One that is too fresh to tell a later change is made to differ from all.
    pub(super) fn settled(self) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.map_or(0, |now| i64::try_from(now.as_nanos()).unwrap_or(i64::MAX));
        let fresh = i64::try_from(FRESH.as_nanos()).unwrap_or(i64::MAX);
        if now.saturating_sub(self.changed.max(self.modified)) < fresh {
            Self {
                changed: -1,
                ..self
            }
        } else {
            self
        }
    }
}

/// A conversation file, as far as its name tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its state.
    pub(super) stamp: Stamp,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The files, those that changed last at the end.
    pub(super) files: Vec<Found>,
    /// Folders that are there and cannot be read: what is known of them stays.
    pub(super) unread: Vec<PathBuf>,
}

/// Looks for conversation files in these folders, not below them.
pub(super) fn scan(folders: &[PathBuf]) -> Scan {
    let mut scan = Scan::default();
    for folder in folders {
        match list(folder) {
            Ok(files) => scan.files.extend(files),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(_) => scan.unread.push(folder.clone()),
        }
    }
    scan.files.sort_by(|one, other| {
        let key = |found: &Found| found.stamp.modified;
        key(one)
            .cmp(&key(other))
            .then_with(|| one.path.cmp(&other.path))
    });
    scan.files.dedup_by(|one, other| one.path == other.path);
    scan
}

fn list(folder: &Path) -> io::Result<Vec<Found>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.extend(found(&entry?.path()));
    }
    Ok(files)
}

/// The file at this path, if it can be a conversation. Follows links, since a user may keep a
/// conversation elsewhere.
pub(super) fn found(path: &Path) -> Option<Found> {
    if path.extension()? != EXTENSION {
        return None;
    }
    let metadata = fs::metadata(path).ok()?;
    metadata.is_file().then(|| Found {
        path: path.to_owned(),
        stamp: Stamp::of(&metadata),
    })
}

//! Taking over what has changed, a batch at a time, so that others get their turn.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Read as _};
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::Index;
use super::reading::Reading;
use super::rows::{self, Known};
use super::scan::{Found, Scan, found, scan};
use crate::chat::abilities::AbilityTable;
use crate::chat::failure::StoreError;
use crate::chat::search::document::documents;
use crate::store::load::looks_like_a_record;

/// How many files of a batch, at most.
const FILES: usize = 64;

/// How many bytes of files of a batch; the last one may exceed them.
const BYTES: i64 = 2 << 20;

/// How far a refresh has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Progress {
    /// Files that have been looked at.
    pub(crate) done: usize,
    /// Files that there are.
    pub(crate) files: usize,
    /// How many of them had changed, or were gone.
    pub(crate) changed: usize,
    /// Whether it was stopped before its end.
    pub(crate) cancelled: bool,
}

/// What a refresh needs to know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work<'a> {
    /// Where conversation files are. The index has those of these folders and no others.
    pub(crate) folders: &'a [PathBuf],
    /// What replies cost.
    pub(crate) table: &'a AbilityTable,
    /// Stops it, between two files.
    pub(crate) cancel: &'a AtomicBool,
}

impl Work<'_> {
    fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

impl Index {
    /// Takes over all that has changed in the folders, and tells after each batch how far it is.
    ///
    /// Another program may do the same: then each batch is written by one of them.
    ///
    /// # Errors
    /// The index cannot be written. A file that cannot be read stays as it is known.
    pub(crate) fn refresh(
        &mut self,
        work: Work<'_>,
        mut tell: impl FnMut(Progress),
    ) -> Result<Progress, StoreError> {
        let lives = self.lives;
        let progress = self.pass(work, &mut tell)?;
        if self.lives == lives {
            return Ok(progress);
        }
        // It was made anew on the way, and lacks what was taken over before.
        self.pass(work, &mut tell)
    }

    fn pass(
        &mut self,
        work: Work<'_>,
        tell: &mut impl FnMut(Progress),
    ) -> Result<Progress, StoreError> {
        let scan = scan(work.folders);
        let mut progress = Progress {
            files: scan.files.len(),
            ..Progress::default()
        };
        self.with(|db| prices(db, work.table))?;
        progress.changed += self.with(|db| forget(db, &scan))?;
        tell(progress);
        let mut rest = scan.files.as_slice();
        while !rest.is_empty() {
            if work.is_cancelled() {
                progress.cancelled = true;
                break;
            }
            let (batch, later) = rest.split_at(batch(rest));
            let changed = self.batch(batch, work)?;
            progress.changed += changed;
            progress.done += batch.len();
            rest = later;
            if changed > 0 {
                tell(progress);
            }
        }
        Ok(progress)
    }

    /// Takes over what has changed of one file, if it is in one of the folders.
    ///
    /// # Errors
    /// The index cannot be written.
    pub(crate) fn refresh_file(&mut self, path: &Path, work: Work<'_>) -> Result<(), StoreError> {
        let folder = path.parent();
        if !work.folders.iter().any(|it| Some(it.as_path()) == folder) {
            return Ok(());
        }
        let Some(file) = found(path) else {
            return Ok(());
        };
        self.batch(&[file], work).map(|_| ())
    }

    /// Takes over a batch in one transaction; gives how many files had changed.
    fn batch(&mut self, batch: &[Found], work: Work<'_>) -> Result<usize, StoreError> {
        let mut latest = self.latest.take();
        let changed = self.with(|db| {
            if batch.iter().all(|file| is_current(db, file)) {
                return Ok(0);
            }
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut changed = 0;
            for file in batch.iter().take_while(|_| !work.is_cancelled()) {
                changed += usize::from(take(&change, file, &mut latest, work.table)?);
            }
            change.commit()?;
            Ok(changed)
        });
        self.latest = latest;
        changed
    }
}

/// How many of the files make a batch.
fn batch(files: &[Found]) -> usize {
    let mut bytes = 0;
    let few = files.iter().take(FILES).take_while(|file| {
        let fits = bytes < BYTES;
        bytes += file.stamp.size;
        fits
    });
    few.count()
}

fn is_current(db: &Connection, file: &Found) -> bool {
    let known = rows::known(db, file);
    known.is_ok_and(|known| known.is_some_and(|known| known.stamp == file.stamp))
}

/// So much of a file tells whether it is a conversation, in bytes.
const HEAD: u64 = 64 * 1024;

/// The bytes of a file; of one that is no conversation, which may be of any size, only the first ones.
fn content(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut bytes)?;
    let line = bytes.split(|byte| *byte == b'\n').next();
    if line.is_some_and(looks_like_a_record) {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Takes over one file; false if it has not changed, or cannot be read.
fn take(
    change: &Transaction<'_>,
    file: &Found,
    latest: &mut Option<Reading>,
    table: &AbilityTable,
) -> rusqlite::Result<bool> {
    let known = rows::known(change, file)?;
    if known.is_some_and(|known| known.stamp == file.stamp) {
        return Ok(false);
    }
    let Ok(bytes) = content(&file.path) else {
        return Ok(false);
    };
    if let Some(Known { id, .. }) = known
        && has(change, id, &bytes)?
    {
        rows::put_stamp(change, id, file.stamp)?;
        return Ok(false);
    }
    let grown = latest
        .as_mut()
        .is_some_and(|it| it.grow(&file.path, &bytes));
    if !grown {
        *latest = Some(Reading::new(&file.path, &bytes));
    }
    if let Some(reading) = latest {
        put(change, file, reading, table)?;
    }
    Ok(true)
}

/// Whether the index has exactly these bytes of a file already.
fn has(change: &Transaction<'_>, id: i64, bytes: &[u8]) -> rusqlite::Result<bool> {
    let mut query = change.prepare_cached("SELECT size, sum FROM file WHERE id = ?1")?;
    let (size, sum): (i64, i64) = query.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(usize::try_from(size) == Ok(bytes.len()) && i64::from(crc32c::crc32c(bytes)) == sum)
}

fn put(
    change: &Transaction<'_>,
    file: &Found,
    reading: &Reading,
    table: &AbilityTable,
) -> rusqlite::Result<()> {
    // The file may have grown since it was looked at; what was read counts.
    let mut file = file.clone();
    let is_same = usize::try_from(file.stamp.size) == Ok(reading.read);
    file.stamp.changed = if is_same { file.stamp.changed } else { -1 };
    file.stamp.size = i64::try_from(reading.read).unwrap_or(i64::MAX);
    let volume = reading.is_conversation().then(|| reading.volume(table));
    let sum = i64::from(reading.sum);
    let id = rows::put_file(change, &file, sum, volume.as_ref())?;
    let documents = match volume {
        Some(_) => documents(&reading.conversation, table),
        None => Vec::new(),
    };
    rows::put_documents(change, id, &documents)
}

/// Looks at every file again when replies cost something else than before.
///
/// An empty table is one that was not read yet: files that are read with it are read again later.
fn prices(db: &Connection, table: &AbilityTable) -> rusqlite::Result<()> {
    if *table == AbilityTable::default() {
        return Ok(());
    }
    let mut hasher = DefaultHasher::new();
    format!("{table:?}").hash(&mut hasher);
    let sum = hasher.finish().cast_signed();
    let before: i64 = db.query_row("SELECT prices FROM state", [], |row| row.get(0))?;
    if before != sum {
        db.execute_batch("BEGIN IMMEDIATE; UPDATE file SET changed = -1, sum = -1;")?;
        db.execute("UPDATE state SET prices = ?1", [sum])?;
        db.execute_batch("COMMIT")?;
    }
    Ok(())
}

/// Forgets the files that are gone; gives how many.
fn forget(db: &mut Connection, scan: &Scan) -> rusqlite::Result<usize> {
    let there: HashSet<&Path> = scan.files.iter().map(|it| it.path.as_path()).collect();
    let gone: Vec<i64> = {
        let mut query = db.prepare_cached("SELECT id, path FROM file")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, path(row.get(1)?))))?;
        let known: Vec<(i64, PathBuf)> = rows.collect::<Result<_, _>>()?;
        let is_gone = |path: &Path| {
            let folder = path.parent();
            let unread = scan.unread.iter().any(|it| Some(it.as_path()) == folder);
            !unread && !there.contains(path)
        };
        let gone = known.into_iter().filter(|(_, path)| is_gone(path));
        gone.map(|(id, _)| id).collect()
    };
    for some in gone.chunks(FILES) {
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for id in some {
            rows::remove_file(&change, *id)?;
        }
        change.commit()?;
    }
    Ok(gone.len())
}

/// A path as it stands in the tables.
pub(super) fn path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from_vec(bytes))
}

//! The index of all conversation files: what the library lists, and what the search looks through.
//!
//! It can be thrown away: the files alone count. One `SQLite` file in the cache folder, which several
//! running programs share. `scan` finds the files, `reading` reads one, `refresh` takes over what has
//! changed, `volumes` lists them, `search` looks through
//! them.

mod reading;
mod refresh;
mod rows;
mod scan;
mod schema;
mod search;
mod volumes;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};

use crate::chat::failure::{StoreError, StoreErrorKind};
use reading::Reading;

pub(crate) use refresh::{Progress, Work};
pub(crate) use search::NotSearched;

/// How often it is tried to write while another program does. Each try waits some seconds.
const TRIES: usize = 12;

/// The index, open for reading and for taking over changes. Each thread opens its own.
#[derive(Debug)]
pub(crate) struct Index {
    path: PathBuf,
    db: Connection,
    /// The file that was read last: it is likely to grow again.
    latest: Option<Reading>,
    /// How often it was made anew.
    lives: usize,
}

fn file_in(cache: &Path) -> PathBuf {
    cache.join("index.db")
}

impl Index {
    /// Whether there is one in this cache folder.
    pub(crate) fn is_in(cache: &Path) -> bool {
        file_in(cache).exists()
    }

    /// Opens the index in the cache folder. It begins empty where there is none, where it is that of
    /// another version, and where it is damaged.
    ///
    /// # Errors
    /// It can neither be read nor made, as on a full disk, or another program keeps it locked.
    pub(crate) fn open(cache: &Path) -> Result<Self, StoreError> {
        let path = file_in(cache);
        let db = match schema::connect(&path) {
            Err(error) if is_damaged(&error) => {
                schema::remove(&path);
                schema::connect(&path)
            }
            opened => opened,
        };
        match db {
            Ok(db) => Ok(Self {
                path,
                db,
                latest: None,
                lives: 0,
            }),
            Err(error) => Err(told(&path, &error)),
        }
    }

    /// Does something with the index. One that turns out to be damaged is made anew, empty, and it is
    /// done once more. While another program writes, it is tried again: that one has perhaps done the
    /// same by then.
    fn with<T>(
        &mut self,
        mut work: impl FnMut(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut tries = TRIES;
        let done = loop {
            tries -= 1;
            match work(&mut self.db) {
                Err(error) if is_damaged(&error) => {
                    break self.again().and_then(|()| work(&mut self.db));
                }
                Err(error) if is_busy(&error) && tries > 0 => {}
                done => break done,
            }
        };
        done.map_err(|error| told(&self.path, &error))
    }

    /// Begins anew with an empty index.
    fn again(&mut self) -> rusqlite::Result<()> {
        self.latest = None;
        self.lives += 1;
        // Another connection may be in the middle of the same: then its new index is opened.
        if schema::connect(&self.path).is_ok_and(|db| schema::is_sound(&db)) {
            self.db = schema::connect(&self.path)?;
            return Ok(());
        }
        schema::remove(&self.path);
        self.db = schema::connect(&self.path)?;
        Ok(())
    }
}

/// Whether the file is no index, or no longer one.
fn is_damaged(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

/// Whether another program writes.
fn is_busy(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// The error in words.
fn told(path: &Path, error: &rusqlite::Error) -> StoreError {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreErrorKind::Full,
        _ if is_busy(error) => StoreErrorKind::Locked,
        Some(ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
            StoreErrorKind::Denied
        }
        _ => StoreErrorKind::Other,
    };
    StoreError {
        doing: "use the search index",
        path: path.display().to_string(),
        cause: error.to_string(),
        kind,
    }
}

//! The door to the index of all conversations.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use crate::chat::abilities::AbilityTable;
use crate::chat::search::query::Query;
use crate::store::index::{self, Work};

/// An index in a folder of its own.
#[derive(Debug)]
pub struct Index {
    all: index::Index,
    folders: Vec<PathBuf>,
    table: AbilityTable,
    cancel: AtomicBool,
}

impl Index {
    /// Opens the index in `cache` for the conversations of `folder`.
    ///
    /// # Panics
    /// The index cannot be made.
    #[must_use]
    pub fn open(cache: &Path, folder: &Path) -> Self {
        Self {
            all: index::Index::open(cache).expect("a temporary folder can be written"),
            folders: vec![folder.to_owned()],
            table: AbilityTable::default(),
            cancel: AtomicBool::new(false),
        }
    }

    /// Takes over what has changed; gives how many files had.
    pub fn refresh(&mut self) -> usize {
        let done = self
            .all
            .refresh(work(&self.folders, &self.table, &self.cancel), |_| {});
        done.map_or(0, |progress| progress.changed)
    }

    /// Takes over what has changed of one file.
    pub fn refresh_file(&mut self, path: &Path) {
        let work = work(&self.folders, &self.table, &self.cancel);
        self.all.refresh_file(path, work).ok();
    }

    /// How many hits the first page of a query has.
    ///
    /// # Panics
    /// The index cannot be read.
    pub fn search(&mut self, query: &str) -> usize {
        let query = Query::parse(query).unwrap_or_default();
        let page = self.all.search(&query, None, || false);
        page.expect("the index was just made").hits.len()
    }

    /// How many conversations are listed.
    pub fn volumes(&mut self) -> usize {
        self.all.volumes().map_or(0, |all| all.len())
    }
}

fn work<'a>(folders: &'a [PathBuf], table: &'a AbilityTable, cancel: &'a AtomicBool) -> Work<'a> {
    Work {
        folders,
        table,
        cancel,
    }
}

//! The index of all conversations: one thread that brings it up to date, one that looks through it.
//!
//! Both begin with their first order, sleep until the next one, and are not waited for at the end: what
//! they have not done can be done again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender as Orders, channel};
use std::thread;

use tokio::sync::mpsc::Sender;

use crate::app::msg::Msg;
use crate::app::search::{Indexing, Sought};
use crate::app::state::State;
use crate::chat::abilities::AbilityTable;
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::search::hit::Page;
use crate::store::index::{Index, NotSearched, Progress, Work};
use crate::store::paths::Folders;
use crate::store::report::Fact;

use super::event::Event;
use super::hands::Hands;

/// The way to both threads.
#[derive(Debug)]
pub(super) struct Finder {
    desk: Option<Desk>,
    indexer: Option<Orders<Task>>,
    searcher: Option<Orders<(u64, Box<Sought>)>>,
}

/// What both threads work with.
#[derive(Debug, Clone)]
struct Desk {
    cache: PathBuf,
    rooms: Vec<PathBuf>,
    events: Sender<Event>,
    /// Whether the program ends.
    over: Arc<AtomicBool>,
    /// The number of the last question. Only that one is answered.
    latest: Arc<AtomicU64>,
}

/// What is to be taken into the index.
#[derive(Debug)]
enum Task {
    /// All that has changed.
    All(Arc<AbilityTable>),
    /// This file.
    File(PathBuf),
}

impl Hands {
    /// Takes the file on the screen into the index when a turn of it is on the disk.
    pub(super) fn index_own(&mut self, fact: &Fact, state: &State) {
        let is_whole = matches!(fact, Fact::Synced(Ok(()))) && state.flight.is_empty();
        if let Some(path) = state.file.path.as_ref().filter(|_| is_whole) {
            self.finder.file(path);
        }
    }
}

impl Finder {
    /// No threads yet. `more` are folders beside that of the program; without folders nothing is
    /// indexed.
    pub(super) fn new(folders: Option<&Folders>, more: &[PathBuf], events: &Sender<Event>) -> Self {
        let desk = folders.map(|folders| Desk {
            cache: folders.cache.clone(),
            rooms: [&[folders.conversations()], more].concat(),
            events: events.clone(),
            over: Arc::default(),
            latest: Arc::default(),
        });
        Self {
            desk,
            indexer: None,
            searcher: None,
        }
    }

    /// Brings the index up to date.
    pub(super) fn all(&mut self, table: Arc<AbilityTable>) {
        if self.indexer.is_none() {
            self.indexer = self.start("indexer", Desk::keep_current);
        }
        self.order(Task::All(table));
    }

    /// Takes a file in that has changed; not before everything was asked for once.
    fn file(&self, path: &Path) {
        self.order(Task::File(path.to_owned()));
    }

    fn order(&self, task: Task) {
        if let Some(indexer) = &self.indexer {
            indexer.send(task).ok();
        }
    }

    /// Looks through the index. A question that was not answered yet never is.
    pub(super) fn search(&mut self, sought: Box<Sought>) {
        if self.searcher.is_none() {
            self.searcher = self.start("searcher", Desk::answer);
        }
        if let (Some(desk), Some(searcher)) = (&self.desk, &self.searcher) {
            let number = desk.latest.fetch_add(1, Ordering::Relaxed) + 1;
            searcher.send((number, sought)).ok();
        }
    }

    fn start<T: Send + 'static>(
        &self,
        name: &str,
        work: fn(&Desk, &Receiver<T>),
    ) -> Option<Orders<T>> {
        let desk = self.desk.clone()?;
        let (orders, tasks) = channel();
        let builder = thread::Builder::new().name(name.to_owned());
        let started = builder.spawn(move || work(&desk, &tasks));
        started.is_ok().then_some(orders)
    }

    /// Lets both threads stop.
    pub(super) fn close(&mut self) {
        if let Some(desk) = &self.desk {
            desk.over.store(true, Ordering::Relaxed);
            desk.latest.fetch_add(1, Ordering::Relaxed);
        }
        (self.indexer, self.searcher) = (None, None);
    }
}

impl Desk {
    fn tell(&self, msg: Msg) {
        self.events.blocking_send(Event::Core(msg)).ok();
    }

    /// Takes over what has changed, at the lowest priority.
    fn keep_current(&self, tasks: &Receiver<Task>) {
        step_back();
        let mut index = None;
        let mut table = Arc::default();
        while let Ok(first) = tasks.recv() {
            let mut files = Vec::new();
            let mut all = false;
            // Of tasks that have gathered in the meantime, one of a kind is enough.
            for task in [first].into_iter().chain(tasks.try_iter()) {
                match task {
                    Task::All(newer) => (table, all) = (newer, true),
                    Task::File(path) if files.contains(&path) => {}
                    Task::File(path) => files.push(path),
                }
            }
            let done = if all {
                self.everything(&mut index, &table)
            } else {
                self.some(&mut index, &table, &files)
            };
            match done {
                Ok(()) => self.tell(Msg::Indexing(Indexing::Current)),
                Err(error) => {
                    index = None;
                    self.tell(Msg::Indexing(Indexing::Failed(failed(&error))));
                }
            }
        }
    }

    fn everything(
        &self,
        index: &mut Option<Index>,
        table: &AbilityTable,
    ) -> Result<(), StoreError> {
        if index.is_none() && self.has_nothing() {
            return Ok(());
        }
        let index = self.opened(index)?;
        let tell = |progress: Progress| {
            let Progress { done, files, .. } = progress;
            if progress.changed > 0 {
                self.tell(Msg::Indexing(Indexing::Running { done, files }));
            }
        };
        index.refresh(self.work(table), tell).map(|_| ())
    }

    fn some(
        &self,
        index: &mut Option<Index>,
        table: &AbilityTable,
        files: &[PathBuf],
    ) -> Result<(), StoreError> {
        let index = self.opened(index)?;
        files.iter().try_for_each(|path| {
            // A path that was typed may begin anywhere.
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            index.refresh_file(&path, self.work(table))
        })
    }

    /// Whether there is neither a conversation nor an index: then looking around leaves no file behind.
    fn has_nothing(&self) -> bool {
        let is_empty =
            |room: &PathBuf| fs::read_dir(room).map_or(true, |mut it| it.next().is_none());
        !Index::is_in(&self.cache) && self.rooms.iter().all(is_empty)
    }

    fn work<'a>(&'a self, table: &'a AbilityTable) -> Work<'a> {
        Work {
            folders: &self.rooms,
            table,
            cancel: &self.over,
        }
    }

    fn opened<'a>(&self, index: &'a mut Option<Index>) -> Result<&'a mut Index, StoreError> {
        match index {
            Some(index) => Ok(index),
            None => Ok(index.insert(Index::open(&self.cache)?)),
        }
    }

    /// Answers the last question that was asked.
    fn answer(&self, questions: &Receiver<(u64, Box<Sought>)>) {
        let mut index = None;
        while let Ok(first) = questions.recv() {
            let last = questions.try_iter().last();
            let (number, sought) = last.unwrap_or(first);
            match self.found(&mut index, number, &sought) {
                Ok(page) => self.tell(Msg::Found(sought, Ok(page))),
                Err(NotSearched::Interrupted) => {}
                Err(NotSearched::Failed(error)) => {
                    index = None;
                    self.tell(Msg::Found(sought, Err(failed(&error))));
                }
            }
        }
    }

    fn found(
        &self,
        index: &mut Option<Index>,
        number: u64,
        sought: &Sought,
    ) -> Result<Page, NotSearched> {
        let index = self.opened(index).map_err(NotSearched::Failed)?;
        let latest = Arc::clone(&self.latest);
        let is_late = move || latest.load(Ordering::Relaxed) != number;
        index.search(&sought.query, sought.from, is_late)
    }
}

/// Why the index is not what it should be, and what that means.
fn failed(error: &StoreError) -> String {
    match error.kind {
        StoreErrorKind::Locked => {
            "another outcrop is busy with the index; what it has by now is found".to_owned()
        }
        _ => format!("the index cannot be used: {error}; no conversation is affected"),
    }
}

/// Lets everything else go first. The thread alone, where that can be said.
fn step_back() {
    #[cfg(target_os = "linux")]
    rustix::process::setpriority_process(None, 19).ok();
}

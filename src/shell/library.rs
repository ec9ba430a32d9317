//! Conversation files that are not open: listed by a thread of its own, changed by the keeper.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender as Orders, channel};
use std::thread;

use tokio::sync::mpsc::Sender;

use crate::app::layout::Side;
use crate::app::library::{News, Order, Presence};
use crate::app::msg::Msg;
use crate::chat::abilities::AbilityTable;
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::library::Volume;
use crate::chat::progress::{Monitor, Steps, Unit};
use crate::chat::time::Wall;
use crate::store::index::{Index, Work};
use crate::store::library::{copy, notes, trash};
use crate::store::paths::Folders;
use crate::store::state::opened::Opened;

use super::event::Event;
use super::files::{self, FileThread};
use super::hands::Hands;
use super::keeper::Keep;
use super::ticket::Ticket;

/// From so many changed files on it is told how far they are read.
const MANY: usize = 64;

/// An order about files, and when it may be carried out.
#[derive(Debug)]
pub(super) struct Job {
    order: Order,
    /// Tells when all that was ordered for the open file is written: it may be this one.
    after: Option<Receiver<()>>,
    at: Wall,
    /// Whoever waits for it.
    ticket: Ticket,
}

impl Hands {
    /// Carries out an order about conversation files.
    pub(super) fn library(&mut self, order: Order, at: Wall) {
        let after = self.files.as_ref().map(FileThread::settled);
        let ticket = self.tasks.tickets.ticket();
        let job = Job {
            order,
            after,
            at,
            ticket,
        };
        match &job.order {
            Order::List(_) | Order::ListTrash(_) => self.librarian.order(job),
            Order::AskTitle(..) => self.tasks.ask_title(job.order, job.after),
            Order::Note(..)
            | Order::Duplicate(_)
            | Order::Throw(_)
            | Order::Restore(_)
            | Order::Empty(_)
            | Order::NotePane(_)
            | Order::ListOpened => self.keeper.keep(Keep::Files(job)),
        }
    }
}

/// The thread that lists conversations, and the way to it. It begins with its first order.
#[derive(Debug)]
pub(super) struct Librarian {
    rooms: Option<(Folders, Vec<PathBuf>)>,
    events: Sender<Event>,
    orders: Option<Orders<Job>>,
    cancel: Arc<AtomicBool>,
}

impl Librarian {
    /// Nothing is read yet. `more` are folders beside that of the program; without folders there are
    /// no conversations to list.
    pub(super) fn new(folders: Option<&Folders>, more: &[PathBuf], events: Sender<Event>) -> Self {
        let rooms = folders.map(|folders| {
            let mut rooms = vec![folders.conversations()];
            rooms.extend_from_slice(more);
            (folders.clone(), rooms)
        });
        Self {
            rooms,
            events,
            orders: None,
            cancel: Arc::default(),
        }
    }

    /// Gives it an order. The thread that is not there is started.
    fn order(&mut self, job: Job) {
        let Some((folders, rooms)) = &self.rooms else {
            self.events.try_send(told(News::Shelf(Vec::new()))).ok();
            return;
        };
        if self.orders.is_none() {
            let (orders, jobs) = channel();
            let desk = Desk {
                folders: folders.clone(),
                rooms: rooms.clone(),
                events: self.events.clone(),
                cancel: Arc::clone(&self.cancel),
            };
            let builder = thread::Builder::new().name("librarian".to_owned());
            self.orders = builder.spawn(move || desk.work(&jobs)).map(|_| orders).ok();
        }
        if let Some(orders) = &self.orders {
            orders.send(job).ok();
        }
    }

    /// Lets it stop. Nobody waits for it: the index can be had again from the files.
    pub(super) fn close(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
        self.orders = None;
    }
}

/// What a list of conversations is told as.
type Listed = fn(Vec<Volume>) -> News;

/// What the thread works with.
struct Desk {
    folders: Folders,
    rooms: Vec<PathBuf>,
    events: Sender<Event>,
    cancel: Arc<AtomicBool>,
}

impl Desk {
    fn work(&self, jobs: &Receiver<Job>) {
        let (mut kept, mut thrown) = (None, None);
        while let Ok(first) = jobs.recv() {
            // Of orders that have gathered in the meantime, one of a kind is enough.
            let mut latest = [None, None];
            for job in [first].into_iter().chain(jobs.try_iter()) {
                if let Some(after) = job.after {
                    after.recv().ok();
                }
                match job.order {
                    Order::List(table) => latest[0] = Some(table),
                    Order::ListTrash(table) => latest[1] = Some(table),
                    _ => {}
                }
            }
            let [list, list_trash] = latest;
            if let Some(table) = list {
                let place = self.folders.cache.clone();
                self.list(&mut kept, &table, (place, &self.rooms, News::Shelf));
            }
            if let Some(table) = list_trash {
                let place = self.folders.cache.join("trash");
                let rooms = [self.folders.trash()];
                self.list(&mut thrown, &table, (place, &rooms, News::Trash));
            }
        }
    }

    /// Tells what the index has, brings it up to date, and tells again.
    fn list(
        &self,
        index: &mut Option<Index>,
        table: &AbilityTable,
        (place, rooms, news): (PathBuf, &[PathBuf], Listed),
    ) {
        if let Err(error) = self.try_list(index, table, (place, rooms, news)) {
            *index = None;
            self.tell(News::NotListed(format!(
                "the conversations cannot be listed: {error}"
            )));
        }
    }

    fn try_list(
        &self,
        index: &mut Option<Index>,
        table: &AbilityTable,
        (place, rooms, news): (PathBuf, &[PathBuf], Listed),
    ) -> Result<(), StoreError> {
        if index.is_none() {
            let known = index.insert(Index::open(&place)?).volumes()?;
            if !known.is_empty() {
                self.tell(news(known));
            }
        }
        let Some(index) = index else {
            return Ok(());
        };
        if *table == AbilityTable::default() {
            // Prices are still being read. Without them every file would be looked at twice.
            return Ok(());
        }
        let work = Work {
            folders: rooms,
            table,
            cancel: &self.cancel,
        };
        index.refresh(work, |progress| {
            if progress.changed > MANY {
                // Where there is no room for it, the next one tells the same.
                let news = News::Progress(progress.done, progress.files);
                self.events.try_send(told(news)).ok();
            }
        })?;
        self.tell(news(index.volumes()?));
        Ok(())
    }

    fn tell(&self, news: News) {
        self.events.blocking_send(told(news)).ok();
    }
}

fn told(news: News) -> Event {
    Event::Core(Msg::Library(news))
}

/// Carries out an order that changes files.
pub(super) fn carry_out(job: Job, folders: &Folders) -> Option<News> {
    if let Some(after) = job.after {
        // An error says that the thread that writes is gone, and its files with it.
        after.recv().ok();
    }
    Some(match job.order {
        Order::Note(path, records) => match notes::add(&path, &records, job.at) {
            Ok(()) => News::Noted,
            Err(error) => News::Failed(why(&error)),
        },
        Order::Duplicate(path) => {
            let copied = files::draw_id().map_err(|error| error.to_string());
            let copied = copied.and_then(|id| {
                copy::duplicate(&path, &id, job.at, &job.ticket).map_err(|error| error.to_string())
            });
            if copied.is_err() && job.ticket.is_given_up() {
                return None;
            }
            copied.map_or_else(News::Failed, News::Duplicated)
        }
        Order::Throw(paths) => {
            let (done, problem) = each(&paths, &job.ticket, |path| trash::throw(folders, path));
            News::Thrown(done, problem)
        }
        Order::Restore(paths) => {
            let (done, problem) = each(&paths, &job.ticket, |path| trash::restore(folders, path));
            News::Restored(done, problem)
        }
        Order::Empty(paths) => {
            let (count, problem) = trash::empty(folders, &paths, &job.ticket);
            News::Emptied(count, problem.map(|error| error.to_string()))
        }
        Order::NotePane(pane) => {
            let mut opened = Opened::load(folders).value;
            opened.pane = pane == Side::Open;
            // It is of no weight; whatever is wrong is told with the next thing that is kept.
            opened.save(folders).ok();
            return None;
        }
        Order::ListOpened | Order::List(_) | Order::ListTrash(_) | Order::AskTitle(..) => {
            News::Opened(lately(folders))
        }
    })
}

/// Why a file stays as it is, in a line that is not filled by its path where that is the usual reason.
fn why(error: &StoreError) -> String {
    let name = Path::new(&error.path).file_name().unwrap_or_default();
    match error.kind {
        StoreErrorKind::Locked => format!(
            "another outcrop has it open, so it stays as it is: {}",
            name.to_string_lossy()
        ),
        _ => error.to_string(),
    }
}

/// Does the same with each file until nobody waits for it; gives what came of it, and the first reason
/// why one was not done.
fn each(
    paths: &[PathBuf],
    monitor: &dyn Monitor,
    act: impl Fn(&Path) -> Result<PathBuf, StoreError>,
) -> (Vec<PathBuf>, Option<String>) {
    let mut done = Vec::new();
    let mut problem = None;
    let Ok(mut steps) = Steps::begin(paths.len(), Unit::Files, monitor) else {
        return (done, problem);
    };
    for path in paths {
        match act(path) {
            Ok(path) => done.push(path),
            Err(error) => problem = problem.or_else(|| Some(why(&error))),
        }
        if steps.step(1).is_err() {
            break;
        }
    }
    (done, problem)
}

fn lately(folders: &Folders) -> Vec<(PathBuf, Presence)> {
    let files = Opened::load(folders).value.files.into_iter();
    let look = |path: PathBuf| match path.try_exists() {
        Ok(true) => (path, Presence::There),
        Ok(false) => (path, Presence::Missing),
        Err(_) => (path, Presence::Unknown),
    };
    files.map(look).collect()
}

//! The thread that writes conversations: it takes commands, appends in order, tells what happened.

mod batch;
mod book;
mod pending;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use self::book::Book;
use super::fork::Fork;
use super::journal::Journal;
use super::report::{Fact, Report};
use crate::chat::ids::ConversationId;
use crate::chat::progress::Monitor;

pub(crate) use self::batch::Batch;

/// An order to the writer.
#[derive(Debug)]
pub(crate) enum Command {
    /// Write these records, behind all earlier ones.
    Append(Batch),
    /// Try again what could not be written.
    Retry,
    /// Go on in a copy at this path, which somebody waits for.
    SaveAs(PathBuf, Arc<dyn Monitor>),
    /// Make a fork at this path of all that was written, which somebody waits for. It goes on where it
    /// was.
    Fork(PathBuf, Box<Fork>, Arc<dyn Monitor>),
    /// Make sure that everything survives a power failure.
    Sync,
    /// Look whether somebody else has changed the file.
    Look,
    /// Go on in the file where it is now, after somebody has moved it.
    MoveAlong,
    /// Write and sync everything, then let go of the file: another program goes on with it.
    Yield,
    /// Go on with another conversation.
    Switch(Target),
    /// Write what waits, and tell when all orders before this one are carried out.
    Settle(Sender<()>),
    /// Write and sync everything, then end. Dropping the sender does the same.
    Close,
}

/// A conversation and its file.
#[derive(Debug)]
pub(crate) struct Target {
    /// Whose records follow.
    pub(crate) id: ConversationId,
    /// Where they go.
    pub(crate) place: Place,
}

/// Where records go.
#[derive(Debug)]
pub(crate) enum Place {
    /// A file that is made with the first record.
    New(PathBuf),
    /// A file that was opened.
    Open(Box<Journal>),
    /// A file that is only read. Records are kept until a copy is made of it.
    ReadOnly(PathBuf),
}

impl Place {
    /// The file, if it is there already.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::New(_) => None,
            Self::Open(journal) => Some(journal.path()),
            Self::ReadOnly(path) => Some(path),
        }
    }
}

/// How long things may wait.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// How long deltas are gathered into one line.
    pub(crate) flush: Duration,
    /// How long what was written may stay in the memory of the system.
    pub(crate) sync: Duration,
}

impl Default for Pace {
    /// 25 ms, of the 50 ms in which deltas are promised to be in the file; a second.
    fn default() -> Self {
        Self {
            flush: Duration::from_millis(25),
            sync: Duration::from_secs(1),
        }
    }
}

/// Writes the records of one conversation at a time.
///
/// `R` is told of each thing that happened, in order.
pub(crate) struct Writer<R> {
    book: Book,
    /// Conversations that were left with records that could not be written.
    stuck: Vec<Book>,
    pace: Pace,
    report: R,
}

impl<R: FnMut(Report)> Writer<R> {
    /// A writer that begins with this conversation.
    pub(crate) fn new(target: Target, pace: Pace, report: R) -> Self {
        Self {
            book: Book::new(target),
            stuck: Vec::new(),
            pace,
            report,
        }
    }

    /// Works until it is told to close or nobody can tell it anything more.
    ///
    /// Blocks without a timeout while nothing waits to be written or synced.
    pub(crate) fn run(mut self, commands: &Receiver<Command>) {
        loop {
            self.do_what_is_due(Instant::now());
            match self.next(commands) {
                Ok(Command::Close) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(command) => self.obey(command, Instant::now()),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        self.close();
    }

    /// Waits for an order, or until something is due.
    ///
    /// While deltas are gathered it naps and lets nobody wake it: a stream sends a hundred orders a
    /// second, and each wake-up would cost more than the writing does.
    fn next(&self, commands: &Receiver<Command>) -> Result<Command, RecvTimeoutError> {
        let ready = || {
            commands.try_recv().map_err(|error| match error {
                TryRecvError::Empty => RecvTimeoutError::Timeout,
                TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
            })
        };
        let left = |at: Instant| at.saturating_duration_since(Instant::now());
        if let Some(at) = self.book.flush_at(self.pace) {
            return ready().or_else(|error| match error {
                RecvTimeoutError::Timeout => {
                    thread::park_timeout(left(at));
                    ready()
                }
                RecvTimeoutError::Disconnected => Err(error),
            });
        }
        match self.book.sync_at(self.pace) {
            None => commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(at) => commands.recv_timeout(left(at)),
        }
    }

    fn obey(&mut self, command: Command, now: Instant) {
        match command {
            Command::Append(batch) => self.tell(|book| book.append(batch, now)),
            Command::Retry => self.retry(now),
            Command::SaveAs(path, monitor) => {
                self.tell(|book| book.save_as(path, &*monitor, now));
            }
            Command::Fork(path, fork, monitor) => {
                self.tell(|book| book.fork(path, &fork, &*monitor, now));
            }
            Command::Sync => self.tell(|book| book.flush_and_sync(now)),
            Command::Look => self.tell(|book| book.look()),
            Command::MoveAlong => self.tell(|book| book.move_along(now)),
            Command::Yield => self.tell(|book| book.let_go(now)),
            Command::Switch(target) => self.switch(target, now),
            Command::Settle(settled) => {
                self.tell(|book| book.flush(now));
                // Whoever asked may have gone.
                settled.send(()).ok();
            }
            Command::Close => {}
        }
    }

    fn do_what_is_due(&mut self, now: Instant) {
        let pace = self.pace;
        self.tell(|book| book.do_what_is_due(now, pace));
    }

    fn switch(&mut self, target: Target, now: Instant) {
        self.tell(|book| book.flush_and_sync(now));
        let left = std::mem::replace(&mut self.book, Book::new(target));
        if left.unsaved() > 0 {
            self.stuck.push(left);
        } else {
            tell(&mut self.report, &left, vec![Fact::Closed(0)]);
        }
    }

    fn retry(&mut self, now: Instant) {
        self.tell(|book| book.flush(now));
        self.tell(|book| book.look());
        for mut book in std::mem::take(&mut self.stuck) {
            let mut facts = book.flush_and_sync(now);
            if book.unsaved() > 0 {
                tell(&mut self.report, &book, facts);
                self.stuck.push(book);
            } else {
                facts.push(Fact::Closed(0));
                tell(&mut self.report, &book, facts);
            }
        }
    }

    fn close(mut self) {
        let now = Instant::now();
        for mut book in self.stuck.into_iter().chain([self.book]) {
            let mut facts = book.flush_and_sync(now);
            facts.push(Fact::Closed(book.unsaved()));
            tell(&mut self.report, &book, facts);
        }
    }

    fn tell(&mut self, act: impl FnOnce(&mut Book) -> Vec<Fact>) {
        let facts = act(&mut self.book);
        tell(&mut self.report, &self.book, facts);
    }
}

fn tell(report: &mut impl FnMut(Report), book: &Book, facts: Vec<Fact>) {
    for fact in facts {
        report(Report {
            conversation: book.id().clone(),
            fact,
        });
    }
}

//! One conversation being written: what waits, what failed, what is not yet synced.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::pending::{Line, Pending};
use super::{Batch, Pace, Place, Target};
use crate::chat::failure::{FileChange, StoreError, StoreErrorKind};
use crate::chat::ids::{ConversationId, Number};
use crate::chat::progress::Monitor;
use crate::chat::record::Record;
use crate::store::blobs::BlobPlace;
use crate::store::fork::{self, Fork};
use crate::store::guard::FileId;
use crate::store::journal::Journal;
use crate::store::load;
use crate::store::report::{Fact, Receipt, Unsaved};

/// A conversation and the records that are on their way to its file.
pub(super) struct Book {
    id: ConversationId,
    path: PathBuf,
    file: Holding,
    pending: Pending,
    /// Lines that come next; more than one only after a failure.
    queue: VecDeque<Line>,
    /// When the first bytes were written that are not yet synced.
    unsynced: Option<Instant>,
}

/// What the writer has of the file.
enum Holding {
    /// It is made with the first record.
    Nothing,
    /// It is only read: this one, or what the system does not tell.
    ReadOnly(Option<FileId>),
    /// It is open.
    Open(Box<Journal>),
}

impl Book {
    /// Nothing on its way.
    pub(super) fn new(target: Target) -> Self {
        let (path, file) = match target.place {
            Place::New(path) => (path, Holding::Nothing),
            Place::ReadOnly(path) => {
                let id = FileId::at(&path);
                (path, Holding::ReadOnly(id))
            }
            Place::Open(journal) => (journal.path().to_owned(), Holding::Open(journal)),
        };
        Self {
            id: target.id,
            path,
            file,
            pending: Pending::default(),
            queue: VecDeque::new(),
            unsynced: None,
        }
    }

    /// Whose records these are.
    pub(super) fn id(&self) -> &ConversationId {
        &self.id
    }

    /// How many records are not in the file.
    pub(super) fn unsaved(&self) -> usize {
        let queued: usize = self.queue.iter().map(|line| line.records).sum();
        queued + self.pending.records()
    }

    /// When the deltas that wait must be written.
    pub(super) fn flush_at(&self, pace: Pace) -> Option<Instant> {
        self.pending.since().map(|since| since + pace.flush)
    }

    /// When what was written must be synced.
    pub(super) fn sync_at(&self, pace: Pace) -> Option<Instant> {
        self.unsynced.map(|since| since + pace.sync)
    }

    /// Writes and syncs what has waited long enough.
    pub(super) fn do_what_is_due(&mut self, now: Instant, pace: Pace) -> Vec<Fact> {
        let mut facts = Vec::new();
        if self
            .pending
            .since()
            .is_some_and(|since| since + pace.flush <= now)
        {
            facts.extend(self.flush(now));
        }
        if self.unsynced.is_some_and(|since| since + pace.sync <= now) {
            facts.extend(self.sync());
        }
        facts
    }

    /// Takes records. Deltas may wait a moment; another record takes those before it along.
    pub(super) fn append(&mut self, batch: Batch, now: Instant) -> Vec<Fact> {
        let (entries, bytes) = batch.into_parts();
        let mut ends = false;
        let mut writes = false;
        for entry in entries {
            ends |= matches!(entry.record, Record::End { .. });
            if let Some(entry) = self.pending.take(entry, now) {
                self.queue.extend(self.pending.drain());
                self.queue.push_back(Line::of(&entry, &bytes));
                writes = true;
            }
        }
        let mut facts = if writes { self.write(now) } else { Vec::new() };
        if ends {
            facts.extend(self.sync());
        }
        facts
    }

    /// Writes everything that waits, and tries again what failed.
    pub(super) fn flush(&mut self, now: Instant) -> Vec<Fact> {
        self.queue.extend(self.pending.drain());
        self.write(now)
    }

    /// Writes everything, then makes sure that it stays.
    pub(super) fn flush_and_sync(&mut self, now: Instant) -> Vec<Fact> {
        let mut facts = self.flush(now);
        facts.extend(self.sync());
        facts
    }

    /// Goes on in a copy, with all that could not be written.
    pub(super) fn save_as(
        &mut self,
        path: PathBuf,
        monitor: &dyn Monitor,
        now: Instant,
    ) -> Vec<Fact> {
        let mut facts = match self.move_to(&path, monitor) {
            Ok(places) => [Fact::SavedAs(Ok(path))]
                .into_iter()
                .chain(places.into_iter().map(Fact::Stored))
                .collect(),
            Err(error) => vec![Fact::SavedAs(Err(error))],
        };
        facts.extend(self.flush_and_sync(now));
        facts
    }

    /// Tells if somebody else has changed the file; also that it is as it was, if nothing waits.
    pub(super) fn look(&self) -> Vec<Fact> {
        let Holding::Open(journal) = &self.file else {
            return Vec::new();
        };
        match journal.look() {
            Err(error) => vec![Fact::Failed(Unsaved {
                error,
                records: self.unsaved(),
            })],
            Ok(()) if self.unsaved() == 0 => vec![Fact::Appended(Receipt { n: Number(0) })],
            Ok(()) => Vec::new(),
        }
    }

    /// Goes on where the file is now, with all that could not be written.
    pub(super) fn move_along(&mut self, now: Instant) -> Vec<Fact> {
        let Holding::Open(journal) = &mut self.file else {
            return Vec::new();
        };
        let moved = journal.move_along().map(Path::to_owned);
        if let Ok(path) = &moved {
            self.path.clone_from(path);
        }
        let mut facts = vec![Fact::SavedAs(moved)];
        facts.extend(self.flush_and_sync(now));
        facts
    }

    /// Lets go of the file, and of its lock, once everything is in it.
    pub(super) fn let_go(&mut self, now: Instant) -> Vec<Fact> {
        let mut facts = self.flush_and_sync(now);
        // What nobody has written to since may be gone or cut, and what is held here the last of it.
        facts.extend(self.look().into_iter().filter(is_loss));
        let failed = facts.iter().find_map(|fact| match fact {
            Fact::Failed(unsaved) => Some(unsaved.error.clone()),
            _ => None,
        });
        let result = match (&self.file, failed) {
            (_, Some(error)) => Err(error),
            (Holding::Open(journal), None) => Ok(journal.end()),
            (Holding::Nothing | Holding::ReadOnly(_), None) => Ok(0),
        };
        if let (Ok(_), Holding::Open(journal)) = (&result, &self.file) {
            self.file = Holding::ReadOnly(journal.id());
        }
        facts.push(Fact::Yielded(result));
        facts
    }

    /// Gives the places of attachments that stand elsewhere now.
    fn move_to(
        &mut self,
        path: &Path,
        monitor: &dyn Monitor,
    ) -> Result<Vec<BlobPlace>, StoreError> {
        let (moved, places) = match &mut self.file {
            Holding::Open(journal) => {
                journal.save_as(path, monitor)?;
                (None, Vec::new())
            }
            Holding::ReadOnly(id) => {
                same(*id, &self.path)?;
                let (journal, places) = Journal::fork(&self.path, path, monitor)?;
                (Some(journal), places)
            }
            Holding::Nothing => (Some(Journal::create(path)?), Vec::new()),
        };
        if let Some(journal) = moved {
            self.file = Holding::Open(Box::new(journal));
        }
        path.clone_into(&mut self.path);
        Ok(places)
    }

    /// Makes a fork of all that was handed over. Nothing changes here.
    pub(super) fn fork(
        &mut self,
        path: PathBuf,
        fork: &Fork,
        monitor: &dyn Monitor,
        now: Instant,
    ) -> Vec<Fact> {
        let mut facts = self.flush(now);
        let made = self.content();
        let made = made.and_then(|source| fork::make(&source, &path, fork, monitor));
        facts.push(Fact::Forked(made.map(|()| path)));
        facts
    }

    /// All records of the conversation, as they stand in its file.
    fn content(&self) -> Result<Vec<u8>, StoreError> {
        let missing = |cause: &str| StoreError {
            doing: "read",
            path: self.path.display().to_string(),
            cause: cause.to_owned(),
            kind: StoreErrorKind::Other,
        };
        if self.unsaved() > 0 {
            return Err(missing("not all of the conversation is in it yet"));
        }
        match &self.file {
            Holding::Open(journal) => journal.content(),
            Holding::ReadOnly(id) => {
                same(*id, &self.path)?;
                load::content("read", &self.path)
            }
            Holding::Nothing => Err(missing("nothing was written to it yet")),
        }
    }

    fn write(&mut self, now: Instant) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut written = None;
        while let Some(line) = self.queue.pop_front() {
            match self.put(&line, &mut facts) {
                Ok(receipt) => {
                    self.unsynced.get_or_insert(now);
                    written = Some(receipt);
                }
                Err(error) => {
                    self.queue.push_front(line);
                    facts.extend(written.take().map(Fact::Appended));
                    let records = self.unsaved();
                    facts.push(Fact::Failed(Unsaved { error, records }));
                    break;
                }
            }
        }
        facts.extend(written.map(Fact::Appended));
        facts
    }

    fn sync(&mut self) -> Option<Fact> {
        // Not kept after a failure: the system would then say yes without having saved anything.
        self.unsynced.take()?;
        match &self.file {
            Holding::Open(journal) => Some(Fact::Synced(journal.sync())),
            Holding::Nothing | Holding::ReadOnly(_) => None,
        }
    }

    /// Writes a line, into a new file if there is none yet.
    fn put(&mut self, line: &Line, facts: &mut Vec<Fact>) -> Result<Receipt, StoreError> {
        if let Holding::Nothing = self.file {
            let journal = Journal::create(&self.path)?;
            facts.push(Fact::Created(self.path.clone()));
            self.file = Holding::Open(Box::new(journal));
        }
        match &mut self.file {
            Holding::Open(journal) => {
                let receipt = journal.append_line(&line.text, line.up_to)?;
                let place = line.data.as_ref();
                let place = place.and_then(|(hash, data)| journal.place_of_last(hash, data));
                facts.extend(place.map(Fact::Stored));
                Ok(receipt)
            }
            Holding::Nothing | Holding::ReadOnly(_) => Err(StoreError {
                doing: "write",
                path: self.path.display().to_string(),
                cause: "it is open for reading only".to_owned(),
                kind: StoreErrorKind::Denied,
            }),
        }
    }
}

/// Whether the name of a file that is only read leads to the file that was read.
fn same(id: Option<FileId>, path: &Path) -> Result<(), StoreError> {
    let change = match (id, FileId::at(path)) {
        (Some(_), None) => FileChange::Removed,
        (Some(then), Some(now)) if then != now => FileChange::Replaced,
        _ => return Ok(()),
    };
    Err(StoreError {
        doing: "read",
        path: path.display().to_string(),
        cause: change.told().to_owned(),
        kind: StoreErrorKind::Changed(change),
    })
}

/// Whether a look at the file tells that what was written to it is not there any more. One that only
/// grew has it all.
fn is_loss(fact: &Fact) -> bool {
    let Fact::Failed(unsaved) = fact else {
        return false;
    };
    unsaved.error.kind != StoreErrorKind::Changed(FileChange::Grown)
}

//! Whom else the conversation's file concerns: another outcrop that wants it, or that has it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::app::composer::Draft;
use crate::app::file::{FileEvent, FileOrder};
use crate::app::msg::Msg;
use crate::app::state::{Opened, State};
use crate::chat::failure::FileChange;
use crate::chat::progress::Monitor;
use crate::store::follow::{Follow, News};
use crate::store::guard::FileId;
use crate::store::paths::Folders;
use crate::store::report::{Fact, Report};
use crate::store::writer::{Command, Place};

use super::event::Event;
use super::files::{self, Opening};
use super::following::Following;
use super::hands::Hands;
use super::takeover::{self, Asker, Doorbell};

/// How often a file is tried that is about to become free, and how long between.
const TRIES: usize = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// A way to open a file.
type Open = fn(&Path, &dyn Monitor) -> anyhow::Result<Opening>;

/// What is done about others who use the file.
#[derive(Debug, Default)]
pub(super) struct Custody {
    /// The file that is written to here.
    held: Option<FileId>,
    /// Where others ask for it.
    doorbell: Option<Doorbell>,
    /// Those who have asked.
    askers: Vec<Asker>,
    /// The file that is to be read along.
    follow: Option<Follow>,
    following: Option<Following>,
}

impl Custody {
    /// The beginning of it, for a file that was opened.
    pub(super) fn of(place: Option<&Place>, follow: Option<Follow>) -> Self {
        let held = match place {
            Some(Place::Open(journal)) => journal.id(),
            Some(Place::New(_) | Place::ReadOnly(_)) | None => None,
        };
        Self {
            held,
            follow,
            ..Self::default()
        }
    }
}

impl Hands {
    /// Lets others ask for the file that is held, and reads along in the one that is not.
    pub(super) fn keep_watch(&mut self) {
        if let Some(follow) = self.custody.follow.take() {
            self.follows += 1;
            self.custody.following = Following::start(follow, self.follows, self.events.clone());
        }
        let socket = self.custody.held.and_then(|id| self.socket(id));
        if let Some(socket) = socket.filter(|_| self.custody.doorbell.is_none()) {
            self.custody.doorbell = Some(Doorbell::hang(socket, self.events.clone()));
        }
    }

    fn socket(&self, id: FileId) -> Option<PathBuf> {
        self.kit.folders.as_ref().map(|it| it.door(&id.name()))
    }

    /// Carries out what the core wants done with the file.
    pub(super) fn file_order(&mut self, order: FileOrder) {
        match order {
            FileOrder::TakeOver(path) => self.take_over(path),
            FileOrder::GoOn(path) => self.reopen(path, files::go_on),
            FileOrder::Reopen(path) => self.reopen(path, files::open_watched),
            FileOrder::Copy(path) => self.save_as(free(&path)),
            FileOrder::MoveAlong => self.order(Command::MoveAlong, None),
            FileOrder::Forget => self.next = None,
            FileOrder::Look => {
                if let Some(files) = &self.files {
                    files.order(Command::Look);
                }
            }
            FileOrder::SayBusy => self.custody.askers.iter().for_each(Asker::wait),
            FileOrder::Yield => {
                // First, so that nobody takes the socket of the next one away.
                self.custody.doorbell = None;
                self.order(Command::Yield, None);
            }
        }
    }

    /// Goes on in a copy of the file.
    pub(super) fn save_as(&mut self, path: PathBuf) {
        let ticket = Arc::new(self.tasks.tickets.ticket());
        self.order(Command::SaveAs(path, ticket), None);
    }

    fn reopen(&mut self, path: PathBuf, open: Open) {
        let folders = self.kit.folders.clone();
        let ticket = self.tasks.tickets.ticket();
        self.tasks.aside(move || {
            let opening = open(&path, &ticket).map_err(|error| format!("{error:#}"));
            Event::Reopened(opening.map(|opening| Reopening::of(opening, folders.as_ref())))
        });
    }

    /// Asks whoever writes to the file for it, and opens it.
    fn take_over(&mut self, path: PathBuf) {
        let folders = self.kit.folders.clone();
        let (events, ticket) = (self.events.clone(), self.tasks.tickets.ticket());
        self.tasks.aside(move || {
            let busy = || {
                let told = Event::Core(Msg::File(FileEvent::Busy));
                events.blocking_send(told).ok();
            };
            let opening = taken_over((&path, folders.as_ref()), busy, &ticket);
            Event::Reopened(opening.map(|opening| Reopening::of(opening, folders.as_ref())))
        });
    }

    /// Somebody asks for the file.
    pub(super) fn asked(&mut self, asker: Asker) -> Option<Msg> {
        // Whoever asks while nothing is held sees for himself.
        self.custody.held?;
        if asker.is_gone() {
            return None;
        }
        self.custody.askers.push(asker);
        Some(Msg::File(FileEvent::Asked))
    }

    /// The file was opened again. It is kept until the core lets the shell go over to it.
    pub(super) fn reopened(&mut self, result: Result<Box<Reopening>, String>) -> Msg {
        let Reopening {
            opening,
            draft,
            notes,
        } = match result {
            Ok(reopening) => *reopening,
            Err(why) => return Msg::File(FileEvent::NotReopened(why)),
        };
        self.tell_notes(notes);
        let Opened::Loaded(file) = opening.opened else {
            let text = "there is nothing in the file any more; ^X w saves what is on the screen";
            return Msg::File(FileEvent::NotReopened(text.to_owned()));
        };
        self.next = Some((opening.id, opening.place, opening.blobs, opening.follow));
        Msg::File(FileEvent::Reopened(file, Box::new(draft)))
    }

    /// Something has come in the file that is read along.
    pub(super) fn followed(&mut self, no: u32, news: Result<News, FileChange>) -> Option<Msg> {
        if no != self.follows || self.custody.following.is_none() {
            return None;
        }
        Some(Msg::File(match news {
            Ok(news) => {
                news.places
                    .into_iter()
                    .for_each(|place| self.tasks.blobs.stored(place));
                FileEvent::Followed(news.entries, news.damage.len())
            }
            Err(change) => {
                self.custody.following = None;
                FileEvent::Changed(change)
            }
        }))
    }

    /// Keeps in mind which file is held, and lets those know who have asked for it.
    pub(super) fn note_custody(&mut self, report: &Report, state: &State) {
        if report.conversation != *state.conversation.id() {
            return;
        }
        match &report.fact {
            Fact::Created(path) | Fact::SavedAs(Ok(path)) => {
                self.custody = Custody {
                    held: FileId::at(path),
                    ..Custody::default()
                };
                self.keep_watch();
            }
            Fact::Yielded(Ok(end)) => self.yielded(*end, state.file.path.as_deref()),
            Fact::Yielded(Err(error)) => {
                let why = error.to_string();
                let askers = std::mem::take(&mut self.custody.askers);
                for asker in askers {
                    asker.refuse(&why);
                }
                self.keep_watch();
            }
            Fact::SavedAs(Err(_))
            | Fact::Stored(_)
            | Fact::Appended(_)
            | Fact::Failed(_)
            | Fact::Synced(_)
            | Fact::Forked(_)
            | Fact::Closed(_) => {}
        }
    }

    /// The file is free. Who gave it to somebody else reads along from here.
    fn yielded(&mut self, end: u64, path: Option<&Path>) {
        self.custody.held = None;
        let askers = std::mem::take(&mut self.custody.askers);
        if askers.is_empty() {
            return;
        }
        self.custody.follow = path.and_then(|path| Follow::behind(path, end).ok());
        self.keep_watch();
        askers.into_iter().for_each(Asker::give);
    }
}

/// A file that was opened again, and what is kept as unsent in it.
#[derive(Debug)]
pub(super) struct Reopening {
    opening: Opening,
    draft: Draft,
    /// What is to be said of it.
    notes: Vec<String>,
}

impl Reopening {
    fn of(opening: Opening, folders: Option<&Folders>) -> Box<Self> {
        // While another outcrop has it, it is in the editor there.
        let folders = folders.filter(|_| opening.follow.is_none());
        let mut notes = Vec::new();
        let draft = folders.map(|folders| files::unsent(folders, &opening.id, &mut notes));
        Box::new(Self {
            draft: draft.unwrap_or_default(),
            opening,
            notes,
        })
    }
}

/// Opens the file for writing, after whoever has it was asked for it.
fn taken_over(
    (path, folders): (&Path, Option<&Folders>),
    busy: impl Fn(),
    monitor: &dyn Monitor,
) -> Result<Opening, String> {
    let free = |path: &Path| files::open_free(path, monitor).map_err(|error| format!("{error:#}"));
    // The other one may have ended meanwhile.
    if let Some(opening) = free(path)? {
        return Ok(opening);
    }
    let id = FileId::at(path).ok_or("the file is not there any more")?;
    let folders = folders.ok_or("there is no folder in which it could be asked for")?;
    let advice = "; it can be followed or copied";
    takeover::ask(&folders.door(&id.name()), busy).map_err(|why| why + advice)?;
    // One that ends closes its door before its file.
    for _ in 0..TRIES {
        if let Some(opening) = free(path)? {
            return Ok(opening);
        }
        std::thread::park_timeout(PAUSE);
    }
    Err(format!("another program has the file still{advice}"))
}

/// A path beside this one that is free: `talk-copy.jsonl`, `talk-copy-2.jsonl` …
fn free(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path
        .extension()
        .map(|it| format!(".{}", it.to_string_lossy()));
    let extension = extension.unwrap_or_default();
    let named = |no: usize| {
        let no = if no == 1 {
            String::new()
        } else {
            format!("-{no}")
        };
        path.with_file_name(format!("{stem}-copy{no}{extension}"))
    };
    let is_free = |path: &PathBuf| std::fs::symlink_metadata(path).is_err();
    // The file is made only if it is free still.
    (1..1000)
        .map(named)
        .find(is_free)
        .unwrap_or_else(|| named(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_gets_a_name_that_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.b.jsonl");
        assert_eq!(free(&path), folder.path().join("a.b-copy.jsonl"));
        std::fs::write(folder.path().join("a.b-copy.jsonl"), "").unwrap();
        assert_eq!(free(&path), folder.path().join("a.b-copy-2.jsonl"));
    }
}

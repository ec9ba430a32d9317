//! Going over to another conversation file while the program runs, such as to a fork.
//!
//! The file is opened in a task, and the core is told. What the core has to say of the conversation
//! before is written first; then it lets the shell go over.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use crate::app::composer::Draft;
use crate::app::effect::ForkOrder;
use crate::app::msg::Msg;
use crate::app::state::Opened;
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::ids::{ConversationId, MessageId};
use crate::chat::time::Wall;
use crate::store::fork::Fork;
use crate::store::name;
use crate::store::paths::Folders;
use crate::store::writer::{Command, Place, Target};

use super::custody::Custody;
use super::event::Event;
use super::files::{self, FileThread, Opening};
use super::hands::Hands;
use super::keeper::Keep;
use super::ticket::Ticket;

/// A conversation file that was opened while the program runs.
#[derive(Debug)]
pub(super) struct Arrival {
    opening: Opening,
    /// The text that waits there; `None` = what is in the editor goes along.
    draft: Option<Draft>,
    /// The message to show.
    goal: Option<MessageId>,
    /// What is to be said of what waited there.
    notes: Vec<String>,
}

/// A file to be opened, and the message in it to show.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) path: PathBuf,
    pub(super) goal: Option<MessageId>,
    /// Tells when the file that was open before is left: it may be the same one.
    pub(super) after: Option<Receiver<()>>,
    /// Whether it is still wanted.
    pub(super) ticket: Ticket,
}

impl Arrival {
    /// Opens the file of a fork.
    pub(super) fn of_fork(path: &Path, ticket: &Ticket) -> Result<Box<Self>, String> {
        let opening = files::open_watched(path, ticket).map_err(|error| format!("{error:#}"))?;
        Ok(Box::new(Self {
            opening,
            draft: None,
            goal: None,
            notes: Vec::new(),
        }))
    }

    /// Opens a file, with what was left unsent in it.
    pub(super) fn of_visit(visit: Visit, folders: Option<&Folders>) -> Result<Box<Self>, String> {
        if let Some(after) = visit.after {
            // An error says that the thread that writes is gone, and its files with it.
            after.recv().ok();
        }
        let opening = files::open_watched(&visit.path, &visit.ticket)
            .map_err(|error| format!("{error:#}"))?;
        // That of a file that is read along is in the editor of the outcrop that writes to it.
        let folders = folders.filter(|_| opening.follow.is_none());
        let mut notes = Vec::new();
        let draft = folders.map(|folders| files::unsent(folders, &opening.id, &mut notes));
        Ok(Box::new(Self {
            opening,
            draft: Some(draft.unwrap_or_default()),
            goal: visit.goal,
            notes,
        }))
    }
}

impl Hands {
    /// Lets a file be opened, behind all that is still to be written and kept.
    pub(super) fn open(&mut self, path: &Path, goal: Option<MessageId>) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let after = self.files.as_ref().map(FileThread::settled);
        self.keeper.keep(Keep::Open(Visit {
            path,
            goal,
            after,
            ticket: self.tasks.tickets.ticket(),
        }));
    }

    /// Lets the writer make a fork, behind all that it has to write before.
    pub(super) fn fork(&mut self, order: ForkOrder, at: Wall) {
        let Ok(id) = files::draw_id() else {
            self.not_opened("not forked: the system gives no random bytes".to_owned());
            return;
        };
        let path = self.new_path(at, &order.words, &id);
        let fork = Fork {
            id,
            message: order.message,
            lane: order.lane,
            waiting: order.waiting,
            at,
        };
        let ticket = self.tasks.tickets.ticket();
        self.forking = Some(ticket.clone());
        let command = Command::Fork(path, Box::new(fork), Arc::new(ticket));
        if !self.files.as_ref().is_some_and(|it| it.order(command)) {
            // Only a file of a newer version has no writer.
            let text = "not forked: this version of outcrop cannot copy this file";
            self.not_opened(text.to_owned());
        }
    }

    /// Where a new conversation is kept.
    pub(super) fn new_path(&self, at: Wall, words: &str, id: &ConversationId) -> PathBuf {
        let folder = self.kit.folders.as_ref().map(Folders::conversations);
        let name = name::file_name(at, words, id);
        folder.unwrap_or_default().join(name)
    }

    fn not_opened(&self, why: String) {
        let event = Event::Core(Msg::NotOpened(why));
        self.events.try_send(event).ok();
    }

    /// A fork was made, or not. It is opened, unless the user has left its source since.
    pub(super) fn forked(
        &mut self,
        result: Result<PathBuf, StoreError>,
        source: &ConversationId,
        shown: &ConversationId,
    ) -> Option<Msg> {
        match result {
            Ok(path) if source == shown => match self.forking.take() {
                Some(ticket) if ticket.is_given_up() => Some(Msg::NotOpened(stopped(&path))),
                ticket => {
                    let ticket = ticket.unwrap_or_else(|| self.tasks.tickets.ticket());
                    self.tasks.open(path, ticket);
                    None
                }
            },
            Ok(path) => Some(Msg::NotOpened(left_behind(&path))),
            Err(error) if error.kind == StoreErrorKind::Stopped => None,
            Err(error) => Some(Msg::NotOpened(format!(
                "not forked: could not {} {}: {}",
                error.doing, error.path, error.cause
            ))),
        }
    }

    /// Keeps a file that was opened until the core lets the shell go over to it.
    pub(super) fn opened(&mut self, arrival: Arrival) -> Msg {
        let Arrival {
            opening,
            draft,
            goal,
            notes,
        } = arrival;
        self.tell_notes(notes);
        let Opening {
            opened,
            place,
            id,
            blobs,
            follow,
        } = opening;
        self.next = Some((id, place, blobs, follow));
        match opened {
            Opened::Loaded(file) => {
                if self.is_import(&file.path) {
                    self.tell_of_import();
                }
                Msg::Opened(file, draft, goal)
            }
            Opened::New(id, Some(path)) => Msg::BeganAt(id, path),
            Opened::New(_, None) => Msg::NotOpened("not opened: it has no name".to_owned()),
        }
    }

    /// Tells of remembered files that could not be read.
    pub(super) fn tell_notes(&self, notes: Vec<String>) {
        if !notes.is_empty() {
            self.events.try_send(Event::Core(Msg::Damaged(notes))).ok();
        }
    }

    /// Goes over to the conversation that was opened. All that was ordered for the one before is
    /// carried out first.
    pub(super) fn go_over(&mut self, id: &ConversationId) {
        let next = self.next.take().filter(|(next, ..)| next == id);
        let Some((id, place, blobs, follow)) = next else {
            return;
        };
        self.tasks.runs.leave();
        self.tasks.blobs.go_over(blobs);
        if let Some(path) = place.as_ref().and_then(Place::file) {
            self.keeper.keep(Keep::Opened(path.to_owned()));
        }
        self.custody = Custody::of(place.as_ref(), follow);
        self.keep_watch();
        match (place, &mut self.files) {
            (Some(place), Some(files)) => files.switch(Target { id, place }),
            (Some(place), None) => {
                let target = Target { id, place };
                self.files = FileThread::start(target, self.events.clone()).ok();
            }
            // It is never written to. The thread ends by itself when it has written what it has.
            (None, _) => self.files = None,
        }
    }
}

/// What is said of a fork that was made before it could be stopped.
pub(super) fn stopped(path: &Path) -> String {
    format!(
        "forked into {}, which is not opened, since it was stopped",
        path.display()
    )
}

fn left_behind(path: &Path) -> String {
    format!(
        "forked into {}, which is not opened, since you have gone on elsewhere",
        path.display()
    )
}

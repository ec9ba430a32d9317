//! Orders to the thread that writes the conversation's file.

use crate::app::msg::Msg;
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::ids::{ConversationId, Number};
use crate::chat::record::Entry;
use crate::chat::time::At;
use crate::store::writer::{Command, Place, Target};

use super::custody::Custody;
use super::event::Event;
use super::files::{self, FileThread};
use super::hands::Hands;

impl Hands {
    /// Begins the file of a conversation.
    pub(super) fn new_file(&mut self, id: ConversationId, words: &str, now: At) {
        if self
            .files
            .as_ref()
            .is_some_and(|files| files.conversation == id)
        {
            // The command line named the file, and its thread runs.
            return;
        }
        let path = self.new_path(now.wall, words, &id);
        self.tasks.blobs.begin();
        self.custody = Custody::default();
        let target = Target {
            id,
            place: Place::New(path),
        };
        match &mut self.files {
            Some(files) => files.switch(target),
            None => self.files = FileThread::start(target, self.events.clone()).ok(),
        }
    }

    /// Gives the writer records.
    pub(super) fn append(&mut self, entries: Vec<Entry>) {
        let last = entries.last().map(|entry| entry.n);
        match self.tasks.blobs.batch(entries) {
            Ok(batch) => self.order(Command::Append(batch), last),
            Err(error) => self.not_written(error.to_string(), last),
        }
    }

    /// Gives the writer an order. A writer that is gone is a failed write, and told as such.
    pub(super) fn order(&mut self, command: Command, last: Option<Number>) {
        let taken = self
            .files
            .as_ref()
            .is_some_and(|files| files.order(command));
        if !taken {
            self.not_written("it is not open for writing".to_owned(), last);
        }
    }

    fn not_written(&self, cause: String, last: Option<Number>) {
        let error = StoreError {
            doing: "write",
            path: "the conversation file".to_owned(),
            cause,
            kind: StoreErrorKind::Other,
        };
        let msg = match last {
            Some(n) => Msg::Appended(n, Err(error)),
            None => Msg::SavedAs(Err(error)),
        };
        self.events.try_send(Event::Core(msg)).ok();
    }

    /// Leaves the file, and draws the id of another conversation. Its file is made with its first
    /// message.
    pub(super) fn restart(&mut self) -> Option<Msg> {
        let id = files::draw_id().ok()?;
        self.tasks.runs.leave();
        self.custody = Custody::default();
        if let Some(files) = &mut self.files {
            files.leave();
        }
        Some(Msg::Began(id))
    }
}

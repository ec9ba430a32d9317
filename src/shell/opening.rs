//! Going over to another conversation file while the program runs, such as to a fork.
//!
//! The file is opened in a task, and the core is told. What the core has to say of the conversation
//! before is written first; then it lets the shell go over.

use std::path::{Path, PathBuf};

use crate::app::effect::ForkOrder;
use crate::app::msg::Msg;
use crate::app::state::Opened;
use crate::chat::failure::StoreError;
use crate::chat::ids::ConversationId;
use crate::chat::time::Wall;
use crate::store::fork::Fork;
use crate::store::name;
use crate::store::paths::Folders;
use crate::store::writer::{Command, Target};

use super::custody::Custody;
use super::event::Event;
use super::files::{self, FileThread, Opening};
use super::hands::Hands;

impl Hands {
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
        let command = Command::Fork(path, Box::new(fork));
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
            Ok(path) if source == shown => {
                self.tasks.open(path);
                None
            }
            Ok(path) => Some(Msg::NotOpened(left_behind(&path))),
            Err(error) => Some(Msg::NotOpened(format!(
                "not forked: could not {} {}: {}",
                error.doing, error.path, error.cause
            ))),
        }
    }

    /// Keeps a file that was opened until the core lets the shell go over to it.
    pub(super) fn opened(&mut self, opening: Opening) -> Msg {
        let Opening {
            opened,
            place,
            id,
            blobs,
            follow,
        } = opening;
        match opened {
            Opened::Loaded(file) => {
                self.next = Some((id, place, blobs, follow));
                Msg::Opened(file, None)
            }
            Opened::New(..) => Msg::NotOpened("not opened: there is nothing in it".to_owned()),
        }
    }

    /// Goes over to the conversation that was opened. All that was ordered for the one before is
    /// carried out first.
    pub(super) fn go_over(&mut self, id: &ConversationId) {
        let next = self.next.take().filter(|(next, ..)| next == id);
        let Some((id, place, blobs, follow)) = next else {
            return;
        };
        self.tasks.blobs.go_over(blobs);
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

fn left_behind(path: &Path) -> String {
    format!(
        "forked into {}, which is not opened, since you have gone on elsewhere",
        path.display()
    )
}

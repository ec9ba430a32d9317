//! What the thread that writes tells: for the core, and for the shell itself.

use crate::app::file::FileEvent;
use crate::app::msg::Msg;
use crate::app::state::State;
use crate::store::report::{Fact, Report};

use super::hands::Hands;
use super::keeper::Keep;

impl Hands {
    /// Keeps in mind where the bytes of attachments stand.
    pub(super) fn note_blobs(&mut self, report: &Report, state: &State) {
        if report.conversation != *state.conversation.id() {
            return;
        }
        match &report.fact {
            Fact::Created(path) | Fact::SavedAs(Ok(path)) => {
                self.tasks.blobs.file_is(path.clone());
                self.keeper.keep(Keep::Opened(path.clone()));
            }
            Fact::Stored(place) => self.tasks.blobs.stored(place.clone()),
            Fact::SavedAs(Err(_))
            | Fact::Appended(_)
            | Fact::Failed(_)
            | Fact::Synced(_)
            | Fact::Forked(_)
            | Fact::Yielded(_)
            | Fact::Closed(_) => {}
        }
    }
}

/// What the core is told of a report. Reports on other conversations come late and say nothing.
pub(super) fn told(report: Report, state: &State) -> Option<Msg> {
    if report.conversation != *state.conversation.id() {
        return None;
    }
    match report.fact {
        Fact::Created(path) => Some(Msg::Created(path)),
        Fact::Appended(receipt) => Some(Msg::Appended(receipt.n, Ok(()))),
        Fact::Failed(unsaved) => Some(Msg::Appended(state.file.handed, Err(unsaved.error))),
        Fact::Synced(result) => Some(Msg::Synced(result)),
        Fact::SavedAs(result) => Some(Msg::SavedAs(result)),
        Fact::Yielded(result) => Some(Msg::File(FileEvent::Yielded(result.map(|_| ())))),
        Fact::Stored(_) | Fact::Forked(_) | Fact::Closed(_) => None,
    }
}

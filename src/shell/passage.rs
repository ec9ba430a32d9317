//! Passages that replies cite: what stands around them is read beside the loop.

use super::event::Event;
use super::tasks::Tasks;
use crate::app::msg::Msg;
use crate::app::passage::{Surroundings, Wanted};

impl Tasks {
    /// Reads what stands around a passage that is cited.
    pub(super) fn read_around(&mut self, note: Box<Wanted>) {
        let blobs = self.blobs.clone();
        self.aside(move || {
            let bytes = blobs.bytes(&note.hash);
            let text = bytes
                .as_deref()
                .and_then(|bytes| std::str::from_utf8(bytes).ok());
            let around = text.map_or(Surroundings::Missing, |text| note.find_in(text));
            Event::Core(Msg::AroundRead(note, around))
        });
    }
}

//! Nobody reads what flies by: code is looked at once the conversation stands still.

use std::time::{Duration, Instant};

use crate::app::state::State;
use crate::app::view::Anchor;

/// How long it stands still before code is looked at: longer than between two repeats of a key that is
/// held down, and shorter than anybody notices.
const REST: Duration = Duration::from_millis(80);

/// Where the lanes in sight stand, and until when they are taken to move.
#[derive(Debug, Default)]
pub(super) struct Rest {
    places: Vec<Anchor>,
    until: Option<Instant>,
}

impl Rest {
    /// Sees where the lanes stand now. A reply that grows is followed, and stands still for all that.
    pub(super) fn see(&mut self, state: &State, now: Instant) {
        let reading = &state.view.reading;
        let beside = reading.columns.iter();
        let beside = beside.filter_map(|column| reading.beside.get(&column.lane));
        let beside = beside.map(|sight| sight.anchor);
        let places: Vec<Anchor> = std::iter::once(reading.anchor).chain(beside).collect();
        // What is shown first has not moved.
        if !self.places.is_empty() && self.places != places {
            self.until = Some(now + REST);
        }
        self.places = places;
        if self.until.is_some_and(|until| until <= now) {
            self.until = None;
        }
    }

    /// When it may stand still; `None` = it does.
    pub(super) fn until(&self) -> Option<Instant> {
        self.until
    }
}

//! What is looked for, in the lines of messages.

use std::ops::Range;

use super::{Desk, Frame, Slice, Transcript};
use crate::app::find::{Needle, Place, Search};
use crate::app::state::State;
use crate::chat::ids::{LaneId, MessageId};

/// A part of a visible line that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// The row, from the top of the lane.
    pub(crate) row: usize,
    /// Columns of the line.
    pub(crate) columns: Range<usize>,
    /// Whether it is the place one is at.
    pub(crate) here: Here,
}

/// Whether a place is the one that one is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Here {
    Yes,
    No,
}

/// Where a text stands in what a message of the lane in focus says, which is laid out for it. Lines
/// are those of the message.
pub(crate) fn places(state: &mut State, id: MessageId, needle: &Needle) -> Vec<Place> {
    let view = &state.view;
    let frame = if view.transcript.layouts.is_empty() {
        // A lane that was never seen is going to stand where the one in focus stands.
        Frame {
            width: view.panes.text_width(),
            text: view.modes.text,
            code: view.modes.code.lines,
        }
    } else {
        view.transcript.frame
    };
    Desk::new(state, frame).measure(id);
    state.view.transcript.places(id, 0..usize::MAX, needle)
}

/// Marks what is looked for in the visible lines of the lane in focus.
pub(super) fn mark(state: &mut State, lane: LaneId) {
    let transcript = &mut state.view.transcript;
    transcript.found = match &state.view.finding {
        Some(search) => transcript.found(search, lane),
        None => Vec::new(),
    };
}

impl Transcript {
    fn places(&self, id: MessageId, within: Range<usize>, needle: &Needle) -> Vec<Place> {
        let Some(layout) = self.layouts.get(&id) else {
            return Vec::new();
        };
        let body = layout.body();
        let (first, end) = (within.start.max(body.start), within.end.min(body.end));
        let lines = (first..end).filter_map(|at| layout.line(at));
        let mut places = needle.places(lines);
        for piece in places.iter_mut().flat_map(|place| &mut place.pieces) {
            piece.line += first;
        }
        places
    }

    /// What is looked for in the visible lines.
    fn found(&self, search: &Search, lane: LaneId) -> Vec<Found> {
        let mut found = Vec::new();
        let mut above = 0;
        for slice in &self.window {
            let lines = slice.first..slice.first + slice.rows;
            for place in self.places(slice.message, lines, &search.needle) {
                let here = is_here(search, lane, slice, &place);
                found.extend(place.pieces.into_iter().map(|piece| Found {
                    row: above + piece.line - slice.first,
                    columns: piece.columns,
                    here,
                }));
            }
            above += slice.rows;
        }
        found
    }
}

fn is_here(search: &Search, lane: LaneId, slice: &Slice, place: &Place) -> Here {
    let first = place.pieces.first();
    let (Some(spot), Some(first)) = (search.here, first) else {
        return Here::No;
    };
    let of = (spot.lane, spot.message, spot.line, spot.column);
    if of == (lane, slice.message, first.line, first.columns.start) {
        Here::Yes
    } else {
        Here::No
    }
}

//! What is selected, in the lines of messages: where it is drawn, where a cell is, what is copied.

use std::ops::Range;

use super::line::{Line, Marks};
use super::message::MessageLayout;
use super::plain::{self, Plain};
use super::{Desk, Frame, Transcript};
use crate::app::code::Code;
use crate::app::selection::{Part, Selection, Span, Spot, Unit, around};
use crate::app::state::State;
use crate::chat::ids::{LaneId, MessageId};

/// A part of a visible line that is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selected {
    /// The row, from the top of the lane.
    pub(crate) row: usize,
    /// The columns of the lane in which it is seen.
    pub(crate) columns: Range<usize>,
}

/// Marks what is selected in the visible lines of the lane in focus, which has just been laid out. A
/// selection in lines of another kind ends here: no key may copy by it what it does not show.
pub(super) fn mark(state: &mut State, lane: LaneId) {
    let transcript = &mut state.view.transcript;
    state.view.selecting.relaid(lane, transcript.frame);
    let shown = state.view.selecting.shown.filter(|it| it.lane == lane);
    let code = &state.view.modes.code;
    transcript.selected = shown.map_or_else(Vec::new, |it| transcript.selected(&it, code));
}

impl Transcript {
    fn selected(&self, selection: &Selection, code: &Code) -> Vec<Selected> {
        let mut selected = Vec::new();
        for (row, (spot, visible)) in self.spots().zip(self.rows()).enumerate() {
            let Some(columns) = selection.columns(spot) else {
                continue;
            };
            let line = visible.line;
            let columns = if columns.start == 0 && line.spans.is_empty() {
                // A blank line between others is seen to be one of them.
                0..1
            } else {
                visible.seen(&plain::whole(line, &columns), code)
            };
            selected.push(Selected { row, columns });
        }
        selected
    }

    /// The visible lines as places, from the top.
    fn spots(&self) -> impl Iterator<Item = Spot> {
        self.window.iter().flat_map(|slice| {
            let layout = self.layouts.get(&slice.message);
            let lines = slice.first..slice.first + slice.rows;
            lines.filter_map(move |at| layout.map(|layout| spot(layout, slice.message, at)))
        })
    }

    /// The first visible line of a message, of what it says if that is in sight.
    pub(crate) fn first_seen(&self, id: MessageId) -> Option<Spot> {
        let seen = || self.spots().filter(|spot| spot.message == id);
        let said = seen().find(|spot| spot.part != Part::Head);
        said.or_else(|| seen().next())
    }

    /// How wide its lines are.
    pub(crate) fn frame(&self) -> Frame {
        self.frame
    }

    fn line_at(&self, spot: Spot) -> Option<&Line> {
        let layout = self.layouts.get(&spot.message)?;
        layout.line(layout.line_of(spot.part, spot.line))
    }

    /// The place of a row and a column of what is visible; the nearest one where nothing stands.
    pub(crate) fn spot(&self, row: usize, column: usize, code: &Code) -> Option<Spot> {
        let (mut nearest, mut column) = (None, column);
        for (at, (spot, visible)) in self.spots().zip(self.rows()).enumerate() {
            nearest = Some(spot);
            if at == row {
                column = visible.column(column, code);
                break;
            }
            if at + 1 == self.height() {
                // Below the end: all of the last line.
                column = usize::MAX;
            }
        }
        nearest.map(|spot| Spot { column, ..spot })
    }

    fn height(&self) -> usize {
        self.window.iter().map(|slice| slice.rows).sum()
    }

    /// What is selected at once at a place: the column, the word, or the line with those that go on
    /// with it.
    pub(crate) fn unit(&self, unit: Unit, spot: Spot) -> Span {
        match unit {
            Unit::Column => (spot, spot),
            Unit::Word => {
                let text = self.line_at(spot).map(Line::text).unwrap_or_default();
                let word = around(&text, spot.column);
                let word = word.unwrap_or(spot.column..spot.column.saturating_add(1));
                let of = |column| Spot { column, ..spot };
                (of(word.start), of(word.end - 1))
            }
            Unit::Line => self.whole_line(spot),
        }
    }

    fn whole_line(&self, at: Spot) -> Span {
        let Some(layout) = self.layouts.get(&at.message) else {
            return (at, at);
        };
        let here = layout.line_of(at.part, at.line);
        let goes_on = |line: usize| {
            let last = layout.line(line).and_then(|line| line.spans.last());
            last.is_some_and(|span| span.face.marks.has(Marks::GOES_ON))
        };
        let (mut first, mut last) = (here, here);
        while first > 0 && goes_on(first - 1) {
            first -= 1;
        }
        while goes_on(last) && last + 1 < layout.len() {
            last += 1;
        }
        let end = spot(layout, at.message, last);
        let end = Spot {
            column: usize::MAX,
            ..end
        };
        (spot(layout, at.message, first), end)
    }
}

fn spot(layout: &MessageLayout, message: MessageId, at: usize) -> Spot {
    let (part, line) = layout.part_of(at);
    Spot {
        message,
        part,
        line,
        column: 0,
    }
}

/// The lines of the lane in focus, to be gone along and copied; messages are laid out for it.
pub(crate) struct Lines<'a> {
    desk: Desk<'a>,
}

impl<'a> Lines<'a> {
    /// Those of the lane in focus.
    pub(crate) fn new(state: &'a mut State) -> Self {
        let frame = state.view.transcript.frame;
        Self {
            desk: Desk::new(state, frame),
        }
    }

    /// The place so many lines further down, or up if negative, that does not go on with another line; the
    /// last one there is.
    pub(crate) fn beside(&mut self, from: Spot, lines: isize) -> Spot {
        let mut here = from;
        for _ in 0..lines.unsigned_abs() {
            let Some(next) = self.step(here, lines.signum()) else {
                break;
            };
            here = next;
        }
        here
    }

    /// The line before or after the one of a place, as it was written.
    fn step(&mut self, from: Spot, step: isize) -> Option<Spot> {
        let (first, last) = self.unit(from);
        let edge = if step < 0 { first } else { last };
        self.desk.measure(edge.message);
        let layout = self.layout(edge.message)?;
        let line = layout.line_of(edge.part, edge.line);
        match line.checked_add_signed(step) {
            Some(line) if line < layout.len() => Some(spot(layout, edge.message, line)),
            Some(_) | None => {
                let path = self.desk.path();
                let at = path.binary_search(&edge.message).ok()?;
                let message = *path.get(at.checked_add_signed(step)?)?;
                let lines = self.desk.measure(message);
                let layout = self.layout(message)?;
                let line = if step < 0 { lines - 1 } else { 0 };
                Some(spot(layout, message, line))
            }
        }
    }

    /// The line of a place as it was written, with all that it goes on in.
    pub(crate) fn unit(&mut self, at: Spot) -> Span {
        self.desk.measure(at.message);
        self.desk.state.view.transcript.unit(Unit::Line, at)
    }

    /// The first or the last line of the lane.
    pub(crate) fn end(&mut self, step: isize) -> Option<Spot> {
        let path = self.desk.path();
        let message = *if step < 0 { path.first() } else { path.last() }?;
        let lines = self.desk.measure(message);
        let layout = self.layout(message)?;
        let line = if step < 0 { 0 } else { lines - 1 };
        Some(spot(layout, message, line))
    }

    /// The line of a place, counted from the top of its message.
    pub(crate) fn line(&mut self, at: Spot) -> usize {
        self.desk.measure(at.message);
        let layout = self.layout(at.message);
        layout.map_or(0, |layout| layout.line_of(at.part, at.line))
    }

    /// The text of what is selected; `None` if it was selected in lines of another kind, or in thoughts that
    /// have folded.
    pub(crate) fn text(&mut self, selection: &Selection) -> Option<Plain> {
        if self.desk.state.view.transcript.frame != selection.frame {
            return None;
        }
        let (from, to) = selection.span();
        let path = self.desk.path().to_vec();
        let within = |id: &&MessageId| (from.message..=to.message).contains(*id);
        let ids: Vec<MessageId> = path.iter().filter(within).copied().collect();
        for id in &ids {
            self.desk.measure(*id);
        }
        // Messages that are out of sight are laid out only now, and that may have ended it.
        self.desk.state.view.selecting.shown?;
        let mut parts = Vec::new();
        for id in ids {
            let Some(layout) = self.layout(id) else {
                continue;
            };
            for at in 0..layout.len() {
                let columns = selection.columns(spot(layout, id, at));
                parts.extend(layout.line(at).zip(columns));
            }
        }
        Some(plain::plain(&parts))
    }

    /// What a message says, as it is read.
    pub(crate) fn said(&mut self, id: MessageId) -> Plain {
        self.desk.measure(id);
        let Some(layout) = self.layout(id) else {
            return Plain::default();
        };
        let mut said = Plain::default();
        for lines in layout.said() {
            let lines = lines.filter_map(|at| layout.line(at));
            let parts: Vec<plain::Part<'_>> = lines.map(|line| (line, 0..usize::MAX)).collect();
            let piece = plain::plain(&parts);
            if !said.text.is_empty() {
                said.text.push_str("\n\n");
            }
            said.text.push_str(&piece.text);
            said.hidden += piece.hidden;
        }
        said
    }

    fn layout(&self, id: MessageId) -> Option<&MessageLayout> {
        self.desk.state.view.transcript.layouts.get(&id)
    }
}

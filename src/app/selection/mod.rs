//! A part of the conversation that is selected: from one place of a lane to another.
//!
//! A place is one of what is said, never one of the screen: a message, a part of it, a line and a column.
//! So the selection stays while a reply grows, while it is scrolled, and while a message gets other signs
//! above and below.

mod words;

use std::ops::Range;

use crate::chat::ids::{LaneId, MessageId};
use crate::chat::time::Mono;

use super::action::Scope;
use super::list::ListMove;
use super::pointer::Cell;
use super::transcript::Frame;

pub(crate) use words::around;

/// A place in a lane, as it is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    /// The message. Those of a path ascend.
    pub(crate) message: MessageId,
    /// The part of it.
    pub(crate) part: Part,
    /// The line in that part.
    pub(crate) line: usize,
    /// The column in that line.
    pub(crate) column: usize,
}

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Who speaks, and what is to be said about it.
    Head,
    /// A block, by its place among those that are laid out, with the blank line below.
    Block(usize),
    /// What stands below.
    Foot,
}

/// From one place to another, both taken in.
pub(crate) type Span = (Spot, Spot);

/// What is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Selection {
    /// The lane.
    pub(crate) lane: LaneId,
    /// How wide the lines are; with others the places mean something else.
    pub(crate) frame: Frame,
    /// Where it began: a column, a word or a line.
    pub(crate) first: Span,
    /// Where it goes to.
    pub(crate) last: Span,
    /// How it is made.
    pub(crate) made: Made,
}

/// How a selection is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// By the mouse.
    ByMouse,
    /// By keys, line by line.
    ByKeys,
}

/// What is selected at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A column.
    Column,
    /// A word.
    Word,
    /// A line, with those that go on with it.
    Line,
}

impl Unit {
    /// What so many presses on one place select.
    pub(crate) fn of(presses: u8) -> Self {
        match presses {
            2 => Self::Word,
            3 => Self::Line,
            _ => Self::Column,
        }
    }
}

impl Selection {
    /// The whole of it, in the order of the text.
    pub(crate) fn span(&self) -> Span {
        (self.first.0.min(self.last.0), self.first.1.max(self.last.1))
    }

    /// The columns of a line that are selected; the column of the place is not looked at.
    pub(crate) fn columns(&self, line: Spot) -> Option<Range<usize>> {
        let (from, to) = self.span();
        let place = |spot: Spot| (spot.message, spot.part, spot.line);
        let (here, first, last) = (place(line), place(from), place(to));
        if here < first || here > last {
            return None;
        }
        let start = if here == first { from.column } else { 0 };
        let end = if here == last {
            to.column.saturating_add(1)
        } else {
            usize::MAX
        };
        Some(start..end)
    }
}

/// Selecting: what is selected, and what the mouse is doing about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selecting {
    /// What is selected.
    pub(crate) shown: Option<Selection>,
    /// The button is pressed in the text of a lane.
    pub(crate) held: Option<Held>,
    /// How far it was said how the terminal itself selects.
    pub(crate) hint: Hint,
}

impl Selecting {
    /// Selects nothing any more; whether something was selected.
    pub(crate) fn end(&mut self) -> bool {
        self.held = None;
        self.shown.take().is_some()
    }

    /// A lane has lines of this kind now: what was selected or pressed in others is given up, since its
    /// places mean something else in these.
    pub(crate) fn relaid(&mut self, lane: LaneId, frame: Frame) {
        let shown = self.shown.map(|shown| (shown.lane, shown.frame));
        let held = self.held.map(|held| (held.lane, held.frame));
        let mut made = shown.into_iter().chain(held);
        if made.any(|(other, before)| other == lane && before != frame) {
            self.end();
        }
    }

    /// These lanes can be seen: what was selected or pressed in another one is given up.
    pub(crate) fn seen(&mut self, can_be: impl Fn(LaneId) -> bool) {
        let shown = self.shown.map(|shown| shown.lane);
        let held = self.held.map(|held| held.lane);
        if !shown.into_iter().chain(held).all(can_be) {
            self.end();
        }
    }

    /// Lines are gone: what begins or ends in one of them is given up.
    pub(crate) fn lost(&mut self, is_gone: impl Fn(Spot) -> bool) {
        let shown = self.shown.map(|shown| shown.span());
        let held = self.held.map(|held| held.first);
        let spans = shown.into_iter().chain(held);
        if spans.flat_map(|(from, to)| [from, to]).any(is_gone) {
            self.end();
        }
    }

    /// Where keys are looked up while something is selected in the conversation.
    pub(crate) fn scopes(&self) -> &'static [Scope] {
        match self.shown.map(|shown| shown.made) {
            Some(Made::ByKeys) => &[
                Scope::Selecting,
                Scope::Selected,
                Scope::Transcript,
                Scope::Global,
            ],
            Some(Made::ByMouse) | None => &[Scope::Selected, Scope::Transcript, Scope::Global],
        }
    }
}

/// The button is pressed in the text of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    /// The lane.
    pub(crate) lane: LaneId,
    /// How wide its lines were.
    pub(crate) frame: Frame,
    /// What is selected at once.
    pub(crate) unit: Unit,
    /// Where it was pressed.
    pub(crate) first: Span,
    /// Where the mouse is now.
    pub(crate) cell: Cell,
    /// When the lane is scrolled on, since the mouse is above or below it.
    pub(crate) scrolls: Option<Mono>,
}

/// How far it was said, once in a run, how the terminal itself selects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Hint {
    /// Nothing was dragged yet.
    #[default]
    Unsaid,
    /// It is said while something is dragged for the first time.
    Now,
    /// It was said.
    Said,
}

/// What is selected and copied by keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnCopy {
    /// Copy what the chosen message says.
    Message,
    /// Copy it as it was written.
    Markdown,
    /// Begin to select lines.
    Select,
    /// Copy what is selected.
    Selection,
    /// Select nothing any more.
    End,
    /// Move the end of the selection.
    Extend(ListMove),
}

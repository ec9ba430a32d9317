//! The conversation laid out: messages to lines, and which of them are visible.
//!
//! Derived state. `prepare` fills it for what is visible; a scroll position is a line of a message.

pub(crate) mod album;
mod blocks;
mod chosen;
mod code;
mod columns;
mod foot;
mod found;
mod head;
mod joined;
pub(crate) mod line;
pub(crate) mod markdown;
mod message;
mod notes;
mod parts;
pub(crate) mod plain;
mod selected;
mod stretch;
mod tool;
pub(crate) mod wrap;
mod wrapped;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::chat::conversation::Conversation;
use crate::chat::ids::{GenerationId, LaneId, MessageId, Number};
use crate::chat::link::Link;
use crate::chat::request::Order;
use crate::chat::vote::Sight;

use super::pictures;
use super::selection::Spot;
use super::state::State;
use super::view::Anchor;
use super::weight::Weight;
pub(crate) use chosen::{chosen, neighbour};
pub(crate) use code::{CodeRow, Uncoloured, code_of, uncoloured};
pub(crate) use columns::{look_at, needs, prepare};
pub(crate) use found::{Found, Here, places};
pub(crate) use markdown::{CodePart, code_blocks};
pub(crate) use notes::{Mark, marks as note_marks, number as note_number};
pub(crate) use selected::{Lines, Selected};

use album::Album;
use blocks::Fold;
#[cfg(test)]
use line::Line;
use line::LinkNo;
use message::{About, Context, MessageLayout, Rank, Standing};
pub(crate) use message::{Frame, runs};
use notes::Cites;

/// More laid-out messages than this are not kept; those in sight always are.
const MAX_CACHED: usize = 256;

/// The layouts of messages, and the visible lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Transcript {
    layouts: HashMap<MessageId, MessageLayout>,
    window: Vec<Slice>,
    /// Whether lines follow below the last visible one.
    pub(crate) more_below: bool,
    /// Whether lines stand above the first visible one.
    pub(crate) more_above: bool,
    /// What the messages hold and how long they are.
    pub(crate) weight: Option<Weight>,
    /// What is to be said about the order of the messages, and what it was worked out of.
    order: (Option<Shown>, Order),
    /// What is looked for, in the visible lines.
    pub(crate) found: Vec<Found>,
    /// What is selected, in the visible lines.
    pub(crate) selected: Vec<Selected>,
    frame: Frame,
}

/// The path that is shown, and the shape of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shown {
    lane: LaneId,
    leaf: Option<MessageId>,
    shape: Number,
}

/// Some lines of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    /// The message.
    pub(crate) message: MessageId,
    /// The first line.
    pub(crate) first: usize,
    /// How many lines.
    pub(crate) rows: usize,
}

impl Transcript {
    /// The visible lines with their messages, from the top.
    #[cfg(test)]
    pub(crate) fn lines(&self) -> impl Iterator<Item = (MessageId, &Line)> {
        self.rows().map(|row| (row.message, row.line))
    }

    /// Where a link leads, by the place of its line and its number there.
    pub(crate) fn leads(&self, message: MessageId, block: usize, no: LinkNo) -> Option<&Link> {
        self.layouts.get(&message)?.leads(block, no)
    }

    /// Whether the first line of a message is in sight.
    pub(crate) fn shows_head(&self, id: MessageId) -> bool {
        let mut slices = self.window.iter();
        slices.any(|slice| slice.message == id && slice.first == 0 && slice.rows > 0)
    }

    /// Whether all lines of a message are in sight, but for the blank one below.
    pub(crate) fn shows_whole(&self, id: MessageId) -> bool {
        let lines = self.layouts.get(&id).map_or(0, MessageLayout::len);
        let mut slices = self.window.iter();
        slices.any(|slice| slice.message == id && slice.first == 0 && slice.rows + 1 >= lines)
    }

    /// Whether a line of a message is in sight.
    pub(crate) fn shows_line(&self, id: MessageId, line: usize) -> bool {
        let mut slices = self.window.iter();
        slices.any(|slice| {
            slice.message == id && (slice.first..slice.first + slice.rows).contains(&line)
        })
    }

    /// What is to be said about the order of the messages.
    pub(crate) fn order(&self) -> &Order {
        &self.order.1
    }

    /// The first visible line.
    pub(crate) fn top(&self) -> Option<Slice> {
        self.window.first().copied()
    }

    /// Lines that were ever laid out in messages that are still kept. For tests that count work.
    #[cfg(test)]
    pub(crate) fn laid_out(&self) -> usize {
        self.layouts.values().map(MessageLayout::laid_out).sum()
    }
}

/// Scrolls by lines; up is negative.
pub(crate) fn scroll(state: &mut State, lines: isize) {
    let frame = state.view.transcript.frame;
    let mut desk = Desk::new(state, frame);
    if let Some(anchor) = desk.moved(lines) {
        state.view.reading.anchor = anchor;
    }
}

/// The scroll position so many lines above a line of a message.
pub(crate) fn above(state: &mut State, message: MessageId, line: usize, lines: isize) -> Anchor {
    let frame = state.view.transcript.frame;
    let anchor = Anchor::At { message, line };
    let top = Slice {
        message,
        first: line,
        rows: 0,
    };
    Desk::new(state, frame).away(top, -lines).unwrap_or(anchor)
}

/// The parts of the state that layout works on.
struct Desk<'a> {
    state: &'a mut State,
}

impl<'a> Desk<'a> {
    fn new(state: &'a mut State, frame: Frame) -> Self {
        if state.view.transcript.frame != frame {
            state.view.transcript.layouts.clear();
            state.view.transcript.frame = frame;
        }
        Self { state }
    }

    /// The messages that the lane shows, from the root. Their ids ascend.
    fn path(&self) -> &[MessageId] {
        self.state.lane().map_or(&[], |lane| lane.path.as_slice())
    }

    /// Lays the message out as far as it has come, and tells its lines.
    fn measure(&mut self, id: MessageId) -> usize {
        let sight = match self.state.conversation.hidden_turn() {
            Some(_) => Sight::Blind,
            None => Sight::Open,
        };
        let State {
            conversation,
            flight,
            view,
            input,
            file,
            calls,
            ..
        } = &mut *self.state;
        let Some(message) = conversation.message(id) else {
            return 0;
        };
        let Transcript {
            frame,
            layouts,
            order: (shown, remarks),
            ..
        } = &mut view.transcript;
        let frame = *frame;
        let layout = layouts
            .entry(id)
            .or_insert_with(|| MessageLayout::new(frame));
        let open = message
            .generation
            .as_ref()
            .is_some_and(|made_by| made_by.is_open());
        let fold = match (open, view.modes.unfolded.contains(&id)) {
            (true, _) => Fold::Live,
            (false, true) => Fold::Unfolded,
            (false, false) => Fold::Folded,
        };
        let refolds = layout.turns(fold);
        let mut rank = Rank { place: 0, of: 0 };
        for sibling in conversation.siblings(id) {
            rank.of += 1;
            rank.place += usize::from(sibling <= id);
        }
        let made_by = conversation
            .maker(id)
            .and_then(|maker| maker.generation.as_ref());
        let standing = Standing {
            rank,
            model: made_by.and_then(|made_by| made_by.settings.model.as_ref()),
            name: conversation.name(id),
            context: context(conversation, id, *shown),
            remarks: remarks.about(id).collect(),
            flaws: file.condition.at(id).collect(),
        };
        let cites = Cites::of(conversation, message);
        layout.update(
            message,
            &About {
                flying: flight.get(GenerationId(id.0)),
                now: input.now.mono,
                standing,
                calls,
                fold,
                sight,
                cites,
                album: Album {
                    pictures: &view.pictures,
                    conversation,
                    room: pictures::room(frame.width, view.panes.transcript.height),
                },
            },
        );
        if refolds {
            let is_gone = |spot: Spot| spot.message == id && layout.folds(spot.part);
            view.selecting.lost(is_gone);
        }
        layout.len()
    }

    /// Chooses the visible lines for so many rows; gives the anchor that they follow from.
    fn fill(&mut self, rows: usize) -> Anchor {
        let found = match self.state.view.reading.anchor {
            Anchor::Follow => None,
            Anchor::At { message, line } => self.down_from(message, line, rows),
        };
        let anchor = if found.is_some() {
            self.state.view.reading.anchor
        } else {
            Anchor::Follow
        };
        let window = found.unwrap_or_else(|| self.up_from_end(rows));
        self.settle(window);
        anchor
    }

    /// Lines from an anchor downwards; `None` if they do not fill the rows.
    fn down_from(&mut self, message: MessageId, line: usize, rows: usize) -> Option<Vec<Slice>> {
        let mut at = self.path().binary_search(&message).ok()?;
        let mut window = Vec::new();
        let (mut left, mut first) = (rows, line);
        while left > 0 {
            let id = *self.path().get(at)?;
            let lines = self.measure(id);
            first = first.min(lines.saturating_sub(1));
            let rows = (lines - first).min(left);
            window.push(Slice {
                message: id,
                first,
                rows,
            });
            left -= rows;
            first = 0;
            at += 1;
        }
        Some(window)
    }

    /// The last lines of the conversation.
    fn up_from_end(&mut self, rows: usize) -> Vec<Slice> {
        let mut window = Vec::new();
        let (mut left, mut at) = (rows, self.path().len());
        while left > 0 && at > 0 {
            at -= 1;
            let id = self.path()[at];
            let lines = self.measure(id);
            let rows = lines.min(left);
            window.push(Slice {
                message: id,
                first: lines - rows,
                rows,
            });
            left -= rows;
        }
        window.reverse();
        window
    }

    fn settle(&mut self, window: Vec<Slice>) {
        let path = self.path();
        let (root, leaf) = (path.first().copied(), path.last().copied());
        let transcript = &mut self.state.view.transcript;
        transcript.more_above = window
            .first()
            .is_some_and(|top| top.first > 0 || root != Some(top.message));
        transcript.more_below = window.last().is_some_and(|end| {
            let lines = transcript
                .layouts
                .get(&end.message)
                .map_or(0, MessageLayout::len);
            end.first + end.rows < lines || leaf != Some(end.message)
        });
        transcript.window = window;
        if transcript.layouts.len() > MAX_CACHED {
            let window = &transcript.window;
            transcript
                .layouts
                .retain(|id, _| window.iter().any(|slice| slice.message == *id));
        }
    }

    /// The anchor so many lines away from the first visible line.
    fn moved(&mut self, lines: isize) -> Option<Anchor> {
        let top = self.state.view.transcript.top()?;
        self.away(top, lines)
    }

    /// The anchor so many lines away from a line.
    fn away(&mut self, top: Slice, lines: isize) -> Option<Anchor> {
        let mut at = self.path().binary_search(&top.message).ok()?;
        let mut line = isize::try_from(top.first).ok()? + lines;
        while line < 0 && at > 0 {
            at -= 1;
            line += self.lines_at(at);
        }
        while line >= self.lines_at(at) && at + 1 < self.path().len() {
            line -= self.lines_at(at);
            at += 1;
        }
        let line = usize::try_from(line.max(0)).ok()?;
        Some(Anchor::At {
            message: self.path()[at],
            line,
        })
    }

    fn lines_at(&mut self, at: usize) -> isize {
        let id = self.path()[at];
        isize::try_from(self.measure(id)).unwrap_or(isize::MAX)
    }
}

/// Whether a message goes along in the lane that is shown.
fn context(conversation: &Conversation, id: MessageId, shown: Option<Shown>) -> Context {
    match shown {
        Some(shown) if conversation.is_left_out(id, shown.lane) => Context::LeftOut,
        Some(_) | None => Context::GoesAlong,
    }
}

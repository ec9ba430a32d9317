//! Selecting in the conversation, by the mouse and by keys, and copying.

use std::time::Duration;

use ratatui::layout::Rect;

use crate::app::copying::{Copied, Copying, What};
use crate::app::effect::Effect;
use crate::app::layout::GUTTER;
use crate::app::list::ListMove;
use crate::app::msg::Target;
use crate::app::pointer::{Cell, Pointer};
use crate::app::selection::{Held, Hint, Made, OnCopy, Selection, Span, Spot, Unit};
use crate::app::state::State;
use crate::app::transcript::plain::Plain;
use crate::app::transcript::{self, Frame, Lines};
use crate::app::view::{Anchor, Pane};
use crate::chat::ids::LaneId;
use crate::chat::time::Mono;

use super::lanes;

/// How the terminal itself selects, said once.
const HINT: &str = "hold Shift to select with the terminal";

/// How often a lane is scrolled while the mouse is held above or below it.
const SCROLL: Duration = Duration::from_millis(60);

/// The most lines that it is scrolled by at once.
const MOST: i16 = 8;

/// The button was pressed, for the so manieth time at this place. Wherever that is, what was selected
/// before is selected no longer, and a button that was never let go is forgotten.
pub(super) fn pressed(state: &mut State, pointer: Pointer, presses: u8) {
    end(state);
    let Some(Target::Message(lane, _) | Target::Column(lane)) = pointer.target else {
        return;
    };
    let unit = Unit::of(presses);
    let Some((first, frame)) = at_cell(state, lane, pointer.cell, unit) else {
        return;
    };
    state.view.selecting.held = Some(Held {
        lane,
        frame,
        unit,
        first,
        cell: pointer.cell,
        scrolls: None,
    });
    if unit != Unit::Column {
        state.view.selecting.shown = Some(Selection {
            lane,
            frame,
            first,
            last: first,
            made: Made::ByMouse,
        });
    }
}

/// The mouse has moved with its button pressed.
pub(super) fn dragged(state: &mut State, pointer: Pointer) {
    let is_slider = matches!(pointer.target, Some(Target::Slide(..)));
    if state.view.selecting.hint == Hint::Unsaid && !is_slider {
        state.view.selecting.hint = Hint::Now;
        state.notices.say(HINT, state.input.now.mono);
    }
    let Some(held) = &mut state.view.selecting.held else {
        return;
    };
    held.cell = pointer.cell;
    let held = *held;
    // Motion comes much more often than a lane is to be scrolled: it only begins or ends that.
    if held.scrolls.is_none() || beyond(state, held) == 0 {
        roll(state);
    }
    extend(state);
}

/// The button was let go: what is selected is copied.
pub(super) fn released(state: &mut State) -> Vec<Effect> {
    let held = state.view.selecting.held.take();
    let selected = held.and(state.view.selecting.shown);
    if selected.is_none() && state.view.selecting.hint == Hint::Now {
        state.view.selecting.hint = Hint::Said;
    }
    selected.map_or_else(Vec::new, |selection| copy(state, &selection))
}

/// Scrolls on while the mouse is held above or below the lane.
pub(super) fn tick(state: &mut State, now: Mono) {
    if wakes(state).is_some_and(|at| at <= now) {
        roll(state);
        extend(state);
    }
}

/// When that is due.
pub(super) fn wakes(state: &State) -> Option<Mono> {
    state.view.selecting.held.and_then(|held| held.scrolls)
}

/// Selects nothing any more; whether something was selected.
pub(super) fn end(state: &mut State) -> bool {
    state.view.selecting.end()
}

/// Gives up what is selected or pressed if it is of nothing any more: its lane was closed, or its messages
/// are not on the path. Lines of another kind end it when they are laid out. What is selected by keys ends
/// too where the keys go to another lane.
pub(super) fn settle(state: &mut State) {
    let selecting = &state.view.selecting;
    let shown = selecting.shown.map(|shown| (shown.lane, shown.span()));
    let held = selecting.held.map(|held| (held.lane, held.first));
    let stands = |(lane, (from, to)): (LaneId, Span)| {
        let mut lanes = state.conversation.lanes();
        let path = lanes.find(|it| it.id == lane).map(|lane| &lane.path);
        let has = |spot: Spot| path.is_some_and(|path| path.binary_search(&spot.message).is_ok());
        has(from) && has(to)
    };
    let by_keys = selecting.shown.filter(|shown| shown.made == Made::ByKeys);
    let left = by_keys.is_some_and(|shown| state.lane_id() != Some(shown.lane));
    if left || !shown.into_iter().chain(held).all(stands) {
        end(state);
    }
}

/// What has become of a text that was to be copied.
pub(super) fn copied(state: &mut State, copied: &Copied) {
    let mut told = copied.told();
    if state.view.selecting.hint == Hint::Now && copied.what == What::Selection {
        state.view.selecting.hint = Hint::Said;
        told = format!("{told}; {HINT}");
    }
    state.notices.say(told, state.input.now.mono);
}

/// Carries out what keys mean.
pub(super) fn act(state: &mut State, what: OnCopy) -> Vec<Effect> {
    match what {
        OnCopy::Message => copy_message(state),
        OnCopy::Markdown => copy_source(state),
        OnCopy::Select => select(state),
        OnCopy::Selection => match state.view.selecting.shown {
            Some(selection) => copy(state, &selection),
            None => say(state, NOTHING),
        },
        OnCopy::End => {
            end(state);
            Vec::new()
        }
        OnCopy::Extend(step) => go(state, step),
    }
}

/// Scrolls towards the mouse while it is held above or below the lane, as long as there is more that way.
fn roll(state: &mut State) {
    let Some(held) = state.view.selecting.held else {
        return;
    };
    let beyond = beyond(state, held);
    let rolls = lanes::within(state, held.lane, |state| {
        let shown = &state.view.transcript;
        let more = match beyond {
            0 => false,
            ..0 => shown.more_above,
            1.. => shown.more_below,
        };
        if more {
            transcript::scroll(state, isize::from(beyond));
        }
        more
    });
    let due = rolls.then(|| state.input.now.mono.after(SCROLL));
    if let Some(held) = &mut state.view.selecting.held {
        held.scrolls = due;
    }
}

/// Selects up to where the mouse is.
fn extend(state: &mut State) {
    let Some(held) = state.view.selecting.held else {
        return;
    };
    let Some((last, frame)) = at_cell(state, held.lane, held.cell, held.unit) else {
        return;
    };
    let selecting = &mut state.view.selecting;
    if selecting.shown.is_some() || last != held.first {
        selecting.shown = Some(Selection {
            lane: held.lane,
            frame,
            first: held.first,
            last,
            made: Made::ByMouse,
        });
    }
}

/// How many lines the mouse is held below its lane, or above if negative.
fn beyond(state: &State, held: Held) -> i16 {
    let Some(area) = area(state, held.lane) else {
        return 0;
    };
    let row = held.cell.row;
    let short = |rows: u16| i16::try_from(rows).unwrap_or(MOST).min(MOST);
    if row < area.y {
        -short(area.y - row)
    } else {
        short((row + 1).saturating_sub(area.bottom()))
    }
}

/// What is selected at once at a cell of a lane, or at the nearest line of it; and how wide its lines are.
fn at_cell(state: &mut State, lane: LaneId, cell: Cell, unit: Unit) -> Option<(Span, Frame)> {
    let area = area(state, lane)?;
    let row = cell.row.clamp(area.y, area.bottom().saturating_sub(1)) - area.y;
    let column = cell.column.saturating_sub(area.x + GUTTER);
    lanes::within(state, lane, |state| {
        let shown = &state.view.transcript;
        let code = &state.view.modes.code;
        let spot = shown.spot(usize::from(row), usize::from(column), code)?;
        Some((shown.unit(unit, spot), shown.frame()))
    })
}

/// Where the messages of a lane stand.
fn area(state: &State, lane: LaneId) -> Option<Rect> {
    let mut columns = state.view.reading.columns.iter();
    let column = columns.find(|column| column.lane == lane)?;
    Some(column.text).filter(|area| !area.is_empty())
}

/// Copies what is selected.
fn copy(state: &mut State, selection: &Selection) -> Vec<Effect> {
    let plain = lanes::within(state, selection.lane, |state| {
        Lines::new(state).text(selection)
    });
    match plain {
        None => say(state, NOTHING),
        Some(plain) if plain.text.trim().is_empty() => {
            say(state, "nothing that could be copied is selected")
        }
        Some(plain) => give(What::Selection, &plain),
    }
}

fn give(what: What, plain: &Plain) -> Vec<Effect> {
    let copying = Copying::of(what, &plain.text);
    vec![Effect::Copy(if plain.hidden > 0 {
        copying.without_hidden()
    } else {
        copying
    })]
}

fn copy_message(state: &mut State) -> Vec<Effect> {
    let Some(id) = transcript::chosen(state) else {
        return say(state, "there is no message to copy");
    };
    let plain = Lines::new(state).said(id);
    if plain.text.trim().is_empty() {
        return say(state, NO_TEXT);
    }
    give(What::Message, &plain)
}

fn copy_source(state: &mut State) -> Vec<Effect> {
    let id = transcript::chosen(state);
    let Some(message) = id.and_then(|id| state.conversation.message(id)) else {
        return say(state, "there is no message to copy");
    };
    let text = message.text();
    if text.is_empty() {
        return say(state, NO_TEXT);
    }
    vec![Effect::Copy(Copying::of(What::Markdown, &text))]
}

/// What is said where nothing is selected.
const NOTHING: &str = "nothing is selected; V in the conversation begins";

/// What is said where a message has only other things.
const NO_TEXT: &str = "the message has no text; ^X t copies from tool calls";

/// Begins to select lines with the first one of the chosen message that is in sight.
fn select(state: &mut State) -> Vec<Effect> {
    let (chosen, lane) = (transcript::chosen(state), state.lane_id());
    let seen = |id| state.view.transcript.first_seen(id);
    let Some((spot, lane)) = chosen.and_then(seen).zip(lane) else {
        return say(state, "there is nothing to select");
    };
    state.view.focus = Pane::Transcript;
    let first = Lines::new(state).unit(spot);
    state.view.selecting.shown = Some(Selection {
        lane,
        frame: state.view.transcript.frame(),
        first,
        last: first,
        made: Made::ByKeys,
    });
    Vec::new()
}

/// Moves the end of the selection by lines, and keeps it in sight.
fn go(state: &mut State, step: ListMove) -> Vec<Effect> {
    let Some(selection) = state.view.selecting.shown else {
        return Vec::new();
    };
    let half = isize::try_from(state.view.panes.transcript.height / 2).unwrap_or(1);
    let from = selection.last.0;
    let mut lines = Lines::new(state);
    let to = match step {
        ListMove::Up => Some(lines.beside(from, -1)),
        ListMove::Down => Some(lines.beside(from, 1)),
        ListMove::PageUp => Some(lines.beside(from, -half)),
        ListMove::PageDown => Some(lines.beside(from, half)),
        ListMove::First => lines.end(-1),
        ListMove::Last => lines.end(1),
    };
    let Some(to) = to else {
        return Vec::new();
    };
    let last = lines.unit(to);
    state.view.selecting.shown = Some(Selection { last, ..selection });
    show(state, if to < from { last.0 } else { last.1 }, from);
    Vec::new()
}

/// Scrolls so that a place is in sight to which one has gone from another.
fn show(state: &mut State, edge: Spot, from: Spot) {
    let line = Lines::new(state).line(edge);
    let message = edge.message;
    if state.view.transcript.shows_line(message, line) {
        return;
    }
    state.view.reading.anchor = if edge < from {
        Anchor::At { message, line }
    } else {
        let rows = isize::try_from(state.view.panes.transcript.height).unwrap_or(1);
        transcript::above(state, message, line, rows - 1)
    };
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

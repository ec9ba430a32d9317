//! The lanes side by side: each is laid out in its own column, and they may scroll together.

use super::{Desk, Frame, Shown, found, selected};
use crate::app::diff;
use crate::app::inspect;
use crate::app::layout::{self, Column, Lanes, Needs, Side};
use crate::app::reader;
use crate::app::state::State;
use crate::app::tray;
use crate::app::view::{Anchor, Scrolling};
use crate::app::weight;
use crate::chat::ids::{LaneId, Turn};
use crate::chat::request::Order;

use super::line;

/// Lays out what is visible. Call it after `update` and before drawing.
pub(crate) fn prepare(state: &mut State) {
    reader::prepare(state);
    diff::prepare(state);
    tray::prepare(state);
    inspect::prepare(state);
    let size = state.view.size;
    state.view.panes = layout::panes(size, needs(state));
    let Some(focus) = state.lane_id() else {
        return;
    };
    let area = state.view.panes.transcript;
    let columns = layout::columns(area, &state.conversation.seen_layout(), focus);
    let turn = synchronized(state);
    for column in &columns {
        if column.lane != focus {
            look_at(state, column.lane);
            follow_turn(state, turn);
            lay_out(state, column);
        }
    }
    look_at(state, focus);
    if let Some(column) = columns.iter().find(|column| column.lane == focus) {
        lay_out(state, column);
    }
    let can_be_seen = |lane| columns.iter().any(|column| column.lane == lane);
    state.view.selecting.seen(can_be_seen);
    state.view.reading.columns = columns;
}

/// Goes over to another lane, with all that is seen of it.
pub(crate) fn look_at(state: &mut State, lane: LaneId) {
    if let Some(here) = state.lane_id() {
        let view = &mut state.view;
        view.reading.go_over(here, lane, &mut view.transcript);
    }
}

/// Where the other lanes go along to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Together {
    /// They stay where they are.
    Apart,
    /// To the end.
    End,
    /// To this turn.
    At(Turn),
}

/// Where the lane in focus is, if the others follow it.
fn synchronized(state: &State) -> Together {
    let reading = &state.view.reading;
    match reading.anchor {
        _ if reading.scrolling == Scrolling::Apart => Together::Apart,
        Anchor::Follow => Together::End,
        Anchor::At { message, .. } => match state.conversation.message(message) {
            Some(message) => Together::At(message.turn),
            None => Together::Apart,
        },
    }
}

/// Scrolls the lane in focus to a turn, if it has it.
fn follow_turn(state: &mut State, to: Together) {
    let anchor = match to {
        Together::Apart => return,
        Together::End => Anchor::Follow,
        Together::At(turn) => {
            let path = state.lane().map_or(&[][..], |lane| lane.path.as_slice());
            let mut messages = path.iter().filter_map(|id| state.conversation.message(*id));
            match messages.find(|message| message.turn == turn) {
                Some(first) => Anchor::At {
                    message: first.id,
                    line: 0,
                },
                None => return,
            }
        }
    };
    state.view.reading.anchor = anchor;
}

/// Lays out what is visible of the lane in focus.
fn lay_out(state: &mut State, column: &Column) {
    weight::prepare(state);
    look_at_order(state);
    state.view.panes.transcript = column.text;
    let frame = Frame {
        width: state.view.panes.text_width(),
        text: state.view.modes.text,
        code: state.view.modes.code.lines,
    };
    let rows = usize::from(state.view.panes.transcript.height);
    let mut desk = Desk::new(state, frame);
    let anchor = desk.fill(rows);
    state.view.reading.anchor = anchor;
    found::mark(state, column.lane);
    selected::mark(state, column.lane);
}

/// What the areas depend on.
pub(crate) fn needs(state: &State) -> Needs {
    let width = usize::from(state.view.size.width.saturating_sub(2).max(1));
    let rows = |text: &str| {
        text.lines()
            .map(|line| line::columns(line) / width + 1)
            .sum::<usize>()
    };
    let composer = state.composer.rows(width);
    let banner = state.notices.banner.as_deref().map_or(0, rows);
    let short = |rows: usize| u16::try_from(rows).unwrap_or(u16::MAX);
    Needs {
        composer_rows: short(composer),
        banner_rows: short(banner),
        chips: short(state.composer.chips.list.len() + state.composer.chips.arriving.len()),
        queued: short(state.composer.queue.len()),
        lanes: standing(state),
        side: opened(state.view.side.as_ref()),
        library: opened(state.view.library.as_ref()),
        focus: state.view.focus,
        arrangement: state.view.modes.arrangement,
    }
}

fn opened<T>(pane: Option<T>) -> Side {
    pane.map_or(Side::Closed, |_| Side::Open)
}

fn standing(state: &State) -> Lanes {
    let layout = state.conversation.layout();
    match (layout.lanes.len(), layout.zoom) {
        (0 | 1, _) => Lanes::One,
        (_, Some(_)) => Lanes::Zoomed,
        (count, None) => Lanes::Beside(count),
    }
}

/// Works out again what is to be said about the order of the messages, if they are others.
fn look_at_order(state: &mut State) {
    let Some(lane) = state.lane() else {
        return;
    };
    let shown = Shown {
        lane: lane.id,
        leaf: lane.leaf(),
        shape: state.conversation.shape(),
    };
    if state.view.transcript.order.0 == Some(shown) {
        return;
    }
    let order = Order::of(&state.conversation, shown.lane, shown.leaf);
    state.view.transcript.order = (Some(shown), order);
}

//! Lanes: opening another one, going from one to the next, arranging and closing them.

use crate::app::effect::Effect;
use crate::app::layout::EVEN;
use crate::app::state::State;
use crate::app::transcript;
use crate::app::view::{Audience, Scrolling};
use crate::chat::conversation::Layout;
use crate::chat::ids::{LaneId, MessageId};
use crate::chat::lane::Lane;
use crate::chat::record::Record;
use crate::chat::settings::Settings;
use crate::chat::vote::Sight;

use super::branch::Step;
use super::{draft, file, pin};

/// The most lanes that are open at once.
pub(super) const MOST: usize = 8;

/// The open lanes, from the left.
pub(super) fn open(state: &State) -> Vec<LaneId> {
    state.conversation.lanes().map(|lane| lane.id).collect()
}

/// Opens a lane with the settings of this one, which ends at a message of it.
pub(super) fn fork(state: &mut State, at: MessageId) -> Vec<Effect> {
    if file::refuses(state) || is_full(state) {
        return Vec::new();
    }
    let settings = state.settings().into_owned();
    let (record, id) = another(state, Some(at), settings);
    let effects = file::record(state, vec![record], "");
    focus(state, id);
    // Who forks goes on there; to compare, one sends to all.
    state.view.reading.audience = Audience::Focus;
    let text = "a new lane begins here; messages go to the lane in focus, ^X 3 sends to all";
    state.notices.say(text, state.input.now.mono);
    effects
}

/// Whether no more lanes can be opened; then it is said so.
pub(super) fn is_full(state: &mut State) -> bool {
    let full = open(state).len() >= MOST;
    if full {
        let text = format!("{MOST} lanes are open; ^X Delete closes this one");
        state.notices.say(text, state.input.now.mono);
    }
    full
}

/// The record of a lane at the right of all others, if it is the next record, and its id.
pub(super) fn another(
    state: &State,
    parent: Option<MessageId>,
    settings: Settings,
) -> (Record, LaneId) {
    let record = Record::Lane {
        parent,
        settings,
        index: u32::try_from(open(state).len()).unwrap_or(u32::MAX),
        name: None,
    };
    (record, LaneId(state.conversation.next_number().0))
}

/// Goes to the lane beside.
pub(super) fn step(state: &mut State, step: Step) -> Vec<Effect> {
    let open = state.conversation.seen();
    let here = open.iter().position(|id| Some(*id) == state.lane_id());
    let Some(here) = here.filter(|_| open.len() > 1) else {
        let text = "there is one lane only; ^X c opens another one beside it";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    let next = match step {
        Step::Back => here.checked_sub(1).unwrap_or(open.len() - 1),
        Step::On => (here + 1) % open.len(),
    };
    focus(state, open[next]);
    if state.conversation.layout().zoom.is_some() {
        let zoom = state.lane_id();
        return arrange(state, |layout| layout.zoom = zoom);
    }
    Vec::new()
}

/// Goes to a lane as it was left.
pub(super) fn focus(state: &mut State, lane: LaneId) {
    let pinned = pin::pinned(state);
    if state.lane_id() != Some(lane) {
        draft::changed(state);
    }
    transcript::look_at(state, lane);
    pin::follow(state, &pinned);
}

/// Goes to the first lane that is open, if the one in focus is not.
pub(super) fn settle(state: &mut State) {
    let open = open(state);
    if let (Some(lane), Some(first)) = (state.view.reading.lane, open.first())
        && !open.contains(&lane)
    {
        let view = &mut state.view;
        view.reading.go_over(lane, *first, &mut view.transcript);
    }
    hide(state);
}

/// Where lanes begin to be hidden, the first column gets the focus: who has it would tell.
fn hide(state: &mut State) {
    let turn = state.conversation.hidden_turn();
    if turn == state.view.reading.hidden {
        return;
    }
    state.view.reading.hidden = turn;
    let first = state.conversation.seen().first().copied();
    if let Some(first) = first.filter(|_| turn.is_some()) {
        focus(state, first);
    }
}

/// Hides the lanes until the user has voted, from now on; or no longer.
pub(super) fn toggle_blind(state: &mut State) -> Vec<Effect> {
    let (sight, told) = match state.conversation.layout().sight {
        Sight::Open => (
            Sight::Blind,
            "blind: lanes are hidden and shuffled until you vote with ^X 5",
        ),
        Sight::Blind => (Sight::Open, "blind mode is off"),
    };
    state.notices.say(told, state.input.now.mono);
    arrange(state, |layout| layout.sight = sight)
}

/// Closes the lane in focus, if it is not the only one. Its messages and settings stay in the file.
pub(super) fn close(state: &mut State) -> Vec<Effect> {
    let lane = state.lane_id();
    without(
        state,
        |id| Some(id) == lane,
        "the lane is closed; ^X z opens it again",
    )
}

/// Closes all other lanes.
pub(super) fn only(state: &mut State) -> Vec<Effect> {
    let lane = state.lane_id();
    let text = "the other lanes are closed; ^X z opens them again";
    without(state, |id| Some(id) != lane, text)
}

fn without(state: &mut State, goes: impl Fn(LaneId) -> bool, told: &str) -> Vec<Effect> {
    let open = open(state);
    let (closed, left): (Vec<LaneId>, Vec<LaneId>) = open.iter().partition(|id| goes(**id));
    let now = state.input.now.mono;
    if closed.is_empty() || left.is_empty() {
        state.notices.say("this is the only lane", now);
        return Vec::new();
    }
    if closed.iter().any(|id| state.flight.of_lane(*id).is_some()) {
        let text = "a reply is on its way in a lane that would be closed; Esc there stops it";
        state.notices.say(text, now);
        return Vec::new();
    }
    if closed.iter().any(|id| state.calls.is_busy(*id)) {
        let text = "a tool is at work in a lane that would be closed; Esc there stops it";
        state.notices.say(text, now);
        return Vec::new();
    }
    if file::refuses(state) {
        return Vec::new();
    }
    let at = open.iter().position(|id| Some(*id) == state.lane_id());
    if state.lane_id().is_none_or(|id| !left.contains(&id)) {
        focus(state, left[at.unwrap_or(0).min(left.len() - 1)]);
    }
    state.notices.say(told, now);
    arrange(state, |layout| {
        *layout = Layout {
            lanes: left,
            sight: layout.sight,
            ..Layout::default()
        };
    })
}

/// Opens a lane again that was closed, at the right of the others.
pub(super) fn reopen(state: &mut State, lane: LaneId) -> Vec<Effect> {
    arrange(state, |layout| {
        layout.lanes.push(lane);
        (layout.widths, layout.zoom) = (Vec::new(), None);
    })
}

/// Gives the lane in focus the place of all, or back to all their own.
pub(super) fn zoom(state: &mut State) -> Vec<Effect> {
    let lane = state.lane_id();
    arrange(state, |layout| {
        layout.zoom = match layout.zoom {
            Some(_) => None,
            None => lane.filter(|_| layout.lanes.len() > 1),
        };
    })
}

/// Moves the lane in focus past the one beside it.
pub(super) fn shift(state: &mut State, step: Step) -> Vec<Effect> {
    let lane = state.lane_id();
    arrange(state, |layout| {
        let at = layout.lanes.iter().position(|id| Some(*id) == lane);
        let to = at.and_then(|at| match step {
            Step::Back => at.checked_sub(1),
            Step::On => Some(at + 1).filter(|to| *to < layout.lanes.len()),
        });
        if let (Some(at), Some(to)) = (at, to) {
            layout.lanes.swap(at, to);
            if layout.widths.len() > at.max(to) {
                layout.widths.swap(at, to);
            }
        }
    })
}

/// Makes the lane in focus narrower or wider than the others.
pub(super) fn resize(state: &mut State, step: Step) -> Vec<Effect> {
    let lane = state.lane_id();
    arrange(state, |layout| {
        layout.widths.resize(layout.lanes.len(), EVEN);
        let at = layout.lanes.iter().position(|id| Some(*id) == lane);
        if let Some(width) = at.and_then(|at| layout.widths.get_mut(at)) {
            *width = match step {
                Step::Back => width.saturating_sub(2).max(4),
                Step::On => (*width + 2).min(60),
            };
        }
    })
}

/// Lets all lanes be equally wide.
pub(super) fn even(state: &mut State) -> Vec<Effect> {
    arrange(state, |layout| layout.widths.clear())
}

/// Arranges the lanes otherwise, if it is otherwise.
fn arrange(state: &mut State, change: impl FnOnce(&mut Layout)) -> Vec<Effect> {
    let mut layout = state.conversation.layout().clone();
    change(&mut layout);
    if layout == *state.conversation.layout() {
        return Vec::new();
    }
    file::record_quietly(state, Record::Layout(layout))
}

/// Lets the lanes scroll together, or each by itself.
pub(super) fn lock_scrolling(state: &mut State) -> Vec<Effect> {
    let reading = &mut state.view.reading;
    let (scrolling, told) = match reading.scrolling {
        Scrolling::Together => (Scrolling::Apart, "each lane scrolls by itself"),
        Scrolling::Apart => (Scrolling::Together, "all lanes show the same turn"),
    };
    reading.scrolling = scrolling;
    state.notices.say(told, state.input.now.mono);
    Vec::new()
}

/// Does something as if another lane were in focus.
pub(super) fn within<T>(state: &mut State, lane: LaneId, does: impl FnOnce(&mut State) -> T) -> T {
    let here = state.lane_id();
    transcript::look_at(state, lane);
    let done = does(state);
    if let Some(here) = here {
        transcript::look_at(state, here);
    }
    done
}

/// The message that the last turn of a lane begins with: the user's last one.
pub(super) fn last_question(state: &State, lane: &Lane) -> Option<MessageId> {
    let mut path = lane.path.iter().rev().copied();
    path.find(|id| {
        let message = state.conversation.message(*id);
        message.is_some_and(|message| message.role == crate::chat::message::Role::User)
    })
}

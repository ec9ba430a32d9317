//! Lanes: opening another one, going from one to the next, closing.

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::app::view::Anchor;
use crate::chat::ids::{LaneId, MessageId};
use crate::chat::record::Record;

use super::branch::{self, Step};
use super::{file, pin};

/// The most lanes that are open at once.
pub(super) const MOST: usize = 8;

/// Opens a lane with the settings of this one, which ends at a message of it.
pub(super) fn fork(state: &mut State, at: MessageId) -> Vec<Effect> {
    if file::refuses(state) {
        return Vec::new();
    }
    let open: Vec<LaneId> = state.conversation.lanes().map(|lane| lane.id).collect();
    if open.len() >= MOST {
        let text = format!("{MOST} lanes are open; ^X Delete closes this one");
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let here = state.lane_id();
    let place = open.iter().position(|id| Some(*id) == here);
    let place = place.map_or(open.len(), |place| place + 1);
    let settings = state.settings().into_owned();
    let id = LaneId(state.conversation.next_number().0);
    let effects = file::record(
        state,
        vec![Record::Lane {
            parent: Some(at),
            settings,
            index: u32::try_from(place).unwrap_or(u32::MAX),
            name: None,
        }],
        "",
    );
    focus(state, id);
    let text = "a new lane begins here; ^X ← and ^X → go from lane to lane";
    state.notices.say(text, state.input.now.mono);
    effects
}

/// Goes to the lane beside.
pub(super) fn step(state: &mut State, step: Step) -> Vec<Effect> {
    let open: Vec<LaneId> = state.conversation.lanes().map(|lane| lane.id).collect();
    let here = open.iter().position(|id| Some(*id) == state.lane_id());
    let Some(here) = here.filter(|_| open.len() > 1) else {
        let text = "there is one lane only; f forks another one off";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    let next = match step {
        Step::Back => here.checked_sub(1).unwrap_or(open.len() - 1),
        Step::On => (here + 1) % open.len(),
    };
    focus(state, open[next]);
    Vec::new()
}

/// Shows a lane where it was left.
pub(super) fn focus(state: &mut State, lane: LaneId) {
    let pinned = pin::pinned(state);
    branch::keep_place(state);
    state.view.reading.lane = Some(lane);
    state.view.reading.anchor = Anchor::Follow;
    branch::find_place(state, None);
    pin::follow(state, &pinned);
}

/// Closes the lane in focus, if it is not the only one. Its messages and settings stay in the file.
pub(super) fn close(state: &mut State) -> Vec<Effect> {
    let Some(lane) = state.lane_id() else {
        return Vec::new();
    };
    if file::refuses(state) {
        return Vec::new();
    }
    let open: Vec<LaneId> = state.conversation.lanes().map(|lane| lane.id).collect();
    let at = open.iter().position(|id| *id == lane).unwrap_or(0);
    if open.len() < 2 {
        let text = "this is the only lane";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    if state.flight.of_lane(lane).is_some() {
        let text = "a reply is on its way in this lane; Esc stops it";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let left: Vec<LaneId> = open.into_iter().filter(|id| *id != lane).collect();
    let next = left[at.min(left.len() - 1)];
    focus(state, next);
    let text = "the lane is closed; ^X z opens it again";
    state.notices.say(text, state.input.now.mono);
    file::record(state, vec![Record::Layout(left)], "")
}

//! What becomes of programs whose calls the conversation has left behind.

use crate::app::calls::{Running, Stage};
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::chat::call::turn::call;
use crate::chat::ids::LaneId;
use crate::chat::lane::Lane;

use super::{is_open, lane_of, run};

/// Stops what goes on with calls that nobody waits for any more, and says so. Where the lane that was to
/// go on has left, another one that ends with the call goes on.
pub(in crate::app::update) fn settle(state: &mut State) -> Vec<Effect> {
    let runs = state.calls.runs.clone();
    let mut effects = Vec::new();
    for running in runs {
        if is_open(state, running.call) {
            hand_over(state, &running);
        } else {
            effects.extend(give_up(state, &running));
        }
    }
    effects
}

/// Whether a lane is open and ends with the call.
fn waits(state: &State, lane: LaneId, running: &Running) -> bool {
    let mut lanes = state.conversation.lanes();
    lanes.any(|it| it.id == lane && Lane::leaf(it) == Some(running.call.message))
}

fn hand_over(state: &mut State, running: &Running) {
    if waits(state, running.lane, running) {
        return;
    }
    let other = lane_of(state, running.call);
    if let (Some(lane), Some(running)) = (other, state.calls.of_mut(running.call)) {
        running.lane = lane;
    }
}

fn give_up(state: &mut State, running: &Running) -> Vec<Effect> {
    let name = call(&state.conversation, running.call).map(|call| call.asks.name.clone());
    let name = name.unwrap_or_else(|| "a tool call".to_owned());
    let became = match running.stage {
        Stage::Runs(_) => "its program was stopped",
        Stage::Planning | Stage::Asking(_) | Stage::Writing(..) => "its program does not run",
    };
    let text = format!("the conversation has gone on from {name}: {became}");
    state.notices.say(text, state.input.now.mono);
    run::forget(state, running.call)
}

//! The summary of all lanes: opening it, turning its table, going to a lane.

use crate::app::action::OnSummary;
use crate::app::effect::Effect;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::summary::Summary;
use crate::chat::message::Message;

use super::{file, lanes};

/// Opens the summary, with the lane in focus selected.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let is_reply = |message: &Message| message.generation.is_some();
    if !state.conversation.messages().any(is_reply) {
        return say(state, "there is no reply yet");
    }
    close(state);
    let abilities = &state.service.abilities;
    let summary = Summary::new(&state.conversation, abilities, state.lane_id());
    state.overlays.push(Overlay::Summary(Box::new(summary)));
    Vec::new()
}

/// Makes the rows anew, if the conversation has changed, or what is to be shown of it.
pub(super) fn settle(state: &mut State) {
    for overlay in &mut state.overlays {
        if let Overlay::Summary(summary) = overlay {
            summary.refresh(&state.conversation, &state.service.abilities);
        }
    }
}

/// Does something in the summary.
pub(super) fn act(state: &mut State, what: OnSummary) -> Vec<Effect> {
    let size = state.view.size;
    let Some(Overlay::Summary(summary)) = state.overlays.last_mut() else {
        return say(state, "this is done in the summary; ^X ^S opens it");
    };
    match what {
        OnSummary::Scroll(beside) => summary.scroll(beside, size),
        OnSummary::SortBeside(beside) => summary.sort_beside(beside, size),
        OnSummary::SortBy(column) => summary.sort_by(column, size),
        OnSummary::Turn => summary.turn(),
        OnSummary::ToggleReplies => summary.toggle_replies(),
        OnSummary::ToggleClosed => summary.toggle_closed(),
    }
    Vec::new()
}

/// Goes to the selected lane, and closes the summary. A closed lane is opened again, as the last one.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Summary(summary)) = state.overlays.last() else {
        return Vec::new();
    };
    let Some(lane) = summary.choice().map(|row| row.lane) else {
        return Vec::new();
    };
    if lanes::open(state).contains(&lane) {
        close(state);
        lanes::focus(state, lane);
        return Vec::new();
    }
    if file::refuses(state) {
        return Vec::new();
    }
    if lanes::is_full(state) {
        return Vec::new();
    }
    close(state);
    let effects = lanes::reopen(state, lane);
    lanes::focus(state, lane);
    say(state, "the lane is open again");
    effects
}

fn close(state: &mut State) {
    let is_summary = |overlay: &Overlay| matches!(overlay, Overlay::Summary(_));
    state.overlays.retain(|overlay| !is_summary(overlay));
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

//! Forks: a path becomes a conversation of its own, in a file of its own.

use crate::app::effect::{Effect, ForkOrder};
use crate::app::state::State;
use crate::chat::ids::MessageId;
use crate::chat::lane::Lane;
use crate::chat::message::Message;

/// Forks at the last message that the lane shows.
pub(super) fn of_lane(state: &mut State) -> Vec<Effect> {
    if let Some(last) = state.lane().and_then(Lane::leaf) {
        return into_file(state, last);
    }
    let text = "there is nothing to fork yet; send a message first";
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

/// Makes a conversation of the path to this message, with the settings of the lane, and goes over to
/// it. The one on the screen stays as it is.
pub(super) fn into_file(state: &mut State, at: MessageId) -> Vec<Effect> {
    let Some(lane) = state.lane_id() else {
        return Vec::new();
    };
    if let Some(text) = obstacle(state, at) {
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let title = state.conversation.title().unwrap_or_default();
    vec![Effect::Fork(ForkOrder {
        message: at,
        lane,
        words: title.to_owned(),
        waiting: state.file.preface.clone(),
    })]
}

/// What must be settled first.
fn obstacle(state: &State, at: MessageId) -> Option<&'static str> {
    let path = state.conversation.path_to(Some(at));
    if path.is_empty() {
        return Some("this message is not there any more; choose another one to fork at");
    }
    let streams = |id: &MessageId| {
        let message = state.conversation.message(*id);
        message.is_some_and(Message::is_open)
    };
    if path.iter().any(streams) || state.flight.iter().any(|flying| flying.parent == at) {
        return Some("the reply is still coming; stop it with Esc or let it end, then fork");
    }
    if state.file.error.is_some() {
        return Some("not saved: ^X w saves elsewhere, F5 tries again; then fork");
    }
    None
}

//! Forks: a path becomes a conversation of its own, in a file of its own.

use crate::app::effect::{Effect, ForkOrder};
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::state::State;
use crate::chat::ids::MessageId;
use crate::chat::message::Message;

use super::menu as menus;

/// Offers where to go on from a message.
pub(super) fn menu(state: &mut State, at: MessageId) -> Vec<Effect> {
    let row = |label: &str, detail: &str, pick| Entry {
        label: label.to_owned(),
        detail: detail.to_owned(),
        pick,
    };
    let lane = "beside this one, with the same settings";
    let file = "a conversation of its own, with all that leads here";
    let entries = vec![
        row("new lane", lane, Pick::ForkLane(at)),
        row("new file", file, Pick::ForkFile(at)),
    ];
    menus::open(state, MenuKind::Fork, entries)
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

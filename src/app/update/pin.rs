//! A beginning that every reply of the conversation has.

use crate::app::composer::Said;
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::app::view::Pane;
use crate::chat::attached::Attached;
use crate::chat::record::Record;

use super::{draft, file};

/// Pins the beginning of the reply in the editor for all replies to come, or takes the pin away.
pub(super) fn toggle(state: &mut State) -> Vec<Effect> {
    if file::refuses(state) {
        return Vec::new();
    }
    let written = state.composer.prefill();
    let pinned = pinned(state);
    let (text, told) = if !written.is_empty() && written != pinned {
        (Some(written), "pinned: every reply begins so from now on")
    } else if pinned.is_empty() {
        let text = "write the beginning of a reply first: ^X f";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    } else {
        (None, "no longer pinned")
    };
    let effects = file::record_quietly(state, Record::PrefillPin { lane: None, text });
    let pinned = self::pinned(state);
    state.composer.set_prefill(&pinned);
    draft::changed(state);
    state.notices.say(told, state.input.now.mono);
    effects
}

/// What replies of the lane in focus begin with; empty = nothing.
pub(super) fn pinned(state: &State) -> String {
    let pinned = state
        .lane_id()
        .and_then(|lane| state.conversation.pinned(lane));
    pinned.unwrap_or_default().to_owned()
}

/// Puts into the editor what replies begin with when nobody says otherwise.
pub(super) fn rest(state: &mut State) {
    let pinned = pinned(state);
    if state.composer.prefill() != pinned {
        state.composer.set_prefill(&pinned);
        draft::changed(state);
    }
}

/// Follows a pin that has come or gone otherwise, as long as the user has written nothing else.
pub(super) fn follow(state: &mut State, before: &str) {
    if state.composer.prefill() == before {
        rest(state);
    }
}

/// Goes to the beginning of the reply, or back to the message.
pub(super) fn go_to_prefill(state: &mut State) -> Vec<Effect> {
    state.composer.toggle_field();
    state.view.focus = Pane::Composer;
    Vec::new()
}

/// Whether the reply begins as it always does.
pub(super) fn is_usual(state: &State) -> bool {
    state.composer.prefill() == pinned(state)
}

/// A text with its attachments, and what always goes along.
pub(super) fn said(state: &State, text: String, attached: Vec<Attached>) -> Said {
    Said {
        text,
        attached,
        prefill: pinned(state),
    }
}

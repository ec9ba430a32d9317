//! Asking again: what paused, what failed, the last question.

use crate::app::effect::Effect;
use crate::app::flight::{Later, Question};
use crate::app::service::Link;
use crate::app::state::State;
use crate::chat::failure::Retry;
use crate::chat::generation::Outcome;
use crate::chat::ids::MessageId;
use crate::chat::message::{Message, Role};
use crate::chat::settings::Field;

use super::generation::{Which, resume};
use super::{calls, file, send, service};

/// Asks again: a pausing request at once, a waiting message, or the last reply as a sibling.
pub(super) fn retry(state: &mut State) -> Vec<Effect> {
    if !state.flight.is_quiet() {
        return resume(state, Which::All);
    }
    if file::refuses(state) {
        return Vec::new();
    }
    if state.file.error.is_some() {
        return vec![Effect::RetryWrite];
    }
    if let Some(effects) = calls::send_results(state) {
        return effects;
    }
    if !state.composer.queue.is_empty() {
        return send::send_queued(state);
    }
    again(state)
}

/// Enter without text: asks again if the last reply did not end well.
pub(super) fn retry_if_broken(state: &mut State) -> Vec<Effect> {
    if !state.flight.is_quiet() {
        return resume(state, Which::All);
    }
    if let Some(effects) = calls::send_results(state) {
        return effects;
    }
    let leaf = state.lane().and_then(crate::chat::lane::Lane::leaf);
    let Some(message) = leaf.and_then(|id| state.conversation.message(id)) else {
        return Vec::new();
    };
    let broken = match message
        .generation
        .as_ref()
        .and_then(|generation| generation.end.as_ref())
    {
        None => message.role == Role::User,
        Some(end) => match &end.outcome {
            Outcome::Done(_) | Outcome::Cancelled => false,
            Outcome::Interrupted => true,
            Outcome::Failed(failure) => failure.kind.retry() != Retry::Never,
        },
    };
    if broken && !file::refuses(state) {
        again(state)
    } else {
        Vec::new()
    }
}

/// The user message that the lane's last reply answers, or that waits for one.
fn last_question(state: &State) -> Option<MessageId> {
    let leaf = state.lane()?.leaf()?;
    let message = state.conversation.message(leaf)?;
    match message.role {
        Role::Assistant => message.parent,
        Role::User => Some(leaf),
    }
}

/// The beginning that the user gave to the lane's last reply; the next try begins with it too.
pub(super) fn last_prefill(state: &State) -> String {
    let leaf = state.lane().and_then(crate::chat::lane::Lane::leaf);
    let message = leaf.and_then(|id| state.conversation.message(id));
    message.map(Message::prefill).unwrap_or_default().to_owned()
}

/// Whether the last reply failed for want of credentials. They are loaded anew then, since the SDK
/// keeps what it has read: a login in another terminal would never be noticed.
fn needs_other_credentials(state: &State) -> bool {
    let leaf = state.lane().and_then(crate::chat::lane::Lane::leaf);
    let message = leaf.and_then(|id| state.conversation.message(id));
    let end = message.and_then(|message| message.generation.as_ref()?.end.as_ref());
    let failed = end.is_some_and(|end| match &end.outcome {
        Outcome::Failed(failure) => failure.kind.is_about_credentials(),
        Outcome::Done(_) | Outcome::Cancelled | Outcome::Interrupted => false,
    });
    failed && state.flight.later == Later::Nothing && !state.service.is_sandbox()
}

/// Does the retry that was asked for before there was a connection.
pub(super) fn retry_later(state: &mut State) -> Vec<Effect> {
    let wanted = state.flight.later == Later::Retry && state.flight.is_quiet();
    if !wanted || !send::model_is_settled(state) {
        return Vec::new();
    }
    state.flight.later = Later::Nothing;
    ask_again(state)
}

/// Asks the last question again.
fn again(state: &mut State) -> Vec<Effect> {
    let now = state.input.now.mono;
    if needs_other_credentials(state) {
        state.flight.later = Later::Retry;
        state
            .notices
            .say("loading the credentials again, then asking again", now);
        return service::reconnect(state);
    }
    ask_again(state)
}

/// Asks the last question again; a beginning of the reply that was refused is left out.
pub(super) fn retry_without(state: &mut State, field: Field) -> Vec<Effect> {
    if !state.flight.is_quiet() || file::refuses(state) {
        return Vec::new();
    }
    if field == Field::Prefill {
        return ask_beginning_with(state, String::new());
    }
    ask_again(state)
}

/// Asks the last question again, with the reply begun so; `None` = as it was.
pub(super) fn ask_beginning(state: &mut State, prefill: Option<String>) -> Vec<Effect> {
    if !state.flight.is_quiet() || file::refuses(state) {
        return Vec::new();
    }
    let prefill = prefill.unwrap_or_else(|| last_prefill(state));
    ask_beginning_with(state, prefill)
}

fn ask_again(state: &mut State) -> Vec<Effect> {
    let prefill = last_prefill(state);
    ask_beginning_with(state, prefill)
}

fn ask_beginning_with(state: &mut State, prefill: String) -> Vec<Effect> {
    let now = state.input.now.mono;
    let waits = match state.service.link {
        Link::Ready(_) => !send::model_is_settled(state) && !send::list_is_known(state),
        Link::Connecting | Link::StartingSandbox => true,
        Link::Failed(_) => {
            state
                .notices
                .say("not connected; ^X l loads the credentials again", now);
            return Vec::new();
        }
    };
    if waits {
        state.flight.later = Later::Retry;
        state
            .notices
            .say("asked again as soon as there is a connection", now);
        return Vec::new();
    }
    let (Some(lane), Some(parent)) = (state.lane_id(), last_question(state)) else {
        return Vec::new();
    };
    if state.model().is_none() {
        return super::overlay::open_picker(state, crate::app::picker::Then::Stay);
    }
    send::ask(
        state,
        &Question {
            lane,
            parent,
            prefill,
            settings: None,
            act: None,
        },
    )
}

//! What would be sent: shown to the byte, and counted by the service.

use std::sync::Arc;

use crate::app::blind;
use crate::app::composer::Said;
use crate::app::effect::Effect;
use crate::app::forecast::Counted;
use crate::app::overlay::Overlay;
use crate::app::page::Page;
use crate::app::state::State;
use crate::chat::attached::marks;
use crate::chat::failure::Failure;
use crate::chat::request::{Form, Request};
use crate::chat::variables;

/// The request that the message in the editor would make; `None` without a model or any message.
pub(crate) fn draft_request(state: &State) -> Option<Request> {
    request_of(state, state.composer.said())
}

/// The request that a message would make after what stands in the lane.
pub(super) fn request_of(state: &State, said: Said) -> Option<Request> {
    let text = variables::filled(&said.text, state.conversation.variables());
    let content = marks::content_of(&text, &said.attached);
    let mut request = Request::with(&state.conversation, state.lane_id()?, &content)?;
    request.prefill = said.prefill;
    request.form = Form::of(&state.abilities());
    Some(request)
}

/// Shows what would go out.
pub(super) fn preview(state: &mut State) -> Vec<Effect> {
    order(state, Effect::Preview)
}

/// Asks the service to count the tokens; it is free of charge.
pub(super) fn count(state: &mut State) -> Vec<Effect> {
    if state.service.account().is_none() {
        let text = "not connected; the tokens are estimated";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    order(state, Effect::Count)
}

fn order(state: &mut State, effect: fn(Arc<Request>) -> Effect) -> Vec<Effect> {
    if let Some(request) = draft_request(state) {
        return vec![effect(Arc::new(request))];
    }
    let text = "there is no request yet: choose a model and write a message";
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

/// What would go out is there to be read.
pub(super) fn previewed(state: &mut State, text: String) -> Vec<Effect> {
    if blind::is_hidden(state) {
        // It was asked for before the lanes were hidden.
        return Vec::new();
    }
    let page = Page::quoting("What would be sent", text);
    state.overlays.push(Overlay::Page(Box::new(page)));
    Vec::new()
}

/// The service has counted, or cannot.
pub(super) fn counted(
    state: &mut State,
    request: &Request,
    result: Result<u64, Failure>,
) -> Vec<Effect> {
    let now = state.input.now.mono;
    match result {
        Ok(tokens) => {
            let text = format!("{tokens} input tokens, counted by the service");
            state.notices.say(text, now);
            state.service.counted = Counted::of(request, tokens, state);
        }
        Err(failure) => {
            let text = format!("not counted: {failure}");
            state.notices.error(text, now);
        }
    }
    Vec::new()
}

//! Arguments that are looked at, edited or asked about are checked against the schema of their tool.

use crate::app::editor::{Checking, Subject};
use crate::app::effect::{Effect, VerifyOrder};
use crate::app::inspect::{self, key_of};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::chat::call::CallId;
use crate::chat::content::Json;
use crate::chat::tool::Tool;
use crate::chat::tool::verdict::Verdict;

use crate::app::update::calls;

/// Has the arguments checked that are looked at, edited or asked about, if they were not.
pub(in crate::app::update) fn settle(state: &mut State) -> Vec<Effect> {
    match state.overlays.last() {
        Some(Overlay::Editor(_)) => edited(state),
        Some(Overlay::Inspect(_)) => looked_at(state),
        Some(Overlay::Consent(_)) => asked_about(state),
        Some(_) | None => Vec::new(),
    }
}

/// Has those checked that are written. Only one text is checked at a time: while one writes on, those
/// in between are passed over.
fn edited(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = state.overlays.last_mut() else {
        return Vec::new();
    };
    let Subject::Arguments(id) = editor.subject else {
        return Vec::new();
    };
    if editor.checking != Checking::Wanted {
        return Vec::new();
    }
    let text = editor.text();
    let effects = check(state, (id, key_of(&text)), &text);
    if let Some(Overlay::Editor(editor)) = state.overlays.last_mut() {
        editor.checking = match effects[..] {
            [] => Checking::No,
            [..] => Checking::Asked(text),
        };
    }
    effects
}

/// Has those checked that are looked at; nothing while they stream.
fn looked_at(state: &mut State) -> Vec<Effect> {
    inspect::prepare(state);
    let Some(Overlay::Inspect(pane)) = state.overlays.last() else {
        return Vec::new();
    };
    match pane.detail().checked() {
        Some((id, key)) if !state.calls.is_checked(id, key) => {
            let args = pane.detail().arguments().to_owned();
            check(state, (id, key), &args)
        }
        Some(_) | None => Vec::new(),
    }
}

/// Has those checked with which a program would run.
fn asked_about(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Consent(question)) = state.overlays.last() else {
        return Vec::new();
    };
    let Some(id) = question.call() else {
        return Vec::new();
    };
    let plan = question.plan.invocation.clone();
    check(state, (id, question.key), &plan.args)
}

/// Has the arguments of a call checked that this key stands for, unless they were, or cannot be.
fn check(state: &mut State, (id, key): (CallId, u64), args: &str) -> Vec<Effect> {
    if state.calls.is_checked(id, key) {
        return Vec::new();
    }
    let schema = match calls::tool_of(state, id) {
        Some(Tool::Custom(tool)) => Ok(tool.schema),
        Some(Tool::Typed { kind, .. }) => Err(format!("{kind} has the schema of the service")),
        Some(Tool::Foreign(_)) | None => {
            Err("no tool of this name was offered with the request".to_owned())
        }
    };
    let (verdict, order) = match schema {
        Ok(Json(schema)) => {
            let order = VerifyOrder {
                call: id,
                key,
                args: args.to_owned(),
                schema,
            };
            (None, Some(Effect::Verify(Box::new(order))))
        }
        Err(why) => (Some(Verdict::Unknown(why)), None),
    };
    state.calls.take_verdict(id, key, verdict);
    order.into_iter().collect()
}

/// Arguments were checked.
pub(in crate::app::update) fn verified(
    state: &mut State,
    (id, key): (CallId, u64),
    verdict: Verdict,
) {
    state.calls.take_verdict(id, key, Some(verdict));
    for overlay in &mut state.overlays {
        if let Overlay::Editor(editor) = overlay
            && editor.subject == Subject::Arguments(id)
        {
            editor.checking = editor.checking.answered(|text| key_of(text) == key);
        }
    }
}

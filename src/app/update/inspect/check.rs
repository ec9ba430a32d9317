//! Arguments that are looked at or edited are checked against the schema of their tool.

use crate::app::editor::Subject;
use crate::app::effect::{Effect, VerifyOrder};
use crate::app::inspect::key_of;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::chat::call::CallId;
use crate::chat::call::turn::call;
use crate::chat::content::Json;
use crate::chat::tool::Tool;
use crate::chat::tool::verdict::Verdict;

use crate::app::update::calls;

/// Has the arguments checked that are looked at or edited, if they were not.
pub(in crate::app::update) fn settle(state: &mut State) -> Vec<Effect> {
    let Some((id, args)) = looked_at(state) else {
        return Vec::new();
    };
    let key = key_of(&args);
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
    match schema {
        Ok(Json(schema)) => {
            state.calls.take_verdict(id, key, None);
            vec![Effect::Verify(Box::new(VerifyOrder {
                call: id,
                key,
                args,
                schema,
            }))]
        }
        Err(why) => {
            state
                .calls
                .take_verdict(id, key, Some(Verdict::Unknown(why)));
            Vec::new()
        }
    }
}

/// The call whose arguments are looked at or edited, and these; nothing while they stream.
fn looked_at(state: &State) -> Option<(CallId, String)> {
    let overlay = state.overlays.last()?;
    if let Overlay::Editor(editor) = overlay {
        let Subject::Arguments(id) = editor.subject else {
            return None;
        };
        return Some((id, editor.text()));
    }
    let Overlay::Inspect(pane) = overlay else {
        return None;
    };
    let id = pane.selected()?;
    let message = state.conversation.message(id.message);
    let call = call(&state.conversation, id)?;
    message
        .is_some_and(|message| !message.is_open())
        .then(|| (id, calls::args_of(state, &call)))
}

/// Arguments were checked.
pub(in crate::app::update) fn verified(
    state: &mut State,
    (id, key): (CallId, u64),
    verdict: Verdict,
) {
    state.calls.take_verdict(id, key, Some(verdict));
}

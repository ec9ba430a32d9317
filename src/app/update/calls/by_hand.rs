//! Answers of the user's: text, JSON, a file; skipped, or denied.

use crate::app::calls::{Arriving, Meant, Stage};
use crate::app::chips::{ArrivalId, Fetch, NotAttached, Wanted};
use crate::app::editor::{Editor, Subject};
use crate::app::effect::Effect;
use crate::app::file_picker::Purpose;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::wanted::Form;
use crate::chat::attached::{Attached, Kind};
use crate::chat::call::items::{self, Item};
use crate::chat::call::turn::call;
use crate::chat::call::{Answer, AnsweredBy, CallId, DENIED, SKIPPED, Status};
use crate::chat::content::Json;
use crate::chat::json::Value;

use super::{answer, args_of, changed_args, is_open, lane_of};
use crate::app::update::{editor, file, file_picker};

/// What is told of a call that cannot be answered any more.
pub(in crate::app::update) const CLOSED: &str =
    "the conversation has gone on from this call; its result stands";

/// Opens the editor for the result of a call.
pub(in crate::app::update) fn write(state: &mut State, id: CallId, status: Status) -> Vec<Effect> {
    if !is_open(state, id) {
        return closed(state);
    }
    let before = call(&state.conversation, id).and_then(|call| call.answer);
    let kept = state.calls.written.get(&id).cloned();
    let text = kept.or_else(|| before.map(|answer| text_of(&answer.content)));
    let text = text.unwrap_or_default();
    editor::open(
        state,
        Editor::new(Subject::Result(id, Meant::Text, status), &text),
    );
    Vec::new()
}

/// Esc in the editor of a result: it is closed, and what was written is kept for the next time.
pub(in crate::app::update) fn leave(state: &mut State) -> bool {
    let Some(Overlay::Editor(editor)) = state.overlays.last() else {
        return false;
    };
    let Subject::Result(id, ..) = editor.subject else {
        return false;
    };
    if editor.has_changed() {
        state.calls.written.insert(id, editor.text());
    }
    state.overlays.pop();
    true
}

/// Whether a result waits that was written and can still be given. It is nowhere but in memory.
pub(in crate::app::update) fn is_kept(state: &State) -> bool {
    let mut written = state.calls.written.iter();
    written.any(|(id, text)| !text.trim().is_empty() && is_open(state, *id))
}

/// The texts of a result.
fn text_of(content: &Json) -> String {
    let items = items::read(content);
    let texts: Vec<_> = items.iter().filter_map(Item::words).collect();
    texts.join("\n")
}

/// The clipboard has a text: it can be changed before it is the result.
pub(in crate::app::update) fn clipboard_text(state: &mut State, id: ArrivalId, text: &str) -> bool {
    let Some(Arriving { call, status, .. }) = state.calls.arrived(id) else {
        return false;
    };
    let subject = Subject::Result(call, Meant::Text, status);
    editor::open(state, Editor::new(subject, text));
    true
}

/// Takes what was written as the result of a call.
///
/// # Errors
/// It is to be JSON and is none, or it cannot be given any more: it is not lost then.
pub(in crate::app::update) fn written(
    state: &mut State,
    (id, meant, status): (CallId, Meant, Status),
    text: &str,
) -> Result<Vec<Effect>, String> {
    let item = match meant {
        Meant::Text => Item::Text(text.to_owned()),
        Meant::Json => Item::Json(Value::parse(text).map_err(|error| error.to_string())?),
    };
    if !is_open(state, id) || lane_of(state, id).is_none() {
        return Err(CLOSED.to_owned());
    }
    if let Some(why) = file::refusal(state) {
        return Err(why.to_owned());
    }
    Ok(give(state, id, &[item], status))
}

/// Opens the editor for the arguments of a call.
pub(in crate::app::update) fn edit_args(state: &mut State, id: CallId) -> Vec<Effect> {
    if !is_open(state, id) {
        return closed(state);
    }
    if let Some(why) = runs(state, id) {
        state.notices.say(why, state.input.now.mono);
        return Vec::new();
    }
    let Some(call) = call(&state.conversation, id) else {
        return Vec::new();
    };
    let args = args_of(state, &call);
    let text = Value::parse(&args).map_or(args, |args| args.pretty());
    editor::open(state, Editor::new(Subject::Arguments(id), &text));
    Vec::new()
}

/// Why the arguments of a call cannot be changed now, if its program runs.
fn runs(state: &State, id: CallId) -> Option<&'static str> {
    let running = state.calls.of(id)?;
    match running.stage {
        Stage::Planning | Stage::Asking(_) => None,
        Stage::Writing(..) | Stage::Runs(_) => {
            Some("its program runs with the arguments as they are; . in ^X t stops it first")
        }
    }
}

/// Takes other arguments for a call.
///
/// # Errors
/// They are no JSON object, or its program runs with the ones that there are.
pub(in crate::app::update) fn other_args(
    state: &mut State,
    id: CallId,
    text: &str,
) -> Result<Vec<Effect>, String> {
    let args = Value::parse(text).map_err(|error| error.to_string())?;
    if !matches!(args, Value::Object(_)) {
        return Err(format!(
            "arguments are an object, and this is {}",
            args.kind()
        ));
    }
    if let Some(why) = runs(state, id) {
        return Err(why.to_owned());
    }
    let Some(call) = call(&state.conversation, id) else {
        return Ok(Vec::new());
    };
    let same = Value::parse(&call.asks.input).is_ok_and(|asked| asked == args);
    // An answer may have been given to others: the model's are the change then.
    let args = if same {
        Json(call.asks.input.clone())
    } else {
        args.compact()
    };
    if call.args() == args.0 {
        state.calls.edited.remove(&id);
    } else {
        state.calls.edited.insert(id, args);
    }
    Ok(super::run::args_changed(state, id))
}

/// Answers a call with nothing: it is skipped.
pub(in crate::app::update) fn skip(state: &mut State, id: CallId) -> Vec<Effect> {
    give(
        state,
        id,
        &[Item::Text(SKIPPED.to_owned())],
        Status::Success,
    )
}

/// Answers a call with the reason why the user does not want it.
pub(in crate::app::update) fn deny(state: &mut State, id: CallId, reason: &str) -> Vec<Effect> {
    let text = match reason.trim() {
        "" => format!("{DENIED}."),
        reason => format!("{DENIED}: {reason}"),
    };
    give(state, id, &[Item::Text(text)], Status::Error)
}

/// Opens the file picker for the file that answers a call.
pub(in crate::app::update) fn pick_file(state: &mut State, id: CallId) -> Vec<Effect> {
    if !is_open(state, id) {
        return closed(state);
    }
    file_picker::open_for(state, Purpose::Answer(id))
}

/// Answers a call with a file or the clipboard, once it was read.
pub(in crate::app::update) fn with_file(
    state: &mut State,
    id: CallId,
    (wanted, status): (Option<Wanted>, Status),
) -> Vec<Effect> {
    if !is_open(state, id) {
        return closed(state);
    }
    let arrival = state.composer.chips.next_id();
    let effect = match wanted {
        Some(wanted) => Effect::Attach(vec![Fetch {
            id: arrival,
            wanted: Wanted {
                form: Form::Result,
                ..wanted
            },
        }]),
        None => Effect::ReadClipboard(arrival),
    };
    state.calls.arriving.push(Arriving {
        id: arrival,
        call: id,
        status,
    });
    vec![effect]
}

/// A file has come that is to answer a call.
pub(in crate::app::update) fn came(
    state: &mut State,
    Arriving { call, status, .. }: Arriving,
    result: Result<Attached, NotAttached>,
) -> Vec<Effect> {
    let attached = match result {
        Ok(attached) => attached,
        Err(not) => {
            state.notices.error(not.why, state.input.now.mono);
            return Vec::new();
        }
    };
    let Some(item) = item_of(&attached) else {
        let text = "a result takes text, pictures and documents";
        state.notices.error(text.to_owned(), state.input.now.mono);
        return Vec::new();
    };
    give_with(state, call, (&[item], status), &[attached])
}

/// What a file is in a result.
pub(super) fn item_of(attached: &Attached) -> Option<Item> {
    match &attached.kind {
        Kind::Picture { format, .. } => Some(Item::Picture {
            hash: attached.hash.clone(),
            format: format.name().to_owned(),
        }),
        Kind::Document { format, .. } => Some(Item::Document {
            hash: attached.hash.clone(),
            format: format.name().to_owned(),
        }),
        Kind::Text(text) => Some(Item::Text(text.to_string())),
        Kind::Video(_) | Kind::Audio(_) => None,
    }
}

fn give(state: &mut State, id: CallId, items: &[Item], status: Status) -> Vec<Effect> {
    give_with(state, id, (items, status), &[])
}

fn give_with(
    state: &mut State,
    id: CallId,
    (items, status): (&[Item], Status),
    files: &[Attached],
) -> Vec<Effect> {
    let Some(lane) = lane_of(state, id) else {
        return closed(state);
    };
    let given = Answer {
        content: items::write(items),
        status,
        by: AnsweredBy::Hand,
        args: changed_args(state, id),
    };
    let blobs = files.iter().filter_map(Attached::blob).collect();
    answer(state, lane, id, (given, blobs))
}

fn closed(state: &mut State) -> Vec<Effect> {
    state.notices.say(CLOSED, state.input.now.mono);
    Vec::new()
}

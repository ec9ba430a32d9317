//! Records on their way to the file, and what comes back.

use std::path::PathBuf;

use crate::app::composer::Waits;
use crate::app::effect::Effect;
use crate::app::file::{Awaits, Condition, Mode};
use crate::app::state::{self, State};
use crate::app::view::Pane;
use crate::chat::conversation::BY_ITSELF;
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::ids::{ConversationId, Number};
use crate::chat::record::{Entry, Record};
use crate::chat::settings::Settings;

use super::{calls, custody, draft, menu, modal, send, settings};

/// Makes records happen: each is applied and handed to the writer.
///
/// The first message makes the file; the records that have waited for it go first.
pub(super) fn record(state: &mut State, records: Vec<Record>, slug: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut entries = std::mem::take(&mut state.file.preface);
    if state.file.handed == Number(0) && !slug.is_empty() {
        effects.push(Effect::NewFile(
            state.conversation.id().clone(),
            slug.to_owned(),
        ));
    }
    let act = state.conversation.next_number();
    append(state, Some(act), records, &mut entries);
    effects.push(Effect::Append(entries));
    effects
}

/// Makes records happen that belong to a user action that has begun already.
pub(super) fn record_in(
    state: &mut State,
    act: Option<Number>,
    records: Vec<Record>,
) -> Vec<Effect> {
    let mut entries = Vec::new();
    append(state, act, records, &mut entries);
    vec![Effect::Append(entries)]
}

fn append(state: &mut State, act: Option<Number>, records: Vec<Record>, entries: &mut Vec<Entry>) {
    for record in records {
        let entry = state.conversation.entry(record, state.input.now.wall, act);
        state.conversation.apply(&entry);
        entries.push(entry);
    }
    if let Some(last) = entries.last() {
        state.file.handed = last.n;
    }
}

/// Makes a record happen that an empty conversation keeps to itself until its first message, and a
/// file that is only read until it is saved elsewhere.
pub(super) fn record_quietly(state: &mut State, record: Record) -> Vec<Effect> {
    quietly(state, record, None)
}

/// The same of something that nobody asked for, and so nobody would undo.
pub(super) fn record_by_itself(state: &mut State, record: Record) -> Vec<Effect> {
    quietly(state, record, Some(BY_ITSELF))
}

fn quietly(state: &mut State, record: Record, act: Option<Number>) -> Vec<Effect> {
    if state.file.handed > Number(0) && state.file.mode == Mode::Writable {
        let mut entries = std::mem::take(&mut state.file.preface);
        append(state, act, vec![record], &mut entries);
        return vec![Effect::Append(entries)];
    }
    wait_in_preface(state, record, act);
    if draft::chosen(state).is_some() || !state.conversation.variables().is_empty() {
        draft::changed(state);
    }
    Vec::new()
}

fn wait_in_preface(state: &mut State, record: Record, act: Option<Number>) {
    if let Some(last) = state.file.preface.last_mut()
        && replaces(&record, &last.record)
        && (act == Some(BY_ITSELF)) == (last.act == BY_ITSELF)
    {
        // Nobody has seen the one before, and it was never written.
        last.record = record;
        let last = last.clone();
        state.conversation.apply(&last);
        return;
    }
    let entry = state.conversation.entry(record, state.input.now.wall, act);
    state.conversation.apply(&entry);
    state.file.preface.push(entry);
}

/// Whether a record says all that the one before it said.
fn replaces(record: &Record, before: &Record) -> bool {
    match (record, before) {
        (Record::LaneSet { lane, .. }, Record::LaneSet { lane: other, .. })
        | (Record::Leaf { lane, .. }, Record::Leaf { lane: other, .. }) => lane == other,
        (Record::Variables(_), Record::Variables(_)) => true,
        _ => false,
    }
}

/// Whether the file takes no records; then the user is told how to go on.
pub(super) fn refuses(state: &mut State) -> bool {
    let Some(text) = refusal(state) else {
        return false;
    };
    state.notices.say(text, state.input.now.mono);
    true
}

/// Why the file takes no records, if it does not, and how to go on.
pub(super) fn refusal(state: &State) -> Option<&'static str> {
    if state.file.mode == Mode::Writable {
        None
    } else if state.file.follows() {
        Some(
            "another outcrop writes to this file; here it is open for reading only; ^X ^W shows how to go on",
        )
    } else {
        Some("this file is open for reading only; ^X ^W shows how to go on")
    }
}

/// The writer tells how it went.
///
/// A request waits for its records, but a disk that fails must not stop the chat: it goes out after
/// the banner is up.
pub(super) fn appended(
    state: &mut State,
    n: Number,
    result: Result<(), StoreError>,
) -> Vec<Effect> {
    match result {
        Ok(()) => {
            state.file.written = state.file.written.max(n);
            if state.file.error.take().is_some() {
                state.notices.banner = None;
                state.notices.say(
                    "the file is written again, with all that waited",
                    state.input.now.mono,
                );
            }
        }
        Err(error) => {
            let text = match error.kind {
                StoreErrorKind::Changed(change) => custody::changed_text(change),
                StoreErrorKind::Full
                | StoreErrorKind::Denied
                | StoreErrorKind::Locked
                | StoreErrorKind::Missing
                | StoreErrorKind::NotAConversation
                | StoreErrorKind::Stopped
                | StoreErrorKind::Other => {
                    format!("not saved: {error} · F5 tries again · ^X w saves elsewhere")
                }
            };
            if state.file.error.as_ref() != Some(&error) {
                state.notices.raise(text);
            }
            state.file.error = Some(error);
        }
    }
    // What was approved runs only if that is on disk; a reply may be asked for without.
    let mut effects = match &state.file.error {
        Some(_) => Vec::new(),
        None => calls::run::written(state, n),
    };
    let settled = if state.file.error.is_some() {
        state.file.handed
    } else {
        n
    };
    effects.extend(send::send_written(state, settled));
    effects
}

/// The conversation goes on in another file, or could not be saved there.
pub(super) fn saved_as(state: &mut State, result: Result<PathBuf, StoreError>) -> Vec<Effect> {
    let now = state.input.now.mono;
    match result {
        Ok(path) => {
            state.notices.banner = None;
            state.notices.say(
                format!("saved to {}; it goes on there", path.display()),
                now,
            );
            let followed = state.file.follows();
            state.file.error = None;
            state.file.written = state.file.handed;
            state.file.mode = Mode::Writable;
            state.file.condition = Condition::default();
            state.file.path = Some(path);
            return custody::copied(state, followed);
        }
        Err(error) => {
            state.file.awaits = Awaits::Nothing;
            state.notices.error(error.to_string(), now);
        }
    }
    Vec::new()
}

/// Begins another conversation with the same settings, or with those of the default preset.
pub(super) fn began(state: &mut State, id: ConversationId) -> Vec<Effect> {
    let settings = state.settings().into_owned();
    let (conversation, file) = state::begin(id, None, state.input.now);
    state.conversation = conversation;
    state.file = file;
    state.composer.begin_text("");
    state.composer.set_prefill("");
    state.composer.chips.clear();
    state.composer.queue.clear();
    state.composer.aside.clear();
    state.composer.waits = Waits::ForService;
    state.composer.unsaved_since = None;
    state.view.go_over();
    state.overlays.clear();
    state.view.focus = Pane::Composer;
    modal::afresh(state);
    state.notices.banner = None;
    let Some(lane) = state.lane_id() else {
        return Vec::new();
    };
    let mut effects = record_by_itself(state, Record::LaneSet { lane, settings });
    if let Some(name) = state.memory.preset.clone() {
        effects.extend(menu::take_preset(state, &name));
    }
    effects
}

/// Whether a new conversation takes more along than the model and what follows from it. The default preset
/// takes the place of all that.
fn takes_settings_along(state: &State) -> bool {
    let taken = state.settings();
    let mut of_model = Settings {
        model: taken.model.clone(),
        ..Settings::default()
    };
    settings::fit_max_tokens(&state.abilities(), &mut of_model);
    state.memory.preset.is_none() && *taken != of_model
}

/// Leaves this conversation as it is and begins another one.
pub(super) fn new_conversation(state: &mut State) -> Vec<Effect> {
    // Nothing but what is asked for now goes to the trash.
    state.memory.holdings.leaving = None;
    if state.conversation.len() == 0 {
        state.notices.clear();
        return Vec::new();
    }
    leave_for_new(state)
}

/// Leaves this conversation as it is for a new one; nothing, if it could not be written.
pub(super) fn leave_for_new(state: &mut State) -> Vec<Effect> {
    if state.file.error.is_some() {
        let text = "not saved: ^X w saves elsewhere, F5 tries again; then begin a new one";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    // What was told was told of the conversation that is left.
    state.notices.clear();
    let stopped = super::leave::stopped(state);
    let along = if takes_settings_along(state) {
        ", with the settings of the one before"
    } else {
        ""
    };
    if !(along.is_empty() && stopped.is_empty()) {
        let text = format!("a new conversation{along}{stopped}");
        state.notices.say(text, state.input.now.mono);
    }
    let mut effects = super::generation::stop_all(state);
    effects.extend(draft::save(state));
    effects.push(Effect::Restart);
    effects
}

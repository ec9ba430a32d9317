//! Undo and redo of what was done to the conversation.

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::chat::conversation::Change;
use crate::chat::ids::Number;
use crate::chat::record::Record;

use super::{branch, file, generation, pin};

/// Takes back the last action. A reply on its way is stopped first: it belongs to what is taken back,
/// or would follow something that is no longer shown.
pub(super) fn undo(state: &mut State) -> Vec<Effect> {
    let next = state.conversation.undoable();
    let Some((of, what)) = next.map(|(of, changes)| (of, about(changes))) else {
        let text = "there is nothing to undo";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    let text = format!("undone: {what} · ^X Z redoes it");
    turn_back(state, Record::Undo, of, text)
}

/// Does again what was undone last.
pub(super) fn redo(state: &mut State) -> Vec<Effect> {
    let next = state.conversation.redoable();
    let Some((of, what)) = next.map(|(of, changes)| (of, about(changes))) else {
        let text = "there is nothing to redo";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    let text = format!("done again: {what} · ^X z undoes it");
    turn_back(state, Record::Redo, of, text)
}

fn turn_back(
    state: &mut State,
    record: fn(Number) -> Record,
    of: Number,
    text: String,
) -> Vec<Effect> {
    if file::refuses(state) {
        return Vec::new();
    }
    let mut effects = generation::stop(state);
    let pinned = pin::pinned(state);
    branch::keep_place(state);
    effects.extend(file::record_quietly(state, record(of)));
    branch::find_place(state, None);
    pin::follow(state, &pinned);
    state.notices.accepted.clear();
    state.notices.say(text, state.input.now.mono);
    effects
}

/// What an action changed, in words.
fn about(changes: &[Change]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in changes.iter().map(Change::about) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", ")
}

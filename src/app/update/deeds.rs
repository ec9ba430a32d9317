//! Undo and redo of what was done to the conversation.

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::chat::conversation::Change;
use crate::chat::record::Record;

use super::{branch, file, generation, pin, votes};

/// Takes back the last action. A reply on its way in a lane that then shows something else is stopped
/// first: it belongs to what is taken back, or would follow what is no longer shown.
pub(super) fn undo(state: &mut State) -> Vec<Effect> {
    let next = state.conversation.undoable();
    let Some((of, changes)) = next.map(|(of, changes)| (of, changes.to_vec())) else {
        let text = "there is nothing to undo";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    let text = format!("undone: {} · ^X Z redoes it", about(&changes));
    turn_back(state, Record::Undo(of), &changes, text)
}

/// Does again what was undone last.
pub(super) fn redo(state: &mut State) -> Vec<Effect> {
    let next = state.conversation.redoable();
    let Some((of, changes)) = next.map(|(of, changes)| (of, changes.to_vec())) else {
        let text = "there is nothing to redo";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    let text = format!("done again: {} · ^X z undoes it", about(&changes));
    turn_back(state, Record::Redo(of), &changes, text)
}

fn turn_back(state: &mut State, record: Record, changes: &[Change], text: String) -> Vec<Effect> {
    if file::refuses(state) {
        return Vec::new();
    }
    let mut effects = Vec::new();
    for lane in changes.iter().filter_map(Change::moves) {
        effects.extend(generation::cancel_in(state, lane));
    }
    let pinned = pin::pinned(state);
    branch::keep_place(state);
    effects.extend(file::record_quietly(state, record));
    if changes
        .iter()
        .any(|change| matches!(change, Change::Vote(..)))
    {
        effects.extend(votes::keep(state));
    }
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

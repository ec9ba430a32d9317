//! Modal editing: keys that a mode takes before the keymap sees them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::app::action::Action;
use crate::app::editing::Edit;
use crate::app::effect::Effect;
use crate::app::keymap::{self, Meaning};
use crate::app::modal::{self, Place};
use crate::app::state::State;
use crate::app::vim::{Press, Taken, Wish};

use super::{act, draft, editor};

/// A key was pressed. `None` = no mode takes it.
pub(super) fn pressed(state: &mut State, event: KeyEvent) -> Option<Vec<Effect>> {
    if !state.input.pending.is_empty() {
        return None;
    }
    let place = modal::place(state)?;
    let press = press_of(event)?;
    match take(state, press)? {
        Taken::Not => None,
        Taken::Moved => Some(Vec::new()),
        Taken::Changed => {
            changed(state, place);
            Some(Vec::new())
        }
        Taken::Asked(Wish::Undo(times)) => Some(repeat(state, Edit::Undo, times)),
        Taken::Asked(Wish::Redo(times)) => Some(repeat(state, Edit::Redo, times)),
        Taken::Asked(Wish::Palette) => Some(act::act(state, Action::OpenPalette)),
        Taken::Asked(Wish::Enter) => enter(state, place, event),
    }
}

/// Text is typed or pasted.
pub(super) fn typed(state: &mut State, text: &str) {
    let Some(mut modal) = state.input.modal.take() else {
        return;
    };
    if let Some((pad, _)) = modal::text(state) {
        modal.vim.typed(pad, text);
    }
    state.input.modal = Some(modal);
}

/// A key that means the same in every mode edits the text.
pub(super) fn edits(state: &mut State, edit: Edit) {
    let Some(mut modal) = state.input.modal.take() else {
        return;
    };
    if let Some((pad, _)) = modal::text(state) {
        modal.vim.edits(pad, edit);
    }
    state.input.modal = Some(modal);
}

/// What was typed is this in the end.
pub(super) fn wrote(state: &mut State, text: &str) {
    if let Some(modal) = &mut state.input.modal {
        modal.vim.wrote(text);
    }
}

/// One begins to write: at another text, or after a message was sent.
pub(super) fn afresh(state: &mut State) {
    if let Some(modal) = &mut state.input.modal {
        modal.vim.afresh();
    }
}

/// Keeps the cursor where the mode lets it rest. Another text begins with insertion.
pub(super) fn settle(state: &mut State) {
    let Some(place) = modal::place(state) else {
        return;
    };
    let Some(mut modal) = state.input.modal.take() else {
        return;
    };
    let before = modal.place.replace(place);
    if before.is_some_and(|before| before != place) {
        modal.vim.afresh();
    }
    if let Some((pad, _)) = modal::text(state) {
        modal.vim.settle(pad);
    }
    state.input.modal = Some(modal);
}

fn take(state: &mut State, press: Press) -> Option<Taken> {
    let mut modal = state.input.modal.take()?;
    let taken = modal::text(state).map(|(pad, lines)| modal.vim.press(pad, lines, press));
    state.input.modal = Some(modal);
    taken
}

fn changed(state: &mut State, place: Place) {
    match place {
        Place::Composer(_) => draft::changed(state),
        Place::Editor(_) => editor::check(state),
    }
}

fn repeat(state: &mut State, edit: Edit, times: usize) -> Vec<Effect> {
    let steps = (0..times).flat_map(|_| act::act(state, Action::Edit(edit)));
    steps.collect()
}

/// Enter where commands are given: the message is sent. In an editor it means what the keymap says,
/// or leads to the next line where that would begin one.
fn enter(state: &mut State, place: Place, event: KeyEvent) -> Option<Vec<Effect>> {
    if let Place::Composer(_) = place {
        return Some(act::act(state, Action::Send));
    }
    let key = keymap::combination(event);
    let meaning = state.input.keymap.meaning(state.scopes(), &[key]);
    let one_line =
        modal::text(state).is_some_and(|(_, lines)| lines == crate::app::vim::Lines::One);
    if meaning == Meaning::Action(Action::Edit(Edit::Newline)) && !one_line {
        take(state, Press::Char('j'));
        return Some(Vec::new());
    }
    None
}

/// What a mode may take. Keys with Ctrl or Alt mean the same in every mode, but for those that vim has.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most keys are for the keymap"
)]
fn press_of(event: KeyEvent) -> Option<Press> {
    let held = event.modifiers.difference(KeyModifiers::SHIFT);
    let ctrl = held == KeyModifiers::CONTROL;
    Some(match event.code {
        KeyCode::Char('r') if ctrl => Press::Redo,
        KeyCode::Char('[') if ctrl => Press::Esc,
        KeyCode::Char('h') if ctrl => Press::Backspace,
        KeyCode::Char(c) if held.is_empty() => Press::Char(c),
        KeyCode::Esc if event.modifiers.is_empty() => Press::Esc,
        KeyCode::Enter if event.modifiers.is_empty() => Press::Enter,
        KeyCode::Backspace if event.modifiers.is_empty() => Press::Backspace,
        _ => return None,
    })
}

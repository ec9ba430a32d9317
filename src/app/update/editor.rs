//! The editor over the panes: its text becomes a value, or stays with the reason why not.

use crate::app::editing::Edit;
use crate::app::editor::{Checking, Editor, Subject};
use crate::app::effect::Effect;
use crate::app::overlay::Overlay;
use crate::app::settings::row::Row;
use crate::app::settings::text;
use crate::app::state::State;
use crate::chat::record::Record;
use crate::chat::settings::Settings;
use crate::chat::tool::remark::Remark;

use super::{calls, file, judge, modal, rewrite, settings, tray};

/// Opens an editor. One that is open for the same comes to the top as it is, since what is written
/// in it would be lost below another.
pub(super) fn open(state: &mut State, editor: Editor) {
    let same = |overlay: &Overlay| matches!(overlay, Overlay::Editor(other) if other.subject == editor.subject);
    let overlay = match state.overlays.iter().position(same) {
        Some(at) => state.overlays.remove(at),
        None => Overlay::Editor(Box::new(editor)),
    };
    state.overlays.push(overlay);
}

/// An edit of the text; Enter takes it where it is one line.
pub(super) fn edit(state: &mut State, edit: Edit) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = state.overlays.last() else {
        return Vec::new();
    };
    if edit == Edit::Newline && editor.is_one_line() {
        return done(state);
    }
    modal::edits(state, edit);
    if let Some(Overlay::Editor(editor)) = state.overlays.last_mut() {
        editor.pad.edit(edit);
    }
    check(state);
    Vec::new()
}

/// Text was typed or pasted.
pub(super) fn insert(state: &mut State, typed: &str) {
    let Some(Overlay::Editor(editor)) = state.overlays.last() else {
        return;
    };
    let typed = if editor.is_one_line() {
        typed.lines().next().unwrap_or_default()
    } else {
        typed
    };
    modal::typed(state, typed);
    if let Some(Overlay::Editor(editor)) = state.overlays.last_mut() {
        editor.pad.insert(typed);
    }
    check(state);
}

/// Replaces the whole text, in one step that can be undone. Line ends become spaces where it is one
/// line.
pub(super) fn replace(state: &mut State, text: &str) {
    if let Some(Overlay::Editor(editor)) = state.overlays.last_mut() {
        if editor.is_one_line() {
            editor.pad.replace(&text.replace('\n', " "));
        } else {
            editor.pad.replace(text);
        }
        check(state);
    }
}

/// Says while it is being written what would be wrong with it.
///
/// Only for texts that can be wrong: a system prompt can be long, and would be copied for each key.
pub(super) fn check(state: &mut State) {
    if let Some(Overlay::Editor(editor)) = state.overlays.last_mut()
        && let Subject::Arguments(_) = editor.subject
    {
        editor.checking = editor.checking.again();
    }
    let mut scratch = Settings::default();
    if let Some(Overlay::Editor(editor)) = state.overlays.last_mut()
        && let Subject::Row(row) = editor.subject
        && matches!(row, Row::Tools | Row::Metadata | Row::Extra)
    {
        editor.problem = text::set(row, &editor.text(), &mut scratch).err();
        if row == Row::Tools {
            editor.remarks.clear();
            editor.checking = editor.checking.again();
        }
    }
}

/// Lets the tools be checked that are being written. Only one text is checked at a time: while one
/// writes on, those in between are passed over.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = state.overlays.last_mut() else {
        return Vec::new();
    };
    if let Subject::Arguments(_) = editor.subject {
        return Vec::new();
    }
    if editor.checking != Checking::Wanted || editor.problem.is_some() {
        return Vec::new();
    }
    let text = editor.text();
    if text.trim().is_empty() {
        editor.checking = Checking::No;
        return Vec::new();
    }
    editor.checking = Checking::Asked(text.clone());
    vec![Effect::CheckTools(text)]
}

/// A text with tools was checked. What is said of another one than stands there is dropped.
pub(super) fn checked(state: &mut State, text: &str, remarks: &[Remark]) {
    let editors = state.overlays.iter_mut().filter_map(|overlay| {
        if let Overlay::Editor(editor) = overlay {
            Some(editor)
        } else {
            None
        }
    });
    let of_tools = |editor: &&mut Box<Editor>| editor.subject == Subject::Row(Row::Tools);
    for editor in editors.filter(of_tools) {
        if matches!(&editor.checking, Checking::Asked(asked) if asked == text) {
            editor.remarks = remarks.to_vec();
        }
        editor.checking = editor.checking.answered(|asked| asked == text);
    }
}

/// Takes the text and closes; a text that is no value stays open with the reason.
pub(super) fn done(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = state.overlays.pop() else {
        return Vec::new();
    };
    take(state, *editor)
}

/// Takes the texts of all editors, since outcrop ends. Those that are no value stay open.
pub(super) fn take_all(state: &mut State) -> Vec<Effect> {
    let overlays = std::mem::take(&mut state.overlays);
    let mut effects = Vec::new();
    for overlay in overlays {
        let Overlay::Editor(editor) = overlay else {
            state.overlays.push(overlay);
            continue;
        };
        // A result is given only when the user says so.
        if let Subject::Result(..) = editor.subject {
            state.overlays.push(Overlay::Editor(editor));
        } else {
            effects.extend(take(state, *editor));
        }
    }
    effects
}

/// Whether an editor is open.
pub(super) fn is_open(state: &State) -> bool {
    let mut overlays = state.overlays.iter();
    overlays.any(|overlay| matches!(overlay, Overlay::Editor(_)))
}

fn take(state: &mut State, editor: Editor) -> Vec<Effect> {
    let written = editor.text();
    match &editor.subject {
        Subject::Row(row) => {
            let row = *row;
            let mut scratch = state.settings().into_owned();
            match text::set(row, &written, &mut scratch) {
                Ok(()) => settings::change(state, |settings| *settings = scratch),
                Err(problem) => reopen(state, editor, problem),
            }
        }
        Subject::Variable(name) => set_variable(state, name, Some(written)),
        Subject::Criteria => judge::by(state, written),
        Subject::Chip(at) => tray::edited(state, *at, &written),
        Subject::Arguments(id) => {
            let taken = calls::by_hand::other_args(state, *id, &written);
            taken.unwrap_or_else(|problem| reopen(state, editor, problem))
        }
        Subject::Result(id, meant, status) => {
            let taken = calls::by_hand::written(state, (*id, *meant, *status), &written);
            taken.unwrap_or_else(|problem| reopen(state, editor, problem))
        }
        Subject::Message(id, _) => {
            let kept = rewrite::keep(state, *id, &written);
            kept.unwrap_or_else(|problem| reopen(state, editor, problem))
        }
        Subject::Insert(id, side, role) => {
            let kept = rewrite::keep_inserted(state, (*id, *side), *role, &written);
            kept.unwrap_or_else(|problem| reopen(state, editor, problem))
        }
    }
}

fn reopen(state: &mut State, mut editor: Editor, problem: String) -> Vec<Effect> {
    let text = format!("{problem}; ^C leaves the value as it was");
    state.notices.say(text, state.input.now.mono);
    editor.problem = Some(problem);
    state.overlays.push(Overlay::Editor(Box::new(editor)));
    Vec::new()
}

/// Gives a variable another value, or takes it away.
pub(super) fn set_variable(state: &mut State, name: &str, value: Option<String>) -> Vec<Effect> {
    let mut values = state.conversation.variables().clone();
    let before = values.clone();
    match value {
        Some(value) => {
            values.insert(name.to_owned(), value);
        }
        None => {
            values.remove(name);
        }
    }
    if values == before {
        return Vec::new();
    }
    file::record_quietly(state, Record::Variables(values.into_iter().collect()))
}

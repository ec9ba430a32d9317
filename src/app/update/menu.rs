//! Menus of what the user keeps, and lines of input.

use crate::app::editor::{Editor, Subject};
use crate::app::effect::Effect;
use crate::app::menu::{Asked, Entry, Menu, MenuKind, Pick};
use crate::app::overlay::{Overlay, Prompt};
use crate::app::state::State;
use crate::chat::variables;

use super::{act, editor, settings};

/// Opens the list of variables: those that have values, and names without one in the texts.
pub(super) fn variables(state: &mut State) -> Vec<Effect> {
    let values = state.conversation.variables();
    let mut entries: Vec<Entry> = values
        .iter()
        .map(|(name, value)| variable(name, value))
        .collect();
    let (system, message) = (state.settings().system, state.composer.text());
    for name in variables::names(&system)
        .into_iter()
        .chain(variables::names(&message))
    {
        let known = entries
            .iter()
            .any(|entry| entry.pick == Pick::Variable(name.to_owned()));
        if !known {
            entries.push(variable(name, "(no value: it stays as it is)"));
        }
    }
    entries.push(Entry {
        label: "＋".to_owned(),
        detail: "another variable".to_owned(),
        pick: Pick::Ask(Asked::VariableName),
    });
    open(state, MenuKind::Variables, entries)
}

fn variable(name: &str, value: &str) -> Entry {
    Entry {
        label: format!("{{{{{name}}}}}"),
        detail: value.lines().next().unwrap_or_default().to_owned(),
        pick: Pick::Variable(name.to_owned()),
    }
}

/// Opens the list of presets.
pub(super) fn presets(state: &mut State) -> Vec<Effect> {
    open(state, MenuKind::Presets, Vec::new())
}

/// Opens the list of refusals.
pub(super) fn refusals(state: &mut State) -> Vec<Effect> {
    open(state, MenuKind::Refusals, Vec::new())
}

/// Opens the library of system prompts.
pub(super) fn prompts(state: &mut State) -> Vec<Effect> {
    open(state, MenuKind::Prompts, Vec::new())
}

/// The names of the presets, for the palette.
pub(super) fn preset_names(_state: &State) -> impl Iterator<Item = String> {
    std::iter::empty()
}

/// Opens a menu, in the place of one of its kind.
pub(super) fn open(state: &mut State, kind: MenuKind, entries: Vec<Entry>) -> Vec<Effect> {
    if matches!(state.overlays.last(), Some(Overlay::Menu(menu)) if menu.kind == kind) {
        state.overlays.pop();
    }
    state.overlays.push(Overlay::Menu(Menu::new(kind, entries)));
    Vec::new()
}

/// Takes a row of a menu or of the palette.
pub(super) fn pick(state: &mut State, pick: Pick) -> Vec<Effect> {
    match pick {
        Pick::Do(action) => act::act(state, action),
        Pick::Ask(asked) => ask(state, asked),
        Pick::Row(row) => {
            settings::point_at(state, row);
            Vec::new()
        }
        Pick::Variable(name) => edit_variable(state, name),
        Pick::Preset(_) | Pick::Prompt(_) | Pick::SendAnyway | Pick::Mend(_) | Pick::Refusal(_) => {
            Vec::new()
        }
    }
}

/// Asks for a line of input.
pub(super) fn ask(state: &mut State, asked: Asked) -> Vec<Effect> {
    state.overlays.push(Overlay::Ask(asked, Prompt::default()));
    Vec::new()
}

fn edit_variable(state: &mut State, name: String) -> Vec<Effect> {
    let value = state.conversation.variables().get(&name).cloned();
    let editor = Editor::new(Subject::Variable(name), &value.unwrap_or_default());
    state.overlays.push(Overlay::Editor(Box::new(editor)));
    Vec::new()
}

/// Takes a variable's name; its value is asked for next.
pub(super) fn name_variable(state: &mut State, name: &str) -> Result<Vec<Effect>, String> {
    let name = name.trim().trim_matches(['{', '}']).trim();
    if !variables::is_name(name) {
        return Err(format!(
            "{name:?} is no name: letters, digits and _, beginning with no digit"
        ));
    }
    Ok(edit_variable(state, name.to_owned()))
}

/// Takes the selected row away, where that means something.
pub(super) fn remove(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = state.overlays.last() else {
        return Vec::new();
    };
    match menu.chooser.choice().map(|entry| entry.pick.clone()) {
        Some(Pick::Variable(name)) => {
            let effects = editor::set_variable(state, &name, None);
            variables(state);
            effects
        }
        _ => Vec::new(),
    }
}

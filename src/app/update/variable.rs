//! Values for the names in texts: listed, named, edited.

use crate::app::editor::{Editor, Subject};
use crate::app::effect::Effect;
use crate::app::menu::{Asked, Entry, MenuKind, Pick};
use crate::app::state::State;
use crate::chat::variables;

use super::{editor, menu};

/// Opens the list of variables: those that have values, and names without one in the texts.
pub(super) fn list(state: &mut State) -> Vec<Effect> {
    let values = state.conversation.variables();
    let mut entries: Vec<Entry> = values
        .iter()
        .map(|(name, value)| variable(name, value))
        .collect();
    let (system, message) = (&state.settings().system, state.composer.text());
    for name in variables::names(system)
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
    menu::open(state, MenuKind::Variables, entries)
}

fn variable(name: &str, value: &str) -> Entry {
    Entry {
        label: format!("{{{{{name}}}}}"),
        detail: value.lines().next().unwrap_or_default().to_owned(),
        pick: Pick::Variable(name.to_owned()),
    }
}

/// Opens the value of a variable.
pub(super) fn edit(state: &mut State, name: String) -> Vec<Effect> {
    let value = state.conversation.variables().get(&name).cloned();
    let value = value.unwrap_or_default();
    editor::open(state, Editor::new(Subject::Variable(name), &value));
    Vec::new()
}

/// Takes a variable's name; its value is asked for next.
pub(super) fn name(state: &mut State, name: &str) -> Result<Vec<Effect>, String> {
    let name = name.trim().trim_matches(['{', '}']).trim();
    if !variables::is_name(name) {
        return Err(format!(
            "{name:?} is no name: letters, digits and _, beginning with no digit"
        ));
    }
    Ok(edit(state, name.to_owned()))
}

//! Adding one of Anthropic's own tools: the list of them, and what is said of one.

use crate::app::effect::Effect;
use crate::app::menu::{Asked, Entry, MenuKind};
use crate::app::state::State;
use crate::app::tools::ToolPick;
use crate::app::update::{menu, settings};
use crate::chat::abilities::{Abilities, Ability};
use crate::chat::tool::offer::{added, offer};
use crate::chat::tool::own::{OWN, OwnField, OwnForm, OwnKind};

use super::list::{self, entry};
use super::show;

/// Lists Anthropic's own tools, each with what the model of the lane thinks of it.
pub(super) fn list(state: &mut State) -> Vec<Effect> {
    let abilities = state.abilities();
    let entries = OWN.iter().map(|own| {
        let beta = own
            .beta
            .map_or_else(String::new, |beta| format!(" · beta {beta}"));
        let detail = format!("{}{} · {}", verdict(own, &abilities), own.about, own.name);
        entry(own.kind, detail + &beta, ToolPick::Describe(own))
    });
    let entries = entries.collect();
    show(state, MenuKind::OwnTools, entries);
    Vec::new()
}

/// Whether the model takes it, in words that stand before what it is.
fn verdict(own: &OwnKind, abilities: &Abilities) -> &'static str {
    if abilities.is_anthropic() == Ability::No {
        return "✗ not this model · ";
    }
    match &abilities.takes.own_tools {
        Some(kinds) if kinds.iter().any(|kind| kind == own.kind) => "✓ ",
        Some(_) => "! another version for this model · ",
        None => "? not known of this model · ",
    }
}

/// Opens the form of a tool; one of which there is nothing to say is offered at once.
pub(super) fn describe(state: &mut State, kind: &'static OwnKind) -> Vec<Effect> {
    let form = OwnForm::new(kind);
    if kind.fields.is_empty() {
        return offered(state, form);
    }
    open(state, form)
}

fn open(state: &mut State, form: OwnForm) -> Vec<Effect> {
    let fields = form.kind.fields.iter();
    let mut entries: Vec<Entry> = vec![entry(
        "＋ offer",
        format!("offer {} in this lane", form.kind.kind),
        ToolPick::Own(form),
    )];
    entries.extend(fields.map(|field| {
        let detail = format!("{} · {}", form.told(*field), field.help());
        entry(field.label(), detail, ToolPick::Field(form, *field))
    }));
    show(state, MenuKind::OwnForm, entries);
    Vec::new()
}

/// Asks for what a field says; a switch is turned at once.
pub(super) fn ask(state: &mut State, form: OwnForm, field: OwnField) -> Vec<Effect> {
    if field == OwnField::Zoom {
        return open(state, form.zoomed());
    }
    menu::ask_with(state, Asked::OwnField(form, field), form.text(field))
}

/// Takes what was typed for a field.
///
/// # Errors
/// It is nothing that the field takes.
pub(in crate::app::update) fn field(
    state: &mut State,
    (form, field): (OwnForm, OwnField),
    text: &str,
) -> Result<Vec<Effect>, String> {
    let form = form.with(field, text)?;
    Ok(open(state, form))
}

/// Offers it in the lane, with its beta.
pub(super) fn offered(state: &mut State, form: OwnForm) -> Vec<Effect> {
    let tools = added(&state.settings().tools.offered, &[form.tool()]);
    let mut effects = settings::change(state, |settings| offer(settings, tools));
    let beta = form.kind.beta;
    let beta = beta.map_or_else(String::new, |beta| format!(", with the beta {beta}"));
    let text = format!("{} is offered{beta}", form.kind.kind);
    state.notices.say(text, state.input.now.mono);
    effects.extend(list::open(state));
    effects
}

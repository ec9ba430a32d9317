//! Fields that a model refuses: remembered, pointed at, and left out on one key.

use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::prefill::{self, After};
use crate::app::settings::row::Row;
use crate::app::state::State;
use crate::app::view::Pane;
use crate::chat::check;
use crate::chat::failure::Failure;
use crate::chat::generation::{End, Outcome};
use crate::chat::ids::GenerationId;
use crate::chat::prefill::Instead;
use crate::chat::refusal::{Refusal, field_of};
use crate::chat::settings::Field;
use crate::chat::time::Wall;

use super::{before, menu, retry, settings};

/// Remembers a field that was refused, and points at its row where the settings are open.
pub(super) fn learn(state: &mut State, id: GenerationId, end: &End) -> Vec<Effect> {
    let Outcome::Failed(failure) = &end.outcome else {
        return Vec::new();
    };
    let Some(refusal) = refusal(state, id, failure) else {
        return Vec::new();
    };
    // Whoever is in the settings turns another row right now.
    let away = state.view.focus != Pane::Settings;
    if let (true, Some(side), Some(row)) = (away, &mut state.view.side, Row::of(refusal.field)) {
        side.select(row);
    }
    let before = state.memory.refusals.clone();
    state.memory.refusals.remember(refusal);
    if state.memory.refusals == before {
        return Vec::new();
    }
    vec![Effect::SaveRefusals(state.memory.refusals.clone())]
}

/// What a failure says about a field of the settings.
fn refusal(state: &State, id: GenerationId, failure: &Failure) -> Option<Refusal> {
    let field = field_of(&failure.message)?;
    let generation = state.conversation.generation(id)?;
    Some(Refusal {
        model: generation.settings.model.as_ref()?.model.clone(),
        field,
        message: failure.message.clone(),
        on: day(state.input.now.wall),
    })
}

/// What the lane's last reply was refused for, if it was for a field.
pub(super) fn last(state: &State) -> Option<Refusal> {
    let leaf = state.lane()?.leaf()?;
    let message = state.conversation.message(leaf)?;
    match &message.generation.as_ref()?.end.as_ref()?.outcome {
        Outcome::Failed(failure) => refusal(state, GenerationId(leaf.0), failure),
        Outcome::Done(_) | Outcome::Cancelled | Outcome::Interrupted => None,
    }
}

/// Opens the ways that are left where the beginning of the lane's last reply was refused.
fn show_ways(state: &mut State, refusal: &Refusal, prefill: &str) -> Vec<Effect> {
    let mut entries = vec![Entry {
        label: format!("✗ {}", refusal.field.name()),
        detail: refusal.text(),
        pick: Pick::Problem(refusal.text()),
    }];
    let ways = prefill::ways(prefill, state);
    entries.extend(prefill::rows(&ways, After::AskAgain, Pick::AskAgain));
    let effects = menu::open(state, MenuKind::PrefillRefused, entries);
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        let is_way = |entry: &Entry| !matches!(entry.pick, Pick::Problem(_));
        menu.chooser.select_first(is_way);
    }
    effects
}

/// Asks the last question again, in another way than with the beginning of the reply that was refused.
pub(super) fn ask_again(state: &mut State, instead: Instead) -> Vec<Effect> {
    let prefill = retry::last_prefill(state);
    let mut effects = before::change_instead(state, instead, &prefill);
    let kept = instead.keeps(&prefill).to_owned();
    effects.extend(retry::ask_beginning(state, Some(kept)));
    effects
}

/// Asks again without the field that the lane's last reply was refused for.
pub(super) fn send_without(state: &mut State) -> Vec<Effect> {
    let Some(refusal) = last(state) else {
        let text = "the last reply was not refused for a field of the settings";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    if !check::can_leave_out(refusal.field) {
        let name = refusal.field.name();
        let text = format!("{name} cannot be left out; ^X m chooses another model");
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let prefill = retry::last_prefill(state);
    if refusal.field == Field::Prefill && !prefill.is_empty() {
        return show_ways(state, &refusal, &prefill);
    }
    let text = format!("asking again without {}", refusal.field.name());
    let mut effects = settings::change(state, |settings| refusal.send_without(settings));
    effects.extend(retry::retry_without(state, refusal.field));
    state.notices.say(text, state.input.now.mono);
    effects
}

/// The day in UTC, such as `2026-11-21`.
fn day(at: Wall) -> String {
    let time = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

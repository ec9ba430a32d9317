//! Turning a row: a step of a slider, the next word, the default, not sent.

use crate::app::effect::Effect;
use crate::app::settings::pane::slide;
use crate::app::settings::row::{Kind, Row};
use crate::app::settings::{choice, ranges, text};
use crate::app::state::State;
use crate::chat::abilities::Abilities;
use crate::chat::settings::sampling::DEFAULT_MAX_TOKENS;
use crate::chat::settings::{Param, Settings, Wire, max_tokens_for};

use super::slider::{commit, slide_to, turn_slider};
use super::{change, drop_typed, is_typing, take_typed};

/// A step of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Less,
    More,
    MuchLess,
    MuchMore,
    Least,
    Most,
}

pub(super) fn turn(state: &mut State, row: Row, step: Step) -> Vec<Effect> {
    let mut effects = take_typed(state);
    if is_typing(state) {
        return effects;
    }
    match row.kind() {
        Kind::Slider => turn_slider(state, row, step),
        Kind::Choice => effects.extend(turn_word(state, row, step)),
        Kind::Line | Kind::Text | Kind::Opens => {}
    }
    effects
}

fn turn_word(state: &mut State, row: Row, step: Step) -> Vec<Effect> {
    let settings = state.settings();
    let words = choice::words(row, &settings, &state.abilities());
    let now = choice::word(row, &settings);
    let last = words.len().saturating_sub(1);
    let at = words.iter().position(|word| *word == now);
    let next = match (step, at) {
        (Step::Least, _) | (Step::More | Step::MuchMore, None) => 0,
        (Step::Most, _) | (Step::Less | Step::MuchLess, None) => last,
        (Step::Less | Step::MuchLess, Some(at)) => at.checked_sub(1).unwrap_or(last),
        (Step::More | Step::MuchMore, Some(at)) => (at + 1) % words.len(),
    };
    let abilities = state.abilities();
    match words.get(next) {
        Some(word) => change(state, |settings| {
            let before = settings.wire;
            choice::set(row, word, settings);
            follow_wire(before, &abilities, settings);
        }),
        None => Vec::new(),
    }
}

/// The most tokens follow the wire's default as long as nobody has chosen another number.
fn follow_wire(before: Wire, abilities: &Abilities, settings: &mut Settings) {
    if settings.sampling.max_tokens == max_tokens_for(abilities, before) {
        settings.sampling.max_tokens = max_tokens_for(abilities, settings.wire);
    }
}

/// Keeps the default of the most tokens within what a model with these abilities gives.
pub(in crate::app::update) fn fit_max_tokens(abilities: &Abilities, settings: &mut Settings) {
    let limit = max_tokens_for(abilities, settings.wire);
    if settings.sampling.max_tokens == DEFAULT_MAX_TOKENS && limit < DEFAULT_MAX_TOKENS {
        settings.sampling.max_tokens = limit;
    }
}

/// What the model takes by itself, where that is known.
pub(super) fn default(state: &mut State, row: Row) -> Vec<Effect> {
    if row.kind() != Kind::Slider {
        return unset(state, row);
    }
    drop_typed(state);
    if let Some(value) = ranges::of(row, state).and_then(|range| range.default) {
        slide_to(state, row, Some(value));
    } else {
        let text = "this model's default is not known; x leaves it to the model";
        state.notices.say(text, state.input.now.mono);
    }
    Vec::new()
}

/// Not sent.
pub(super) fn unset(state: &mut State, row: Row) -> Vec<Effect> {
    drop_typed(state);
    let mut effects = commit(state);
    if matches!(row, Row::Slider(Param::MaxTokens) | Row::Budget) {
        let text = "always sent: the service reserves it from the quota; d is the default";
        state.notices.say(text, state.input.now.mono);
        return effects;
    }
    effects.extend(match row.kind() {
        Kind::Slider => change(state, |settings| slide(row, None, settings)),
        Kind::Choice => turn_word(state, row, Step::Least),
        Kind::Line | Kind::Text => change(state, |settings| {
            text::set(row, "", settings).expect("an empty text is a value of every row");
        }),
        Kind::Opens => Vec::new(),
    });
    effects
}

//! `@path` in the message: offering files, and taking one.

use crate::app::chips::{Holder, Wanted};
use crate::app::composer::Field;
use crate::app::effect::Effect;
use crate::app::mention::{Found, Mention, Word};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::view::Pane;

use super::draft;

/// An `@` was typed into the message: at the beginning of a word, files are offered.
pub(super) fn begin(state: &mut State) -> Vec<Effect> {
    if !state.overlays.is_empty() {
        return Vec::new();
    }
    let Some(word) = word(state) else {
        return Vec::new();
    };
    let (mention, place) = Mention::new(word);
    state.overlays.push(Overlay::Mention(Box::new(mention)));
    vec![Effect::Offer(place)]
}

/// The path that is being typed.
fn word(state: &State) -> Option<Word> {
    let typing = state.view.focus == Pane::Composer && state.composer.field() == Field::Message;
    let before = typing.then(|| state.composer.before_cursor())?;
    Word::at_end_of(&before)
}

/// Lets what is offered follow what is typed. It goes once the cursor has left the path, or nothing
/// matches.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    if !matches!(state.overlays.last(), Some(Overlay::Mention(_))) {
        return Vec::new();
    }
    let word = word(state);
    let Some(Overlay::Mention(mention)) = state.overlays.last_mut() else {
        return Vec::new();
    };
    let place = match word {
        Some(word) if word.start == mention.word.start => mention.typed(word),
        Some(_) | None => {
            state.overlays.pop();
            return Vec::new();
        }
    };
    if mention.is_over() {
        state.overlays.pop();
        return Vec::new();
    }
    place.map(Effect::Offer).into_iter().collect()
}

/// Files were found.
pub(super) fn found(state: &mut State, found: Found) {
    if let Some(Overlay::Mention(mention)) = state.overlays.last_mut() {
        mention.was_found(found);
    }
}

/// Takes what is selected: a file is attached, into a folder one goes on.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Mention(mention)) = state.overlays.last() else {
        return Vec::new();
    };
    let Some(offer) = mention.choice().cloned() else {
        state.overlays.pop();
        return Vec::new();
    };
    let typed = mention.word.typed.len();
    let written = offer.written();
    if offer.is_folder() {
        state.composer.retype(typed, &written);
        draft::changed(state);
        return Vec::new();
    }
    state.overlays.pop();
    state.composer.retype(typed, &format!("{written} "));
    draft::changed(state);
    let holder = Holder {
        otherwise: written.clone(),
        text: written,
    };
    let wanted = Wanted::file(offer.path);
    let fetch = state.composer.chips.expect(wanted, Some(holder));
    vec![Effect::Attach(vec![fetch])]
}

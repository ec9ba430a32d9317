//! Searching all conversations.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::overlay::Overlay;
use crate::app::search::{Indexing, Search, Sought};
use crate::app::state::State;
use crate::chat::search::hit::{Hit, Page};

use super::opened;

/// Opens the search, or closes it. What other programs have written is taken into the index.
pub(super) fn toggle(state: &mut State) -> Vec<Effect> {
    let is_search = |overlay: &Overlay| matches!(overlay, Overlay::Search(_));
    if state.overlays.last().is_some_and(is_search) {
        state.overlays.pop();
        return Vec::new();
    }
    state.overlays.retain(|overlay| !is_search(overlay));
    state.overlays.push(Overlay::Search(Box::default()));
    vec![index(state)]
}

/// Has the index brought up to date.
pub(super) fn index(state: &State) -> Effect {
    Effect::Index(Arc::clone(&state.service.abilities))
}

/// Asks for what was typed last, and for more hits when the end of those that came is near.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    searches(state)
        .filter_map(Search::wanted)
        .map(look_for)
        .collect()
}

fn searches(state: &mut State) -> impl Iterator<Item = &mut Search> {
    state.overlays.iter_mut().filter_map(Overlay::search)
}

fn look_for(sought: Sought) -> Effect {
    Effect::Search(Box::new(sought))
}

/// Hits came, or it is known why there are none.
pub(super) fn found(state: &mut State, sought: &Sought, answer: Result<Page, String>) {
    if let Some(search) = searches(state).next() {
        search.answered(sought, answer);
    }
}

/// The index has come so far. When it has all, the same is looked for once more.
pub(super) fn indexing(state: &mut State, now: Indexing) -> Vec<Effect> {
    let is_whole = now == Indexing::Current;
    state.memory.holdings.indexing = now;
    let again = searches(state).filter(|_| is_whole);
    again.filter_map(Search::again).map(look_for).collect()
}

/// Goes to the selected hit, in whatever conversation and branch it is.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    let Some(hit) = searches(state).next().and_then(|it| it.choice().cloned()) else {
        return Vec::new();
    };
    let here = state.file.path.clone().filter(|_| is_open(state, &hit));
    opened::open(state, here.unwrap_or(hit.path), hit.message)
}

/// Whether a hit is in the conversation on the screen, whose path may have been typed in another way.
fn is_open(state: &State, hit: &Hit) -> bool {
    let Some(path) = &state.file.path else {
        return false;
    };
    let same_id = || hit.conversation.as_deref() == Some(state.conversation.id().as_str());
    *path == hit.path || (path.file_name() == hit.path.file_name() && same_id())
}

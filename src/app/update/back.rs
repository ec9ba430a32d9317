//! Esc: out of what is open, or what goes on is stopped.

use crate::app::effect::Effect;
use crate::app::notices::Weight;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::view::Pane;

use super::{act, calls, case_run, editor, find, generation, outward, selecting};

/// Esc: closes an overlay, else stops the reply, else takes a notice away, else changes the pane; a
/// hint at keys goes with that. In the conversation it first ends a selection; elsewhere one may not see it, and the reply is stopped first.
///
/// It never destroys text, since some terminals send Esc before another key.
pub(super) fn back(state: &mut State) -> Vec<Effect> {
    if calls::by_hand::leave(state) || calls::consent::leave(state) {
        return Vec::new();
    }
    if matches!(state.overlays.last(), Some(Overlay::Editor(_))) {
        return editor::done(state);
    }
    if matches!(state.overlays.last(), Some(Overlay::Find(_))) {
        return find::leave(state);
    }
    if let Some(Overlay::Reader(reader)) = state.overlays.last_mut()
        && reader.filter.take().is_some()
    {
        return Vec::new();
    }
    if state.overlays.pop().is_some() {
        return Vec::new();
    }
    if state.view.focus == Pane::Transcript && selecting::end(state) {
        return Vec::new();
    }
    if let Some(effects) = calls::talk::stop(state) {
        return effects;
    }
    let busy = |lane| state.flight.of_lane(lane).is_some() || state.calls.works(lane);
    if state.lane_id().is_some_and(busy) {
        return generation::stop(state);
    }
    if state.flight.cells() > 0 || state.flight.desk.run.is_some() {
        return case_run::stop(state);
    }
    let now = state.input.now.mono;
    if let Some(task) = state.notices.tasks.stop(now) {
        return outward::stopped(state, task);
    }
    if selecting::end(state) {
        return Vec::new();
    }
    let told = state.notices.weight();
    state.notices.clear();
    if told.is_some_and(|weight| weight != Weight::Hint) {
        return Vec::new();
    }
    let next = match state.view.focus {
        Pane::Composer => Pane::Transcript,
        Pane::Transcript | Pane::Settings | Pane::Library => Pane::Composer,
    };
    act::focus(state, next)
}

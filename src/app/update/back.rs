//! Esc: out of what is open, or what goes on is stopped.

use std::time::Duration;

use crate::app::calls::Running;
use crate::app::effect::Effect;
use crate::app::notices::Weight;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::view::Pane;

use super::{act, calls, case_run, editor, find, generation, outward, selecting};

/// How long after Esc has stopped something another one means the same: one that is pressed twice is not
/// to lead to where letters are commands.
const SAME: Duration = Duration::from_secs(1);

/// Esc: closes an overlay, else stops the reply, else takes a notice away, else changes the pane; a
/// hint at keys goes with that. What goes on in the lane in focus is stopped first, then what goes on in
/// the others. In the conversation it first ends a selection; elsewhere one may not see it, and the reply is stopped first.
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
    let now = state.input.now.mono;
    if let Some(effects) = stop(state) {
        state.input.stopped = Some(now);
        return effects;
    }
    if selecting::end(state) {
        return Vec::new();
    }
    let told = state.notices.weight();
    state.notices.clear();
    if told.is_some_and(|weight| weight != Weight::Hint) {
        return Vec::new();
    }
    let stopped = state.input.stopped.take();
    if stopped.is_some_and(|at| now.since(at) < SAME) {
        return Vec::new();
    }
    let next = match state.view.focus {
        Pane::Composer => Pane::Transcript,
        Pane::Transcript | Pane::Settings | Pane::Library => Pane::Composer,
    };
    act::focus(state, next)
}

/// Stops what goes on; `None` = nothing does.
fn stop(state: &mut State) -> Option<Vec<Effect>> {
    if let Some(effects) = calls::talk::stop(state) {
        return Some(effects);
    }
    let busy = |lane| state.flight.of_lane(lane).is_some() || state.calls.works(lane);
    if state.lane_id().is_some_and(busy) {
        return Some(generation::stop(state));
    }
    if state.flight.cells() > 0 || state.flight.desk.run.is_some() {
        return Some(case_run::stop(state));
    }
    let beside = !state.flight.is_quiet() || state.calls.runs.iter().any(Running::works);
    if beside {
        return Some(generation::stop_everywhere(state));
    }
    let task = state.notices.tasks.stop(state.input.now.mono)?;
    Some(outward::stopped(state, task))
}

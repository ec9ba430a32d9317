//! Time: what happens by itself, and when the shell must wake up for it.

use std::time::Duration;

use crate::app::calls::Stage;
use crate::app::effect::Effect;
use crate::app::flight::Phase;
use crate::app::state::State;
use crate::chat::time::Mono;

use super::generation::{self, Which};
use super::{draft, film, selecting, settings};

/// How long after a key the draft is on disk at the latest.
const DRAFT: Duration = Duration::from_millis(800);

/// How long a second Ctrl-C quits.
const QUIT: Duration = Duration::from_millis(1_500);

/// How often what counts on the screen is drawn while something is on its way.
const COUNTING: Duration = Duration::from_secs(1);

/// Does what is due.
pub(super) fn tick(state: &mut State) -> Vec<Effect> {
    let now = state.input.now.mono;
    state.notices.tick(now);
    film::tick(state, now);
    selecting::tick(state, now);
    if state.input.quit_until.is_some_and(|until| until <= now) {
        state.input.quit_until = None;
        state.notices.clear();
    }
    let mut effects = generation::resume(state, Which::Due);
    if settings::rests(state).is_some_and(|until| until <= now) {
        effects.extend(settings::commit(state));
    }
    if state
        .composer
        .unsaved_since
        .is_some_and(|since| since.after(DRAFT) <= now)
    {
        effects.extend(draft::save(state));
    }
    effects
}

/// From now on a second Ctrl-C quits.
pub(super) fn arm_quit(state: &mut State) {
    state.input.quit_until = Some(state.input.now.mono.after(QUIT));
}

/// When the next `Tick` is needed. `None` = nothing will happen by itself, so nothing wakes up.
pub(crate) fn next_wake(state: &State) -> Option<Mono> {
    let now = state.input.now.mono;
    let draft = state.composer.unsaved_since.map(|since| since.after(DRAFT));
    let counting = state.flight.iter().filter_map(|flying| match flying.phase {
        Phase::Preparing | Phase::Writing(_) | Phase::Held(_) => None,
        Phase::Pausing(_, until) => Some(until.min(now.after(COUNTING))),
        Phase::Waiting(_) | Phase::Streaming(_) => Some(now.after(COUNTING)),
    });
    let running = state.calls.runs.iter();
    let running = running
        .filter(|run| matches!(run.stage, Stage::Runs(_)))
        .map(|_| now.after(COUNTING));
    let times = [
        draft,
        settings::rests(state),
        state.notices.deadline(),
        state.input.quit_until,
        film::wakes(state),
        selecting::wakes(state),
        state.notices.tasks.wakes(now),
    ];
    times
        .into_iter()
        .flatten()
        .chain(counting)
        .chain(running)
        .min()
}

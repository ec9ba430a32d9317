//! Generations: what the service tells, stopping, trying again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::app::composer::Waits;
use crate::app::effect::Effect;
use crate::app::flight::{Flying, Phase};
use crate::app::state::State;
use crate::app::view::Anchor;
use crate::chat::failure::Failure;
use crate::chat::generation::{Attempt, End, GenerationEvent, Micros, Outcome};
use crate::chat::ids::{GenerationId, LaneId};
use crate::chat::record::Record;

use super::{calls, file, judge, outward, refusal, send};

/// How long a try that is due waits for a connection before it is looked at again.
const RECONNECTING: Duration = Duration::from_secs(1);

/// Takes in one event of a reply. A generation that has ended is not open, so its late events
/// change nothing.
pub(super) fn event(state: &mut State, id: GenerationId, event: GenerationEvent) -> Vec<Effect> {
    let now = state.input.now.mono;
    if state.conversation.open_generation(id).is_none() {
        return Vec::new();
    }
    let Some(flying) = state.flight.get_mut(id) else {
        return Vec::new();
    };
    flying.times.heard = now;
    match event {
        GenerationEvent::Accepted { request_id, status } => {
            let attempt = Attempt {
                no: flying.attempt,
                request_id,
                status: Some(status),
                reason: None,
                wait_ms: None,
            };
            let tried = Record::Attempt {
                generation: id,
                attempt,
            };
            file::record(state, vec![tried], "")
        }
        GenerationEvent::Deltas(deltas) => {
            flying.phase = Phase::Streaming(id);
            let came = Record::Deltas {
                generation: id,
                deltas,
            };
            file::record(state, vec![came], "")
        }
        GenerationEvent::Ended(end) => ended(state, id, end),
    }
}

/// The try is over: it succeeded, is tried again after a pause, or failed for good.
fn ended(state: &mut State, id: GenerationId, end: End) -> Vec<Effect> {
    if let Outcome::Failed(failure) = &end.outcome
        && let Some(effects) = pause(state, id, failure)
    {
        return effects;
    }
    let cell = state
        .flight
        .get(id)
        .is_some_and(|flying| flying.case.is_some());
    let complete = matches!(end.outcome, Outcome::Done(_));
    outward::ended(state, &end);
    let mut effects = Vec::new();
    if let Outcome::Failed(failure) = &end.outcome {
        state.notices.last_error = Some(failure.in_full());
        if !cell {
            state.composer.waits = Waits::ForUser;
        } else if failure.kind.is_about_credentials() {
            // All others would fail in the same way.
            state.flight.desk.run = None;
        }
    }
    effects.extend(refusal::learn(state, id, &end));
    effects.extend(file::record(
        state,
        vec![Record::End {
            generation: id,
            end,
        }],
        "",
    ));
    state.flight.take(id);
    judge::ended(state, id);
    effects.extend(send::send_held(state));
    keep_open_what_is_read(state, id);
    if complete {
        effects.extend(calls::reply_ended(state, id));
    }
    effects.extend(send::release_queued(state));
    effects
}

/// Reasoning folds when the reply is complete, but not under the eyes of somebody who reads it.
fn keep_open_what_is_read(state: &mut State, id: GenerationId) {
    if let Anchor::At { message, .. } = state.view.reading.anchor
        && message == id.reply()
    {
        state.view.modes.unfolded.insert(message);
    }
}

/// Waits before the next try, visibly; only as long as nothing of the reply has come.
fn pause(state: &mut State, id: GenerationId, failure: &Failure) -> Option<Vec<Effect>> {
    let now = state.input.now.mono;
    let started = state.conversation.open_generation(id)?.last.is_some();
    let flying = state.flight.get_mut(id)?;
    if started {
        return None;
    }
    let wait = flying.pause(failure, now)?;
    let attempt = Attempt {
        no: flying.attempt,
        request_id: failure.request_id.clone(),
        status: failure.status,
        reason: Some(format!("{}: {}", failure.kind.summary(), failure.message)),
        wait_ms: u64::try_from(wait.as_millis()).ok(),
    };
    flying.phase = Phase::Pausing(id, now.after(wait));
    Some(file::record(
        state,
        vec![Record::Attempt {
            generation: id,
            attempt,
        }],
        "",
    ))
}

/// Sends again what has paused long enough, or all that pauses.
pub(super) fn resume(state: &mut State, which: Which) -> Vec<Effect> {
    let now = state.input.now.mono;
    let connected = state.service.account().is_some();
    let mut effects = Vec::new();
    for flying in state.flight.iter_mut() {
        let Phase::Pausing(id, until) = flying.phase else {
            continue;
        };
        if !connected && until <= now {
            // The credentials are being loaded; it must not fail for want of them.
            flying.phase = Phase::Pausing(id, now.after(RECONNECTING));
        } else if which == Which::All || until <= now {
            flying.attempt += 1;
            flying.send(id, now);
            effects.push(Effect::Generate(id, Arc::clone(&flying.request)));
        }
    }
    effects
}

/// Which of the pausing generations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Those whose time has come.
    Due,
    /// All.
    All,
}

/// Stops the reply of the lane in focus and keeps what came. What waits behind it waits on.
pub(super) fn stop(state: &mut State) -> Vec<Effect> {
    if let Some(effects) = calls::talk::stop(state) {
        return effects;
    }
    stop_here(state).unwrap_or_default()
}

/// The same; `None` if nothing goes on in the lane in focus. What is stopped before anything has left
/// needs no effect, so their number tells nothing.
pub(super) fn stop_here(state: &mut State) -> Option<Vec<Effect>> {
    let lane = state.lane_id()?;
    if let Some(effects) = calls::run::stop_lane(state, lane) {
        return Some(effects);
    }
    let before = state.flight.len();
    let effects = cancel_in(state, lane);
    if state.flight.len() == before {
        return None;
    }
    state.composer.waits = Waits::ForUser;
    if !state.composer.queue.is_empty() {
        let text = "stopped; the queued message waits: Up takes it back, F5 sends it";
        state.notices.say(text, state.input.now.mono);
    }
    Some(effects)
}

/// Stops all that goes on, in every lane. The conversation goes on, and what was allowed in it.
pub(super) fn stop_everywhere(state: &mut State) -> Vec<Effect> {
    let lanes: BTreeSet<LaneId> = state.calls.runs.iter().map(|run| run.lane).collect();
    let stopped = lanes.into_iter();
    let stopped = stopped.filter_map(|lane| calls::run::stop_lane(state, lane));
    let mut effects: Vec<Effect> = stopped.flatten().collect();
    effects.extend(stop_flights(state));
    state.composer.waits = Waits::ForUser;
    effects
}

/// Stops the replies and programs of all lanes, since their conversation is left.
pub(super) fn stop_all(state: &mut State) -> Vec<Effect> {
    let mut effects = calls::run::leave(state);
    effects.extend(stop_flights(state));
    effects
}

fn stop_flights(state: &mut State) -> Vec<Effect> {
    let lanes: Vec<LaneId> = state.flight.iter().map(|flying| flying.lane).collect();
    state.flight.desk.run = None;
    let mut effects = stop_cells(state);
    effects.extend(lanes.into_iter().flat_map(|lane| cancel_in(state, lane)));
    effects
}

/// Stops the cells that are on their way.
pub(super) fn stop_cells(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    while let Some(flying) = state.flight.take_cell() {
        effects.extend(end_of(state, &flying));
    }
    effects
}

/// Ends the generation of a lane.
pub(super) fn cancel_in(state: &mut State, lane: LaneId) -> Vec<Effect> {
    let flying = state.flight.take_lane(lane);
    flying.map_or_else(Vec::new, |flying| end_of(state, &flying))
}

/// Stops a generation that is no longer waited for.
fn end_of(state: &mut State, flying: &Flying) -> Vec<Effect> {
    let now = state.input.now.mono;
    let Some(id) = flying.id() else {
        return Vec::new();
    };
    let us = u64::try_from(now.since(flying.times.sent).as_micros()).unwrap_or(u64::MAX);
    let end = End {
        us: Micros(us),
        outcome: Outcome::Cancelled,
        usage: None,
        latency_ms: None,
        metadata: None,
    };
    let mut effects = vec![Effect::Abort(id)];
    effects.extend(file::record(
        state,
        vec![Record::End {
            generation: id,
            end,
        }],
        "",
    ));
    effects.extend(send::send_held(state));
    effects
}

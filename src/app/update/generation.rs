//! Generations: what the service tells, stopping, trying again.

use std::sync::Arc;
use std::time::Duration;

use crate::app::composer::Waits;
use crate::app::effect::Effect;
use crate::app::flight::{Flying, Later, Phase, Question};
use crate::app::service::Link;
use crate::app::state::State;
use crate::app::view::Anchor;
use crate::chat::failure::{Failure, Retry};
use crate::chat::generation::{Attempt, End, GenerationEvent, Micros, Outcome};
use crate::chat::ids::{GenerationId, LaneId, MessageId};
use crate::chat::message::{Message, Role};
use crate::chat::record::Record;
use crate::chat::settings::Field;

use super::{calls, file, judge, refusal, send, service};

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
    let mut effects = Vec::new();
    if let Outcome::Failed(failure) = &end.outcome {
        state.notices.last_error = Some(failure.to_string());
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
    let lane = state.lane_id();
    if let Some(effects) = lane.and_then(|lane| calls::run::stop_lane(state, lane)) {
        return effects;
    }
    let before = state.flight.len();
    let effects = cancel(state);
    if state.flight.len() == before {
        return effects;
    }
    state.composer.waits = Waits::ForUser;
    if !state.composer.queue.is_empty() {
        let text = "stopped; the queued message waits: Up takes it back, F5 sends it";
        state.notices.say(text, state.input.now.mono);
    }
    effects
}

/// Stops the replies of all lanes, since their conversation is left.
pub(super) fn stop_all(state: &mut State) -> Vec<Effect> {
    let lanes: Vec<LaneId> = state.flight.iter().map(|flying| flying.lane).collect();
    state.flight.desk.run = None;
    let mut effects = calls::run::leave(state);
    effects.extend(stop_cells(state));
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

/// Ends the generation of the lane in focus.
pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    let lane = state.lane_id();
    lane.map_or_else(Vec::new, |lane| cancel_in(state, lane))
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

/// Asks again: a pausing request at once, a waiting message, or the last reply as a sibling.
pub(super) fn retry(state: &mut State) -> Vec<Effect> {
    if !state.flight.is_quiet() {
        return resume(state, Which::All);
    }
    if file::refuses(state) {
        return Vec::new();
    }
    if state.file.error.is_some() {
        return vec![Effect::RetryWrite];
    }
    if let Some(effects) = calls::send_results(state) {
        return effects;
    }
    if !state.composer.queue.is_empty() {
        return send::send_queued(state);
    }
    again(state)
}

/// Enter without text: asks again if the last reply did not end well.
pub(super) fn retry_if_broken(state: &mut State) -> Vec<Effect> {
    if !state.flight.is_quiet() {
        return resume(state, Which::All);
    }
    if let Some(effects) = calls::send_results(state) {
        return effects;
    }
    let leaf = state.lane().and_then(crate::chat::lane::Lane::leaf);
    let Some(message) = leaf.and_then(|id| state.conversation.message(id)) else {
        return Vec::new();
    };
    let broken = match message
        .generation
        .as_ref()
        .and_then(|generation| generation.end.as_ref())
    {
        None => message.role == Role::User,
        Some(end) => match &end.outcome {
            Outcome::Done(_) | Outcome::Cancelled => false,
            Outcome::Interrupted => true,
            Outcome::Failed(failure) => failure.kind.retry() != Retry::Never,
        },
    };
    if broken && !file::refuses(state) {
        again(state)
    } else {
        Vec::new()
    }
}

/// The user message that the lane's last reply answers, or that waits for one.
fn last_question(state: &State) -> Option<MessageId> {
    let leaf = state.lane()?.leaf()?;
    let message = state.conversation.message(leaf)?;
    match message.role {
        Role::Assistant => message.parent,
        Role::User => Some(leaf),
    }
}

/// The beginning that the user gave to the lane's last reply; the next try begins with it too.
pub(super) fn last_prefill(state: &State) -> String {
    let leaf = state.lane().and_then(crate::chat::lane::Lane::leaf);
    let message = leaf.and_then(|id| state.conversation.message(id));
    message.map(Message::prefill).unwrap_or_default().to_owned()
}

/// Whether the last reply failed for want of credentials. They are loaded anew then, since the SDK
/// keeps what it has read: a login in another terminal would never be noticed.
fn needs_other_credentials(state: &State) -> bool {
    let leaf = state.lane().and_then(crate::chat::lane::Lane::leaf);
    let message = leaf.and_then(|id| state.conversation.message(id));
    let end = message.and_then(|message| message.generation.as_ref()?.end.as_ref());
    let failed = end.is_some_and(|end| match &end.outcome {
        Outcome::Failed(failure) => failure.kind.is_about_credentials(),
        Outcome::Done(_) | Outcome::Cancelled | Outcome::Interrupted => false,
    });
    failed && state.flight.later == Later::Nothing && !state.service.is_sandbox()
}

/// Does the retry that was asked for before there was a connection.
pub(super) fn retry_later(state: &mut State) -> Vec<Effect> {
    let wanted = state.flight.later == Later::Retry && state.flight.is_quiet();
    if !wanted || !send::model_is_settled(state) {
        return Vec::new();
    }
    state.flight.later = Later::Nothing;
    ask_again(state)
}

/// Asks the last question again.
fn again(state: &mut State) -> Vec<Effect> {
    let now = state.input.now.mono;
    if needs_other_credentials(state) {
        state.flight.later = Later::Retry;
        state
            .notices
            .say("loading the credentials again, then asking again", now);
        return service::reconnect(state);
    }
    ask_again(state)
}

/// Asks the last question again; a beginning of the reply that was refused is left out.
pub(super) fn retry_without(state: &mut State, field: Field) -> Vec<Effect> {
    if !state.flight.is_quiet() || file::refuses(state) {
        return Vec::new();
    }
    if field == Field::Prefill {
        return ask_beginning_with(state, String::new());
    }
    ask_again(state)
}

/// Asks the last question again, with the reply begun so; `None` = as it was.
pub(super) fn ask_beginning(state: &mut State, prefill: Option<String>) -> Vec<Effect> {
    if !state.flight.is_quiet() || file::refuses(state) {
        return Vec::new();
    }
    let prefill = prefill.unwrap_or_else(|| last_prefill(state));
    ask_beginning_with(state, prefill)
}

fn ask_again(state: &mut State) -> Vec<Effect> {
    let prefill = last_prefill(state);
    ask_beginning_with(state, prefill)
}

fn ask_beginning_with(state: &mut State, prefill: String) -> Vec<Effect> {
    let now = state.input.now.mono;
    let waits = match state.service.link {
        Link::Ready(_) => !send::model_is_settled(state) && !send::list_is_known(state),
        Link::Connecting | Link::StartingSandbox => true,
        Link::Failed(_) => {
            state
                .notices
                .say("not connected; ^X l loads the credentials again", now);
            return Vec::new();
        }
    };
    if waits {
        state.flight.later = Later::Retry;
        state
            .notices
            .say("asked again as soon as there is a connection", now);
        return Vec::new();
    }
    let (Some(lane), Some(parent)) = (state.lane_id(), last_question(state)) else {
        return Vec::new();
    };
    if state.model().is_none() {
        return super::overlay::open_picker(state, crate::app::picker::Then::Stay);
    }
    send::ask(
        state,
        &Question {
            lane,
            parent,
            prefill,
            settings: None,
            act: None,
        },
    )
}

//! Calls of tools: answered by hand or by a program; once all calls of a reply have an answer, the
//! results go back and the model is asked again.

pub(super) mod by_hand;
pub(super) mod consent;
mod go_on;
pub(super) mod replay;
mod report;
pub(super) mod run;
pub(super) mod settle;
pub(super) mod talk;

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::chat::call::turn::{self, Call, call, open_calls};
use crate::chat::call::{Answer, CallId};
use crate::chat::content::Json;
use crate::chat::ids::{GenerationId, LaneId};
use crate::chat::lane::Lane;
use crate::chat::record::{Blob, Record};
use crate::chat::tool::Tool;

use super::{file, inspect};

pub(super) use go_on::{go_on, send_results};

/// A reply has ended: if it asks for tools, what has a program runs, and of the others the user is
/// told.
pub(super) fn reply_ended(state: &mut State, id: GenerationId) -> Vec<Effect> {
    let reply = id.reply();
    let first = CallId::new(reply, 0);
    let Some(lane) = lane_of(state, first) else {
        return Vec::new();
    };
    let calls = open_calls(&state.conversation, Some(reply)).unwrap_or_default();
    let ids: Vec<CallId> = calls.iter().map(|call| call.id).collect();
    if let Some(effects) = replay::answers(state, (lane, reply), &ids) {
        return effects;
    }
    let mut effects = Vec::new();
    for id in &ids {
        effects.extend(run::start_by_itself(state, lane, *id));
    }
    let by_hand = ids.iter().filter(|id| state.calls.of(**id).is_none());
    let by_hand = by_hand.count();
    if by_hand > 0 {
        let text = match by_hand {
            1 => "a tool call waits for an answer; ^X t shows it".to_owned(),
            n => format!("{n} tool calls wait for answers; ^X t shows them"),
        };
        state.notices.say(text, state.input.now.mono);
    }
    effects
}

/// Answers a call, whoever has answered it. Once it is the last one, the results go back.
pub(super) fn answer(
    state: &mut State,
    lane: LaneId,
    id: CallId,
    (answer, blobs): (Answer, Vec<Blob>),
) -> Vec<Effect> {
    if file::refuses(state) || !is_open(state, id) {
        return Vec::new();
    }
    let mut records: Vec<Record> = Vec::new();
    for blob in blobs {
        let there = state.conversation.blob(&blob.hash).is_some();
        let twice = |record: &Record| matches!(record, Record::Blob(it) if it.hash == blob.hash);
        if !there && !records.iter().any(twice) {
            records.push(Record::Blob(blob));
        }
    }
    records.push(Record::Answer {
        call: id,
        answer: Some(answer),
    });
    let mut effects = file::record(state, records, "");
    state.calls.edited.remove(&id);
    state.calls.written.remove(&id);
    effects.extend(run::forget(state, id));
    inspect::answered(state, id);
    effects.extend(go_on(state, lane));
    effects
}

/// Takes an answer back that has not gone to the model. The arguments that the user has changed stay.
pub(super) fn take_back(state: &mut State, id: CallId) -> Vec<Effect> {
    let answered = call(&state.conversation, id).is_some_and(|call| call.answer.is_some());
    if !answered || !is_open(state, id) || file::refuses(state) {
        return Vec::new();
    }
    state.calls.halted.insert(id.message);
    if let Some(args) = changed_args(state, id) {
        state.calls.edited.insert(id, args);
    }
    let none = Record::Answer {
        call: id,
        answer: None,
    };
    file::record(state, vec![none], "")
}

/// Whether a call can be answered, or answered otherwise.
pub(super) fn is_open(state: &State, id: CallId) -> bool {
    turn::is_open(&state.conversation, id)
}

/// Whether a lane ends with calls that have not all gone back.
pub(super) fn are_open(state: &State, lane: LaneId) -> bool {
    let leaf = state.conversation.lane(lane).and_then(Lane::leaf);
    open_calls(&state.conversation, leaf).is_some()
}

/// The lane that goes on from a call: the one in focus, if it ends there, else the first that does.
pub(super) fn lane_of(state: &State, id: CallId) -> Option<LaneId> {
    let ends = |lane: &&Lane| lane.leaf() == Some(id.message);
    let here = state.lane().filter(ends).map(|lane| lane.id);
    here.or_else(|| state.conversation.lanes().find(ends).map(|lane| lane.id))
}

/// The calls that the lane in focus ends with.
pub(super) fn open_here(state: &State) -> Vec<CallId> {
    let leaf = state.lane().and_then(Lane::leaf);
    let calls = open_calls(&state.conversation, leaf).unwrap_or_default();
    calls.iter().map(|call| call.id).collect()
}

/// The arguments with which a call would be carried out now: as the user has changed them, else as
/// they were answered, else the model's.
pub(super) fn args_of(state: &State, call: &Call<'_>) -> String {
    let edited = state.calls.edited.get(&call.id);
    edited.map_or_else(|| call.args().to_owned(), |args| args.0.clone())
}

/// The arguments that an answer given now is the answer to, where they are others than the model's.
pub(super) fn changed_args(state: &State, id: CallId) -> Option<Json> {
    let call = call(&state.conversation, id)?;
    let args = args_of(state, &call);
    (args != call.asks.input).then_some(Json(args))
}

/// The tool of a call, as it was offered when the reply was asked for.
pub(super) fn tool_of(state: &State, id: CallId) -> Option<Tool> {
    let call = call(&state.conversation, id)?;
    let maker = state.conversation.maker(id.message)?;
    let settings = match &maker.generation {
        Some(generation) => generation.settings.clone(),
        None => state.settings().into_owned(),
    };
    let mut offered = settings.tools.offered.into_iter();
    offered.find(|tool| tool.name() == call.asks.name)
}

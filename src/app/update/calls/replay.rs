//! Replays: a recorded turn is run again in lanes of its own; each call gets its recorded result.
//!
//! No program ever runs for it: a call without a recorded result waits for the user.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::picker::Then;
use crate::app::replay::{OnReplay, Order, Replay, Who};
use crate::app::state::State;
use crate::app::transcript;
use crate::app::view::Audience;
use crate::chat::call::turn::{call, calls_of, open_calls};
use crate::chat::call::{Answer, AnsweredBy, CallId};
use crate::chat::ids::{LaneId, MessageId};
use crate::chat::lane::Lane;
use crate::chat::replay::{Found, Matching, Recording};
use crate::chat::settings::{ModelChoice, Settings};
use crate::chat::tool::offer;

use super::{answer, changed_args, lane_of, report};
use crate::app::update::{compare, file, lanes, menu, overlay, regenerate, settings};

/// Does something about replays.
pub(in crate::app::update) fn act(state: &mut State, what: OnReplay) -> Vec<Effect> {
    match what {
        OnReplay::Open => offer(state),
        OnReplay::Report => report::open(state),
    }
}

/// Lists what can be done here.
fn offer(state: &mut State) -> Vec<Effect> {
    let mut entries = waiting(state);
    if !state.calls.replays.is_empty() {
        let detail = "calls made, equal ones, differences, tokens, cost";
        entries.push(entry("compare with the recording", detail, Order::Report));
    }
    if let Some(recording) = recording(state) {
        let count = recording.calls.len();
        let calls = match count {
            1 => "1 recorded call".to_owned(),
            count => format!("{count} recorded calls"),
        };
        for matching in [Matching::Exact, Matching::ByPosition] {
            entries.extend(begins(state, matching, &calls));
        }
    }
    if entries.is_empty() {
        return say(
            state,
            "no call of a tool was made on this path; there is nothing to replay",
        );
    }
    menu::open(state, MenuKind::Replay, entries)
}

fn begins(state: &State, matching: Matching, calls: &str) -> Vec<Entry> {
    let begin = |label: &str, who| {
        // What tells the rows apart comes first, since narrow screens cut the rest off.
        let label = match matching {
            Matching::Exact => label.to_owned(),
            Matching::ByPosition => format!("{label}, by position"),
        };
        let detail = format!("results for {}; {calls}", matching.name());
        entry(&label, &detail, Order::Begin(who, matching))
    };
    let mut all = vec![
        begin("this model again", Who::Lane),
        begin("another model", Who::Model),
    ];
    let lanes = compare::audience(state).len();
    if lanes > 1 {
        all.push(begin(
            &format!("the {lanes} lanes that messages go to"),
            Who::Lanes,
        ));
    }
    all
}

/// A row for each call of the lane that has no recorded result of equal arguments.
fn waiting(state: &State) -> Vec<Entry> {
    let Some(lane) = state.lane() else {
        return Vec::new();
    };
    let Some(replay) = state.calls.replays.get(&lane.id) else {
        return Vec::new();
    };
    let calls = open_calls(&state.conversation, lane.leaf()).unwrap_or_default();
    let open = calls.iter().filter(|call| call.answer.is_none());
    let rows = open.filter_map(|call| {
        let (Found::Equal(at) | Found::Near(at)) = find(state, lane, call.id, replay) else {
            return None;
        };
        let recorded = &replay.recording.calls[at];
        let label = format!("give {} the result of call {}", recorded.name, at + 1);
        let detail = format!("it was recorded for {}", recorded.args);
        Some(entry(&label, &detail, Order::Near(call.id)))
    });
    rows.collect()
}

fn entry(label: &str, detail: &str, order: Order) -> Entry {
    Entry {
        label: label.to_owned(),
        detail: detail.to_owned(),
        pick: Pick::Replay(order),
    }
}

/// Carries out what was chosen.
pub(in crate::app::update) fn order(state: &mut State, order: Order) -> Vec<Effect> {
    match order {
        Order::Begin(Who::Lane, matching) => {
            let settings = state.settings().into_owned();
            begin(state, vec![settings], matching)
        }
        Order::Begin(Who::Model, matching) => overlay::open_picker(state, Then::Replay(matching)),
        Order::Begin(Who::Lanes, matching) => {
            let lanes = compare::audience(state).into_iter();
            let of = |id| Some(state.conversation.lane(id)?.settings.clone());
            let settings = lanes.filter_map(of).collect();
            begin(state, settings, matching)
        }
        Order::Near(call) => near(state, call),
        Order::Report => report::open(state),
    }
}

/// Runs the turn again with another model.
pub(in crate::app::update) fn with_model(
    state: &mut State,
    choice: ModelChoice,
    matching: Matching,
) -> Vec<Effect> {
    let mut settings = state.settings().into_owned();
    settings::fit_max_tokens(&state.abilities_of(&choice), &mut settings);
    settings.model = Some(choice);
    begin(state, vec![settings], matching)
}

fn recording(state: &State) -> Option<Recording> {
    let path = &state.lane()?.path;
    Recording::of(&state.conversation, path, transcript::chosen(state))
}

/// Opens a lane for each of these settings, and asks the recorded question there.
fn begin(state: &mut State, wanted: Vec<Settings>, matching: Matching) -> Vec<Effect> {
    let (Some(of), Some(recording)) = (state.lane_id(), recording(state)) else {
        return Vec::new();
    };
    if file::refuses(state) || lanes::is_full(state) {
        return Vec::new();
    }
    let recording = Arc::new(recording);
    let tools = state.settings().tools.clone();
    if lanes::open(state).len() == 1 {
        state.view.reading.audience = Audience::Focus;
    }
    let act = state.conversation.next_number();
    let (mut effects, mut added) = (Vec::new(), Vec::new());
    for mut settings in wanted {
        if lanes::is_full(state) {
            break;
        }
        if settings.tools.offered.is_empty() {
            offer::offer(&mut settings, tools.offered.clone());
            settings.tools = tools.clone();
        }
        let (record, id) = lanes::another(state, Some(recording.question), settings);
        effects.extend(file::record_in(state, Some(act), vec![record]));
        let replay = Replay {
            recording: Arc::clone(&recording),
            of,
            matching,
        };
        state.calls.replays.insert(id, replay);
        added.push(id);
    }
    for id in &added {
        effects.extend(lanes::within(state, *id, |state| {
            regenerate::answer(state, recording.question, act)
        }));
    }
    if let Some(last) = added.last() {
        lanes::focus(state, *last);
    }
    effects
}

/// A reply of a replay has ended: its calls get their recorded results. `None` = it is no replay, or one to
/// which the user has said more since: what follows is a turn like others.
pub(super) fn answers(
    state: &mut State,
    (lane, made): (LaneId, MessageId),
    ids: &[CallId],
) -> Option<Vec<Effect>> {
    let replay = state.calls.replays.get(&lane)?.clone();
    if !turn(state, state.conversation.lane(lane)?, &replay).contains(&made) {
        return None;
    }
    if ids.is_empty() {
        tell_end(state, &replay);
        return Some(Vec::new());
    }
    let mut effects = Vec::new();
    let mut waiting = 0;
    for id in ids {
        let found = state
            .conversation
            .lane(lane)
            .map_or(Found::Nothing, |lane| find(state, lane, *id, &replay));
        let at = match (found, replay.matching) {
            (Found::Equal(at), _) | (Found::Near(at), Matching::ByPosition) => Some(at),
            (Found::Near(_), Matching::Exact) | (Found::Nothing, _) => None,
        };
        match at.and_then(|at| replay.recording.calls[at].answer()) {
            Some(given) => effects.extend(answer(state, lane, *id, (given, Vec::new()))),
            None => waiting += 1,
        }
    }
    if waiting > 0 {
        let text =
            "no recorded result for these arguments: the call waits; ^X shift-R gives the nearest";
        state.notices.say(text, state.input.now.mono);
    }
    Some(effects)
}

/// The messages of a lane that belong to the turn that is run again there.
fn turn<'a>(state: &State, lane: &'a Lane, replay: &Replay) -> &'a [MessageId] {
    Recording::turn(&state.conversation, &lane.path, replay.recording.question)
}

/// What the recording has for a call of a replay; nothing for one of a later turn.
fn find(state: &State, lane: &Lane, id: CallId, replay: &Replay) -> Found {
    let Some(asked) = call(&state.conversation, id) else {
        return Found::Nothing;
    };
    let turn = turn(state, lane, replay);
    if !turn.contains(&id.message) {
        return Found::Nothing;
    }
    let name = &asked.asks.name;
    let (mut nth, mut used) = (0, Vec::new());
    for message in turn {
        let message = state.conversation.message(*message);
        let calls = message.map(|message| calls_of(&state.conversation, message));
        for other in calls.into_iter().flatten() {
            nth += usize::from(other.id < id && other.asks.name == *name);
            if let Some(AnsweredBy::Replay(of)) = other.answer.map(|answer| &answer.by) {
                used.push(*of);
            }
        }
    }
    let args = super::args_of(state, &asked);
    replay.recording.find((name, &args), nth, &used)
}

/// Gives a call the nearest recorded result.
fn near(state: &mut State, id: CallId) -> Vec<Effect> {
    let Some(lane) = lane_of(state, id) else {
        return Vec::new();
    };
    let Some(replay) = state.calls.replays.get(&lane).cloned() else {
        return Vec::new();
    };
    let found = state
        .conversation
        .lane(lane)
        .map_or(Found::Nothing, |lane| find(state, lane, id, &replay));
    let given = match found {
        Found::Equal(at) | Found::Near(at) => replay.recording.calls[at].answer(),
        Found::Nothing => None,
    };
    match given.map(|given| Answer {
        args: changed_args(state, id),
        ..given
    }) {
        Some(given) => answer(state, lane, id, (given, Vec::new())),
        None => say(state, "there is no recorded result of this tool left"),
    }
}

/// Says that the replays of a recording have ended, with the last one.
fn tell_end(state: &mut State, replay: &Replay) {
    let all = state.calls.replays.iter();
    let mut same = all.filter(|(_, other)| other.recording == replay.recording);
    let goes_on = same.any(|(lane, _)| {
        let leaf = state.conversation.lane(*lane).and_then(Lane::leaf);
        state.flight.of_lane(*lane).is_some() || open_calls(&state.conversation, leaf).is_some()
    });
    if !goes_on {
        say(
            state,
            "the replay has ended; ^X & compares it with the recording",
        );
    }
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

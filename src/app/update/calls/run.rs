//! Programs for calls: planned, asked about, run, stopped.

use crate::app::calls::{Plan, PlanId, Running, Stage, Standing};
use crate::app::effect::{Effect, RunOrder};
use crate::app::state::State;
use crate::chat::call::items::{self, Item};
use crate::chat::call::turn::{call, is_whole};
use crate::chat::call::{Answer, AnsweredBy, CallId, Consent, Ran, Said, Scope, Status, Verdict};
use crate::chat::content::Json;
use crate::chat::generation::Micros;
use crate::chat::ids::{LaneId, Number};
use crate::chat::json::Value;
use crate::chat::record::Record;
use crate::chat::tool::invocation::{Output, RunEnd};
use crate::chat::tool::set::runner_of;

use super::{answer, args_of, by_hand, changed_args, is_open, lane_of, talk, tool_of};
use crate::app::update::file;

/// Lets the program of a call be found out, if it has one and its arguments are whole.
pub(super) fn start_by_itself(state: &mut State, lane: LaneId, id: CallId) -> Vec<Effect> {
    order(state, lane, id).unwrap_or_default()
}

/// The same because the user says so: he is asked at once. Tells why not.
pub(in crate::app::update) fn start_wanted(state: &mut State, id: CallId) -> Vec<Effect> {
    state.calls.wanted = Some(id);
    start(state, id)
}

/// The same, whenever he can be asked; tells why not.
fn start(state: &mut State, id: CallId) -> Vec<Effect> {
    let Some(lane) = lane_of(state, id).filter(|_| is_open(state, id)) else {
        let text = "the conversation has gone on from this call; it does not run again";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    if file::refuses(state) {
        return Vec::new();
    }
    state.calls.halted.remove(&id.message);
    order(state, lane, id).unwrap_or_else(|why| {
        state.notices.say(why, state.input.now.mono);
        Vec::new()
    })
}

fn order(state: &mut State, lane: LaneId, id: CallId) -> Result<Vec<Effect>, String> {
    // Whatever is asked about is asked about again.
    state.calls.later.remove(&id);
    match state.calls.of(id).map(|running| &running.stage) {
        None => {}
        Some(Stage::Asking(_)) => return Ok(Vec::new()),
        Some(Stage::Planning | Stage::Writing(..) | Stage::Runs(_)) => {
            return Err("it is on its way".to_owned());
        }
    }
    let asked = call(&state.conversation, id).ok_or("there is no such call")?;
    if asked.answer.is_some() {
        return Err("it has an answer".to_owned());
    }
    let args = whole(&args_of(state, &asked)).to_owned();
    if !is_whole(&args) {
        return Err("its arguments are no whole JSON object: edit them first".to_owned());
    }
    let name = asked.asks.name.clone();
    let tool = tool_of(state, id).ok_or_else(|| format!("{name} was not offered"))?;
    let shelf = std::sync::Arc::clone(&state.memory.shelf);
    let found = runner_of(&shelf.tools, &tool).ok_or_else(|| {
        format!("no program answers {name}; name one in a tool set, or answer by hand")
    })?;
    state.calls.planned += 1;
    let number = state.calls.planned;
    state.calls.begin(Running {
        call: id,
        lane,
        number,
        stage: Stage::Planning,
        since: state.input.now.mono,
    });
    Ok(vec![Effect::PlanRun(Box::new(RunOrder {
        call: id,
        number,
        tool,
        args,
        set: found.set.clone(),
        runner: found.runner.clone(),
    }))])
}

/// Arguments as programs and servers take them: a call without any has an empty object.
fn whole(args: &str) -> &str {
    if args.trim().is_empty() { "{}" } else { args }
}

/// It is known what would run: it runs if that is allowed, else the user is asked.
pub(in crate::app::update) fn planned(
    state: &mut State,
    id: PlanId,
    result: Result<Plan, String>,
) -> Vec<Effect> {
    let now = state.input.now.mono;
    let Some(running) = state.calls.planning(id) else {
        return Vec::new();
    };
    match result {
        Ok(plan) => {
            running.stage = Stage::Asking(plan.clone());
            running.since = now;
            if state.calls.allows(&plan) {
                return carry_out(state, id.call, None);
            }
        }
        Err(why) => {
            state.calls.take(id.call);
            state.notices.error(why, now);
        }
    }
    Vec::new()
}

/// The user lets a program run; it runs once that is on disk.
pub(in crate::app::update) fn approve(state: &mut State, id: CallId, scope: &Scope) -> Vec<Effect> {
    carry_out(state, id, Some(scope))
}

fn carry_out(state: &mut State, id: CallId, scope: Option<&Scope>) -> Vec<Effect> {
    if file::refuses(state) || !is_open(state, id) {
        return Vec::new();
    }
    let Some(Running {
        stage: Stage::Asking(plan),
        ..
    }) = state.calls.of(id)
    else {
        return Vec::new();
    };
    let plan = plan.clone();
    let Some(scope) = scope else {
        return run(state, id, plan);
    };
    let record = state.conversation.next_number();
    let consent = Consent {
        call: Some(id),
        scope: scope.clone(),
        sha256: plan.sha256.clone(),
        verdict: Verdict::Approve,
    };
    if *scope != Scope::Once {
        state.calls.standing.push(Standing {
            record,
            scope: scope.clone(),
            plan: plan.clone(),
        });
    }
    if let Some(running) = state.calls.of_mut(id) {
        running.stage = Stage::Writing(plan, record);
    }
    let said = Record::Consent(Said::Consent(consent));
    file::record(state, vec![said], "")
}

/// What was approved is on disk up to this number: it runs.
pub(in crate::app::update) fn written(state: &mut State, up_to: Number) -> Vec<Effect> {
    let runs = state.calls.runs.iter();
    let due: Vec<(CallId, Plan)> = runs
        .filter_map(|running| match &running.stage {
            Stage::Writing(plan, record) if *record <= up_to => Some((running.call, plan.clone())),
            Stage::Writing(..) | Stage::Planning | Stage::Asking(_) | Stage::Runs(_) => None,
        })
        .collect();
    let mut effects = Vec::new();
    for (id, plan) in due {
        effects.extend(run(state, id, plan));
    }
    effects
}

fn run(state: &mut State, id: CallId, plan: Plan) -> Vec<Effect> {
    let now = state.input.now.mono;
    let Some(running) = state.calls.of_mut(id) else {
        return Vec::new();
    };
    running.since = now;
    let effect = Effect::Run(plan.invocation.clone(), plan.sha256.clone());
    running.stage = Stage::Runs(plan);
    vec![effect]
}

/// The user does not let it run: the call is answered with that.
pub(in crate::app::update) fn refuse(state: &mut State, id: CallId, reason: &str) -> Vec<Effect> {
    if file::refuses(state) {
        return Vec::new();
    }
    let Some(Running {
        stage: Stage::Asking(plan),
        ..
    }) = state.calls.of(id)
    else {
        return by_hand::deny(state, id, reason);
    };
    let consent = Consent {
        call: Some(id),
        scope: Scope::Once,
        sha256: plan.sha256.clone(),
        verdict: Verdict::Deny(reason.to_owned()),
    };
    let said = Record::Consent(Said::Consent(consent));
    let mut effects = file::record(state, vec![said], "");
    effects.extend(by_hand::deny(state, id, reason));
    effects
}

/// The user wants to be asked again about what was allowed before.
pub(in crate::app::update) fn revoke(state: &mut State, record: Number) -> Vec<Effect> {
    if file::refuses(state) {
        return Vec::new();
    }
    let standing = &mut state.calls.standing;
    let Some(at) = standing.iter().position(|it| it.record == record) else {
        return Vec::new();
    };
    standing.remove(at);
    file::record(state, vec![Record::Consent(Said::Revoke(record))], "")
}

/// A program has ended: what it gave is the answer, or is kept for the user where the file takes no answers.
/// One that could not be started is told of, and the call waits on.
pub(in crate::app::update) fn ended(
    state: &mut State,
    id: CallId,
    result: Result<Box<RunEnd>, String>,
) -> Vec<Effect> {
    let Some(Running {
        stage: Stage::Runs(plan),
        lane,
        ..
    }) = state.calls.take(id)
    else {
        return Vec::new();
    };
    let end = match result {
        Ok(end) => *end,
        Err(why) => {
            state.notices.error(why, state.input.now.mono);
            return Vec::new();
        }
    };
    if let Some(why) = file::refusal(state) {
        set_aside(state, &plan, (id, &end), why);
        return Vec::new();
    }
    let items: Vec<Item> = end.output.iter().map(item).collect();
    let files = end.output.iter().filter_map(|output| match output {
        Output::File(attached) => attached.blob(),
        Output::Text(_) | Output::Json(_) => None,
    });
    let args = args_it_ran_with(state, id, &plan);
    let given = Answer {
        content: items::write(&items),
        status: end.status,
        by: AnsweredBy::Runner(Ran {
            runner: plan.invocation.source.clone(),
            sha256: plan.sha256.clone(),
            us: end.us,
            exit: end.exit,
        }),
        args,
    };
    let blobs = files.collect();
    answer(state, lane, id, (given, blobs))
}

/// Keeps what a program gave as a text that can be given by hand, since it cannot be written now.
fn set_aside(state: &mut State, plan: &Plan, (id, end): (CallId, &RunEnd), why: &str) {
    let texts = end.output.iter().map(|output| match output {
        Output::Text(text) | Output::Json(text) => text.clone(),
        Output::File(attached) => format!("(a file: {})", attached.name),
    });
    let text = texts.collect::<Vec<_>>().join("\n");
    state.calls.written.insert(id, text);
    let tool = &plan.invocation.tool;
    let text = format!("{tool} ran, and its result waits to be given by hand in ^X t: {why}");
    state.notices.error(text, state.input.now.mono);
}

/// The arguments of what has run, where they are others than the model's.
fn args_it_ran_with(state: &State, id: CallId, plan: &Plan) -> Option<Json> {
    let ran = &plan.invocation.args;
    let asked = call(&state.conversation, id)?.asks;
    (ran != whole(&asked.input)).then(|| Json(ran.clone()))
}

fn item(output: &Output) -> Item {
    match output {
        Output::Text(text) => Item::Text(text.clone()),
        Output::Json(json) => {
            Value::parse(json).map_or_else(|_| Item::Text(json.clone()), Item::Json)
        }
        Output::File(attached) => by_hand::item_of(attached)
            .unwrap_or_else(|| Item::Text(format!("a file: {}", attached.name))),
    }
}

/// What a call asks its program for cannot be done: the model is told why. Nothing has run, so nobody
/// was asked.
pub(in crate::app::update) fn refused(
    state: &mut State,
    id: PlanId,
    (runner, why): (String, String),
) -> Vec<Effect> {
    let Some(lane) = state.calls.planning(id).map(|running| running.lane) else {
        return Vec::new();
    };
    let id = id.call;
    let given = Answer {
        content: items::write(&[Item::Text(why)]),
        status: Status::Error,
        by: AnsweredBy::Runner(Ran {
            runner,
            sha256: String::new(),
            us: Micros(0),
            exit: None,
        }),
        args: changed_args(state, id),
    };
    answer(state, lane, id, (given, Vec::new()))
}

/// Stops what runs for a call; what it would have given is not waited for.
pub(in crate::app::update) fn stop(state: &mut State, id: CallId) -> Vec<Effect> {
    state.calls.halted.insert(id.message);
    forget(state, id)
}

/// Stops what goes on by itself with the calls of a lane; `None` if nothing does. A question that was left
/// for later can still be asked.
pub(in crate::app::update) fn stop_lane(state: &mut State, lane: LaneId) -> Option<Vec<Effect>> {
    if !state.calls.works(lane) {
        return None;
    }
    let effects = stop_those(state, |run| run.lane == lane && run.works());
    let text = if state.composer.queue.is_empty() {
        "the tools were stopped; their calls wait for answers: ^X t"
    } else {
        "the tools were stopped; their calls wait: ^X t; Up takes the queued message back"
    };
    state.notices.say(text, state.input.now.mono);
    Some(effects)
}

/// Stops all that goes on with the calls of a lane, and asks no question about them any more: the lane goes
/// on without their results.
pub(in crate::app::update) fn give_up_lane(state: &mut State, lane: LaneId) -> Vec<Effect> {
    stop_those(state, |run| run.lane == lane)
}

fn stop_those(state: &mut State, those: impl Fn(&Running) -> bool) -> Vec<Effect> {
    let runs = state.calls.runs.iter().filter(|run| those(run));
    let ids: Vec<CallId> = runs.map(|run| run.call).collect();
    ids.into_iter().flat_map(|id| stop(state, id)).collect()
}

/// Stops everything, since the conversation is left. What was allowed ends with it.
pub(in crate::app::update) fn leave(state: &mut State) -> Vec<Effect> {
    let mut effects = talk::stop(state).unwrap_or_default();
    let calls = std::mem::take(&mut state.calls);
    // A plan of this conversation that comes late must be none of the next one's.
    state.calls.planned = calls.planned;
    let runs = calls.runs.into_iter();
    let running = runs.filter(|run| matches!(run.stage, Stage::Runs(_)));
    effects.extend(running.map(|run| Effect::StopRun(run.call)));
    effects
}

/// Takes out what goes on with a call.
pub(super) fn forget(state: &mut State, id: CallId) -> Vec<Effect> {
    match state.calls.take(id) {
        Some(Running {
            stage: Stage::Runs(_),
            ..
        }) => vec![Effect::StopRun(id)],
        Some(_) | None => Vec::new(),
    }
}

/// The arguments of a call are others: what was planned with the old ones is planned again.
pub(super) fn args_changed(state: &mut State, id: CallId) -> Vec<Effect> {
    let asking = state
        .calls
        .of(id)
        .is_some_and(|run| matches!(run.stage, Stage::Asking(_) | Stage::Planning));
    if !asking {
        return Vec::new();
    }
    state.calls.take(id);
    start(state, id)
}

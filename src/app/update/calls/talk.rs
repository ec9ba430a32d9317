//! A server that is asked for its tools: planned, shown to the user, asked, taken.

use crate::app::calls::{Plan, Talk, TalkStage};
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::chat::tool::source::{Origin, ToolSource};

use crate::app::update::tools;

/// Lets it be found out what would be done to ask a server for its tools.
pub(in crate::app::update) fn begin(state: &mut State, origin: Origin) -> Vec<Effect> {
    let sets = &state.memory.shelf.tools;
    let Some(set) = sets.iter().find(|set| set.name == origin.set) else {
        return Vec::new();
    };
    let order = (Box::new(set.clone()), origin.clone());
    let effects = stop(state).unwrap_or_default();
    let talk = Talk {
        origin,
        stage: TalkStage::Planning,
    };
    let text = format!(
        "finding out what asking {} would do… Esc stops",
        talk.origin.server
    );
    state.notices.say(text, state.input.now.mono);
    state.calls.talk = Some(Box::new(talk));
    [effects, vec![Effect::PlanTalk(order.0, order.1)]].concat()
}

/// It is known what would be done: the user is asked.
pub(in crate::app::update) fn planned(
    state: &mut State,
    (origin, result): (Origin, Result<Plan, String>),
) {
    let Some(talk) = &mut state.calls.talk else {
        return;
    };
    if talk.origin != origin || talk.stage != TalkStage::Planning {
        return;
    }
    match result {
        Ok(plan) => {
            talk.stage = TalkStage::Asking(plan);
            state.notices.clear();
        }
        Err(why) => {
            state.calls.talk = None;
            state.notices.error(why, state.input.now.mono);
        }
    }
}

/// The user lets the server be asked.
pub(super) fn approve(state: &mut State) -> Vec<Effect> {
    let Some(talk) = &mut state.calls.talk else {
        return Vec::new();
    };
    let before = std::mem::replace(&mut talk.stage, TalkStage::Runs);
    let TalkStage::Asking(Plan { invocation, sha256 }) = before else {
        talk.stage = before;
        return Vec::new();
    };
    let text = format!("asking {} for its tools… Esc stops", talk.origin.server);
    let ask = Effect::AskServer(talk.origin.clone(), invocation, sha256);
    state.notices.say(text, state.input.now.mono);
    vec![ask]
}

/// The user does not.
pub(super) fn refuse(state: &mut State) {
    state.calls.talk = None;
    state
        .notices
        .say("the server was not asked", state.input.now.mono);
}

/// Stops it; `None` = no server is asked.
pub(in crate::app::update) fn stop(state: &mut State) -> Option<Vec<Effect>> {
    let talk = state.calls.talk.take()?;
    let text = format!("{} is not asked any more", talk.origin.server);
    state.notices.say(text, state.input.now.mono);
    let runs = talk.stage == TalkStage::Runs;
    Some(runs.then_some(Effect::StopTalk).into_iter().collect())
}

/// The server has told its tools, or not.
pub(in crate::app::update) fn told(
    state: &mut State,
    (origin, result): (Origin, Result<Box<ToolSource>, String>),
) -> Vec<Effect> {
    let talk = state.calls.talk.as_ref();
    if talk.is_none_or(|talk| talk.origin != origin || talk.stage != TalkStage::Runs) {
        return Vec::new();
    }
    state.calls.talk = None;
    tools::read(state, result)
}

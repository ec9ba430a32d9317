//! A server that is asked for its tools: planned, shown to the user, asked, taken.

use crate::app::calls::{Plan, Talk, TalkId, TalkStage};
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::chat::tool::source::Origin;
use crate::chat::tool::source::server::{self, Told};

use crate::app::update::tools;

/// Lets it be found out what would be done to ask a server for its tools.
pub(in crate::app::update) fn begin(state: &mut State, origin: Origin) -> Vec<Effect> {
    let sets = &state.memory.shelf.tools;
    let Some(set) = sets.iter().find(|set| set.name == origin.set) else {
        return Vec::new();
    };
    let set = Box::new(set.clone());
    let mut effects = stop(state).unwrap_or_default();
    state.calls.planned += 1;
    let id = TalkId(state.calls.planned);
    effects.push(Effect::PlanTalk(id, set, origin.server.clone()));
    let text = format!(
        "finding out what asking {} would do… Esc stops",
        origin.server
    );
    state.notices.say(text, state.input.now.mono);
    state.calls.talk = Some(Box::new(Talk {
        id,
        origin,
        stage: TalkStage::Planning,
    }));
    effects
}

/// It is known what would be done: the user is asked.
pub(in crate::app::update) fn planned(state: &mut State, id: TalkId, result: Result<Plan, String>) {
    let Some(talk) = &mut state.calls.talk else {
        return;
    };
    if talk.id != id || talk.stage != TalkStage::Planning {
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
    let ask = Effect::AskServer(talk.id, invocation, sha256);
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
    id: TalkId,
    result: Result<Told, String>,
) -> Vec<Effect> {
    let is_it = |talk: &mut Box<Talk>| talk.id == id && talk.stage == TalkStage::Runs;
    let Some(talk) = state.calls.talk.take_if(is_it) else {
        return Vec::new();
    };
    let Origin { set, server } = &talk.origin;
    let sets = &state.memory.shelf.tools;
    let source = result.and_then(|told| {
        let set = sets.iter().find(|known| known.name == *set);
        let set =
            set.ok_or_else(|| format!("there is no tool set {} any more", talk.origin.set))?;
        server::read(set, server, told)
    });
    tools::read(state, source.map(Box::new))
}

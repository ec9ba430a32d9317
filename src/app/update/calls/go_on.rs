//! The loop: results go back, and the model is asked again, until it has none, or a limit is reached.

use crate::app::effect::Effect;
use crate::app::flight::Question;
use crate::app::state::State;
use crate::chat::call::rounds::{ROUNDS, replies};
use crate::chat::call::turn::{open_calls, results};
use crate::chat::content::ContentBlock;
use crate::chat::generation::Outcome;
use crate::chat::ids::{LaneId, MessageId};
use crate::chat::lane::Lane;
use crate::chat::message::Role;
use crate::chat::price::{self, Prices};
use crate::chat::record::{Body, Record};

use crate::app::update::{before, file, lanes, pin, send};

/// Goes on in a lane once all calls at its end have answers, if nothing keeps it from doing so.
pub(in crate::app::update) fn go_on(state: &mut State, lane: LaneId) -> Vec<Effect> {
    let Some(leaf) = state.conversation.lane(lane).and_then(Lane::leaf) else {
        return Vec::new();
    };
    let calls = open_calls(&state.conversation, Some(leaf));
    let whole = calls.is_some_and(|calls| results(&calls).is_some());
    if !whole || state.flight.of_lane(lane).is_some() {
        return Vec::new();
    }
    let why = if state.calls.halted.contains(&leaf) {
        Some("all calls have answers".to_owned())
    } else {
        limit_reached(state, lane)
    };
    let why = match why {
        Some(why) => Some(why),
        None => refused(state, lane),
    };
    match why {
        None => {
            let text = "all calls have answers: the results went back";
            state.notices.say(text, state.input.now.mono);
            join(state, lane)
        }
        Some(why) => {
            let text = format!("{why}; F5 sends the results");
            state.notices.say(text, state.input.now.mono);
            Vec::new()
        }
    }
}

/// What the service would refuse if the results went back, told in full by the reader of errors.
fn refused(state: &mut State, lane: LaneId) -> Option<String> {
    let why = with_results(state, lane, |state, content| {
        before::against_results(state, content)
    })??;
    let why = format!("the results were not sent: {why}");
    state.notices.last_error = Some(why.clone());
    Some(why)
}

/// Does something in a lane with the results that it would send.
fn with_results<T>(
    state: &mut State,
    lane: LaneId,
    does: impl FnOnce(&mut State, &[ContentBlock]) -> T,
) -> Option<T> {
    let leaf = state.conversation.lane(lane).and_then(Lane::leaf);
    let content = results(&open_calls(&state.conversation, leaf)?)?;
    Some(lanes::within(state, lane, |state| does(state, &content)))
}

/// Sends the results of a lane because the user says so, whatever the limits are. `None` if there is
/// nothing to be sent, as where a reply broke off before its calls were whole.
pub(in crate::app::update) fn send_results(state: &mut State) -> Option<Vec<Effect>> {
    let lane = state.lane()?;
    let (id, leaf) = (lane.id, lane.leaf()?);
    let calls = open_calls(&state.conversation, Some(leaf))?;
    if results(&calls).is_none() {
        if broke_off(state, leaf) {
            return None;
        }
        let open = calls.iter().filter(|call| call.answer.is_none()).count();
        let text = match open {
            1 => "a tool call has no answer yet; ^X t shows it".to_owned(),
            n => format!("{n} tool calls have no answers yet; ^X t shows them"),
        };
        state.notices.say(text, state.input.now.mono);
        return Some(Vec::new());
    }
    if file::refuses(state) || state.flight.of_lane(id).is_some() {
        return Some(Vec::new());
    }
    state.calls.halted.remove(&leaf);
    with_results(state, id, before::accept_results);
    Some(join(state, id))
}

/// Whether a reply ended before the model was done with it.
fn broke_off(state: &State, reply: MessageId) -> bool {
    let reply = state.conversation.message(reply);
    let end = reply.and_then(|reply| reply.generation.as_ref()?.end.as_ref());
    end.is_some_and(|end| match end.outcome {
        Outcome::Done(_) => false,
        Outcome::Cancelled | Outcome::Interrupted | Outcome::Failed(_) => true,
    })
}

/// Which limit the turn of a lane has reached.
fn limit_reached(state: &State, lane: LaneId) -> Option<String> {
    let lane = state.conversation.lane(lane)?;
    let limits = &lane.settings.tools.limits;
    let most = limits.rounds.unwrap_or(ROUNDS);
    let rounds = replies(&state.conversation, &lane.path).count();
    if rounds >= usize::try_from(most).unwrap_or(usize::MAX) {
        return Some(format!("the model was called {rounds} times in this turn"));
    }
    let most: f64 = limits.dollars.as_ref()?.value();
    let mut prices = Prices::of(&state.service.abilities);
    let (mut spent, mut unknown) = (0.0, 0);
    let made = replies(&state.conversation, &lane.path);
    for reply in made.filter_map(|reply| reply.generation.as_deref()) {
        let price = prices.of_reply(reply);
        match price::of_reply(reply, price.as_ref()) {
            Some(cost) => spent += cost.0,
            None => unknown += 1,
        }
    }
    if spent >= most {
        let text = format!("this turn has cost ${spent:.4}, and ${most} is its budget");
        return Some(text);
    }
    // What nobody knows may be more than any budget.
    match unknown {
        0 => None,
        1 => Some(format!(
            "the cost of a reply of this turn is unknown, and ${most} is its budget"
        )),
        n => Some(format!(
            "the costs of {n} replies of this turn are unknown, and ${most} is its budget"
        )),
    }
}

/// Brings the results back in one message and asks again, in one action of its own.
fn join(state: &mut State, lane: LaneId) -> Vec<Effect> {
    let leaf = state.conversation.lane(lane).and_then(Lane::leaf);
    let calls = open_calls(&state.conversation, leaf);
    let Some((reply, content)) = leaf.zip(calls.and_then(|calls| results(&calls))) else {
        return Vec::new();
    };
    let act = state.conversation.next_number();
    let message = MessageId(act.0);
    let turn = state.conversation.message(reply).map(|reply| reply.turn);
    let brings = Record::Message {
        parent: Some(reply),
        role: Role::User,
        turn,
        case: None,
        body: Body::New(content),
    };
    let ends = Record::Leaf {
        lane,
        message: Some(message),
    };
    let mut effects = file::record(state, vec![brings, ends], "");
    effects.extend(lanes::within(state, lane, |state| {
        let question = Question {
            lane,
            parent: message,
            prefill: pin::pinned(state),
            settings: None,
            act: Some(act),
        };
        send::ask(state, &question)
    }));
    effects
}

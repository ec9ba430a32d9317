//! Before new lanes answer a question that stands already: what their model will refuse and what the wire
//! cannot carry is told, as it is before a message, and nothing is sent until the user has decided.

use crate::app::blind;
use crate::app::effect::Effect;
use crate::app::menu::{MenuKind, Remedy, Way};
use crate::app::settings::remarks;
use crate::app::state::State;
use crate::chat::check::{Finding, Level, Prefill};
use crate::chat::ids::{LaneId, MessageId, Number};
use crate::chat::lane::Lane;
use crate::chat::message::Role;
use crate::chat::request::{Form, Request};

use super::regenerate::Beginning;
use super::{before, lanes, menu, pin, regenerate};

/// Asks for a reply in each of these lanes, which have the same settings and end at this question. Where
/// something stands in the way, that is told instead, and the lanes wait.
pub(super) fn ask(
    state: &mut State,
    asked: &[LaneId],
    question: MessageId,
    act: Option<Number>,
) -> Vec<Effect> {
    // Of a hidden lane nothing is to be told, not even what its model refuses.
    let open = asked.first().filter(|_| !blind::is_hidden(state));
    let told = open.and_then(|first| {
        let found = lanes::within(state, *first, |state| in_the_way(state, question))?;
        lanes::focus(state, *first);
        state.view.reading.waiting = asked.to_vec();
        Some(tell(state, &found))
    });
    if let Some(effects) = told {
        return effects;
    }
    let mut effects = Vec::new();
    for lane in asked {
        effects.extend(lanes::within(state, *lane, |state| {
            let beginning = Beginning {
                prefill: pin::pinned(state),
                settings: None,
                act,
            };
            regenerate::ask(state, Some(question), beginning)
        }));
    }
    effects
}

/// Asks the lanes that wait, after this was done. What still stands in the way is told; what was accepted is
/// not told again.
pub(super) fn send(state: &mut State, remedy: &Remedy) -> Vec<Effect> {
    let Some(question) = waits_for(state) else {
        return Vec::new();
    };
    let asked = waiting(state, question);
    let mut effects = Vec::new();
    match remedy {
        Remedy::Accept => {
            let order = before::out_of_order(state).map(|remark| remark.text);
            let found = found(state, question).into_iter();
            let texts: Vec<String> = found.map(|finding| finding.text).chain(order).collect();
            state.notices.accepted.extend(texts);
        }
        Remedy::Fix(_) => {
            for lane in &asked {
                effects.extend(lanes::within(state, *lane, |state| {
                    before::mend(state, remedy)
                }));
            }
        }
        Remedy::LeaveOut(_) | Remedy::TrimPrefill | Remedy::Instead(_) => {
            effects = before::mend(state, remedy);
        }
    }
    effects.extend(ask(state, &asked, question, None));
    effects
}

/// The question at the end of the lane, if it is one and nothing is on its way.
fn waits_for(state: &State) -> Option<MessageId> {
    let lane = state.lane()?;
    let question = state.conversation.message(lane.leaf()?)?;
    let waits = question.role == Role::User && state.flight.of_lane(lane.id).is_none();
    waits.then_some(question.id)
}

/// The lanes that wait to answer this question.
fn waiting(state: &State, question: MessageId) -> Vec<LaneId> {
    let waits = |lane: &&Lane| {
        let is_idle = state.flight.of_lane(lane.id).is_none();
        let is_told = state.view.reading.waiting.contains(&lane.id);
        is_idle && is_told && lane.leaf() == Some(question)
    };
    let lanes = state.conversation.lanes().filter(waits);
    lanes.map(|lane| lane.id).collect()
}

/// What the user has not decided on, with all that stands with it; `None` where the question can go, or
/// where it cannot for another reason, which is told when it is asked.
fn in_the_way(state: &State, question: MessageId) -> Option<Vec<Finding>> {
    let lane = state.lane_id()?;
    if regenerate::obstacle(state, lane, question).is_some() {
        return None;
    }
    let found = found(state, question);
    let is_new = before::news(state, &found).is_some() || before::out_of_order(state).is_some();
    is_new.then_some(found)
}

/// What the service will refuse, and what of the request the wire leaves out.
fn found(state: &State, question: MessageId) -> Vec<Finding> {
    let settings = state.settings();
    let prefill = pin::pinned(state);
    let mut found = remarks::of_results(&settings, state, &[], Prefill::of(&prefill));
    found.retain(|finding| finding.level == Level::Refused);
    found.extend(before::too_long(state, &[]));
    let request = state.lane_id().and_then(|lane| {
        let settings = settings.into_owned();
        Request::new(&state.conversation, lane, settings, question)
    });
    if let Some(mut request) = request {
        request.prefill = prefill;
        request.form = Form::of(&state.abilities());
        found.extend(before::left_out(&request));
    }
    found
}

/// Opens the list of what stands in the way.
fn tell(state: &mut State, found: &[Finding]) -> Vec<Effect> {
    let order = before::out_of_order(state);
    let mut entries = Vec::new();
    entries.extend(
        order
            .iter()
            .flat_map(|it| before::order_rows(it, Way::Answering)),
    );
    let rows = found.iter();
    entries.extend(rows.flat_map(|it| before::rows(it, Way::Answering)));
    entries.push(before::as_it_is(Way::Answering));
    let text = "the new lane has sent nothing yet; F5 asks it as it is";
    state.notices.say(text, state.input.now.mono);
    let effects = menu::open(state, MenuKind::BeforeSending, entries);
    before::select_mend(state);
    effects
}

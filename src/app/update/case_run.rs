//! Running the cases: each lane asks for one cell after the other.

use std::sync::Arc;

use crate::app::cases::{Queue, Run};
use crate::app::composer::Said;
use crate::app::effect::Effect;
use crate::app::file::Mode;
use crate::app::flight::Question;
use crate::app::grid;
use crate::app::service::Link;
use crate::app::state::State;
use crate::chat::attached::marks;
use crate::chat::ids::{CaseNo, LaneId, MessageId, Number};
use crate::chat::message::{Message, Role};
use crate::chat::record::{Body, Record};
use crate::chat::variables;

use super::{draft, file, generation, lanes, say, send};

/// Lets these cells of a lane be asked for, besides those that are waited for already.
pub(super) fn ask_for(state: &mut State, lane: LaneId, queue: Queue) {
    let run = state.flight.desk.run.get_or_insert_with(Run::default);
    match run.queues.get_mut(&lane) {
        // What is asked again needs no prompt, so that of the others stays.
        Some(waiting) if queue.said.text.is_empty() => waiting.wanted.extend(queue.wanted),
        Some(waiting) => {
            let again = std::mem::replace(waiting, queue).wanted;
            let again = again.into_iter().filter(|(_, question)| question.is_some());
            waiting.wanted.extend(again);
        }
        None => {
            run.queues.insert(lane, queue);
        }
    }
}

/// Stops all cells, those that wait and those that are on their way.
pub(super) fn stop(state: &mut State) -> Vec<Effect> {
    let waiting = state.flight.desk.run.take().map_or(0, |run| run.waiting());
    let flying = state.flight.cells();
    let effects = generation::stop_cells(state);
    if waiting + flying > 0 {
        let text = "the cases are stopped; R in their grid goes on with those that have no reply";
        state.notices.say(text, state.input.now.mono);
    }
    effects
}

/// Asks for the next cell of each lane that has none on its way.
pub(super) fn go_on(state: &mut State) -> Vec<Effect> {
    let Some(run) = &state.flight.desk.run else {
        return Vec::new();
    };
    if run.waiting() == 0 {
        return end(state);
    }
    let ready = matches!(state.service.link, Link::Ready(_));
    if !ready || state.file.mode != Mode::Writable {
        return Vec::new();
    }
    let open = lanes::open(state);
    let mut effects = Vec::new();
    for lane in open {
        if state.flight.of_cell(lane).is_none() {
            effects.extend(next_of(state, lane));
        }
    }
    drop_closed(state);
    effects
}

/// Cells of lanes that are closed are not asked for.
fn drop_closed(state: &mut State) {
    let open = lanes::open(state);
    if let Some(run) = &mut state.flight.desk.run {
        run.queues.retain(|lane, _| open.contains(lane));
    }
}

/// Says that a run is over, once nothing of it is on its way.
fn end(state: &mut State) -> Vec<Effect> {
    if state.flight.cells() == 0 {
        state.flight.desk.run = None;
        let text = "all cases were asked for; ^X # shows their grid";
        state.notices.say(text, state.input.now.mono);
    }
    Vec::new()
}

fn next_of(state: &mut State, lane: LaneId) -> Vec<Effect> {
    let run = state.flight.desk.run.as_mut();
    let Some(queue) = run.and_then(|run| run.queues.get_mut(&lane)) else {
        return Vec::new();
    };
    let Some((case, question)) = queue.wanted.pop_first() else {
        return Vec::new();
    };
    let (leaf, said) = (queue.leaf, Arc::clone(&queue.said));
    let prefill = queue.prefill.clone();
    if let Some(question) = question {
        // It begins as it began before.
        let before = state.conversation.cell(case, lane).map(Message::prefill);
        let prefill = before.map(str::to_owned);
        return ask(state, case, question, (lane, prefill));
    }
    let (question, mut effects) = question_of(state, case, leaf, &said);
    effects.extend(ask(state, case, question, (lane, prefill)));
    effects
}

/// The message of a case below a leaf: the one that another lane has asked already, or a new one.
fn question_of(
    state: &mut State,
    case: CaseNo,
    leaf: Option<MessageId>,
    said: &Said,
) -> (MessageId, Vec<Effect>) {
    let text = filled(state, case, &said.text);
    let content = marks::content_of(&text, &said.attached);
    let known = |known: &&Message| known.parent == leaf && known.content == content;
    if let Some(known) = state.conversation.questions(case).find(known) {
        return (known.id, Vec::new());
    }
    let turn = state.conversation.questions(case).next();
    let message = Record::Message {
        parent: leaf,
        role: Role::User,
        turn: turn.map(|first| first.turn),
        case: Some(case),
        body: Body::New(content),
    };
    add(state, message, said)
}

/// Adds a message; the first one of a conversation makes its file.
fn add(state: &mut State, message: Record, said: &Said) -> (MessageId, Vec<Effect>) {
    let begins = state.file.handed == Number(0);
    let title = say::title_of_said(&said.text, &said.attached);
    let mut records = say::before_message(state, &said.attached, &title);
    let id = MessageId(state.conversation.next_number().0 + records.len() as u64);
    records.push(message);
    let mut effects = file::record(state, records, &title);
    if begins {
        effects.extend(draft::begun(state));
    }
    (id, effects)
}

/// Asks a lane for the reply to a case.
fn ask(
    state: &mut State,
    case: CaseNo,
    parent: MessageId,
    (lane, prefill): (LaneId, Option<String>),
) -> Vec<Effect> {
    let Some(settings) = state.conversation.lane(lane).map(|lane| &lane.settings) else {
        return Vec::new();
    };
    let mut settings = settings.clone();
    settings.system = filled(state, case, &settings.system);
    let pinned = state.conversation.pinned(lane).unwrap_or_default();
    let question = Question {
        lane,
        parent,
        prefill: prefill.unwrap_or_else(|| pinned.to_owned()),
        settings: Some(Box::new(settings)),
        act: None,
    };
    match send::take_off(state, &question, Some(case)) {
        Some(request) => vec![Effect::Prepare(lane, parent, request)],
        None => Vec::new(),
    }
}

/// A text with the values of a case, which win over those of the conversation.
fn filled(state: &State, case: CaseNo, text: &str) -> String {
    let mut values = state.conversation.variables().clone();
    if let Some(table) = grid::table(state) {
        values.extend(table.values(case));
    }
    variables::filled(text, &values)
}

//! A judge: a model in a lane of its own that compares the replies of the others.

use crate::app::blind;
use crate::app::editor::{Editor, Subject};
use crate::app::effect::Effect;
use crate::app::picker::Then;
use crate::app::state::State;
use crate::app::view::Judged;
use crate::app::votes;
use crate::chat::content::ContentBlock;
use crate::chat::ids::{GenerationId, LaneId, MessageId, Turn};
use crate::chat::judge::{self, Verdict};
use crate::chat::lane::{JUDGE, Lane};
use crate::chat::message::{Message, Role};
use crate::chat::record::{Body, Record};
use crate::chat::settings::{ModelChoice, Settings};

use super::regenerate::Beginning;
use super::{editor, file, lanes, overlay, regenerate, settings};

/// The variable that keeps the criteria of a conversation.
const VARIABLE: &str = "criteria";

/// Asks for the criteria first.
pub(super) fn begin(state: &mut State) -> Vec<Effect> {
    if file::refuses(state) || (lane(state).is_none() && lanes::is_full(state)) {
        return Vec::new();
    }
    if let Err(text) = case(state) {
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let criteria = state.conversation.variables().get(VARIABLE).cloned();
    let criteria = criteria.unwrap_or_else(|| judge::CRITERIA.to_owned());
    editor::open(state, Editor::new(Subject::Criteria, &criteria));
    Vec::new()
}

/// The criteria are there: the judge of before is asked again, or a model is chosen.
pub(super) fn by(state: &mut State, criteria: String) -> Vec<Effect> {
    // What is proposed where there are none needs not be kept.
    let own = Some(criteria).filter(|text| !text.trim().is_empty() && text != judge::CRITERIA);
    let mut effects = editor::set_variable(state, VARIABLE, own);
    match lane(state) {
        Some(lane) => effects.extend(ask(state, Vec::new(), lane)),
        None => effects.extend(overlay::open_picker(state, Then::Judge)),
    }
    effects
}

/// Opens the lane of a judge with this model, and asks it.
pub(super) fn with_model(state: &mut State, choice: ModelChoice) -> Vec<Effect> {
    if lanes::is_full(state) {
        return Vec::new();
    }
    let mut settings = Settings {
        system: judge::SYSTEM.to_owned(),
        ..Settings::default()
    };
    settings::fit_max_tokens(&state.abilities_of(&choice), &mut settings);
    settings.model = Some(choice);
    let (mut record, id) = lanes::another(state, None, settings);
    if let Record::Lane { name, .. } = &mut record {
        *name = Some(JUDGE.to_owned());
    }
    ask(state, vec![record], id)
}

/// The open lane of a judge.
fn lane(state: &State) -> Option<LaneId> {
    let mut lanes = state.conversation.lanes();
    lanes.find(|lane| lane.is_judge()).map(|lane| lane.id)
}

/// Puts the question and the replies before the judge, as a message of its own lane.
fn ask(state: &mut State, mut records: Vec<Record>, lane: LaneId) -> Vec<Effect> {
    let case = match case(state) {
        Ok(case) => case,
        Err(text) => {
            state.notices.say(text, state.input.now.mono);
            return Vec::new();
        }
    };
    let act = state.conversation.next_number();
    let message = MessageId(act.0 + records.len() as u64);
    records.push(Record::Message {
        parent: state.conversation.lane(lane).and_then(Lane::leaf),
        role: Role::User,
        turn: Some(case.turn),
        case: None,
        body: Body::New(vec![ContentBlock::Text(case.prompt)]),
    });
    records.push(Record::Leaf {
        lane,
        message: Some(message),
    });
    let mut effects = file::record(state, records, "");
    state.view.reading.judged = Some(Judged {
        question: message,
        order: case.order,
    });
    let beginning = Beginning {
        act: Some(act),
        ..Beginning::default()
    };
    effects.extend(lanes::within(state, lane, |state| {
        regenerate::ask(state, Some(message), beginning)
    }));
    effects
}

/// What a judge is asked about.
struct Case {
    turn: Turn,
    /// The lanes in the order of their letters.
    order: Vec<LaneId>,
    prompt: String,
}

/// The replies of the turn that is voted on; else why there is nothing to judge.
fn case(state: &State) -> Result<Case, &'static str> {
    const NOTHING: &str =
        "a judge compares lanes that answer the same message; ^X c opens another one";
    let turn = votes::turn(state).ok_or(NOTHING)?;
    let conversation = &state.conversation;
    let order = conversation.contenders(turn);
    if order.len() < 2 {
        return Err(NOTHING);
    }
    let busy = |lane: &LaneId| state.flight.of_lane(*lane).is_some();
    if order.iter().any(busy) || lane(state).as_ref().is_some_and(busy) {
        return Err("a reply is still on its way; ask the judge when all are there");
    }
    let mut lanes = order.iter().filter_map(|id| conversation.lane(*id));
    let replies: Vec<String> = lanes
        .clone()
        .map(|lane| {
            let reply = conversation.reply_in(lane, turn);
            let reply = reply.and_then(|id| conversation.message(id));
            reply.map(Message::text).unwrap_or_default()
        })
        .collect();
    let asked = lanes.next().and_then(|lane| {
        let messages = lane.path.iter().filter_map(|id| conversation.message(*id));
        let mut of_turn = messages.filter(|message| message.turn == turn);
        of_turn.find(|message| message.role == Role::User)
    });
    let question = asked.map(Message::text).unwrap_or_default();
    let criteria = conversation.variables().get(VARIABLE);
    let criteria = criteria.map_or(judge::CRITERIA, String::as_str);
    let prompt = judge::prompt(&question, &replies, criteria);
    Ok(Case {
        turn,
        order,
        prompt,
    })
}

/// A reply has ended: if it is a verdict, it is offered as a vote, and never cast by itself.
pub(super) fn ended(state: &mut State, id: GenerationId) {
    let Some(reply) = state.conversation.message(id.reply()) else {
        return;
    };
    let judged = state.view.reading.judged.as_ref();
    let Some(judged) = judged.filter(|judged| reply.parent == Some(judged.question)) else {
        return;
    };
    let order = &judged.order;
    let text = match judge::verdict(&reply.text(), order.len()) {
        Some(Verdict::Reply(place)) => {
            let lane = order.get(place).copied();
            let lane = lane.map_or_else(String::new, |lane| blind::label(state, lane));
            let letter = judge::letter(place);
            if lane == letter.to_string() {
                format!("the judge says {letter}; ^X 5 on it votes")
            } else {
                format!("the judge says {letter}, lane {lane}; ^X 5 on it votes")
            }
        }
        Some(Verdict::Tie) => "the judge says tie; ^X % votes".to_owned(),
        Some(Verdict::Nobody) => "the judge says none; ^X % votes".to_owned(),
        None => "the judge names no winner".to_owned(),
    };
    state.notices.say(text, state.input.now.mono);
}

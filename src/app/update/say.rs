//! What the user says becomes messages in lanes, and questions to their models.

use crate::app::composer::Said;
use crate::app::effect::Effect;
use crate::app::flight::Question;
use crate::app::state::State;
use crate::chat::attached::{Attached, marks};
use crate::chat::call::turn::{open_calls, results_so_far};
use crate::chat::content::ContentBlock;
use crate::chat::ids::{LaneId, MessageId, Number, Turn};
use crate::chat::lane::Lane;
use crate::chat::message::Role;
use crate::chat::record::{Blob, Body, Record, TitleBy};
use crate::chat::variables;

use super::{draft, file, lanes, pin, send};

/// How long a title made of first words may be, in characters.
const MAX_TITLE: usize = 60;

/// Adds a user message to each of the lanes and asks for replies.
///
/// Variables in the text have their values from here on, so that the message is what was sent. Lanes
/// that end at the same message share it; others get one each, of the same turn.
pub(super) fn say(state: &mut State, lanes: &[LaneId], said: &Said) -> Vec<Effect> {
    let text = variables::filled(&said.text, state.conversation.variables());
    let begins = state.file.handed == Number(0);
    let act = state.conversation.next_number();
    let slug = title_of_said(&text, &said.attached);
    let mut records = before_message(state, &said.attached, &slug);
    let content = marks::content_of(&text, &said.attached);
    let asked = messages_of(state, lanes, &content, &mut records);
    let mut effects = file::record(state, records, &slug);
    let here = state.lane_id();
    let usual = said.prefill == pin::pinned(state);
    for (lane, parent) in asked {
        lanes::focus(state, lane);
        let prefill = if usual {
            pin::pinned(state)
        } else {
            said.prefill.clone()
        };
        let question = Question {
            lane,
            parent,
            prefill,
            settings: None,
            act: Some(act),
        };
        effects.extend(send::ask(state, &question));
    }
    if let Some(here) = here {
        lanes::focus(state, here);
    }
    if begins {
        effects.extend(draft::begun(state));
    }
    effects
}

/// The records of a message in these lanes, behind those that come first; tells which message each
/// lane asks about.
fn messages_of(
    state: &State,
    lanes: &[LaneId],
    content: &[ContentBlock],
    records: &mut Vec<Record>,
) -> Vec<(LaneId, MessageId)> {
    let act = state.conversation.next_number();
    let mut made: Vec<(Option<MessageId>, MessageId)> = Vec::new();
    let mut asked = Vec::new();
    for lane in lanes {
        let parent = state.conversation.lane(*lane).and_then(Lane::leaf);
        let known = made.iter().find(|(leaf, _)| *leaf == parent);
        let message = known.map_or(MessageId(act.0 + records.len() as u64), |(_, id)| *id);
        if known.is_none() {
            let answered = open_calls(&state.conversation, parent).unwrap_or_default();
            // What was answered so far goes along; the calls without an answer are left behind.
            let mut whole = results_so_far(&answered);
            whole.extend_from_slice(content);
            records.push(Record::Message {
                parent,
                role: Role::User,
                turn: made.first().map(|(_, first)| Turn(first.0)),
                case: None,
                body: Body::New(whole),
            });
            made.push((parent, message));
        }
        records.push(Record::Leaf {
            lane: *lane,
            message: Some(message),
        });
        asked.push((*lane, message));
    }
    asked
}

/// What must be in the file before a message: the first one's words as the title, and the bytes
/// of attachments that the file does not have yet, each of them once.
pub(super) fn before_message(state: &State, attached: &[Attached], title: &str) -> Vec<Record> {
    let mut records = Vec::new();
    if state.conversation.title().is_none() {
        records.push(Record::Title {
            text: title.to_owned(),
            by: TitleBy::First,
        });
    }
    let mut new: Vec<Blob> = Vec::new();
    for blob in attached.iter().filter_map(Attached::blob) {
        let known = new.iter().any(|other| other.hash == blob.hash);
        if !known && state.conversation.blob(&blob.hash).is_none() {
            new.push(blob);
        }
    }
    records.extend(new.into_iter().map(Record::Blob));
    records
}

/// The first words of a message, or the name of what goes along where it has none.
pub(super) fn title_of_said(text: &str, attached: &[Attached]) -> String {
    let words = marks::words_of(text, attached);
    match attached.first() {
        Some(first) if words.trim().is_empty() => title_of(&first.name),
        Some(_) | None => title_of(&words),
    }
}

/// The first words of a text, on one line.
pub(super) fn title_of(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(MAX_TITLE) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words,
    }
}

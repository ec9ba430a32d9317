//! What a row of the map tells of its message. Worked out for the rows in sight, whenever they are
//! drawn, so that it is always what is so now.

use crate::app::state::State;
use crate::chat::call::items;
use crate::chat::content::{ContentBlock, Json};
use crate::chat::conversation::Hidden;
use crate::chat::generation::{Generation, Outcome};
use crate::chat::ids::MessageId;
use crate::chat::lane::Lane;
use crate::chat::message::{Message, Origin, Role};

use super::rows::Row;
use super::totals::{self, Cost};

/// The most characters of a text that are looked at: no row is longer.
const MOST: usize = 300;

/// What a row tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told<'a> {
    /// Who speaks.
    pub(crate) speaker: Role,
    /// Where it is as seen from the lane in focus.
    pub(crate) path: OnPath,
    /// What the user calls it. Foreign text.
    pub(crate) name: Option<&'a str>,
    /// The first line, or what it is if it has no text. Foreign text.
    pub(crate) text: String,
    /// What is to be known of it at a glance.
    pub(crate) marks: Vec<Mark>,
    /// The model that said it; of a copy, the one that said the original. Foreign text.
    pub(crate) model: Option<&'a str>,
    /// Output tokens, as the service counted them.
    pub(crate) tokens: Option<u64>,
    /// What it cost, of a reply.
    pub(crate) cost: Option<Cost>,
}

/// Where a message is as seen from the lane in focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnPath {
    /// On another path.
    Beside,
    /// On the path that is shown.
    On,
    /// At its end.
    End,
}

/// What is to be known of a message at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// It was made of another one.
    Edited,
    /// It says the same as another one.
    Copy,
    /// It stays out of the requests of the lane in focus.
    LeftOut,
    /// The reply has failed.
    Failed,
    /// The reply was stopped.
    Stopped,
    /// The reply is on its way.
    Open,
    /// The lane with this number ends here.
    Lane(usize),
    /// It is in the trash.
    Trash,
}

impl Mark {
    /// How it is written.
    pub(crate) fn sign(self) -> String {
        let sign = match self {
            Self::Edited => "✎",
            Self::Copy => "≡",
            Self::LeftOut => "⊘",
            Self::Failed => "✗",
            Self::Stopped => "■",
            Self::Open => "…",
            Self::Trash => "trash",
            Self::Lane(number) => return format!("[{number}]"),
        };
        sign.to_owned()
    }
}

/// What the row of a message tells.
pub(crate) fn told(state: &State, row: Row) -> Option<Told<'_>> {
    let conversation = &state.conversation;
    let message = conversation.message(row.message)?;
    let reply = message.generation.as_deref();
    let maker = conversation.maker(row.message);
    let said_by = maker.and_then(|maker| maker.generation.as_deref());
    let model = said_by.and_then(|reply| reply.settings.model.as_ref());
    Some(Told {
        speaker: message.role,
        path: on_path(state.lane(), row.message),
        name: conversation.name(row.message),
        text: first_line(message),
        marks: marks(state, row, message),
        model: model.map(|choice| choice.name.as_str()),
        tokens: reply.and_then(tokens),
        cost: reply.map(|reply| cost(state, reply)),
    })
}

fn on_path(lane: Option<&Lane>, id: MessageId) -> OnPath {
    match lane {
        Some(lane) if lane.leaf() == Some(id) => OnPath::End,
        // The ids of a path ascend.
        Some(lane) if lane.path.binary_search(&id).is_ok() => OnPath::On,
        Some(_) | None => OnPath::Beside,
    }
}

fn tokens(reply: &Generation) -> Option<u64> {
    reply.end.as_ref()?.usage.as_ref()?.output
}

pub(crate) fn cost(state: &State, reply: &Generation) -> Cost {
    let model = reply.settings.model.as_ref();
    let price = model.and_then(|choice| state.service.abilities.of(&choice.model).price);
    totals::cost(reply, price)
}

fn marks(state: &State, row: Row, message: &Message) -> Vec<Mark> {
    let mut marks = Vec::new();
    marks.extend(message.origin.map(|origin| match origin {
        Origin::Edited(_) => Mark::Edited,
        Origin::Same(_) => Mark::Copy,
    }));
    let left_out = |lane| state.conversation.is_left_out(row.message, lane);
    if state.lane_id().is_some_and(left_out) {
        marks.push(Mark::LeftOut);
    }
    marks.extend(message.generation.as_deref().and_then(ended));
    let lanes = state.conversation.lanes();
    let ends_here = lanes
        .enumerate()
        .filter(|(_, lane)| lane.leaf() == Some(row.message));
    // A number says nothing where there is one lane only.
    if state.conversation.lanes().nth(1).is_some() {
        marks.extend(ends_here.map(|(at, _)| Mark::Lane(at + 1)));
    }
    if row.hidden == Hidden::Yes {
        marks.push(Mark::Trash);
    }
    marks
}

/// How a reply ended, if not well.
fn ended(reply: &Generation) -> Option<Mark> {
    let Some(end) = &reply.end else {
        return Some(Mark::Open);
    };
    match end.outcome {
        Outcome::Done(_) => None,
        Outcome::Cancelled | Outcome::Interrupted => Some(Mark::Stopped),
        Outcome::Failed(_) => Some(Mark::Failed),
    }
}

/// The first line with anything on it; where there is no text, what there is instead.
pub(crate) fn first_line(message: &Message) -> String {
    let mut blocks = message.content.iter();
    let mut texts = blocks.clone().filter(|block| !block.is_blank_text());
    if let Some(text) = texts.find_map(ContentBlock::as_text) {
        return begin(text);
    }
    match blocks.find_map(kind) {
        Some(what) => what,
        None if message.is_open() => "…".to_owned(),
        None => "nothing".to_owned(),
    }
}

/// The beginning of the first line with anything on it.
fn begin(text: &str) -> String {
    let line = text.trim_start().lines().next().unwrap_or_default();
    line.chars().take(MOST).collect()
}

/// The beginning of what a tool gave back.
fn result(content: &Json) -> String {
    let items = items::read(content);
    let text = items::begins(&items);
    match text.filter(|text| !text.trim().is_empty()) {
        Some(text) => format!("result of a tool · {}", begin(&text)),
        None => "result of a tool".to_owned(),
    }
}

/// What a block is that is no text.
fn kind(block: &ContentBlock) -> Option<String> {
    Some(match block {
        ContentBlock::Image { format, .. } => format!("image · {format}"),
        ContentBlock::Document { name, .. } => format!("document · {name}"),
        ContentBlock::Media { kind, format, .. } => format!("{} · {format}", kind.name()),
        ContentBlock::ToolUse(call) => format!("calls {}", call.name),
        ContentBlock::ToolResult { content, .. } => result(content),
        ContentBlock::Reasoning { text, .. } if text.trim().is_empty() => "thinking".to_owned(),
        ContentBlock::Reasoning { text, .. } => format!("thinking · {}", begin(text)),
        ContentBlock::Redacted(_) => "thinking, encrypted".to_owned(),
        ContentBlock::Unknown { .. } => "a block of an unknown kind".to_owned(),
        ContentBlock::Text(_) | ContentBlock::CachePoint => return None,
    })
}

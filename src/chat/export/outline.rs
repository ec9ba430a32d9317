//! Which messages are exported, in which order and under which headings.

use super::What;
use crate::chat::conversation::Conversation;
use crate::chat::ids::{LaneId, MessageId};

/// Messages that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// What it is, where there are several.
    pub(crate) heading: Option<String>,
    /// From the first to the last.
    pub(crate) messages: Vec<MessageId>,
}

/// The messages of a part of a conversation. Each message of a tree stands there once: where paths
/// part, the oldest one goes on and each other one is a section of its own.
pub(crate) fn sections(conversation: &Conversation, what: What) -> Vec<Section> {
    match what {
        What::Path(lane) => vec![Section {
            heading: None,
            messages: path(conversation, lane),
        }],
        What::Lanes => {
            let lanes: Vec<LaneId> = conversation.lanes().map(|lane| lane.id).collect();
            let several = lanes.len() > 1;
            let section = |(at, lane): (usize, LaneId)| Section {
                heading: several.then(|| lane_heading(conversation, lane, at + 1)),
                messages: path(conversation, lane),
            };
            lanes.into_iter().enumerate().map(section).collect()
        }
        What::Branch(_, from) => below(conversation, &[from]),
        What::Tree => below(conversation, conversation.children(None)),
    }
}

fn path(conversation: &Conversation, lane: LaneId) -> Vec<MessageId> {
    let lane = conversation.lane(lane);
    lane.map(|lane| lane.path.clone()).unwrap_or_default()
}

/// `Lane 2: Claude Sonnet 4.5`.
fn lane_heading(conversation: &Conversation, id: LaneId, number: usize) -> String {
    let lane = conversation.lane(id);
    let model = lane.and_then(|lane| lane.settings.model.as_ref());
    let named = lane
        .and_then(|lane| lane.name.clone())
        .or_else(|| model.map(|model| model.name.clone()));
    match named {
        Some(name) => format!("Lane {number}: {name}"),
        None => format!("Lane {number}"),
    }
}

/// All messages at and below these, but those in the trash. It keeps its own stack: a conversation
/// can be deeper than that of the program.
fn below(conversation: &Conversation, roots: &[MessageId]) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut waiting: Vec<(MessageId, Option<String>)> = Vec::new();
    push(conversation, roots, 0, &mut waiting);
    while let Some((first, heading)) = waiting.pop() {
        let mut messages = vec![first];
        let mut last = first;
        loop {
            let shown = shown(conversation, conversation.children(Some(last)));
            let Some(next) = shown.first().copied() else {
                break;
            };
            push(conversation, &shown, 1, &mut waiting);
            messages.push(next);
            last = next;
        }
        sections.push(Section { heading, messages });
    }
    sections
}

/// Puts siblings on the stack but for the first so many, so that the oldest is taken next.
fn push(
    conversation: &Conversation,
    siblings: &[MessageId],
    skip: usize,
    waiting: &mut Vec<(MessageId, Option<String>)>,
) {
    let shown = shown(conversation, siblings);
    let count = shown.len();
    for (at, id) in shown.into_iter().enumerate().skip(skip).rev() {
        let heading = (at > 0).then(|| branch_heading(conversation, id, (at + 1, count)));
        waiting.push((id, heading));
    }
}

fn shown(conversation: &Conversation, siblings: &[MessageId]) -> Vec<MessageId> {
    let all = siblings.iter().copied();
    all.filter(|id| !conversation.is_trash(*id)).collect()
}

/// `Version 2 of 3, after message 12: a name`.
fn branch_heading(
    conversation: &Conversation,
    id: MessageId,
    (number, count): (usize, usize),
) -> String {
    let message = conversation.message(id);
    let parent = message.and_then(|message| message.parent);
    let place = match parent {
        Some(parent) => format!("after message {}", parent.0),
        None => "from the beginning".to_owned(),
    };
    let name = conversation.name(id);
    let name = name.map_or_else(String::new, |name| format!(": {name}"));
    format!("Version {number} of {count}, {place}{name}")
}

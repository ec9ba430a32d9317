//! A text looked for in the conversation: where it stands in all lanes, and which place one is at.

mod needle;

use std::collections::HashSet;

use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::ids::{LaneId, MessageId, Number};
use crate::chat::message::Message;

use super::overlay::Prompt;
use super::view::Anchor;

pub(crate) use needle::{Needle, Place};

/// Going from one place to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnFind {
    /// To the next place, from the last one to the first.
    Next,
    /// To the place before, from the first one to the last.
    Previous,
    /// No longer.
    End,
}

/// The line in which one types what to look for.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    /// What was typed.
    pub(crate) prompt: Prompt,
    /// The lane that was in focus, and where it was scrolled to.
    pub(crate) from: (Option<LaneId>, Anchor),
    /// The first line that was in sight.
    pub(crate) top: Option<(MessageId, usize)>,
}

/// What is looked for, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    /// What is looked for.
    pub(crate) needle: Needle,
    /// Where it stands: lane by lane, down the paths. What lanes share stands in the first of them.
    hits: Vec<Hit>,
    /// The lane that comes first: the one in which one began to look.
    first: Option<LaneId>,
    /// The place one is at.
    at: Option<usize>,
    /// Where that place is on the screen.
    pub(crate) here: Option<Spot>,
    /// The conversation that was searched.
    shape: Number,
}

/// One of the places in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The lane that shows the message.
    pub(crate) lane: LaneId,
    /// The message.
    pub(crate) message: MessageId,
    /// Which of the places in the message, from 0.
    pub(crate) nth: usize,
}

/// A place on the screen that one went to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The lane.
    pub(crate) lane: LaneId,
    /// The message.
    pub(crate) message: MessageId,
    /// The line of the message.
    pub(crate) line: usize,
    /// The first column.
    pub(crate) column: usize,
}

impl Search {
    /// Looks for a text in all lanes, in this one first.
    pub(crate) fn new(needle: Needle, conversation: &Conversation, first: Option<LaneId>) -> Self {
        Self {
            hits: hits(&needle, conversation, first),
            first,
            needle,
            at: None,
            here: None,
            shape: conversation.shape(),
        }
    }

    /// Looks again where the conversation is another one by now; the place stays if it is there.
    pub(crate) fn refresh(&mut self, conversation: &Conversation) {
        let before = self.hit();
        self.hits = hits(&self.needle, conversation, self.first);
        self.at = before.and_then(|hit| self.hits.iter().position(|it| *it == hit));
        self.shape = conversation.shape();
    }

    /// Whether the conversation has another shape than when it was searched.
    pub(crate) fn is_old(&self, conversation: &Conversation) -> bool {
        self.shape != conversation.shape()
    }

    /// The place one is at.
    pub(crate) fn hit(&self) -> Option<Hit> {
        self.hits.get(self.at?).copied()
    }

    /// Goes to the place with this number.
    pub(crate) fn go(&mut self, at: usize) {
        self.at = (at < self.hits.len()).then_some(at);
    }

    /// The number of the next place or of the one before, round the ends; without a place to go
    /// from, of the first one that is not before this.
    pub(crate) fn beside(&self, which: OnFind, from: Option<Hit>) -> Option<usize> {
        let last = self.hits.len().checked_sub(1)?;
        match (self.at, which) {
            (Some(at), OnFind::Previous) => Some(at.checked_sub(1).unwrap_or(last)),
            (Some(at), OnFind::Next | OnFind::End) => Some(if at == last { 0 } else { at + 1 }),
            (None, _) => {
                let next = from.and_then(|from| self.first_from(from)).unwrap_or(0);
                match which {
                    OnFind::Next | OnFind::End => Some(next),
                    OnFind::Previous => Some(next.checked_sub(1).unwrap_or(last)),
                }
            }
        }
    }

    fn first_from(&self, from: Hit) -> Option<usize> {
        let follows = |hit: &Hit| (hit.message, hit.nth) >= (from.message, from.nth);
        let here = |hit: &Hit| hit.lane == from.lane && follows(hit);
        let place = self.hits.iter().position(here);
        place.or_else(|| self.hits.iter().position(follows))
    }

    /// Takes a message out in which nothing is to be seen after all, such as in the target of a link.
    pub(crate) fn without(&mut self, message: MessageId) {
        self.hits.retain(|hit| hit.message != message);
        self.at = None;
    }

    /// How many places there are.
    pub(crate) fn len(&self) -> usize {
        self.hits.len()
    }

    /// Which place one is at and how many there are: `3 of 17`.
    pub(crate) fn told(&self) -> String {
        match (self.at, self.hits.len()) {
            (_, 0) => "not found".to_owned(),
            (None, 1) => "1 place".to_owned(),
            (None, count) => format!("{count} places"),
            (Some(at), count) => format!("{} of {count}", at + 1),
        }
    }
}

/// So many places are gone through; who has more of them looks for too little.
const MOST: usize = 100_000;

fn hits(needle: &Needle, conversation: &Conversation, first: Option<LaneId>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut known = HashSet::new();
    let others = conversation.seen().into_iter();
    let others = others.filter(|lane| Some(*lane) != first);
    for lane in first.into_iter().chain(others) {
        let path = conversation.lane(lane).map_or(&[][..], |lane| &lane.path);
        for message in path.iter().filter_map(|id| conversation.message(*id)) {
            if hits.len() < MOST && known.insert(message.id) {
                let places = (0..count(needle, message)).map(|nth| Hit {
                    lane,
                    message: message.id,
                    nth,
                });
                hits.extend(places);
            }
        }
    }
    hits
}

/// How often a text stands in what a message shows.
fn count(needle: &Needle, message: &Message) -> usize {
    let of_block = |block: &ContentBlock| match block {
        ContentBlock::Text(text) | ContentBlock::Reasoning { text, .. } => needle.count(text),
        ContentBlock::ToolUse(call) => needle.count(&call.name) + needle.count(&call.input),
        ContentBlock::ToolResult { content, .. } => needle.count(&content.0),
        ContentBlock::Document { name, .. } => needle.count(name),
        ContentBlock::Image { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint
        | ContentBlock::Unknown { .. } => 0,
    };
    message.content.iter().map(of_block).sum()
}

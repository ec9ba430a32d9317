//! Citations of a reply: which passages of documents it goes by, and where in it that is said.
//!
//! Both wires break a reply that cites into many small texts, each with the passages that it goes by.
//! They are read as one text, with a numbered note where a cited piece ends.

mod passage;

use std::borrow::Cow;

use super::content::{ContentBlock, Json};
use super::conversation::Conversation;
use super::generation::Generation;
use super::ids::MessageId;
use super::message::{Message, Origin, Role};
pub(crate) use passage::{Passage, Place};

/// The notes of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Notes {
    /// What is cited, each passage once. The first one is note 1.
    pub(crate) passages: Vec<Passage>,
    /// Where, in the order in which it came.
    marks: Vec<Mark>,
}

/// A place in the reply that goes by a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    /// The index of its block on the wire.
    block: u32,
    /// Bytes of that block's text before it, without white space at its end; `None` = the text had
    /// not begun, so it stands at its end.
    at: Option<usize>,
    /// The passage, from 0.
    passage: usize,
}

/// Takes in that a block goes by a passage, of which `content` has come so far. False = it is no
/// citation that can be read.
pub(super) fn take(
    content: &[ContentBlock],
    generation: &mut Generation,
    block: u32,
    json: &Json,
) -> bool {
    let Some(passage) = Passage::of(json) else {
        return false;
    };
    let so_far = text_of(content, &generation.blocks, block).map(str::trim_end);
    let at = so_far.map(str::len).filter(|len| *len > 0);
    let notes = &mut generation.notes;
    let known = notes.passages.iter().position(|other| *other == passage);
    let passage = known.unwrap_or_else(|| {
        notes.passages.push(passage);
        notes.passages.len() - 1
    });
    notes.marks.push(Mark { block, at, passage });
    true
}

/// The text of a block of the wire.
fn text_of<'a>(content: &'a [ContentBlock], blocks: &[u32], block: u32) -> Option<&'a str> {
    let mut pairs = blocks.iter().zip(content).rev();
    pairs.find_map(|(index, own)| own.as_text().filter(|_| *index == block))
}

/// A note within the content of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placed {
    /// The block of the content that it stands in, a text.
    pub(crate) block: usize,
    /// Bytes of that text before it.
    pub(crate) at: usize,
    /// Its number, from 1.
    pub(crate) number: usize,
}

/// The notes of a message in their places, from its beginning. Those of a piece that has not ended
/// have none yet.
pub(crate) fn placed(content: &[ContentBlock], generation: &Generation) -> Vec<Placed> {
    let marks = generation.notes.marks.iter();
    let mut all: Vec<Placed> = marks
        .filter_map(|mark| place(content, generation, mark))
        .collect();
    all.sort_by_key(|placed| (placed.block, placed.at));
    all.dedup();
    all
}

fn place(content: &[ContentBlock], generation: &Generation, mark: &Mark) -> Option<Placed> {
    let blocks = &generation.blocks;
    let texts = || {
        let pairs = blocks.iter().zip(content).enumerate().rev();
        pairs.filter_map(|(at, (index, own))| Some((at, *index, own.as_text()?)))
    };
    let number = mark.passage + 1;
    let own = texts().find(|(_, index, _)| *index == mark.block);
    if let Some((block, _, text)) = own {
        let later = blocks.iter().any(|index| *index > mark.block);
        let has_ended = later || !generation.is_open();
        let at = mark.at.or(has_ended.then_some(text.trim_end().len()))?;
        let at = text.floor_char_boundary(at);
        return Some(Placed { block, at, number });
    }
    // A block that only cites: it belongs to what was said before.
    let (block, _, text) = texts().find(|(_, index, _)| *index < mark.block)?;
    let at = text.trim_end().len();
    Some(Placed { block, at, number })
}

/// What produced a message that cites, or one that says the same.
pub(crate) fn maker<'a>(
    conversation: &'a Conversation,
    message: &'a Message,
) -> Option<&'a Generation> {
    let generation = match (&message.generation, message.origin) {
        (Some(generation), _) => Some(generation),
        (None, Some(Origin::Same(_))) => {
            let maker = conversation.maker(message.id)?;
            let is_same = maker.content == message.content;
            maker.generation.as_ref().filter(|_| is_same)
        }
        (None, Some(Origin::Edited(_)) | None) => None,
    };
    let generation = generation.map(AsRef::as_ref);
    generation.filter(|generation| !generation.notes.passages.is_empty())
}

/// A document of the conversation that is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Document<'a> {
    /// The hash of its bytes.
    pub(crate) hash: &'a str,
    /// Converse's name of its format.
    pub(crate) format: &'a str,
    /// What the user calls it.
    pub(crate) name: &'a str,
}

/// The documents that went along with the request that this message answers, in their order.
pub(crate) fn documents(conversation: &Conversation, id: MessageId) -> Vec<Document<'_>> {
    let mut found = Vec::new();
    let Some(maker) = conversation.maker(id) else {
        return found;
    };
    let lane = maker.generation.as_ref().map(|made_by| made_by.lane);
    for id in conversation.path_to(maker.parent) {
        if lane.is_some_and(|lane| conversation.is_left_out(id, lane)) {
            continue;
        }
        let content = conversation.message(id).map_or(&[][..], |it| &it.content);
        for block in content {
            if let ContentBlock::Document {
                hash, format, name, ..
            } = block
            {
                found.push(Document { hash, format, name });
            }
        }
    }
    found
}

/// The document that a passage is from.
pub(crate) fn source<'a>(passage: &Passage, documents: &[Document<'a>]) -> Option<Document<'a>> {
    documents.get(passage.document()?).copied()
}

/// The line of a note, without its number: the user's name of the document, and the place.
pub(crate) fn label(passage: &Passage, documents: &[Document<'_>]) -> String {
    let name = source(passage, documents).map(|document| document.name);
    let name = name.or(passage.title.as_deref()).unwrap_or("a source");
    let place = passage.place.told();
    if place.is_empty() {
        name.to_owned()
    } else {
        format!("{name}, {place}")
    }
}

/// A piece of a message for a reader.
#[derive(Debug)]
pub(crate) enum Item<'a> {
    /// Words, with notes in them.
    Said(Cow<'a, str>),
    /// Anything else.
    Block(&'a ContentBlock),
}

/// A message as it is read: the texts of a reply that stand side by side are one. Notes are written
/// by `mark`, by their numbers.
pub(crate) fn items<'a>(
    conversation: &Conversation,
    message: &'a Message,
    mark: &dyn Fn(usize) -> String,
) -> Vec<Item<'a>> {
    let marks =
        maker(conversation, message).map_or_else(Vec::new, |it| placed(&message.content, it));
    let mut items: Vec<Item<'a>> = Vec::new();
    for (at, block) in message.content.iter().enumerate() {
        let Some(text) = block.as_text() else {
            items.push(Item::Block(block));
            continue;
        };
        let own = marks.iter().filter(|placed| placed.block == at);
        let text = noted(text, own.map(|placed| (placed.at, mark(placed.number))));
        match items.last_mut() {
            Some(Item::Said(before)) if message.role == Role::Assistant => {
                before.to_mut().push_str(&text);
            }
            Some(_) | None => items.push(Item::Said(text)),
        }
    }
    items
}

/// A text with marks in it, which come in their order.
fn noted(text: &str, marks: impl Iterator<Item = (usize, String)>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut end = 0;
    for (at, mark) in marks {
        out.push_str(&text[end..at]);
        out.push_str(&mark);
        end = at;
    }
    if end == 0 && out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[end..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;

//! Messages: the nodes of the conversation's tree.

use super::content::ContentBlock;
use super::generation::Generation;
use super::ids::{CaseNo, MessageId, Turn};
use super::time::Wall;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The person at the keyboard.
    User,
    /// The model.
    Assistant,
}

impl Role {
    /// The role's name on the wire, in files and on screen.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// Where the words of a message are from, if it is made of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The user has edited that message; it stays as it was.
    Edited(MessageId),
    /// It says the same as that message, at another place or in another role.
    Same(MessageId),
}

/// A role and its content, with the place in the tree.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    /// The number of its record.
    pub(crate) id: MessageId,
    /// `None` for the first message of a path.
    pub(crate) parent: Option<MessageId>,
    /// Which user message it belongs to.
    pub(crate) turn: Turn,
    /// The case that it belongs to, if it is a cell of a grid and no part of a path.
    pub(crate) case: Option<CaseNo>,
    /// When it was made.
    pub(crate) at: Wall,
    /// Who speaks.
    pub(crate) role: Role,
    /// What is said.
    pub(crate) content: Vec<ContentBlock>,
    /// How many bytes at the beginning of the first text the user wrote, of a reply.
    pub(crate) prefill_len: usize,
    /// What it is made of; `None` = nothing, it is new.
    pub(crate) origin: Option<Origin>,
    /// What produced it, for a reply.
    pub(crate) generation: Option<Box<Generation>>,
}

impl Message {
    /// The beginning of a reply that the user wrote; empty = none.
    pub(crate) fn prefill(&self) -> &str {
        let text = self.content.iter().find_map(ContentBlock::as_text);
        text.and_then(|text| text.get(..self.prefill_len))
            .unwrap_or_default()
    }

    /// Whether it still grows.
    pub(crate) fn is_open(&self) -> bool {
        self.generation
            .as_ref()
            .is_some_and(|made_by| made_by.is_open())
    }

    /// Its texts, joined. Those of a reply that stand side by side are one text, which was broken into
    /// pieces to tell what each of them goes by.
    pub(crate) fn text(&self) -> String {
        let mut joined = String::new();
        let mut goes_on = false;
        for block in &self.content {
            let Some(text) = block.as_text() else {
                goes_on = false;
                continue;
            };
            if !joined.is_empty() && !goes_on {
                joined.push_str("\n\n");
            }
            joined.push_str(text);
            goes_on = self.role == Role::Assistant;
        }
        joined
    }
}

/// How many bytes of a text the user wrote, after it was edited: all of the beginning that is still
/// there, else none of it.
pub(crate) fn kept_prefill(prefill: &str, content: &[ContentBlock]) -> usize {
    let text = content.iter().find_map(ContentBlock::as_text);
    match text {
        Some(text) if text.starts_with(prefill) => prefill.len(),
        Some(_) | None => 0,
    }
}

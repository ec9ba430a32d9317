//! Messages: the nodes of the conversation's tree.

use super::content::ContentBlock;
use super::generation::Generation;
use super::ids::{MessageId, Turn};
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

/// A role and its content, with the place in the tree.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    /// The number of its record.
    pub(crate) id: MessageId,
    /// `None` for the first message of a path.
    pub(crate) parent: Option<MessageId>,
    /// Which user message it belongs to.
    pub(crate) turn: Turn,
    /// When it was made.
    pub(crate) at: Wall,
    /// Who speaks.
    pub(crate) role: Role,
    /// What is said.
    pub(crate) content: Vec<ContentBlock>,
    /// What produced it, for a reply.
    pub(crate) generation: Option<Box<Generation>>,
}

impl Message {
    /// The beginning of a reply that the user wrote; empty = none.
    pub(crate) fn prefill(&self) -> &str {
        let len = self
            .generation
            .as_ref()
            .map_or(0, |made_by| made_by.prefill_len);
        let text = self.content.iter().find_map(ContentBlock::as_text);
        text.and_then(|text| text.get(..len)).unwrap_or_default()
    }
}

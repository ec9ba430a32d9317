//! Ids: all but the conversation's own are numbers of records in its file.

use std::fmt;

/// The random id of a conversation, 12 hexadecimal digits. The shell draws it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ConversationId(String);

impl ConversationId {
    /// Takes an id as it stands in a file; an empty one is refused.
    pub(crate) fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (!text.is_empty()).then_some(Self(text))
    }

    /// Makes an id of random bytes.
    pub(crate) fn from_random(bytes: [u8; 6]) -> Self {
        let number = bytes
            .into_iter()
            .fold(0_u64, |number, byte| (number << 8) | u64::from(byte));
        Self(format!("{number:012x}"))
    }

    /// The name under which the draft of a conversation without a message is kept.
    pub(crate) fn unbegun() -> Self {
        Self("new".to_owned())
    }

    /// The id as it stands in the file.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The last six characters, which tell files of one day and title apart.
    pub(crate) fn short(&self) -> &str {
        let start = self.0.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
        &self.0[start..]
    }
}

/// The number of a record in its file; the id of what the record makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Number(pub(crate) u64);

/// The id of a message: the number of its `message` or `generation` record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MessageId(pub(crate) u64);

/// The id of a lane: the number of its `lane` record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LaneId(pub(crate) u64);

/// The id of a generation: the number of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct GenerationId(pub(crate) u64);

impl GenerationId {
    /// The message that the generation writes: both bear the same number.
    pub(crate) fn reply(self) -> MessageId {
        MessageId(self.0)
    }
}

/// Joins a user message and all replies to it, over several lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Turn(pub(crate) u64);

/// The number of a case: a row of the table of cases, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CaseNo(pub(crate) u32);

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

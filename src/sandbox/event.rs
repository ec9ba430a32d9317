//! The events of a streamed reply, before they are bytes.

use serde_json::{Map, Value, json};

/// One event of a converse stream.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    MessageStart,
    /// Opens a block. Text and reasoning blocks have none: they begin with their first delta.
    BlockStart(usize, Value),
    /// A delta of text. Its own variant, because a reply can have a hundred thousand of them.
    Text(usize, String),
    /// A delta of another kind: reasoning, tool input, citation.
    Delta(usize, Value),
    BlockStop(usize),
    MessageStop(Map<String, Value>),
    /// The last event. The time that the reply took is added when it is sent.
    Metadata(Map<String, Value>),
    /// Bytes that no well-behaved server would send, under a name of their own.
    Raw {
        name: &'static str,
        payload: Vec<u8>,
    },
}

impl Event {
    /// The value of the header `:event-type`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::MessageStart => "messageStart",
            Self::BlockStart(..) => "contentBlockStart",
            Self::Text(..) | Self::Delta(..) => "contentBlockDelta",
            Self::BlockStop(_) => "contentBlockStop",
            Self::MessageStop(_) => "messageStop",
            Self::Metadata(_) => "metadata",
            Self::Raw { name, .. } => name,
        }
    }

    /// The JSON of the event, without padding and without the time; nothing for raw bytes.
    pub(crate) fn members(&self) -> Option<Map<String, Value>> {
        let value = match self {
            Self::MessageStart => json!({"role": "assistant"}),
            Self::BlockStart(index, start) => json!({"contentBlockIndex": index, "start": start}),
            Self::Text(index, text) => json!({"contentBlockIndex": index, "delta": {"text": text}}),
            Self::Delta(index, delta) => json!({"contentBlockIndex": index, "delta": delta}),
            Self::BlockStop(index) => json!({"contentBlockIndex": index}),
            Self::MessageStop(members) | Self::Metadata(members) => return Some(members.clone()),
            Self::Raw { .. } => return None,
        };
        match value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Whether the event carries a piece of the reply, which is what takes a model its time.
    pub(crate) fn is_delta(&self) -> bool {
        matches!(self, Self::Text(..) | Self::Delta(..))
    }
}

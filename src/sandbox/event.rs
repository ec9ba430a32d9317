//! The events of a streamed reply, before they are bytes.
//!
//! Scripts and faults speak in the events of Converse; a provider's own wire makes its objects of them.

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
    /// A delta of text whose bytes, between the quotation marks of a JSON string, no JSON library would write.
    RawText(usize, Vec<u8>),
    /// An event with members that nobody knows.
    Extra(Box<Event>, Map<String, Value>),
    /// Bytes that no well-behaved server would send, under a name of their own.
    Raw {
        name: &'static str,
        payload: Vec<u8>,
    },
    /// An object of the provider's own stream, which travels in a frame `chunk`.
    Object(Map<String, Value>),
}

impl Event {
    /// The value of the header `:event-type`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::MessageStart => "messageStart",
            Self::BlockStart(..) => "contentBlockStart",
            Self::Text(..) | Self::Delta(..) | Self::RawText(..) => "contentBlockDelta",
            Self::BlockStop(_) => "contentBlockStop",
            Self::MessageStop(_) => "messageStop",
            Self::Metadata(_) => "metadata",
            Self::Extra(event, _) => event.name(),
            Self::Raw { name, .. } => name,
            Self::Object(_) => "chunk",
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
            Self::MessageStop(members) | Self::Metadata(members) | Self::Object(members) => {
                return Some(members.clone());
            }
            Self::Extra(event, extra) => {
                let mut members = event.members()?;
                members.extend(extra.clone());
                return Some(members);
            }
            Self::RawText(..) | Self::Raw { .. } => return None,
        };
        Some(object(value))
    }

    /// Whether the event carries a piece of the reply, which is what takes a model its time.
    pub(crate) fn is_delta(&self) -> bool {
        match self {
            Self::Text(..) | Self::Delta(..) | Self::RawText(..) => true,
            Self::Extra(event, _) => event.is_delta(),
            Self::Object(members) => is_type(members, "content_block_delta"),
            Self::MessageStart
            | Self::BlockStart(..)
            | Self::BlockStop(_)
            | Self::MessageStop(_)
            | Self::Metadata(_)
            | Self::Raw { .. } => false,
        }
    }

    /// Whether the event says that the reply is complete.
    pub(crate) fn is_stop(&self) -> bool {
        match self {
            Self::MessageStop(_) => true,
            Self::Extra(event, _) => event.is_stop(),
            Self::Object(members) => {
                is_type(members, "message_delta")
                    || members.get("stop_reason").is_some_and(Value::is_string)
            }
            Self::MessageStart
            | Self::BlockStart(..)
            | Self::Text(..)
            | Self::Delta(..)
            | Self::BlockStop(_)
            | Self::Metadata(_)
            | Self::RawText(..)
            | Self::Raw { .. } => false,
        }
    }
}

fn is_type(members: &Map<String, Value>, name: &str) -> bool {
    members.get("type").is_some_and(|kind| kind == name)
}

/// The members of a JSON object; nothing for any other value.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

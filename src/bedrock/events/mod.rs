//! What a reply says, whichever wire carries it: JSON to what the conversation knows.
//!
//! Members that this version does not know are passed over; events, deltas and blocks that it does
//! not know are kept whole. Nothing of the reply is lost because something in it is new.

mod block;
mod chunk;
mod completions;
mod converse;
mod messages;

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::chat::content::Json;
use crate::chat::failure::Failure;
use crate::chat::generation::{StopReason, Usage};
use crate::chat::request::Request;
use crate::chat::settings::Wire;
use crate::chat::stream::Piece;

/// What an event says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Something of the block with this index came.
    Piece(u32, Piece),
    /// The reply is complete. Metadata may follow.
    Stopped(StopReason),
    /// Token counts and times.
    Metadata(Metadata),
    /// Members that go with the metadata, wherever those come from: JSON of an object.
    Beside(Json),
    /// The reply has failed, says the service in the midst of it.
    Failed(Failure),
}

/// Token counts and times, as far as the event has them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Metadata {
    /// `None` = the event has no usage.
    pub(super) usage: Option<Usage>,
    /// Milliseconds.
    pub(super) latency_ms: Option<u64>,
    /// The event as it came, or what came of several, without the reply itself.
    pub(super) raw: Json,
}

/// Reads the events of one reply.
#[derive(Debug)]
pub(super) enum Reader {
    /// Events of `ConverseStream` need nothing of the ones before.
    Converse,
    Messages(messages::Reader),
    Completions(completions::Reader),
}

impl Reader {
    /// A reader of the reply to this request.
    pub(super) fn of(request: &Request) -> Self {
        match request.settings.wire {
            Wire::Converse => Self::Converse,
            Wire::Messages => Self::Messages(messages::Reader::default()),
            Wire::Completions => Self::Completions(completions::Reader::of(request)),
        }
    }

    /// The JSON of an event: out of the shell that `InvokeModel` puts around it.
    pub(super) fn unwrapped<'a>(&self, name: &str, payload: &'a str) -> Cow<'a, str> {
        let unwrapped = match self {
            Self::Converse => None,
            Self::Messages(_) | Self::Completions(_) => chunk::unwrap(name, payload),
        };
        unwrapped.map_or(Cow::Borrowed(payload), Cow::Owned)
    }

    /// Reads the JSON of the event `name`. An event that cannot be read leaves no trace.
    ///
    /// # Errors
    ///
    /// It is not JSON, or not of the form that this event has. [`unknown`] keeps it then.
    pub(super) fn read(&mut self, name: &str, json: &str) -> Result<Vec<Event>, serde_json::Error> {
        match self {
            Self::Converse => Ok(converse::read(name, json)?),
            Self::Messages(_) | Self::Completions(_) if name != chunk::NAME => {
                Ok(vec![Event::Piece(0, unknown(name, json))])
            }
            Self::Messages(reader) => reader.read(json),
            Self::Completions(reader) => reader.read(json),
        }
    }

    /// What was held back for more that has not come. Called at the end.
    pub(super) fn rest(&mut self) -> Vec<Event> {
        match self {
            Self::Messages(reader) => reader.rest(),
            Self::Converse | Self::Completions(_) => Vec::new(),
        }
    }

    /// Reads a reply that came whole.
    ///
    /// # Errors
    ///
    /// It is no reply of this wire.
    pub(super) fn whole(&mut self, json: &str) -> Result<Vec<Event>, serde_json::Error> {
        match self {
            Self::Converse => converse::whole(json),
            Self::Messages(_) => messages::whole(json),
            Self::Completions(reader) => reader.whole(json),
        }
    }
}

/// An event that this version does not know: an object of its name and its payload.
///
/// Always valid JSON on one line: a payload that is no JSON becomes a string.
pub(super) fn unknown(name: &str, payload: &str) -> Piece {
    let name = string(name);
    let payload = match serde_json::from_str::<&RawValue>(payload) {
        Ok(json) => one_line(json.get()),
        Err(_) => string(payload),
    };
    Piece::Raw(Json(format!("{{{name}:{payload}}}")))
}

fn string(text: &str) -> String {
    serde_json::to_string(text).expect("a string is always JSON")
}

/// Within JSON, line ends can only stand between tokens.
fn one_line(json: &str) -> String {
    json.replace(['\n', '\r'], " ")
}

/// The stop reason of a reply that has ended without one.
fn unnamed() -> String {
    "unknown".to_owned()
}

/// JSON as it came.
fn kept(json: &RawValue) -> Json {
    Json(one_line(json.get()))
}

#[cfg(test)]
mod tests;

//! Objects of the completions wire: pieces of one text.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::chunk::Metrics;
use super::{Event, Metadata, unknown};
use crate::bedrock::error;
use crate::bedrock::wires::Members;
use crate::chat::content::Json;
use crate::chat::generation::StopReason;
use crate::chat::request::Request;
use crate::chat::stream::Piece;

/// Reads one reply.
#[derive(Debug, Default)]
pub(in crate::bedrock) struct Reader {
    first: First,
}

/// What becomes of a space in front of the reply.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum First {
    /// The model puts one behind `Assistant:`, and it is no part of the reply.
    #[default]
    Dropped,
    /// The reply has begun, or goes on with what the user began: all of it counts.
    Kept,
}

#[derive(Deserialize)]
struct Completion<'a> {
    r#type: Option<Cow<'a, str>>,
    #[serde(rename = "completion")]
    text: Option<String>,
    stop_reason: Option<String>,
    #[serde(rename = "amazon-bedrock-invocationMetrics", borrow)]
    metrics: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

impl Reader {
    /// A reader of the reply to this request.
    ///
    /// Behind the beginning of a reply a space is the one between two words, unless the beginning
    /// had one at its end: that was not sent.
    pub(super) fn of(request: &Request) -> Self {
        let prefill = request.prefill.as_str();
        let goes_on = !prefill.trim().is_empty() && prefill.trim_end() == prefill;
        Self {
            first: if goes_on { First::Kept } else { First::Dropped },
        }
    }

    /// Reads one object of a stream.
    pub(super) fn read(&mut self, json: &str) -> Result<Vec<Event>, serde_json::Error> {
        let object: Completion<'_> = serde_json::from_str(json)?;
        match object.r#type.as_deref() {
            Some("ping") => return Ok(Vec::new()),
            Some("error") => return Ok(vec![Event::Failed(error::of_provider(json))]),
            Some(_) | None => {}
        }
        if object.text.is_none() && object.error.is_some() {
            return Ok(vec![Event::Failed(error::of_provider(json))]);
        }
        if object.text.is_none() && object.stop_reason.is_none() && object.metrics.is_none() {
            let name = object.r#type.as_deref().unwrap_or(super::chunk::NAME);
            return Ok(vec![Event::Piece(0, unknown(name, json))]);
        }
        self.events(object, json)
    }

    /// Reads a reply that came whole.
    pub(super) fn whole(&mut self, json: &str) -> Result<Vec<Event>, serde_json::Error> {
        #[derive(Deserialize)]
        struct Whole {
            #[expect(dead_code, reason = "its absence is what matters")]
            completion: String,
        }

        let _: Whole = serde_json::from_str(json)?;
        let mut object: Completion<'_> = serde_json::from_str(json)?;
        object.stop_reason.get_or_insert_with(super::unnamed);
        self.events(object, json)
    }

    fn events(
        &mut self,
        object: Completion<'_>,
        json: &str,
    ) -> Result<Vec<Event>, serde_json::Error> {
        let mut events = Vec::new();
        if let Some(text) = object.text {
            events.push(Event::Piece(0, Piece::Text(self.without_space(text))));
        }
        if object.stop_reason.is_some() || object.metrics.is_some() {
            events.push(Event::Metadata(metadata(object.metrics, json)?));
        }
        if let Some(reason) = object.stop_reason {
            events.insert(events.len() - 1, Event::Piece(0, Piece::Stop));
            events.push(Event::Stopped(StopReason(reason)));
        }
        Ok(events)
    }

    /// Drops the space in front of the reply, once.
    fn without_space(&mut self, mut text: String) -> String {
        if self.first == First::Dropped && !text.is_empty() {
            self.first = First::Kept;
            if text.starts_with(' ') {
                text.remove(0);
            }
        }
        text
    }
}

/// Counts, times, and why it stopped; everything but the text.
fn metadata(metrics: Option<&RawValue>, json: &str) -> Result<Metadata, serde_json::Error> {
    let mut members: Members<'_> = serde_json::from_str(json)?;
    members.retain(|name| name != "completion" && name != "type");
    let counted = metrics.map(|json| (Metrics::of(json), json));
    Ok(Metadata {
        usage: counted.as_ref().map(|(metrics, json)| metrics.usage(json)),
        latency_ms: counted.and_then(|(metrics, _)| metrics.latency_ms()),
        raw: Json(super::one_line(&members.text())),
    })
}

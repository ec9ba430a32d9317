//! Objects of the messages wire: Anthropic's own stream, and its whole answer.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::block::{self, Extent, Read};
use super::chunk::{Metrics, NAME};
use super::{Event, Metadata, kept, one_line, unknown};
use crate::bedrock::error;
use crate::bedrock::wires::{Members, Overlay, merge};
use crate::chat::content::Json;
use crate::chat::generation::{StopReason, Usage};
use crate::chat::stream::Piece;

/// Reads one reply.
#[derive(Debug, Default)]
pub(in crate::bedrock) struct Reader {
    /// Everything that is said about the reply so far, an object.
    about: Option<String>,
    /// Whether output tokens have been counted; the count at the start is none.
    counted: Counted,
    /// Blocks that nobody knows, by index, until all of them is there.
    held: BTreeMap<u32, Held>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Counted {
    #[default]
    Input,
    All,
}

/// A block that nobody knows.
#[derive(Debug)]
struct Held {
    start: Json,
    /// Its member `input`, as far as it came.
    input: String,
}

/// The members that matter, of all kinds of objects.
#[derive(Deserialize)]
struct Object<'a> {
    r#type: Option<Cow<'a, str>>,
    #[serde(default)]
    index: u32,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    content_block: Option<&'a RawValue>,
    #[serde(borrow)]
    delta: Option<&'a RawValue>,
}

/// A union: the member `type` says which one is there.
#[derive(Deserialize)]
struct Delta<'a> {
    r#type: Cow<'a, str>,
    text: Option<String>,
    partial_json: Option<String>,
    thinking: Option<String>,
    signature: Option<String>,
    #[serde(borrow)]
    citation: Option<&'a RawValue>,
}

impl Delta<'_> {
    fn piece(self) -> Option<Piece> {
        match &*self.r#type {
            "text_delta" => self.text.map(Piece::Text),
            "input_json_delta" => self.partial_json.map(Piece::ToolInput),
            "thinking_delta" => self.thinking.map(Piece::Reasoning),
            "signature_delta" => self.signature.map(Piece::Signature),
            "citations_delta" => self.citation.map(|json| Piece::Citation(kept(json))),
            _ => None,
        }
    }
}

impl Reader {
    /// Reads one object of a stream.
    pub(super) fn read(&mut self, json: &str) -> Result<Vec<Event>, serde_json::Error> {
        let object: Object<'_> = serde_json::from_str(json)?;
        let name = object.r#type.as_deref().unwrap_or(NAME);
        match name {
            "ping" => Ok(Vec::new()),
            "error" => Ok(vec![Event::Failed(error::of_provider(json))]),
            "message_start" => {
                let message = object.message.map_or("{}", RawValue::get);
                self.learn(serde_json::from_str(message)?, Counted::Input)
            }
            "content_block_start" => self.start(&object, json),
            "content_block_delta" => self.delta(&object, json),
            "content_block_stop" => {
                let mut events = self.release(object.index);
                events.push(Event::Piece(object.index, Piece::Stop));
                Ok(events)
            }
            "message_delta" => {
                let mut members: Members<'_> = serde_json::from_str(json)?;
                if let Some(delta) = object.delta {
                    members.lay(serde_json::from_str(delta.get())?, Overlay::Flat);
                }
                members.retain(|name| name != "delta");
                self.learn(members, Counted::All)
            }
            "message_stop" => self.stop(serde_json::from_str(json)?),
            _ => Ok(vec![Event::Piece(object.index, unknown(name, json))]),
        }
    }

    /// Blocks that were cut off. What is there of them is kept.
    pub(super) fn rest(&mut self) -> Vec<Event> {
        let held = std::mem::take(&mut self.held);
        let pieces = held.into_iter();
        pieces
            .map(|(index, held)| Event::Piece(index, held.piece()))
            .collect()
    }

    /// Text and reasoning begin with nothing, as on Converse, so nothing is told of their start.
    fn start(&mut self, object: &Object<'_>, json: &str) -> Result<Vec<Event>, serde_json::Error> {
        let Some(start) = object.content_block else {
            let name = "content_block_start";
            return Ok(vec![Event::Piece(object.index, unknown(name, json))]);
        };
        match block::read(start, Extent::Start)? {
            Read::Pieces(pieces) => Ok(at(object.index, pieces)),
            Read::Unknown => {
                let held = Held {
                    start: kept(start),
                    input: String::new(),
                };
                let before = self.release(object.index);
                self.held.insert(object.index, held);
                Ok(before)
            }
        }
    }

    fn delta(&mut self, object: &Object<'_>, json: &str) -> Result<Vec<Event>, serde_json::Error> {
        let delta = object.delta.map_or("{\"type\":\"\"}", RawValue::get);
        let delta: Delta<'_> = serde_json::from_str(delta)?;
        let held = self.held.get_mut(&object.index);
        let piece = match (delta.piece(), held) {
            (Some(Piece::ToolInput(input)), Some(held)) => {
                held.input.push_str(&input);
                return Ok(Vec::new());
            }
            (Some(piece), _) => piece,
            (None, _) => unknown("content_block_delta", json),
        };
        Ok(vec![Event::Piece(object.index, piece)])
    }

    fn release(&mut self, index: u32) -> Vec<Event> {
        let held = self.held.remove(&index);
        held.map(|held| Event::Piece(index, held.piece()))
            .into_iter()
            .collect()
    }

    fn stop(&mut self, members: Members<'_>) -> Result<Vec<Event>, serde_json::Error> {
        let mut events = self.learn(members, Counted::All)?;
        let about: About<'_> = serde_json::from_str(self.about.as_deref().unwrap_or("{}"))?;
        let reason = about.stop_reason.unwrap_or_else(super::unnamed);
        events.push(Event::Stopped(StopReason(reason)));
        Ok(events)
    }

    /// Adds what an object says about the reply to what is known, and tells all of it.
    fn learn(
        &mut self,
        mut members: Members<'_>,
        counted: Counted,
    ) -> Result<Vec<Event>, serde_json::Error> {
        members.retain(|name| !OF_THE_REPLY.contains(&name));
        let about = match &self.about {
            Some(about) => merge(about, &members.text())?,
            None => members.text(),
        };
        if counted == Counted::All {
            self.counted = Counted::All;
        }
        let mut metadata = metadata(&about)?;
        if self.counted == Counted::Input
            && let Some(usage) = &mut metadata.usage
        {
            usage.output = None;
        }
        self.about = Some(about);
        Ok(vec![Event::Metadata(metadata)])
    }
}

/// The members that are the reply and say nothing about it.
const OF_THE_REPLY: [&str; 3] = ["content", "type", "role"];

impl Held {
    /// The block as it would stand in an answer that came whole.
    fn piece(self) -> Piece {
        let input = serde_json::from_str::<&RawValue>(&self.input);
        let input = input.map(|input| format!("{{\"input\":{}}}", input.get()));
        let whole = input.and_then(|input| laid(&self.start.0, &input));
        Piece::Start(whole.map_or(self.start, Json))
    }
}

/// The members of `upper` in place of those of `lower`.
fn laid(lower: &str, upper: &str) -> Result<String, serde_json::Error> {
    let mut members: Members<'_> = serde_json::from_str(lower)?;
    members.lay(serde_json::from_str(upper)?, Overlay::Flat);
    Ok(one_line(&members.text()))
}

/// Reads an answer that came whole.
pub(super) fn whole(json: &str) -> Result<Vec<Event>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Whole<'a> {
        #[serde(borrow)]
        content: Vec<&'a RawValue>,
    }

    let answer: Whole<'_> = serde_json::from_str(json)?;
    let mut events = Vec::new();
    for (index, json) in (0..).zip(answer.content) {
        let pieces = match block::read(json, Extent::Whole)? {
            Read::Pieces(pieces) => pieces,
            Read::Unknown => vec![Piece::Start(kept(json))],
        };
        events.extend(at(index, pieces));
        events.push(Event::Piece(index, Piece::Stop));
    }
    events.extend(Reader::default().stop(serde_json::from_str(json)?)?);
    Ok(events)
}

fn at(index: u32, pieces: Vec<Piece>) -> Vec<Event> {
    let pieces = pieces.into_iter();
    pieces.map(|piece| Event::Piece(index, piece)).collect()
}

/// What is said about a reply. `usage` is Anthropic's own.
#[derive(Deserialize)]
struct About<'a> {
    stop_reason: Option<String>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
    #[serde(rename = "amazon-bedrock-invocationMetrics", borrow)]
    metrics: Option<&'a RawValue>,
}

/// The counts that are shown. Others, such as those of each cache, stay in the raw object.
#[derive(Deserialize, Default)]
struct Counts {
    #[serde(rename = "input_tokens")]
    input: Option<u64>,
    #[serde(rename = "output_tokens")]
    output: Option<u64>,
    #[serde(rename = "cache_read_input_tokens")]
    cache_read: Option<u64>,
    #[serde(rename = "cache_creation_input_tokens")]
    cache_write: Option<u64>,
}

fn metadata(about: &str) -> Result<Metadata, serde_json::Error> {
    let known: About<'_> = serde_json::from_str(about)?;
    let metrics = known.metrics.map(|json| (Metrics::of(json), json));
    let usage = match (known.usage, &metrics) {
        (Some(json), metrics) => {
            let mut usage = usage(json);
            if let Some((metrics, _)) = metrics {
                metrics.fill(&mut usage);
            }
            Some(usage)
        }
        (None, Some((metrics, json))) => Some(metrics.usage(json)),
        (None, None) => None,
    };
    Ok(Metadata {
        usage,
        latency_ms: metrics.and_then(|(metrics, _)| metrics.latency_ms()),
        raw: Json(one_line(about)),
    })
}

fn usage(json: &RawValue) -> Usage {
    let counts: Counts = serde_json::from_str(json.get()).unwrap_or_default();
    Usage {
        input: counts.input,
        output: counts.output,
        cache_read: counts.cache_read,
        cache_write: counts.cache_write,
        raw: kept(json),
    }
}

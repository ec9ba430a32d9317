//! What a model says: blocks, a stop reason and usage, as events of a stream or as one answer.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::event::Event;
use super::frame::metrics;
use super::service::Service;
use super::tokens;
use super::usage::Usage;

/// A whole reply, before it is cut into deltas.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) blocks: Vec<Block>,
    pub(crate) stop: Stop,
    pub(crate) usage: Usage,
    pub(crate) pace: Pace,
    /// What the request asked of Bedrock, which the reply says again.
    pub(crate) service: Service,
    /// The member `trace`, if a guardrail tells what it found.
    pub(crate) trace: Option<Value>,
    /// Whether the reply goes on where a prefill ends.
    pub(crate) is_continuation: bool,
}

/// One content block of a reply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    Text(String),
    /// Text, and citations in the form of Converse that stand behind it.
    Cited {
        text: String,
        citations: Vec<Value>,
    },
    Reasoning {
        text: String,
        signature: String,
    },
    Redacted(Vec<u8>),
    ToolUse {
        id: String,
        name: String,
        input: Value,
    },
    /// A call whose arguments are no JSON: they were cut off, or are wrong on purpose.
    Torn {
        id: String,
        name: String,
        input: String,
    },
}

/// Why a reply ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stop {
    pub(crate) reason: String,
    /// The stop sequence that was met.
    pub(crate) sequence: Option<String>,
    /// The member `additionalModelResponseFields`, if the request asked for something that there is.
    pub(crate) fields: Option<Value>,
}

/// How fast a reply is sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pace {
    /// Time before the first delta.
    pub(crate) first: Duration,
    /// Time that a delta takes; zero for as fast as the socket takes them.
    pub(crate) delta: Duration,
    /// Tokens in one delta, at least 1.
    pub(crate) per_delta: usize,
}

impl Stop {
    /// A reason without more fields.
    pub(crate) fn because(reason: &str) -> Self {
        Self {
            reason: reason.to_owned(),
            sequence: None,
            fields: None,
        }
    }
}

impl Reply {
    /// The events of the reply as a stream.
    pub(crate) fn events(&self) -> Vec<Event> {
        let mut events = vec![Event::MessageStart];
        for (index, block) in self.blocks.iter().enumerate() {
            block.push_events(index, self.pace.per_delta, &mut events);
            events.push(Event::BlockStop(index));
        }
        events.push(Event::MessageStop(self.stop_members()));
        events.push(Event::Metadata(self.metadata()));
        events
    }

    /// The reply as the one JSON answer of Converse.
    pub(crate) fn whole(&self, started: Instant) -> Value {
        let content: Vec<Value> = self.blocks.iter().map(Block::json).collect();
        let mut answer = Map::new();
        answer.insert(
            "output".to_owned(),
            json!({"message": {"role": "assistant", "content": content}}),
        );
        answer.extend(self.stop_members());
        answer.extend(self.metadata());
        answer.insert("metrics".to_owned(), metrics(started));
        Value::Object(answer)
    }

    /// How many tokens the reply has, thinking included.
    pub(crate) fn output_tokens(&self) -> usize {
        self.blocks.iter().map(Block::tokens).sum()
    }

    /// The stop reason, as the members of `messageStop`.
    pub(crate) fn stop_members(&self) -> Map<String, Value> {
        let mut members = Map::new();
        members.insert("stopReason".to_owned(), json!(self.stop.reason));
        if let Some(fields) = &self.stop.fields {
            members.insert("additionalModelResponseFields".to_owned(), fields.clone());
        }
        members
    }

    /// Usage, trace and what Bedrock did: the members of `metadata`.
    pub(crate) fn metadata(&self) -> Map<String, Value> {
        let usage = Value::Object(self.usage.converse(self.output_tokens()));
        let mut members = Map::from_iter([("usage".to_owned(), usage)]);
        members.extend(
            self.trace
                .iter()
                .map(|trace| ("trace".to_owned(), trace.clone())),
        );
        members.extend(self.service.members());
        members
    }

    /// What Bedrock adds to a provider's own JSON if a guardrail watched.
    pub(crate) fn guardrail_members(&self) -> Vec<(&'static str, Value)> {
        let intervened = self.stop.reason == "guardrail_intervened";
        if !intervened && self.service.guardrail.is_none() {
            return Vec::new();
        }
        let action = if intervened { "INTERVENED" } else { "NONE" };
        let mut members = vec![("amazon-bedrock-guardrailAction", json!(action))];
        members.extend(
            self.trace
                .iter()
                .map(|trace| ("amazon-bedrock-trace", trace.clone())),
        );
        members
    }
}

impl Block {
    fn push_events(&self, index: usize, per_delta: usize, events: &mut Vec<Event>) {
        match self {
            Self::Text(text) => {
                events.extend(
                    tokens::deltas(text, per_delta)
                        .into_iter()
                        .map(|delta| Event::Text(index, delta)),
                );
            }
            Self::Cited { text, citations } => {
                let deltas = tokens::deltas(text, per_delta).into_iter();
                events.extend(deltas.map(|delta| Event::Text(index, delta)));
                let citations = citations.iter();
                events.extend(
                    citations.map(|citation| Event::Delta(index, json!({"citation": citation}))),
                );
            }
            Self::Reasoning { text, signature } => {
                let deltas = tokens::deltas(text, per_delta).into_iter();
                events.extend(deltas.map(|delta| reasoning(index, &json!({"text": delta}))));
                events.push(reasoning(index, &json!({"signature": signature})));
            }
            Self::Redacted(bytes) => {
                events.push(reasoning(
                    index,
                    &json!({"redactedContent": STANDARD.encode(bytes)}),
                ));
            }
            Self::ToolUse { id, name, input } => {
                push_call([id, name, &input.to_string()], index, per_delta, events);
            }
            Self::Torn { id, name, input } => {
                push_call([id, name, input], index, per_delta, events);
            }
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => json!({"text": text}),
            Self::Cited { text, citations } => {
                json!({"citationsContent": {"content": [{"text": text}], "citations": citations}})
            }
            Self::Reasoning { text, signature } => {
                json!({"reasoningContent": {"reasoningText": {"text": text, "signature": signature}}})
            }
            Self::Redacted(bytes) => {
                json!({"reasoningContent": {"redactedContent": STANDARD.encode(bytes)}})
            }
            Self::ToolUse { id, name, input } => {
                json!({"toolUse": {"toolUseId": id, "name": name, "input": input}})
            }
            Self::Torn { id, name, input } => {
                json!({"toolUse": {"toolUseId": id, "name": name, "input": mended(input)}})
            }
        }
    }

    /// How many tokens the block has.
    pub(crate) fn tokens(&self) -> usize {
        match self {
            Self::Text(text) | Self::Cited { text, .. } | Self::Reasoning { text, .. } => {
                tokens::count(text)
            }
            Self::Redacted(bytes) => bytes.len() / 4,
            Self::ToolUse { input, .. } => tokens::count(&input.to_string()),
            Self::Torn { input, .. } => tokens::count(input),
        }
    }
}

/// The events of a call but its end: its id, its name, and its arguments piece by piece.
fn push_call(
    [id, name, input]: [&str; 3],
    index: usize,
    per_delta: usize,
    events: &mut Vec<Event>,
) {
    let start = json!({"toolUse": {"toolUseId": id, "name": name}});
    events.push(Event::BlockStart(index, start));
    events.push(tool_input(index, ""));
    let deltas = tokens::deltas(input, per_delta).into_iter();
    events.extend(deltas.map(|delta| tool_input(index, &delta)));
}

/// How many characters are gone back to where arguments that end too early can be closed.
const FAR: usize = 4_096;

/// What is said in an answer as a whole of arguments that end too early: as much as can be closed, else the text.
pub(crate) fn mended(input: &str) -> Value {
    let text = || Value::String(input.to_owned());
    if !input.starts_with('{') {
        return text();
    }
    // Behind the last closed value there are at most a name and half of a value, which are looked through from the end.
    let ends = input.char_indices().map(|(at, _)| at).chain([input.len()]);
    let ends: Vec<usize> = ends.collect();
    let closed = ends.iter().rev().take(FAR).find_map(|end| {
        let begun = input.get(..*end)?;
        serde_json::from_str(&format!("{begun}{}", closing(begun))).ok()
    });
    closed.unwrap_or_else(text)
}

/// The quotation mark and the brackets that a piece of JSON lacks at its end.
fn closing(begun: &str) -> String {
    let (mut open, mut in_text, mut is_escaped) = (Vec::new(), false, false);
    for letter in begun.chars() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if in_text => is_escaped = true,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                open.pop();
            }
            _ => {}
        }
    }
    let quote = in_text.then_some('"');
    quote.into_iter().chain(open.into_iter().rev()).collect()
}

/// A delta of the input of a tool call: a piece of JSON as text.
pub(crate) fn tool_input(index: usize, piece: &str) -> Event {
    Event::Delta(index, json!({"toolUse": {"input": piece}}))
}

/// A delta of a reasoning block.
pub(crate) fn reasoning(index: usize, member: &Value) -> Event {
    Event::Delta(index, json!({"reasoningContent": member}))
}

//! The events of Converse as the objects of the messages wire.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::answer::ending;
use super::citation::citation;
use crate::sandbox::event::{Event, object};
use crate::sandbox::reply::Reply;
use crate::sandbox::wire::{Letterhead, METRICS};

/// The members of Converse's last two events, which have their own place on this wire.
const KNOWN: [&str; 6] = [
    "stopReason",
    "additionalModelResponseFields",
    "usage",
    "trace",
    "performanceConfig",
    "serviceTier",
];

/// The same stream on the messages wire. Text stays text: it becomes an object when it is sent.
pub(crate) fn objects(head: &Letterhead, reply: &Reply, events: Vec<Event>) -> Vec<Event> {
    let mut told = Told {
        head,
        reply,
        open: BTreeSet::new(),
        result: None,
        end: End::Ahead,
        events: Vec::with_capacity(events.len() + 4),
    };
    for event in events {
        told.tell(event);
    }
    if told.end == End::Said {
        told.push(json!({"type": "message_stop"}));
    }
    told.events
}

/// A stream while it is told again.
struct Told<'a> {
    head: &'a Letterhead,
    reply: &'a Reply,
    /// The indexes of blocks that have their start. Here every block has one, unlike on Converse.
    open: BTreeSet<u64>,
    /// The start of a tool result, which on this wire has its content in it.
    result: Option<Value>,
    end: End,
    events: Vec<Event>,
}

/// How much of the end of a stream was told: nothing, `message_delta`, `message_stop` too.
#[derive(PartialEq)]
enum End {
    Ahead,
    Said,
    Over,
}

impl Told<'_> {
    fn tell(&mut self, event: Event) {
        match event {
            Event::MessageStart => self.message_start(),
            Event::BlockStart(index, start) => self.block_start(number(index), &start),
            Event::Text(index, text) => {
                self.open_text(number(index));
                self.events.push(Event::Text(index, text));
            }
            Event::RawText(index, bytes) => {
                self.open_text(number(index));
                self.events.push(Event::RawText(index, bytes));
            }
            Event::Delta(index, delta) => self.delta(number(index), &delta),
            Event::BlockStop(index) => {
                self.push(json!({"type": "content_block_stop", "index": index}));
            }
            Event::MessageStop(members) => self.message_delta(&members),
            Event::Metadata(members) => self.message_stop(&members),
            Event::Extra(event, extra) => self.extra(*event, &extra),
            Event::Raw { name, payload } => self.unknown(name, &payload),
            Event::Object(members) => self.events.push(Event::Object(members)),
        }
    }

    fn push(&mut self, value: Value) {
        self.events.push(Event::Object(object(value)));
    }

    fn message_start(&mut self) {
        let message = self.head.message(self.reply.usage.messages(1));
        self.push(json!({"type": "message_start", "message": message}));
    }

    fn message_delta(&mut self, stop: &Map<String, Value>) {
        let ending = ending(self.reply).into_iter();
        let delta: Map<String, Value> = ending
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let usage = self.reply.usage.messages(self.reply.output_tokens());
        self.push(with_unknown(
            json!({"type": "message_delta", "delta": delta, "usage": usage}),
            stop,
        ));
        self.end = End::Said;
    }

    /// Only metadata with usage is told: what Converse says twice, this wire says once.
    fn message_stop(&mut self, metadata: &Map<String, Value>) {
        if self.end == End::Over || !metadata.contains_key("usage") {
            return;
        }
        let mut stop = json!({"type": "message_stop"});
        stop[METRICS] = self.reply.usage.metrics(self.reply.output_tokens());
        for (name, value) in self.reply.guardrail_members() {
            stop[name] = value;
        }
        self.push(with_unknown(stop, metadata));
        self.end = End::Over;
    }

    fn open(&mut self, index: u64, block: &Value) {
        if !self.open.insert(index) {
            return;
        }
        self.push(json!({"type": "content_block_start", "index": index, "content_block": block}));
        if self.open.len() == 1 {
            self.push(json!({"type": "ping"}));
        }
    }

    fn open_text(&mut self, index: u64) {
        if !self.open.contains(&index) {
            self.open(index, &json!({"type": "text", "text": ""}));
        }
    }

    fn block_start(&mut self, index: u64, start: &Value) {
        if let Some(call) = start.get("toolUse") {
            let kind = call["type"].as_str().unwrap_or("tool_use");
            let block =
                json!({"type": kind, "id": call["toolUseId"], "name": call["name"], "input": {}});
            self.open(index, &block);
        } else if let Some(result) = start.get("toolResult") {
            let id = &result["toolUseId"];
            self.result =
                Some(json!({"type": "web_search_tool_result", "tool_use_id": id, "content": []}));
        } else if let Some(image) = start.get("image") {
            self.open(index, &json!({"type": "image", "format": image["format"]}));
        } else {
            self.open(index, start);
        }
    }

    fn delta(&mut self, index: u64, delta: &Value) {
        if let (Some(found), Some(mut result)) = (delta.get("toolResult"), self.result.take()) {
            result["content"] = found.clone();
            self.open(index, &result);
            return;
        }
        let reasoning = &delta["reasoningContent"];
        if let Some(data) = reasoning.get("redactedContent") {
            self.open(index, &json!({"type": "redacted_thinking", "data": data}));
            return;
        }
        if reasoning.is_object() {
            self.open(
                index,
                &json!({"type": "thinking", "thinking": "", "signature": ""}),
            );
        } else {
            self.open_text(index);
        }
        self.push(
            json!({"type": "content_block_delta", "index": index, "delta": native_delta(delta)}),
        );
    }

    /// The same members go into each object that an event becomes.
    fn extra(&mut self, event: Event, extra: &Map<String, Value>) {
        let before = self.events.len();
        self.tell(event);
        for event in &mut self.events[before..] {
            let mut members =
                text_object(event).unwrap_or_else(|| event.members().unwrap_or_default());
            members.extend(extra.clone());
            *event = Event::Object(members);
        }
    }

    fn unknown(&mut self, name: &str, payload: &[u8]) {
        let mut members = Map::from_iter([("type".to_owned(), json!(snake(name)))]);
        let payload: Map<String, Value> = serde_json::from_slice(payload).unwrap_or_default();
        members.extend(payload);
        self.events.push(Event::Object(members));
    }
}

/// The object with those members of an event that Converse does not have either.
fn with_unknown(mut object: Value, members: &Map<String, Value>) -> Value {
    for (name, value) in members
        .iter()
        .filter(|(name, _)| !KNOWN.contains(&name.as_str()))
    {
        object[name] = value.clone();
    }
    object
}

/// The object of a delta of text, if the event is one.
pub(crate) fn text_object(event: &Event) -> Option<Map<String, Value>> {
    let Event::Text(index, text) = event else {
        return None;
    };
    Some(object(json!({
        "type": "content_block_delta",
        "index": index,
        "delta": {"type": "text_delta", "text": text},
    })))
}

fn native_delta(delta: &Value) -> Value {
    let reasoning = &delta["reasoningContent"];
    if let Some(text) = reasoning.get("text") {
        return json!({"type": "thinking_delta", "thinking": text});
    }
    if let Some(signature) = reasoning.get("signature") {
        return json!({"type": "signature_delta", "signature": signature});
    }
    if let Some(input) = delta["toolUse"].get("input") {
        return json!({"type": "input_json_delta", "partial_json": input});
    }
    if let Some(cited) = delta.get("citation") {
        return json!({"type": "citations_delta", "citation": citation(cited)});
    }
    let Some((name, value)) = delta.as_object().and_then(|members| members.iter().next()) else {
        return json!({"type": "unknown_delta"});
    };
    let kind = format!("{}_delta", snake(name));
    json!({"type": kind, name: value})
}

/// `contentBlockStop` as `content_block_stop`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn number(index: usize) -> u64 {
    u64::try_from(index).unwrap_or(u64::MAX)
}

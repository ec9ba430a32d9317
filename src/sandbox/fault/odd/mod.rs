//! Replies that are well formed and still not what a client expects.

mod blocks;
mod hostile;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::sandbox::event::Event;
use crate::sandbox::plan::Speech;
use crate::sandbox::reply::{Block, Stop};
use crate::sandbox::request::Request;
use crate::sandbox::usage::CacheUse;

/// Bytes of the giant delta: a megabyte.
const GIANT: usize = 1_000_000;

/// What is odd about a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Odd {
    NoMetadata,
    MetadataTwice,
    CacheUsage,
    UnknownEvent,
    UnknownDelta,
    UnknownStop,
    ExtraKeys,
    Interleaved,
    NoBlockStop,
    EmptyStart,
    EmptyDeltas,
    GiantDelta,
    ToolUse,
    ToolNotJson,
    ToolEmpty,
    ToolCut,
    ServerTool,
    SignatureOnly,
    Citations,
    Image,
    Guardrail,
    Pings,
    ErrorObject,
    Refusal,
    Surrogates,
    BadUtf8,
    Hostile,
}

impl Odd {
    /// The reply with this oddity.
    pub(super) fn speech(self, base: Speech, request: &Request) -> Speech {
        match self {
            Self::NoMetadata => kept(base, |event| !matches!(event, Event::Metadata(_))),
            Self::NoBlockStop => kept(base, |event| !matches!(event, Event::BlockStop(_))),
            Self::MetadataTwice => inserted(base, usize::MAX, Event::Metadata(Map::new())),
            Self::CacheUsage => with_usage(base),
            Self::UnknownEvent => inserted(
                base,
                3,
                raw(
                    "contentBlockFossil",
                    &json!({"contentBlockIndex": 0, "age": 66}),
                ),
            ),
            Self::UnknownDelta => {
                inserted(base, 3, Event::Delta(0, json!({"fossil": {"age": 66}})))
            }
            Self::EmptyStart => inserted(base, 1, Event::BlockStart(0, json!({}))),
            Self::UnknownStop => stopped(base, "weathered"),
            Self::ExtraKeys => with_extra_keys(base),
            Self::EmptyDeltas => with_empty_deltas(base),
            Self::GiantDelta => giant(base),
            Self::Interleaved => spoken(base, blocks::interleaved(), "end_turn"),
            Self::ToolUse => called(base, request),
            Self::ToolNotJson => spoken(
                base,
                blocks::tool(request, &["{\"layer\": basalt", ", metres"]),
                "tool_use",
            ),
            Self::ToolEmpty => spoken(base, blocks::tool(request, &[""]), "tool_use"),
            Self::ToolCut => spoken(
                base,
                blocks::tool(request, &["{\"layer\": ", "\"bas"]),
                "max_tokens",
            ),
            Self::ServerTool => spoken(base, blocks::server_tool(request), "end_turn"),
            Self::Citations => spoken(base, blocks::cited(), "end_turn"),
            Self::Image => spoken(base, blocks::image(), "end_turn"),
            Self::Surrogates => spoken(base, blocks::surrogates(), "end_turn"),
            Self::BadUtf8 => spoken(base, blocks::bad_utf8(), "end_turn"),
            Self::SignatureOnly => signed(base, request),
            Self::Guardrail => guarded(base),
            Self::Pings => with_pings(base),
            Self::ErrorObject => broken_off(base),
            Self::Refusal => rebuilt(stopped(base, "refusal"), Vec::new()),
            Self::Hostile => rebuilt(base, vec![Block::Text(hostile::text())]),
        }
    }
}

fn kept(base: Speech, keep: fn(&Event) -> bool) -> Speech {
    Speech {
        events: base.events.into_iter().filter(keep).collect(),
        ..base
    }
}

fn inserted(mut base: Speech, at: usize, event: Event) -> Speech {
    base.events.insert(at.min(base.events.len()), event);
    base
}

/// A reply of other blocks, with their own events.
fn rebuilt(mut base: Speech, blocks: Vec<Block>) -> Speech {
    base.reply.blocks = blocks;
    base.events = base.reply.events();
    base
}

/// A stream of these deltas, which no block of ours could make, between the usual beginning and end.
fn spoken(base: Speech, deltas: Vec<Event>, reason: &str) -> Speech {
    let mut base = stopped(base, reason);
    base.reply.blocks = texts(&deltas);
    base.events = vec![Event::MessageStart];
    base.events.extend(deltas);
    base.events
        .push(Event::MessageStop(base.reply.stop_members()));
    base.events.push(Event::Metadata(base.reply.metadata()));
    base
}

/// The texts of a stream as blocks, for the reply as one JSON and for the count of its tokens.
fn texts(deltas: &[Event]) -> Vec<Block> {
    let mut blocks: Vec<(usize, String)> = Vec::new();
    for event in deltas {
        let Event::Text(index, text) = event else {
            continue;
        };
        match blocks.iter_mut().find(|(known, _)| known == index) {
            Some((_, begun)) => begun.push_str(text),
            None => blocks.push((*index, text.clone())),
        }
    }
    blocks
        .into_iter()
        .map(|(_, text)| Block::Text(text))
        .collect()
}

fn stopped(mut base: Speech, reason: &str) -> Speech {
    base.reply.stop = Stop::because(reason);
    base.events = base.reply.events();
    base
}

fn with_usage(mut base: Speech) -> Speech {
    base.reply.usage.cache = Some(CacheUse {
        read: 1_000,
        short: 100,
        long: 100,
    });
    let mut metadata = base.reply.metadata();
    let more = [
        ("cacheReadInputTokenCount", json!(1_000)),
        ("cacheWriteInputTokenCount", json!(200)),
        ("serverToolUsage", json!({})),
        ("strataTokens", json!(3)),
    ];
    for (name, value) in more {
        metadata["usage"][name] = value;
    }
    base.events.pop();
    base.events.push(Event::Metadata(metadata));
    base
}

fn with_extra_keys(mut base: Speech) -> Speech {
    for event in &mut base.events {
        match event {
            Event::Metadata(members) | Event::MessageStop(members) => {
                members.insert("strata".to_owned(), json!([1, null, {"deep": true}]));
            }
            Event::MessageStart
            | Event::BlockStart(..)
            | Event::Text(..)
            | Event::Delta(..)
            | Event::BlockStop(_)
            | Event::RawText(..)
            | Event::Extra(..)
            | Event::Raw { .. }
            | Event::Object(_) => {
                let extra = Map::from_iter([("strata".to_owned(), json!("unknown"))]);
                *event = Event::Extra(Box::new(event.clone()), extra);
            }
        }
    }
    base
}

/// A ping between any two deltas. Converse has no such event, so there it is one that nobody knows.
fn with_pings(mut base: Speech) -> Speech {
    let followed = |event: Event| {
        let ping = event.is_delta().then(|| raw("ping", &json!({})));
        [event].into_iter().chain(ping)
    };
    base.events = base.events.into_iter().flat_map(followed).collect();
    base
}

/// The provider's own error in the middle of its stream, and nothing after it.
fn broken_off(mut base: Speech) -> Speech {
    let error = json!({"error": {"type": "overloaded_error", "message": "Overloaded"}});
    base.events.truncate(base.events.len() / 2);
    base.events.push(raw("error", &error));
    base
}

fn with_empty_deltas(mut base: Speech) -> Speech {
    let doubled = |event: Event| {
        let empty = event.is_delta().then(|| Event::Text(0, String::new()));
        empty.into_iter().chain([event])
    };
    base.events = base.events.into_iter().flat_map(doubled).collect();
    base
}

fn giant(mut base: Speech) -> Speech {
    base.reply.pace.per_delta = usize::MAX;
    let text = "granite basalt schist ".repeat(GIANT / 22 + 1);
    rebuilt(base, vec![Block::Text(text)])
}

fn called(base: Speech, request: &Request) -> Speech {
    let mut blocks = base.reply.blocks.clone();
    blocks.push(Block::ToolUse {
        id: request.wire.tool_use_id(&mut request.seed.clone()),
        name: blocks::tool_name(request),
        input: json!({"layer": "basalt", "metres": 412}),
    });
    rebuilt(stopped(base, "tool_use"), blocks)
}

fn signed(base: Speech, request: &Request) -> Speech {
    let signature = request.seed.clone().uuid().repeat(3);
    let mut blocks = vec![Block::Reasoning {
        text: String::new(),
        signature,
    }];
    blocks.extend(base.reply.blocks.clone());
    rebuilt(base, blocks)
}

fn guarded(base: Speech) -> Speech {
    let mut base = stopped(base, "guardrail_intervened");
    let filter = json!({"type": "MISCONDUCT", "confidence": "HIGH", "filterStrength": "HIGH", "action": "BLOCKED", "detected": true});
    let assessment = json!({"contentPolicy": {"filters": [filter]}, "invocationMetrics": {"guardrailProcessingLatency": 87}});
    let trace = json!({"guardrail": {
        "outputAssessments": {"sandboxguard": [assessment]},
        "actionReason": "Guardrail blocked.",
    }});
    base.reply.trace = Some(trace);
    base.events = base.reply.events();
    base
}

/// An event whose payload is sent as it stands here, without padding.
fn raw(name: &'static str, payload: &Value) -> Event {
    Event::Raw {
        name,
        payload: payload.to_string().into_bytes(),
    }
}

//! Events of `ConverseStream`: JSON of a payload to what the conversation knows.
//!
//! Members that this version does not know are passed over; events and deltas that it does not
//! know are kept whole. Nothing of the reply is lost because something in it is new.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::chat::content::Json;
use crate::chat::generation::{StopReason, Usage};
use crate::chat::stream::Piece;

/// What an event says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The reply begins.
    Started,
    /// Something of the block with this index came.
    Piece(u32, Piece),
    /// The reply is complete. Metadata may follow.
    Stopped(StopReason),
    /// Token counts and times.
    Metadata(Metadata),
}

/// Token counts and times, as far as the event has them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Metadata {
    /// `None` = the event has no usage.
    pub(super) usage: Option<Usage>,
    /// Milliseconds.
    pub(super) latency_ms: Option<u64>,
    /// The event as it came.
    pub(super) raw: Json,
}

/// Reads the payload of the event `name`.
///
/// # Errors
///
/// The payload is not JSON, or not of the form that this event has. [`unknown`] keeps it then.
pub(super) fn read(name: &str, payload: &str) -> Result<Event, serde_json::Error> {
    Ok(match name {
        "contentBlockDelta" => {
            let event: DeltaEvent = serde_json::from_str(payload)?;
            match event.delta.and_then(Delta::piece) {
                Some(piece) => Event::Piece(event.content_block_index, piece),
                None => Event::Piece(event.content_block_index, unknown(name, payload)),
            }
        }
        "contentBlockStart" => {
            let event: StartEvent<'_> = serde_json::from_str(payload)?;
            Event::Piece(event.content_block_index, event.piece())
        }
        "contentBlockStop" => {
            let event: StopEvent = serde_json::from_str(payload)?;
            Event::Piece(event.content_block_index, Piece::Stop)
        }
        "messageStart" => Event::Started,
        "messageStop" => {
            let event: MessageStop = serde_json::from_str(payload)?;
            Event::Stopped(StopReason(event.stop_reason))
        }
        "metadata" => Event::Metadata(metadata(payload)?),
        _ => Event::Piece(0, unknown(name, payload)),
    })
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeltaEvent {
    #[serde(default)]
    content_block_index: u32,
    delta: Option<Delta>,
}

/// A union: the service sends one member.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delta {
    text: Option<String>,
    reasoning_content: Option<Reasoning>,
    tool_use: Option<ToolInput>,
    citation: Option<Box<RawValue>>,
    tool_result: Option<Box<RawValue>>,
}

/// A union as well. The signature may be the only delta of a block.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reasoning {
    text: Option<String>,
    signature: Option<String>,
    redacted_content: Option<String>,
}

#[derive(Deserialize)]
struct ToolInput {
    input: Option<String>,
}

impl Delta {
    fn piece(self) -> Option<Piece> {
        if let Some(text) = self.text {
            return Some(Piece::Text(text));
        }
        if let Some(reasoning) = self.reasoning_content {
            return reasoning.piece();
        }
        if let Some(tool) = self.tool_use {
            return tool.input.map(Piece::ToolInput);
        }
        let kept = |json: Box<RawValue>| Json(one_line(json.get()));
        let citation = self.citation.map(|json| Piece::Citation(kept(json)));
        citation.or_else(|| self.tool_result.map(|json| Piece::Result(kept(json))))
    }
}

impl Reasoning {
    fn piece(self) -> Option<Piece> {
        let text = self.text.map(Piece::Reasoning);
        text.or(self.signature.map(Piece::Signature))
            .or(self.redacted_content.map(Piece::Redacted))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StartEvent<'a> {
    #[serde(default)]
    content_block_index: u32,
    #[serde(borrow)]
    start: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Start {
    tool_use: Option<ToolStart>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ToolStart {
    tool_use_id: String,
    name: String,
}

impl StartEvent<'_> {
    /// Text and reasoning have no start on the real service; emulators send an empty one.
    fn piece(&self) -> Piece {
        let start = self.start.map_or("{}", RawValue::get);
        match serde_json::from_str(start) {
            Ok(Start {
                tool_use: Some(tool),
            }) => Piece::ToolStart {
                id: tool.tool_use_id,
                name: tool.name,
            },
            Ok(Start { tool_use: None }) | Err(_) => Piece::Start(Json(one_line(start))),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StopEvent {
    #[serde(default)]
    content_block_index: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MessageStop {
    stop_reason: String,
}

#[derive(Deserialize)]
struct MetadataEvent<'a> {
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
    metrics: Option<Metrics>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    latency_ms: Option<u64>,
}

/// The counts that are shown. Others, such as `serverToolUsage`, stay in the raw object.
#[derive(Deserialize, Default)]
struct Counts {
    #[serde(rename = "inputTokens")]
    input: Option<u64>,
    #[serde(rename = "outputTokens")]
    output: Option<u64>,
    #[serde(rename = "cacheReadInputTokens")]
    cache_read: Option<u64>,
    #[serde(rename = "cacheWriteInputTokens")]
    cache_write: Option<u64>,
}

fn metadata(payload: &str) -> Result<Metadata, serde_json::Error> {
    let event: MetadataEvent<'_> = serde_json::from_str(payload)?;
    Ok(Metadata {
        usage: event.usage.map(usage),
        latency_ms: event.metrics.and_then(|metrics| metrics.latency_ms),
        raw: Json(one_line(payload)),
    })
}

fn usage(raw: &RawValue) -> Usage {
    let counts: Counts = serde_json::from_str(raw.get()).unwrap_or_default();
    Usage {
        input: counts.input,
        output: counts.output,
        cache_read: counts.cache_read,
        cache_write: counts.cache_write,
        raw: Json(one_line(raw.get())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(name: &str, payload: &str) -> (u32, Piece) {
        match read(name, payload).unwrap() {
            Event::Piece(block, piece) => (block, piece),
            other => panic!("{other:?}"),
        }
    }

    fn delta(json: &str) -> Piece {
        let payload = format!("{{\"contentBlockIndex\":3,\"delta\":{json},\"p\":\"abcd\"}}");
        let (block, piece) = piece("contentBlockDelta", &payload);
        assert_eq!(block, 3);
        piece
    }

    fn json(text: &str) -> Json {
        Json(text.to_owned())
    }

    #[test]
    fn every_known_delta_has_its_piece() {
        let text = |text: &str| text.to_owned();
        assert_eq!(delta(r#"{"text":"a\nb"}"#), Piece::Text(text("a\nb")));
        assert_eq!(delta(r#"{"text":""}"#), Piece::Text(text("")));
        let reasoning = |json: &str| delta(&format!("{{\"reasoningContent\":{json}}}"));
        assert_eq!(reasoning(r#"{"text":"so"}"#), Piece::Reasoning(text("so")));
        assert_eq!(
            reasoning(r#"{"signature":"Eq"}"#),
            Piece::Signature(text("Eq"))
        );
        assert_eq!(
            reasoning(r#"{"redactedContent":"cm"}"#),
            Piece::Redacted(text("cm"))
        );
        let input = r#"{"toolUse":{"input":"{\"a\":"}}"#;
        assert_eq!(delta(input), Piece::ToolInput(text("{\"a\":")));
        let citation = r#"{"citation":{"location":{"web":{"url":"u"}}}}"#;
        let kept = json(r#"{"location":{"web":{"url":"u"}}}"#);
        assert_eq!(delta(citation), Piece::Citation(kept));
        let result = r#"{"toolResult":[{"text":"x"}]}"#;
        assert_eq!(delta(result), Piece::Result(json(r#"[{"text":"x"}]"#)));
    }

    #[test]
    fn what_is_not_known_is_kept_whole() {
        let payload = r#"{"contentBlockIndex":2,"delta":{"hologram":{"z":1.50}}}"#;
        let kept = format!("{{\"contentBlockDelta\":{payload}}}");
        let whole = (2, Piece::Raw(Json(kept)));
        assert_eq!(piece("contentBlockDelta", payload), whole);
        let raw = Piece::Raw(json(r#"{"keepalive":{ "n":1}}"#));
        assert_eq!(piece("keepalive", "{\n\"n\":1}"), (0, raw));
        let no_json = Piece::Raw(json(r#"{"odd":"<\"\n"}"#));
        assert_eq!(unknown("odd", "<\"\n"), no_json);
    }

    #[test]
    fn starts_may_be_calls_empty_or_new() {
        let start = |json: &str| piece("contentBlockStart", json).1;
        assert_eq!(
            start(r#"{"contentBlockIndex":0,"start":{}}"#),
            Piece::Start(json("{}"))
        );
        assert_eq!(
            start(r#"{"contentBlockIndex":0}"#),
            Piece::Start(json("{}"))
        );
        let call = r#"{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"n"}}}"#;
        let (id, name) = ("t".to_owned(), "n".to_owned());
        assert_eq!(start(call), Piece::ToolStart { id, name });
        let image = r#"{"contentBlockIndex":1,"start":{"image":{"format":"png"}}}"#;
        assert_eq!(
            start(image),
            Piece::Start(json(r#"{"image":{"format":"png"}}"#))
        );
    }

    #[test]
    fn stop_reasons_are_an_open_set() {
        let stopped = read("messageStop", r#"{"stopReason":"bored","p":"a"}"#).unwrap();
        assert_eq!(stopped, Event::Stopped(StopReason("bored".to_owned())));
    }

    #[test]
    fn usage_keeps_what_it_does_not_know() {
        let payload = r#"{"usage":{"inputTokens":4,"outputTokens":5,"serverToolUsage":{},"cacheReadInputTokens":6,"cacheReadInputTokenCount":6},"metrics":{"latencyMs":7}}"#;
        let Event::Metadata(metadata) = read("metadata", payload).unwrap() else {
            panic!("no metadata");
        };
        let usage = metadata.usage.unwrap();
        assert_eq!((usage.input, usage.output), (Some(4), Some(5)));
        assert_eq!((usage.cache_read, usage.cache_write), (Some(6), None));
        assert!(usage.raw.0.contains("serverToolUsage"));
        assert_eq!(metadata.latency_ms, Some(7));
        assert_eq!(metadata.raw.0, payload);
    }

    #[test]
    fn another_form_is_an_error_and_no_panic() {
        for name in [
            "contentBlockDelta",
            "contentBlockStart",
            "messageStop",
            "metadata",
        ] {
            assert!(
                read(name, "[]").is_err() || name == "messageStart",
                "{name}"
            );
            assert!(read(name, "{").is_err(), "{name}");
        }
    }
}

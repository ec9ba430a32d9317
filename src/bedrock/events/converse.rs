//! Events of `ConverseStream`, and the answer of `Converse`.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Event, Metadata, kept, one_line, unknown};
use crate::bedrock::wires::Members;
use crate::chat::content::Json;
use crate::chat::generation::{StopReason, Usage};
use crate::chat::stream::Piece;

/// Reads the payload of the event `name`.
pub(super) fn read(name: &str, payload: &str) -> Result<Vec<Event>, serde_json::Error> {
    let event = match name {
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
        "messageStart" => return Ok(Vec::new()),
        "messageStop" => return message_stop(payload),
        "metadata" => Event::Metadata(metadata(payload)?),
        _ => Event::Piece(0, unknown(name, payload)),
    };
    Ok(vec![event])
}

/// Reads an answer that came whole.
pub(super) fn whole(json: &str) -> Result<Vec<Event>, serde_json::Error> {
    let answer: Answer<'_> = serde_json::from_str(json)?;
    let mut events = Vec::new();
    for (index, block) in (0..).zip(answer.output.message.content) {
        let pieces = whole_block(block)?.into_iter().chain([Piece::Stop]);
        events.extend(pieces.map(|piece| Event::Piece(index, piece)));
    }
    let mut metadata = metadata(json)?;
    let mut members: Members<'_> = serde_json::from_str(json)?;
    members.retain(|name| name != "output");
    metadata.raw = Json(one_line(&members.text()));
    events.push(Event::Metadata(metadata));
    let reason = answer.stop_reason.unwrap_or_else(super::unnamed);
    events.push(Event::Stopped(StopReason(reason)));
    Ok(events)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    #[serde(borrow)]
    output: Output<'a>,
    stop_reason: Option<String>,
}

#[derive(Deserialize)]
struct Output<'a> {
    #[serde(borrow)]
    message: Message<'a>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    content: Vec<&'a RawValue>,
}

/// A block that came whole: a union.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Block<'a> {
    text: Option<String>,
    reasoning_content: Option<WholeReasoning>,
    #[serde(borrow)]
    tool_use: Option<WholeCall<'a>>,
    #[serde(borrow)]
    citations_content: Option<Cited<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WholeReasoning {
    reasoning_text: Option<Reasoning>,
    redacted_content: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WholeCall<'a> {
    tool_use_id: String,
    name: String,
    #[serde(borrow)]
    input: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Cited<'a> {
    #[serde(default)]
    content: Vec<CitedText>,
    #[serde(borrow, default)]
    citations: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct CitedText {
    text: Option<String>,
}

/// The pieces in which the block would have streamed.
fn whole_block(json: &RawValue) -> Result<Vec<Piece>, serde_json::Error> {
    let block: Block<'_> = serde_json::from_str(json.get())?;
    if let Some(text) = block.text {
        return Ok(vec![Piece::Text(text)]);
    }
    if let Some(reasoning) = block.reasoning_content {
        let redacted = reasoning.redacted_content.map(Piece::Redacted);
        let text = reasoning.reasoning_text.into_iter();
        return Ok(text.flat_map(Reasoning::pieces).chain(redacted).collect());
    }
    if let Some(call) = block.tool_use {
        let (id, name) = (call.tool_use_id, call.name);
        let input = call.input.map_or("", RawValue::get).to_owned();
        return Ok(vec![Piece::ToolStart { id, name }, Piece::ToolInput(input)]);
    }
    let Some(cited) = block.citations_content else {
        return Ok(vec![Piece::Start(kept(json))]);
    };
    let texts = cited.content.into_iter().filter_map(|part| part.text);
    let citations = cited.citations.into_iter();
    let citations = citations.map(|json| Piece::Citation(kept(json)));
    Ok(texts.map(Piece::Text).chain(citations).collect())
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
        let citation = self.citation.map(|json| Piece::Citation(kept(&json)));
        citation.or_else(|| self.tool_result.map(|json| Piece::Result(kept(&json))))
    }
}

impl Reasoning {
    fn piece(self) -> Option<Piece> {
        let text = self.text.map(Piece::Reasoning);
        text.or(self.signature.map(Piece::Signature))
            .or(self.redacted_content.map(Piece::Redacted))
    }

    fn pieces(self) -> Vec<Piece> {
        let text = self.text.map(Piece::Reasoning);
        let signature = self.signature.map(Piece::Signature);
        text.into_iter().chain(signature).collect()
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
struct MessageStop<'a> {
    stop_reason: String,
    #[serde(borrow)]
    additional_model_response_fields: Option<&'a RawValue>,
}

/// What was asked for in addition, such as the sequence that stopped the reply, comes with the stop
/// reason and belongs to the metadata.
fn message_stop(payload: &str) -> Result<Vec<Event>, serde_json::Error> {
    let event: MessageStop<'_> = serde_json::from_str(payload)?;
    let fields = event.additional_model_response_fields;
    let beside = fields
        .filter(|fields| fields.get() != "null")
        .map(|fields| {
            let fields = one_line(fields.get());
            Event::Beside(Json(format!(
                "{{\"additionalModelResponseFields\":{fields}}}"
            )))
        });
    let stopped = Event::Stopped(StopReason(event.stop_reason));
    Ok(beside.into_iter().chain([stopped]).collect())
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

    /// The one event of a payload.
    fn one(name: &str, payload: &str) -> Event {
        let mut events = read(name, payload).unwrap();
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0)
    }

    fn piece(name: &str, payload: &str) -> (u32, Piece) {
        match one(name, payload) {
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
    fn what_was_asked_for_in_addition_comes_with_the_stop_reason() {
        let fields = r#"{"stop_sequence":"END"}"#;
        let payload = format!(
            "{{\"stopReason\":\"stop_sequence\",\"additionalModelResponseFields\":{fields}}}"
        );
        let beside = format!("{{\"additionalModelResponseFields\":{fields}}}");
        let stopped = Event::Stopped(StopReason("stop_sequence".to_owned()));
        let events = read("messageStop", &payload).unwrap();
        assert_eq!(events, [Event::Beside(Json(beside)), stopped]);
    }

    #[test]
    fn stop_reasons_are_an_open_set() {
        let stopped = one("messageStop", r#"{"stopReason":"bored","p":"a"}"#);
        assert_eq!(stopped, Event::Stopped(StopReason("bored".to_owned())));
    }

    #[test]
    fn usage_keeps_what_it_does_not_know() {
        let payload = r#"{"usage":{"inputTokens":4,"outputTokens":5,"serverToolUsage":{},"cacheReadInputTokens":6,"cacheReadInputTokenCount":6},"metrics":{"latencyMs":7}}"#;
        let Event::Metadata(metadata) = one("metadata", payload) else {
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

//! Replies of all wires, from bytes to the message.

use proptest::prelude::*;

use super::*;
use crate::bedrock::fixture::{frame, framed, invoked, request};
use crate::bedrock::reply::Reply;
use crate::chat::content::{ContentBlock, ToolUse};
use crate::chat::failure::FailureKind;
use crate::chat::generation::{End, Generation, Micros, Outcome, Sent};
use crate::chat::ids::LaneId;
use crate::chat::settings::Settings;
use crate::chat::stream::{self, Delta};

const US: Micros = Micros(7);

/// A reply and how it ended.
#[derive(Debug, Clone, PartialEq)]
struct Heard {
    deltas: Vec<Delta>,
    end: End,
}

impl Heard {
    fn pieces(&self) -> Vec<(u32, Piece)> {
        let deltas = self.deltas.iter();
        deltas
            .map(|delta| (delta.block, delta.piece.clone()))
            .collect()
    }

    fn failure(&self) -> &Failure {
        match &self.end.outcome {
            Outcome::Failed(failure) => failure,
            other => panic!("{other:?}"),
        }
    }

    /// The message that they make, after the beginning that the user wrote.
    fn folded(&self, wire: Wire, prefill: &[ContentBlock]) -> Vec<ContentBlock> {
        let sent = Sent {
            wire,
            model: String::new(),
            region: String::new(),
            sha256: String::new(),
        };
        let mut generation = Generation::new(LaneId(1), Settings::default(), sent);
        generation.begin_with(prefill);
        let mut content = prefill.to_vec();
        for delta in &self.deltas {
            stream::fold(&mut content, &mut generation, delta);
        }
        content
    }
}

fn on(wire: Wire) -> Request {
    let mut request = request("hi");
    request.settings.wire = wire;
    request
}

/// What is heard of a stream that comes in these pieces.
fn heard<'a>(request: &Request, pieces: impl IntoIterator<Item = &'a [u8]>) -> Heard {
    let mut reply = Reply::new(Reader::of(request));
    let mut deltas = Vec::new();
    let mut taken = Ok(());
    for piece in pieces {
        taken = taken.and_then(|()| reply.take(piece, US, &mut deltas));
    }
    ended(reply, taken, deltas)
}

/// What is heard of an answer that comes whole.
fn whole(request: &Request, body: &str) -> Heard {
    let mut reply = Reply::new(Reader::of(request));
    let mut deltas = Vec::new();
    let taken = reply.take_whole(body.as_bytes(), US, &mut deltas);
    ended(reply, taken, deltas)
}

fn ended(mut reply: Reply, taken: Result<(), Failure>, mut deltas: Vec<Delta>) -> Heard {
    reply.rest(US, &mut deltas);
    let outcome = match taken {
        Ok(()) => reply.outcome(),
        Err(failure) => Outcome::Failed(failure),
    };
    let end = reply.end(US, outcome);
    Heard { deltas, end }
}

fn streamed(wire: Wire, frames: &[Vec<u8>]) -> Heard {
    heard(&on(wire), [&frames.concat()[..]])
}

fn messages(objects: &[&str]) -> Heard {
    let frames: Vec<_> = objects.iter().map(|json| invoked(json)).collect();
    streamed(Wire::Messages, &frames)
}

fn completions(objects: &[&str]) -> Heard {
    let frames: Vec<_> = objects.iter().map(|json| invoked(json)).collect();
    streamed(Wire::Completions, &frames)
}

fn said(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

fn raw(json: &str) -> Piece {
    Piece::Raw(Json(json.to_owned()))
}

/// A reply with everything, as it streams on Converse.
fn on_converse() -> Vec<Vec<u8>> {
    let delta = |block: u32, json: &str| {
        let json = format!("{{\"contentBlockIndex\":{block},\"delta\":{json},\"p\":\"ab\"}}");
        frame("contentBlockDelta", &json)
    };
    let stop = |block: u32| {
        frame(
            "contentBlockStop",
            &format!("{{\"contentBlockIndex\":{block}}}"),
        )
    };
    let call = r#"{"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"t1","name":"add"}}}"#;
    vec![
        frame("messageStart", r#"{"role":"assistant"}"#),
        delta(0, r#"{"reasoningContent":{"text":"Hm."}}"#),
        delta(0, r#"{"reasoningContent":{"signature":"EqoB"}}"#),
        stop(0),
        delta(1, r#"{"reasoningContent":{"redactedContent":"cmVk"}}"#),
        stop(1),
        delta(2, r#"{"text":"Gruß "}"#),
        delta(2, r#"{"text":"👍"}"#),
        delta(2, r#"{"citation":{"title":"T"}}"#),
        stop(2),
        frame("contentBlockStart", call),
        delta(3, r#"{"toolUse":{"input":"{\"a\":"}}"#),
        delta(3, r#"{"toolUse":{"input":"1.50}"}}"#),
        stop(3),
        frame("messageStop", r#"{"stopReason":"tool_use"}"#),
        frame(
            "metadata",
            r#"{"usage":{"inputTokens":3,"outputTokens":9,"cacheReadInputTokens":5,"cacheWriteInputTokens":6},"metrics":{"latencyMs":812}}"#,
        ),
    ]
}

const ON_MESSAGES: [&str; 21] = [
    r#"{"type":"message_start","message":{"id":"msg_bdrk_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"cache_creation_input_tokens":6,"cache_read_input_tokens":5,"output_tokens":1}}}"#,
    r#"{"type":"ping"}"#,
    r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
    r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}"#,
    r#"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqoB"}}"#,
    r#"{"type":"content_block_stop","index":0}"#,
    r#"{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"cmVk"}}"#,
    r#"{"type":"content_block_stop","index":1}"#,
    r#"{"type":"content_block_start","index":2,"content_block":{"type":"text","text":"","citations":[]}}"#,
    r#"{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Gruß "}}"#,
    r#"{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"👍"}}"#,
    r#"{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"title":"T"}}}"#,
    r#"{"type":"content_block_stop","index":2}"#,
    r#"{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"t1","name":"add","input":{}}}"#,
    r#"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":""}}"#,
    r#"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}"#,
    r#"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"1.50}"}}"#,
    r#"{"type":"content_block_stop","index":3}"#,
    r#"{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":9}}"#,
    r#"{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":99,"outputTokenCount":99,"invocationLatency":812,"firstByteLatency":301}}"#,
    r#"{"type":"ping"}"#,
];

const WHOLE_CONVERSE: &str = r#"{"output":{"message":{"role":"assistant","content":[
    {"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"EqoB"}}},
    {"reasoningContent":{"redactedContent":"cmVk"}},
    {"citationsContent":{"content":[{"text":"Gruß 👍"}],"citations":[{"title":"T"}]}},
    {"toolUse":{"toolUseId":"t1","name":"add","input":{"a":1.50}}}]}},
    "stopReason":"tool_use",
    "usage":{"inputTokens":3,"outputTokens":9,"cacheReadInputTokens":5,"cacheWriteInputTokens":6},
    "metrics":{"latencyMs":812},"additionalModelResponseFields":{"stop_sequence":"x"}}"#;

const WHOLE_MESSAGES: &str = r#"{"id":"msg_bdrk_1","type":"message","role":"assistant","model":"m","content":[
    {"type":"thinking","thinking":"Hm.","signature":"EqoB"},
    {"type":"redacted_thinking","data":"cmVk"},
    {"type":"text","text":"Gruß 👍","citations":[{"title":"T"}]},
    {"type":"tool_use","id":"t1","name":"add","input":{"a":1.50}}],
    "stop_reason":"tool_use","stop_sequence":null,
    "usage":{"input_tokens":3,"cache_creation_input_tokens":6,"cache_read_input_tokens":5,"output_tokens":9}}"#;

fn the_message() -> Vec<ContentBlock> {
    vec![
        ContentBlock::Reasoning {
            text: "Hm.".to_owned(),
            signature: Some("EqoB".to_owned()),
        },
        ContentBlock::Redacted("cmVk".to_owned()),
        ContentBlock::Text("Gruß 👍".to_owned()),
        ContentBlock::ToolUse(ToolUse {
            id: "t1".to_owned(),
            name: "add".to_owned(),
            input: "{\"a\":1.50}".to_owned(),
        }),
    ]
}

#[test]
fn a_reply_is_the_same_message_whichever_wire_carried_it() {
    for (wire, heard) in [
        (Wire::Converse, streamed(Wire::Converse, &on_converse())),
        (Wire::Converse, whole(&on(Wire::Converse), WHOLE_CONVERSE)),
        (Wire::Messages, messages(&ON_MESSAGES)),
        (Wire::Messages, whole(&on(Wire::Messages), WHOLE_MESSAGES)),
    ] {
        assert_eq!(heard.folded(wire, &[]), the_message());
        let reason = StopReason("tool_use".to_owned());
        assert_eq!(heard.end.outcome, Outcome::Done(reason), "{wire:?}");
        let usage = heard.end.usage.as_ref().unwrap();
        let counts = (
            usage.input,
            usage.output,
            usage.cache_read,
            usage.cache_write,
        );
        assert_eq!(counts, (Some(3), Some(9), Some(5), Some(6)), "{wire:?}");
    }
    let (ours, theirs) = (
        messages(&ON_MESSAGES),
        streamed(Wire::Converse, &on_converse()),
    );
    assert_eq!(ours.end.latency_ms, theirs.end.latency_ms);
    let pieces = |heard: &Heard| {
        let mut pieces = heard.pieces();
        pieces.retain(|(_, piece)| *piece != Piece::ToolInput(String::new()));
        pieces
    };
    assert_eq!(pieces(&ours), pieces(&theirs));
}

#[test]
fn everything_that_is_said_about_a_reply_is_kept() {
    let end = messages(&ON_MESSAGES).end;
    assert_eq!(
        end.usage.unwrap().raw.0,
        "{\"input_tokens\":3,\"cache_creation_input_tokens\":6,\"cache_read_input_tokens\":5,\
         \"output_tokens\":9}"
    );
    let metadata = end.metadata.unwrap().0;
    assert!(
        metadata.starts_with("{\"id\":\"msg_bdrk_1\",\"model\":\"m\""),
        "{metadata}"
    );
    assert!(metadata.contains("\"firstByteLatency\":301"), "{metadata}");
    let metadata = whole(&on(Wire::Converse), WHOLE_CONVERSE)
        .end
        .metadata
        .unwrap()
        .0;
    assert!(
        metadata.contains("stop_sequence") && !metadata.contains("toolUse"),
        "{metadata}"
    );
}

#[test]
fn a_refusal_tells_why() {
    let details = r#"{"type":"refusal","category":"bio","explanation":"no"}"#;
    let delta = format!(
        "{{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"refusal\",\"stop_details\":{details}}}}}"
    );
    let streamed = messages(&[ON_MESSAGES[0], &delta, r#"{"type":"message_stop"}"#]);
    let body = format!(
        "{{\"content\":[],\"stop_reason\":\"refusal\",\"stop_details\":{details},\"usage\":{{}}}}"
    );
    for heard in [streamed, whole(&on(Wire::Messages), &body)] {
        let reason = StopReason("refusal".to_owned());
        assert_eq!(heard.end.outcome, Outcome::Done(reason));
        assert!(heard.deltas.is_empty());
        let metadata = heard.end.metadata.unwrap().0;
        assert!(
            metadata.contains(&format!("\"stop_details\":{details}")),
            "{metadata}"
        );
    }
}

#[test]
fn a_completion_loses_the_space_in_front_and_no_other() {
    let last = r#"{"completion":" now.","stop_reason":"stop_sequence","stop":"\n\nHuman:","amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"outputTokenCount":12,"invocationLatency":812}}"#;
    let first = r#"{"type":"completion","completion":"","stop_reason":null,"stop":null}"#;
    let heard = completions(&[first, r#"{"completion":"  Hi","stop_reason":null}"#, last]);
    let text = || ContentBlock::Text(" Hi now.".to_owned());
    assert_eq!(heard.folded(Wire::Completions, &[]), [text()]);
    let reason = StopReason("stop_sequence".to_owned());
    assert_eq!(heard.end.outcome, Outcome::Done(reason.clone()));
    let usage = heard.end.usage.unwrap();
    assert_eq!((usage.input, usage.output), (Some(9), Some(12)));
    assert_eq!(heard.end.latency_ms, Some(812));
    let metadata = heard.end.metadata.unwrap().0;
    assert!(metadata.contains("\"stop\":\"\\n\\nHuman:\""), "{metadata}");
    let body = r#"{"type":"completion","completion":"  Hi now.","stop_reason":"stop_sequence","stop":"\n\nHuman:"}"#;
    let heard = whole(&on(Wire::Completions), body);
    assert_eq!(heard.folded(Wire::Completions, &[]), [text()]);
    assert_eq!(heard.end.outcome, Outcome::Done(reason));
}

#[test]
fn a_reply_goes_on_with_what_the_user_began() {
    let begun = ContentBlock::Text("The answer is".to_owned());
    let stop = frame("messageStop", r#"{"stopReason":"end_turn"}"#);
    let text = |json: &str| {
        let json = format!("{{\"contentBlockIndex\":0,\"delta\":{{\"text\":\"{json}\"}}}}");
        frame("contentBlockDelta", &json)
    };
    let converse = [text(" 4"), text("2"), stop].concat();
    let object = |json: &str| invoked(json);
    let messages = [
        object(
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        ),
        object(
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" 4"}}"#,
        ),
        object(
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"2"}}"#,
        ),
        object(r#"{"type":"content_block_stop","index":0}"#),
        object(r#"{"type":"message_stop"}"#),
    ];
    let completions = [
        object(r#"{"completion":" 4"}"#),
        object(r#"{"completion":"2","stop_reason":"stop_sequence"}"#),
    ];
    let streams = [converse, messages.concat(), completions.concat()];
    let bodies = [
        r#"{"output":{"message":{"content":[{"text":" 42"}]}},"stopReason":"end_turn"}"#,
        r#"{"content":[{"type":"text","text":" 42"}],"stop_reason":"end_turn"}"#,
        r#"{"completion":" 42","stop_reason":"stop_sequence"}"#,
    ];
    let expected = [ContentBlock::Text("The answer is 42".to_owned())];
    for ((wire, stream), body) in Wire::ALL.into_iter().zip(streams).zip(bodies) {
        let mut request = on(wire);
        request.prefill = "The answer is".to_owned();
        let prefill = std::slice::from_ref(&begun);
        let streamed = heard(&request, [&stream[..]]);
        assert_eq!(streamed.folded(wire, prefill), expected, "{wire:?}");
        assert_eq!(
            whole(&request, body).folded(wire, prefill),
            expected,
            "{wire:?}"
        );
    }
    // Its white space at the end was not sent, so the model's own takes its place.
    let mut request = on(Wire::Completions);
    request.prefill = "The answer is ".to_owned();
    let prefill = [ContentBlock::Text(request.prefill.clone())];
    let folded = whole(&request, bodies[2]).folded(Wire::Completions, &prefill);
    assert_eq!(folded, expected);
}

#[test]
fn without_its_end_a_reply_ended_early() {
    for until in [1, 10, 19] {
        let heard = messages(&ON_MESSAGES[..until]);
        assert_eq!(heard.failure().kind, FailureKind::EndedEarly, "{until}");
    }
    let early = messages(&ON_MESSAGES[..10]);
    let usage = early.end.usage.unwrap();
    assert_eq!((usage.input, usage.output), (Some(3), None));
    let heard = completions(&[r#"{"completion":" half"}"#]);
    assert_eq!(heard.failure().kind, FailureKind::EndedEarly);
    assert_eq!(heard.pieces(), [(0, said("half"))]);
}

#[test]
fn a_reply_that_ends_without_a_reason_has_ended_all_the_same() {
    let unknown = Outcome::Done(StopReason("unknown".to_owned()));
    assert_eq!(
        messages(&[r#"{"type":"message_stop"}"#]).end.outcome,
        unknown
    );
    let heard = whole(&on(Wire::Completions), r#"{"completion":" x"}"#);
    assert_eq!(heard.end.outcome, unknown);
}

#[test]
fn errors_keep_what_came_before() {
    let text =
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"kept"}}"#;
    let error = r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
    let heard = messages(&[text, error, text]);
    assert_eq!(heard.pieces(), [(0, said("kept"))]);
    let failure = heard.failure();
    assert_eq!(failure.kind, FailureKind::Unavailable);
    assert_eq!(failure.code.as_deref(), Some("overloaded_error"));
    assert_eq!(failure.message, "Overloaded");
    let headers = [
        (":exception-type", "modelTimeoutException"),
        (":message-type", "exception"),
    ];
    let exception = framed(&headers, r#"{"message":"too slow"}"#);
    for wire in [Wire::Messages, Wire::Completions] {
        let heard = streamed(
            wire,
            &[invoked(r#"{"completion":" a"}"#), exception.clone()],
        );
        assert_eq!(heard.failure().kind, FailureKind::ModelTimeout);
        assert_eq!(heard.deltas.len(), 1);
    }
}

#[test]
fn what_cannot_be_read_is_kept_and_the_reply_goes_on() {
    let object =
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"on"}}"#;
    let heard = streamed(
        Wire::Messages,
        &[
            frame("chunk", r#"{"bytes":"****","p":"a"}"#),
            frame("chunk", r#"{"p":"a"}"#),
            frame("chunk", "{"),
            frame("chunk2", "{\"x\":1}"),
            invoked("{\"type\":\"content"),
            invoked("[1]"),
            invoked(r#"{"no":"type"}"#),
            invoked(r#"{"type":"brand_new","x":1.50}"#),
            invoked(
                r#"{"type":"content_block_delta","index":1,"delta":{"type":"smell","x":"rose"}}"#,
            ),
            invoked(r#"{"type":"content_block_delta","index":1}"#),
            invoked(r#"{"type":"content_block_start","index":1}"#),
            invoked(object),
            invoked(r#"{"type":"message_stop"}"#),
        ],
    );
    let smell = r#"{"content_block_delta":{"type":"content_block_delta","index":1,"delta":{"type":"smell","x":"rose"}}}"#;
    let bare = r#"{"content_block_delta":{"type":"content_block_delta","index":1}}"#;
    let start = r#"{"content_block_start":{"type":"content_block_start","index":1}}"#;
    let expected = [
        (0, raw(r#"{"chunk":{"bytes":"****","p":"a"}}"#)),
        (0, raw(r#"{"chunk":{"p":"a"}}"#)),
        (0, raw(r#"{"chunk":"{"}"#)),
        (0, raw(r#"{"chunk2":{"x":1}}"#)),
        (0, raw(r#"{"chunk":"{\"type\":\"content"}"#)),
        (0, raw(r#"{"chunk":[1]}"#)),
        (0, raw(r#"{"chunk":{"no":"type"}}"#)),
        (0, raw(r#"{"brand_new":{"type":"brand_new","x":1.50}}"#)),
        (1, raw(smell)),
        (1, raw(bare)),
        (1, raw(start)),
        (0, said("on")),
    ];
    assert_eq!(heard.pieces(), expected);
    assert!(matches!(heard.end.outcome, Outcome::Done(_)));
    let heard = completions(&[r#"{"x":1}"#, r#"{"type":"y"}"#]);
    let expected = [
        (0, raw(r#"{"chunk":{"x":1}}"#)),
        (0, raw(r#"{"y":{"type":"y"}}"#)),
    ];
    assert_eq!(heard.pieces(), expected);
}

#[test]
fn a_block_that_nobody_knows_is_kept_whole() {
    let start = r#"{"type":"content_block_start","index":1,"content_block":{"type":"server_tool_use","id":"s","name":"n","input":{}}}"#;
    let input = |json: &str| {
        let json = serde_json::to_string(json).unwrap();
        format!(
            "{{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{{\"type\":\"input_json_delta\",\"partial_json\":{json}}}}}"
        )
    };
    let stop = r#"{"type":"content_block_stop","index":1}"#;
    let (one, two) = (input("{\"q\":"), input("1.50}"));
    let heard = messages(&[start, &one, &two, stop]);
    let block = r#"{"type":"server_tool_use","id":"s","name":"n","input":{"q":1.50}}"#;
    let whole = Piece::Start(Json(block.to_owned()));
    assert_eq!(heard.pieces(), [(1, whole), (1, Piece::Stop)]);
    let cut = messages(&[start, &one]);
    let begun = r#"{"type":"server_tool_use","id":"s","name":"n","input":{}}"#;
    assert_eq!(cut.pieces(), [(1, Piece::Start(Json(begun.to_owned())))]);
}

#[test]
fn a_character_in_two_halves_is_joined_or_replaced() {
    let on_messages = |text: &str| {
        invoked(&format!(
            "{{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}"
        ))
    };
    let on_completions = |text: &str| invoked(&format!("{{\"completion\":\"{text}\"}}"));
    let joined = |wire, frames: [Vec<u8>; 2]| streamed(wire, &frames).folded(wire, &[]);
    let expected = [ContentBlock::Text("a 👍 b".to_owned())];
    let frames = [on_messages("a \\ud83d"), on_messages("\\udc4d b")];
    assert_eq!(joined(Wire::Messages, frames), expected);
    let frames = [on_completions(" a \\ud83d"), on_completions("\\udc4d b")];
    assert_eq!(joined(Wire::Completions, frames), expected);
    let lost = streamed(Wire::Messages, &[on_messages("a\\ud83d"), on_messages("b")]);
    let pieces = ["a", "\u{fffd}", "b"].map(|text| (0, said(text)));
    assert_eq!(lost.pieces(), pieces);
    let body =
        r#"{"content":[{"type":"text","text":"a\ud83d"},{"type":"text","text":"\ud83d\udc4d"}]}"#;
    let heard = whole(&on(Wire::Messages), body);
    assert_eq!(heard.pieces()[0], (0, said("a\u{fffd}")));
    assert_eq!(heard.pieces()[2], (1, said("👍")));
}

#[test]
fn what_is_no_reply_is_told() {
    for wire in Wire::ALL {
        for body in ["", "[]", "{}", "null", r#"{"message":"busy"}"#] {
            let heard = whole(&on(wire), body);
            assert_eq!(
                heard.failure().kind,
                FailureKind::Unknown,
                "{wire:?} {body}"
            );
        }
        let said = &whole(&on(wire), r#"{"message":"busy"}"#);
        assert!(said.failure().message.ends_with("busy"));
    }
}

/// Every stream that is told of here, one behind the other where they can be.
fn streams() -> Vec<(Wire, Vec<u8>)> {
    let messages: Vec<_> = ON_MESSAGES.iter().map(|json| invoked(json)).collect();
    let completions = [
        invoked(r#"{"completion":" Gr\u00fc\ud83d"}"#),
        frame("chunk", r#"{"bytes":"*"}"#),
        invoked(r#"{"completion":"\udc4d","stop_reason":"max_tokens"}"#),
    ];
    vec![
        (Wire::Converse, on_converse().concat()),
        (Wire::Messages, messages.concat()),
        (Wire::Completions, completions.concat()),
    ]
}

#[test]
fn a_reply_is_the_same_at_every_single_cut() {
    for (wire, bytes) in streams() {
        let request = on(wire);
        let expected = heard(&request, [&bytes[..]]);
        for at in 0..=bytes.len() {
            let (one, two) = bytes.split_at(at);
            assert_eq!(heard(&request, [one, two]), expected, "{wire:?} at {at}");
        }
        assert_eq!(heard(&request, bytes.chunks(1)), expected, "{wire:?}");
    }
}

proptest! {
    #[test]
    fn a_reply_is_the_same_wherever_it_is_cut(which in 0_usize..3, sizes in prop::collection::vec(1_usize..200, 1..40)) {
        let (wire, bytes) = streams().swap_remove(which);
        let request = on(wire);
        let expected = heard(&request, [&bytes[..]]);
        let mut rest = &bytes[..];
        let mut pieces = Vec::new();
        for size in sizes.into_iter().cycle() {
            let (piece, more) = rest.split_at(size.min(rest.len()));
            pieces.push(piece);
            rest = more;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(heard(&request, pieces), expected);
    }

    #[test]
    fn no_object_makes_it_panic_or_lose_the_end(objects in prop::collection::vec(
        prop_oneof![
            r#"\{"type":"(content_block_start|content_block_delta|message_delta|message_start|content_block_stop)","index":[0-3],"(content_block|delta|message|usage)":\{"(type|text|input)":("tool_use"|"x"|1|null|\{\})\}\}"#,
            "[\\{\\}\\[\\]\":,a0\\\\u]{0,10}",
        ], 0..8)
    ) {
        let mut frames: Vec<_> = objects.iter().map(|json| invoked(json)).collect();
        frames.push(invoked(r#"{"type":"message_stop"}"#));
        let heard = streamed(Wire::Messages, &frames);
        prop_assert!(matches!(heard.end.outcome, Outcome::Done(_)), "{:?}", heard.end);
    }
}

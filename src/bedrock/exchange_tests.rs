//! Calls of all operations against a server: what goes out, and what is told of the answer.

use std::time::Duration;

use tokio::sync::mpsc;

use super::access::Access;
use super::client::{Client, connect};
use super::fixture::{
    Act, Server, answer, call, chunk, invoked, last_chunk, request, serve, stream_head,
};
use super::stream::{Sink, Timers};
use crate::chat::content::Json;
use crate::chat::failure::FailureKind;
use crate::chat::generation::{End, GenerationEvent, Outcome, StopReason};
use crate::chat::ids::GenerationId;
use crate::chat::request::Request;
use crate::chat::settings::service::Trace;
use crate::chat::settings::{Delivery, Guardrail, Wire};
use crate::chat::stream::{Delta, Piece};

const JSON: &str = "content-type: application/json\r\nx-amzn-requestid: req-2\r\n";

async fn client(server: &Server) -> Client {
    let url = server.url.clone();
    connect(&Access::Sandbox { url }).await.unwrap()
}

fn on(wire: Wire, delivery: Delivery) -> Request {
    let mut request = request("hello");
    request.settings.wire = wire;
    request.settings.delivery = delivery;
    request
}

/// Request id, deltas and end of a generation.
async fn heard(
    server: &Server,
    request: &Request,
    timers: Timers,
) -> (Option<String>, Vec<Delta>, End) {
    let (to, mut source) = mpsc::channel(16);
    let client = client(server).await;
    let sink = Sink::new(GenerationId(1), to);
    client.generate(request, call(request), timers, sink).await;
    let (mut id, mut all) = (None, Vec::new());
    while let Some((_, event)) = source.recv().await {
        match event {
            GenerationEvent::Accepted { request_id, .. } => id = request_id,
            GenerationEvent::Deltas(deltas) => all.extend(deltas),
            GenerationEvent::Ended(end) => return (id, all, end),
        }
    }
    panic!("no end");
}

fn text(deltas: &[Delta]) -> String {
    let texts = deltas.iter().filter_map(|delta| match &delta.piece {
        Piece::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

fn done(end: &End) -> &str {
    match &end.outcome {
        Outcome::Done(StopReason(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

fn stream(objects: &[&str]) -> Vec<Act> {
    let frames = objects.iter().map(|json| chunk(&invoked(json)));
    let acts = std::iter::once(stream_head()).chain(frames);
    acts.chain([last_chunk()]).collect()
}

#[tokio::test]
async fn the_messages_wire_streams_with_its_headers() {
    let mut server = serve(stream(&[
        r#"{"type":"message_start","message":{"usage":{"input_tokens":3}}}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}"#,
        r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}"#,
        r#"{"type":"message_stop"}"#,
    ]))
    .await;
    let mut request = on(Wire::Messages, Delivery::Streaming);
    request.settings.service.tier = Some("flex".to_owned());
    request.settings.service.guardrail = Some(Guardrail {
        id: "gr".to_owned(),
        version: "1".to_owned(),
        trace: Trace::NotSent,
        mode: None,
    });
    let (id, deltas, end) = heard(&server, &request, Timers::default()).await;
    assert_eq!(id.as_deref(), Some("req-1"));
    assert_eq!((text(&deltas).as_str(), done(&end)), ("Hello", "end_turn"));
    assert_eq!(end.usage.unwrap().output, Some(9));
    let (head, body) = server.requests.recv().await.unwrap();
    assert_eq!(String::from_utf8(body).unwrap(), call(&request).body);
    let path = "POST /model/us.amazon.nova-pro-v1%3A0/invoke-with-response-stream ";
    assert!(head.starts_with(path), "{head}");
    for line in [
        "content-type: application/json",
        "x-amzn-bedrock-accept: application/json",
        "x-amzn-bedrock-service-tier: flex",
        "x-amzn-bedrock-guardrailidentifier: gr",
        "attempt=1; max=1",
    ] {
        assert!(head.to_ascii_lowercase().contains(line), "{line}: {head}");
    }
    let signed = head.lines().find(|line| line.contains("SignedHeaders="));
    let signed = signed.unwrap();
    assert!(signed.contains("x-amzn-bedrock-service-tier"), "{signed}");
}

#[tokio::test]
async fn the_completions_wire_streams() {
    let server = serve(stream(&[
        r#"{"completion":" Hel","stop_reason":null}"#,
        r#"{"completion":"lo","stop_reason":"max_tokens","amazon-bedrock-invocationMetrics":{"outputTokenCount":2}}"#,
    ]))
    .await;
    let request = on(Wire::Completions, Delivery::Streaming);
    let (_, deltas, end) = heard(&server, &request, Timers::default()).await;
    assert_eq!(
        (text(&deltas).as_str(), done(&end)),
        ("Hello", "max_tokens")
    );
    assert_eq!(end.usage.unwrap().output, Some(2));
}

#[tokio::test]
async fn whole_replies_make_the_same_deltas() {
    let counts = "x-amzn-bedrock-input-token-count: 3\r\nx-amzn-bedrock-output-token-count: 9\r\n\
                  x-amzn-bedrock-invocation-latency: 812\r\n";
    let rows = [
        (
            Wire::Converse,
            "converse",
            r#"{"output":{"message":{"role":"assistant","content":[{"text":"Hello"}]}},"stopReason":"end_turn","usage":{"inputTokens":3,"outputTokens":9},"metrics":{"latencyMs":812}}"#,
        ),
        (
            Wire::Messages,
            "invoke",
            r#"{"content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn"}"#,
        ),
        (
            Wire::Completions,
            "invoke",
            r#"{"completion":" Hello","stop_reason":"end_turn"}"#,
        ),
    ];
    for (wire, path, body) in rows {
        let mut server = serve(answer("200 OK", &format!("{JSON}{counts}"), body)).await;
        let request = on(wire, Delivery::Whole);
        let (id, deltas, end) = heard(&server, &request, Timers::default()).await;
        assert_eq!(id.as_deref(), Some("req-2"));
        let pieces: Vec<_> = deltas.iter().map(|delta| delta.piece.clone()).collect();
        assert_eq!(pieces, [Piece::Text("Hello".to_owned()), Piece::Stop]);
        assert_eq!((done(&end), end.latency_ms), ("end_turn", Some(812)));
        let usage = end.usage.unwrap();
        assert_eq!((usage.input, usage.output), (Some(3), Some(9)), "{wire:?}");
        let (head, sent) = server.requests.recv().await.unwrap();
        assert!(head.contains(&format!("%3A0/{path} ")), "{head}");
        assert_eq!(String::from_utf8(sent).unwrap(), call(&request).body);
    }
}

#[tokio::test]
async fn a_whole_reply_may_fail_in_all_the_known_ways() {
    let kind = async |acts: Vec<Act>, wire| {
        let request = on(wire, Delivery::Whole);
        let short = Timers {
            first: Duration::from_millis(300),
            ..Timers::default()
        };
        let (_, deltas, end) = heard(&serve(acts).await, &request, short).await;
        assert!(deltas.is_empty());
        match end.outcome {
            Outcome::Failed(failure) => failure,
            other => panic!("{other:?}"),
        }
    };
    for wire in Wire::ALL {
        let throttled = "x-amzn-errortype: ThrottlingException\r\n";
        let body = r#"{"message":"Too many requests"}"#;
        let failure = kind(answer("429 Too Many Requests", throttled, body), wire).await;
        assert_eq!(failure.kind, FailureKind::Throttled);
        assert_eq!(failure.message, "Too many requests");
        let page = "<html><title>Hotel</title></html>";
        let failure = kind(answer("200 OK", "content-type: text/html\r\n", page), wire).await;
        assert!(failure.message.contains("Hotel"), "{failure}");
        let failure = kind(answer("200 OK", JSON, "{\"x\":1}"), wire).await;
        assert_eq!(failure.kind, FailureKind::Unknown);
        let id = (failure.status, failure.request_id.as_deref());
        assert_eq!(id, (Some(200), Some("req-2")));
        assert_eq!(
            kind(vec![Act::AwaitClose], wire).await.kind,
            FailureKind::Silent
        );
        let head = format!("HTTP/1.1 200 OK\r\n{JSON}content-length: 99\r\n\r\n{{");
        let begun = Act::Send(head.into_bytes());
        assert_eq!(kind(vec![begun.clone()], wire).await.kind, FailureKind::Cut);
        let silent = vec![begun, Act::AwaitClose];
        assert_eq!(kind(silent, wire).await.kind, FailureKind::Silent);
    }
}

#[tokio::test]
async fn tokens_are_counted_for_the_base_model() {
    let mut server = serve(answer("200 OK", JSON, r#"{"inputTokens":412}"#)).await;
    for wire in Wire::ALL {
        let request = on(wire, Delivery::Streaming);
        let call = call(&request);
        let counted = client(&server).await.count(&request, &call).await;
        assert_eq!(counted, Ok(412));
        let (head, body) = server.requests.recv().await.unwrap();
        let path = "POST /model/amazon.nova-pro-v1%3A0/count-tokens ";
        assert!(head.starts_with(path), "{head}");
        let expected = call.counting(&request).unwrap().body;
        assert_eq!(String::from_utf8(body).unwrap(), expected);
    }
}

#[tokio::test]
async fn a_count_that_fails_is_asked_for_once() {
    let headers = "x-amzn-errortype: ValidationException\r\n";
    let body = "{\"message\":\"The provided model doesn\u{2019}t support counting tokens.\"}";
    let mut server = serve(answer("400 Bad Request", headers, body)).await;
    let mut request = on(Wire::Converse, Delivery::Streaming);
    request.settings.extra = Json("{\"a\":1}".to_owned());
    let call = call(&request);
    let failure = client(&server).await.count(&request, &call).await;
    let failure = failure.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Validation);
    assert_eq!(failure.doing, "count tokens for Nova Pro");
    assert!(server.requests.recv().await.is_some());
    assert!(server.requests.try_recv().is_err());
    let server = serve(answer("503 Service Unavailable", "", "{}")).await;
    let failure = client(&server).await.count(&request, &call).await;
    assert_eq!(failure.unwrap_err().kind, FailureKind::Unavailable);
    let server = serve(answer("200 OK", JSON, "{}")).await;
    let failure = client(&server).await.count(&request, &call).await;
    assert_eq!(failure.unwrap_err().kind, FailureKind::Unknown);
}

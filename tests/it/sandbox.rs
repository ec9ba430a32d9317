//! The sandbox, talked to in raw HTTP/1.1 over a socket.

#![expect(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, the functions that it calls included"
)]

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_eventstream::frame::{DecodedFrame, MessageFrameDecoder};
use bytes::BytesMut;
use outcrop::sandbox::{Listing, Options, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(20);

/// An answer as it came over the socket, with the chunks of its body joined.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .into_iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Event types, or exception types, with the JSON of their payloads.
    pub(crate) fn events(&self) -> Vec<(String, Value)> {
        let mut bytes = BytesMut::from(self.body.as_slice());
        let mut decoder = MessageFrameDecoder::new();
        let mut events = Vec::new();
        while let Ok(DecodedFrame::Complete(message)) = decoder.decode_frame(&mut bytes) {
            let name = message.headers()[0]
                .value()
                .as_string()
                .unwrap()
                .as_str()
                .to_owned();
            events.push((
                name,
                serde_json::from_slice(message.payload()).unwrap_or_default(),
            ));
        }
        events
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.events().into_iter().map(|(name, _)| name).collect();
        names.dedup();
        names
    }

    pub(crate) fn text(&self) -> String {
        let texts = self.events().into_iter();
        texts
            .filter_map(|(_, event)| event["delta"]["text"].as_str().map(str::to_owned))
            .collect()
    }
}

pub(crate) async fn sandbox() -> Sandbox {
    Sandbox::start(Options::default()).await.unwrap()
}

async fn connected(sandbox: &Sandbox) -> TcpStream {
    TcpStream::connect(sandbox.url().trim_start_matches("http://"))
        .await
        .unwrap()
}

/// Sends bytes and reads until the server closes the connection.
pub(crate) async fn exchange(sandbox: &Sandbox, request: &[u8]) -> Answer {
    let mut stream = connected(sandbox).await;
    stream.write_all(request).await.unwrap();
    let mut bytes = Vec::new();
    // A cut connection is an error here, and what came before it still counts.
    let _ = timeout(SOON, stream.read_to_end(&mut bytes)).await.unwrap();
    parsed(&bytes)
}

fn parsed(bytes: &[u8]) -> Answer {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Answer {
            status: 0,
            head: String::new(),
            body: Vec::new(),
        };
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head[9..12].parse().unwrap();
    let raw = &bytes[end + 4..];
    let body = if head.to_lowercase().contains("transfer-encoding: chunked") {
        unchunked(raw)
    } else {
        raw.to_vec()
    };
    Answer { status, head, body }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        let data = &rest[end + 2..];
        body.extend_from_slice(&data[..size.min(data.len())]);
        rest = data.get(size + 2..).unwrap_or_default();
    }
    body
}

pub(crate) fn request(method: &str, path: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer x\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

pub(crate) async fn get(sandbox: &Sandbox, path: &str) -> Answer {
    exchange(sandbox, &request("GET", path, "")).await
}

pub(crate) fn asking(text: &str) -> String {
    json!({"messages": [{"role": "user", "content": [{"text": text}]}]}).to_string()
}

pub(crate) async fn ask(sandbox: &Sandbox, model: &str, text: &str) -> Answer {
    exchange(
        sandbox,
        &request(
            "POST",
            &format!("/model/outcrop.{model}-v1%3A0/converse-stream"),
            &asking(text),
        ),
    )
    .await
}

#[tokio::test]
async fn a_stream_has_its_events_in_order() {
    let sandbox = sandbox().await;
    let answer = ask(&sandbox, "echo", "granite, basalt, 岩").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        Some("application/vnd.amazon.eventstream")
    );
    assert_eq!(answer.header("x-amzn-requestid").map(str::len), Some(36));
    let order = [
        "messageStart",
        "contentBlockDelta",
        "contentBlockStop",
        "messageStop",
        "metadata",
    ];
    assert_eq!(answer.names(), order);
    assert_eq!(answer.text(), "granite, basalt, 岩");
    let (_, metadata) = answer.events().pop().unwrap();
    assert_eq!(metadata["usage"]["totalTokens"], json!(10));
    assert!(metadata["metrics"]["latencyMs"].is_u64());
}

#[tokio::test]
async fn converse_says_the_same_at_once() {
    let sandbox = sandbox().await;
    let answer = exchange(
        &sandbox,
        &request(
            "POST",
            "/model/outcrop.muse-v1:0/converse",
            &asking("why? rate=9999"),
        ),
    )
    .await;
    let content = answer.json()["output"]["message"]["content"].clone();
    let streamed = ask(&sandbox, "muse", "why? rate=9999").await;
    assert!(content[0]["reasoningContent"]["reasoningText"]["signature"].is_string());
    assert!(
        content[1]["text"]
            .as_str()
            .unwrap()
            .starts_with("I thought about")
    );
    assert_eq!(
        streamed
            .names()
            .iter()
            .filter(|name| *name == "contentBlockStop")
            .count(),
        2
    );
}

#[tokio::test]
async fn one_request_has_the_same_frames_each_time() {
    let sandbox = sandbox().await;
    let mut first = ask(&sandbox, "muse", "again rate=9999").await.events();
    let mut second = ask(&sandbox, "muse", "again rate=9999").await.events();
    assert!(
        first
            .iter()
            .filter(|(_, event)| event["p"].is_string())
            .count()
            > first.len() / 2
    );
    first.pop();
    second.pop();
    assert_eq!(first, second);
}

#[tokio::test]
async fn errors_have_the_shape_of_the_service() {
    let sandbox = sandbox().await;
    let answer = ask(&sandbox, "nobody", "hello").await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.header("x-amzn-errortype"),
        Some("ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/")
    );
    assert_eq!(
        answer.json(),
        json!({"message": "The provided model identifier is invalid."})
    );
    let unknown = get(&sandbox, "/nowhere").await;
    assert_eq!(
        (unknown.status, unknown.header("x-amzn-errortype")),
        (404, Some("UnknownOperationException"))
    );
    assert_eq!(unknown.body, b"{}");
}

#[tokio::test]
async fn strangers_are_refused() {
    let sandbox = sandbox().await;
    let foreign = b"GET /foundation-models HTTP/1.1\r\nhost: example.com\r\nauthorization: x\r\nconnection: close\r\n\r\n";
    assert_eq!(exchange(&sandbox, foreign).await.status, 403);
    let nameless =
        b"GET /foundation-models HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let answer = exchange(&sandbox, nameless).await;
    assert!(
        answer
            .header("x-amzn-errortype")
            .unwrap()
            .starts_with("MissingAuthenticationTokenException:")
    );
    let huge = b"POST /model/x/converse HTTP/1.1\r\nhost: [::1]:1\r\nauthorization: x\r\ncontent-length: 25000001\r\n\r\n";
    assert_eq!(exchange(&sandbox, huge).await.status, 413);
    assert!(answer.header("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn chunked_requests_are_read() {
    let sandbox = sandbox().await;
    let body = asking("in pieces");
    let (first, second) = body.split_at(7);
    let head = "POST /model/outcrop.echo-v1:0/converse HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: x\r\n\
                connection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunks = format!(
        "{head}{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
        first.len(),
        second.len()
    );
    let answer = exchange(&sandbox, chunks.as_bytes()).await;
    assert_eq!(
        answer.json()["output"]["message"]["content"][0]["text"],
        "in pieces"
    );
}

#[tokio::test]
async fn scenarios_hold_for_the_whole_client() {
    let sandbox = sandbox().await;
    let denied = get(&sandbox, "/scenario/listing-denied/foundation-models").await;
    assert_eq!(denied.status, 403);
    assert!(
        denied.json()["message"]
            .as_str()
            .unwrap()
            .contains("is not authorized to perform: bedrock:ListFoundationModels")
    );
    assert_eq!(
        get(&sandbox, "/scenario/profiles-denied/inference-profiles")
            .await
            .status,
        403
    );
    assert_eq!(
        get(&sandbox, "/scenario/profiles-denied/foundation-models")
            .await
            .status,
        200
    );
    assert_eq!(
        get(&sandbox, "/scenario/empty-listing/foundation-models")
            .await
            .json(),
        json!({"modelSummaries": []})
    );
}

#[tokio::test]
async fn scenarios_reach_models_and_sts() {
    let sandbox = sandbox().await;
    let path = "/scenario/no-access/model/outcrop.echo-v1:0/converse";
    assert_eq!(
        exchange(&sandbox, &request("POST", path, &asking("x")))
            .await
            .status,
        403
    );
    let sts = exchange(
        &sandbox,
        &request(
            "POST",
            "/scenario/expired/",
            "Action=GetCallerIdentity&Version=2011-06-15",
        ),
    )
    .await;
    assert!(
        String::from_utf8(sts.body)
            .unwrap()
            .contains("<Code>ExpiredToken</Code>")
    );
}

#[tokio::test]
async fn a_cancelled_stream_stops_at_once() {
    let sandbox = sandbox().await;
    let mut stream = connected(&sandbox).await;
    stream
        .write_all(&request(
            "POST",
            "/model/outcrop.drizzle-v1:0/converse-stream",
            &asking("rate=0.01"),
        ))
        .await
        .unwrap();
    let mut byte = [0];
    stream.read_exact(&mut byte).await.unwrap();
    assert_eq!(sandbox.open_streams(), 1);
    drop(stream);
    timeout(SOON, sandbox.until_open_streams(0)).await.unwrap();
}

#[tokio::test]
async fn a_dropped_sandbox_closes_its_connections() {
    let sandbox = sandbox().await;
    let mut stream = connected(&sandbox).await;
    stream
        .write_all(&request(
            "POST",
            "/model/outcrop.fault-v1:0/converse-stream",
            &asking("headers then silence"),
        ))
        .await
        .unwrap();
    let mut byte = [0];
    stream.read_exact(&mut byte).await.unwrap();
    drop(sandbox);
    let mut rest = Vec::new();
    let _ = timeout(SOON, stream.read_to_end(&mut rest)).await.unwrap();
}

#[tokio::test]
async fn requests_are_remembered() {
    let sandbox = sandbox().await;
    get(&sandbox, "/foundation-models?byProvider=x").await;
    let requests = sandbox.requests();
    assert_eq!(
        (requests.len(), requests[0].path.as_str()),
        (1, "/foundation-models?byProvider=x")
    );
    let told = exchange(
        &sandbox,
        b"GET /_requests HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    )
    .await;
    assert_eq!(told.json()[0]["method"], "GET");
    assert_eq!(sandbox.requests().len(), 1);
}

#[tokio::test]
async fn throttling_ends_after_two_attempts() {
    let sandbox = sandbox().await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let answer = ask(&sandbox, "fault", "throttle twice quickly").await;
        seen.push((
            answer.status,
            answer.header("retry-after").map(str::to_owned),
        ));
    }
    let refused = (429, Some("0".to_owned()));
    assert_eq!(seen, [refused.clone(), refused, (200, None), (200, None)]);
}

#[tokio::test]
async fn streams_break_as_asked() {
    let sandbox = sandbox().await;
    for (phrase, deltas, last) in [
        ("drop after 3 tokens", 3, "contentBlockDelta"),
        ("reset after 3 tokens", 3, "contentBlockDelta"),
        ("end after 4 tokens", 4, "contentBlockDelta"),
        ("throttling after 2 tokens", 2, "throttlingException"),
        (
            "unavailable after 0 tokens",
            0,
            "serviceUnavailableException",
        ),
        ("bad crc after 6 tokens", 6, "contentBlockDelta"),
        ("bad prelude", 5, "contentBlockDelta"),
        ("error frame", 5, "internalFailure"),
    ] {
        let events = ask(&sandbox, "fault", phrase).await.events();
        let count = events
            .iter()
            .filter(|(name, _)| name == "contentBlockDelta")
            .count();
        assert_eq!(
            (count, events.last().unwrap().0.as_str()),
            (deltas, last),
            "{phrase}"
        );
    }
}

#[tokio::test]
async fn one_byte_at_a_time_is_a_whole_reply() {
    let sandbox = sandbox().await;
    let answer = ask(&sandbox, "fault", "one byte at a time").await;
    assert_eq!(answer.names().last().map(String::as_str), Some("metadata"));
    assert!(answer.text().contains("each byte in a packet of its own"));
}

#[tokio::test]
async fn nothing_comes_of_a_connection_closed_before_headers() {
    let sandbox = sandbox().await;
    assert_eq!(
        ask(&sandbox, "fault", "close before headers").await.status,
        0
    );
    let page = ask(&sandbox, "fault", "bad gateway").await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (502, Some("text/html"))
    );
    assert!(page.header("x-amzn-errortype").is_none());
}

#[tokio::test]
async fn every_fault_answers_as_its_row_says() {
    let sandbox = sandbox().await;
    let table = ask(&sandbox, "fault", "what can you do? rate=9999")
        .await
        .text();
    let rows = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" |"));
    let phrases: Vec<String> = rows.map(|row| row.0.to_owned()).skip(1).collect();
    assert!(phrases.len() > 50, "{table}");
    let sandbox = Arc::new(sandbox);
    let mut asked = JoinSet::new();
    for phrase in phrases
        .into_iter()
        .filter(|phrase| !phrase.contains("silence"))
    {
        let sandbox = Arc::clone(&sandbox);
        asked.spawn(async move {
            (
                ask(
                    &sandbox,
                    "fault",
                    &format!("{} rate=9999", phrase.replace('N', "3")),
                )
                .await,
                phrase,
            )
        });
    }
    while let Some(done) = asked.join_next().await {
        let (answer, phrase) = done.unwrap();
        assert!(
            answer.status != 200 || answer.names()[0] == "messageStart",
            "{phrase}: {:?}",
            answer.names()
        );
        assert!(
            answer.status != 0 || phrase == "close before headers",
            "{phrase}"
        );
    }
}

#[tokio::test]
async fn a_reset_is_no_goodbye() {
    let sandbox = sandbox().await;
    let mut stream = connected(&sandbox).await;
    let request = request(
        "POST",
        "/model/outcrop.fault-v1:0/converse-stream",
        &asking("reset after 1 token"),
    );
    stream.write_all(&request).await.unwrap();
    let mut bytes = Vec::new();
    let error = timeout(SOON, stream.read_to_end(&mut bytes))
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_rush_has_as_many_tokens_as_asked() {
    let sandbox = sandbox().await;
    let answer = ask(&sandbox, "rush", "tokens=3000 shape=table").await;
    let deltas = answer
        .events()
        .iter()
        .filter(|(name, _)| name == "contentBlockDelta")
        .count();
    assert_eq!(deltas, 3000);
    let packed = ask(&sandbox, "rush", "tokens=3000 shape=table per_delta=100").await;
    assert_eq!(
        packed
            .events()
            .iter()
            .filter(|(name, _)| name == "contentBlockDelta")
            .count(),
        30
    );
    assert_eq!(packed.text(), answer.text());
}

#[tokio::test]
async fn a_foreign_listing_can_be_tried() {
    let listing = Listing::Raw {
        models: json!({"modelSummaries": [{"modelId": "rock.one-v1:0", "modelArn": "arn:x", "extra": 1,
            "inputModalities": ["TEXT"], "outputModalities": ["TEXT"], "inferenceTypesSupported": ["ON_DEMAND"]}]})
        .to_string(),
        profiles: json!({"inferenceProfileSummaries": []}).to_string(),
    };
    let sandbox = Sandbox::start(Options {
        listing,
        ..Options::default()
    })
    .await
    .unwrap();
    assert_eq!(
        get(&sandbox, "/foundation-models").await.json()["modelSummaries"][0]["extra"],
        1
    );
    let answer = exchange(
        &sandbox,
        &request("POST", "/model/rock.one-v1:0/converse", &asking("hello")),
    )
    .await;
    assert_eq!(answer.status, 200);
    assert!(
        Sandbox::start(Options {
            listing: Listing::Raw {
                models: "{".into(),
                profiles: "{}".into()
            },
            ..Options::default()
        })
        .await
        .is_err()
    );
}

//! What the tests share: requests, frames and an HTTP server that answers what it is told.

use std::time::Duration;

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::wires::{self, Call};
use crate::chat::attachment::Attachments;
use crate::chat::catalog::ModelId;
use crate::chat::content::ContentBlock;
use crate::chat::message::Role;
use crate::chat::request::{Form, Request, Turned};
use crate::chat::settings::{ModelChoice, Route, Settings};

/// A request of one user message.
pub(super) fn request(text: &str) -> Request {
    let id = "us.amazon.nova-pro-v1:0";
    Request {
        model: ModelChoice {
            model: ModelId::new("amazon.nova-pro-v1:0").unwrap(),
            name: "Nova Pro".to_owned(),
            route: Route::Profile(id.to_owned()),
        },
        settings: Settings::default(),
        messages: vec![Turned {
            role: Role::User,
            content: vec![ContentBlock::Text(text.to_owned())],
        }],
        prefill: String::new(),
        form: Form::default(),
        stayed: Vec::new(),
    }
}

/// What is sent for a request without attachments.
pub(super) fn call(request: &Request) -> Call {
    wires::call(request, &Attachments::default()).unwrap()
}

/// An event as it stands on the wire.
pub(super) fn frame(name: &str, json: &str) -> Vec<u8> {
    let json_type = (":content-type", "application/json");
    let headers = [(":event-type", name), json_type, (":message-type", "event")];
    framed(&headers, json)
}

/// An object of the provider in an event of `InvokeModelWithResponseStream`.
pub(super) fn invoked(json: &str) -> Vec<u8> {
    let bytes = STANDARD.encode(json);
    frame(
        "chunk",
        &format!("{{\"bytes\":\"{bytes}\",\"p\":\"abcd\"}}"),
    )
}

/// A frame with these headers.
pub(super) fn framed(headers: &[(&str, &str)], payload: &str) -> Vec<u8> {
    let mut message = Message::new(payload.as_bytes().to_vec());
    for (name, value) in headers {
        let value = HeaderValue::String((*value).to_owned().into());
        message = message.add_header(Header::new((*name).to_owned(), value));
    }
    let mut bytes = Vec::new();
    write_message_to(&message, &mut bytes).unwrap();
    bytes
}

/// A text delta of block 0.
pub(super) fn text(text: &str) -> Vec<u8> {
    let text = serde_json::to_string(text).unwrap();
    let json = format!("{{\"contentBlockIndex\":0,\"delta\":{{\"text\":{text}}},\"p\":\"abc\"}}");
    frame("contentBlockDelta", &json)
}

/// The stop reason.
pub(super) fn stop(reason: &str) -> Vec<u8> {
    frame("messageStop", &format!("{{\"stopReason\":\"{reason}\"}}"))
}

/// What the server does after it has read a request.
#[derive(Clone)]
pub(super) enum Act {
    /// Sends these bytes as they are.
    Send(Vec<u8>),
    /// Waits.
    Pause(Duration),
    /// Waits until the other side closes, and says so.
    AwaitClose,
}

/// The head of a stream's answer; the body ends with the connection's chunks.
pub(super) fn stream_head() -> Act {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\n\
                x-amzn-requestid: req-1\r\ntransfer-encoding: chunked\r\n\r\n";
    Act::Send(head.as_bytes().to_vec())
}

/// One HTTP chunk.
pub(super) fn chunk(bytes: &[u8]) -> Act {
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    Act::Send(chunk)
}

/// The end of a chunked body.
pub(super) fn last_chunk() -> Act {
    Act::Send(b"0\r\n\r\n".to_vec())
}

/// A whole answer that is no stream.
pub(super) fn answer(status: &str, headers: &str, body: &str) -> Vec<Act> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}");
    vec![Act::Send(head.into_bytes())]
}

/// A server on loopback.
pub(super) struct Server {
    /// Its address.
    pub(super) url: String,
    /// The requests as they came: head and body.
    pub(super) requests: mpsc::UnboundedReceiver<(String, Vec<u8>)>,
    /// A word whenever a client closed on [`Act::AwaitClose`].
    pub(super) closed: mpsc::UnboundedReceiver<()>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// An address at which nobody listens.
    pub(super) async fn nobody() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            requests: mpsc::unbounded_channel().1,
            closed: mpsc::unbounded_channel().1,
            task: tokio::spawn(async {}),
        }
    }
}

/// Starts a server that treats every request alike.
pub(super) async fn serve(acts: Vec<Act>) -> Server {
    serve_by(move |_| acts.clone()).await
}

/// Starts a server that chooses by the request's head.
pub(super) async fn serve_by(choose: impl Fn(&str) -> Vec<Act> + Send + 'static) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (heard, requests) = mpsc::unbounded_channel();
    let (gone, closed) = mpsc::unbounded_channel();
    let task = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let request = read(&mut socket).await;
            let acts = choose(&request.0);
            heard.send(request).ok();
            let gone = gone.clone();
            tokio::spawn(async move { play(socket, acts, gone).await });
        }
    });
    Server {
        url,
        requests,
        closed,
        task,
    }
}

async fn read(socket: &mut TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    loop {
        let mut buf = [0; 4096];
        let count = socket.read(&mut buf).await.unwrap();
        bytes.extend_from_slice(&buf[..count]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            assert!(count > 0, "the request was cut");
            continue;
        };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let length = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .map_or(0, |(_, value)| value.parse().unwrap());
        if bytes.len() >= end + 4 + length {
            return (head, bytes.split_off(end + 4));
        }
    }
}

async fn play(mut socket: TcpStream, acts: Vec<Act>, gone: mpsc::UnboundedSender<()>) {
    for act in acts {
        match act {
            Act::Send(bytes) => {
                if socket.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Act::Pause(wait) => tokio::time::sleep(wait).await,
            Act::AwaitClose => {
                let mut buf = [0; 16];
                while matches!(socket.read(&mut buf).await, Ok(count) if count > 0) {}
                gone.send(()).ok();
            }
        }
    }
}

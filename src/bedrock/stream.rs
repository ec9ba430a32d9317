//! One generation: from the request to the end of its reply, streamed or whole.

use std::mem;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, timeout};

use super::client::Client;
use super::events::Reader;
use super::reply::{Phase, Reply};
use super::transport::{self, Answer, Arrival};
use super::wires::Call;
use super::wording::Wording;
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::generation::{GenerationEvent, Micros, Outcome};
use crate::chat::ids::GenerationId;
use crate::chat::request::Request;
use crate::chat::stream::Delta;

/// After how many deltas a message is sent without looking whether more are there already.
///
/// One chunk of HTTP may hold more; it is not divided.
const BATCH: usize = 256;

/// How long the service may be silent. The SDK itself would wait without end.
///
/// The time that a connection may take is fixed when the client is made: 3.1 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timers {
    /// From the request to the headers of a stream.
    pub(crate) headers: Duration,
    /// From the headers to the first content. Models that think without showing it take minutes,
    /// and some announce the reply long before. For a reply that comes whole, from the request to
    /// its headers, and again to the end of its body: the service sends nothing before it is done.
    pub(crate) first: Duration,
    /// Between any two arrivals of bytes.
    pub(crate) between: Duration,
    /// From the stop reason to the metadata. The reply is complete by then.
    pub(crate) metadata: Duration,
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            headers: Duration::from_mins(1),
            first: Duration::from_mins(5),
            between: Duration::from_mins(2),
            metadata: Duration::from_secs(10),
        }
    }
}

/// An event and the generation that it belongs to.
pub(crate) type Told = (GenerationId, GenerationEvent);

/// Where the events of one generation go. Many generations share a channel.
#[derive(Debug)]
pub(crate) struct Sink {
    id: GenerationId,
    to: Sender<Told>,
}

impl Sink {
    /// A sink that sends the events under this id.
    pub(crate) fn new(id: GenerationId, to: Sender<Told>) -> Self {
        Self { id, to }
    }
}

impl Client {
    /// Sends a call, made of this request, and tells `sink` what comes back: `Accepted`, deltas,
    /// and one `Ended`.
    ///
    /// Sends once; trying again is up to the caller. To cancel, drop the future: the connection
    /// closes at once. If the receiver is gone, it stops by itself.
    pub(crate) async fn generate(&self, request: &Request, call: Call, timers: Timers, sink: Sink) {
        let line = Line {
            sent: Instant::now(),
            timers,
            sink,
        };
        let mut reply = Reply::new(Reader::of(request));
        let mut outcome = match self.open(&call, &line).await {
            Ok(answer) if call.operation.is_stream() => line.listen(answer, &mut reply).await,
            Ok(answer) => line.receive(answer, &mut reply).await,
            Err(failure) => Outcome::Failed(failure),
        };
        if let Outcome::Failed(failure) = &mut outcome {
            failure.doing = format!("send to {}", request.model.name);
            failure.place = format!("{} in {}", call.model_id, self.place());
        }
        let end = reply.end(line.now(), outcome);
        line.tell(GenerationEvent::Ended(end)).await.ok();
    }

    /// Sends the request and waits for the answer's headers.
    async fn open(&self, call: &Call, line: &Line) -> Result<Answer, Failure> {
        let (limit, foreign) = if call.operation.is_stream() {
            (line.timers.headers, NO_STREAM)
        } else {
            (line.timers.first, NO_JSON)
        };
        let sending = transport::send(&self.runtime, call, self.profile());
        let Ok(answer) = timeout(limit, sending).await else {
            return Err(silent(limit));
        };
        line.check(answer?, foreign).await
    }
}

/// Media types of answers with success that are no stream, such as the login page of a network.
const NO_STREAM: &[&str] = &["text/", "application/json", "application/xml"];

/// Media types of answers with success that are no JSON.
const NO_JSON: &[&str] = &["text/", "application/xml"];

impl Timers {
    fn limit(&self, phase: Phase) -> Duration {
        match phase {
            Phase::Waiting => self.first,
            Phase::Streaming => self.between,
            Phase::Complete => self.metadata,
        }
    }
}

/// What a generation is heard and told through.
struct Line {
    sent: Instant,
    timers: Timers,
    sink: Sink,
}

/// The receiver is gone; nobody wants to hear more.
struct Gone;

impl Line {
    fn now(&self) -> Micros {
        Micros(u64::try_from(self.sent.elapsed().as_micros()).unwrap_or(u64::MAX))
    }

    async fn tell(&self, event: GenerationEvent) -> Result<(), Gone> {
        self.sink
            .to
            .send((self.sink.id, event))
            .await
            .map_err(|_| Gone)
    }

    /// Refuses an answer with success that is of another kind than was asked for.
    async fn check(&self, mut answer: Answer, foreign: &[&str]) -> Result<Answer, Failure> {
        if !foreign.iter().any(|media| answer.media.starts_with(media)) {
            return Ok(answer);
        }
        let start = match timeout(self.timers.between, answer.next()).await {
            Ok(Arrival::Bytes(bytes)) => bytes,
            Ok(Arrival::Broken(_) | Arrival::End) | Err(_) => Bytes::new(),
        };
        let said = Wording::of(&String::from_utf8_lossy(&start)).message;
        let message = format!("the answer is no reply but {}: {said}", answer.media);
        let mut failure = Failure::new(FailureKind::Unknown, message);
        failure.status = Some(answer.status);
        failure.request_id = answer.request_id;
        Err(failure)
    }

    async fn accept(&self, answer: &Answer) -> Result<(), Gone> {
        let accepted = GenerationEvent::Accepted {
            request_id: answer.request_id.clone(),
            status: answer.status,
        };
        self.tell(accepted).await
    }

    /// Reads a reply that comes whole.
    async fn receive(&self, mut answer: Answer, reply: &mut Reply) -> Outcome {
        let heard = match self.accept(&answer).await {
            Ok(()) => self.hear_whole(&mut answer, reply).await,
            Err(gone) => Err(gone),
        };
        concluded(heard, answer, reply)
    }

    /// Reads the stream to its end.
    async fn listen(&self, mut answer: Answer, reply: &mut Reply) -> Outcome {
        let heard = match self.accept(&answer).await {
            Ok(()) => self.hear(&mut answer, reply).await,
            Err(gone) => Err(gone),
        };
        concluded(heard, answer, reply)
    }

    /// Waits for all of a reply and passes it on at once.
    async fn hear_whole(
        &self,
        answer: &mut Answer,
        reply: &mut Reply,
    ) -> Result<Option<Failure>, Gone> {
        let limit = self.timers.first;
        let body = timeout(limit, answer.all()).await;
        let mut deltas = Vec::new();
        let taken = match body.unwrap_or_else(|_| Err(silent(limit))) {
            Ok(body) => reply.take_whole(&body, self.now(), &mut deltas),
            Err(failure) => Err(failure),
        };
        reply.learn_headers(answer.counted.usage(), answer.counted.latency_ms);
        self.pass_on(deltas).await?;
        Ok(taken.err())
    }

    /// Passes deltas on until the stream ends or fails.
    async fn hear(&self, answer: &mut Answer, reply: &mut Reply) -> Result<Option<Failure>, Gone> {
        let mut deltas = Vec::new();
        let failure = loop {
            let limit = self.timers.limit(reply.phase());
            let taken = match self.next(answer, limit, &mut deltas).await? {
                Arrival::Bytes(bytes) => reply.take(&bytes, self.now(), &mut deltas),
                Arrival::Broken(failure) => Err(failure),
                Arrival::End => break None,
            };
            if let Err(failure) = taken {
                break Some(failure);
            }
        };
        reply.rest(self.now(), &mut deltas);
        self.pass_on(deltas).await?;
        Ok(failure)
    }

    /// What comes next. Before it waits for that, it passes on what came before.
    async fn next(
        &self,
        answer: &mut Answer,
        limit: Duration,
        deltas: &mut Vec<Delta>,
    ) -> Result<Arrival, Gone> {
        if deltas.len() < BATCH
            && let Some(arrival) = answer.next_ready().await
        {
            return Ok(arrival);
        }
        self.pass_on(mem::take(deltas)).await?;
        let arrival = timeout(limit, answer.next()).await;
        Ok(arrival.unwrap_or_else(|_| Arrival::Broken(silent(limit))))
    }

    async fn pass_on(&self, deltas: Vec<Delta>) -> Result<(), Gone> {
        if deltas.is_empty() {
            return Ok(());
        }
        self.tell(GenerationEvent::Deltas(deltas)).await
    }
}

/// The outcome of what was heard; an error on the way, if there was one.
fn concluded(heard: Result<Option<Failure>, Gone>, answer: Answer, reply: &Reply) -> Outcome {
    match heard {
        Ok(None) => reply.outcome(),
        // The reply itself is complete; only its metadata is missing.
        Ok(Some(failure)) if reply.phase() == Phase::Complete && !is_told(&failure) => {
            reply.outcome()
        }
        Ok(Some(mut failure)) => {
            failure.status = Some(answer.status);
            failure.request_id = answer.request_id;
            Outcome::Failed(failure)
        }
        Err(Gone) => Outcome::Cancelled,
    }
}

/// Whether the service itself told it, in words of its own.
fn is_told(failure: &Failure) -> bool {
    failure.code.is_some()
}

fn silent(limit: Duration) -> Failure {
    let message = format!("nothing came for {} s", limit.as_secs_f32());
    Failure::new(FailureKind::Silent, message)
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::bedrock::access::Access;
    use crate::bedrock::client::connect;
    use crate::bedrock::fixture::{
        Act, Server, answer, call, chunk, frame, last_chunk, request, serve, stop, stream_head,
        text,
    };
    use crate::chat::failure::Retry;
    use crate::chat::generation::{End, StopReason};
    use crate::chat::stream::Piece;

    async fn client(url: &str) -> Client {
        let url = url.to_owned();
        connect(&Access::Sandbox { url }).await.unwrap()
    }

    /// All events of a generation.
    async fn events(url: &str, timers: Timers) -> Vec<GenerationEvent> {
        let (to, mut source) = mpsc::channel(4);
        let sink = Sink::new(GenerationId(1), to);
        let client = client(url).await;
        let request = request("hello");
        let call = call(&request);
        let sending = client.generate(&request, call, timers, sink);
        let listening = async {
            let mut events = Vec::new();
            while let Some((_, event)) = source.recv().await {
                events.push(event);
            }
            events
        };
        tokio::join!(sending, listening).1
    }

    /// Request id, text and end of a generation.
    async fn heard(server: &Server, timers: Timers) -> (Option<String>, String, End) {
        let (mut id, mut all) = (None, String::new());
        let mut events = events(&server.url, timers).await;
        let Some(GenerationEvent::Ended(end)) = events.pop() else {
            panic!("no end: {events:?}");
        };
        for event in events {
            match event {
                GenerationEvent::Accepted { request_id, status } => {
                    assert_eq!(status, 200);
                    id = request_id;
                }
                GenerationEvent::Deltas(deltas) => {
                    for delta in deltas {
                        if let Piece::Text(text) = delta.piece {
                            all.push_str(&text);
                        }
                    }
                }
                GenerationEvent::Ended(_) => panic!("two ends"),
            }
        }
        (id, all, end)
    }

    async fn failure(acts: Vec<Act>) -> (String, Failure) {
        let (_, text, end) = heard(&serve(acts).await, Timers::default()).await;
        match end.outcome {
            Outcome::Failed(failure) => (text, failure),
            other => panic!("{other:?}"),
        }
    }

    fn stream(chunks: impl IntoIterator<Item = Vec<u8>>) -> Vec<Act> {
        let mut acts = vec![stream_head()];
        acts.extend(chunks.into_iter().map(|bytes| chunk(&bytes)));
        acts.push(last_chunk());
        acts
    }

    fn reply() -> Vec<u8> {
        let usage = r#"{"usage":{"inputTokens":3,"outputTokens":9}}"#;
        let start = frame("messageStart", r#"{"role":"assistant"}"#);
        let metadata = frame("metadata", usage);
        [start, text("Hel"), text("lo"), stop("end_turn"), metadata].concat()
    }

    #[tokio::test]
    async fn a_reply_comes_whole_in_chunks_of_any_size() {
        let bytes = reply();
        for size in [1, 7, 64, 100, bytes.len()] {
            let server = serve(stream(bytes.chunks(size).map(<[u8]>::to_vec))).await;
            let (id, text, end) = heard(&server, Timers::default()).await;
            assert_eq!(
                (id.as_deref(), text.as_str()),
                (Some("req-1"), "Hello"),
                "{size}"
            );
            assert_eq!(
                end.outcome,
                Outcome::Done(StopReason("end_turn".to_owned()))
            );
            assert_eq!(end.usage.unwrap().output, Some(9));
        }
    }

    #[tokio::test]
    async fn what_comes_at_once_is_told_at_once() {
        let server = serve(stream([reply()])).await;
        let events = events(&server.url, Timers::default()).await;
        assert_eq!(events.len(), 3, "{events:?}");
        let GenerationEvent::Deltas(deltas) = &events[1] else {
            panic!("{events:?}");
        };
        assert_eq!(deltas.len(), 2);
        assert!(deltas[0].us.0 > 0);
    }

    #[tokio::test]
    async fn our_bytes_go_out_unchanged() {
        let mut server = serve(stream([reply()])).await;
        heard(&server, Timers::default()).await;
        let (head, body) = server.requests.recv().await.unwrap();
        assert_eq!(
            String::from_utf8(body).unwrap(),
            call(&request("hello")).body
        );
        assert!(
            head.starts_with("POST /model/us.amazon.nova-pro-v1%3A0/converse-stream "),
            "{head}"
        );
        assert!(head.contains("Credential=SANDBOX/"));
        assert!(head.contains("attempt=1; max=1"));
    }

    #[tokio::test]
    async fn errors_of_the_service_are_told_with_all_that_is_known() {
        let headers = "x-amzn-errortype: ThrottlingException:http://internal.amazon.com/coral/\r\n\
                       x-amzn-requestid: req-9\r\nretry-after: 3\r\n";
        let body = r#"{"message":"Too many requests, please wait before trying again."}"#;
        let (_, failure) = failure(answer("429 Too Many Requests", headers, body)).await;
        assert_eq!(failure.kind, FailureKind::Throttled);
        assert_eq!(failure.kind.retry(), Retry::Automatic);
        assert_eq!(failure.code.as_deref(), Some("ThrottlingException"));
        assert_eq!(failure.status, Some(429));
        assert_eq!(failure.request_id.as_deref(), Some("req-9"));
        assert_eq!(failure.retry_after, Some(Duration::from_secs(3)));
        assert_eq!(
            failure.message,
            "Too many requests, please wait before trying again."
        );
        assert_eq!(failure.doing, "send to Nova Pro");
        assert_eq!(
            failure.place,
            "us.amazon.nova-pro-v1:0 in us-east-1, sandbox"
        );
    }

    #[tokio::test]
    async fn an_error_is_sent_once_and_milliseconds_to_wait_are_read() {
        let headers = "x-amzn-errortype: ServiceUnavailableException\r\nx-amz-retry-after: 250\r\n";
        let mut server = serve(answer("503 Service Unavailable", headers, "{}")).await;
        let (_, _, end) = heard(&server, Timers::default()).await;
        let Outcome::Failed(failure) = end.outcome else {
            panic!("{end:?}");
        };
        assert_eq!(failure.kind, FailureKind::Unavailable);
        assert_eq!(failure.retry_after, Some(Duration::from_millis(250)));
        assert!(server.requests.recv().await.is_some());
        assert!(server.requests.try_recv().is_err());
    }

    #[tokio::test]
    async fn modelled_errors_keep_the_providers_words() {
        let headers = "x-amzn-errortype: ModelErrorException\r\n";
        let body = r#"{"message":"failed","originalStatusCode":500,"originalMessage":"no memory"}"#;
        let (_, failure) = failure(answer("424 Failed Dependency", headers, body)).await;
        assert_eq!(failure.kind, FailureKind::ModelError);
        assert_eq!(failure.message, "failed (no memory)");
    }

    #[tokio::test]
    async fn answers_of_others_are_told_in_plain_words() {
        let page = "<html><title>502 Bad Gateway</title><body><h1>nginx</h1></body></html>";
        let html = "content-type: text/html\r\n";
        let (_, bad_gateway) = failure(answer("502 Bad Gateway", html, page)).await;
        assert_eq!(bad_gateway.kind, FailureKind::Unavailable);
        assert!(bad_gateway.message.ends_with("502 Bad Gateway"));
        assert!(!bad_gateway.message.contains('<'));
        let login = "<html><title>Hotel</title></html>";
        let (_, login) = failure(answer("200 OK", html, login)).await;
        assert_eq!(
            (login.kind, login.status),
            (FailureKind::Unknown, Some(200))
        );
        assert!(login.message.contains("Hotel"), "{login}");
        let gateway = r#"{"error":{"message":"prompt is too long","code":"400"}}"#;
        let (_, gateway) = failure(answer("400 Bad Request", "", gateway)).await;
        assert_eq!(gateway.kind, FailureKind::ContextOverflow);
    }

    #[tokio::test]
    async fn no_connection_is_told_in_plain_words() {
        let server = Server::nobody().await;
        let (_, _, end) = heard(&server, Timers::default()).await;
        let Outcome::Failed(failure) = end.outcome else {
            panic!("{end:?}");
        };
        assert_eq!(failure.kind, FailureKind::Connection);
        assert!(
            failure.message.starts_with("the connection was refused"),
            "{failure}"
        );
    }

    #[tokio::test]
    async fn a_connection_that_closes_before_the_answer_is_told() {
        let (_, failure) = failure(vec![Act::Pause(Duration::from_millis(1))]).await;
        assert_eq!(failure.kind, FailureKind::Connection);
        assert!(
            failure.message.contains("closed before an answer came"),
            "{failure}"
        );
    }

    #[tokio::test]
    async fn a_cut_keeps_the_text_and_the_request_id() {
        let torn = text("lost");
        let acts = vec![stream_head(), chunk(&text("kept")), chunk(&torn[..20])];
        let (text, failure) = failure(acts).await;
        assert_eq!((text.as_str(), failure.kind), ("kept", FailureKind::Cut));
        assert_eq!(
            (failure.request_id.as_deref(), failure.status),
            (Some("req-1"), Some(200))
        );
    }

    #[tokio::test]
    async fn a_quiet_end_without_a_stop_reason_is_no_success() {
        let (text, failure) = failure(stream([text("half")])).await;
        assert_eq!(
            (text.as_str(), failure.kind),
            ("half", FailureKind::EndedEarly)
        );
    }

    #[tokio::test]
    async fn a_cut_after_the_stop_reason_is_a_complete_reply_of_unknown_usage() {
        let acts = vec![
            stream_head(),
            chunk(&[text("all"), stop("end_turn")].concat()),
        ];
        let (_, text, end) = heard(&serve(acts).await, Timers::default()).await;
        assert_eq!(text, "all");
        assert!(matches!(end.outcome, Outcome::Done(_)));
        assert_eq!(end.usage, None);
    }

    #[tokio::test]
    async fn half_an_emoji_does_not_end_the_reply() {
        let half = |json: &str| {
            let json = format!("{{\"contentBlockIndex\":0,\"delta\":{{\"text\":\"{json}\"}}}}");
            frame("contentBlockDelta", &json)
        };
        let chunks = [
            half("\\ud83d"),
            half("\\udc4d"),
            text(" good"),
            stop("end_turn"),
        ];
        let (_, text, end) = heard(&serve(stream(chunks)).await, Timers::default()).await;
        assert_eq!(text, "👍 good");
        assert!(matches!(end.outcome, Outcome::Done(_)));
    }

    #[tokio::test]
    async fn silence_ends_at_each_of_its_limits() {
        let short = Duration::from_millis(60);
        let long = Duration::from_secs(30);
        let all = Timers {
            headers: long,
            first: long,
            between: long,
            metadata: long,
        };
        let begun = [frame("messageStart", "{}")].concat();
        for (timers, acts, silent) in [
            (
                Timers {
                    headers: short,
                    ..all
                },
                vec![],
                true,
            ),
            (
                Timers {
                    first: short,
                    ..all
                },
                vec![stream_head(), chunk(&begun)],
                true,
            ),
            (
                Timers {
                    between: short,
                    ..all
                },
                vec![stream_head(), chunk(&text("a"))],
                true,
            ),
            (
                Timers {
                    metadata: short,
                    ..all
                },
                vec![stream_head(), chunk(&stop("x"))],
                false,
            ),
        ] {
            let mut acts = acts;
            acts.push(Act::AwaitClose);
            let mut server = serve(acts).await;
            let (_, _, end) = heard(&server, timers).await;
            match end.outcome {
                Outcome::Failed(failure) => assert_eq!(failure.kind, FailureKind::Silent),
                other => assert!(!silent, "{other:?}"),
            }
            server.closed.recv().await.unwrap();
        }
    }

    #[tokio::test]
    async fn dropping_it_closes_the_connection() {
        let acts = vec![stream_head(), chunk(&text("a")), Act::AwaitClose];
        let mut server = serve(acts).await;
        let client = client(&server.url).await;
        let (to, mut source) = mpsc::channel(4);
        let sink = Sink::new(GenerationId(1), to);
        let task = tokio::spawn(async move {
            let request = request("hello");
            let call = call(&request);
            client
                .generate(&request, call, Timers::default(), sink)
                .await;
        });
        while !matches!(source.recv().await, Some((_, GenerationEvent::Deltas(_)))) {}
        task.abort();
        server.closed.recv().await.unwrap();
        assert_eq!(source.recv().await, None);
    }

    #[tokio::test]
    async fn it_stops_when_nobody_listens() {
        let acts = vec![stream_head(), chunk(&text("a")), Act::AwaitClose];
        let mut server = serve(acts).await;
        let client = client(&server.url).await;
        let (to, source) = mpsc::channel(4);
        let sink = Sink::new(GenerationId(1), to);
        drop(source);
        let request = request("hello");
        let call = call(&request);
        client
            .generate(&request, call, Timers::default(), sink)
            .await;
        server.closed.recv().await.unwrap();
    }
}

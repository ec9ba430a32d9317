//! A reply as it comes in: frames to deltas, and what is known at its end.

use aws_smithy_types::event_stream::Message;

use super::error;
use super::events::{self, Event, Metadata, Reader};
use super::frames::Frames;
use super::surrogate::{self, Half, REPLACEMENT};
use super::wires::{Members, Overlay};
use super::wording::Wording;
use crate::chat::content::Json;
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::generation::{End, Micros, Outcome, StopReason, Usage};
use crate::chat::stream::{Delta, Piece};

/// A reply that is being read.
#[derive(Debug)]
pub(super) struct Reply {
    frames: Frames,
    reader: Reader,
    half: Option<Torn>,
    phase: Phase,
    stop: Option<StopReason>,
    told: Told,
}

/// What is told about a reply.
#[derive(Debug, Default)]
struct Told {
    usage: Option<Usage>,
    latency_ms: Option<u64>,
    metadata: Option<Json>,
    /// Members that belong into the metadata and came elsewhere.
    beside: Option<Json>,
}

/// The last text of a block ended with half a character.
#[derive(Debug)]
struct Torn {
    block: u32,
    half: Half,
    /// Whether it is text or reasoning.
    piece: fn(String) -> Piece,
}

/// How far a reply has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// No content yet; a model may think for minutes.
    Waiting,
    /// Content is coming.
    Streaming,
    /// The stop reason came; only metadata may follow.
    Complete,
}

impl Reply {
    /// A reply of which nothing has come yet.
    pub(super) fn new(reader: Reader) -> Self {
        Self {
            frames: Frames::default(),
            reader,
            half: None,
            phase: Phase::Waiting,
            stop: None,
            told: Told::default(),
        }
    }

    /// Takes in bytes and puts the deltas of all frames that are whole into `deltas`.
    ///
    /// # Errors
    ///
    /// The stream holds an exception, or is damaged. The deltas before it are good.
    pub(super) fn take(
        &mut self,
        bytes: &[u8],
        us: Micros,
        deltas: &mut Vec<Delta>,
    ) -> Result<(), Failure> {
        self.frames.push(bytes);
        while let Some(message) = self.frames.next()? {
            self.frame(&message, us, deltas)?;
        }
        Ok(())
    }

    /// Takes in an answer that came whole, and puts its blocks into `deltas`.
    ///
    /// # Errors
    ///
    /// It is no reply.
    pub(super) fn take_whole(
        &mut self,
        body: &[u8],
        us: Micros,
        deltas: &mut Vec<Delta>,
    ) -> Result<(), Failure> {
        let body = String::from_utf8_lossy(body);
        let read = self.reader.whole(&body);
        let read = read.or_else(|_| self.reader.whole(&surrogate::mend_alone(&body)));
        let events = read.map_err(|error| {
            let said = Wording::of(&body).message;
            let message = format!("the answer is no reply ({error}): {said}");
            Failure::new(FailureKind::Unknown, message)
        })?;
        events
            .into_iter()
            .try_for_each(|event| self.apply(event, us, deltas))
    }

    /// How far it has come.
    pub(super) fn phase(&self) -> Phase {
        self.phase
    }

    /// The outcome of a stream that ended without an error.
    ///
    /// Only the stop reason makes a reply complete: a connection that a proxy closes ends as
    /// quietly as a good one.
    pub(super) fn outcome(&self) -> Outcome {
        match &self.stop {
            Some(reason) => Outcome::Done(reason.clone()),
            None if self.frames.is_torn() => {
                let message = "the stream ended in the middle of a frame";
                Outcome::Failed(Failure::new(FailureKind::Cut, message))
            }
            None => Outcome::Failed(Failure::new(FailureKind::EndedEarly, "")),
        }
    }

    /// The end, with what is known by then.
    pub(super) fn end(self, us: Micros, outcome: Outcome) -> End {
        let metadata = self.told.whole_metadata();
        End {
            us,
            outcome,
            usage: self.told.usage,
            latency_ms: self.told.latency_ms,
            metadata,
        }
    }

    /// Takes in what the answer's headers say, where the reply itself has not said it.
    pub(super) fn learn_headers(&mut self, usage: Option<Usage>, latency_ms: Option<u64>) {
        let told = &mut self.told;
        told.usage = told.usage.take().or(usage);
        told.latency_ms = told.latency_ms.or(latency_ms);
    }

    /// What will not find its other half any more: characters, and blocks that nobody knows.
    pub(super) fn rest(&mut self, us: Micros, deltas: &mut Vec<Delta>) {
        self.give_up_half(us, deltas);
        for event in self.reader.rest() {
            if let Event::Piece(block, piece) = event {
                deltas.push(Delta { us, block, piece });
            }
        }
    }

    fn give_up_half(&mut self, us: Micros, deltas: &mut Vec<Delta>) {
        if let Some(torn) = self.half.take() {
            deltas.push(Delta {
                us,
                block: torn.block,
                piece: (torn.piece)(REPLACEMENT.to_owned()),
            });
        }
    }

    fn frame(
        &mut self,
        message: &Message,
        us: Micros,
        deltas: &mut Vec<Delta>,
    ) -> Result<(), Failure> {
        let payload = String::from_utf8_lossy(message.payload());
        match header(message, ":message-type") {
            Some("exception") => {
                let code = header(message, ":exception-type").unwrap_or("exception");
                Err(error::of_exception(code, &payload))
            }
            Some("error") => {
                let code = header(message, ":error-code").unwrap_or("error");
                let words = header(message, ":error-message").unwrap_or(&payload);
                Err(error::of_exception(code, words))
            }
            Some(_) | None => {
                let name = header(message, ":event-type").unwrap_or("event");
                let json = self.reader.unwrapped(name, &payload);
                let events = self.events(name, &json, us, deltas);
                events
                    .into_iter()
                    .try_for_each(|event| self.apply(event, us, deltas))
            }
        }
    }

    /// Reads an event. Only what the parser refuses is looked at for halves of characters.
    fn events(
        &mut self,
        name: &str,
        json: &str,
        us: Micros,
        deltas: &mut Vec<Delta>,
    ) -> Vec<Event> {
        if let Ok(events) = self.reader.read(name, json) {
            self.give_up_half(us, deltas);
            return events;
        }
        let before = self.half.as_ref().map(|torn| torn.half);
        let mended = surrogate::mend(json, before);
        if mended.joined {
            self.half = None;
        } else {
            self.give_up_half(us, deltas);
        }
        let Ok(events) = self.reader.read(name, &mended.json) else {
            return vec![Event::Piece(0, events::unknown(name, json))];
        };
        let torn = mended.left;
        self.half = torn.and_then(|half| events.iter().find_map(|event| Torn::of(event, half)));
        events
    }

    fn apply(&mut self, event: Event, us: Micros, deltas: &mut Vec<Delta>) -> Result<(), Failure> {
        match event {
            Event::Piece(block, piece) => {
                if self.phase == Phase::Waiting {
                    self.phase = Phase::Streaming;
                }
                deltas.push(Delta { us, block, piece });
            }
            Event::Stopped(reason) => {
                self.phase = Phase::Complete;
                self.stop = Some(reason);
            }
            Event::Metadata(metadata) => self.told.learn(metadata),
            Event::Beside(json) => self.told.beside = Some(json),
            Event::Failed(failure) => return Err(failure),
        }
        Ok(())
    }
}

impl Told {
    /// The last usage counts, and a later event without one does not take it away.
    fn learn(&mut self, metadata: Metadata) {
        self.usage = metadata.usage.or(self.usage.take());
        self.latency_ms = metadata.latency_ms.or(self.latency_ms);
        self.metadata = Some(metadata.raw);
    }

    fn whole_metadata(&self) -> Option<Json> {
        let Some(beside) = &self.beside else {
            return self.metadata.clone();
        };
        let metadata = self.metadata.as_ref().map_or("{}", |json| &json.0);
        let mut members: Members<'_> = serde_json::from_str(metadata).unwrap_or_default();
        members.lay(
            serde_json::from_str(&beside.0).unwrap_or_default(),
            Overlay::Flat,
        );
        Some(Json(members.text()))
    }
}

impl Torn {
    fn of(event: &Event, half: Half) -> Option<Self> {
        let Event::Piece(block, piece) = event else {
            return None;
        };
        let (block, piece): (u32, fn(String) -> Piece) = if let Piece::Text(_) = piece {
            (*block, Piece::Text)
        } else if let Piece::Reasoning(_) = piece {
            (*block, Piece::Reasoning)
        } else {
            return None;
        };
        Some(Self { block, half, piece })
    }
}

fn header<'a>(message: &'a Message, name: &str) -> Option<&'a str> {
    let found = message.headers().iter();
    let mut found = found.filter(|header| header.name().as_str() == name);
    let value = found.next()?.value().as_string().ok()?;
    Some(value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bedrock::fixture::{frame, framed, stop, text};

    const US: Micros = Micros(7);

    fn read(bytes: &[u8], size: usize) -> (Vec<(u32, Piece)>, Result<End, Failure>) {
        let mut reply = Reply::new(Reader::Converse);
        let mut deltas = Vec::new();
        let mut taken = Ok(());
        for piece in bytes.chunks(size) {
            taken = taken.and_then(|()| reply.take(piece, US, &mut deltas));
        }
        reply.rest(US, &mut deltas);
        let outcome = reply.outcome();
        let end = taken.map(|()| reply.end(US, outcome));
        let pieces = deltas.into_iter().map(|delta| (delta.block, delta.piece));
        (pieces.collect(), end)
    }

    fn whole(frames: &[Vec<u8>]) -> (Vec<(u32, Piece)>, Result<End, Failure>) {
        let bytes = frames.concat();
        read(&bytes, bytes.len().max(1))
    }

    fn said(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn failed(end: Result<End, Failure>) -> Failure {
        match end {
            Err(failure)
            | Ok(End {
                outcome: Outcome::Failed(failure),
                ..
            }) => failure,
            Ok(end) => panic!("it did not fail: {end:?}"),
        }
    }

    fn a_reply() -> Vec<u8> {
        let reasoning = |json: &str| {
            let json =
                format!("{{\"delta\":{{\"reasoningContent\":{json}}},\"contentBlockIndex\":0}}");
            frame("contentBlockDelta", &json)
        };
        [
            frame("messageStart", r#"{"role":"assistant","p":"abcd"}"#),
            reasoning(r#"{"text":"Hm."}"#),
            reasoning(r#"{"signature":"EqoB"}"#),
            frame("contentBlockStop", r#"{"contentBlockIndex":0}"#),
            frame(
                "contentBlockDelta",
                r#"{"contentBlockIndex":1,"delta":{"text":"Gruß 👍"}}"#,
            ),
            frame("contentBlockStop", r#"{"contentBlockIndex":1,"p":""}"#),
            stop("end_turn"),
            frame(
                "metadata",
                r#"{"usage":{"inputTokens":3,"outputTokens":9},"metrics":{"latencyMs":5}}"#,
            ),
            frame("metadata", r#"{"metrics":{"latencyMs":6}}"#),
        ]
        .concat()
    }

    #[test]
    fn a_reply_is_the_same_wherever_it_is_cut() {
        let bytes = a_reply();
        let (pieces, end) = read(&bytes, bytes.len());
        let expected = [
            (0, Piece::Reasoning("Hm.".to_owned())),
            (0, Piece::Signature("EqoB".to_owned())),
            (0, Piece::Stop),
            (1, said("Gruß 👍")),
            (1, Piece::Stop),
        ];
        assert_eq!(pieces, expected);
        for size in 1..bytes.len() {
            assert_eq!(read(&bytes, size), (pieces.clone(), end.clone()), "{size}");
        }
        for at in 1..bytes.len() {
            let mut reply = Reply::new(Reader::Converse);
            let mut deltas = Vec::new();
            reply.take(&bytes[..at], US, &mut deltas).unwrap();
            reply.take(&bytes[at..], US, &mut deltas).unwrap();
            assert_eq!(deltas.len(), expected.len(), "cut at {at}");
        }
    }

    #[test]
    fn the_last_usage_stays_when_later_metadata_has_none() {
        let end = read(&a_reply(), 100).1.unwrap();
        assert_eq!(
            end.outcome,
            Outcome::Done(StopReason("end_turn".to_owned()))
        );
        let usage = end.usage.unwrap();
        assert_eq!((usage.input, usage.output), (Some(3), Some(9)));
        assert_eq!(end.latency_ms, Some(6));
        assert_eq!(end.metadata.unwrap().0, r#"{"metrics":{"latencyMs":6}}"#);
    }

    #[test]
    fn without_a_stop_reason_it_ended_early_and_torn_it_was_cut() {
        let (pieces, end) = whole(&[text("half")]);
        assert_eq!(pieces, [(0, said("half"))]);
        assert_eq!(failed(end).kind, FailureKind::EndedEarly);
        let torn = text("more");
        let (pieces, end) = whole(&[text("half"), torn[..torn.len() - 3].to_vec()]);
        assert_eq!(pieces.len(), 1);
        assert_eq!(failed(end).kind, FailureKind::Cut);
        assert_eq!(failed(whole(&[]).1).kind, FailureKind::EndedEarly);
    }

    #[test]
    fn exceptions_and_errors_keep_what_came_before() {
        let exception = |name: &str, json: &str| {
            let headers = [(":exception-type", name), (":message-type", "exception")];
            framed(&headers, json)
        };
        for (name, kind) in [
            ("internalServerException", FailureKind::Internal),
            ("modelStreamErrorException", FailureKind::ModelError),
            ("validationException", FailureKind::Validation),
            ("throttlingException", FailureKind::Throttled),
            ("serviceUnavailableException", FailureKind::Unavailable),
            ("modelTimeoutException", FailureKind::ModelTimeout),
            ("brandNewException", FailureKind::Unknown),
        ] {
            let error = exception(name, r#"{"message":"slow down"}"#);
            let (pieces, end) = whole(&[text("kept"), error, text("never read")]);
            assert_eq!(pieces, [(0, said("kept"))]);
            let failure = failed(end);
            assert_eq!(
                (failure.kind, failure.message.as_str()),
                (kind, "slow down")
            );
            assert_eq!(failure.code.as_deref(), Some(name));
        }
        let headers = [
            (":error-code", "InternalFailure"),
            (":error-message", "oops"),
            (":message-type", "error"),
        ];
        let failure = failed(whole(&[text("kept"), framed(&headers, "")]).1);
        assert_eq!(
            (failure.kind, failure.message.as_str()),
            (FailureKind::Internal, "oops")
        );
    }

    #[test]
    fn a_bad_checksum_keeps_what_came_before() {
        let mut bad = text("lost");
        let last = bad.len() - 1;
        bad[last] ^= 1;
        let (pieces, end) = whole(&[text("kept"), bad, text("never read")]);
        assert_eq!(pieces, [(0, said("kept"))]);
        assert_eq!(failed(end).kind, FailureKind::Damaged);
    }

    #[test]
    fn unknown_events_interleaved_blocks_and_missing_starts_are_taken() {
        let delta = |block: u32, json: &str| {
            let json = format!("{{\"contentBlockIndex\":{block},\"delta\":{json}}}");
            frame("contentBlockDelta", &json)
        };
        let (pieces, end) = whole(&[
            frame("ping", "{}"),
            frame("contentBlockStart", r#"{"contentBlockIndex":0,"start":{}}"#),
            delta(0, r#"{"text":"a"}"#),
            delta(1, r#"{"toolUse":{"input":"{"}}"#),
            delta(0, r#"{"text":"b"}"#),
            delta(1, r#"{"smell":"rose"}"#),
            stop("tired"),
        ]);
        let raw = |json: &str| Piece::Raw(Json(json.to_owned()));
        let delta = r#"{"contentBlockDelta":{"contentBlockIndex":1,"delta":{"smell":"rose"}}}"#;
        let expected = [
            (0, raw(r#"{"ping":{}}"#)),
            (0, Piece::Start(Json("{}".to_owned()))),
            (0, said("a")),
            (1, Piece::ToolInput("{".to_owned())),
            (0, said("b")),
            (1, raw(delta)),
        ];
        assert_eq!(pieces, expected);
        let reason = StopReason("tired".to_owned());
        assert_eq!(end.unwrap().outcome, Outcome::Done(reason));
    }

    #[test]
    fn a_character_in_two_halves_is_joined_or_replaced() {
        let half = |json: &str| {
            let json = format!("{{\"contentBlockIndex\":0,\"delta\":{{\"text\":\"{json}\"}}}}");
            frame("contentBlockDelta", &json)
        };
        let pieces = |frames: &[Vec<u8>]| whole(frames).0;
        let joined = pieces(&[half("a \\ud83d"), half("\\udc4d b"), stop("end_turn")]);
        assert_eq!(joined, [(0, said("a ")), (0, said("👍 b"))]);
        let lost = pieces(&[half("a\\ud83d"), half("b"), half("\\udc4d")]);
        let expected = ["a", "\u{fffd}", "b", "\u{fffd}"].map(|text| (0, said(text)));
        assert_eq!(lost, expected);
        assert_eq!(
            pieces(&[half("\\ud83d")]),
            [(0, said("")), (0, said("\u{fffd}"))]
        );
    }

    #[test]
    fn a_payload_that_is_no_json_is_kept_and_the_reply_goes_on() {
        let frames = [
            frame("contentBlockDelta", "{\"x"),
            text("on"),
            stop("end_turn"),
        ];
        let (pieces, end) = whole(&frames);
        let kept = r#"{"contentBlockDelta":"{\"x"}"#.to_owned();
        assert_eq!(pieces, [(0, Piece::Raw(Json(kept))), (0, said("on"))]);
        assert!(matches!(end.unwrap().outcome, Outcome::Done(_)));
    }

    #[test]
    fn twenty_thousand_small_events_are_quick() {
        let frames: Vec<Vec<u8>> = (0..20_000).map(|n| text(&format!("{n} "))).collect();
        let bytes = [frames.concat(), stop("end_turn")].concat();
        let started = std::time::Instant::now();
        let (pieces, _) = read(&bytes, 16 * 1024);
        assert_eq!(pieces.len(), 20_000);
        let each = started.elapsed() / 20_000;
        // Generous, since it is a debug build on a busy machine; what is quadratic takes far more.
        assert!(each.as_micros() < 200, "{each:?} an event");
    }
}

//! A reply as it comes in: frames to deltas, and what is known at its end.

use aws_smithy_types::event_stream::Message;

use super::error;
use super::events::{self, Event, Metadata};
use super::frames::Frames;
use super::surrogate::{self, Half, REPLACEMENT};
use crate::chat::content::Json;
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::generation::{End, Micros, Outcome, StopReason, Usage};
use crate::chat::stream::{Delta, Piece};

/// A reply that is being read.
#[derive(Debug, Default)]
pub(super) struct Reply {
    frames: Frames,
    half: Option<Torn>,
    begun: bool,
    stop: Option<StopReason>,
    usage: Option<Usage>,
    latency_ms: Option<u64>,
    metadata: Option<Json>,
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

    /// How far it has come.
    pub(super) fn phase(&self) -> Phase {
        match (&self.stop, self.begun) {
            (Some(_), _) => Phase::Complete,
            (None, true) => Phase::Streaming,
            (None, false) => Phase::Waiting,
        }
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
        End {
            us,
            outcome,
            usage: self.usage,
            latency_ms: self.latency_ms,
            metadata: self.metadata,
        }
    }

    /// Half a character that will not find its other half any more.
    pub(super) fn rest(&mut self, us: Micros, deltas: &mut Vec<Delta>) {
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
                let event = self.event(name, &payload, us, deltas);
                self.apply(event, us, deltas);
                Ok(())
            }
        }
    }

    /// Reads an event. Only what the parser refuses is looked at for halves of characters.
    fn event(&mut self, name: &str, payload: &str, us: Micros, deltas: &mut Vec<Delta>) -> Event {
        if let Ok(event) = events::read(name, payload) {
            self.rest(us, deltas);
            return event;
        }
        let before = self.half.as_ref().map(|torn| torn.half);
        let mended = surrogate::mend(payload, before);
        if mended.joined {
            self.half = None;
        } else {
            self.rest(us, deltas);
        }
        let Ok(event) = events::read(name, &mended.json) else {
            return Event::Piece(0, events::unknown(name, payload));
        };
        self.half = mended.left.and_then(|half| Torn::of(&event, half));
        event
    }

    fn apply(&mut self, event: Event, us: Micros, deltas: &mut Vec<Delta>) {
        match event {
            Event::Started => {}
            Event::Piece(block, piece) => {
                self.begun = true;
                deltas.push(Delta { us, block, piece });
            }
            Event::Stopped(reason) => self.stop = Some(reason),
            Event::Metadata(metadata) => self.learn(metadata),
        }
    }

    /// The last usage counts, and a later event without one does not take it away.
    fn learn(&mut self, metadata: Metadata) {
        self.usage = metadata.usage.or(self.usage.take());
        self.latency_ms = metadata.latency_ms.or(self.latency_ms);
        self.metadata = Some(metadata.raw);
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
        let mut reply = Reply::default();
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
            let mut reply = Reply::default();
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

//! Events as bytes: the frames of `application/vnd.amazon.eventstream`.

use std::time::{Duration, Instant};

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::ability::Wire;
use super::event::Event;
use super::seed::Seed;
use super::wire::{METRICS, members, raw_text};

/// What the padding is cut from. The real service sends a beginning of it, too.
const PADDING: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

/// One frame in this many goes without padding, as counted in recordings of the service.
const UNPADDED: usize = 10;

/// Turns the events of one reply into frames.
pub(crate) struct Encoder {
    wire: Wire,
    seed: Seed,
    started: Instant,
    /// Time from the request to the first event.
    first: Option<Duration>,
}

impl Encoder {
    /// An encoder whose padding comes from the seed, and whose latency counts from `started`.
    pub(crate) fn new(wire: Wire, seed: Seed, started: Instant) -> Self {
        Self {
            wire,
            seed,
            started,
            first: None,
        }
    }

    /// The frame of an event.
    pub(crate) fn event(&mut self, event: &Event) -> Bytes {
        let started = self.started;
        self.first.get_or_insert_with(|| started.elapsed());
        let payload = if let Event::Raw { payload, .. } = event {
            payload.clone()
        } else if let Event::RawText(index, text) = event {
            raw_text(self.wire, *index, text)
        } else if self.wire == Wire::Converse {
            self.payload(event)
        } else {
            self.object(event)
        };
        if self.wire == Wire::Converse {
            return frame_of(event.name(), payload);
        }
        let mut chunk = Map::from_iter([("bytes".to_owned(), json!(STANDARD.encode(payload)))]);
        self.pad(&mut chunk);
        frame_of("chunk", Value::Object(chunk).to_string().into_bytes())
    }

    fn payload(&mut self, event: &Event) -> Vec<u8> {
        let mut members = event.members().unwrap_or_default();
        if let Event::Metadata(_) = event {
            members.insert("metrics".to_owned(), metrics(self.started));
        }
        self.pad(&mut members);
        Value::Object(members).to_string().into_bytes()
    }

    /// The object of a provider's stream. Bedrock adds its times to the last one.
    fn object(&self, event: &Event) -> Vec<u8> {
        let mut members = members(self.wire, event);
        if let Some(metrics) = members.get_mut(METRICS) {
            metrics["invocationLatency"] = json!(milliseconds(self.started.elapsed()));
            metrics["firstByteLatency"] = json!(milliseconds(self.first.unwrap_or_default()));
        }
        Value::Object(members).to_string().into_bytes()
    }

    /// Hides the length of the delta from somebody who can only count encrypted bytes.
    fn pad(&mut self, members: &mut Map<String, Value>) {
        if self.seed.below(UNPADDED) > 0 {
            let length = 1 + self.seed.below(PADDING.len());
            members.insert("p".to_owned(), json!(PADDING[..length]));
        }
    }
}

/// The member `metrics`: milliseconds since the request came.
pub(crate) fn metrics(started: Instant) -> Value {
    json!({"latencyMs": milliseconds(started.elapsed())})
}

/// Whole milliseconds of a time.
pub(crate) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The frame of an exception that the service model knows, such as `throttlingException`.
pub(crate) fn exception(name: &str, members: &Map<String, Value>) -> Bytes {
    let payload = serde_json::to_vec(members).unwrap_or_default();
    frame(
        &[
            (":exception-type", name),
            CONTENT_TYPE,
            (":message-type", "exception"),
        ],
        payload,
    )
}

/// The frame of an error that the service model does not know. Its payload is empty.
pub(crate) fn error(code: &str, text: &str) -> Bytes {
    frame(
        &[
            (":error-code", code),
            (":error-message", text),
            (":message-type", "error"),
        ],
        Vec::new(),
    )
}

/// The frame with its last byte changed, so that the checksum of the whole is wrong.
pub(crate) fn with_bad_checksum(frame: &Bytes) -> Bytes {
    flipped(frame, frame.len().saturating_sub(1))
}

/// The frame with a changed byte in the checksum of its first two numbers.
pub(crate) fn with_bad_prelude(frame: &Bytes) -> Bytes {
    const CHECKSUM_AT: usize = 8;
    flipped(frame, CHECKSUM_AT)
}

const CONTENT_TYPE: (&str, &str) = (":content-type", "application/json");

fn frame_of(name: &str, payload: Vec<u8>) -> Bytes {
    let headers = [
        (":event-type", name),
        CONTENT_TYPE,
        (":message-type", "event"),
    ];
    frame(&headers, payload)
}

fn frame(headers: &[(&str, &str)], payload: Vec<u8>) -> Bytes {
    let mut message = Message::new(payload);
    for (name, value) in headers {
        let value = HeaderValue::String((*value).to_owned().into());
        message = message.add_header(Header::new((*name).to_owned(), value));
    }
    let mut bytes = Vec::new();
    write_message_to(&message, &mut bytes)
        .expect("names and values here are far shorter than a frame allows");
    bytes.into()
}

fn flipped(frame: &Bytes, at: usize) -> Bytes {
    let mut bytes = frame.to_vec();
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 0xff;
    }
    bytes.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE_START: &str = "000000760000005296d5fade0b3a6576656e742d7479706507000c6d65737361676553746172740d3a\
        636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22\
        726f6c65223a22617373697374616e74227d6fa8c599";
    const SLOW_DOWN: &str = "0000008800000061de0175f40f3a657863657074696f6e2d747970650700137468726f74746c696e6745786365\
        7074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070009\
        657863657074696f6e7b226d657373616765223a22736c6f7720646f776e227d832ee072";

    fn hex(bytes: &[u8]) -> String {
        use std::fmt::Write;
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    }

    #[test]
    fn an_event_has_the_known_bytes() {
        let unpadded = Event::Raw {
            name: "messageStart",
            payload: br#"{"role":"assistant"}"#.to_vec(),
        };
        let mut encoder = Encoder::new(Wire::Converse, Seed::number(0), Instant::now());
        assert_eq!(hex(&encoder.event(&unpadded)), MESSAGE_START);
    }

    #[test]
    fn an_exception_has_the_known_bytes() {
        let members = json!({"message": "slow down"});
        let bytes = exception("throttlingException", members.as_object().unwrap());
        assert_eq!(hex(&bytes), SLOW_DOWN);
    }

    #[test]
    fn most_frames_are_padded() {
        let mut encoder = Encoder::new(Wire::Converse, Seed::number(7), Instant::now());
        let padded = (0..100).filter(|_| {
            encoder
                .payload(&Event::MessageStart)
                .windows(4)
                .any(|four| four == b"\"p\":")
        });
        assert!((80..100).contains(&padded.count()));
    }
}

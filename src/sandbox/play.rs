//! A stream while it is sent: frames, pauses, and the ways in which it breaks.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};
use serde_json::{Map, json};
use tokio::time::{Instant, Sleep, sleep_until};

use super::event::Event;
use super::frame::{self, Encoder};
use super::ledger::OpenStream;
use super::plan::{Damage, DamageKind, Exception, Speech};
use super::socket::Reset;

/// Frames that are due at once travel together up to this many bytes.
const BATCH: usize = 16 * 1024;

/// The connection is closed in the middle of an answer, on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("connection closed on purpose")]
pub(crate) struct Cut;

/// What happens next in a stream.
enum Step {
    Wait(Duration),
    Send(Bytes),
    /// Lets everything so far leave in a packet of its own.
    Flush,
    Hang,
    Cut,
    /// Cut, and not even a goodbye on the TCP level.
    Reset,
}

/// The body of a streamed reply. It does nothing unless it is asked, and ends when it is dropped.
pub(crate) struct Play {
    steps: Steps,
    state: State,
    due: Instant,
    sleep: Pin<Box<Sleep>>,
    ready: BytesMut,
    reset: Reset,
    _open: OpenStream,
}

enum State {
    Playing,
    Sleeping,
    Flushing,
    Hanging,
    Cutting,
    Over,
}

impl Play {
    /// A stream of the events of a reply, broken as planned.
    pub(crate) fn new(speech: Speech, encoder: Encoder, open: OpenStream, reset: Reset) -> Self {
        let now = Instant::now();
        Self {
            steps: steps(speech, encoder),
            state: State::Playing,
            due: now,
            sleep: Box::pin(sleep_until(now)),
            ready: BytesMut::new(),
            reset,
            _open: open,
        }
    }

    /// Takes one step.
    fn advance(&mut self) {
        match self.steps.next() {
            Some(Step::Send(bytes)) => self.ready.extend_from_slice(&bytes),
            Some(Step::Wait(time)) => self.wait(time),
            Some(Step::Flush) => self.state = State::Flushing,
            Some(Step::Hang) => self.state = State::Hanging,
            Some(Step::Cut) => self.state = State::Cutting,
            Some(Step::Reset) => {
                self.reset.wish();
                self.state = State::Cutting;
            }
            None => self.state = State::Over,
        }
    }

    /// Pauses count from when the last one should have ended, so that a slow reader does not slow the model down.
    fn wait(&mut self, time: Duration) {
        self.due += time;
        if self.due > Instant::now() {
            self.sleep.as_mut().reset(self.due);
            self.state = State::Sleeping;
        }
    }
}

impl Body for Play {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        loop {
            let is_full = self.ready.len() >= BATCH || !matches!(self.state, State::Playing);
            if is_full && !self.ready.is_empty() {
                let bytes = self.ready.split().freeze();
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
            match self.state {
                State::Playing => self.advance(),
                State::Sleeping => {
                    ready!(self.sleep.as_mut().poll(context));
                    self.state = State::Playing;
                }
                State::Flushing => {
                    self.state = State::Playing;
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                State::Hanging => return Poll::Pending,
                State::Cutting => return Poll::Ready(Some(Err(Cut))),
                State::Over => return Poll::Ready(None),
            }
        }
    }
}

/// A sequence that is worked out while it is sent: a long reply is never held twice.
type Steps = Box<dyn Iterator<Item = Step> + Send>;

fn steps(speech: Speech, encoder: Encoder) -> Steps {
    let pace = speech.reply.pace;
    let paced = Paced {
        encoder,
        delta: pace.delta,
    };
    let first = std::iter::once(Step::Wait(pace.first));
    match speech.damage {
        None => Box::new(first.chain(paced.all(speech.events))),
        Some(damage) => Box::new(first.chain(broken(speech.events, damage, paced))),
    }
}

/// The encoder, and the time that each delta takes.
struct Paced {
    encoder: Encoder,
    delta: Duration,
}

impl Paced {
    fn steps(&mut self, event: &Event) -> [Step; 2] {
        let time = if event.is_delta() {
            self.delta
        } else {
            Duration::ZERO
        };
        [Step::Wait(time), Step::Send(self.encoder.event(event))]
    }

    fn all(mut self, events: Vec<Event>) -> impl Iterator<Item = Step> + Send {
        events.into_iter().flat_map(move |event| self.steps(&event))
    }
}

fn broken(mut events: Vec<Event>, damage: Damage, mut paced: Paced) -> Steps {
    if damage.kind == DamageKind::ByteByByte {
        return Box::new(paced.all(events).flat_map(byte_by_byte));
    }
    let rest = events.split_off(damage.place(&events));
    let next = rest
        .first()
        .map(|event| paced.encoder.event(event))
        .unwrap_or_default();
    Box::new(paced.all(events).chain(damage.kind.ending(&next)))
}

impl Damage {
    /// How many events come before the damage: up to so many deltas, and none after the one that says why the reply ends.
    fn place(&self, events: &[Event]) -> usize {
        if self.kind == DamageKind::HeadersOnly {
            return 0;
        }
        let end = events
            .iter()
            .position(Event::is_stop)
            .unwrap_or(events.len());
        let mut deltas = events
            .iter()
            .enumerate()
            .filter(|(_, event)| event.is_delta());
        match self.after.checked_sub(1) {
            None => end.min(1),
            Some(before) => deltas.nth(before).map_or(end, |(at, _)| at + 1),
        }
    }
}

impl DamageKind {
    /// What stands in the place of the next frame and of all that would follow.
    fn ending(self, next: &Bytes) -> Vec<Step> {
        let half = Step::Send(next.slice(..next.len() / 2));
        match self {
            Self::End | Self::ByteByByte => Vec::new(),
            Self::HeadersOnly | Self::Silence => vec![Step::Hang],
            Self::Drop => vec![half, Step::Flush, Step::Cut],
            Self::Reset => vec![half, Step::Flush, Step::Reset],
            Self::Exception(exception) => vec![Step::Send(frame_of(&exception))],
            Self::ErrorFrame => vec![Step::Send(frame::error(
                "internalFailure",
                "the stream failed on purpose",
            ))],
            Self::BadCrc => vec![Step::Send(frame::with_bad_checksum(next))],
            Self::BadPrelude => vec![Step::Send(frame::with_bad_prelude(next))],
        }
    }
}

fn byte_by_byte(step: Step) -> Vec<Step> {
    let Step::Send(bytes) = step else {
        return vec![step];
    };
    let alone = |at| [Step::Send(bytes.slice(at..=at)), Step::Flush];
    (0..bytes.len()).flat_map(alone).collect()
}

fn frame_of(exception: &Exception) -> Bytes {
    let mut members = Map::from_iter([("message".to_owned(), json!(exception.text))]);
    members.extend(exception.members.clone());
    frame::exception(&exception.name, &members)
}

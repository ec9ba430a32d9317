//! Generations: one request from send to its end.

use std::fmt;
use std::time::Duration;

use super::cited::Notes;
use super::content::{ContentBlock, Json};
use super::failure::Failure;
use super::ids::LaneId;
use super::settings::{Settings, Wire};
use super::stream::Delta;

/// Microseconds since the generation was sent. Nothing comes at once: zero = unknown, as of replies
/// that another program has asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Micros(pub(crate) u64);

impl Micros {
    /// Whether it was measured.
    pub(crate) fn is_known(self) -> bool {
        self.0 > 0
    }

    /// As a duration.
    pub(crate) fn duration(self) -> Duration {
        Duration::from_micros(self.0)
    }
}

/// Why a reply ended, in the service's own words.
///
/// An open set: Converse documents nine values, live services send more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StopReason(pub(crate) String);

impl StopReason {
    /// What the reason means, or `None` where nothing needs to be said or is known.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        Some(match self.0.as_str() {
            "max_tokens" => "the reply reached max tokens",
            "guardrail_intervened" => "a guardrail stepped in",
            "content_filtered" => "the service filtered the reply",
            "refusal" => "the model refused",
            "model_context_window_exceeded" => "the context window is full",
            "malformed_model_output" => "the model wrote something malformed",
            "malformed_tool_use" => "the model wrote a malformed tool call",
            "pause_turn" => "the model paused; send again to go on",
            _ => return None,
        })
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tokens as the service counted them. `None` = it did not say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Usage {
    /// Input tokens, without those read from or written to the cache.
    pub(crate) input: Option<u64>,
    /// Output tokens, reasoning included.
    pub(crate) output: Option<u64>,
    /// Input tokens that came from the prompt cache.
    pub(crate) cache_read: Option<u64>,
    /// Input tokens that were written to the prompt cache.
    pub(crate) cache_write: Option<u64>,
    /// The whole object as it came, with members that this version does not know.
    pub(crate) raw: Json,
}

/// How a generation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The stop reason came: the reply is complete.
    Done(StopReason),
    /// The user stopped it.
    Cancelled,
    /// It failed; what came before is kept.
    Failed(Failure),
    /// The program ended in the middle. Only ever found at load, never written.
    Interrupted,
}

/// The end of a generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct End {
    /// When, since it was sent.
    pub(crate) us: Micros,
    /// How.
    pub(crate) outcome: Outcome,
    /// Tokens; `None` = unknown, as after a cancel.
    pub(crate) usage: Option<Usage>,
    /// Milliseconds that the service says it needed.
    pub(crate) latency_ms: Option<u64>,
    /// The last metadata event as it came.
    pub(crate) metadata: Option<Json>,
}

/// What the service tells of one try of a generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GenerationEvent {
    /// The answer's headers came, with success.
    Accepted {
        /// The service's id of the request.
        request_id: Option<String>,
        /// HTTP status.
        status: u16,
    },
    /// Pieces of the reply came, all that were ready at once.
    Deltas(Vec<Delta>),
    /// It is over; nothing follows.
    Ended(End),
}

/// One try to send a request. Retries are visible, so each is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// Counts from 1.
    pub(crate) no: u32,
    /// The service's id of the request.
    pub(crate) request_id: Option<String>,
    /// HTTP status, if an answer came.
    pub(crate) status: Option<u16>,
    /// Why it failed, in a sentence; `None` if it went through.
    pub(crate) reason: Option<String>,
    /// How long was waited after it.
    pub(crate) wait_ms: Option<u64>,
}

/// What was sent, so that it can be told and repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    /// The API.
    pub(crate) wire: Wire,
    /// The route's id in the request.
    pub(crate) model: String,
    /// The region that was asked.
    pub(crate) region: String,
    /// SHA-256 of the body, hexadecimal.
    pub(crate) sha256: String,
}

/// What produced a reply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Generation {
    /// The lane that asked.
    pub(crate) lane: LaneId,
    /// The lane's settings at that moment.
    pub(crate) settings: Settings,
    /// What was sent.
    pub(crate) sent: Sent,
    /// The tries so far.
    pub(crate) attempts: Vec<Attempt>,
    /// Where each block of the wire stands in the content, by its index on the wire.
    pub(crate) blocks: Vec<u32>,
    /// When the first delta with content came.
    pub(crate) first: Option<Micros>,
    /// When the last delta came.
    pub(crate) last: Option<Micros>,
    /// How many deltas with text, reasoning or tool input came.
    pub(crate) deltas: u64,
    /// Blocks and events that this version does not know.
    pub(crate) unknown: u32,
    /// The passages that it goes by.
    pub(crate) notes: Notes,
    /// `None` while it is open.
    pub(crate) end: Option<End>,
}

impl Generation {
    /// A generation that was just sent.
    pub(crate) fn new(lane: LaneId, settings: Settings, sent: Sent) -> Self {
        Self {
            lane,
            settings,
            sent,
            attempts: Vec::new(),
            blocks: Vec::new(),
            first: None,
            last: None,
            deltas: 0,
            unknown: 0,
            notes: Notes::default(),
            end: None,
        }
    }

    /// Takes note of the beginning of the reply that the user wrote: the model goes on with its
    /// text as with the first block of the wire. Gives the length of that text in bytes.
    pub(crate) fn begin_with(&mut self, prefill: &[ContentBlock]) -> usize {
        self.blocks = vec![0; prefill.len()];
        let text = prefill.first().and_then(ContentBlock::as_text);
        text.map_or(0, str::len)
    }

    /// Whether it still waits or streams.
    pub(crate) fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// Output tokens each second, from the first delta to the end. Needs the service's count.
    pub(crate) fn tokens_per_second(&self) -> Option<f64> {
        let output = self.end.as_ref()?.usage.as_ref()?.output?;
        let span = self.last?.0.checked_sub(self.first?.0)?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "token counts and spans are far below 2^52"
        )]
        let rate = (output as f64) / (span as f64 / 1e6);
        (span > 0 && output > 1).then_some(rate)
    }
}

//! Generations in flight: what is waited for, and the visible retry loop.

use std::sync::Arc;
use std::time::Duration;

use super::cases::Desk;
use crate::chat::failure::{Failure, Retry};
use crate::chat::ids::{CaseNo, GenerationId, LaneId, MessageId, Number};
use crate::chat::request::Request;
use crate::chat::settings::Settings;
use crate::chat::time::Mono;

/// The longest wait between two tries.
const MAX_WAIT: Duration = Duration::from_mins(1);

/// How many tries a request gets by itself.
pub(crate) const MAX_ATTEMPTS: u32 = 8;

/// How long a request is tried by itself.
const MAX_RETRYING: Duration = Duration::from_mins(5);

/// After how much silence the status line says so.
pub(crate) const SILENCE: Duration = Duration::from_secs(10);

/// A generation on its way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flying {
    /// The lane that asked.
    pub(crate) lane: LaneId,
    /// The message that is answered.
    pub(crate) parent: MessageId,
    /// What is sent.
    pub(crate) request: Arc<Request>,
    /// Where it stands.
    pub(crate) phase: Phase,
    /// Tries so far, the running one included.
    pub(crate) attempt: u32,
    /// The user action that it belongs to; `None` = it is one by itself.
    pub(crate) act: Option<Number>,
    /// The case that it is a cell of; `None` = it is a part of the chat.
    pub(crate) case: Option<CaseNo>,
    /// Since when.
    pub(crate) times: Times,
}

/// Points in time of a generation on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Times {
    /// When the user asked.
    pub(crate) asked: Mono,
    /// When the running try was sent.
    pub(crate) sent: Mono,
    /// When the service was last heard of.
    pub(crate) heard: Mono,
}

/// What a generation answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    /// The lane that asks.
    pub(crate) lane: LaneId,
    /// The message that is answered.
    pub(crate) parent: MessageId,
    /// The beginning of the reply, by the user; empty = none.
    pub(crate) prefill: String,
    /// Other settings than those of the lane.
    pub(crate) settings: Option<Box<Settings>>,
    /// The user action that it belongs to; `None` = it is one by itself.
    pub(crate) act: Option<Number>,
}

/// Where a generation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Its body is being built; it has no id yet.
    Preparing,
    /// Its records are on their way to disk.
    Writing(GenerationId),
    /// It is on disk, and waits until one of the others has ended.
    Held(GenerationId),
    /// It was sent, and nothing came yet.
    Waiting(GenerationId),
    /// It streams.
    Streaming(GenerationId),
    /// The next try is sent at this time.
    Pausing(GenerationId, Mono),
}

impl Flying {
    /// A generation that begins now.
    pub(crate) fn new(question: &Question, request: Arc<Request>, now: Mono) -> Self {
        Self {
            lane: question.lane,
            parent: question.parent,
            request,
            phase: Phase::Preparing,
            attempt: 1,
            act: question.act,
            case: None,
            times: Times {
                asked: now,
                sent: now,
                heard: now,
            },
        }
    }

    /// Sends it, now.
    pub(crate) fn send(&mut self, id: GenerationId, now: Mono) {
        self.phase = Phase::Waiting(id);
        (self.times.sent, self.times.heard) = (now, now);
    }

    /// Its id, once it has one.
    pub(crate) fn id(&self) -> Option<GenerationId> {
        match self.phase {
            Phase::Preparing => None,
            Phase::Writing(id)
            | Phase::Held(id)
            | Phase::Waiting(id)
            | Phase::Streaming(id)
            | Phase::Pausing(id, _) => Some(id),
        }
    }

    /// How long to wait before the next try; `None` if it must not be sent again by itself.
    ///
    /// Full jitter below an exponential bound. The time itself is what is random here, so that the
    /// core needs no dice.
    pub(crate) fn pause(&self, failure: &Failure, now: Mono) -> Option<Duration> {
        let tired = self.attempt >= MAX_ATTEMPTS || now.since(self.times.asked) >= MAX_RETRYING;
        if failure.kind.retry() != Retry::Automatic || tired {
            return None;
        }
        if let Some(asked) = failure.retry_after {
            return Some(asked.min(MAX_WAIT));
        }
        let bound = MAX_WAIT.min(Duration::from_secs(1 << (self.attempt - 1).min(6)));
        let dice = now.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        let millis = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX);
        Some(Duration::from_millis(millis * dice / (1 << 24)))
    }
}

/// All generations on their way; a lane has one of the chat at the most, and one cell of the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Flight {
    flying: Vec<Flying>,
    /// What is to be done once there is a connection.
    pub(crate) later: Later,
    /// The most requests that are with the service at once.
    pub(crate) most: Most,
    /// The table of cases, and which of its cells are to follow.
    pub(crate) desk: Desk,
}

/// The most requests that are with the service at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Most(pub(crate) usize);

impl Default for Most {
    /// One for each lane.
    fn default() -> Self {
        Self(8)
    }
}

/// What is to be done once there is a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Later {
    /// Nothing.
    #[default]
    Nothing,
    /// The last reply is asked for again.
    Retry,
}

impl Flight {
    /// Nothing on its way, as in another conversation.
    pub(crate) fn emptied(&self) -> Self {
        Self {
            most: self.most,
            ..Self::default()
        }
    }

    /// Adds one.
    pub(crate) fn begin(&mut self, flying: Flying) {
        self.flying.push(flying);
    }

    /// The one of this lane's chat.
    pub(crate) fn of_lane(&self, lane: LaneId) -> Option<&Flying> {
        let mut chats = self.flying.iter().filter(|flying| flying.case.is_none());
        chats.find(|flying| flying.lane == lane)
    }

    /// The cell that this lane works on.
    pub(crate) fn of_cell(&self, lane: LaneId) -> Option<&Flying> {
        let mut cells = self.flying.iter().filter(|flying| flying.case.is_some());
        cells.find(|flying| flying.lane == lane)
    }

    /// How many cells are on their way.
    pub(crate) fn cells(&self) -> usize {
        let cells = self.flying.iter().filter(|flying| flying.case.is_some());
        cells.count()
    }

    /// Whether no reply of the chat is on its way.
    pub(crate) fn is_quiet(&self) -> bool {
        self.flying.iter().all(|flying| flying.case.is_some())
    }

    /// The one with this id, to change it.
    pub(crate) fn get_mut(&mut self, id: GenerationId) -> Option<&mut Flying> {
        self.flying
            .iter_mut()
            .find(|flying| flying.id() == Some(id))
    }

    /// The one with this id.
    pub(crate) fn get(&self, id: GenerationId) -> Option<&Flying> {
        self.flying.iter().find(|flying| flying.id() == Some(id))
    }

    /// The one of this lane that is being built for this message.
    pub(crate) fn preparing(&mut self, lane: LaneId, parent: MessageId) -> Option<&mut Flying> {
        self.flying.iter_mut().find(|flying| {
            flying.phase == Phase::Preparing && flying.lane == lane && flying.parent == parent
        })
    }

    /// Takes out the one of this lane's chat.
    pub(crate) fn take_lane(&mut self, lane: LaneId) -> Option<Flying> {
        let is_it = |flying: &Flying| flying.lane == lane && flying.case.is_none();
        let at = self.flying.iter().position(is_it)?;
        Some(self.flying.remove(at))
    }

    /// Takes out a cell.
    pub(crate) fn take_cell(&mut self) -> Option<Flying> {
        let at = self
            .flying
            .iter()
            .position(|flying| flying.case.is_some())?;
        Some(self.flying.remove(at))
    }

    /// Takes out the one with this id.
    pub(crate) fn take(&mut self, id: GenerationId) -> Option<Flying> {
        let at = self
            .flying
            .iter()
            .position(|flying| flying.id() == Some(id))?;
        Some(self.flying.remove(at))
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Flying> {
        self.flying.iter()
    }

    /// All of them, to change them.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Flying> {
        self.flying.iter_mut()
    }

    /// How many requests are with the service right now.
    pub(crate) fn with_service(&self) -> usize {
        let with =
            |flying: &&Flying| matches!(flying.phase, Phase::Waiting(_) | Phase::Streaming(_));
        self.flying.iter().filter(with).count()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.flying.len()
    }

    /// Whether nothing is on its way.
    pub(crate) fn is_empty(&self) -> bool {
        self.flying.is_empty()
    }
}

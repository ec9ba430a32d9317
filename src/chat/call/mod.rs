//! Calls of tools: where they stand, what was answered, and what the user has let run.

pub(crate) mod items;
pub(crate) mod rounds;
pub(crate) mod turn;

use super::content::Json;
use super::generation::Micros;
use super::ids::{MessageId, Number};

/// A call: the reply that it stands in, and its place among the blocks of that reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CallId {
    /// The reply.
    pub(crate) message: MessageId,
    /// Its place among the blocks, from 0.
    pub(crate) block: u32,
}

impl CallId {
    /// The call at this place of a reply.
    pub(crate) fn new(message: MessageId, block: usize) -> Self {
        Self {
            message,
            block: u32::try_from(block).unwrap_or(u32::MAX),
        }
    }

    /// Its place among the blocks, to look it up.
    pub(crate) fn at(self) -> usize {
        usize::try_from(self.block).unwrap_or(usize::MAX)
    }
}

/// What was answered to a call. It goes back to the model when all calls of the reply have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The items of the result in Converse's form; attachments by their hash.
    pub(crate) content: Json,
    /// Whether the call went well.
    pub(crate) status: Status,
    /// Who answered.
    pub(crate) by: AnsweredBy,
    /// The arguments that it is the answer to, where they are others than the model's.
    pub(crate) args: Option<Json>,
}

/// What the model is told of a call that the user has left out.
pub(crate) const SKIPPED: &str = "The user skipped this call: nothing was run.";

/// How the text begins that tells the model of a call which the user did not want.
pub(crate) const DENIED: &str = "The user denied this call";

/// Whether a call went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Status {
    /// It did.
    #[default]
    Success,
    /// It did not, and the model is told so.
    Error,
}

impl Status {
    /// What a result has on the wire. Success is what is meant where nothing is said, and not all models
    /// take the member.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::Success => None,
            Self::Error => Some("error"),
        }
    }

    /// What the status means that a result has on the wire.
    pub(crate) fn of(status: Option<&str>) -> Self {
        match status {
            Some("error") => Self::Error,
            Some(_) | None => Self::Success,
        }
    }
}

/// Who answered a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AnsweredBy {
    /// The user.
    Hand,
    /// A program.
    Runner(Ran),
    /// The result of this recorded call was given, in a replay.
    Replay(CallId),
}

/// What is known of a program that has run for a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ran {
    /// What the runner is called.
    pub(crate) runner: String,
    /// The hash of the invocation that was approved and run.
    pub(crate) sha256: String,
    /// How long it ran.
    pub(crate) us: Micros,
    /// With what it ended; `None` = it has no such number, or a signal ended it.
    pub(crate) exit: Option<i32>,
}

/// What the user said about letting something run. Kept so that it can be told later; what stands in
/// a file lets nothing run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Consent {
    /// The call that asked; `None` = it was given ahead.
    pub(crate) call: Option<CallId>,
    /// How far it reaches.
    pub(crate) scope: Scope,
    /// The hash of the invocation that was shown.
    pub(crate) sha256: String,
    /// What was said.
    pub(crate) verdict: Verdict,
}

/// How far a consent reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// This one time.
    Once,
    /// Each call that runs exactly the same.
    Exact,
    /// Each call of this tool of an MCP server, in this conversation.
    Tool(String),
}

/// What the user said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may run.
    Approve,
    /// It must not; why, in the user's words, or nothing.
    Deny(String),
}

/// What is said about letting things run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// This.
    Consent(Consent),
    /// What this record said no longer holds.
    Revoke(Number),
}

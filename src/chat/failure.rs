//! What can go wrong between outcrop and the service or the disk, and what to do about it.

use std::fmt;
use std::time::Duration;

use super::failure_table::{Row, TABLE};

/// The kinds of failure that are told apart. Classified by code and status, never by text alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FailureKind {
    /// No credentials were found.
    NoCredentials,
    /// Credentials were found but could not be loaded, such as an SSO login that ran out.
    CredentialsUnusable,
    /// The session token ran out.
    ExpiredToken,
    /// The key id is not known to AWS.
    InvalidToken,
    /// The signature does not match: wrong secret, or a clock that is off.
    BadSignature,
    /// IAM does not allow the call.
    AccessDenied,
    /// The account has no access to the model.
    NoModelAccess,
    /// The model is not offered on demand.
    NeedsProfile,
    /// No such model or route in the region.
    UnknownModel,
    /// The model is legacy or has reached its end of life.
    Retired,
    /// The prompt does not fit the context window.
    ContextOverflow,
    /// Max tokens is above the model's limit.
    MaxTokensOverLimit,
    /// The request breaks another rule.
    Validation,
    /// Too many requests or tokens per minute.
    Throttled,
    /// The daily tokens are used up.
    DailyQuota,
    /// A quota that does not come back by waiting.
    QuotaExceeded,
    /// The model is warming up.
    NotReady,
    /// The model took too long.
    ModelTimeout,
    /// The model failed.
    ModelError,
    /// The service failed.
    Internal,
    /// The service is overloaded.
    Unavailable,
    /// No connection: name, address, proxy or TLS.
    Connection,
    /// The connection broke in the middle of the reply.
    Cut,
    /// The stream ended without a stop reason.
    EndedEarly,
    /// Nothing came for too long.
    Silent,
    /// A frame of the stream was damaged.
    Damaged,
    /// Something that this table does not know.
    Unknown,
}

/// Who may send the same request again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retry {
    /// outcrop, visibly, as long as nothing of the reply has come.
    Automatic,
    /// The user, on a key.
    ByHand,
    /// Nobody, before something else has changed.
    Never,
}

impl FailureKind {
    /// The kind's name in files.
    pub(crate) fn name(self) -> &'static str {
        self.row().name
    }

    /// The kind with this name.
    pub(crate) fn named(name: &str) -> Self {
        TABLE
            .iter()
            .find(|row| row.name == name)
            .map_or(Self::Unknown, |row| row.kind)
    }

    /// Who may send the request again.
    pub(crate) fn retry(self) -> Retry {
        self.row().retry
    }

    /// Whether other credentials are needed, or the same ones loaded anew.
    pub(crate) fn is_about_credentials(self) -> bool {
        matches!(
            self,
            Self::NoCredentials
                | Self::CredentialsUnusable
                | Self::ExpiredToken
                | Self::InvalidToken
                | Self::BadSignature
        )
    }

    /// What happened, in a few words.
    pub(crate) fn summary(self) -> &'static str {
        self.row().summary
    }

    /// What to do next.
    pub(crate) fn advice(self) -> &'static str {
        self.row().advice
    }

    fn row(self) -> &'static Row {
        // The rows stand in the order of the variants, and a test says so.
        &TABLE[self as usize]
    }
}

/// A call to the service that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What kind of failure.
    pub(crate) kind: FailureKind,
    /// What was attempted, such as `send to Nova Pro` or `list models`.
    pub(crate) doing: String,
    /// Where: route, region, profile, endpoint, in words.
    pub(crate) place: String,
    /// The service's own words, unwrapped.
    pub(crate) message: String,
    /// The exception's name.
    pub(crate) code: Option<String>,
    /// The HTTP status.
    pub(crate) status: Option<u16>,
    /// The service's id of the request.
    pub(crate) request_id: Option<String>,
    /// How long the service asks to wait.
    pub(crate) retry_after: Option<Duration>,
}

impl Failure {
    /// A failure of this kind, with the service's words.
    pub(crate) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            doing: String::new(),
            place: String::new(),
            message: message.into(),
            code: None,
            status: None,
            request_id: None,
            retry_after: None,
        }
    }

    /// Says what was attempted and where.
    #[must_use]
    pub(crate) fn at(mut self, doing: impl Into<String>, place: impl Into<String>) -> Self {
        self.doing = doing.into();
        self.place = place.into();
        self
    }

    /// All of it, for a reader: with the id that the service's support asks for.
    pub(crate) fn in_full(&self) -> String {
        match &self.request_id {
            Some(id) => format!("{self}\n\nrequest id {id}"),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.doing.is_empty() {
            write!(f, "{}: ", self.doing)?;
        }
        f.write_str(self.kind.summary())?;
        if !self.place.is_empty() {
            write!(f, " ({})", self.place)?;
        }
        if !self.message.is_empty() {
            // The service ends its sentences; what follows goes on with one.
            write!(f, ": {}", self.message.trim_end_matches('.'))?;
        }
        write!(f, "; {}", self.kind.advice())
    }
}

/// A conversation file that could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("could not {doing} {path}: {cause}; {advice}", advice = kind.advice())]
pub(crate) struct StoreError {
    /// What was attempted: `write`, `open`, `lock` …
    pub(crate) doing: &'static str,
    /// The file.
    pub(crate) path: String,
    /// The operating system's words.
    pub(crate) cause: String,
    /// What kind of error.
    pub(crate) kind: StoreErrorKind,
}

/// The kinds of storage errors that need different advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoreErrorKind {
    /// No space, or a quota.
    Full,
    /// No permission, or a read-only file system.
    Denied,
    /// Another program has the file.
    Locked,
    /// The file is not there.
    Missing,
    /// It is not a conversation file.
    NotAConversation,
    /// Somebody else has changed it while it was open.
    Changed(FileChange),
    /// Nobody waits for it any more.
    Stopped,
    /// Anything else.
    Other,
}

/// What somebody else has done to a file that is open here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileChange {
    /// It has no name any more.
    Removed,
    /// Another file has its name.
    Replaced,
    /// It has another name, or another folder.
    Moved,
    /// Something was written to it.
    Grown,
    /// Something was cut off its end.
    Shrunk,
}

impl FileChange {
    /// What happened, in a sentence.
    pub(crate) fn told(self) -> &'static str {
        match self {
            Self::Removed => "the file was removed while it was open",
            Self::Replaced => "the file was replaced by another one while it was open",
            Self::Moved => "the file was moved or renamed while it was open",
            Self::Grown => "another program has written to the file while it was open",
            Self::Shrunk => "another program has cut something off the file while it was open",
        }
    }
}

impl StoreErrorKind {
    /// What to do next.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::Full => "the chat goes on in memory; free some space or save elsewhere",
            Self::Denied => "the chat goes on in memory; save elsewhere or change the permissions",
            Self::Locked => "another outcrop has it open; close it there, or open a copy",
            Self::Missing => "check the path",
            Self::NotAConversation => {
                "open a conversation file; its first line names the format outcrop.conversation"
            }
            Self::Changed(_) => "nothing was overwritten and the chat goes on in memory",
            Self::Stopped => "nothing was changed",
            Self::Other => "the chat goes on in memory; save elsewhere",
        }
    }
}

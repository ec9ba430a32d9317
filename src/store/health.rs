//! What state a conversation file is in: plain data for the screen.

use std::ops::Range;

use crate::chat::ids::MessageId;
use crate::chat::record::{Header, VERSION};

/// Why a line is no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadLine {
    /// The usual trace of a kill or a full disk in the middle of a write.
    #[error("it breaks off in the middle")]
    Cut,
    /// A byte was changed, or the line never was text.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// With the parser's words.
    #[error("it is not JSON: {0}")]
    NotJson(String),
    /// It is JSON without the last member `c`.
    #[error("it has no checksum")]
    NoChecksum,
    /// A byte was changed.
    #[error("its checksum is wrong")]
    WrongChecksum,
    /// One of the members that every record has.
    #[error("it has no member `{0}`")]
    Missing(&'static str),
    /// A member of this kind of record is missing or of another type; with the parser's words.
    #[error("its members are not those of `{kind}`: {what}")]
    Members {
        /// The kind of record.
        kind: String,
        /// What is wrong with it.
        what: String,
    },
    /// The bytes of an attachment are not those that it tells of.
    #[error("its data is not that of its hash: {0}")]
    Data(String),
    /// A header of another format.
    #[error("its format is `{0}`")]
    OtherFormat(String),
}

/// A line that was skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Damage {
    /// Counts from 1.
    pub(crate) line: usize,
    /// Where it stands in the file, without its newline.
    pub(crate) bytes: Range<usize>,
    /// What is wrong with it.
    pub(crate) reason: BadLine,
    /// What is missing without it, in a few words.
    pub(crate) cost: String,
    /// The message that the record before it was about, or else the first one behind it; `None` = that
    /// was not looked for.
    pub(crate) near: Option<MessageId>,
}

/// What the first line said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Head {
    /// It is a header.
    Known(Header),
    /// It is damaged or another record, so the version is unknown.
    Unknown,
    /// The file is empty: a header is still to be written.
    Empty,
}

/// Whether a file may be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Yes.
    Editable,
    /// Records were lost: not before the user has chosen to go on.
    AskFirst,
    /// Its version is unknown.
    VersionUnknown,
    /// A newer major version wrote it.
    TooNew,
}

/// What a load found out about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Health {
    /// The header, if there is one.
    pub(crate) head: Head,
    /// The lines that were skipped, in file order.
    pub(crate) damage: Vec<Damage>,
}

impl Health {
    /// Whether the file may be written to.
    ///
    /// A line that breaks off was never acknowledged: what it should have said was told as unsaved or
    /// died with the program. So such lines are shown, but nobody is asked about them.
    pub(crate) fn access(&self) -> Access {
        let header = match &self.head {
            Head::Known(header) => header,
            Head::Unknown => return Access::VersionUnknown,
            Head::Empty => return Access::Editable,
        };
        if header.version[0] > VERSION[0] {
            Access::TooNew
        } else if self.damage.iter().any(|line| line.reason != BadLine::Cut) {
            Access::AskFirst
        } else {
            Access::Editable
        }
    }
}

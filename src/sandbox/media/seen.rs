//! What was found in the attachments of the last user turn.

use sha2::{Digest, Sha256};

use super::Kind;
use super::document::Paper;
use super::film::Film;
use super::picture::Picture;

/// The last user turn as a model with eyes sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Seen {
    /// Its content blocks, in order.
    pub(crate) parts: Vec<Part>,
    pub(crate) found: Vec<Found>,
}

/// One content block of the turn, by what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Text,
    /// An attachment and its number among those of its kind, from 1.
    Attached(Kind, usize),
    ToolResult(Vec<Part>),
    /// Another kind of block, by its key.
    Other(String),
}

/// One attachment that was looked into.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    /// Number among those of its kind in this turn, from 1.
    pub(crate) number: usize,
    /// The format as declared.
    pub(crate) format: String,
    pub(crate) bytes: Bytes,
    pub(crate) finding: Finding,
}

/// What is known of the bytes of an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bytes {
    Sent {
        size: usize,
        /// In small hexadecimal digits.
        sha256: String,
    },
    /// The address of a file that the sandbox cannot reach.
    S3(String),
}

/// What is in an attachment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Finding {
    Picture(Picture),
    Paper(Paper),
    Film(Film),
    /// It lies elsewhere.
    Unseen,
}

impl Bytes {
    /// The size and the hash of bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        Self::Sent {
            size: bytes.len(),
            sha256: digits
                .filter_map(|digit| char::from_digit(u32::from(digit), 16))
                .collect(),
        }
    }
}

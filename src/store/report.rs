//! What the writer tells: plain data for the core.

use std::path::PathBuf;

use super::blobs::BlobPlace;
use crate::chat::failure::StoreError;
use crate::chat::ids::{ConversationId, Number};

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// All records of the conversation up to this number are in its file.
    pub(crate) n: Number,
}

/// Records that could not be written. They are kept and tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unsaved {
    /// Why.
    pub(crate) error: StoreError,
    /// How many records are kept in memory.
    pub(crate) records: usize,
}

/// Something that happened to a conversation's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// Whose file; another one may be on the screen by now.
    pub(crate) conversation: ConversationId,
    /// What happened.
    pub(crate) fact: Fact,
}

/// What happened to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fact {
    /// It was made, with the first record.
    Created(PathBuf),
    /// The bytes of an attachment are in the file, at this place. Told before `Appended`, and again
    /// where a copy has them elsewhere, behind `SavedAs`.
    Stored(BlobPlace),
    /// Records are in the file: a kill cannot take them.
    Appended(Receipt),
    /// Records are not in the file.
    Failed(Unsaved),
    /// What is in the file is on the disk: a power failure cannot take it. Or it may be not.
    Synced(Result<(), StoreError>),
    /// It goes on in another file, or it could not and goes on where it was.
    SavedAs(Result<PathBuf, StoreError>),
    /// A fork was made in this file, or could not be. It goes on where it was.
    Forked(Result<PathBuf, StoreError>),
    /// The file was let go of, with so many bytes, all written: it is only read from now on. Or it
    /// could not be, since not all is written.
    Yielded(Result<u64, StoreError>),
    /// Nothing more will be written, and so many records are lost. `0` if all is well.
    Closed(usize),
}

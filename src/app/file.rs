//! The conversation's file as the core knows it.

use std::path::PathBuf;

use crate::chat::failure::StoreError;
use crate::chat::ids::Number;
use crate::chat::record::Entry;

/// Where the conversation is kept, and how far it is on disk.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct FileState {
    /// The file; `None` until the first message.
    pub(crate) path: Option<PathBuf>,
    /// Records that wait for the first message, since an empty conversation makes no file.
    pub(crate) preface: Vec<Entry>,
    /// The last record that was handed to the writer.
    pub(crate) handed: Number,
    /// The last record that is on disk.
    pub(crate) written: Number,
    /// Why the last write failed.
    pub(crate) error: Option<StoreError>,
    /// Whether it can be written to.
    pub(crate) mode: Mode,
    /// What was wrong with the file when it was opened, in a sentence.
    pub(crate) damage: Option<String>,
}

/// Whether records may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mode {
    /// Yes.
    #[default]
    Writable,
    /// No: it is damaged, too new, or open elsewhere.
    ReadOnly,
}

/// What the header of the screen says of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saved {
    /// There is nothing to save yet.
    Nothing,
    /// Everything is on disk.
    Yes,
    /// Something is on its way.
    Soon,
    /// The last write failed.
    Failed,
    /// It is only read.
    ReadOnly,
}

impl FileState {
    /// What the header says.
    pub(crate) fn saved(&self) -> Saved {
        if self.mode == Mode::ReadOnly {
            Saved::ReadOnly
        } else if self.error.is_some() {
            Saved::Failed
        } else if self.handed == Number(0) {
            Saved::Nothing
        } else if self.written >= self.handed {
            Saved::Yes
        } else {
            Saved::Soon
        }
    }
}

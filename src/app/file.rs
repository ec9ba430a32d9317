//! The conversation's file as the core knows it.

use std::ops::Range;
use std::path::PathBuf;

use crate::chat::failure::{FileChange, StoreError, StoreErrorKind};
use crate::chat::ids::{MessageId, Number};
use crate::chat::record::Entry;

use super::composer::Draft;
use super::state::LoadedFile;

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
    /// Why it is only read, and which of its lines are bad.
    pub(crate) condition: Condition,
    /// What is waited for.
    pub(crate) awaits: Awaits,
}

/// What a file is like, beside its records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Condition {
    /// Why it is only read; `None` = it is not, or nothing can be done about it.
    pub(crate) hold: Option<Hold>,
    /// Lines that could not be read, in file order.
    pub(crate) flaws: Vec<Flaw>,
}

impl Condition {
    /// The lines that could not be read and stand at a message.
    pub(crate) fn at(&self, message: MessageId) -> impl Iterator<Item = &Flaw> {
        let flaws = self.flaws.iter();
        flaws.filter(move |flaw| flaw.near == Some(message))
    }
}

/// Why a file is only read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Another outcrop writes to it. What that writes is shown.
    Elsewhere,
    /// Some of its lines are damaged: the user has to say how to go on.
    Damaged,
    /// Its first line is damaged, so nobody knows which version wrote it.
    VersionUnknown,
    /// A newer version wrote it.
    TooNew,
    /// The system does not allow it.
    Denied,
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// Counts from 1.
    pub(crate) line: usize,
    /// Where it stands in the file, in bytes.
    pub(crate) bytes: Range<usize>,
    /// What is wrong with it.
    pub(crate) reason: String,
    /// What is missing without it.
    pub(crate) cost: String,
    /// The message that it stands at in the file, as far as that is known.
    pub(crate) near: Option<MessageId>,
}

/// What has to happen to the file before something else can.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Awaits {
    /// Nothing.
    #[default]
    Nothing,
    /// Another outcrop wants to write: it gets the file when no reply is on its way.
    Rest,
    /// The file was given up, to be read again.
    Reload(PathBuf),
    /// The copy is made, then this file is read again.
    Rescue(PathBuf),
    /// The other outcrop was asked for this file, or it is being opened.
    Opening(PathBuf),
}

/// What happens to the file outside the core.
#[derive(Debug, Clone)]
pub(crate) enum FileEvent {
    /// It was opened again, in another way; and what another outcrop may have left unsent.
    Reopened(Box<LoadedFile>, Box<Draft>),
    /// It could not be opened again; why.
    NotReopened(String),
    /// Another outcrop has written these records to it, and so many lines that cannot be read.
    Followed(Vec<Entry>, usize),
    /// Somebody else has changed it while it was read.
    Changed(FileChange),
    /// Another outcrop wants to write to it.
    Asked,
    /// The other outcrop has heard that we want to write, and finishes its reply first.
    Busy,
    /// It was let go of, with everything in it, or not.
    Yielded(Result<(), StoreError>),
    /// The user came back to the terminal.
    Returned,
}

/// What the core can ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileOrder {
    /// Ask the outcrop that writes to this file to let it go, and open it.
    TakeOver(PathBuf),
    /// Open this damaged file for writing.
    GoOn(PathBuf),
    /// Open this file again as it is now.
    Reopen(PathBuf),
    /// Go on in a copy beside this path, under a name that is free.
    Copy(PathBuf),
    /// Write everything and let go of the file.
    Yield,
    /// Tell the outcrop that asks that it has to wait for the reply.
    SayBusy,
    /// Look whether somebody else has changed the file.
    Look,
    /// Go on where the file is now.
    MoveAlong,
    /// Close what was opened: the user has gone on elsewhere.
    Forget,
}

/// What the user can do about the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnFile {
    /// Choose among what can be done.
    Choose,
    /// List the lines that cannot be read.
    Flaws,
    /// Go on in the file itself.
    GoOn,
    /// Go on in a copy.
    Copy,
    /// Take it over from another outcrop.
    TakeOver,
    /// Read it again.
    Reload,
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
    /// It is only read, and another outcrop writes to it.
    Following,
}

impl FileState {
    /// What somebody else has done to the file since it was opened.
    pub(crate) fn change(&self) -> Option<FileChange> {
        match self.error.as_ref()?.kind {
            StoreErrorKind::Changed(change) => Some(change),
            StoreErrorKind::Full
            | StoreErrorKind::Denied
            | StoreErrorKind::Locked
            | StoreErrorKind::Missing
            | StoreErrorKind::NotAConversation
            | StoreErrorKind::Stopped
            | StoreErrorKind::Other => None,
        }
    }

    /// Whether another outcrop writes to it.
    pub(crate) fn follows(&self) -> bool {
        self.mode == Mode::ReadOnly && self.condition.hold == Some(Hold::Elsewhere)
    }

    /// What the header says.
    pub(crate) fn saved(&self) -> Saved {
        if self.follows() {
            Saved::Following
        } else if self.mode == Mode::ReadOnly {
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

//! What stands in a folder, and what is known of a file before it is attached.

use std::ffi::OsString;
use std::path::PathBuf;

use nucleo_matcher::Utf32String;

use crate::app::wanted::NotAttached;
use crate::chat::attached::Attached;
use crate::chat::time::Wall;

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileEntry {
    /// Its name, which need not be UTF-8.
    pub(crate) name: OsString,
    /// The same to be read and looked for.
    pub(crate) label: String,
    /// What it is; of a link, what it leads to.
    pub(crate) kind: EntryKind,
    /// Bytes of a file.
    pub(crate) size: u64,
    /// When it was changed.
    pub(crate) changed: Option<Wall>,
    /// The label, as it is looked for.
    pub(super) text: Utf32String,
}

/// What stands in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EntryKind {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// A pipe, a device, a link that leads nowhere.
    Other,
}

/// What is known of a file that is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Glimpse {
    /// It could go along with a message.
    Fit {
        /// What it would be.
        attached: Box<Attached>,
        /// The first lines of a text.
        lines: Vec<String>,
    },
    /// It could not; why.
    Unfit(NotAttached),
}

/// What is known of the selected file.
#[derive(Debug, Clone, Default)]
pub(super) enum Look {
    /// Nothing was asked.
    #[default]
    None,
    /// It is being read.
    Asked(PathBuf),
    /// It was read.
    There(PathBuf, Glimpse),
}

/// What the shell is to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Browse {
    /// This folder if it is there, else the working folder.
    Start(u32, Option<PathBuf>),
    /// This folder. The number tells the answer from earlier ones.
    Folder(u32, PathBuf),
    /// This file.
    File(PathBuf),
}

/// What the shell has found.
#[derive(Debug, Clone)]
pub(crate) enum Browsed {
    /// What stands in a folder, in the order of names, or why that is not known.
    Folder(u32, PathBuf, Result<Vec<FileEntry>, String>),
    /// What a file is.
    File(PathBuf, Glimpse),
}

impl FileEntry {
    /// Something of this name.
    pub(crate) fn new(name: OsString, kind: EntryKind, size: u64, changed: Option<Wall>) -> Self {
        let label = name.to_string_lossy().into_owned();
        Self {
            text: Utf32String::from(label.as_str()),
            name,
            label,
            kind,
            size,
            changed,
        }
    }

    /// Whether it is shown only on demand.
    pub(crate) fn is_hidden(&self) -> bool {
        self.label.starts_with('.')
    }
}

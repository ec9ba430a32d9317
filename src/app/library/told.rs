//! What the core asks of conversation files that are not open, and what it is told of them.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::layout::Side;
use crate::chat::abilities::AbilityTable;
use crate::chat::library::Volume;
use crate::chat::record::Record;
use crate::chat::request::Request;

/// An order about conversation files.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Order {
    /// List the conversations, with their costs at these prices: what is known at once, then what has
    /// changed.
    List(Arc<AbilityTable>),
    /// List what is in the trash.
    ListTrash(Arc<AbilityTable>),
    /// Add these records to a conversation that is not open.
    Note(PathBuf, Vec<Record>),
    /// Make another conversation of all records of this one.
    Duplicate(PathBuf),
    /// Move these to the trash.
    Throw(Vec<PathBuf>),
    /// Take these out of the trash.
    Restore(Vec<PathBuf>),
    /// Remove these from the trash for good.
    Empty(Vec<PathBuf>),
    /// Let the model of this request, in which the conversation is still to be put, give it a title.
    AskTitle(PathBuf, Arc<Request>),
    /// Remember whether the list stands beside the conversation.
    NotePane(Side),
    /// Look which files that were opened lately are there.
    ListOpened,
}

/// What came of an order.
#[derive(Debug, Clone)]
pub(crate) enum News {
    /// So many of so many files have been looked at.
    Progress(usize, usize),
    /// These conversations there are.
    Shelf(Vec<Volume>),
    /// These are in the trash.
    Trash(Vec<Volume>),
    /// Records were added to a file.
    Noted,
    /// A copy was made.
    Duplicated(PathBuf),
    /// Files are in the trash, at these places; and why one is not.
    Thrown(Vec<PathBuf>, Option<String>),
    /// Files are back, at these places; and why one is not.
    Restored(Vec<PathBuf>, Option<String>),
    /// So many files are gone for good; and why one is not.
    Emptied(usize, Option<String>),
    /// A model has given this conversation a title, or why it has not.
    Titled(PathBuf, Result<String, String>),
    /// Files that were opened lately.
    Opened(Vec<(PathBuf, Presence)>),
    /// An order could not be carried out.
    Failed(String),
    /// The files could not be listed.
    NotListed(String),
}

/// Whether a file is where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Presence {
    /// It is not known yet.
    #[default]
    Unknown,
    /// It is there.
    There,
    /// It is not.
    Missing,
}

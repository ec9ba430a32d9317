//! Exports and imports as the core asks for them, and what it is told of them.

use std::path::PathBuf;
use std::sync::Arc;

use crate::chat::abilities::AbilityTable;
use crate::chat::conversation::Conversation;
use crate::chat::export::{Format, What};

/// What is to be written, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ExportOrder {
    /// The conversation as it is now.
    pub(crate) conversation: Arc<Conversation>,
    /// Its file.
    pub(crate) file: PathBuf,
    /// Which part of it.
    pub(crate) what: What,
    /// In which form.
    pub(crate) format: Format,
    /// The new file.
    pub(crate) path: PathBuf,
    /// Prices, and how models differ.
    pub(crate) table: Arc<AbilityTable>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exported {
    /// The file.
    pub(crate) path: PathBuf,
    /// How many bytes it has.
    pub(crate) size: u64,
    /// What of the exported part is not in it, a thing each.
    pub(crate) lost: Vec<String>,
}

/// A file that was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotExported {
    /// Which part of the conversation it was to hold.
    pub(crate) what: What,
    /// In which form.
    pub(crate) format: Format,
    /// The file that was asked for.
    pub(crate) path: PathBuf,
    /// Why not, in a sentence.
    pub(crate) why: String,
}

/// Conversations that were made of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Imported {
    /// The file that was read.
    pub(crate) from: PathBuf,
    /// What the file is.
    pub(crate) source: &'static str,
    /// The conversations.
    pub(crate) made: Vec<ImportedOne>,
    /// What could not be read of the file, a thing each.
    pub(crate) problems: Vec<String>,
    /// What was left out of it though nothing is wrong with it, a thing each.
    pub(crate) notes: Vec<String>,
    /// How many conversations were not made, since it was stopped.
    pub(crate) unmade: usize,
}

/// A conversation that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportedOne {
    /// Its file.
    pub(crate) path: PathBuf,
    /// Its title.
    pub(crate) title: String,
    /// How many messages it has.
    pub(crate) messages: usize,
    /// What was left out, a thing each.
    pub(crate) left: Vec<String>,
}

impl ImportedOne {
    /// `A title: 12 messages; left out: a picture`.
    pub(crate) fn told(&self) -> String {
        let count = match self.messages {
            1 => "1 message".to_owned(),
            count => format!("{count} messages"),
        };
        let left = if self.left.is_empty() {
            String::new()
        } else {
            format!("; left out: {}", self.left.join(", "))
        };
        format!("{}: {count}{left}", self.title)
    }
}

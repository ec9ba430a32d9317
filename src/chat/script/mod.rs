//! The script of a conversation: system prompt and messages as one text to edit in another program,
//! and that text read back.
//!
//! A line `# system`, `# user` or `# assistant` begins a part; ` {#12}` behind it names the message
//! that the part was made from. Texts stand as they are. Every other content block is a line such as
//! `![png](block:0)`, where the number is its place in that message. Two texts in a row have the line
//! `[next text](block:next)` between them. Blank lines around a text do not belong to it. A backslash
//! takes from a line what it would mean, and makes a blank line part of the text.

mod check;
mod line;
mod mark;
mod parse;
mod print;
#[cfg(test)]
mod tests;

use super::content::ContentBlock;
use super::ids::MessageId;
use super::message::Role;

pub(crate) use check::content;
pub(crate) use mark::marked;
pub(crate) use parse::parse;
pub(crate) use parse::parse_body;
pub(crate) use print::{line_of, print, print_body};

/// What a text says, before it is known whether the messages and blocks that it names are there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Script {
    /// The system prompt; empty = none.
    pub(crate) system: String,
    /// The messages, in their order.
    pub(crate) parts: Vec<Part>,
}

/// A message of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The line that it begins with, from 1.
    pub(crate) line: usize,
    /// Who speaks.
    pub(crate) role: Role,
    /// The message that it was made from; `None` = it was written anew.
    pub(crate) origin: Option<MessageId>,
    /// What is said.
    pub(crate) pieces: Vec<Piece>,
}

/// A content block of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The line that it begins with, from 1.
    pub(crate) line: usize,
    /// What it is.
    pub(crate) kind: PieceKind,
}

/// What a content block of a script is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// A text.
    Text(String),
    /// A block of the message that the part was made from.
    Block {
        /// What the line calls it.
        label: String,
        /// Its place in the content of that message, from 0.
        at: usize,
    },
}

/// What a script says, with all that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checked {
    /// The system prompt; empty = none.
    pub(crate) system: String,
    /// The messages, in their order.
    pub(crate) parts: Vec<CheckedPart>,
}

/// A message of a script, with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckedPart {
    /// Who speaks.
    pub(crate) role: Role,
    /// The message that it was made from; `None` = it was written anew.
    pub(crate) origin: Option<MessageId>,
    /// What is said.
    pub(crate) content: Vec<ContentBlock>,
    /// Whether role and content are those of the message that it was made from.
    pub(crate) is_unchanged: bool,
}

/// Why a text is no script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {says}")]
pub(crate) struct ScriptError {
    /// The line that cannot be taken, from 1.
    pub(crate) line: usize,
    /// What is wrong with it, and what to do.
    pub(crate) says: String,
}

impl ScriptError {
    fn at(line: usize, says: impl Into<String>) -> Self {
        Self {
            line,
            says: says.into(),
        }
    }
}

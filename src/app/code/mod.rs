//! Code blocks of replies: what their words are, which one is chosen, how long lines are shown.
//!
//! What a word is comes from the shell, which has the grammars, and is kept here by line. A theme makes
//! colours of it when a frame is drawn, so another theme needs no new look at the code.

mod colours;

use std::collections::HashMap;

use crate::chat::ids::MessageId;

pub(crate) use colours::{Coloured, Colours, Run, State as Standing};

/// Most lines of a block that get colours.
pub(crate) const MAX_LINES: usize = 2_000;

/// Most bytes of a block that get colours.
pub(crate) const MAX_BYTES: usize = 64 * 1024;

/// A line with more bytes is data rather than code; it and what follows it stay plain.
pub(crate) const MAX_LINE: usize = 4 * 1024;

/// A code block between fences: of which message, in which of its texts, the how manieth there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CodeId {
    /// The message.
    pub(crate) message: MessageId,
    /// The text, by its place among what the message is laid out as.
    pub(crate) text: usize,
    /// The block, by its place in the text.
    pub(crate) nth: usize,
}

/// What a piece of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    Keyword,
    String,
    Comment,
    Number,
    Function,
    Type,
    Operator,
    Variable,
    Inserted,
    Deleted,
}

/// How code lines are shown that are longer than the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum CodeLines {
    /// They go on in the next row.
    #[default]
    Wrap,
    /// They are cut, and scroll sideways.
    Scroll,
}

/// Code in the conversation: how it is shown, and what is known of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Code {
    /// How long lines are shown.
    pub(crate) lines: CodeLines,
    /// The block that was gone to last. It counts while its message is the chosen one.
    pub(crate) chosen: Option<CodeId>,
    /// Columns that blocks are scrolled to the right.
    pub(crate) shifts: HashMap<CodeId, usize>,
    /// Derived: what the words are.
    pub(crate) colours: Colours,
}

impl Code {
    /// Forgets what is known by the numbers of messages, which mean others in another conversation. Colours
    /// are kept with what they are the colours of, and are of no other code.
    pub(crate) fn forget(&mut self) {
        self.chosen = None;
        self.shifts.clear();
    }

    /// Columns that a block is scrolled to the right.
    pub(crate) fn shift(&self, id: CodeId) -> usize {
        match self.lines {
            CodeLines::Wrap => 0,
            CodeLines::Scroll => self.shifts.get(&id).copied().unwrap_or(0),
        }
    }
}

/// What can be done with code blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnCode {
    /// Go to the one before.
    Previous,
    /// Go to the one after.
    Next,
    /// Copy the chosen one, or the only one of the message.
    Copy,
    /// Copy this one of the chosen message, counted from 1.
    CopyNumber(u8),
    /// Break long lines, or cut them.
    ToggleLines,
    /// Show more of the beginnings of cut lines.
    Left,
    /// Show more of their ends.
    Right,
}

/// The language that an info string names: its first word, without what Pandoc and others put around it.
pub(crate) fn language(info: &str) -> String {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '{' | '}' | '=' | '(');
    let mut words = info.split(ends).filter(|word| !word.is_empty());
    let word = words.next().unwrap_or_default();
    word.trim_start_matches('.').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_first_word_of_the_info_string() {
        for (info, expected) in [
            ("rust", "rust"),
            ("Rust", "rust"),
            ("rust,ignore", "rust"),
            ("python title=\"a.py\"", "python"),
            ("{.haskell .numberLines}", "haskell"),
            ("c++", "c++"),
            ("js{1,3}", "js"),
            ("diff:src/a.rs", "diff"),
            ("", ""),
            ("  ", ""),
        ] {
            assert_eq!(language(info), expected, "{info:?}");
        }
    }
}

//! What is inserted, from the command that has begun it on, so that it can be done again.

use unicode_segmentation::UnicodeSegmentation as _;

use super::edits::in_line;
use super::keys::{Command, Place};
use crate::app::editing::Pad;

/// What is being inserted.
#[derive(Debug, Clone, Default)]
pub(super) struct Writing {
    /// What has begun it, and how many times it is to be inserted.
    pub(super) begun: Option<(Command, Option<usize>)>,
    /// What was typed since.
    pub(super) typed: String,
}

impl Writing {
    /// A command begins to insert.
    pub(super) fn begin(&mut self, command: Command, count: Option<usize>) {
        self.begun = Some((command, count));
        self.typed.clear();
    }

    /// What is typed from here on is inserted at another place.
    pub(super) fn go_on_elsewhere(&mut self) {
        self.begin(Command::Insert(Place::Here), None);
    }

    /// Takes back what the pad is about to delete before its cursor: a character with all that belongs
    /// to it. False if more stands there than was typed.
    pub(super) fn untype(&mut self, pad: &Pad) -> bool {
        let (line, at) = in_line(pad);
        let last = line[..at].graphemes(true).next_back().unwrap_or("\n");
        let rest = self.typed.strip_suffix(last).map(str::len);
        if let Some(rest) = rest {
            self.typed.truncate(rest);
        }
        rest.is_some()
    }
}

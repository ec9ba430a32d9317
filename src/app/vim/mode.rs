//! Modes, keys that they may take, and what becomes of these.

use super::keys::Unit;

/// How texts are edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Editing {
    /// What is typed is text.
    #[default]
    Plain,
    /// In modes.
    Vim,
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It is text.
    Insert,
    /// It moves the cursor or changes the text.
    Normal,
    /// It moves one end of a selection; the other one is at this byte.
    Visual(Unit, usize),
}

/// How many lines a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    One,
    Many,
}

impl Lines {
    /// As much of a text as such a text may have: its first line, or all of it.
    pub(super) fn of(self, text: &str) -> &str {
        match self {
            Self::One => text.split('\n').next().unwrap_or_default(),
            Self::Many => text,
        }
    }
}

/// A key that a mode may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Press {
    Char(char),
    Esc,
    Enter,
    Backspace,
    /// Ctrl-R.
    Redo,
}

/// What has become of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is not for this mode.
    Not,
    /// It was taken, and the text is the same.
    Moved,
    /// It was taken, and the text may be another one.
    Changed,
    /// It asks for something that the text cannot do by itself.
    Asked(Wish),
}

/// What is to be done beyond the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// So many steps back.
    Undo(usize),
    /// So many steps forth.
    Redo(usize),
    /// Send it, or go on to the next line where it is not sent.
    Enter,
    Palette,
}

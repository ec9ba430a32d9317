//! What keys do to a text that is edited.

/// A change of the text or a move in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Edit {
    Newline,
    Left,
    Right,
    Up,
    Down,
    WordLeft,
    WordRight,
    LineStart,
    LineEnd,
    Top,
    Bottom,
    DeleteBack,
    DeleteForward,
    DeleteWordBack,
    DeleteWordForward,
    KillToStart,
    KillToEnd,
    Yank,
    Undo,
    Redo,
}

impl Edit {
    /// Whether it changes the text, and does more than move in it.
    pub(crate) fn changes(self) -> bool {
        match self {
            Self::Newline
            | Self::DeleteBack
            | Self::DeleteForward
            | Self::DeleteWordBack
            | Self::DeleteWordForward
            | Self::KillToStart
            | Self::KillToEnd
            | Self::Yank
            | Self::Undo
            | Self::Redo => true,
            Self::Left
            | Self::Right
            | Self::Up
            | Self::Down
            | Self::WordLeft
            | Self::WordRight
            | Self::LineStart
            | Self::LineEnd
            | Self::Top
            | Self::Bottom => false,
        }
    }
}

//! How two messages are looked at: in which way, in how many columns, with what folded.

use std::collections::BTreeSet;

use crate::chat::diff::Thinking;

/// How two messages are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Mode {
    /// Every line, with the words that differ.
    Words,
    /// The lines that differ, with some around them.
    Lines,
    /// The values that differ of two JSON texts.
    Structure,
}

/// How the two texts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    /// In one column, what was removed above what was added.
    Unified,
    /// In two columns.
    Beside,
}

/// How the two are looked at; `None` where it is left to what they are and to the screen.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    pub(super) mode: Option<Mode>,
    pub(super) columns: Option<Columns>,
    pub(super) thinking: Thinking,
    pub(super) folds: Folds,
}

/// Which equal lines are folded, each stretch by its place among the hunks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Folds {
    /// All but these.
    But(BTreeSet<usize>),
    /// None.
    Open,
}

impl Default for Folds {
    fn default() -> Self {
        Self::But(BTreeSet::new())
    }
}

impl Folds {
    /// Whether the equal lines of this hunk are folded.
    pub(super) fn folds(&self, hunk: usize) -> bool {
        match self {
            Self::But(open) => !open.contains(&hunk),
            Self::Open => false,
        }
    }
}

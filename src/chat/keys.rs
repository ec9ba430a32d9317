//! What a file of keys says, name by name, each with its place. What the names mean is for the core to say.

use std::fmt;

/// Line and column, both from 1.
pub(crate) type Place = (usize, usize);

/// A word of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// As it stands there.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) at: Place,
}

/// An action that gets these keys in the place of those that it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    /// The action, by its name.
    pub(crate) action: Word,
    /// Its keys; none = it has none any more.
    pub(crate) keys: Vec<Word>,
}

/// All that a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KeysFile {
    /// The key that begins most sequences.
    pub(crate) leader: Option<Word>,
    /// Tables by scope.
    pub(crate) tables: Vec<(Word, Vec<Wish>)>,
}

/// Something in the file that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where it stands.
    pub(crate) at: Place,
    /// What is wrong, and what to do.
    pub(crate) what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.at;
        write!(f, "line {line}, column {column}: {}", self.what)
    }
}

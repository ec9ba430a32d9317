//! The library: what can be told of a conversation file without opening it.

use std::path::PathBuf;

use super::price::Dollars;
use super::time::Wall;

/// What the user says of a whole conversation. Of what is `None` nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FileMark {
    /// Whether it is kept on top of others.
    pub(crate) pin: Option<Pinned>,
    /// Its tags, in the user's order; these are all of them.
    pub(crate) tags: Option<Vec<String>>,
}

/// Whether a conversation is kept on top of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pinned {
    /// It is.
    Yes,
    /// It is not.
    #[default]
    No,
}

/// One conversation file as the library shows it.
///
/// All of it can be had again from the file: that alone counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Volume {
    /// The file.
    pub(crate) path: PathBuf,
    /// The id in its header; `None` = the header is damaged.
    pub(crate) id: Option<String>,
    /// What it is called: by hand, by a model, else the first words of the user.
    pub(crate) title: String,
    /// The models that have replied, in the order of their first reply.
    pub(crate) models: Vec<String>,
    /// When the first record was made.
    pub(crate) begun: Wall,
    /// When the last record was made.
    pub(crate) changed: Wall,
    /// How many messages of the user begin a turn.
    pub(crate) turns: u64,
    /// What all replies cost; `None` = a price or a count is unknown.
    pub(crate) cost: Option<Dollars>,
    /// The size of the file in bytes.
    pub(crate) bytes: u64,
    /// How many replies failed.
    pub(crate) errors: u64,
    /// How many lines of the file are damaged.
    pub(crate) damaged: u64,
    /// Whether the user keeps it on top.
    pub(crate) pinned: bool,
    /// The user's tags, in their order.
    pub(crate) tags: Vec<String>,
}

//! How the selected call is shown.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::detail::Part;
use super::tree::Folds;

/// How arguments are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Look {
    /// As a tree.
    #[default]
    Tree,
    /// As they came, with every hidden character.
    Raw,
}

/// How results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Form {
    /// JSON as a tree, all else as text.
    #[default]
    Fitting,
    /// Arrays of objects as a table.
    Table,
    /// As text, with every hidden character.
    Text,
}

/// How the selected call is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    /// How its arguments are shown.
    pub(crate) look: Look,
    /// How its result is shown.
    pub(crate) form: Form,
    /// The first column of a table that is shown.
    pub(crate) across: usize,
    /// Which nodes of the arguments are folded.
    pub(crate) arguments: Folds,
    /// Which nodes of the items of the result are folded, by their places in it.
    pub(crate) result: BTreeMap<usize, Folds>,
}

impl View {
    /// Which nodes of a part are folded.
    pub(crate) fn folds(&self, part: Part) -> Cow<'_, Folds> {
        match part {
            Part::Arguments => Cow::Borrowed(&self.arguments),
            Part::Result(item) => self
                .result
                .get(&item)
                .map_or_else(Cow::default, Cow::Borrowed),
        }
    }

    /// The same, to change it.
    pub(crate) fn folds_mut(&mut self, part: Part) -> &mut Folds {
        match part {
            Part::Arguments => &mut self.arguments,
            Part::Result(item) => self.result.entry(item).or_default(),
        }
    }
}

//! Tools in menus: what a row of theirs stands for.

use std::sync::Arc;

use crate::chat::tool::own::{OwnField, OwnForm, OwnKind};
use crate::chat::tool::source::{Origin, ToolSource};

/// What comes of a row about tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ToolPick {
    /// All tools of this set are offered, or none of them any more.
    Set(String),
    /// A tool of a set is offered, or no longer: the set, and the place of the tool in it.
    OfSet(String, usize),
    /// The tool at this place of those that are offered is no longer.
    Offered(usize),
    /// All tools that were found are offered, or none of them any more.
    Source(Arc<ToolSource>),
    /// One of them is.
    OfSource(Arc<ToolSource>, usize),
    /// A server of a set is asked for its tools.
    Ask(Origin),
    /// What was left out of them is shown.
    Left(Arc<ToolSource>),
    /// The tools are edited as JSON.
    Edit,
    /// Anthropic's own are listed.
    ListOwn,
    /// One of them is described.
    Describe(&'static OwnKind),
    /// Something is said of it.
    Field(OwnForm, OwnField),
    /// It is offered.
    Own(OwnForm),
    /// The choices among the tools are listed.
    ListChoices,
    /// One of them is taken.
    Choice(String),
    /// Whether several may be called at once is set to this word.
    Parallel(String),
}

impl ToolPick {
    /// Whether the menu stays open, since one takes several of its rows.
    pub(crate) fn stays(&self) -> bool {
        match self {
            Self::Set(_)
            | Self::OfSet(..)
            | Self::Offered(_)
            | Self::Source(_)
            | Self::OfSource(..) => true,
            Self::Ask(_)
            | Self::Left(_)
            | Self::Edit
            | Self::ListOwn
            | Self::Describe(_)
            | Self::Field(..)
            | Self::Own(_)
            | Self::ListChoices
            | Self::Choice(_)
            | Self::Parallel(_) => false,
        }
    }
}

//! What is seen: size, focus, scroll position, and the layout derived from them.

use crate::chat::ids::MessageId;

use super::action::Scope;
use super::effect::Capture;
use super::layout::{Needs, Panes, Size};
use super::transcript::Transcript;

/// What is seen, and where.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// The screen.
    pub(crate) size: Size,
    /// The pane that takes keys when no overlay is open.
    pub(crate) focus: Pane,
    /// Where the conversation is scrolled to.
    pub(crate) anchor: Anchor,
    /// How text is shown.
    pub(crate) text: TextMode,
    /// Who has the mouse.
    pub(crate) mouse: Capture,
    /// Derived: the laid-out messages and which lines are visible.
    pub(crate) transcript: Transcript,
    /// Derived: the areas.
    pub(crate) panes: Panes,
}

/// A pane that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pane {
    /// The message editor.
    Composer,
    /// The conversation.
    Transcript,
}

impl Pane {
    /// Where its keys are looked up.
    pub(crate) fn scopes(self) -> &'static [Scope] {
        match self {
            Self::Composer => &[Scope::Composer, Scope::Global],
            Self::Transcript => &[Scope::Transcript, Scope::Global],
        }
    }

    /// The pane after this one, and the one before: there are two.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Composer => Self::Transcript,
            Self::Transcript => Self::Composer,
        }
    }
}

/// The scroll position: a line of a message, never a row of the whole conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The end stays visible, whatever comes.
    Follow,
    /// This line is the first one shown.
    At {
        /// The message.
        message: MessageId,
        /// The line in its layout.
        line: usize,
    },
}

/// How text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextMode {
    /// As Markdown.
    Markdown,
    /// As it came, with every hidden character.
    Raw,
}

impl View {
    /// A view that follows the end, with the editor in focus.
    pub(crate) fn new(size: Size) -> Self {
        Self {
            size,
            focus: Pane::Composer,
            anchor: Anchor::Follow,
            text: TextMode::Markdown,
            mouse: Capture::Ours,
            transcript: Transcript::default(),
            panes: super::layout::panes(size, Needs::default()),
        }
    }
}

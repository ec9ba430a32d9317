//! How the user has arranged the panes: how large each one is wanted, and which are folded away.

use super::layout::Side;

/// The arrangement. What is wanted is kept as it was wanted; what the screen has room for is
/// worked out anew for each size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Arrangement {
    /// The list of conversations; its size is columns.
    pub(crate) library: Wing,
    /// The settings; their size is columns.
    pub(crate) settings: Wing,
    /// The message editor; its size is rows of text.
    pub(crate) composer: Wing,
    /// Whether the settings stood beside the conversation.
    pub(crate) beside: Side,
    /// Whether the conversation has the place of all.
    pub(crate) zoom: Zoom,
}

/// A pane that can be made larger and smaller, and folded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Wing {
    /// Its size in cells; `None` = by itself.
    pub(crate) wanted: Option<u16>,
    /// Whether it is folded away.
    pub(crate) fold: Fold,
}

/// Whether a pane is folded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Fold {
    /// It is not.
    #[default]
    Open,
    /// Only a line of it is left.
    Folded,
}

/// Whether the conversation has the place of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Zoom {
    /// It has not.
    #[default]
    Off,
    /// The other panes give way until that is taken back.
    On,
}

/// A border that can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Border {
    /// Between the list of conversations and the conversation.
    Library,
    /// Beside the lane in focus.
    Lane,
    /// Between the conversation and the settings.
    Settings,
    /// Above the message editor.
    Composer,
}

/// What can be done with the panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnPanes {
    /// Let the arrow keys move borders.
    Resize,
    /// Move a border to this side.
    Move(Way),
    /// Take another border.
    Next,
    /// Let every pane have the size that it has by itself.
    Even,
    /// The arrow keys mean what they meant before.
    EndResizing,
    /// Fold the list of conversations away, or back.
    FoldLibrary,
    /// Fold the settings away, or back.
    FoldSettings,
    /// Fold the message editor to a line, or back.
    FoldComposer,
    /// Give the conversation the place of all, or back.
    Zoom,
    /// Arrange the panes as on the first day.
    Reset,
}

/// A side that a border is moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    Left,
    Right,
    Up,
    Down,
}

impl Fold {
    /// The other one.
    pub(crate) fn turned(self) -> Self {
        match self {
            Self::Open => Self::Folded,
            Self::Folded => Self::Open,
        }
    }
}

impl Arrangement {
    /// What is remembered of it: the place of all is given for a while only.
    pub(crate) fn lasting(self) -> Self {
        Self {
            zoom: Zoom::Off,
            ..self
        }
    }

    /// Whether the message editor is one line.
    pub(crate) fn is_composer_folded(&self) -> bool {
        self.composer.fold == Fold::Folded || self.zoom == Zoom::On
    }
}

impl Border {
    /// What the user calls it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Library => "conversations",
            Self::Lane => "lane",
            Self::Settings => "settings",
            Self::Composer => "message",
        }
    }
}

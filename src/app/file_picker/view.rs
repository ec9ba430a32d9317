//! What of a folder is shown, and in which order.

/// What of a folder is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FolderView {
    /// Whether hidden files are.
    pub(crate) hidden: Hidden,
    /// By what they are sorted, folders first.
    pub(crate) order: Order,
}

/// Whether files are shown whose names begin with a dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Hidden {
    /// Only when the filter begins with a dot too.
    #[default]
    LeftOut,
    /// Always.
    Shown,
}

/// By what files are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Order {
    /// By name.
    #[default]
    Name,
    /// The last changed first.
    Time,
    /// The largest first.
    Size,
}

impl Order {
    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Name => "by name",
            Self::Time => "last changed first",
            Self::Size => "largest first",
        }
    }
}

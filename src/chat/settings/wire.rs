//! The API that carries a request.

/// The API that carries a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Wire {
    /// Converse and `ConverseStream`: every model.
    #[default]
    Converse,
    /// The Anthropic Messages body over `InvokeModel` and its stream.
    Messages,
    /// The legacy text completion of Claude 2 and Instant, over the same operations.
    Completions,
}

impl Wire {
    /// All wires, the one for every model first.
    pub(crate) const ALL: [Self; 3] = [Self::Converse, Self::Messages, Self::Completions];

    /// The wire's name on screen and in files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Converse => "converse",
            Self::Messages => "messages",
            Self::Completions => "completions",
        }
    }

    /// The wire with this name, if this version has it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wire| wire.name() == name)
    }
}

/// How a reply comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Delivery {
    /// As it is made.
    #[default]
    Streaming,
    /// Whole, once it is finished.
    Whole,
}

//! How much a model thinks before it answers.

/// How much a model thinks. Models differ in which of it they take; the data file knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Reasoning {
    /// Whether it thinks.
    pub(crate) thinking: Thinking,
    /// How hard, in the model's own word, such as `low` or `high`; `None` = not sent.
    pub(crate) effort: Option<String>,
    /// What is told of the thoughts: `summarized` or `omitted`; `None` = not sent.
    ///
    /// Source: Anthropic Messages API, member `thinking.display`.
    pub(crate) display: Option<String>,
}

/// Whether a model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Thinking {
    /// Not sent: the model does what it does by itself.
    #[default]
    NotSent,
    /// It must not.
    Off,
    /// With so many tokens at the most.
    Budget(u32),
    /// As much as it finds right.
    Adaptive,
}

impl Thinking {
    /// The name on screen and in files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NotSent => "not sent",
            Self::Off => "off",
            Self::Budget(_) => "budget",
            Self::Adaptive => "adaptive",
        }
    }
}

/// Fewest tokens of a budget. Source: the service's own refusal of smaller ones.
pub(crate) const MIN_BUDGET: u32 = 1024;

impl Reasoning {
    /// Whether anything of it is sent.
    pub(crate) fn is_sent(&self) -> bool {
        *self != Self::default()
    }

    /// Whether the model is asked to think.
    pub(crate) fn is_on(&self) -> bool {
        matches!(self.thinking, Thinking::Budget(_) | Thinking::Adaptive)
    }
}

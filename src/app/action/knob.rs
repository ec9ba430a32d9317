//! Turning a row in the settings.

/// A turn of a row in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Knob {
    /// To the row above.
    Up,
    /// To the row below.
    Down,
    /// A step down, or the word before.
    Less,
    /// A step up, or the word after.
    More,
    /// Many steps down.
    MuchLess,
    /// Many steps up.
    MuchMore,
    /// The smallest value.
    Least,
    /// The largest value.
    Most,
    /// What the model takes by itself.
    Default,
    /// Not sent.
    Unset,
    /// Edit, choose, or take what was typed.
    Open,
    /// Do what the finding proposes.
    Mend,
}

impl Knob {
    /// Whether it moves the number of a slider.
    pub(crate) fn slides(self) -> bool {
        match self {
            Self::Less
            | Self::More
            | Self::MuchLess
            | Self::MuchMore
            | Self::Least
            | Self::Most
            | Self::Default => true,
            Self::Up | Self::Down | Self::Unset | Self::Open | Self::Mend => false,
        }
    }
}

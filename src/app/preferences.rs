//! What a person has set for the whole program, as far as the core needs it.

/// What is set. It can change at any time, when its file does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Preferences {
    /// How many requests may be with the service at once; `None` = one for each lane.
    pub(crate) in_flight: Option<usize>,
    /// The preset that new conversations begin with.
    pub(crate) preset: Option<String>,
}

/// The settings have changed while the program runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reconfigured {
    /// What holds now.
    pub(crate) preferences: Preferences,
    /// What is different, by its key.
    pub(crate) changed: Vec<&'static str>,
    /// What of it counts from the next start on only.
    pub(crate) later: Vec<&'static str>,
}

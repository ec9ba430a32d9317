//! Whether the arguments of a call keep to the schema of its tool.

/// What is known of the arguments of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// They keep to the schema.
    Valid,
    /// They do not: at least one fault.
    Faults(Vec<Fault>),
    /// Nothing can be said: why.
    Unknown(String),
    /// The schema itself is none: why.
    BadSchema(String),
}

/// Something in the arguments that the schema does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where, as a JSON pointer; empty = the arguments as a whole.
    pub(crate) path: String,
    /// What is wrong.
    pub(crate) what: String,
}

/// Most faults that are told of.
pub(crate) const MOST_FAULTS: usize = 100;

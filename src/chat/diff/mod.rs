//! What differs between two messages: by word, by line, and by structure where both are JSON.

mod align;
mod pair;
mod said;
mod structure;
mod text;

#[cfg(test)]
mod tests;

pub(crate) use said::{Said, Thinking, length};
pub(crate) use structure::{Difference, StructureDiff, Values, written};
pub(crate) use text::{Hunk, Kind, TextDiff};

/// What differs between two messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MessageDiff {
    /// By line and by word.
    pub(crate) text: TextDiff,
    /// By structure; `None` if one of them is no JSON.
    pub(crate) structure: Option<StructureDiff>,
}

/// How fine a comparison is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grain {
    /// Every unit that could be kept is.
    Fine,
    /// Some stretches were too long and too different; they count as changed whole.
    Coarse,
}

/// How much was added and removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Count {
    /// What only the new one has.
    pub(crate) added: usize,
    /// What only the old one has.
    pub(crate) removed: usize,
}

impl MessageDiff {
    /// Compares two messages. The work is bounded, whatever they say.
    pub(crate) fn of(old: &Said, new: &Said) -> Self {
        let values = old.value().zip(new.value());
        Self {
            text: TextDiff::of(&old.text(), &new.text()),
            structure: values.map(|(old, new)| StructureDiff::of(&old, &new)),
        }
    }
}

/// Which part of the whole is the same, in percent: 100 only if there is no difference, 0 only if
/// nothing is the same.
fn percent(same: usize, whole: usize) -> u8 {
    if same == 0 || whole == 0 {
        return 0;
    }
    let part = same.saturating_mul(100) / whole;
    u8::try_from(part.clamp(1, 99)).unwrap_or(99)
}

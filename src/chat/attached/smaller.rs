//! Ways to make a picture smaller, so that it is taken.

use super::limits::{MAX_SIDE, longest_seen};
use super::{Attached, Kind};
use crate::chat::abilities::Abilities;

/// A way to make a picture smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Making {
    /// Its longer side gets so many pixels.
    Scaled(u32),
    /// It keeps its pixels and becomes a jpeg.
    Recompressed,
}

impl Making {
    /// What it does, for the screen.
    pub(crate) fn label(self) -> String {
        match self {
            Self::Scaled(side) => format!("scaled to {side} px"),
            Self::Recompressed => "recompressed, same pixels".to_owned(),
        }
    }

    /// What is good about it for this model, if there is anything beside the figures.
    pub(crate) fn remark(self, abilities: &Abilities) -> Option<&'static str> {
        let seen = longest_seen(abilities);
        (seen.is_some_and(|side| self == Self::Scaled(side)))
            .then_some("what the model sees anyway")
    }

    /// The ways that make sense for a picture, the smallest result first.
    pub(crate) fn of(attached: &Attached, abilities: &Abilities) -> Vec<Self> {
        let Kind::Picture { width, height, .. } = attached.kind else {
            return Vec::new();
        };
        let longest = width.max(height);
        let seen = longest_seen(abilities).unwrap_or(SEEN_BY_MOST);
        let sides = [seen, MAX_SIDE].into_iter().filter(|side| *side < longest);
        let mut ways: Vec<Self> = sides.map(Self::Scaled).collect();
        if longest <= MAX_SIDE {
            ways.push(Self::Recompressed);
        }
        ways
    }
}

/// The longer side that most models see; offered where it is not known what this one sees.
const SEEN_BY_MOST: u32 = 1568;

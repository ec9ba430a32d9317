//! The ways to make a picture smaller, before and after.

use super::chips::{NotAttached, Wanted};
use crate::chat::attached::Attached;
use crate::chat::attached::smaller::Making;

/// Names an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OfferId(pub(crate) u32);

/// The ways to make an attachment smaller, each measured beside the loop by trying it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// What its answers are told by.
    pub(crate) id: OfferId,
    /// The hash of the attachment.
    pub(crate) hash: String,
    /// What each way gives; `None` = it is not known yet.
    pub(crate) ways: Vec<(Making, Option<Measured>)>,
}

/// What a way gives, or why it gives nothing.
pub(crate) type Measured = Result<Attached, NotAttached>;

/// What is to be measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measure {
    /// What the answers are told by.
    pub(crate) id: OfferId,
    /// Where the picture is to be found.
    pub(crate) wanted: Wanted,
    /// The ways to be tried, one after the other.
    pub(crate) ways: Vec<Making>,
}

/// An attachment that was made smaller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exchanged {
    /// As it was before.
    pub(crate) was: Attached,
    /// The hash of what stands in its place.
    pub(crate) hash: String,
    /// What stood in the editor when it was exchanged; undo gives it back as long as that stands there.
    pub(crate) text: String,
}

impl Offer {
    /// Ways of which nothing is known yet.
    pub(crate) fn new(id: OfferId, hash: String, ways: Vec<Making>) -> Self {
        let ways = ways.into_iter().map(|way| (way, None)).collect();
        Self { id, hash, ways }
    }

    /// Takes in what a way gives.
    pub(crate) fn answered(&mut self, way: Making, measured: Measured) {
        if let Some((_, known)) = self.ways.iter_mut().find(|(other, _)| *other == way) {
            *known = Some(measured);
        }
    }
}

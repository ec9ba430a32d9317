//! Text with what of it is the prefill: the beginning of a reply, which the user wrote.
//!
//! The prefill is the beginning of its text, so one number is enough for every piece of it: how many bytes at the
//! piece's beginning belong to it. Layout hands the number on and decides nothing by it.

use crate::chat::shown::{Place, RunKind, Shown};

/// A piece of text, and how much of its beginning is prefill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch<'a> {
    pub(crate) text: &'a str,
    /// Bytes at the beginning that are prefill; at most the length of the text.
    begun: usize,
}

impl<'a> Stretch<'a> {
    /// A text whose first bytes, so many, are prefill; more than there are count as all.
    pub(crate) fn new(text: &'a str, begun: usize) -> Self {
        let begun = begun.min(text.len());
        Self { text, begun }
    }

    /// Bytes at the beginning that are prefill.
    pub(crate) fn begun(self) -> usize {
        self.begun
    }

    /// Whether every byte is prefill, and there is one.
    pub(crate) fn is_begun(self) -> bool {
        self.begun > 0 && self.begun == self.text.len()
    }

    /// The text before a byte, and the text from it on.
    pub(crate) fn split_at(self, at: usize) -> (Self, Self) {
        let (before, after) = self.text.split_at(at);
        (
            Self::new(before, self.begun),
            Self::new(after, self.begun.saturating_sub(at)),
        )
    }

    /// The last bytes.
    pub(crate) fn last(self, bytes: usize) -> Self {
        self.split_at(self.text.len() - bytes).1
    }

    /// The first bytes.
    pub(crate) fn first(self, bytes: usize) -> Self {
        self.split_at(bytes).0
    }

    /// Without spaces at both ends.
    pub(crate) fn trimmed(self) -> Self {
        let end = self.text.trim_end_matches(' ').len();
        let start = self.first(end);
        start.last(start.text.trim_start_matches(' ').len())
    }

    /// What is shown in place of this text as a whole: prefill if every byte of the text is.
    pub(crate) fn stood_in_by(self, text: &str) -> Stretch<'_> {
        Stretch::new(text, if self.is_begun() { text.len() } else { 0 })
    }

    /// The text as it came out of a source: byte by byte the same, or something in its place.
    pub(crate) fn read_as(self, text: &str) -> Stretch<'_> {
        if text.len() == self.text.len() {
            Stretch::new(text, self.begun)
        } else {
            self.stood_in_by(text)
        }
    }
}

impl<'a> From<&'a str> for Stretch<'a> {
    /// A text without prefill.
    fn from(text: &'a str) -> Self {
        Self::new(text, 0)
    }
}

/// The runs of a text that was made safe for a terminal at a place.
pub(crate) fn runs<'a>(
    shown: &'a Shown,
    text: Stretch<'_>,
    place: Place,
) -> impl Iterator<Item = (RunKind, Stretch<'a>)> {
    let mut left = shown_begun(shown, text, place);
    shown.runs().map(move |run| {
        let begun = match run.kind {
            RunKind::Plain => left.min(run.text.len()),
            // It stands for something that is in the prefill as a whole or not at all.
            RunKind::Badge if left >= run.text.len() => run.text.len(),
            RunKind::Badge => 0,
        };
        left = if begun == run.text.len() {
            left - begun
        } else {
            0
        };
        (run.kind, Stretch::new(run.text, begun))
    })
}

/// How many bytes of what is shown are prefill.
///
/// What a character is shown as may depend on those around it, so both the text and its beginning are shown, and what
/// they have in common counts.
fn shown_begun(shown: &Shown, text: Stretch<'_>, place: Place) -> usize {
    if text.begun == 0 || text.is_begun() {
        return text.stood_in_by(shown.as_str()).begun;
    }
    let beginning = Shown::new(&text.text[..text.begun], place);
    let pairs = shown.as_str().bytes().zip(beginning.as_str().bytes());
    let common = pairs.take_while(|(one, other)| one == other).count();
    shown.as_str().floor_char_boundary(common)
}

//! The text as it is taken in: line by line, and giant lines piece by piece.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::transcript::stretch::Stretch;

/// Bytes of a line that are taken in at once. A longer line is cut, whether its end has come or not, so that the
/// cut depends on nothing after it.
pub(super) const LINE_LIMIT: usize = 1024;

/// What comes after a piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The line is complete.
    Newline,
    /// More of the same giant line.
    Cut,
    /// The text ends here so far.
    Open,
}

/// A line, or a piece of a giant one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) text: Stretch<'a>,
    pub(super) ending: Ending,
}

impl<'a> Source<'a> {
    /// The next piece that no later text can change, and the bytes that it takes.
    pub(super) fn next(text: Stretch<'a>) -> Option<(Self, usize)> {
        let window = &text.text[..text.text.floor_char_boundary(LINE_LIMIT)];
        if let Some(end) = window.find('\n') {
            return Some((Self::ended(text.first(end), Ending::Newline), end + 1));
        }
        if text.text.len() < LINE_LIMIT {
            return None;
        }
        let end = cut(window, LINE_LIMIT / 2);
        Some((Self::ended(text.first(end), Ending::Cut), end))
    }

    /// The rest of the text, which may still grow.
    pub(super) fn open(text: Stretch<'a>) -> Self {
        Self::ended(text, Ending::Open)
    }

    /// The text with its tabs turned into spaces, and how many bytes of it are prefill.
    pub(super) fn expanded(self) -> (Cow<'a, str>, usize) {
        let text = self.text;
        // What a tab becomes depends only on what stands before it.
        let begun = expand(text.first(text.begun()).text).len();
        (expand(text.text), begun)
    }

    fn ended(text: Stretch<'a>, ending: Ending) -> Self {
        let text = match ending {
            Ending::Newline | Ending::Open if text.text.ends_with('\r') => {
                text.first(text.text.len() - 1)
            }
            Ending::Cut | Ending::Newline | Ending::Open => text,
        };
        Self { text, ending }
    }
}

/// Turns tabs into spaces, up to the next fourth column.
pub(super) fn expand(text: &str) -> Cow<'_, str> {
    if !text.contains('\t') {
        return Cow::Borrowed(text);
    }
    let mut expanded = String::with_capacity(text.len() + 16);
    let mut column = 0;
    for piece in text.split_inclusive('\t') {
        let words = piece.trim_end_matches('\t');
        expanded.push_str(words);
        column += words.chars().count();
        if words.len() < piece.len() {
            let stop = (column / 4 + 1) * 4;
            expanded.extend(std::iter::repeat_n(' ', stop - column));
            column = stop;
        }
    }
    Cow::Owned(expanded)
}

/// Where to cut a text: after its last space behind byte `from`, else before its last grapheme, which may still grow.
pub(super) fn cut(window: &str, from: usize) -> usize {
    match window.rfind(' ') {
        Some(space) if space >= from => space + 1,
        _ => window
            .grapheme_indices(true)
            .next_back()
            .map(|(at, _)| at)
            .filter(|at| *at > 0)
            .unwrap_or(window.len()),
    }
}

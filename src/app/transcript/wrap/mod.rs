//! Breaks text into lines by display width. It can be fed piece by piece and keeps the line that it is filling.

mod row;

#[cfg(test)]
mod tests;

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::chat::shown::width;

use self::row::{Owed, Row, room};
use super::line::{Face, Line, Marks, Span, columns};
use super::stretch::Stretch;

/// What stands before the text of a block: on its first line, and on each later one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prefix {
    pub(crate) first: Vec<Span>,
    pub(crate) rest: Vec<Span>,
}

/// Where a line may be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breaking {
    /// Between words; runs of spaces become one, words longer than a line are cut.
    Words,
    /// Wherever the line is full; every space is kept.
    Columns,
}

/// A block being wrapped. Its output depends only on the sequence of calls.
#[derive(Debug, Clone)]
pub(crate) struct Wrap {
    width: usize,
    breaking: Breaking,
    rest: Vec<Span>,
    row: Row,
    kept: bool,
    widest: usize,
}

impl Wrap {
    /// Starts a block of lines at most `width` columns wide, prefixes included; one column is always left for text.
    pub(crate) fn new(width: usize, breaking: Breaking, mut prefix: Prefix) -> Self {
        for span in prefix.first.iter_mut().chain(&mut prefix.rest) {
            span.face = span.face.marked(Marks::LEAD);
        }
        let says = prefix.first.iter().any(|span| !span.text.trim().is_empty());
        Self {
            width,
            breaking,
            rest: prefix.rest,
            row: Row::new(width, prefix.first),
            kept: says || breaking == Breaking::Columns,
            widest: 0,
        }
    }

    /// Columns of the widest line so far, without its prefix.
    pub(crate) fn widest(&self) -> usize {
        self.widest.max(self.row.used)
    }

    /// Adds text; `\n` in it starts a new line.
    pub(crate) fn text<'a>(
        &mut self,
        text: impl Into<Stretch<'a>>,
        face: Face,
        out: &mut impl Extend<Line>,
    ) {
        self.row.seam = true;
        match self.breaking {
            Breaking::Words => self.words(text.into(), face, out),
            Breaking::Columns => self.all(text.into(), face, out),
        }
    }

    /// Adds text that is broken only if it is wider than a line.
    pub(crate) fn atom<'a>(
        &mut self,
        text: impl Into<Stretch<'a>>,
        face: Face,
        out: &mut impl Extend<Line>,
    ) {
        self.row.seam = true;
        self.row.mark();
        self.unit(text.into(), face, out);
        self.row.mark();
    }

    /// Owes a space, in the place of such text, to the next word; at the beginning of a line it is forgotten.
    pub(crate) fn space(&mut self, text: Stretch<'_>, face: Face) {
        if self.row.used > 0 {
            let space = Stretch::new(" ", text.begun());
            self.row.space.get_or_insert(Owed { space, face });
        }
    }

    /// Ends the line, also an empty one.
    pub(crate) fn line_break(&mut self, out: &mut impl Extend<Line>) {
        self.end_line(Marks::NONE, out);
    }

    /// Ends a line that is full: the next one goes on with it.
    fn full(&mut self, out: &mut impl Extend<Line>) {
        self.end_line(self.row.seam_to_next(), out);
    }

    fn end_line(&mut self, end: Marks, out: &mut impl Extend<Line>) {
        let next = Row::new(self.width, self.rest.clone());
        let row = std::mem::replace(&mut self.row, next);
        self.widest = self.widest.max(row.used);
        self.kept = false;
        out.extend([row.into_line(end)]);
    }

    /// Ends the block. A last line without text is dropped, unless it is the only one and its prefix says something.
    pub(crate) fn finish(mut self, out: &mut impl Extend<Line>) {
        if !self.row.is_empty() || self.kept {
            self.line_break(out);
        }
    }

    fn words(&mut self, text: Stretch<'_>, face: Face, out: &mut impl Extend<Line>) {
        let mut rest = text;
        while let Some(first) = rest.text.bytes().next() {
            match first {
                b' ' => {
                    self.space(rest, face);
                    rest = rest.last(rest.text.trim_start_matches(' ').len());
                }
                b'\n' => {
                    self.line_break(out);
                    rest = rest.split_at(1).1;
                }
                _ => {
                    let ends = |byte| matches!(byte, b' ' | b'\n');
                    let end = rest.text.bytes().position(ends);
                    let (word, after) = rest.split_at(end.unwrap_or(rest.text.len()));
                    self.word(word, face, out);
                    rest = after;
                }
            }
        }
    }

    fn all(&mut self, text: Stretch<'_>, face: Face, out: &mut impl Extend<Line>) {
        let mut rest = text;
        while let Some(end) = rest.text.find('\n') {
            self.cut(rest.first(end), face, out);
            self.line_break(out);
            rest = rest.split_at(end + 1).1;
        }
        self.cut(rest, face, out);
    }

    /// Places a word. Wide graphemes need no space between them to be broken apart.
    fn word(&mut self, word: Stretch<'_>, face: Face, out: &mut impl Extend<Line>) {
        if word.text.is_ascii() {
            return self.unit(word, face, out);
        }
        let mut start = 0;
        for (at, grapheme) in word.text.grapheme_indices(true) {
            if width(grapheme) < 2 {
                continue;
            }
            self.narrow(word, start..at, face, out);
            self.break_before(grapheme);
            start = at + grapheme.len();
            self.unit(word.first(start).last(grapheme.len()), face, out);
        }
        self.narrow(word, start..word.text.len(), face, out);
    }

    /// Places a narrow piece of a word; unless it begins the word, it comes after a wide grapheme.
    fn narrow(
        &mut self,
        word: Stretch<'_>,
        piece: Range<usize>,
        face: Face,
        out: &mut impl Extend<Line>,
    ) {
        if piece.is_empty() {
            return;
        }
        let start = piece.start;
        let piece = word.first(piece.end).last(piece.len());
        if start > 0 {
            self.break_before(piece.text);
        }
        self.unit(piece, face, out);
    }

    fn break_before(&mut self, text: &str) {
        if !clings(text) {
            self.row.mark();
        }
    }

    /// Places text without break opportunities, on the next line if it does not fit on this one.
    fn unit(&mut self, text: Stretch<'_>, face: Face, out: &mut impl Extend<Line>) {
        let width = columns(text.text);
        if self.row.fits(width) {
            return self.row.push_owed(text, width, face);
        }
        if self.row.space.is_none()
            && let Some(carried) = self.row.split()
        {
            self.full(out);
            let mut begun = carried.begun;
            for span in carried.spans {
                self.unit(Stretch::new(&span.text, begun), span.face, out);
                begun = begun.saturating_sub(span.text.len());
            }
            return self.unit(text, face, out);
        }
        if self.row.space.is_none() || self.is_long(text.text, width) {
            return self.long(text, face, out);
        }
        self.full(out);
        self.unit(text, face, out);
    }

    /// Whether a word is broken inside rather than moved to the next line.
    fn is_long(&self, text: &str, width: usize) -> bool {
        width > self.row.room || width > self.row.room / 2 && joints(text).nth(1).is_some()
    }

    /// Places a long word: broken after hyphens and slashes, and anywhere where that is not enough.
    fn long(&mut self, text: Stretch<'_>, face: Face, out: &mut impl Extend<Line>) {
        let mut rest = text;
        for part in joints(text.text) {
            let width = columns(part);
            let (part, after) = rest.split_at(part.len());
            rest = after;
            if !self.row.fits(width) && self.row.can_break() {
                self.full(out);
            }
            if self.row.fits(width) {
                self.row.push_owed(part, width, face);
            } else {
                self.cut(part, face, out);
            }
            self.row.mark();
        }
    }

    /// Fills line after line without looking for a good place.
    fn cut(&mut self, text: Stretch<'_>, face: Face, out: &mut impl Extend<Line>) {
        if text.text.is_ascii() {
            return self.cut_ascii(text, face, out);
        }
        let room = self.row.room.min(room(self.width, &self.rest));
        let mut rest = text;
        for grapheme in text.text.graphemes(true) {
            let (piece, after) = rest.split_at(grapheme.len());
            rest = after;
            let (piece, width) = match width(grapheme) {
                width if width > room => (piece.stood_in_by(STAND_IN), 1),
                width => (piece, width),
            };
            if !self.row.fits(width) {
                self.full(out);
            }
            self.row.push_owed(piece, width, face);
        }
    }

    fn cut_ascii(&mut self, text: Stretch<'_>, face: Face, out: &mut impl Extend<Line>) {
        let mut rest = text;
        while !rest.text.is_empty() {
            if self.row.left() == 0 {
                self.full(out);
            }
            let width = self.row.left().min(rest.text.len());
            let (head, after) = rest.split_at(width);
            self.row.push_owed(head, width, face);
            rest = after;
        }
    }
}

/// Shown for a grapheme that is wider than a whole line.
const STAND_IN: &str = "\u{fffd}";

/// The pieces of a word between its hyphens and slashes, each with the one that ends it.
fn joints(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let end = rest
            .as_bytes()
            .windows(3)
            .position(|at| {
                at[0] != b'/' && matches!(at[1], b'-' | b'/') && at[2].is_ascii_alphanumeric()
            })
            .map_or(rest.len(), |at| at + 2);
        let (part, after) = rest.split_at(end);
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

/// Whether a wide grapheme must not start a line: closing punctuation of Chinese and Japanese.
fn clings(grapheme: &str) -> bool {
    grapheme
        .chars()
        .next()
        .is_some_and(|first| "、。，．！？：；）」』】〕》〉々ー％,.;:!?)]}".contains(first))
}

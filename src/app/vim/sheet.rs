//! A text as a row of graphemes, so that places are numbers and a wide or combined character is one.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::app::transcript::line::columns;

/// A text cut into graphemes. A place is the number of the grapheme before which the cursor stands.
#[derive(Debug)]
pub(super) struct Sheet {
    text: String,
    /// Where each grapheme begins, in bytes, and where the last one ends.
    starts: Vec<usize>,
    /// The place at which each line begins.
    rows: Vec<usize>,
}

/// What a grapheme is to a motion by words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Blank,
    Word,
    Other,
}

/// How large the words of a motion are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// Letters and digits, or signs.
    Small,
    /// All between blanks.
    Large,
}

impl Sheet {
    /// The text, cut. Line ends are graphemes of their own.
    pub(super) fn new(lines: &[String]) -> Self {
        let text = lines.join("\n");
        let (mut starts, mut rows, mut at) = (Vec::with_capacity(text.len() + 1), Vec::new(), 0);
        for (nth, line) in lines.iter().enumerate() {
            if nth > 0 {
                starts.push(at);
                at += 1;
            }
            rows.push(starts.len());
            starts.extend(line.grapheme_indices(true).map(|(byte, _)| at + byte));
            at += line.len();
        }
        starts.push(at);
        Self { text, starts, rows }
    }

    /// How many graphemes there are, line ends counted.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The grapheme at a place; empty at the end.
    pub(super) fn cell(&self, at: usize) -> &str {
        let start = self.byte(at);
        &self.text[start..self.byte(at + 1)]
    }

    /// Where a place is, in bytes.
    pub(super) fn byte(&self, at: usize) -> usize {
        self.starts[at.min(self.len())]
    }

    /// The bytes between two places.
    pub(super) fn bytes(&self, part: &Range<usize>) -> Range<usize> {
        self.byte(part.start)..self.byte(part.end)
    }

    /// The text between two places.
    pub(super) fn between(&self, part: &Range<usize>) -> &str {
        &self.text[self.bytes(part)]
    }

    /// The place of a byte: the grapheme that it is part of.
    pub(super) fn at_byte(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte) - 1
    }

    /// How many lines there are.
    pub(super) fn height(&self) -> usize {
        self.rows.len()
    }

    /// The line of a place.
    pub(super) fn row(&self, at: usize) -> usize {
        self.rows.partition_point(|start| *start <= at) - 1
    }

    /// Where a line begins.
    pub(super) fn start(&self, row: usize) -> usize {
        self.rows[row.min(self.rows.len() - 1)]
    }

    /// Where a line ends: at its line end, or at the end of the text.
    pub(super) fn end(&self, row: usize) -> usize {
        let next = self.rows.get(row + 1);
        next.map_or(self.len(), |next| next - 1)
    }

    /// Whether nothing stands in a line.
    pub(super) fn is_empty(&self, row: usize) -> bool {
        self.start(row) == self.end(row)
    }

    /// The first place of a line at which no blank stands; the last one if there are only blanks.
    pub(super) fn first_word(&self, row: usize) -> usize {
        let (start, end) = (self.start(row), self.end(row));
        let mut places = start..end;
        let found = places.find(|at| self.class(*at, Words::Small) != Class::Blank);
        found.unwrap_or(end.saturating_sub(1).max(start))
    }

    /// Where the cursor may rest: on a grapheme of the line, or in an empty line.
    pub(super) fn resting(&self, at: usize) -> usize {
        let at = at.min(self.len());
        let row = self.row(at);
        let last = self.end(row).saturating_sub(1).max(self.start(row));
        at.min(last)
    }

    /// What stands at a place. Line ends and the end of the text are blank.
    pub(super) fn class(&self, at: usize, words: Words) -> Class {
        match self.cell(at).chars().next() {
            None => Class::Blank,
            Some(c) if c.is_whitespace() => Class::Blank,
            Some(c) if words == Words::Large || c.is_alphanumeric() || c == '_' => Class::Word,
            Some(_) => Class::Other,
        }
    }

    /// Whether this is the place of an empty line.
    pub(super) fn is_in_empty_line(&self, at: usize) -> bool {
        self.is_empty(self.row(at))
    }

    /// The columns before a place in its line.
    pub(super) fn column(&self, at: usize) -> usize {
        columns(self.between(&(self.start(self.row(at))..at)))
    }

    /// The place of a line at this column, or its last one.
    pub(super) fn in_column(&self, row: usize, column: usize) -> usize {
        let (start, end) = (self.start(row), self.end(row));
        let mut used = 0;
        for at in start..end {
            used += columns(self.cell(at)).max(1);
            if used > column {
                return at;
            }
        }
        end.saturating_sub(1).max(start)
    }
}

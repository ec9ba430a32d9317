//! The line that is being filled.

use unicode_segmentation::UnicodeSegmentation;

use crate::app::transcript::line::{Face, Line, Marks, Span};
use crate::app::transcript::stretch::Stretch;

/// A line that is being filled, with the place where it can be broken last.
#[derive(Debug, Clone)]
pub(super) struct Row {
    filled: Filled,
    /// Columns for text.
    pub(super) room: usize,
    /// Columns that text takes.
    pub(super) used: usize,
    /// A space that the next word brings along if it fits.
    pub(super) space: Option<Owed>,
    mark: Option<Mark>,
    /// The next text comes from another source than the last one. Then it does not join its span if that could
    /// change the width: a variation selector widens the character before it.
    pub(super) seam: bool,
    /// A space at its end was taken off, since what followed it was carried away.
    trimmed: bool,
}

/// What stands on the line. Prefill is marked only once the line is full: spans that it splits would break lines at
/// other places.
#[derive(Debug, Clone)]
struct Filled {
    spans: Vec<Span>,
    /// How many spans are the prefix: text never joins them.
    lead: usize,
    /// Bytes at the beginning of the text that are prefill.
    begun: usize,
}

/// A space between two words, if both stand on one line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owed {
    pub(super) space: Stretch<'static>,
    pub(super) face: Face,
}

/// What is moved to the next line.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) spans: Vec<Span>,
    /// Bytes at its beginning that are prefill.
    pub(super) begun: usize,
}

/// Where the run begins that is moved to the next line if the next word does not fit.
#[derive(Debug, Clone, Copy)]
struct Mark {
    span: usize,
    byte: usize,
}

/// Columns that a prefix leaves on a line.
pub(super) fn room(width: usize, prefix: &[Span]) -> usize {
    let taken: usize = prefix.iter().map(Span::width).sum();
    width.saturating_sub(taken).max(1)
}

impl Row {
    /// An empty line after its prefix.
    pub(super) fn new(width: usize, prefix: Vec<Span>) -> Self {
        Self {
            room: room(width, &prefix),
            filled: Filled {
                lead: prefix.len(),
                spans: prefix,
                begun: 0,
            },
            used: 0,
            space: None,
            mark: None,
            seam: false,
            trimmed: false,
        }
    }

    /// Whether it is only a prefix.
    pub(super) fn is_empty(&self) -> bool {
        self.filled.is_empty()
    }

    /// Columns that are left, after the space that is owed.
    pub(super) fn left(&self) -> usize {
        self.room
            .saturating_sub(self.used + usize::from(self.space.is_some()))
    }

    /// Whether so many columns more can be used.
    pub(super) fn fits(&self, width: usize) -> bool {
        self.used + usize::from(self.space.is_some()) + width <= self.room
    }

    /// Allows a break here.
    pub(super) fn mark(&mut self) {
        if self.used > 0 && self.space.is_none() {
            self.mark = Some(self.filled.end());
        }
    }

    /// Whether the line can be broken right here.
    pub(super) fn can_break(&self) -> bool {
        let end = self.filled.end();
        let here = |mark: Mark| mark.span == end.span && mark.byte == end.byte;
        self.used > 0 && (self.space.is_some() || self.mark.is_some_and(here))
    }

    /// Adds text of a known width, after the space that is owed.
    pub(super) fn push_owed(&mut self, text: Stretch<'_>, width: usize, face: Face) {
        if let Some(owed) = self.space.take() {
            self.push(owed.space, 1, owed.face);
            self.mark = Some(self.filled.end());
        }
        self.push(text, width, face);
    }

    /// Takes off what stands after the last place for a break, if there is one.
    pub(super) fn split(&mut self) -> Option<Carried> {
        let mark = self.mark.take()?;
        let carried = self.filled.split_off(mark)?;
        let width: usize = carried.spans.iter().map(Span::width).sum();
        self.used -= width.min(self.used);
        self.trimmed = self.filled.trim();
        if self.trimmed {
            self.used = self.used.saturating_sub(1);
        }
        Some(carried)
    }

    /// How the next line goes on with this one, which is full.
    pub(super) fn seam_to_next(&self) -> Marks {
        if self.space.is_some() || self.trimmed {
            Marks::GOES_ON_SPACED
        } else {
            Marks::GOES_ON
        }
    }

    /// The line as it is shown; its last span tells how it ends.
    pub(super) fn into_line(self, end: Marks) -> Line {
        let mut line = self.filled.into_line();
        if let Some(last) = line.spans.last_mut() {
            last.face = last.face.marked(end);
        }
        line
    }

    fn push(&mut self, text: Stretch<'_>, width: usize, face: Face) {
        self.used += width;
        let joins = !self.seam || text.text.as_bytes().first().is_some_and(u8::is_ascii);
        self.seam = false;
        if text.begun() > 0 {
            self.filled.begun = self.filled.bytes() + text.begun();
        }
        let own = !self.is_empty();
        match self.filled.spans.last_mut() {
            Some(last) if own && joins && last.face == face => last.text.push_str(text.text),
            _ => self.filled.spans.push(Span {
                text: text.text.to_owned(),
                face,
            }),
        }
    }
}

impl Filled {
    fn is_empty(&self) -> bool {
        self.spans.len() <= self.lead
    }

    /// Bytes of the text, without the prefix.
    fn bytes(&self) -> usize {
        let own = self.spans.iter().skip(self.lead);
        own.map(|span| span.text.len()).sum()
    }

    fn split_off(&mut self, mark: Mark) -> Option<Carried> {
        let mut spans = self.spans.split_off(mark.span.min(self.spans.len()));
        if mark.byte > 0 {
            let cut = spans.first_mut()?;
            let after = cut.text.split_off(mark.byte);
            let before = std::mem::replace(&mut cut.text, after);
            self.spans.push(Span {
                text: before,
                face: cut.face,
            });
        }
        spans.retain(|span| !span.text.is_empty());
        let begun = self.begun.saturating_sub(self.bytes());
        self.begun -= begun;
        Some(Carried { spans, begun })
    }

    /// Takes off the space before the text that was carried away; whether there was one.
    fn trim(&mut self) -> bool {
        let own = !self.is_empty();
        let Some(last) = self
            .spans
            .last_mut()
            .filter(|last| own && last.text.ends_with(' '))
        else {
            return false;
        };
        last.text.pop();
        if last.text.is_empty() {
            self.spans.pop();
        }
        self.begun = self.begun.min(self.bytes());
        true
    }

    /// The place after the last character. In an own span it is inside of it, so that text which joins it is after.
    fn end(&self) -> Mark {
        match self.spans.last() {
            Some(last) if !self.is_empty() => Mark {
                span: self.spans.len() - 1,
                byte: last.text.len(),
            },
            _ => Mark {
                span: self.spans.len(),
                byte: 0,
            },
        }
    }

    fn into_line(self) -> Line {
        if self.begun == 0 {
            return Line { spans: self.spans };
        }
        let mut left = self.begun;
        let mut spans = Vec::with_capacity(self.spans.len() + 1);
        for (at, span) in self.spans.into_iter().enumerate() {
            if at < self.lead {
                spans.push(span);
                continue;
            }
            let begun = whole_graphemes(&span.text, left);
            left -= left.min(span.text.len());
            let (before, after) = span.text.split_at(begun);
            let faces = [
                (before, span.face.marked(Marks::PREFILL)),
                (after, span.face),
            ];
            let pieces = faces.into_iter().filter(|(text, _)| !text.is_empty());
            spans.extend(pieces.map(|(text, face)| Span {
                text: text.to_owned(),
                face,
            }));
        }
        Line { spans }
    }
}

/// So many bytes of a text, and what is missing of the grapheme that they end in: it is one cell.
fn whole_graphemes(text: &str, bytes: usize) -> usize {
    let ends = text.grapheme_indices(true).map(|(at, _)| at);
    ends.chain([text.len()])
        .find(|end| *end >= bytes)
        .unwrap_or(text.len())
}

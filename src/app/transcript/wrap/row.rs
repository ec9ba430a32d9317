//! The line that is being filled.

use crate::app::transcript::line::{Face, Line, Span};

/// A line that is being filled, with the place where it can be broken last.
#[derive(Debug, Clone)]
pub(super) struct Row {
    spans: Vec<Span>,
    /// How many spans are the prefix: text never joins them.
    lead: usize,
    /// Columns for text.
    pub(super) room: usize,
    /// Columns that text takes.
    pub(super) used: usize,
    /// A space that the next word brings along if it fits.
    pub(super) space: Option<Face>,
    mark: Option<Mark>,
    /// The next text comes from another source than the last one. Then it does not join its span if that could
    /// change the width: a variation selector widens the character before it.
    pub(super) seam: bool,
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
            lead: prefix.len(),
            spans: prefix,
            used: 0,
            space: None,
            mark: None,
            seam: false,
        }
    }

    /// Whether it is only a prefix.
    pub(super) fn is_empty(&self) -> bool {
        self.spans.len() <= self.lead
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
            self.mark = Some(self.end());
        }
    }

    /// Whether the line can be broken right here.
    pub(super) fn can_break(&self) -> bool {
        let end = self.end();
        let here = |mark: Mark| mark.span == end.span && mark.byte == end.byte;
        self.used > 0 && (self.space.is_some() || self.mark.is_some_and(here))
    }

    /// Adds text of a known width, after the space that is owed.
    pub(super) fn push_owed(&mut self, text: &str, width: usize, face: Face) {
        if let Some(space) = self.space.take() {
            self.push(" ", 1, space);
            self.mark = Some(self.end());
        }
        self.push(text, width, face);
    }

    /// Takes off what stands after the last place for a break, if there is one.
    pub(super) fn split(&mut self) -> Option<Vec<Span>> {
        let mark = self.mark.take()?;
        let mut carried = self.spans.split_off(mark.span.min(self.spans.len()));
        if mark.byte > 0 {
            let cut = carried.first_mut()?;
            let after = cut.text.split_off(mark.byte);
            let before = std::mem::replace(&mut cut.text, after);
            self.spans.push(Span {
                text: before,
                face: cut.face,
            });
        }
        carried.retain(|span| !span.text.is_empty());
        self.used -= carried
            .iter()
            .map(Span::width)
            .sum::<usize>()
            .min(self.used);
        self.trim();
        Some(carried)
    }

    /// The line as it is shown.
    pub(super) fn into_line(self) -> Line {
        Line { spans: self.spans }
    }

    fn push(&mut self, text: &str, width: usize, face: Face) {
        self.used += width;
        let joins = !self.seam || text.as_bytes().first().is_some_and(u8::is_ascii);
        self.seam = false;
        let own = !self.is_empty();
        match self.spans.last_mut() {
            Some(last) if own && joins && last.face == face => last.text.push_str(text),
            _ => self.spans.push(Span {
                text: text.to_owned(),
                face,
            }),
        }
    }

    /// Takes off the space before the text that was carried away.
    fn trim(&mut self) {
        let own = !self.is_empty();
        let Some(last) = self
            .spans
            .last_mut()
            .filter(|last| own && last.text.ends_with(' '))
        else {
            return;
        };
        last.text.pop();
        self.used = self.used.saturating_sub(1);
        if last.text.is_empty() {
            self.spans.pop();
        }
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
}

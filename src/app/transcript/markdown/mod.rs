//! Markdown as lines: a pure function of a text and a width that can be resumed, because replies only grow.
//!
//! It works block by block and takes each line in once. What a later line cannot change is *settled*; the rest, the
//! open paragraph and the line that is still arriving, is the *tail* and is laid out again each time from a copy of
//! the small state between. Nothing looks back further than a bound:
//!
//! - a line longer than [`source::LINE_LIMIT`] bytes is taken in piece by piece;
//! - a paragraph longer than [`paragraph::BOUND`] bytes settles its beginning; no stress, code or link spans the cut;
//! - the columns of a table are measured on its first rows ([`table::MEASURED`]).
//!
//! So a text laid out at once and the same text laid out delta by delta give the same lines.
//!
//! What is shown of the prefill, the text's beginning that the user wrote, has the mark [`Marks::PREFILL`]. Nothing
//! else depends on it.
//!
//! [`Marks::PREFILL`]: super::line::Marks::PREFILL

mod code;
mod copied;
mod inline;
mod machine;
mod page;
mod paragraph;
mod scan;
mod source;
mod stack;
mod table;
mod verbatim;

#[cfg(test)]
mod tests;

use self::machine::Machine;
use self::page::Page;
use self::source::Source;
use super::line::{Line, LinkNo};
use super::stretch::Stretch;
use crate::app::code::CodeLines;
use crate::chat::link::Link;

pub(crate) use self::code::{CodeBlock, CodePart};
pub(crate) use self::copied::code_blocks;

/// The layout of one growing text at one width.
#[derive(Debug, Clone)]
pub(crate) struct Markdown {
    machine: Machine,
    settled: Page,
    tail: Page,
    /// Bytes at the beginning of the text that are prefill.
    begun: usize,
    /// Bytes that the machine has taken in.
    taken: usize,
    /// Bytes that are laid out.
    seen: usize,
    /// Lines of all tails that there have been.
    tails: usize,
}

impl Markdown {
    /// An empty text, on a screen so many columns wide; none counts as one.
    pub(crate) fn new(width: u16) -> Self {
        Self {
            machine: Machine::new(usize::from(width.max(1))),
            settled: Page::default(),
            tail: Page::default(),
            begun: 0,
            taken: 0,
            seen: 0,
            tails: 0,
        }
    }

    /// The same, of a text whose first bytes, so many, are prefill.
    pub(crate) fn begun(mut self, bytes: usize) -> Self {
        self.begun = bytes;
        self
    }

    /// The same, with long lines of code shown so.
    pub(crate) fn coded(mut self, lines: CodeLines) -> Self {
        self.machine = self.machine.coded(lines);
        self
    }

    /// Takes in the text so far, which begins with what earlier calls gave.
    ///
    /// The cost depends only on what is new and on the tail, whose length is bounded.
    pub(crate) fn extend_to(&mut self, text: &str) {
        if text.len() == self.seen {
            return;
        }
        while let Some((source, taken)) = Source::next(self.rest_of(text)) {
            self.machine.take(source, &mut self.settled);
            self.taken += taken;
        }
        self.seen = text.len();
        let rest = self.rest_of(text);
        self.lay_out_tail(rest);
    }

    /// What the machine has not taken in.
    fn rest_of<'a>(&self, text: &'a str) -> Stretch<'a> {
        Stretch::new(text, self.begun).split_at(self.taken).1
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.settled.lines.len() + self.tail.lines.len()
    }

    /// A line, counted from 0.
    pub(crate) fn line(&self, index: usize) -> Option<&Line> {
        match index.checked_sub(self.settled.lines.len()) {
            Some(index) => self.tail.lines.get(index),
            None => self.settled.lines.get(index),
        }
    }

    /// The code block that a line belongs to. What it knows of its text is known of complete lines only.
    pub(crate) fn code_at(&self, index: usize) -> Option<(&CodeBlock, CodePart)> {
        let settled = self.settled.lines.len();
        let Some(below) = index.checked_sub(settled) else {
            return self.settled.codes.at(index);
        };
        let (block, part) = self.tail.codes.at(below)?;
        // It began above, so more is known of it there.
        let begun = self.code_block(block.nth);
        Some((begun.unwrap_or(block), part))
    }

    /// A code block by its place among all that have begun in lines that stay.
    pub(crate) fn code_block(&self, nth: usize) -> Option<&CodeBlock> {
        let blocks = &self.settled.codes.blocks;
        blocks.get(nth).filter(|block| block.nth == nth)
    }

    /// How many code blocks have begun.
    pub(crate) fn code_count(&self) -> usize {
        self.tail.codes.begun
    }

    /// The code blocks that have begun, in their order, with the lines at which they do.
    pub(crate) fn code_heads(&self) -> impl Iterator<Item = (usize, usize)> {
        let settled = self.settled.codes.blocks.iter();
        let settled = settled.map(|block| (block.nth, block.first()));
        let begun = self.settled.codes.begun;
        let tail = self.tail.codes.blocks.iter();
        let tail = tail.filter(move |block| block.nth >= begun);
        let above = self.settled.lines.len();
        settled.chain(tail.map(move |block| (block.nth, above + block.first())))
    }

    /// What is shown of a complete line of a code block; not much more than so many bytes of it.
    pub(crate) fn code_text(&self, block: &CodeBlock, line: usize, most: usize) -> String {
        block.text(line, &self.settled.lines, most)
    }

    /// How many lines from the first on are the same for every longer text.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "a promise that only tests check")
    )]
    pub(crate) fn settled(&self) -> usize {
        self.settled.lines.len()
    }

    /// Characters of the text that were neutralised because a terminal must not get them.
    pub(crate) fn hidden(&self) -> usize {
        self.tail.noted.hidden
    }

    /// Where a link leads.
    pub(crate) fn leads(&self, no: LinkNo) -> Option<&Link> {
        let settled = self.settled.noted.leads(no);
        settled.or_else(|| self.tail.noted.leads(no))
    }

    /// Where all of its links lead, in their order.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Link> {
        let settled = self.settled.noted.links().iter();
        settled.chain(self.tail.noted.links())
    }

    /// Lines laid out since the beginning, for tests that count work.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests count work"))]
    pub(crate) fn laid_out(&self) -> usize {
        self.settled.lines.len() + self.tails
    }

    fn lay_out_tail(&mut self, rest: Stretch<'_>) {
        let mut lines = std::mem::take(&mut self.tail.lines);
        lines.clear();
        self.tail = self.settled.following(lines);
        let mut machine = self.machine.clone();
        machine.take(Source::open(rest), &mut self.tail);
        machine.finish(&mut self.tail);
        self.tails += self.tail.lines.len();
    }
}

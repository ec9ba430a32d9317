//! Where the code blocks of a text stand among its lines, and what they say.
//!
//! A code block here is one between fences. Each of its rows is known by the line of the source that it
//! shows and by the byte at which it begins in what is shown of that line.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::app::code::MAX_LINES;
use crate::app::transcript::line::Line;

/// A code block among lines.
#[derive(Debug, Clone)]
pub(crate) struct CodeBlock {
    /// Its place among the code blocks of the text.
    pub(crate) nth: usize,
    /// What it is written in, as its fence says.
    pub(crate) language: String,
    /// Spans before the code in each row.
    pub(crate) lead: usize,
    /// Its first line.
    first: usize,
    /// How many lines its head has.
    heads: usize,
    rows: Vec<Spot>,
    /// For nothing, and for each complete line: a number that stands for it and all before it. Only for as many
    /// lines as get colours.
    sums: Vec<u64>,
}

/// What a row of a code block shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The line of the source, from 0.
    pub(crate) line: u32,
    /// The byte of what is shown of that line.
    pub(crate) from: u32,
}

/// A line of a text that belongs to a code block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodePart {
    /// Its head; whether it is the last line of that.
    Head { last: bool },
    /// Code.
    Code(Spot),
}

/// The code blocks of some lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Codes {
    pub(super) blocks: Vec<CodeBlock>,
    /// How many code blocks have begun in the text.
    pub(super) begun: usize,
}

impl Codes {
    /// None, after those.
    pub(super) fn following(&self) -> Self {
        Self {
            blocks: Vec::new(),
            begun: self.begun,
        }
    }

    /// A code block begins whose head takes the last lines, so many of them.
    pub(super) fn begin(&mut self, language: String, heads: usize, (lines, lead): (usize, usize)) {
        let base = sum(0, &language);
        self.blocks.push(CodeBlock {
            nth: self.begun,
            language,
            lead,
            first: lines - heads,
            heads,
            rows: Vec::new(),
            sums: vec![base],
        });
        self.begun += 1;
    }

    /// Another row of a block, the last line now.
    pub(super) fn row(&mut self, spot: Spot, nth: usize, (lines, lead): (usize, usize)) {
        match self.blocks.last_mut() {
            Some(last) if last.nth == nth => last.rows.push(spot),
            // It began among earlier lines.
            Some(_) | None => self.blocks.push(CodeBlock {
                nth,
                language: String::new(),
                lead,
                first: lines - 1,
                heads: 0,
                rows: vec![spot],
                sums: Vec::new(),
            }),
        }
    }

    /// A line of a block is complete; what stands for it and all before it.
    pub(super) fn complete(&mut self, nth: usize, sum: u64) {
        if let Some(last) = self.blocks.last_mut().filter(|last| last.nth == nth)
            && (1..=MAX_LINES).contains(&last.sums.len())
        {
            last.sums.push(sum);
        }
    }

    /// The block that a line belongs to.
    pub(super) fn at(&self, line: usize) -> Option<(&CodeBlock, CodePart)> {
        let behind = self.blocks.partition_point(|block| block.first <= line);
        let block = self.blocks.get(behind.checked_sub(1)?)?;
        let at = line - block.first;
        if at < block.heads {
            let last = at + 1 == block.heads;
            return Some((block, CodePart::Head { last }));
        }
        let spot = block.rows.get(at - block.heads)?;
        Some((block, CodePart::Code(*spot)))
    }
}

impl CodeBlock {
    /// What stands for its language and its first lines; `None` = there are not so many.
    pub(crate) fn sum(&self, lines: usize) -> Option<u64> {
        self.sums.get(lines).copied()
    }

    /// How many lines are complete, of those that get colours.
    pub(crate) fn complete(&self) -> usize {
        self.sums.len().saturating_sub(1)
    }

    /// Its first line among those of the text.
    pub(crate) fn first(&self) -> usize {
        self.first
    }

    /// What is shown of one of its lines, put together again; no more than so many bytes and a row.
    pub(super) fn text(&self, line: usize, all: &[Line], most: usize) -> String {
        let wanted = |spot: &Spot| (spot.line as usize) < line;
        let first = self.rows.partition_point(wanted);
        let rows = self.rows[first..].iter();
        let rows = rows.take_while(|spot| spot.line as usize == line);
        let mut text = String::new();
        for (at, _) in rows.enumerate() {
            let Some(row) = all.get(self.first + self.heads + first + at) else {
                break;
            };
            let spans = row.spans.iter().skip(self.lead);
            text.extend(spans.map(|span| span.text.as_str()));
            if text.len() > most {
                break;
            }
        }
        text
    }
}

/// What stands for a text and all before it.
pub(super) fn sum(before: u64, text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (before, text).hash(&mut hasher);
    hasher.finish()
}

//! Lines as text to be copied: without what only draws, and with lines joined that were one.
//!
//! Gone are the frames of tables, the indent of code and its language, the sign of a broken line and the badges of hidden
//! characters. List markers stay, the bar of a quote becomes `>`, a row of a table is a line of its cells.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::chat::shown::width;

use super::line::{Line, Marks, Role, Span};

/// A text out of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    /// The text; lines end in `\n`, but for the last one.
    pub(crate) text: String,
    /// How many badges of hidden characters stand in the lines and not in the text.
    pub(crate) hidden: usize,
}

/// A line, and which of its columns are meant.
pub(crate) type Part<'a> = (&'a Line, Range<usize>);

/// The text of these lines, which follow each other.
pub(crate) fn plain(parts: &[Part<'_>]) -> Plain {
    let lines = || parts.iter().map(|(line, _)| *line);
    let codes = lines().any(is_code);
    let only_code = codes && lines().all(|line| is_code(line) || is_blank(line));
    let mut writer = Writer {
        lead: if only_code { Lead::Dropped } else { Lead::Kept },
        ..Writer::default()
    };
    for (line, columns) in parts {
        writer.take(line, columns);
    }
    writer.end_row();
    Plain {
        text: writer.text,
        hidden: writer.hidden,
    }
}

/// The columns of the graphemes that stand in some columns of a line: wide ones as a whole.
pub(crate) fn whole(line: &Line, columns: &Range<usize>) -> Range<usize> {
    let mut found: Option<Range<usize>> = None;
    let mut at = 0;
    for span in &line.spans {
        for grapheme in span.text.graphemes(true) {
            let end = at + width(grapheme);
            if at < columns.end && end > columns.start {
                let start = found.as_ref().map_or(at, |found| found.start);
                found = Some(start..end);
            }
            at = end;
        }
    }
    found.unwrap_or(columns.start.min(at)..columns.start.min(at))
}

/// What becomes of what stands before the text of blocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Lead {
    /// It goes along, but for the indent of code.
    #[default]
    Kept,
    /// All is code, which is taken as it was written.
    Dropped,
}

/// A cell of a row, and how its last line goes on.
type Cell = (String, Marks);

#[derive(Debug, Default)]
struct Writer {
    text: String,
    hidden: usize,
    lead: Lead,
    /// Where the last line of the text begins; `None` = there is none.
    line: Option<usize>,
    /// How the last line that was taken goes on.
    ends: Marks,
    /// The cells so far of a row of a table.
    row: Vec<Cell>,
}

impl Writer {
    fn take(&mut self, line: &Line, columns: &Range<usize>) {
        if is_drawing(line) {
            return;
        }
        if is_row(line) {
            return self.take_row(line, columns);
        }
        self.end_row();
        let goes_on = self.line.is_some() && self.ends.has(Marks::GOES_ON);
        if goes_on && self.ends.has(Marks::GOES_ON_SPACED) {
            self.text.push(' ');
        } else if !goes_on {
            self.new_line();
        }
        for (span, text) in pieces(line, columns) {
            let drops = goes_on || self.lead == Lead::Dropped || is_indent(span);
            if text.is_empty() || is_lead(span) && drops {
                continue;
            }
            self.push(span, text);
        }
        self.ends = end_of(line);
        if own(line).all(|span| span.text.is_empty()) {
            self.drop_blanks();
        }
    }

    fn push(&mut self, span: &Span, text: &str) {
        let role = span.face.role;
        if role == Role::Hazard {
            self.hidden += usize::from(is_badge(text));
        } else if role == Role::Quote {
            self.text.push('>');
            self.text.extend(text.chars().skip(1));
        } else {
            self.text
                .push_str(if role == Role::Rule { "---" } else { text });
        }
    }

    fn new_line(&mut self) {
        if self.line.is_some() {
            self.text.push('\n');
        }
        self.line = Some(self.text.len());
    }

    /// Takes the blanks off a line that holds nothing else.
    fn drop_blanks(&mut self) {
        let start = self.line.unwrap_or(0);
        if self.text[start..].trim().is_empty() {
            self.text.truncate(start);
        }
    }

    /// Takes a line of a row, which may go on with the line before.
    fn take_row(&mut self, line: &Line, columns: &Range<usize>) {
        let goes_on = !self.row.is_empty() && self.ends.has(Marks::GOES_ON);
        if !goes_on {
            self.end_row();
            self.new_line();
        }
        let mut cells: Vec<Cell> = Vec::new();
        for (span, text) in pieces(line, columns) {
            match (span.face.role, cells.last_mut()) {
                (Role::TableFrame, _) => cells.push(Cell::default()),
                (_, None) if !goes_on => self.push(span, text),
                (_, None) => {}
                (Role::Hazard, Some(_)) => self.hidden += usize::from(is_badge(text)),
                (_, Some((cell, ends))) => {
                    cell.push_str(text);
                    if !span.text.trim().is_empty() {
                        *ends = span.face.marks;
                    }
                }
            }
        }
        // The last frame closes the row.
        cells.pop();
        self.join(cells);
        self.ends = end_of(line);
    }

    /// Puts the cells of a line behind those of the lines before.
    fn join(&mut self, cells: Vec<Cell>) {
        let count = self.row.len().max(cells.len());
        self.row.resize_with(count, Cell::default);
        for ((whole, before), (cell, ends)) in self.row.iter_mut().zip(cells) {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            let cut = before.has(Marks::GOES_ON) && !before.has(Marks::GOES_ON_SPACED);
            if !whole.is_empty() && !cut {
                whole.push(' ');
            }
            whole.push_str(cell);
            *before = ends;
        }
    }

    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.row);
        let cells: Vec<String> = cells.into_iter().map(|(cell, _)| cell).collect();
        let first = cells.iter().position(|cell| !cell.is_empty());
        let last = cells.iter().rposition(|cell| !cell.is_empty());
        if let Some((first, last)) = first.zip(last) {
            self.text.push_str(&cells[first..=last].join(" | "));
        }
    }
}

/// Each span, and what of its text stands in some columns: graphemes as a whole.
fn pieces<'a>(line: &'a Line, columns: &Range<usize>) -> impl Iterator<Item = (&'a Span, &'a str)> {
    let columns = columns.clone();
    let mut at = 0;
    line.spans.iter().map(move |span| {
        let mut taken: Option<Range<usize>> = None;
        for (byte, grapheme) in span.text.grapheme_indices(true) {
            let end = at + width(grapheme);
            if at < columns.end && end > columns.start {
                let start = taken.as_ref().map_or(byte, |taken| taken.start);
                taken = Some(start..byte + grapheme.len());
            }
            at = end;
        }
        (span, &span.text[taken.unwrap_or_default()])
    })
}

fn is_lead(span: &Span) -> bool {
    span.face.marks.has(Marks::LEAD)
}

/// The spans behind what stands before the text.
fn own(line: &Line) -> impl Iterator<Item = &Span> {
    line.spans.iter().filter(|span| !is_lead(span))
}

/// How a line goes on in the next one.
fn end_of(line: &Line) -> Marks {
    let last = line.spans.last();
    last.map_or(Marks::NONE, |span| span.face.marks)
}

/// Whether it stands before code, and is none: the indent, or the sign of a broken line.
fn is_indent(span: &Span) -> bool {
    is_lead(span) && (span.face.role == Role::CodeBlock || span.text.starts_with('↪'))
}

/// Whether a line is one of a code block.
fn is_code(line: &Line) -> bool {
    line.spans.iter().any(is_indent)
}

fn is_blank(line: &Line) -> bool {
    own(line).all(|span| span.text.is_empty())
}

/// Whether a line is one of a row of a table: it has cells between frames.
fn is_row(line: &Line) -> bool {
    own(line).any(|span| span.face.role == Role::TableFrame)
}

/// Whether a line is not what was said: the frame of a table, the rule below a heading, the language above
/// code.
fn is_drawing(line: &Line) -> bool {
    let mut own = own(line).peekable();
    own.peek().is_some()
        && own.all(|span| {
            let is_rule = || span.text.chars().all(|c| c == '━');
            let role = span.face.role;
            matches!(role, Role::TableFrame | Role::CodeInfo)
                || (matches!(role, Role::Heading(_)) && is_rule())
        })
}

/// Whether it stands for something that a terminal must not get; else it tells how many there are.
fn is_badge(text: &str) -> bool {
    !text.trim_start().starts_with('⚠')
}

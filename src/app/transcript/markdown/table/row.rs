//! The source of one row.

use crate::app::transcript::markdown::source::Ending;
use crate::app::transcript::stretch::Stretch;

/// The text of a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    text: String,
    /// Bytes at its beginning that are prefill.
    begun: usize,
}

impl Cell {
    /// The text, with what of it is prefill.
    pub(super) fn stretch(&self) -> Stretch<'_> {
        Stretch::new(&self.text, self.begun)
    }

    /// How long the text is.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    fn push(&mut self, text: Stretch<'_>) {
        if text.begun() > 0 {
            self.begun = self.text.len() + text.begun();
        }
        self.text.push_str(text.text);
    }

    fn pop(&mut self) {
        self.text.pop();
        self.begun = self.begun.min(self.text.len());
    }

    /// Takes off the spaces around the text.
    fn trim(&mut self) {
        let trimmed = self.stretch().trimmed();
        if trimmed.text.len() < self.text.len() {
            *self = Self {
                text: trimmed.text.to_owned(),
                begun: trimmed.begun(),
            };
        }
    }
}

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Center,
    Right,
}

/// The alignments of a delimiter row, if the line is one.
pub(super) fn aligns(line: &str) -> Option<Vec<Align>> {
    let is_delimiter = line.contains('|') && line.bytes().all(|byte| b"|:- ".contains(&byte));
    if !is_delimiter {
        return None;
    }
    cells(line.into(), usize::MAX, Ending::Newline)
        .iter()
        .map(|cell| align(&cell.text))
        .collect()
}

/// The alignment that a cell of the delimiter row gives; one that is still arriving is empty.
fn align(cell: &str) -> Option<Align> {
    let dashes = cell.trim_matches(':');
    if !dashes.bytes().all(|byte| byte == b'-') {
        return None;
    }
    Some(match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Align::Center,
        (false, true) => Align::Right,
        (_, false) => Align::Left,
    })
}

/// The cells of a row, so many at most: what is too much belongs to the last one.
pub(super) fn cells(line: Stretch<'_>, most: usize, ending: Ending) -> Vec<Cell> {
    let line = line.trimmed();
    let inside = line.text.strip_prefix('|').unwrap_or(line.text);
    continued(line.last(inside.len()), most, ending)
}

/// The cells of the rest of a row.
pub(super) fn continued(line: Stretch<'_>, most: usize, ending: Ending) -> Vec<Cell> {
    let mut cells = vec![Cell::default()];
    let mut escaped = Escaped::No;
    let mut rest = line.first(closed(line.text, ending).len());
    while let Some(c) = rest.text.chars().next() {
        let (sign, after) = rest.split_at(c.len_utf8());
        rest = after;
        match (c, escaped) {
            ('|', Escaped::No) if cells.len() < most => cells.push(Cell::default()),
            ('|', Escaped::Yes) => {
                last(&mut cells).pop();
                last(&mut cells).push(sign);
            }
            _ => last(&mut cells).push(sign),
        }
        escaped = match (c, escaped) {
            ('\\', Escaped::No) => Escaped::Yes,
            _ => Escaped::No,
        };
    }
    cells.iter_mut().for_each(Cell::trim);
    cells
}

/// Whether a backslash stands before a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escaped {
    Yes,
    No,
}

/// A row without the `|` that ends it.
fn closed(line: &str, ending: Ending) -> &str {
    match (ending, line.trim_end_matches(' ').strip_suffix('|')) {
        (Ending::Newline | Ending::Open, Some(row)) if !row.ends_with('\\') => row,
        _ => line,
    }
}

fn last(cells: &mut [Cell]) -> &mut Cell {
    let end = cells.len() - 1;
    &mut cells[end]
}

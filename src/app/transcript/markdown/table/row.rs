//! The source of one row.

use crate::app::transcript::markdown::source::Ending;

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
    cells(line, usize::MAX, Ending::Newline)
        .iter()
        .map(|cell| align(cell))
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
pub(super) fn cells(line: &str, most: usize, ending: Ending) -> Vec<String> {
    let line = line.trim_matches(' ');
    continued(line.strip_prefix('|').unwrap_or(line), most, ending)
}

/// The cells of the rest of a row.
pub(super) fn continued(line: &str, most: usize, ending: Ending) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = Escaped::No;
    for c in closed(line, ending).chars() {
        match (c, escaped) {
            ('|', Escaped::No) if cells.len() < most => cells.push(String::new()),
            ('|', Escaped::Yes) => {
                last(&mut cells).pop();
                last(&mut cells).push('|');
            }
            _ => last(&mut cells).push(c),
        }
        escaped = match (c, escaped) {
            ('\\', Escaped::No) => Escaped::Yes,
            _ => Escaped::No,
        };
    }
    for cell in &mut cells {
        let trimmed = cell.trim_matches(' ');
        if trimmed.len() < cell.len() {
            *cell = trimmed.to_owned();
        }
    }
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

fn last(cells: &mut [String]) -> &mut String {
    let end = cells.len() - 1;
    &mut cells[end]
}

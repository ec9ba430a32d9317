//! Long runs of blanks, as boxes over text have them: the terminal erases them in one go.

use std::io::{self, Write as _};

use ratatui::buffer::{Cell, CellDiffOption};
use ratatui::style::Modifier;

use super::{Change, is_disputed};
use crate::shell::links::Links;

/// From so many cells on it takes fewer bytes to say where they are and how many than to write them, and
/// to go on behind them.
const LONG: usize = 20;

/// Erases long runs of blanks in the colours of the terminal; gives what is left to be drawn.
///
/// They come before everything else, so that nothing that is drawn is erased. Where a sign stands in
/// the row about whose width terminals disagree, blanks are written: they take away what it may have
/// left behind itself.
pub(super) fn erase<'a>(
    changes: &[Change<'a>],
    leads: &Links,
    out: &mut Vec<u8>,
) -> io::Result<Vec<Change<'a>>> {
    let is_blank = |change: &Change<'_>| {
        let (x, y, cell) = *change;
        is_plain(cell) && leads.at(x, y).is_none()
    };
    let mut left = Vec::with_capacity(changes.len());
    let mut styled = Style::Unknown;
    for row in changes.chunk_by(|one, other| one.1 == other.1) {
        if row.iter().any(|(.., cell)| is_disputed(cell.symbol())) {
            left.extend_from_slice(row);
            continue;
        }
        let follows = |one: &Change<'_>, other: &Change<'_>| one.0 + 1 == other.0;
        let runs =
            row.chunk_by(|one, other| follows(one, other) && is_blank(one) && is_blank(other));
        for run in runs {
            let (x, y, _) = run[0];
            if run.len() < LONG {
                left.extend_from_slice(run);
                continue;
            }
            if let Style::Unknown = styled {
                out.write_all(b"\x1b[0m")?;
                styled = Style::None;
            }
            write!(out, "\x1b[{};{}H\x1b[{}X", y + 1, x + 1, run.len())?;
        }
    }
    Ok(left)
}

/// What the terminal would erase with.
enum Style {
    /// Whatever was left.
    Unknown,
    /// Its own colours.
    None,
}

/// Whether a cell shows nothing but the terminal's own background.
fn is_plain(cell: &Cell) -> bool {
    cell.symbol() == " "
        && cell.bg == Cell::EMPTY.bg
        && cell.modifier == Modifier::empty()
        && cell.diff_option == CellDiffOption::None
}

//! How wide the columns are, and a row drawn in them.

use super::row::{Align, Cell};
use super::{BODY, HEAD, read};
use crate::app::transcript::line::{Face, Line, Marks, Role, Span};
use crate::app::transcript::markdown::page::Noted;
use crate::app::transcript::wrap::{Breaking, Prefix, Wrap};

/// Columns of text in a table column: at least so many, also if nothing so wide has come yet.
const NARROWEST: usize = 3;

/// A table whose columns would have to be narrower than this, and are not by themselves, is not drawn as a grid.
const CRAMPED: usize = 6;

/// How a table is drawn.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Grid(Grid),
    /// Each cell on lines of its own, after the head of its column: there is no room for a grid.
    Stacked,
}

/// A table in frames.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// Columns of text, per column of the table.
    widths: Vec<usize>,
    /// The widths are less than the cells asked for.
    tight: bool,
}

impl Shape {
    /// The shape that a head and some rows ask for, in so many columns.
    pub(super) fn measured(head: &[Cell], rows: &[Vec<Cell>], room: usize) -> Self {
        let mut widths: Vec<usize> = head.iter().map(|cell| natural(cell, HEAD)).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = natural(cell, BODY).max(*width);
            }
        }
        let frame = 3 * widths.len() + 1;
        let Some(available) = room.checked_sub(frame) else {
            return Self::Stacked;
        };
        if widths.iter().sum::<usize>() <= available {
            return Self::Grid(Grid {
                widths,
                tight: false,
            });
        }
        match cap(&widths, available) {
            cap if cap < CRAMPED => Self::Stacked,
            cap => Self::Grid(Grid::capped(&widths, cap, available)),
        }
    }
}

/// The largest width at which all columns fit when none is wider.
fn cap(widths: &[usize], available: usize) -> usize {
    let fits =
        |cap: usize| widths.iter().map(|width| (*width).min(cap)).sum::<usize>() <= available;
    (0..=available)
        .rev()
        .find(|cap| fits(*cap))
        .unwrap_or_default()
}

/// Columns of the widest line of a cell.
fn natural(cell: &Cell, face: Face) -> usize {
    let mut uncounted = Noted::default();
    let lines = lay_out(cell, face, usize::MAX / 2, &mut uncounted);
    lines
        .iter()
        .map(Line::width)
        .max()
        .unwrap_or_default()
        .max(NARROWEST)
}

/// The lines of a cell in so many columns.
fn lay_out(cell: &Cell, face: Face, width: usize, noted: &mut Noted) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut wrap = Wrap::new(width, Breaking::Words, Prefix::default());
    read(cell, face, noted, (&mut wrap, &mut lines));
    wrap.finish(&mut lines);
    lines
}

impl Grid {
    /// Columns no wider than a cap; what is left over goes to the first ones that were cut.
    fn capped(widths: &[usize], cap: usize, available: usize) -> Self {
        let used: usize = widths.iter().map(|width| (*width).min(cap)).sum();
        let mut left = available - used;
        let widths = widths.iter().map(|width| {
            let more = usize::from(*width > cap && left > 0);
            left -= more;
            (*width).min(cap) + more
        });
        Self {
            widths: widths.collect(),
            tight: true,
        }
    }

    /// Whether rows have to be kept apart, because many take several lines.
    pub(super) fn is_tight(&self) -> bool {
        self.tight
    }

    /// A line of the frame, with its left, inner and right crossings.
    pub(super) fn frame(&self, [left, inner, right]: [&str; 3]) -> Vec<Span> {
        let bars: Vec<String> = self
            .widths
            .iter()
            .map(|width| "─".repeat(width + 2))
            .collect();
        vec![frame(&format!("{left}{}{right}", bars.join(inner)))]
    }

    /// The lines of a row.
    pub(super) fn row(
        &self,
        cells: &[Cell],
        aligns: &[Align],
        face: Face,
        noted: &mut Noted,
    ) -> Vec<Vec<Span>> {
        let cells: Vec<Vec<Line>> = self
            .widths
            .iter()
            .enumerate()
            .map(|(column, width)| {
                let nothing = Cell::default();
                let cell = cells.get(column).unwrap_or(&nothing);
                lay_out(cell, face, *width, noted)
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or_default().max(1);
        let lines = (0..height).map(|index| {
            let mut spans = self.line(&cells, aligns, index);
            let goes_on = index + 1 < height;
            if let Some(end) = spans.last_mut().filter(|_| goes_on) {
                end.face = end.face.marked(Marks::GOES_ON);
            }
            spans
        });
        lines.collect()
    }

    /// One line of a row, out of the lines of its cells.
    fn line(&self, cells: &[Vec<Line>], aligns: &[Align], index: usize) -> Vec<Span> {
        let mut spans = Vec::with_capacity(self.widths.len() * 4);
        for ((cell, width), align) in cells.iter().zip(&self.widths).zip(aligns) {
            let text = cell.get(index).cloned().unwrap_or_default();
            let free = width.saturating_sub(text.width());
            let before = match align {
                Align::Left => 0,
                Align::Center => free / 2,
                Align::Right => free,
            };
            let bar = if spans.is_empty() { "│ " } else { " │ " };
            spans.push(frame(bar));
            spans.extend(blank(before));
            spans.extend(text.spans);
            spans.extend(blank(free - before));
        }
        spans.push(frame(" │"));
        spans
    }
}

fn frame(text: &str) -> Span {
    Span::new(text, Role::TableFrame)
}

/// A span of spaces, if any.
fn blank(width: usize) -> Option<Span> {
    (width > 0).then(|| Span::new(" ".repeat(width), Role::Text))
}

//! What was found as rows of the screen: one column or two, a sign before each line.

use crate::app::transcript::line::{Face, Line, Marks, Role, Span};
use crate::chat::diff::{Difference, Hunk, Kind, MessageDiff, StructureDiff, Values, written};
use crate::chat::json::Value;

use super::fill::Fill;
use super::pieces::{Pieces, Tint, bracketed, face, role, split};
use super::{Columns, Folds, Frame, Mode, SIGN};

/// Equal lines that stay around a change.
const CONTEXT: usize = 3;

/// The rows, and what they were laid out for.
#[derive(Debug, Clone)]
pub(super) struct Laid {
    pub(super) frame: Frame,
    pub(super) rows: Vec<Row>,
    /// The rows where changes begin.
    pub(super) changes: Vec<usize>,
}

/// A row of the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// What stands in the only column, or in the left one.
    pub(crate) left: Cell,
    /// What stands in the right column; `None` where there is one only.
    pub(crate) right: Option<Cell>,
    /// The equal lines that are folded here.
    pub(crate) fold: Option<usize>,
}

/// A sign and a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What the line is.
    pub(crate) sign: Sign,
    /// What it says.
    pub(crate) line: Line,
}

/// What stands before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Sign {
    /// Both texts have it, or it goes on.
    #[default]
    None,
    /// Only the old one has it.
    Removed,
    /// Only the new one has it.
    Added,
    /// It has something of either.
    Both,
}

/// Lays out what was found.
pub(super) fn lay_out(found: &MessageDiff, frame: Frame, folds: &Folds) -> Laid {
    let mut desk = Desk {
        laid: Laid {
            frame,
            rows: Vec::new(),
            changes: Vec::new(),
        },
        folds,
    };
    match (frame.mode, &found.structure) {
        (Mode::Structure, Some(structure)) => desk.structure(structure),
        (Mode::Structure | Mode::Words | Mode::Lines, _) => desk.hunks(&found.text.hunks),
    }
    desk.laid
}

/// Rows that are being made.
struct Desk<'a> {
    laid: Laid,
    folds: &'a Folds,
}

impl Desk<'_> {
    /// Columns for text, in each column.
    fn width(&self) -> u16 {
        let Frame { width, columns, .. } = self.laid.frame;
        // A blank at the left edge, and a line between two columns.
        let inner = width.saturating_sub(1);
        match columns {
            Columns::Unified => inner.saturating_sub(SIGN),
            Columns::Beside => (inner.saturating_sub(1) / 2).saturating_sub(SIGN),
        }
    }

    fn hunks(&mut self, hunks: &[Hunk]) {
        let mut goes_on = false;
        for (at, hunk) in hunks.iter().enumerate() {
            match hunk {
                Hunk::Same(text) => {
                    let edges = (at == 0, at + 1 == hunks.len());
                    self.same(text, at, context(edges));
                    goes_on = false;
                }
                Hunk::Changed(runs) => {
                    if !goes_on {
                        self.laid.changes.push(self.laid.rows.len());
                    }
                    goes_on = true;
                    let runs = runs.iter().map(|run| (run.kind, run.text.as_str()));
                    self.changed(runs);
                }
            }
        }
    }

    /// Equal lines; in the middle they may be folded.
    fn same(&mut self, text: &str, hunk: usize, (before, after): (usize, usize)) {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let hidden = lines.len().saturating_sub(before + after);
        let folds = self.laid.frame.mode == Mode::Lines && self.folds.folds(hunk) && hidden > 1;
        for (at, line) in lines.iter().enumerate() {
            if folds && at == before {
                self.fold(hunk, hidden);
            }
            if folds && (before..before + hidden).contains(&at) {
                continue;
            }
            let line = line.strip_suffix('\n').unwrap_or(line);
            let pieces = Pieces {
                pieces: vec![(Kind::Same, line)],
                end: None,
            };
            let cells = self.cells(&pieces, Tint::Words);
            match self.laid.frame.columns {
                Columns::Unified => self.one(cells),
                Columns::Beside => self.two(cells.clone(), cells),
            }
        }
    }

    fn fold(&mut self, hunk: usize, hidden: usize) {
        let text = format!("… {hidden} equal lines");
        self.laid.rows.push(Row {
            left: Cell {
                sign: Sign::None,
                line: Line {
                    spans: vec![Span::new(text, Role::Fold)],
                },
            },
            right: None,
            fold: Some(hunk),
        });
    }

    /// Lines that differ. Where both texts stand in one column by word, they stand in one line.
    fn changed<'t>(&mut self, runs: impl Iterator<Item = (Kind, &'t str)> + Clone) {
        let Frame { mode, columns, .. } = self.laid.frame;
        if mode == Mode::Words && columns == Columns::Unified {
            for line in split(runs) {
                let cells = self.cells(&line, Tint::Mixed);
                self.one(cells);
            }
            return;
        }
        let old = split(runs.clone().filter(|(kind, _)| *kind != Kind::Added));
        let new = split(runs.filter(|(kind, _)| *kind != Kind::Removed));
        if columns == Columns::Unified {
            let old = old.iter().map(|line| (line, Sign::Removed));
            for (line, sign) in old.chain(new.iter().map(|line| (line, Sign::Added))) {
                let cells = self.side(line, sign);
                self.one(cells);
            }
            return;
        }
        for at in 0..old.len().max(new.len()) {
            let left = old.get(at).map(|line| self.side(line, Sign::Removed));
            let right = new.get(at).map(|line| self.side(line, Sign::Added));
            self.two(left.unwrap_or_default(), right.unwrap_or_default());
        }
    }

    /// The cells of a line of one of the texts.
    fn side(&self, line: &Pieces<'_>, sign: Sign) -> Vec<Cell> {
        let tint = match self.laid.frame.mode {
            Mode::Lines => Tint::Whole,
            Mode::Words | Mode::Structure => Tint::Words,
        };
        let mut cells = self.cells(line, tint);
        if let Some(first) = cells.first_mut() {
            first.sign = sign;
        }
        cells
    }

    /// The cells of a line of text.
    fn cells(&self, line: &Pieces<'_>, tint: Tint) -> Vec<Cell> {
        let sign = line.sign();
        let mut fill = Fill::new(self.width());
        for (kind, text) in &line.pieces {
            if sign == Sign::Both && tint == Tint::Mixed {
                bracketed(*kind, text, &mut fill);
            } else {
                fill.text(text, face(*kind, line, tint));
            }
        }
        let own_end = line
            .end
            .filter(|end| *end != Kind::Same && line.has(Kind::Same));
        match own_end {
            Some(end) if tint == Tint::Mixed => bracketed(end, "↵", &mut fill),
            Some(end) => fill.text("↵", Face::of(role(end))),
            None => {}
        }
        signed(fill.finish(), sign)
    }

    fn one(&mut self, cells: Vec<Cell>) {
        let rows = cells.into_iter().map(|left| Row {
            left,
            ..Row::default()
        });
        self.laid.rows.extend(rows);
    }

    /// Puts lines beside each other; where one side is shorter, it is blank.
    fn two(&mut self, left: Vec<Cell>, right: Vec<Cell>) {
        let rows = left.len().max(right.len());
        let (mut left, mut right) = (left.into_iter(), right.into_iter());
        for _ in 0..rows {
            self.laid.rows.push(Row {
                left: left.next().unwrap_or_default(),
                right: Some(right.next().unwrap_or_default()),
                fold: None,
            });
        }
    }

    fn structure(&mut self, found: &StructureDiff) {
        for difference in &found.differences {
            self.laid.changes.push(self.laid.rows.len());
            self.difference(difference);
        }
        let same = match found.same {
            0 => return,
            1 => "… 1 equal value".to_owned(),
            count => format!("… {count} equal values"),
        };
        let mut fill = Fill::new(self.width());
        fill.text(&same, Face::of(Role::Faint));
        let cells = signed(fill.finish(), Sign::None);
        self.one(cells);
    }

    fn difference(&mut self, difference: &Difference) {
        let path = written(&difference.path);
        let (old, new) = match &difference.values {
            Values::Removed(old) => (Some(old), None),
            Values::Added(new) => (None, Some(new)),
            Values::Changed(old, new) => (Some(old), Some(new)),
        };
        let left = old.map(|old| self.value(&path, old, Kind::Removed, Sign::Removed));
        let right = new.map(|new| self.value(&path, new, Kind::Added, Sign::Added));
        match (self.laid.frame.columns, old, new) {
            (Columns::Beside, _, _) => {
                self.two(left.unwrap_or_default(), right.unwrap_or_default());
            }
            (Columns::Unified, Some(old), Some(new)) => {
                let mut fill = self.at(&path);
                bracketed(Kind::Removed, &old.compact().0, &mut fill);
                fill.text(" → ", Face::of(Role::Faint));
                bracketed(Kind::Added, &new.compact().0, &mut fill);
                self.one(signed(fill.finish(), Sign::Both));
            }
            (Columns::Unified, _, _) => self.one(left.or(right).unwrap_or_default()),
        }
    }

    /// A path and the value that one of the texts has there.
    fn value(&self, path: &str, value: &Value, kind: Kind, sign: Sign) -> Vec<Cell> {
        let mut fill = self.at(path);
        fill.text(&value.compact().0, Face::of(role(kind)));
        signed(fill.finish(), sign)
    }

    /// A line that begins with a path.
    fn at(&self, path: &str) -> Fill {
        let mut fill = Fill::new(self.width());
        fill.text(path, Face::of(Role::Text).marked(Marks::STRONG));
        fill.text(": ", Face::of(Role::Faint));
        fill
    }
}

/// Equal lines that stay after the change before and before the one after, if there are any.
fn context((is_first, is_last): (bool, bool)) -> (usize, usize) {
    let lines = |is_edge| if is_edge { 0 } else { CONTEXT };
    (lines(is_first), lines(is_last))
}

/// Lines with a sign before the first one.
fn signed(lines: Vec<Line>, sign: Sign) -> Vec<Cell> {
    let cells = lines.into_iter().enumerate();
    let cell = |(at, line)| Cell {
        sign: if at == 0 { sign } else { Sign::None },
        line,
    };
    cells.map(cell).collect()
}

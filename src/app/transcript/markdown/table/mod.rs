//! Tables: a head, rows, and columns whose widths are settled early and for good.

mod row;
mod shape;

use self::row::{Align, Cell};
use self::shape::Shape;
use super::inline::Inline;
use super::page::{Noted, Page};
use super::source::Ending;
use super::stack::Stack;
use crate::app::transcript::line::{Face, Line, Marks, Role, Span};
use crate::app::transcript::stretch::Stretch;
use crate::app::transcript::wrap::{Breaking, Prefix, Wrap};

/// Rows that the widths of the columns are measured on, the head apart. They are drawn anew until that is done.
pub(super) const MEASURED: usize = 8;

/// Bytes of these rows after which no more are waited for.
const MEASURED_BYTES: usize = 2048;

/// A table that is still open.
#[derive(Debug, Clone)]
pub(super) struct Table {
    head: Head,
    canvas: Canvas,
    /// Rows that wait for the widths of the columns.
    waiting: Vec<Vec<Cell>>,
    /// The widths, once they are settled.
    shape: Option<Shape>,
    /// Where the next piece of a giant row begins.
    column: usize,
    rows: usize,
}

/// What the first two lines of a table say.
#[derive(Debug, Clone)]
pub(super) struct Head {
    cells: Vec<Cell>,
    aligns: Vec<Align>,
    /// Rows begin with a `|`. A line that has none then is not a row.
    barred: bool,
}

/// Where a table is drawn.
#[derive(Debug, Clone)]
struct Canvas {
    width: usize,
    prefix: Prefix,
}

impl Canvas {
    /// Columns left for the table.
    fn room(&self) -> usize {
        let taken: usize = self.prefix.rest.iter().map(Span::width).sum();
        self.width.saturating_sub(taken).max(1)
    }

    /// The prefix of the next block of lines.
    fn take_prefix(&mut self) -> Prefix {
        let rest = self.prefix.rest.clone();
        Prefix {
            first: std::mem::replace(&mut self.prefix.first, rest.clone()),
            rest,
        }
    }

    fn draw(&mut self, spans: Vec<Span>, page: &mut Page) {
        let mut line = self.take_prefix().first;
        line.extend(spans);
        page.extend([Line { spans: line }]);
    }
}

impl Table {
    /// The head of the table that a line and the delimiter row below it begin. A delimiter row that is still arriving
    /// counts if nothing else can become of it.
    pub(super) fn head(head: Stretch<'_>, delimiter: &str, ending: Ending) -> Option<Head> {
        let cells = row::cells(head, usize::MAX, Ending::Newline);
        let mut aligns = row::aligns(delimiter)?;
        let barred = head.text.starts_with('|');
        let arriving = ending == Ending::Open && barred && delimiter.starts_with('|');
        if arriving && aligns.len() < cells.len() {
            aligns.resize(cells.len(), Align::Left);
        }
        (aligns.len() == cells.len()).then_some(Head {
            cells,
            aligns,
            barred,
        })
    }

    /// A table without rows.
    pub(super) fn new(head: Head, stack: &mut Stack) -> Self {
        Self {
            head,
            canvas: Canvas {
                width: stack.width(),
                prefix: stack.prefix(),
            },
            waiting: Vec::new(),
            shape: None,
            column: 0,
            rows: 0,
        }
    }

    /// Whether a line that begins no other block is a row.
    pub(super) fn takes(&self, line: &str) -> bool {
        !super::scan::starts_leaf(line) && (line.contains('|') || !self.head.barred)
    }

    /// Takes in a row, or the first piece of a giant one.
    pub(super) fn line(&mut self, line: Stretch<'_>, ending: Ending, page: &mut Page) {
        let cells = row::cells(line, self.head.cells.len(), ending);
        self.column = cells.len().saturating_sub(1);
        self.row(cells, ending, page);
    }

    /// Takes in the next piece of a giant row: it is drawn as a row that begins in the column where the last piece
    /// ended.
    pub(super) fn more(&mut self, piece: Stretch<'_>, ending: Ending, page: &mut Page) {
        let mut cells = vec![Cell::default(); self.column];
        cells.extend(row::continued(
            piece,
            self.head.cells.len() - self.column,
            ending,
        ));
        self.column = cells.len().saturating_sub(1);
        self.row(cells, ending, page);
    }

    /// Draws what is left.
    pub(super) fn finish(mut self, page: &mut Page) {
        let shape = self.settle(page);
        match shape {
            Shape::Grid(grid) => self.canvas.draw(grid.frame(["└", "┴", "┘"]), page),
            Shape::Stacked if self.rows == 0 => {
                for column in 0..self.head.cells.len() {
                    self.pair(column, &Cell::default(), page);
                }
            }
            Shape::Stacked => {}
        }
    }

    fn row(&mut self, cells: Vec<Cell>, ending: Ending, page: &mut Page) {
        if let Some(shape) = self.shape.clone() {
            return self.draw(&shape, &cells, page);
        }
        self.waiting.push(cells);
        let bytes: usize = self.waiting.iter().flatten().map(Cell::len).sum();
        if self.waiting.len() >= MEASURED || bytes > MEASURED_BYTES || ending == Ending::Cut {
            self.settle(page);
        }
    }

    /// Settles the widths, if they are not, and draws the rows that waited for them.
    fn settle(&mut self, page: &mut Page) -> Shape {
        if let Some(shape) = &self.shape {
            return shape.clone();
        }
        let rows = std::mem::take(&mut self.waiting);
        let shape = Shape::measured(&self.head.cells, &rows, self.canvas.room());
        if let Shape::Grid(grid) = &shape {
            self.canvas.draw(grid.frame(["┌", "┬", "┐"]), page);
            let lines = grid.row(&self.head.cells, &self.head.aligns, HEAD, &mut page.noted);
            for line in lines {
                self.canvas.draw(line, page);
            }
            self.canvas.draw(grid.frame(["├", "┼", "┤"]), page);
        }
        for row in &rows {
            self.draw(&shape, row, page);
        }
        self.shape = Some(shape.clone());
        shape
    }

    fn draw(&mut self, shape: &Shape, cells: &[Cell], page: &mut Page) {
        let is_first = self.rows == 0;
        self.rows += 1;
        match shape {
            Shape::Grid(grid) => {
                if grid.is_tight() && !is_first {
                    self.canvas.draw(grid.frame(["├", "┼", "┤"]), page);
                }
                for line in grid.row(cells, &self.head.aligns, BODY, &mut page.noted) {
                    self.canvas.draw(line, page);
                }
            }
            Shape::Stacked => {
                if !is_first {
                    self.canvas.draw(Vec::new(), page);
                }
                for column in 0..self.head.cells.len() {
                    let cell = cells.get(column).cloned().unwrap_or_default();
                    if is_first || cell.len() > 0 {
                        self.pair(column, &cell, page);
                    }
                }
            }
        }
    }

    /// Draws one cell as `head: cell`, on lines of its own.
    fn pair(&mut self, column: usize, cell: &Cell, page: &mut Page) {
        let mut prefix = self.canvas.take_prefix();
        if self.canvas.room() > 8 {
            prefix.rest.push(Span::new("  ", Role::Text));
        }
        let mut wrap = Wrap::new(self.canvas.width, Breaking::Words, prefix);
        let head = self.head.cells.get(column).cloned().unwrap_or_default();
        read_into(&head, HEAD, &mut wrap, page);
        if head.len() > 0 {
            wrap.text(head.stretch().stood_in_by(": "), HEAD, page);
        }
        read_into(cell, BODY, &mut wrap, page);
        wrap.finish(page);
    }
}

/// How the cells of the head look.
const HEAD: Face = Face {
    role: Role::TableHead,
    marks: Marks::STRONG,
    link: None,
};

const BODY: Face = Face::of(Role::Text);

/// Wraps the text of a cell.
fn read(cell: &Cell, face: Face, noted: &mut Noted, (wrap, out): (&mut Wrap, &mut Vec<Line>)) {
    let mut inline = Inline::new();
    noted.hidden += inline.push(cell.stretch());
    inline.read(face, noted, &mut |piece| piece.put(wrap, out));
}

/// The same, onto a page.
fn read_into(cell: &Cell, face: Face, wrap: &mut Wrap, page: &mut Page) {
    let mut noted = std::mem::take(&mut page.noted);
    let mut inline = Inline::new();
    noted.hidden += inline.push(cell.stretch());
    inline.read(face, &mut noted, &mut |piece| piece.put(wrap, page));
    page.noted = noted;
}

//! The quotes and list items that a line stands in, and what they draw before it.

use super::page::Page;
use super::scan::{self, ListKind, Marker, Rest};
use crate::app::code::CodeLines;
use crate::app::transcript::line::{Line, Marks, Role, Span};
use crate::app::transcript::wrap::Prefix;

/// Containers inside of each other; deeper ones are text. It bounds the work for one line.
const DEEPEST: usize = 16;

/// Columns of a line that is cut at the edge of the screen. What is longer goes on in the next row, so that a line
/// costs no more than this when it is drawn.
const WIDEST: usize = 1000;

/// Columns that prefixes leave for text, if the width has twice as many.
const ROOM: usize = 12;

/// A block that holds blocks.
#[derive(Debug, Clone)]
enum Container {
    Quote,
    Item(Item),
}

/// An item of a list.
#[derive(Debug, Clone)]
pub(super) struct Item {
    marker: Marker,
    /// Where its marker stands, and where its text: columns from the text of the innermost quote around it.
    columns: (usize, usize),
    /// The marker as it is drawn, until the first line of the item has taken it.
    owed: Option<Span>,
    /// The marks of the marker.
    marks: Marks,
    /// Columns of the marker.
    width: usize,
    /// A blank line was drawn inside of the item, or of one before it: then one is drawn before the next item.
    spaced: bool,
}

impl Item {
    /// The item that a marker begins, and the line after the marker and its task box.
    pub(super) fn begin(marker: Marker, line: Rest<'_>) -> (Self, Rest<'_>) {
        let column = line.indented();
        let after = Rest {
            text: &line.text[scan::indent(line.text) + marker.length..],
            column: column + marker.length,
        };
        let pad = match scan::indent(after.text) {
            pad @ 1..=4 if !scan::is_blank(after.text) => pad,
            _ => 1,
        };
        let content = after.column + pad;
        let inside = after.from(content);
        let task = scan::task(inside.text);
        let item = Self {
            marker,
            columns: (column, content),
            owed: task.map(|(task, _)| Span::new(task, Role::ListMarker)),
            marks: Marks::NONE,
            width: 0,
            spaced: false,
        };
        (
            item,
            task.map_or(inside, |(_, text)| Rest { text, ..inside }),
        )
    }
}

impl Item {
    /// The same item, whose marker is drawn with these marks.
    pub(super) fn marked(self, marks: Marks) -> Self {
        Self { marks, ..self }
    }
}

/// What kind of block begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// The first item of a list.
    List,
    /// A later item.
    Item,
    Other,
}

/// The open containers, outermost first, and what stands above in the innermost one.
#[derive(Debug, Clone)]
pub(super) struct Stack {
    width: usize,
    /// How long lines of code are shown.
    code: CodeLines,
    containers: Vec<Container>,
    /// A block stands above in the innermost container.
    below: bool,
    /// A blank line of the text stands between it and here.
    pub(super) blank: bool,
}

impl Stack {
    /// No containers, on a screen so wide.
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            code: CodeLines::Wrap,
            containers: Vec::new(),
            below: false,
            blank: false,
        }
    }

    /// Columns of a line, prefix included.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The same, with long lines of code shown so.
    pub(super) fn coded(self, code: CodeLines) -> Self {
        Self { code, ..self }
    }

    /// Columns of a line of code, prefix included.
    pub(super) fn code_width(&self) -> usize {
        match self.code {
            CodeLines::Wrap => self.width,
            CodeLines::Scroll => self.width.max(WIDEST),
        }
    }

    /// How many containers are open.
    pub(super) fn depth(&self) -> usize {
        self.containers.len()
    }

    /// Whether no more containers are opened.
    pub(super) fn is_full(&self) -> bool {
        self.containers.len() >= DEEPEST
    }

    /// Whether the innermost container is a list item.
    pub(super) fn in_item(&self) -> bool {
        matches!(self.containers.last(), Some(Container::Item(_)))
    }

    /// Whether the container at a depth is an item with a number.
    pub(super) fn is_ordered(&self, depth: usize) -> bool {
        let ordered = |item: &Item| matches!(item.marker.kind, ListKind::Ordered(_));
        matches!(self.containers.get(depth), Some(Container::Item(item)) if ordered(item))
    }

    /// In how many of the open containers a line stands, and the line without what says so.
    pub(super) fn enter<'a>(&self, line: &'a str) -> (usize, Rest<'a>) {
        let mut rest = Rest::start(line);
        for (depth, container) in self.containers.iter().enumerate() {
            match container.enter(rest) {
                Some(inside) => rest = inside,
                None => return (depth, rest),
            }
        }
        (self.containers.len(), rest)
    }

    /// Leaves the containers below a depth, and returns the outermost of them if it was a list item.
    pub(super) fn leave(&mut self, depth: usize, page: &mut Page) -> Option<Item> {
        let mut left = None;
        while self.containers.len() > depth {
            self.draw_owed(page);
            left = self.containers.pop();
            self.below = true;
        }
        match left? {
            Container::Item(item) => Some(item),
            Container::Quote => None,
        }
    }

    /// Notes that a block begins here and owes the blank line above it.
    ///
    /// Lists are tight: inside an item a blank line is drawn only where the text has one, and never above a list.
    pub(super) fn begin(&mut self, begins: Begins, page: &mut Page) {
        let blank = std::mem::take(&mut self.blank);
        if !std::mem::replace(&mut self.below, true) {
            return;
        }
        let gap = match (begins, self.containers.last_mut()) {
            (Begins::Item, _) | (Begins::List, Some(Container::Item(_))) => false,
            (Begins::Other, Some(Container::Item(item))) => {
                item.spaced |= blank;
                blank
            }
            (Begins::List | Begins::Other, _) => true,
        };
        if gap {
            self.owe(page);
        }
    }

    /// Enters a quote.
    pub(super) fn quote(&mut self) {
        self.containers.push(Container::Quote);
        self.below = false;
    }

    /// Enters a list item, which may follow another one of the same list.
    pub(super) fn item(&mut self, mut item: Item, before: Option<Item>, page: &mut Page) {
        let before = before.filter(|before| before.marker.kind == item.marker.kind);
        self.begin(
            if before.is_some() {
                Begins::Item
            } else {
                Begins::List
            },
            page,
        );
        if let Some(before) = before {
            item.marker.number = before.marker.number.saturating_add(1);
            item.spaced = before.spaced;
            item.width = before.width;
            if item.spaced {
                self.owe(page);
            }
        }
        let mut drawn = item.owed.take().unwrap_or_else(|| self.marker(item.marker));
        drawn.face = drawn.face.marked(item.marks);
        item.width = item.width.max(drawn.width());
        item.owed = Some(drawn);
        self.containers.push(Container::Item(item));
        self.below = false;
    }

    /// What stands before the lines of the next block; it takes the list markers that are owed.
    pub(super) fn prefix(&mut self) -> Prefix {
        let skipped = self.skipped();
        let mut prefix = Prefix::default();
        for container in self.containers.iter_mut().skip(skipped) {
            match container {
                Container::Quote => {
                    prefix.first.push(Span::new(BAR, Role::Quote));
                    prefix.rest.push(Span::new(BAR, Role::Quote));
                }
                Container::Item(item) => {
                    let blank = " ".repeat(item.width);
                    let blank = Span::new(blank, Role::Text);
                    let drawn = item.owed.take().map(|span| padded(span, item.width));
                    prefix.first.push(drawn.unwrap_or_else(|| blank.clone()));
                    prefix.rest.push(blank);
                }
            }
        }
        prefix.first.iter_mut().for_each(lead);
        prefix.rest.iter_mut().for_each(lead);
        prefix
    }

    /// Columns of the prefix that may be used, if so many more are wanted for a block.
    pub(super) fn spares(&self, more: usize) -> bool {
        let taken: usize = self.containers.iter().map(Container::width).sum();
        taken + more <= self.for_prefix()
    }

    /// Columns that prefixes may take.
    fn for_prefix(&self) -> usize {
        self.width.saturating_sub(ROOM).max(self.width / 2)
    }

    /// How many containers draw nothing because the screen is too narrow: the outer ones.
    fn skipped(&self) -> usize {
        let mut left = self.for_prefix();
        let shown = self.containers.iter().rev().take_while(|container| {
            let fits = container.width() <= left;
            left = left.saturating_sub(container.width());
            fits
        });
        self.containers.len() - shown.count()
    }

    fn owe(&self, page: &mut Page) {
        let bars = self
            .containers
            .iter()
            .skip(self.skipped())
            .map(|container| match container {
                Container::Quote => Span::new(BAR, Role::Quote),
                Container::Item(item) => Span::new(" ".repeat(item.width), Role::Text),
            });
        let mut spans: Vec<Span> = bars.collect();
        while spans.pop_if(|span| span.face.role == Role::Text).is_some() {}
        spans.iter_mut().for_each(lead);
        page.owe(Line { spans });
    }

    /// Draws the marker of an item that has no text.
    fn draw_owed(&mut self, page: &mut Page) {
        if matches!(self.containers.last(), Some(Container::Item(item)) if item.owed.is_some()) {
            let spans = self.prefix().first;
            page.extend([Line { spans }]);
        }
    }

    fn marker(&self, marker: Marker) -> Span {
        let is_bullet = |kind| matches!(kind, ListKind::Bullet(_));
        let inside = |container: &&Container| matches!(container, Container::Item(item) if is_bullet(item.marker.kind));
        match marker.kind {
            ListKind::Bullet(_) => {
                let depth = self.containers.iter().filter(inside).count();
                Span::new(BULLETS[depth % BULLETS.len()], Role::ListMarker)
            }
            ListKind::Ordered(_) => Span::new(format!("{:>2}. ", marker.number), Role::ListMarker),
        }
    }
}

/// Marks what stands before the text of a block.
fn lead(span: &mut Span) {
    span.face = span.face.marked(Marks::LEAD);
}

/// Drawn before the lines of a quote.
const BAR: &str = "▎ ";

/// Drawn before list items, by depth.
const BULLETS: [&str; 3] = ["• ", "◦ ", "▪ "];

impl Container {
    /// The line without what makes it part of the container, if it is.
    ///
    /// Kinder than `CommonMark` in one point: a list below a numbered item may be indented by two columns only.
    fn enter<'a>(&self, line: Rest<'a>) -> Option<Rest<'a>> {
        let text = line.text.trim_start_matches(' ');
        match self {
            Self::Quote if scan::indent(line.text) < 4 => text.strip_prefix('>').map(scan::quoted),
            Self::Quote => None,
            Self::Item(_) if text.is_empty() => Some(line),
            Self::Item(item) if line.indented() >= item.columns.1 => {
                Some(line.from(item.columns.1))
            }
            Self::Item(item) => (line.indented() >= item.columns.0 + 2
                && Marker::of(text).is_some())
            .then_some(line),
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::Quote => 2,
            Self::Item(item) => item.width,
        }
    }
}

/// A marker followed by spaces up to a width.
fn padded(mut marker: Span, width: usize) -> Span {
    let missing = width.saturating_sub(marker.width());
    marker.text.extend(std::iter::repeat_n(' ', missing));
    marker
}

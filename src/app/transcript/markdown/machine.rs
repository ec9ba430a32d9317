//! The state between two lines of a text: open containers and the open block. Each line is taken in once.

use super::page::Page;
use super::paragraph::Paragraph;
use super::scan::{self, Fence, Marker, Rest};
use super::source::{Ending, Source};
use super::stack::{Begins, Item, Stack};
use super::table::Table;
use super::verbatim::{Kind, Verbatim};
use crate::app::code::CodeLines;
use crate::app::transcript::line::{Face, Line, Marks, Role, Span};
use crate::app::transcript::stretch::Stretch;

/// What is open. Its size is bounded, so a copy of it is cheap.
#[derive(Debug, Clone)]
pub(super) struct Machine {
    stack: Stack,
    leaf: Leaf,
    /// The next piece of the text goes on with a giant line.
    inside_line: bool,
    /// Bytes at the end of the line that is being taken in that are not prefill. What is left of a line inside of its
    /// containers is its end, so this is enough to tell the prefill in it.
    fresh: usize,
}

/// The open block that holds no blocks.
#[derive(Debug, Clone)]
enum Leaf {
    None,
    Paragraph(Paragraph),
    Verbatim(Verbatim),
    Table(Table),
}

impl Machine {
    /// The state before the first line, on a screen so wide.
    pub(super) fn new(width: usize) -> Self {
        Self {
            stack: Stack::new(width),
            leaf: Leaf::None,
            inside_line: false,
            fresh: 0,
        }
    }

    /// The same, with long lines of code shown so.
    pub(super) fn coded(self, lines: CodeLines) -> Self {
        Self {
            stack: self.stack.coded(lines),
            ..self
        }
    }

    /// Takes in the next piece of the text and draws what nothing later can change.
    pub(super) fn take(&mut self, source: Source<'_>, page: &mut Page) {
        let ending = source.ending;
        if let Some(copybook) = &mut page.copybook {
            source.text.text.clone_into(&mut copybook.source);
        }
        let (text, begun) = source.expanded();
        self.fresh = text.len() - begun;
        let goes_on = std::mem::replace(&mut self.inside_line, ending == Ending::Cut);
        match ending {
            Ending::Open if text.is_empty() => {}
            _ if goes_on => self.more(&text, ending, page),
            Ending::Open => self.open_line(&text, page),
            Ending::Newline | Ending::Cut => self.line(&text, ending, page),
        }
    }

    /// Ends the text.
    pub(super) fn finish(&mut self, page: &mut Page) {
        self.close(page);
        self.stack.leave(0, page);
    }

    /// Takes in a line that may grow. The number of the next list item is not taken for text of the last one.
    fn open_line(&mut self, text: &str, page: &mut Page) {
        let (depth, rest) = self.stack.enter(text);
        let rest = rest.text.trim_start_matches(' ');
        let is_number = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && rest.len() < 4 && self.stack.is_ordered(depth) {
            self.fresh += 1;
            self.line(&format!("{text}."), Ending::Open, page);
        } else {
            self.line(text, Ending::Open, page);
        }
    }

    /// The end of the line that is being taken in, with what of it is prefill.
    fn stretch<'a>(&self, text: &'a str) -> Stretch<'a> {
        Stretch::new(text, text.len().saturating_sub(self.fresh))
    }

    /// The marks of what stands for the sign that this end of the line begins with.
    fn marks(&self, text: &str) -> Marks {
        match self.stretch(text).begun() {
            0 => Marks::NONE,
            _ => Marks::PREFILL,
        }
    }

    fn line(&mut self, text: &str, ending: Ending, page: &mut Page) {
        let (depth, rest) = self.stack.enter(text);
        let inside = depth == self.stack.depth();
        if inside && self.verbatim_line(rest.text, ending, page) {
            return;
        }
        if scan::is_blank(rest.text) {
            return self.blank_line(depth, page);
        }
        if !inside && self.goes_on_lazily(rest.text) {
            let text = self.stretch(rest.text.trim_start_matches(' '));
            return self.paragraph_line(text, page);
        }
        let left = if inside {
            None
        } else {
            self.leave(depth, page)
        };
        let rest = self.enter(rest, ending, left, page);
        self.leaf_line(rest.text, ending, page);
    }

    /// Takes in the next piece of a giant line.
    fn more(&mut self, text: &str, ending: Ending, page: &mut Page) {
        let piece = self.stretch(text);
        match &mut self.leaf {
            Leaf::None => self.line(text, ending, page),
            Leaf::Paragraph(paragraph) => paragraph.more(piece, &mut self.stack, page),
            Leaf::Verbatim(block) => block.more(piece, ending, page),
            Leaf::Table(table) => table.more(piece, ending, page),
        }
        self.end_heading(ending, page);
    }

    /// Takes in a line of an open block whose lines mean nothing; whether it is one.
    fn verbatim_line(&mut self, text: &str, ending: Ending, page: &mut Page) -> bool {
        let line = self.stretch(text);
        let after = |bytes: usize| line.split_at(bytes).1;
        let Leaf::Verbatim(block) = &mut self.leaf else {
            return false;
        };
        match block.kind {
            Kind::Fenced(fence) if ending == Ending::Newline && fence.is_closed_by(text) => {
                self.leaf = Leaf::None;
            }
            // A code block that ends must not show its end as code first.
            Kind::Fenced(fence) if ending == Ending::Open && fence.may_be_closed_by(text) => {}
            Kind::Fenced(fence) => {
                block.line(after(scan::indent(text).min(fence.indent)), ending, page);
            }
            Kind::Indented(_) if scan::is_blank(text) => block.blank_line(),
            Kind::Indented(_) if scan::indent(text) >= 4 => block.line(after(4), ending, page),
            Kind::Html if !scan::is_blank(text) => block.line(line, ending, page),
            Kind::Indented(_) | Kind::Html => {
                self.close(page);
                return false;
            }
        }
        true
    }

    fn blank_line(&mut self, depth: usize, page: &mut Page) {
        self.leave(depth, page);
        self.close(page);
        self.stack.blank = true;
    }

    /// Whether a line outside of the open containers belongs to the open paragraph nevertheless.
    fn goes_on_lazily(&self, text: &str) -> bool {
        matches!(&self.leaf, Leaf::Paragraph(_)) && !scan::is_block(text.trim_start_matches(' '))
    }

    /// Closes the containers below a depth; the outermost of them if it was a list item.
    fn leave(&mut self, depth: usize, page: &mut Page) -> Option<Item> {
        if depth < self.stack.depth() {
            self.close(page);
        }
        self.stack.leave(depth, page)
    }

    /// Closes the open block.
    fn close(&mut self, page: &mut Page) {
        match std::mem::replace(&mut self.leaf, Leaf::None) {
            Leaf::None | Leaf::Verbatim(_) => {}
            Leaf::Paragraph(paragraph) => paragraph.finish(&mut self.stack, page),
            Leaf::Table(table) => table.finish(page),
        }
    }

    /// Opens the containers that a line begins, and returns what stands in them.
    fn enter<'a>(
        &mut self,
        line: Rest<'a>,
        ending: Ending,
        left: Option<Item>,
        page: &mut Page,
    ) -> Rest<'a> {
        let mut rest = line;
        let mut left = left;
        while self.may_hold_container(rest) {
            let text = rest.text.trim_start_matches(' ');
            if let Some(inside) = text.strip_prefix('>') {
                self.close(page);
                self.stack.begin(Begins::Other, page);
                self.stack.quote();
                rest = scan::quoted(inside);
            } else if let Some(marker) = self.marker(text, ending) {
                self.close(page);
                let (item, inside) = Item::begin(marker, rest);
                let item = item.marked(self.marks(text));
                self.stack.item(item, left.take(), page);
                rest = inside;
            } else {
                break;
            }
            left = None;
        }
        rest
    }

    /// Whether a container may begin here. In the text of a list item a list may be indented by any amount.
    fn may_hold_container(&self, rest: Rest<'_>) -> bool {
        let in_text = matches!(self.leaf, Leaf::Paragraph(_)) && self.stack.in_item();
        (in_text || scan::indent(rest.text) < 4) && !self.stack.is_full()
    }

    /// The list marker that a line begins with, if it is one here.
    fn marker(&self, text: &str, ending: Ending) -> Option<Marker> {
        let in_paragraph = matches!(self.leaf, Leaf::Paragraph(_));
        if ending != Ending::Cut
            && (scan::is_rule(text) || in_paragraph && scan::setext(text).is_some())
        {
            return None;
        }
        // A stress that begins to arrive must not look like a list.
        if ending == Ending::Open && matches!(text, "*" | "+") {
            return None;
        }
        let marker = Marker::of(text)?;
        let is_empty = scan::is_blank(&text[marker.length..]) && ending != Ending::Open;
        let interrupts =
            !is_empty && (marker.number == 1 || matches!(marker.kind, scan::ListKind::Bullet(_)));
        (interrupts || !in_paragraph).then_some(marker)
    }

    /// Takes in a line inside of its containers.
    fn leaf_line(&mut self, line: &str, ending: Ending, page: &mut Page) {
        let text = line.trim_start_matches(' ');
        if text.is_empty() || self.ends_paragraph(text, ending, page) {
            return;
        }
        match &mut self.leaf {
            Leaf::Paragraph(_) if !scan::starts_leaf(text) || ending == Ending::Cut => {
                self.paragraph_line(self.stretch(text), page);
            }
            Leaf::Table(table) if table.takes(text) => {
                let row = Stretch::new(text, text.len().saturating_sub(self.fresh));
                table.line(row, ending, page);
            }
            Leaf::None | Leaf::Paragraph(_) | Leaf::Verbatim(_) | Leaf::Table(_) => {
                self.close(page);
                self.begin(line, ending, page);
            }
        }
        self.end_heading(ending, page);
    }

    /// Takes in a line that makes a heading or a table of the paragraph above it; whether it is one.
    fn ends_paragraph(&mut self, text: &str, ending: Ending, page: &mut Page) -> bool {
        let Leaf::Paragraph(paragraph) = &mut self.leaf else {
            return false;
        };
        if ending == Ending::Cut {
            return false;
        }
        if scan::setext(text).is_some_and(|level| paragraph.turn_into_heading(level)) {
            self.close(page);
            return true;
        }
        let Some(head) = paragraph
            .last_line()
            .and_then(|head| Table::head(head, text, ending))
        else {
            return false;
        };
        paragraph.take_last_line();
        if paragraph.is_empty() {
            self.leaf = Leaf::None;
        } else {
            self.close(page);
            self.stack.begin(Begins::Other, page);
        }
        self.leaf = Leaf::Table(Table::new(head, &mut self.stack));
        true
    }

    fn paragraph_line(&mut self, text: Stretch<'_>, page: &mut Page) {
        if let Leaf::Paragraph(paragraph) = &mut self.leaf {
            paragraph.line(text, &mut self.stack, page);
        }
    }

    /// Begins a block with its first line.
    fn begin(&mut self, line: &str, ending: Ending, page: &mut Page) {
        self.stack.begin(Begins::Other, page);
        let indent = scan::indent(line);
        let text = &line[indent..];
        if indent >= 4 {
            self.begin_verbatim(Kind::Indented(0), &line[4..], ending, page);
        } else if let Some((level, text)) = scan::heading(text) {
            self.begin_heading(level, text, ending, page);
        } else if ending == Ending::Cut {
            self.begin_paragraph(text, page);
        } else if let Some((fence, info)) = Fence::opened_by(text, indent) {
            let end = text.trim_end_matches(' ').len();
            let info = self.stretch(text).first(end).last(info.len());
            let head = Some((info, ending));
            let block = Verbatim::begin(Kind::Fenced(fence), head, &mut self.stack, page);
            self.leaf = Leaf::Verbatim(block);
        } else if scan::is_rule(text) {
            self.rule(self.marks(text), page);
        } else if scan::is_html(text) {
            self.begin_verbatim(Kind::Html, text, ending, page);
        } else {
            self.begin_paragraph(text, page);
        }
    }

    fn begin_verbatim(&mut self, kind: Kind, text: &str, ending: Ending, page: &mut Page) {
        let mut block = Verbatim::begin(kind, None, &mut self.stack, page);
        block.line(self.stretch(text), ending, page);
        self.leaf = Leaf::Verbatim(block);
    }

    fn begin_paragraph(&mut self, text: &str, page: &mut Page) {
        self.leaf = Leaf::Paragraph(Paragraph::new());
        self.paragraph_line(self.stretch(text), page);
    }

    fn begin_heading(&mut self, level: u8, text: &str, ending: Ending, page: &mut Page) {
        self.leaf = Leaf::Paragraph(Paragraph::heading(level));
        let line = self.stretch(text);
        let text = match ending {
            Ending::Cut => line,
            Ending::Newline | Ending::Open => line.first(scan::without_closing(text).len()),
        };
        self.paragraph_line(text, page);
    }

    /// Closes a heading at the end of its line.
    fn end_heading(&mut self, ending: Ending, page: &mut Page) {
        if ending != Ending::Cut
            && matches!(&self.leaf, Leaf::Paragraph(heading) if heading.is_heading())
        {
            self.close(page);
        }
    }

    fn rule(&mut self, marks: Marks, page: &mut Page) {
        let mut spans = self.stack.prefix().first;
        let taken: usize = spans.iter().map(Span::width).sum();
        let rule = "─".repeat(self.stack.width().saturating_sub(taken).max(1));
        spans.push(Span {
            text: rule,
            face: Face::of(Role::Rule).marked(marks),
        });
        page.extend([Line { spans }]);
    }
}

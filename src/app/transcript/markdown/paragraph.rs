//! Paragraphs and headings: text that is wrapped by words and settles when it ends, or in pieces if it is giant.

use super::inline::{HARD, Inline, SOFT};
use super::page::Page;
use super::scan;
use super::stack::Stack;
use crate::app::transcript::line::{Face, Line, Marks, Role, Span};
use crate::app::transcript::stretch::Stretch;
use crate::app::transcript::wrap::{Breaking, Wrap};

/// Bytes of text after which the beginning is settled: the bound of looking back for stresses, code and links.
pub(super) const BOUND: usize = 1024;

/// A paragraph or a heading that is still open.
#[derive(Debug, Clone)]
pub(super) struct Paragraph {
    inline: Inline,
    /// Where the last line of the text begins, if none of it is settled.
    last_line: Option<usize>,
    face: Face,
    /// The lines so far, once a piece has been settled.
    wrap: Option<Wrap>,
}

impl Paragraph {
    /// An empty paragraph.
    pub(super) fn new() -> Self {
        Self::of(Face::of(Role::Text))
    }

    /// An empty heading of a level.
    pub(super) fn heading(level: u8) -> Self {
        Self::of(heading_face(level))
    }

    fn of(face: Face) -> Self {
        Self {
            inline: Inline::new(),
            last_line: None,
            face,
            wrap: None,
        }
    }

    /// Whether more lines may follow.
    pub(super) fn is_heading(&self) -> bool {
        matches!(self.face.role, Role::Heading(_))
    }

    /// Makes it a heading, unless a part of it is settled.
    pub(super) fn turn_into_heading(&mut self, level: u8) -> bool {
        let can = self.wrap.is_none();
        if can {
            self.face = heading_face(level);
        }
        can
    }

    /// Adds a line, or the first piece of a giant one.
    pub(super) fn line(&mut self, text: Stretch<'_>, stack: &mut Stack, page: &mut Page) {
        if !self.inline.text().is_empty() {
            if scan::is_definition(text.text) {
                self.inline.push("  ".into());
            }
            self.inline.push_line_end();
        }
        self.last_line = Some(self.inline.text().len());
        self.more(text, stack, page);
    }

    /// Adds the next piece of a giant line.
    pub(super) fn more(&mut self, text: Stretch<'_>, stack: &mut Stack, page: &mut Page) {
        page.noted.hidden += self.inline.push(text);
        while self.inline.text().len() > BOUND {
            self.settle(stack, page);
        }
    }

    /// The last line, if none of it is settled.
    pub(super) fn last_line(&self) -> Option<Stretch<'_>> {
        Some(self.inline.stretch().split_at(self.last_line?).1)
    }

    /// Takes off the last line.
    pub(super) fn take_last_line(&mut self) {
        let start = self.last_line.take().unwrap_or_default();
        self.inline.split_off(start);
    }

    /// Whether nothing was added, or all was taken off again.
    pub(super) fn is_empty(&self) -> bool {
        self.wrap.is_none() && self.inline.text().is_empty()
    }

    /// Draws what is left.
    pub(super) fn finish(mut self, stack: &mut Stack, page: &mut Page) {
        let mut wrap = self.wrap(stack);
        self.read(&mut wrap, page);
        let widest = wrap.widest();
        wrap.finish(page);
        if self.face.role == Role::Heading(1) && widest > 0 {
            let mut spans = stack.prefix().rest;
            spans.push(Span::new("━".repeat(widest), Role::Heading(1)));
            page.extend([Line { spans }]);
        }
    }

    /// Draws the text up to a good place within the bound and keeps the line that is not full yet.
    fn settle(&mut self, stack: &mut Stack, page: &mut Page) {
        let mut wrap = self.wrap(stack);
        let length = self.inline.text().len();
        let rest = self.inline.split_off(self.inline.cut(BOUND / 2, BOUND));
        self.read(&mut wrap, page);
        let after = rest.text().trim_start_matches([' ', SOFT, HARD]).len();
        match rest.text().chars().next() {
            Some(SOFT) if self.inline.text().ends_with("  ") => wrap.line_break(page),
            Some(HARD) => wrap.line_break(page),
            Some(SOFT | ' ') => wrap.space(rest.stretch(), self.face),
            _ => {}
        }
        self.wrap = Some(wrap);
        self.inline = Inline::of(rest.stretch().last(after));
        let gone = length - after;
        self.last_line = self.last_line.and_then(|start| start.checked_sub(gone));
    }

    fn wrap(&mut self, stack: &mut Stack) -> Wrap {
        self.wrap
            .take()
            .unwrap_or_else(|| Wrap::new(stack.width(), Breaking::Words, stack.prefix()))
    }

    fn read(&mut self, wrap: &mut Wrap, page: &mut Page) {
        let mut noted = std::mem::take(&mut page.noted);
        self.inline
            .read(self.face, &mut noted, &mut |piece| piece.put(wrap, page));
        page.noted = noted;
    }
}

fn heading_face(level: u8) -> Face {
    Face::of(Role::Heading(level)).marked(Marks::STRONG)
}

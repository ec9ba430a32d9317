//! Blocks shown as they are written, line by line: code between fences, indented code, HTML.

use super::page::{Page, show};
use super::scan::Fence;
use super::source::Ending;
use super::stack::Stack;
use crate::app::transcript::line::{Face, Role, Span};
use crate::app::transcript::stretch::Stretch;
use crate::app::transcript::wrap::{Breaking, Prefix, Wrap};
use crate::chat::shown::Place;

/// What ends the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Fenced(Fence),
    /// A line with less indent; so many blank lines are not drawn yet.
    Indented(usize),
    Html,
}

/// A block of lines that mean nothing but themselves.
#[derive(Debug, Clone)]
pub(super) struct Verbatim {
    pub(super) kind: Kind,
    width: usize,
    prefix: Prefix,
    /// The beginning of a giant line.
    open: Option<Wrap>,
}

/// Blank lines inside of indented code that are drawn at most; they are drawn late, all at once.
const BLANK_LINES: usize = 8;

/// Drawn before code lines.
const INDENT: &str = "  ";

/// Drawn there if the line belongs to the one above.
const GOES_ON: &str = "↪ ";

impl Verbatim {
    /// A block that begins here, with the language of its code if there is one.
    pub(super) fn begin(kind: Kind, info: Stretch<'_>, stack: &mut Stack, page: &mut Page) -> Self {
        let mut prefix = stack.prefix();
        if kind != Kind::Html && stack.spares(INDENT.len()) {
            prefix.first.push(Span::new(INDENT, Role::CodeBlock));
            prefix.rest.push(Span::new(INDENT, Role::CodeBlock));
        }
        let mut block = Self {
            kind,
            width: stack.width(),
            prefix,
            open: None,
        };
        if !info.text.is_empty() {
            block.label(info, page);
        }
        block
    }

    /// Draws a line, or the first piece of a giant one.
    pub(super) fn line(&mut self, text: Stretch<'_>, ending: Ending, page: &mut Page) {
        if let Kind::Indented(blank) = &mut self.kind {
            for _ in 0..std::mem::take(blank) {
                self.draw("".into(), Ending::Newline, page);
            }
        }
        self.draw(text, ending, page);
    }

    /// Draws the next piece of a giant line.
    pub(super) fn more(&mut self, text: Stretch<'_>, ending: Ending, page: &mut Page) {
        match self.open.take() {
            Some(wrap) => self.fill(wrap, text, ending, page),
            None => self.line(text, ending, page),
        }
    }

    /// Notes a blank line inside of indented code.
    pub(super) fn blank_line(&mut self) {
        if let Kind::Indented(blank) = &mut self.kind {
            *blank = (*blank + 1).min(BLANK_LINES);
        }
    }

    fn draw(&mut self, text: Stretch<'_>, ending: Ending, page: &mut Page) {
        let mut prefix = self.prefix.clone();
        self.prefix.first.clone_from(&self.prefix.rest);
        if let Some(indent) = prefix
            .rest
            .last_mut()
            .filter(|span| span.face.role == Role::CodeBlock)
        {
            *indent = Span::new(GOES_ON, Role::Faint);
        }
        let breaking = match self.kind {
            Kind::Fenced(_) | Kind::Indented(_) => Breaking::Columns,
            Kind::Html => Breaking::Words,
        };
        self.fill(Wrap::new(self.width, breaking, prefix), text, ending, page);
    }

    fn fill(&mut self, mut wrap: Wrap, text: Stretch<'_>, ending: Ending, page: &mut Page) {
        let (role, place) = match self.kind {
            Kind::Fenced(_) | Kind::Indented(_) => (Role::CodeBlock, Place::Code),
            Kind::Html => (Role::Text, Place::Prose),
        };
        let lines = &mut *page;
        let hidden = show(text, Face::of(role), place, &mut |piece| {
            piece.put(&mut wrap, lines);
        });
        page.noted.hidden += hidden;
        match ending {
            Ending::Cut => self.open = Some(wrap),
            Ending::Newline | Ending::Open => wrap.finish(page),
        }
    }

    /// Draws the language above the code.
    fn label(&mut self, info: Stretch<'_>, page: &mut Page) {
        let prefix = Prefix {
            first: std::mem::replace(&mut self.prefix.first, self.prefix.rest.clone()),
            rest: self.prefix.rest.clone(),
        };
        let mut wrap = Wrap::new(self.width, Breaking::Words, prefix);
        let lines = &mut *page;
        let hidden = show(info, Face::of(Role::CodeInfo), Place::Code, &mut |piece| {
            piece.put(&mut wrap, lines);
        });
        page.noted.hidden += hidden;
        wrap.finish(page);
    }
}

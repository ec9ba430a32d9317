//! Blocks shown as they are written, line by line: code between fences, indented code, HTML.

use super::code::{Spot, sum};
use super::page::{Page, show};
use super::scan::Fence;
use super::source::Ending;
use super::stack::Stack;
use crate::app::code::language;
use crate::app::transcript::line::{Face, Line, Role, Span};
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
    /// What is being written of a block between fences.
    code: Option<Writing>,
}

/// How far a code block has come.
#[derive(Debug, Clone, Copy)]
struct Writing {
    /// Its place among the code blocks of the text.
    nth: usize,
    /// The line that is being written, and how many bytes of it stand in rows above.
    spot: Spot,
    /// Stands for all that was written.
    sum: u64,
}

/// Blank lines inside of indented code that are drawn at most; they are drawn late, all at once.
const BLANK_LINES: usize = 8;

/// Drawn before code lines.
const INDENT: &str = "  ";

/// Drawn there if the line belongs to the one above.
const GOES_ON: &str = "↪ ";

impl Verbatim {
    /// A block that begins here. One between fences has a head: what the first of them says, and how that ends.
    pub(super) fn begin(
        kind: Kind,
        head: Option<(Stretch<'_>, Ending)>,
        stack: &mut Stack,
        page: &mut Page,
    ) -> Self {
        let mut prefix = stack.prefix();
        if kind != Kind::Html && stack.spares(INDENT.len()) {
            prefix.first.push(Span::new(INDENT, Role::CodeBlock));
            prefix.rest.push(Span::new(INDENT, Role::CodeBlock));
        }
        let mut block = Self {
            kind,
            width: match kind {
                Kind::Fenced(_) => stack.code_width(),
                Kind::Indented(_) | Kind::Html => stack.width(),
            },
            prefix,
            open: None,
            code: None,
        };
        if let Some((info, ending)) = head {
            block.head(info, ending, (stack.width(), page));
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
        let above = page.lines.len();
        let lines = &mut *page;
        let hidden = show(text, Face::of(role), place, &mut |piece| {
            piece.put(&mut wrap, lines);
        });
        page.noted.hidden += hidden;
        match ending {
            Ending::Cut => self.open = Some(wrap),
            Ending::Newline | Ending::Open => wrap.finish(page),
        }
        self.note(above, text.text, ending, page);
    }

    /// Notes what the rows of a code block show that were drawn below so many lines.
    fn note(&mut self, above: usize, text: &str, ending: Ending, page: &mut Page) {
        let lead = self.prefix.rest.len();
        let Some(code) = &mut self.code else {
            return;
        };
        for at in above..page.lines.len() {
            let spans = page.lines[at].spans.iter().skip(lead);
            let bytes: usize = spans.map(|span| span.text.len()).sum();
            page.codes.row(code.spot, code.nth, (at + 1, lead));
            code.spot.from += u32::try_from(bytes).unwrap_or(u32::MAX);
        }
        code.sum = sum(code.sum, text);
        if ending == Ending::Newline {
            page.codes.complete(code.nth, code.sum);
            code.spot.line += 1;
            code.spot.from = 0;
        }
        if let Some(copybook) = &mut page.copybook {
            copybook.write(text, ending);
        }
    }

    /// Draws the head above the code: its language, or a line that is free for its number.
    fn head(&mut self, info: Stretch<'_>, ending: Ending, (width, page): (usize, &mut Page)) {
        let nth = page.codes.begun;
        let language = language(info.text);
        self.code = Some(Writing {
            nth,
            spot: Spot { line: 0, from: 0 },
            sum: sum(0, &language),
        });
        if let Some(copybook) = &mut page.copybook {
            copybook.begin();
        }
        // More of the fence may come, which may name a language.
        if info.text.is_empty() && ending == Ending::Open {
            return;
        }
        page.pay();
        let above = page.lines.len();
        self.label(info, width, page);
        let heads = page.lines.len() - above;
        let lead = self.prefix.rest.len();
        page.codes.begin(language, heads, (page.lines.len(), lead));
    }

    /// Draws what the fence says.
    fn label(&mut self, info: Stretch<'_>, width: usize, page: &mut Page) {
        let prefix = Prefix {
            first: std::mem::replace(&mut self.prefix.first, self.prefix.rest.clone()),
            rest: self.prefix.rest.clone(),
        };
        if info.text.is_empty() {
            let spans = prefix.first;
            return page.extend([Line { spans }]);
        }
        let mut wrap = Wrap::new(width, Breaking::Words, prefix);
        let lines = &mut *page;
        let hidden = show(info, Face::of(Role::CodeInfo), Place::Code, &mut |piece| {
            piece.put(&mut wrap, lines);
        });
        page.noted.hidden += hidden;
        wrap.finish(page);
    }
}

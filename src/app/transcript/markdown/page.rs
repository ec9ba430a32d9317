//! The lines that layout makes, with the blank line that is owed between two blocks.

use super::code::Codes;
use super::copied::Copybook;
use crate::app::transcript::line::{Face, Line, LinkNo, Role};
use crate::app::transcript::stretch::{Stretch, runs};
use crate::app::transcript::wrap::Wrap;
use crate::chat::link::Link;
use crate::chat::shown::{Place, RunKind, Shown, is_plain};

/// Lines in order, and what the next ones need to know of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    /// The blank line before the next block; not drawn for a block that turns out to be empty.
    gap: Option<Line>,
    started: bool,
    /// What is noted beside the lines.
    pub(super) noted: Noted,
    /// The code blocks among the lines.
    pub(super) codes: Codes,
    /// Takes what stands in code blocks, where that is wanted and not the lines.
    pub(super) copybook: Option<Box<Copybook>>,
}

/// What is noted while a text is read.
#[derive(Debug, Clone, Default)]
pub(super) struct Noted {
    /// Characters neutralised.
    pub(super) hidden: usize,
    /// Where links lead, in their order.
    links: Vec<Link>,
    /// How many links stand before these.
    before: usize,
}

impl Noted {
    /// Notes a link; gives its number.
    pub(super) fn link(&mut self, link: Link) -> LinkNo {
        self.links.push(link);
        LinkNo(self.before + self.links.len() - 1)
    }

    /// Where a link leads, if it is one of these.
    pub(super) fn leads(&self, no: LinkNo) -> Option<&Link> {
        self.links.get(no.0.checked_sub(self.before)?)
    }

    /// The links, in their order.
    pub(super) fn links(&self) -> &[Link] {
        &self.links
    }

    /// What is noted of text behind this one.
    fn following(&self) -> Self {
        Self {
            hidden: self.hidden,
            links: Vec::new(),
            before: self.before + self.links.len(),
        }
    }
}

impl Page {
    /// An empty page that goes on where this one ends.
    pub(super) fn following(&self, lines: Vec<Line>) -> Self {
        Self {
            lines,
            gap: self.gap.clone(),
            started: self.started,
            noted: self.noted.following(),
            codes: self.codes.following(),
            copybook: None,
        }
    }

    /// Draws the blank line that is owed, since a line follows for certain.
    pub(super) fn pay(&mut self) {
        self.extend(None);
    }

    /// Owes a blank line to the next line that is drawn. Of two the one that stands in fewer containers counts.
    pub(super) fn owe(&mut self, gap: Line) {
        match &self.gap {
            Some(owed) if owed.spans.len() <= gap.spans.len() => {}
            _ => self.gap = Some(gap),
        }
    }
}

impl Extend<Line> for Page {
    fn extend<T: IntoIterator<Item = Line>>(&mut self, lines: T) {
        let gap = self.gap.take().filter(|_| self.started);
        self.lines.extend(gap);
        self.lines.extend(lines);
        self.started = true;
    }
}

/// One thing to put on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(Stretch<'a>, Face),
    /// Kept together when lines are broken.
    Badge(Stretch<'a>),
    Break,
}

impl Piece<'_> {
    /// Adds it to lines that are being wrapped.
    pub(super) fn put(self, wrap: &mut Wrap, out: &mut impl Extend<Line>) {
        match self {
            Self::Text(text, face) => wrap.text(text, face, out),
            Self::Badge(text) => wrap.atom(text, Face::of(Role::Hazard), out),
            Self::Break => wrap.line_break(out),
        }
    }
}

/// Makes a text safe for a terminal and passes its pieces on. Returns how many characters were neutralised.
///
/// All text goes through here before it becomes a span.
pub(super) fn show(
    text: Stretch<'_>,
    face: Face,
    place: Place,
    emit: &mut dyn FnMut(Piece<'_>),
) -> usize {
    // Text beyond ASCII is plain only if it is shown as it is: asking that first would show it twice.
    if text.text.is_ascii() && is_plain(text.text, place) {
        if !text.text.is_empty() {
            emit(Piece::Text(text, face));
        }
        return 0;
    }
    let shown = Shown::new(text.text, place);
    for (kind, run) in runs(&shown, text, place) {
        emit(match kind {
            RunKind::Plain => Piece::Text(run, face),
            RunKind::Badge => Piece::Badge(run),
        });
    }
    shown.hidden()
}

//! The events of the parser for one block, turned into pieces of text with faces.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser has many events that a heading cannot have"
)]

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{HARD, SOFT};
use crate::app::transcript::line::{Face, Marks, Role};
use crate::app::transcript::markdown::page::{Noted, Piece, show};
use crate::app::transcript::stretch::Stretch;
use crate::chat::link::Link;
use crate::chat::shown::Place;

/// Follows the events of one block.
pub(super) struct Reader<'e> {
    faces: Vec<Face>,
    /// Text not yet passed on: the parser splits text at signs, and an escape sequence must be seen whole.
    text: String,
    /// Bytes at its beginning that are prefill.
    begun: usize,
    /// The links around this place: their addresses, titles, and texts so far.
    links: Vec<Address>,
    noted: &'e mut Noted,
    emit: &'e mut dyn FnMut(Piece<'_>),
}

/// Where a link leads, and what it says.
struct Address {
    target: String,
    says: String,
    /// Bytes at the beginning of what is shown of it that are prefill.
    begun: usize,
}

impl Address {
    /// `source` is the whole link.
    fn new(url: &CowStr<'_>, title: &CowStr<'_>, source: Stretch<'_>) -> Self {
        let target = match (url.is_empty(), title.is_empty()) {
            (_, true) => url.to_string(),
            (true, false) => format!("“{title}”"),
            (false, false) => format!("{url} “{title}”"),
        };
        Self {
            begun: begun_of_address(&target, source),
            target,
            says: String::new(),
        }
    }

    /// What follows the text of the link, so that nobody is led elsewhere than it says.
    fn shown(&self) -> Option<String> {
        let same =
            self.says == self.target || self.target.strip_prefix("mailto:") == Some(&self.says);
        (!same && !self.target.is_empty()).then(|| format!("{BEFORE_TARGET}{})", self.target))
    }
}

/// Stands between the text of a link and its target.
const BEFORE_TARGET: &str = " (";

/// How many bytes of a link's address are prefill: all once the whole link is, else what of the target stands in the
/// link as it is shown.
fn begun_of_address(target: &str, source: Stretch<'_>) -> usize {
    if source.is_begun() {
        return usize::MAX;
    }
    let inside = source.text.rfind("](").map(|at| source.split_at(at + 2).1);
    let as_shown = inside.filter(|inside| inside.text.starts_with(target));
    match as_shown.map_or(0, |inside| inside.begun().min(target.len())) {
        0 => 0,
        bytes => BEFORE_TARGET.len() + bytes,
    }
}

impl<'e> Reader<'e> {
    /// Begins a block in a face.
    pub(super) fn new(
        face: Face,
        noted: &'e mut Noted,
        emit: &'e mut dyn FnMut(Piece<'_>),
    ) -> Self {
        Self {
            faces: vec![face],
            text: String::new(),
            begun: 0,
            links: Vec::new(),
            noted,
            emit,
        }
    }

    /// Passes on what is left.
    pub(super) fn finish(mut self) {
        self.flush();
    }

    fn face(&self) -> Face {
        self.faces.last().copied().unwrap_or(PLAIN)
    }

    /// Takes in an event of the parser, with its source.
    pub(super) fn event(&mut self, event: Event<'_>, source: Stretch<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag, source),
            Event::End(tag) => self.end(tag),
            Event::Code(code) => self.code(inside_of_ticks(source).read_as(&code)),
            Event::Text(text) => self.push(source.read_as(&text)),
            Event::InlineHtml(html) | Event::Html(html) => self.html(source.read_as(&html)),
            Event::SoftBreak => self.text.push(SOFT),
            Event::HardBreak => self.text.push(HARD),
            // Not asked for in `OPTIONS`, or not possible inside of a heading.
            _ => {}
        }
    }

    /// Takes in text.
    pub(super) fn push(&mut self, text: Stretch<'_>) {
        self.add(text);
        for link in &mut self.links {
            link.says.push_str(text.text);
        }
    }

    fn add(&mut self, text: Stretch<'_>) {
        if text.begun() > 0 {
            self.begun = self.text.len() + text.begun();
        }
        self.text.push_str(text.text);
    }

    fn start(&mut self, tag: &Tag<'_>, source: Stretch<'_>) {
        let face = self.face();
        let inner = match tag {
            Tag::Emphasis => face.marked(Marks::EMPHASIS),
            Tag::Strong => face.marked(Marks::STRONG),
            Tag::Strikethrough => face.marked(Marks::STRIKE),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                // What stands before it is noted before it.
                self.flush();
                let link = Link::read(dest_url).map(|link| self.noted.link(link));
                face.role(Role::Link).leading(link.or(face.link))
            }
            _ => return,
        };
        self.flush();
        self.faces.push(inner);
        match tag {
            Tag::Link {
                dest_url, title, ..
            } => self.links.push(Address::new(dest_url, title, source)),
            Tag::Image {
                dest_url, title, ..
            } => {
                let sign = source.first("!".len());
                self.add(sign.stood_in_by("🖼 "));
                self.links.push(Address::new(dest_url, title, source));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.pop(),
            TagEnd::Link | TagEnd::Image => {
                let leads = self.face().link;
                self.pop();
                let Some(link) = self.links.pop() else {
                    return;
                };
                if let Some(address) = link.shown() {
                    let face = self.face().role(Role::Faint).leading(leads);
                    let address = Stretch::new(&address, link.begun);
                    self.noted.hidden += show(address, face, Place::Prose, self.emit);
                }
            }
            _ => {}
        }
    }

    fn pop(&mut self) {
        self.flush();
        self.faces.pop();
    }

    fn code(&mut self, code: Stretch<'_>) {
        self.flush();
        for link in &mut self.links {
            link.says.push_str(code.text);
        }
        let face = self.face().role(Role::Code);
        let whole = |text: &str| text.replace(SOFT, " ").replace(HARD, "\\ ");
        let begun = whole(code.first(code.begun()).text).len();
        let code = whole(code.text);
        let code = Stretch::new(&code, begun);
        self.noted.hidden += show(code, face, Place::Code, self.emit);
    }

    /// HTML is shown as it is written, but for the line breaks that models put into tables.
    fn html(&mut self, html: Stretch<'_>) {
        let tag: String = html.text.chars().filter(|c| !c.is_whitespace()).collect();
        if matches!(tag.to_ascii_lowercase().as_str(), "<br>" | "<br/>") {
            self.text.push(HARD);
        } else {
            self.push(html);
        }
    }

    /// Passes on the text so far. Every line end becomes a space or a break.
    fn flush(&mut self) {
        let face = self.face();
        let text = std::mem::take(&mut self.text);
        let mut rest = Stretch::new(&text, std::mem::take(&mut self.begun));
        for piece in text.split_inclusive([SOFT, HARD]) {
            let line = piece.trim_end_matches([SOFT, HARD]);
            let (this, after) = rest.split_at(piece.len());
            let (text, end) = this.split_at(line.len());
            rest = after;
            self.line(text);
            match end.text.chars().next() {
                Some(SOFT) if !line.ends_with("  ") => {
                    (self.emit)(Piece::Text(end.read_as(" "), face));
                }
                Some(_) => (self.emit)(Piece::Break),
                None => {}
            }
        }
        self.text = text;
        self.text.clear();
    }

    /// Passes on text of one line, and marks the addresses in it.
    fn line(&mut self, text: Stretch<'_>) {
        let emit = &mut *self.emit;
        let face = self.faces.last().copied().unwrap_or(PLAIN);
        let noted = &mut *self.noted;
        let hidden = show(text, face, Place::Prose, &mut |piece| match piece {
            Piece::Text(text, face) if face.role == Role::Text => {
                with_addresses(text, face, noted, emit);
            }
            Piece::Text(..) | Piece::Badge(_) | Piece::Break => emit(piece),
        });
        self.noted.hidden += hidden;
    }
}

/// The text of a code span without its signs, and without the spaces that only keep ticks apart.
fn inside_of_ticks(source: Stretch<'_>) -> Stretch<'_> {
    let ticks = source.text.len() - source.text.trim_start_matches('`').len();
    let (before, _) = source.split_at(source.text.len().saturating_sub(ticks).max(ticks));
    let inside = before.split_at(ticks).1;
    let text = inside.text;
    let is_padded = text.len() > 1 && text.starts_with(' ') && text.ends_with(' ');
    if is_padded && !text.trim_matches(' ').is_empty() {
        inside.first(text.len() - 1).last(text.len() - 2)
    } else {
        inside
    }
}

/// Passes on safe text with the addresses in it as links.
fn with_addresses(
    text: Stretch<'_>,
    face: Face,
    noted: &mut Noted,
    emit: &mut dyn FnMut(Piece<'_>),
) {
    let mut rest = text;
    while let Some((before, address)) = bare_address(rest.text) {
        let (text, link) = rest.split_at(before);
        let (link, after) = link.split_at(address);
        if !text.text.is_empty() {
            emit(Piece::Text(text, face));
        }
        let leads = Link::read(link.text).map(|link| noted.link(link));
        emit(Piece::Text(link, face.role(Role::Link).leading(leads)));
        rest = after;
    }
    if !rest.text.is_empty() {
        emit(Piece::Text(rest, face));
    }
}

/// The first web address written without any signs around it: where it begins, and its length.
fn bare_address(text: &str) -> Option<(usize, usize)> {
    let schemes = ["https://", "http://"].map(|scheme| text.find(scheme));
    let at = schemes.into_iter().flatten().min()?;
    let end = text[at..]
        .find([' ', '\n', '<', '>', '"', '|'])
        .unwrap_or(text.len() - at);
    let address =
        text[at..at + end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*']);
    Some((at, address.len()))
}

/// The face of text outside of everything.
const PLAIN: Face = Face::of(Role::Text);

//! The text inside of a block: stresses, code, links, breaks. pulldown-cmark reads it, as the text of one heading,
//! because nothing in a heading can begin another block.

mod reader;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use self::reader::Reader;
use super::page::{Noted, Piece};
use crate::app::transcript::line::Face;
use crate::app::transcript::stretch::Stretch;

/// Stands for the end of a line inside of the source of a block.
pub(super) const SOFT: char = '\u{b}';

/// The same after a backslash, which asks for a new line.
pub(super) const HARD: char = '\u{c}';

/// The source of a block, as one line that is a heading to the parser.
#[derive(Debug, Clone)]
pub(super) struct Inline {
    source: String,
    /// Bytes at the beginning of the text in it that are prefill.
    begun: usize,
}

const OPEN: &str = "# ";

/// Without it the parser would take off `#`s at the end of the text.
const CLOSE: &str = " #";

impl Inline {
    /// An empty source.
    pub(super) fn new() -> Self {
        Self::of("".into())
    }

    /// A source that was one before, or text of one line.
    pub(super) fn of(text: Stretch<'_>) -> Self {
        Self {
            source: [OPEN, text.text].concat(),
            begun: text.begun(),
        }
    }

    /// The source so far.
    pub(super) fn text(&self) -> &str {
        &self.source[OPEN.len()..]
    }

    /// The source so far, with what of it is prefill.
    pub(super) fn stretch(&self) -> Stretch<'_> {
        Stretch::new(self.text(), self.begun)
    }

    /// Adds text of one line. Characters that would end the heading, or stand for a line end here, are shown as
    /// pictures of themselves; so many are counted.
    pub(super) fn push(&mut self, text: Stretch<'_>) -> usize {
        let (begun, fresh) = text.split_at(text.begun());
        let mut count = self.push_str(begun.text);
        if text.begun() > 0 {
            // What stands before it is prefill all the more.
            self.begun = self.text().len();
        }
        count += self.push_str(fresh.text);
        count
    }

    fn push_str(&mut self, text: &str) -> usize {
        let count = text
            .bytes()
            .filter(|byte| matches!(byte, b'\0' | 0xb..=0xd))
            .count();
        match count {
            0 => self.source.push_str(text),
            _ => self.source.extend(text.chars().map(picture)),
        }
        count
    }

    /// Adds the end of a line.
    pub(super) fn push_line_end(&mut self) {
        let text = self.text();
        let slashes = text.len() - text.trim_end_matches('\\').len();
        if slashes % 2 == 1 {
            self.source.pop();
            self.source.push(HARD);
        } else {
            self.source.push(SOFT);
        }
    }

    /// Takes off the text behind a byte, as a source of its own.
    pub(super) fn split_off(&mut self, at: usize) -> Self {
        let rest = Self::of(self.stretch().split_at(at).1);
        self.source.truncate(OPEN.len() + at);
        self.begun = self.begun.min(at);
        rest
    }

    /// Where to cut text that has grown too long: at the last space between the bytes `from` and `to` that no stress,
    /// code or link spans, and before the sign that may begin one; else at any space, else anywhere.
    ///
    /// Looks at the text before `to` only.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only text outside of everything else can be cut"
    )]
    pub(super) fn cut(&self, from: usize, to: usize) -> usize {
        let text = self.text();
        let to = text.floor_char_boundary(to);
        let spaces = |at: usize| at.checked_sub(OPEN.len()).filter(|at| *at >= from);
        let mut best = None;
        let mut depth = 0;
        for (event, range) in
            Parser::new_ext(&self.source[..OPEN.len() + to], OPTIONS).into_offset_iter()
        {
            match event {
                Event::Start(Tag::Heading { .. }) | Event::End(TagEnd::Heading(_)) => {}
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Text(_) if depth == 0 => {
                    let slice = &self.source[range.clone()];
                    if best.is_some() && slice.starts_with(['*', '_', '`', '[', '~', '<']) {
                        break;
                    }
                    let space = slice.rfind([' ', SOFT, HARD]);
                    best = space.and_then(|space| spaces(range.start + space)).or(best);
                }
                _ => {}
            }
        }
        best.or_else(|| text[..to].rfind([' ', SOFT, HARD]).filter(|at| *at >= from))
            .unwrap_or_else(|| super::source::cut(&text[..to], to))
    }

    /// Passes the text on, piece by piece. Characters that were neutralised are counted, and links noted.
    pub(super) fn read(&mut self, face: Face, noted: &mut Noted, emit: &mut dyn FnMut(Piece<'_>)) {
        let mut reader = Reader::new(face, noted, emit);
        if self.text().bytes().any(is_special) {
            self.source.push_str(CLOSE);
            let begun = OPEN.len() + self.begun;
            for (event, range) in Parser::new_ext(&self.source, OPTIONS).into_offset_iter() {
                let begun = begun.saturating_sub(range.start);
                reader.event(event, Stretch::new(&self.source[range], begun));
            }
            self.source.truncate(self.source.len() - CLOSE.len());
        } else {
            reader.push(self.stretch().trimmed());
        }
        reader.finish();
    }
}

const OPTIONS: Options = Options::ENABLE_STRIKETHROUGH;

/// What is shown for a character that cannot be in the source.
fn picture(c: char) -> char {
    match c {
        '\0' => '␀',
        SOFT => '␋',
        HARD => '␌',
        '\r' => '␍',
        _ => c,
    }
}

/// Whether a character may mean something other than itself.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'*' | b'_' | b'~' | b'[' | b'<' | b'&')
}

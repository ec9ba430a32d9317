//! [`Shown`]: text made safe for a terminal.
//!
//! What a model, a tool or a file says may carry escape sequences, bidi overrides and invisible characters. Stored
//! and sent text keeps them; what stands on the screen does not: each one becomes a badge that names it (`‹RLO›`,
//! `‹OSC 52 clipboard, 12 B›`) or is hidden and counted. Panes take no other text than this.
//!
//! A text is shown line by line, and a line is shown without looking at any other. So a growing reply needs only its
//! last line shown again, and the lines shown one by one are the same as the whole shown at once.

mod class;
mod cluster;
mod context;
mod escape;
mod line;
mod mixed;
mod names;
mod smuggled;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

pub(crate) use self::cluster::width;

use self::class::{Bond, Class};
use self::line::Line;

/// Where a text will stand, which decides how strictly it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// What people and models write: emoji flags, private-use glyphs and unusual spaces stay.
    Prose,
    /// Code blocks, tool arguments and results, whatever is to be approved: all that is not what it looks like is named.
    Code,
    /// Names, titles and errors on one line: as strict as code, and a newline is a badge.
    Label,
}

/// Text that is safe for a terminal: no controls but newlines, nothing invisible, honest widths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    text: String,
    badges: Vec<Range<usize>>,
    hidden: usize,
}

/// A piece of a [`Shown`] that is drawn in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run<'a> {
    /// Holds no control character but `\n`, which is in plain runs of prose and code only.
    pub(crate) text: &'a str,
    pub(crate) kind: RunKind,
}

/// How a [`Run`] is drawn and wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunKind {
    Plain,
    /// Stands for something that is not shown as it is: never broken across lines, drawn in the role `hazard`.
    Badge,
}

impl Shown {
    /// Shows what people and models write.
    pub(crate) fn prose(raw: &str) -> Self {
        Self::new(raw, Place::Prose)
    }

    /// Shows code, commands, tool arguments and tool results.
    pub(crate) fn code(raw: &str) -> Self {
        Self::new(raw, Place::Code)
    }

    /// Shows a name, a title or an error on one line.
    pub(crate) fn label(raw: &str) -> Self {
        Self::new(raw, Place::Label)
    }

    /// Shows code that may not be UTF-8, such as a tool's output: `‹FF›` for each invalid byte.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "what may not be UTF-8 comes with attachments and tools"
        )
    )]
    pub(crate) fn code_bytes(raw: &[u8]) -> Self {
        if let Ok(text) = str::from_utf8(raw) {
            return Self::code(text);
        }
        let mut shown = Self::default();
        for line in raw.split_inclusive(|byte| *byte == b'\n') {
            shown.push_bytes(line);
        }
        shown
    }

    /// Shows `raw` as it has to be at `place`.
    pub(crate) fn new(raw: &str, place: Place) -> Self {
        if is_printable(raw, place) {
            return Self {
                text: raw.to_owned(),
                ..Self::default()
            };
        }
        let mut shown = Self {
            text: String::with_capacity(raw.len()),
            ..Self::default()
        };
        match place {
            Place::Label => shown.push_line(raw, place),
            Place::Prose | Place::Code => shown.push_lines(raw, place),
        }
        shown
    }

    /// The runs in order; none is empty.
    pub(crate) fn runs(&self) -> impl Iterator<Item = Run<'_>> {
        let mut at = 0;
        let tail = self.badges.last().map_or(0, |badge| badge.end)..self.text.len();
        self.badges
            .iter()
            .flat_map(move |badge| {
                let before = at..badge.start;
                at = badge.end;
                [(before, RunKind::Plain), (badge.clone(), RunKind::Badge)]
            })
            .chain([(tail, RunKind::Plain)])
            .map(|(range, kind)| Run {
                text: &self.text[range],
                kind,
            })
            .filter(|run| !run.text.is_empty())
    }

    /// The text of all runs.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// How many items were replaced by a badge or left out, for the counter `⚠ 3 hidden`.
    ///
    /// 0 says that nothing but white space and emoji presentation differs from the raw text: CR LF is a newline, a tab
    /// is spaces, an unusual space in prose is a space, and VS15 or VS16 behind an emoji is gone.
    pub(crate) fn hidden(&self) -> usize {
        self.hidden
    }

    /// Columns that the text takes on one line; a newline takes none.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "chips and tabs will measure themselves by it")
    )]
    pub(crate) fn width(&self) -> usize {
        cluster::columns(&self.text)
    }

    fn push_lines(&mut self, raw: &str, place: Place) {
        for whole in raw.split_inclusive('\n') {
            let (line, newline) = split_newline(whole);
            if is_printable(line, place) {
                self.text.push_str(line);
            } else {
                self.push_line(line, place);
            }
            self.end_line(newline);
        }
    }

    fn push_line(&mut self, source: &str, place: Place) {
        let mut line = Line::new(self, place);
        let mut rest = source;
        if place == Place::Code {
            for end in mixed::ends(source) {
                let (word, after) = rest.split_at(end - (source.len() - rest.len()));
                line.text(word);
                line.mark_mixed();
                rest = after;
            }
        }
        line.text(rest);
        line.end();
    }

    fn push_bytes(&mut self, whole: &[u8]) {
        let (source, newline) = match whole.strip_suffix(b"\n") {
            Some(line) => (line.strip_suffix(b"\r").unwrap_or(line), "\n"),
            None => (whole, ""),
        };
        let mut line = Line::new(self, Place::Code);
        for chunk in source.utf8_chunks() {
            line.text(chunk.valid());
            chunk.invalid().iter().for_each(|byte| line.byte(*byte));
        }
        line.end();
        self.end_line(newline);
    }

    fn end_line(&mut self, newline: &str) {
        if !newline.is_empty() {
            self.text.push('\n');
        }
    }

    fn push_badge(&mut self, badge: &str) {
        let start = self.text.len();
        self.text.push_str(badge);
        self.badges.push(start..self.text.len());
        self.hidden += 1;
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether `raw` is shown as it is at `place`.
///
/// Printable ASCII is found by one scan; other text costs as much as showing it.
pub(crate) fn is_plain(raw: &str, place: Place) -> bool {
    is_printable(raw, place) || Shown::new(raw, place).as_str() == raw
}

/// The text for the clipboard: the original without control characters and escape sequences.
///
/// Classes 2 to 6 are left out, so that a paste into a shell can carry no command of its own; newlines (also CR LF) and
/// tabs stay, and so does all that is invisible but harmless there.
pub(crate) fn copyable(raw: &str) -> String {
    let mut copy = String::with_capacity(raw.len());
    for whole in raw.split_inclusive('\n') {
        let (mut rest, newline) = split_newline(whole);
        while let Some(first) = rest.chars().next() {
            let sequence = escape::recognise(rest).map(|sequence| sequence.len);
            if sequence.is_none() && Class::of(first) != Class::Control {
                copy.push(first);
            }
            rest = &rest[sequence.unwrap_or(first.len_utf8())..];
        }
        copy.push_str(newline);
    }
    copy
}

/// Whether a character is seen as itself, and moves nothing else.
pub(crate) fn is_visible(c: char) -> bool {
    Class::of(c) == Class::Plain
}

/// Whether a cell of the finished frame may go to the terminal: it holds nothing that prose would not show.
pub(crate) fn cell_is_safe(symbol: &str) -> bool {
    if symbol.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return true;
    }
    let mut chars = symbol.chars();
    if let (Some(only), None) = (chars.next(), chars.next())
        && Class::of(only) == Class::Plain
        && Bond::of(only) == Bond::Alone
    {
        return true;
    }
    if symbol.contains(['\n', '\t']) {
        return false;
    }
    let symbol = context::without_joiner_to_next_cell(symbol);
    let shown = Shown::prose(symbol);
    // A dropped variation selector is not counted as hidden, but it is missed.
    shown.hidden == 0 && shown.text.chars().count() == symbol.chars().count()
}

/// A line without its newline, and the newline, which is empty at the end of the text.
fn split_newline(whole: &str) -> (&str, &str) {
    let line = whole
        .strip_suffix("\r\n")
        .or_else(|| whole.strip_suffix('\n'))
        .unwrap_or(whole);
    (line, &whole[line.len()..])
}

/// Whether `raw` is printable ASCII in lines short enough to be shown whole.
fn is_printable(raw: &str, place: Place) -> bool {
    let newline = match place {
        Place::Prose | Place::Code => b'\n',
        Place::Label => b' ',
    };
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') || *byte == newline;
    // Blocks without an early exit inside become vector instructions.
    let mut blocks = raw.as_bytes().chunks(128);
    blocks.all(|block| block.iter().fold(true, |all, byte| all & plain(byte)))
        && (raw.len() <= line::MAX_COLUMNS
            || raw.split('\n').all(|line| line.len() <= line::MAX_COLUMNS))
}

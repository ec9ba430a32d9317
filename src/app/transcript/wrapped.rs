//! Text as it came, wrapped line by line, while it grows.

use crate::chat::shown::{Place, RunKind, Shown};

use super::line::{Face, Line, Role};
use super::message::Frame;
use super::stretch::{Stretch, runs};
use super::wrap::{Breaking, Prefix, Wrap};

/// A text as it came. What its lines are shown as is worked out for each by itself, so that those that are
/// complete stay as they are while more comes.
#[derive(Debug, Clone, Default)]
pub(super) struct Wrapped {
    lines: Vec<Line>,
    hidden: usize,
    /// Bytes of the text that were taken in; `None` = it was not asked for yet.
    bytes: Option<usize>,
    settled: Settled,
    #[cfg(test)]
    laid_out: usize,
}

/// What the complete lines of a text are.
#[derive(Debug, Clone, Copy, Default)]
struct Settled {
    /// Bytes of the text.
    bytes: usize,
    /// Lines that they were wrapped to.
    lines: usize,
    /// Characters in them that are not shown as they are.
    hidden: usize,
}

impl Wrapped {
    /// A text that does not grow.
    pub(super) fn of(text: Stretch<'_>, place: Place, frame: Frame) -> Self {
        let mut whole = Self::default();
        whole.take(text, place, frame);
        whole
    }

    /// No lines, of a text in which so many characters are not shown as they are.
    pub(super) fn folded(hidden: usize) -> Self {
        Self {
            hidden,
            ..Self::default()
        }
    }

    /// Takes in what has come since the last call.
    pub(super) fn extend_to(&mut self, text: Stretch<'_>, place: Place, frame: Frame) {
        if self.bytes == Some(text.text.len()) {
            return;
        }
        if !self.begins(text.text) {
            *self = Self::default();
        }
        self.bytes = Some(text.text.len());
        self.lines.truncate(self.settled.lines);
        self.hidden = self.settled.hidden;
        let mut rest = text.split_at(self.settled.bytes).1;
        while let Some(end) = rest.text.find('\n') {
            let (line, after) = rest.split_at(end + 1);
            self.take(line, place, frame);
            self.settled = Settled {
                bytes: self.settled.bytes + line.text.len(),
                lines: self.lines.len(),
                hidden: self.hidden,
            };
            rest = after;
        }
        if !rest.text.is_empty() || text.text.is_empty() {
            self.take(rest, place, frame);
        }
    }

    /// Has no line, not even a blank one, since there is no text.
    pub(super) fn stay_empty(&mut self) {
        *self = Self {
            bytes: Some(0),
            ..Self::default()
        };
    }

    /// Whether what is settled can be the beginning of a text.
    fn begins(&self, text: &str) -> bool {
        match self.settled.bytes.checked_sub(1) {
            Some(last) => text.as_bytes().get(last) == Some(&b'\n'),
            None => true,
        }
    }

    /// Whether nothing was taken in yet.
    pub(super) fn is_new(&self) -> bool {
        self.bytes.is_none()
    }

    /// Its lines.
    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// How many characters are not shown as they are.
    pub(super) fn hidden(&self) -> usize {
        self.hidden
    }

    /// Lines that were ever made.
    #[cfg(test)]
    pub(super) fn laid_out(&self) -> usize {
        self.laid_out
    }

    /// Wraps a piece of text below the lines so far.
    fn take(&mut self, text: Stretch<'_>, place: Place, frame: Frame) {
        let (breaking, role) = match place {
            Place::Prose => (Breaking::Words, Role::Text),
            Place::Code | Place::Label => (Breaking::Columns, Role::CodeBlock),
        };
        let shown = Shown::new(text.text, place);
        let mut wrap = Wrap::new(usize::from(frame.width), breaking, Prefix::default());
        #[cfg(test)]
        let before = self.lines.len();
        for (kind, run) in runs(&shown, text, place) {
            match kind {
                RunKind::Plain => wrap.text(run, Face::of(role), &mut self.lines),
                RunKind::Badge => wrap.atom(run, Face::of(Role::Hazard), &mut self.lines),
            }
        }
        wrap.finish(&mut self.lines);
        self.hidden += shown.hidden();
        #[cfg(test)]
        {
            self.laid_out += self.lines.len() - before;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FRAME: Frame = Frame {
        width: 9,
        text: crate::app::view::TextMode::Raw,
        code: crate::app::code::CodeLines::Wrap,
    };

    proptest! {
        #[test]
        fn it_comes_to_the_same_however_it_came(
            text in "([a-z 石\u{202e}\t]{0,12}\n?){0,8}",
            cuts in prop::collection::vec(0_usize..100, 0..6),
            begun in 0_usize..20,
        ) {
            for place in [Place::Prose, Place::Code] {
                let stretch = |end: usize| Stretch::new(&text[..end], text.floor_char_boundary(begun).min(end));
                let mut cuts: Vec<usize> = cuts.iter().map(|cut| text.floor_char_boundary(*cut)).collect();
                cuts.sort_unstable();
                let mut grown = Wrapped::default();
                for end in cuts.into_iter().chain([text.len()]) {
                    grown.extend_to(stretch(end), place, FRAME);
                }
                let whole = Wrapped::of(stretch(text.len()), place, FRAME);
                prop_assert_eq!(grown.lines(), whole.lines());
                prop_assert_eq!(grown.hidden(), whole.hidden());
            }
        }
    }

    #[test]
    fn another_text_is_laid_out_anew() {
        let mut text = Wrapped::default();
        for (now, lines) in [
            ("one\ntwo", 2),
            ("岩石岩石岩石岩石", 2),
            ("", 1),
            ("a\nb\n\nc", 4),
        ] {
            text.extend_to(now.into(), Place::Code, FRAME);
            assert_eq!(text.lines().len(), lines, "{now}");
        }
    }

    #[test]
    fn complete_lines_are_not_laid_out_again() {
        let mut written = "a line\n".repeat(200);
        let mut text = Wrapped::default();
        text.extend_to(written.as_str().into(), Place::Code, FRAME);
        for _ in 0..10 {
            written.push_str("word ");
            text.extend_to(written.as_str().into(), Place::Code, FRAME);
        }
        assert!(text.laid_out() < 250, "{}", text.laid_out());
    }
}

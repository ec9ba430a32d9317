//! Fills lines with foreign text that keeps every space: here white space can be the difference.

use unicode_segmentation::UnicodeSegmentation;

use crate::chat::shown::width;

use crate::app::transcript::line::{Face, Line, Role, Span, columns};
use crate::chat::shown::{Place, RunKind, Shown};

/// Shown for a grapheme that is wider than a whole line.
const STAND_IN: &str = "\u{fffd}";

/// A line of a text that is broken into lines of the screen.
#[derive(Debug)]
pub(super) struct Fill {
    width: usize,
    used: usize,
    lines: Vec<Line>,
}

impl Fill {
    /// An empty line on a screen of so many columns, at least one.
    pub(super) fn new(width: u16) -> Self {
        Self {
            width: usize::from(width.max(1)),
            used: 0,
            lines: vec![Line::default()],
        }
    }

    /// Adds a text, made safe; it is broken before words where that can be.
    pub(super) fn text(&mut self, text: &str, face: Face) {
        for run in Shown::new(text, Place::Code).runs() {
            match run.kind {
                RunKind::Plain => {
                    for piece in run.text.split_inclusive(' ') {
                        self.word(piece, face);
                    }
                }
                RunKind::Badge => self.word(run.text, Face::of(Role::Hazard)),
            }
        }
    }

    /// The lines; there is at least one.
    pub(super) fn finish(self) -> Vec<Line> {
        self.lines
    }

    /// Adds a word and the space after it.
    fn word(&mut self, piece: &str, face: Face) {
        let word = piece.strip_suffix(' ').unwrap_or(piece);
        let width = columns(word);
        if self.used > 0 && self.used + width > self.width && width <= self.width {
            self.next_line();
        }
        self.cut(word, face);
        // A space that only ends a line of the screen begins no other one.
        if word.len() < piece.len() && (self.used < self.width || word.is_empty()) {
            self.cut(" ", face);
        }
    }

    /// Fills line after line.
    fn cut(&mut self, text: &str, face: Face) {
        for grapheme in text.graphemes(true) {
            let (grapheme, width) = match width(grapheme) {
                width if width > self.width => (STAND_IN, 1),
                width => (grapheme, width),
            };
            if self.used + width > self.width {
                self.next_line();
            }
            self.used += width;
            self.push(grapheme, face);
        }
    }

    fn push(&mut self, text: &str, face: Face) {
        let Some(line) = self.lines.last_mut() else {
            return;
        };
        match line.spans.last_mut() {
            Some(span) if span.face == face => span.text.push_str(text),
            Some(_) | None => line.spans.push(Span {
                text: text.to_owned(),
                face,
            }),
        }
    }

    fn next_line(&mut self) {
        self.lines.push(Line::default());
        self.used = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filled(text: &str, width: u16) -> Vec<String> {
        let mut fill = Fill::new(width);
        fill.text(text, Face::of(Role::Text));
        fill.finish().iter().map(Line::text).collect()
    }

    #[test]
    fn lines_break_before_words_and_spaces_stay() {
        assert_eq!(filled("  one  two three", 9), ["  one  ", "two three"]);
        assert_eq!(filled("granite", 3), ["gra", "nit", "e"]);
        assert_eq!(filled("片麻岩", 5), ["片麻", "岩"]);
        assert_eq!(filled("片", 1), ["\u{fffd}"]);
        assert_eq!(filled("", 9), [""]);
        assert_eq!(filled("one two", 3), ["one", "two"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_screen(text in any::<String>(), width in 1_u16..20) {
            for line in filled(&text.replace('\n', " "), width) {
                prop_assert!(columns(&line) <= usize::from(width).max(1), "{line:?}");
                prop_assert!(!line.contains(char::is_control), "{line:?}");
            }
        }
    }
}

//! A text that is looked for, and where it stands: in Markdown source, and in lines laid out.
//!
//! White space of any kind and length is one blank, so that a phrase is found across the end of a
//! line. A text without capitals is found in any case.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::app::transcript::line::{Line, Role, columns};

/// Marks that Markdown does not show; source is searched as if they were not there.
const UNSHOWN: [char; 4] = ['*', '_', '`', '~'];

/// What stands where a line of code was broken; the text goes on without a blank.
const BROKEN: &str = "↪";

/// A text that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    text: String,
    chars: Vec<char>,
    /// How many characters are still right where the next one is wrong, by how many were right
    /// (Knuth, Morris, Pratt).
    borders: Vec<usize>,
    case: Case,
    unshown: Vec<char>,
}

/// Whether capitals count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Counts,
    Ignored,
}

/// Where a text stands once: a piece of each line that it goes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The pieces, from the top.
    pub(crate) pieces: Vec<Piece>,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The line, counted from the first one that was looked at.
    pub(crate) line: usize,
    /// Columns of that line.
    pub(crate) columns: Range<usize>,
}

impl Needle {
    /// What is to be looked for; `None` = nothing but blanks.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let capital = text.chars().any(char::is_uppercase);
        let case = if capital { Case::Counts } else { Case::Ignored };
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let chars: Vec<char> = words.chars().map(|c| folded(c, case)).collect();
        let mut unshown = UNSHOWN.to_vec();
        unshown.retain(|mark| !chars.contains(mark));
        (!chars.is_empty()).then(|| Self {
            text: text.to_owned(),
            borders: borders(&chars),
            chars,
            case,
            unshown,
        })
    }

    /// As it was typed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// How often it stands in a Markdown source.
    pub(crate) fn count(&self, source: &str) -> usize {
        let (mut count, mut right, mut blank) = (0, 0, true);
        for c in source.chars() {
            if self.unshown.contains(&c) || (c.is_whitespace() && blank) {
                continue;
            }
            blank = c.is_whitespace();
            if self.step(&mut right, if blank { ' ' } else { c }) {
                count += 1;
            }
        }
        count
    }

    /// Where it stands in lines that follow each other.
    pub(crate) fn places<'a>(&self, lines: impl Iterator<Item = &'a Line>) -> Vec<Place> {
        let mut seen: Vec<Option<Piece>> = Vec::new();
        let mut walk = Walk {
            needle: self,
            seen: &mut seen,
            right: 0,
            blank: true,
            found: Vec::new(),
        };
        for (at, line) in lines.enumerate() {
            walk.line(at, line);
        }
        walk.found
    }

    /// Takes one more character; whether the whole text stands there now.
    fn step(&self, right: &mut usize, c: char) -> bool {
        let c = folded(c, self.case);
        while *right > 0 && self.chars[*right] != c {
            *right = self.borders[*right - 1];
        }
        *right += usize::from(self.chars[*right] == c);
        let whole = *right == self.chars.len();
        if whole {
            *right = 0;
        }
        whole
    }
}

/// For each beginning of a text the length of its longest end that is a beginning too.
fn borders(chars: &[char]) -> Vec<usize> {
    let mut borders = vec![0; chars.len()];
    let mut right = 0;
    for at in 1..chars.len() {
        while right > 0 && chars[right] != chars[at] {
            right = borders[right - 1];
        }
        right += usize::from(chars[right] == chars[at]);
        borders[at] = right;
    }
    borders
}

fn folded(c: char, case: Case) -> char {
    match case {
        Case::Counts => c,
        Case::Ignored if c.is_ascii() => c.to_ascii_lowercase(),
        Case::Ignored => c.to_lowercase().next().unwrap_or(c),
    }
}

/// A way along lines.
struct Walk<'a> {
    needle: &'a Needle,
    /// The place of each character that counts; `None` = the blank between two lines.
    seen: &'a mut Vec<Option<Piece>>,
    right: usize,
    blank: bool,
    found: Vec<Place>,
}

impl Walk<'_> {
    fn line(&mut self, at: usize, line: &Line) {
        let mut column = 0;
        let mut begun = false;
        for span in &line.spans {
            let words = span.text.trim();
            let mark = span.face.role == Role::Quote || (!begun && words == BROKEN);
            if mark {
                column += columns(&span.text);
                begun = words == BROKEN;
                continue;
            }
            if !begun {
                self.take(' ', None);
                begun = true;
            }
            for grapheme in span.text.graphemes(true) {
                let width = columns(grapheme);
                let piece = Piece {
                    line: at,
                    columns: column..column + width,
                };
                for c in grapheme.chars() {
                    self.take(c, Some(&piece));
                }
                column += width;
            }
        }
    }

    fn take(&mut self, c: char, piece: Option<&Piece>) {
        if c.is_whitespace() && self.blank {
            return;
        }
        self.blank = c.is_whitespace();
        self.seen.push(piece.cloned());
        let c = if self.blank { ' ' } else { c };
        if self.needle.step(&mut self.right, c) {
            let from = self.seen.len() - self.needle.chars.len();
            self.found.push(joined(&self.seen[from..]));
        }
    }
}

/// The pieces of neighbours in a line made one.
fn joined(pieces: &[Option<Piece>]) -> Place {
    let mut place = Place { pieces: Vec::new() };
    for piece in pieces.iter().flatten() {
        match place.pieces.last_mut() {
            Some(last) if last.line == piece.line => last.columns.end = piece.columns.end,
            Some(_) | None => place.pieces.push(piece.clone()),
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::transcript::line::Span;
    use crate::app::transcript::markdown::Markdown;

    fn needle(text: &str) -> Needle {
        Needle::new(text).unwrap()
    }

    fn lines(source: &str, width: u16) -> Vec<Line> {
        let mut markdown = Markdown::new(width);
        markdown.extend_to(source);
        let lines = (0..markdown.len()).filter_map(|at| markdown.line(at));
        lines.cloned().collect()
    }

    fn found(text: &str, source: &str, width: u16) -> Vec<Vec<(usize, Range<usize>)>> {
        let lines = lines(source, width);
        let places = needle(text).places(lines.iter());
        let pieces = |place: Place| {
            let pieces = place.pieces.into_iter();
            pieces.map(|piece| (piece.line, piece.columns)).collect()
        };
        places.into_iter().map(pieces).collect()
    }

    #[test]
    fn blanks_alone_are_nothing_to_look_for() {
        assert_eq!(Needle::new(" \t\n"), None);
    }

    #[test]
    fn small_letters_are_found_in_any_case_and_capitals_as_they_are() {
        assert_eq!(needle("rock").count("Rock ROCK rock"), 3);
        assert_eq!(needle("Rock").count("Rock ROCK rock"), 1);
        assert_eq!(needle("éa").count("ÉA éa"), 2);
    }

    #[test]
    fn marks_that_are_not_shown_do_not_part_words() {
        assert_eq!(needle("bold text").count("some **bold** `text`"), 1);
        assert_eq!(needle("foo_bar").count("foo_bar foobar"), 1);
        assert_eq!(needle("**").count("a ** b"), 1);
    }

    #[test]
    fn a_text_is_found_again_behind_itself_but_not_within() {
        assert_eq!(needle("aa").count("aaaa"), 2);
        assert_eq!(needle("aab").count("aaab"), 1);
    }

    #[test]
    fn a_phrase_is_found_over_the_end_of_a_line() {
        let source = "alpha beta gamma delta";
        assert_eq!(found("gamma", source, 40), [[(0, 11..16)]]);
        assert_eq!(
            found("beta  gamma", source, 12),
            [vec![(0, 6..10), (1, 0..5)]]
        );
    }

    #[test]
    fn wide_characters_take_their_columns() {
        assert_eq!(found("盤", "岩盤 here", 40), [[(0, 2..4)]]);
    }

    #[test]
    fn bars_of_quotes_and_breaks_of_code_are_no_text() {
        let quote = "> one two three four";
        let places = found("two three", quote, 12);
        assert_eq!(places.len(), 1, "{places:?}");
        let broken = [
            Line {
                spans: vec![Span::new("  abcdef", Role::CodeBlock)],
            },
            Line {
                spans: vec![
                    Span::new("↪ ", Role::Faint),
                    Span::new("ghi", Role::CodeBlock),
                ],
            },
        ];
        assert_eq!(needle("defghi").places(broken.iter()).len(), 1);
    }

    proptest! {
        #[test]
        fn plain_words_are_found_as_often_in_lines_as_in_source(
            words in prop::collection::vec("[ab]{1,3}", 1..30),
            sought in "[ab]{1,2}( [ab]{1,2})?",
            width in 4_u16..40,
        ) {
            let source = words.join(" ");
            let places = needle(&sought).places(lines(&source, width).iter());
            prop_assert_eq!(places.len(), needle(&sought).count(&source));
        }

        #[test]
        fn counting_agrees_with_the_standard_library(text in "[abc]{0,40}", sought in "[abc]{1,4}") {
            prop_assert_eq!(needle(&sought).count(&text), text.matches(&sought).count());
        }
    }
}

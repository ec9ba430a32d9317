//! Wrapping by itself.

use proptest::prelude::*;

use super::{Breaking, Prefix, STAND_IN, Wrap};
use crate::app::transcript::line::{Face, Line, Marks, Role, Span};

const TEXT: Face = Face::of(Role::Text);

/// Wraps pieces whose faces alternate, after a prefix of two columns.
fn wrapped(pieces: &[&str], width: usize, breaking: Breaking) -> Vec<Line> {
    let prefix = |text| vec![Span::new(text, Role::ListMarker)];
    let prefix = Prefix {
        first: prefix("• "),
        rest: prefix("  "),
    };
    let mut out = Vec::new();
    let mut wrap = Wrap::new(width, breaking, prefix);
    for (number, piece) in pieces.iter().enumerate() {
        let face = if number % 2 == 0 {
            TEXT
        } else {
            TEXT.marked(Marks::STRONG)
        };
        wrap.text(*piece, face, &mut out);
    }
    wrap.finish(&mut out);
    out
}

fn texts(lines: &[Line]) -> Vec<String> {
    lines.iter().map(Line::text).collect()
}

#[test]
fn words_fill_lines_below_each_other() {
    let lines = wrapped(&["one two  three "], 9, Breaking::Words);
    assert_eq!(texts(&lines), ["• one two", "  three"]);
}

#[test]
fn a_word_of_two_faces_is_not_broken_between_them() {
    let lines = wrapped(&["one two", "three", ", four"], 12, Breaking::Words);
    assert_eq!(texts(&lines), ["• one", "  twothree,", "  four"]);
    assert_eq!(lines[1].spans.len(), 4);
}

#[test]
fn long_words_are_cut_and_short_ones_moved() {
    let lines = wrapped(&["ab well-known abcdefghijklm"], 11, Breaking::Words);
    assert_eq!(
        texts(&lines),
        ["• ab well-", "  known", "  abcdefghi", "  jklm"]
    );
}

#[test]
fn columns_keep_every_space() {
    let lines = wrapped(&["  a   b", " c"], 6, Breaking::Columns);
    assert_eq!(texts(&lines), ["•   a ", "    b ", "  c"]);
}

#[test]
fn an_atom_is_broken_only_if_it_is_wider_than_a_line() {
    let mut out = Vec::new();
    let mut wrap = Wrap::new(6, Breaking::Words, Prefix::default());
    for text in ["‹ESC›", "‹long one›"] {
        wrap.text("ab", TEXT, &mut out);
        wrap.atom(text, TEXT, &mut out);
    }
    wrap.finish(&mut out);
    assert_eq!(texts(&out), ["ab", "‹ESC›", "ab", "‹long ", "one›"]);
}

#[test]
fn a_grapheme_wider_than_the_line_is_stood_in_for() {
    assert_eq!(
        texts(&wrapped(&["中a"], 3, Breaking::Words)),
        ["• \u{fffd}", "  a"]
    );
}

#[test]
fn nothing_gives_one_line_if_the_prefix_says_something() {
    assert_eq!(texts(&wrapped(&[], 9, Breaking::Words)), ["• "]);
    let mut out = Vec::new();
    Wrap::new(9, Breaking::Words, Prefix::default()).finish(&mut out);
    assert_eq!(out, []);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_fit_and_keep_the_text(pieces in prop::collection::vec("[a-c中é\u{301}\u{fe0f}❤🇩👩\u{200d}/ -]{0,12}", 0..9), width in 4..30usize) {
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        for breaking in [Breaking::Words, Breaking::Columns] {
            let lines = wrapped(&pieces, width, breaking);
            prop_assert!(lines.iter().all(|line| line.width() <= width), "{:?}", lines);
            let shown = texts(&lines).concat().replace('•', "");
            // A cluster of joined emoji may be wider than the line.
            prop_assume!(!shown.contains(STAND_IN));
            prop_assert_eq!(shown.replace(' ', ""), pieces.concat().replace(' ', ""));
        }
    }
}

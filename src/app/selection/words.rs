//! The word at a column of a line.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::chat::shown::width;

/// Signs that belong to a word between letters: parts of paths, addresses and names.
const INSIDE: &str = "_-./~@:%+#?&='’";

/// Signs that end a sentence rather than a word.
const AT_THE_END: [&str; 6] = [".", ":", "?", "-", "'", "’"];

/// Signs that stand before a word.
const BEFORE: [&str; 2] = ["'", "’"];

/// What a grapheme belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Blank,
    Other,
}

/// The columns of the word, the blanks or the sign at a column; nothing behind the end of the text.
pub(crate) fn around(text: &str, column: usize) -> Option<Range<usize>> {
    let mut runs: Vec<(Class, Vec<(&str, usize)>)> = Vec::new();
    let mut at = 0;
    for grapheme in text.graphemes(true) {
        let class = class(grapheme);
        match runs.last_mut() {
            Some((last, run)) if *last == class && class != Class::Other => {
                run.push((grapheme, at));
            }
            _ => runs.push((class, vec![(grapheme, at)])),
        }
        at += width(grapheme);
    }
    let end = at;
    let starts: Vec<usize> = runs.iter().map(|(_, run)| run[0].1).collect();
    let nth = starts.iter().rposition(|start| *start <= column)?;
    let after = starts.get(nth + 1).copied().unwrap_or(end);
    if column >= after {
        return None;
    }
    let (class, run) = &runs[nth];
    let word = if *class == Class::Word {
        trimmed(run, column)
    } else {
        run
    };
    let (last, start) = word[word.len() - 1];
    Some(word[0].1..start + width(last))
}

/// A word without the signs that end its sentence, unless one of them is meant.
fn trimmed<'a, 'b>(run: &'b [(&'a str, usize)], column: usize) -> &'b [(&'a str, usize)] {
    let mut end = run.len();
    while end > 1 && AT_THE_END.contains(&run[end - 1].0) {
        end -= 1;
    }
    let mut start = 0;
    while start + 1 < end && BEFORE.contains(&run[start].0) {
        start += 1;
    }
    let ends_at = run.get(end).map_or(usize::MAX, |(_, at)| *at);
    if (run[start].1..ends_at).contains(&column) {
        &run[start..end]
    } else {
        run
    }
}

fn class(grapheme: &str) -> Class {
    let is_word = |c: char| c.is_alphanumeric() || INSIDE.contains(c);
    match grapheme.chars().next() {
        Some(c) if c.is_whitespace() => Class::Blank,
        Some(c) if is_word(c) => Class::Word,
        _ => Class::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::transcript::line::columns;

    #[test]
    fn a_word_is_what_one_would_take() {
        for (text, column, word) in [
            ("see the rock.", 9, Some("rock")),
            ("see the rock.", 12, Some("rock.")),
            ("see the rock.", 13, None),
            ("see the rock.", 3, Some(" ")),
            ("at src/main.rs:12, or", 5, Some("src/main.rs:12")),
            ("(granite)", 0, Some("(")),
            ("(granite)", 4, Some("granite")),
            ("don't", 1, Some("don't")),
            ("a 'rock' is", 4, Some("rock")),
            ("石英 rock", 1, Some("石英")),
            ("石英 rock", 6, Some("rock")),
            ("e\u{301}tude", 0, Some("e\u{301}tude")),
            ("", 0, None),
        ] {
            let found = around(text, column);
            let shown = found.map(|columns| {
                let mut at = 0;
                let graphemes = text.graphemes(true).filter(|grapheme| {
                    let start = at;
                    at += width(grapheme);
                    columns.contains(&start)
                });
                graphemes.collect::<String>()
            });
            assert_eq!(shown.as_deref(), word, "{text} at {column}");
        }
    }

    #[test]
    fn columns_are_counted_as_cells_are() {
        let (before, word) = ("ｶﾞﾊﾟ ", "rock");
        let start = columns(before);
        let expected = Some(start..start + word.len());
        assert_eq!(around(&format!("{before}{word}"), start), expected);
    }
}

//! The signs that outcrop draws, and what stands for each where only ASCII may be drawn.
//!
//! Signs are written where they belong, and turned into ASCII on their way to the cells, so that nothing
//! else has to know of it. Each takes as many columns as before: a layout is the same either way. What
//! people and models have written stays what it is.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::app::transcript::line::{Marks, Role, Span, columns};

/// Every sign of ours beyond ASCII, and what stands for it: of the same width. `…` is in `dots`.
#[rustfmt::skip] // A table is read in rows.
const TABLE: &[(&str, &str)] = &[
    // Frames and rules.
    ("│", "|"), ("─", "-"), ("━", "="),
    ("┌", "+"), ("┐", "+"), ("└", "+"), ("┘", "+"), ("├", "+"), ("┤", "+"), ("┬", "+"), ("┴", "+"), ("┼", "+"),
    ("╭", "+"), ("╮", "+"), ("╰", "+"), ("╯", "+"),
    // Bars, and marks at the left edge.
    ("█", "="), ("▉", "="), ("▊", "="), ("▋", "="), ("▍", "="), ("░", "-"),
    ("▌", ">"), ("▎", "|"), ("▏", "|"),
    // What hangs on a row or a message.
    ("●", "*"), ("○", "o"), ("◉", "@"), ("◐", "%"), ("★", "*"), ("■", "#"), ("✓", "+"), ("✗", "x"), ("⚠", "!"),
    ("⚑", "!"), ("⊘", "/"), ("≡", "="), ("✎", "~"), ("✉", "@"), ("▲", "^"), ("▼", "v"), ("×", "x"),
    ("⏳", "# "), ("＋", "+ "), ("🖼", "#"),
    // Lists.
    ("•", "*"), ("◦", "-"), ("▪", "+"), ("☐", "o"), ("☑", "x"),
    // Folds, ways, ends.
    ("▸", ">"), ("▾", "v"), ("▶", ">"), ("◀", "<"), ("‹", "<"), ("›", ">"), ("«", "<"), ("»", ">"),
    ("←", "<"), ("→", ">"), ("↑", "^"), ("↓", "v"), ("↪", ">"), ("↻", "@"), ("↵", "$"), ("␣", "_"), ("⋯", "~"),
    // Characters that cannot be shown.
    ("␀", "?"), ("␋", "?"), ("␌", "?"), ("␍", "?"), ("␛", "?"), ("␡", "?"), ("▯", "?"),
    // Between words and numbers.
    ("·", "-"), ("–", "-"), ("—", "-"), ("−", "-"), ("≈", "~"), ("≥", ">"), ("≤", "<"), ("“", "\""), ("”", "\""),
    ("’", "'"),
];

/// What stands for a sign, if it is one of ours.
pub(super) fn of(sign: &str) -> Option<&'static str> {
    // A variation selector asks for the sign in colours, or without.
    let bare = sign.trim_end_matches(['\u{fe0e}', '\u{fe0f}']);
    let found = TABLE.iter().find(|(known, _)| *known == bare);
    found.map(|(_, ascii)| *ascii)
}

/// Keys with their names in the place of arrows: `<` is another key than the arrow to the left.
pub(super) fn spelled(keys: &str) -> Cow<'_, str> {
    const NAMES: [(char, &str); 4] = [('←', "Left"), ('→', "Right"), ('↑', "Up"), ('↓', "Down")];
    if keys.is_ascii() {
        return Cow::Borrowed(keys);
    }
    let spelled = NAMES.iter().fold(keys.to_owned(), |keys, (sign, name)| {
        keys.replace(*sign, name)
    });
    Cow::Owned(spelled)
}

/// A text with its signs in ASCII. At its end there is room for so many more columns.
pub(super) fn ascii(text: &str, room: usize) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let (text, dots) = dots(text, room);
    let mut plain = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        match of(grapheme) {
            Some(ascii) => plain.push_str(ascii),
            // Something was left out of a name or a path.
            None if grapheme == "…" && !plain.ends_with('/') => plain.push('~'),
            None if grapheme == "…" => plain.push('*'),
            None => plain.push_str(grapheme),
        }
    }
    plain.push_str(dots);
    Cow::Owned(plain)
}

/// Takes the `…` off the end of a text and gives what stands for it: three dots, if there is room, or
/// in place of the last letters. Blanks at the end are room. Alone it is no dot, which would end a
/// sentence.
fn dots(text: &str, room: usize) -> (&str, &'static str) {
    let bare = text.trim_end_matches(' ');
    let blanks = text.len() - bare.len();
    let Some(words) = bare.strip_suffix('…') else {
        return (text, "");
    };
    match blanks {
        0 if room >= 2 => (words, "..."),
        0 => {
            let mut ends = words.grapheme_indices(true).map(|(at, _)| at).rev();
            let cut = ends.nth(1).map(|at| &words[..at]);
            match cut.filter(|cut| columns(cut) > 0 && columns(cut) + 2 == columns(words)) {
                Some(cut) => (cut, "..."),
                None => (words, "~"),
            }
        }
        1 => (words, ".. "),
        2 => (words, "..."),
        _ => (words, "... "),
    }
}

/// Whether a piece of a message is what somebody wrote, and no sign of ours.
pub(super) fn is_written(span: &Span) -> bool {
    if span.face.marks.has(Marks::OURS) {
        return false;
    }
    match span.face.role {
        Role::Text
        | Role::Code
        | Role::CodeBlock
        | Role::Syntax(_)
        | Role::Link
        | Role::TableHead
        | Role::Added
        | Role::Removed => true,
        // The rule below a heading of the first level is one span.
        Role::Heading(_) => !span.text.chars().all(|c| c == '━'),
        Role::CodeInfo
        | Role::Quote
        | Role::ListMarker
        | Role::TableFrame
        | Role::Rule
        | Role::Prefill
        | Role::Hazard
        | Role::Faint
        | Role::User
        | Role::Assistant
        | Role::Tool
        | Role::Call(_)
        | Role::Warning
        | Role::Error
        | Role::Siblings
        | Role::Fold
        | Role::Note => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn signs_keep_their_width() {
        for (sign, ascii) in TABLE {
            assert!(ascii.is_ascii(), "{sign}");
            assert_eq!(columns(sign), ascii.len(), "{sign}");
        }
    }

    #[test]
    fn three_dots_take_the_room_that_there_is() {
        for (text, room, plain) in [
            ("reading…", 2, "reading..."),
            ("reading…", 1, "readi..."),
            ("reading…", 0, "readi..."),
            ("reading …", 9, "reading ..."),
            ("石英…", 0, "石英~"),
            ("a…", 0, "a~"),
            ("…", 0, "~"),
            (" … ", 0, " .. "),
            ("asking…  next", 0, "asking~  next"),
            ("/home/…/x", 0, "/home/*/x"),
            ("a · b ✗ ü", 0, "a - b x ü"),
            ("plain", 0, "plain"),
        ] {
            assert_eq!(ascii(text, room), plain, "{text:?} {room}");
        }
    }

    /// Texts in our sources, without comments, tests and what is looked for in texts of others.
    fn signs_in(folder: &Path, found: &mut Vec<(String, char)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.display().to_string();
            if path.is_dir() {
                if !name.ends_with("/tests") {
                    signs_in(&path, found);
                }
                continue;
            }
            let others = ["tests.rs", "fixture.rs", "glyphs.rs", "wrap/mod.rs"];
            let is_code = path.extension().is_some_and(|it| it == "rs");
            let is_test = name.contains("/tests_of_");
            if !is_code || is_test || others.iter().any(|other| name.ends_with(other)) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap();
            for line in code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
            {
                let line = line.split(" // ").next().unwrap();
                let beyond = line.chars().filter(|c| !c.is_ascii());
                found.extend(beyond.map(|c| (name.clone(), c)));
            }
        }
    }

    #[test]
    fn every_sign_that_is_drawn_has_one_in_ascii() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        for folder in ["ui", "app"] {
            signs_in(&source.join(folder), &mut found);
        }
        assert!(found.len() > 200, "only {} signs were found", found.len());
        found.retain(|(_, sign)| *sign != '…' && of(&sign.to_string()).is_none());
        assert!(found.is_empty(), "without a sign in ASCII: {found:?}");
    }
}

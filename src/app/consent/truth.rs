//! Text of which nothing is left to guess: what stands on the screen says which bytes it is.
//!
//! Everything but printable ASCII is written out, and so are blanks that could be missed or taken for
//! the end of a line. Two different texts never look the same, and a test reads the screen back to the text.
//!
//! Where only ASCII may be drawn, no sign is left that values do not have too: what stands for something else
//! begins with a backslash there, and so does a quotation mark that is meant.

use std::fmt::Write as _;

use crate::app::bar;

/// A piece of a text as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glyphs {
    /// Printable ASCII, or one sign that stands for a character.
    pub(crate) text: String,
    /// Whether it stands for something else than itself.
    pub(crate) kind: Kind,
}

/// What a piece stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// For itself.
    Plain,
    /// For a character that would be invisible, or could be taken for another one.
    Written,
}

/// The signs that values are shown with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Signs {
    /// What stands before a value.
    opens: &'static str,
    /// What stands behind it.
    closes: &'static str,
    /// What stands for a blank that could be missed.
    blank: &'static str,
}

/// Signs that stand for themselves nowhere: where they are meant they are written out.
const BLOCKS: Signs = Signs {
    opens: "«",
    closes: "»",
    blank: "␣",
};

/// The same in ASCII. A quotation mark that is meant has a backslash before it.
const ASCII: Signs = Signs {
    opens: "\"",
    closes: "\"",
    blank: "\\s",
};

impl Signs {
    fn of(signs: bar::Glyphs) -> &'static Self {
        match signs {
            bar::Glyphs::Blocks => &BLOCKS,
            bar::Glyphs::Ascii => &ASCII,
        }
    }

    /// Whether a character that is meant would be taken for one of them.
    fn has(&self, c: char) -> bool {
        let mut ends = [self.opens, self.closes].into_iter();
        ends.any(|end| end.chars().eq([c]))
    }
}

/// A value on lines of so many columns, between two signs that stand for themselves nowhere else. A new line
/// begins behind each line break of the value too.
pub(crate) fn lines(value: &str, width: usize, signs: bar::Glyphs) -> Vec<Vec<Glyphs>> {
    let signs = Signs::of(signs);
    let width = width.max(NARROWEST);
    let mut sheet = Sheet {
        lines: vec![Vec::new()],
        used: 0,
        width,
    };
    sheet.put(signs.opens, Kind::Written);
    let mut before = None;
    let mut characters = value.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        let (text, kind) = if c == ' ' && sheet.room() <= 1 {
            // At the end of a line nobody sees it.
            (signs.blank.to_owned(), Kind::Written)
        } else {
            written(c, (before, next), signs)
        };
        sheet.put(&text, kind);
        if c == '\n' {
            sheet.new_line();
        }
        before = Some(c);
    }
    sheet.put(signs.closes, Kind::Written);
    sheet.lines
}

/// The most columns that one character takes, `\u{10ffff}`. Narrower lines are not made.
pub(crate) const NARROWEST: usize = 10;

/// How a character is written, between these two.
fn written(c: char, (before, next): (Option<char>, Option<char>), signs: &Signs) -> (String, Kind) {
    // What takes two columns may have to go to the next line.
    let is_one = next.is_some_and(|next| next != '\\' && !signs.has(next));
    match c {
        ' ' if is_word(before) && is_word(next) && is_one => (" ".to_owned(), Kind::Plain),
        ' ' => (signs.blank.to_owned(), Kind::Written),
        '\\' => ("\\\\".to_owned(), Kind::Written),
        '\n' => ("\\n".to_owned(), Kind::Written),
        '\r' => ("\\r".to_owned(), Kind::Written),
        '\t' => ("\\t".to_owned(), Kind::Written),
        '\u{1b}' => ("\\e".to_owned(), Kind::Written),
        c if c.is_ascii() && signs.has(c) => (format!("\\{c}"), Kind::Written),
        '!'..='~' => (c.to_string(), Kind::Plain),
        c => {
            let mut text = String::new();
            write!(text, "\\u{{{:x}}}", u32::from(c)).expect("a string takes everything");
            (text, Kind::Written)
        }
    }
}

/// Whether a blank beside this character can be seen.
fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_graphic())
}

/// Lines that are being filled.
struct Sheet {
    lines: Vec<Vec<Glyphs>>,
    used: usize,
    width: usize,
}

impl Sheet {
    fn put(&mut self, text: &str, kind: Kind) {
        let columns = text.chars().count();
        if self.used + columns > self.width {
            self.new_line();
        }
        self.used += columns;
        let Some(line) = self.lines.last_mut() else {
            return;
        };
        match line.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(text),
            Some(_) | None => line.push(Glyphs {
                text: text.to_owned(),
                kind,
            }),
        }
    }

    /// Columns that are left on the line.
    fn room(&self) -> usize {
        self.width.saturating_sub(self.used)
    }

    fn new_line(&mut self) {
        self.lines.push(Vec::new());
        self.used = 0;
    }
}

/// The value that these lines show; `None` if they show none. It is what a reader of the screen can
/// do, and the proof that he can.
#[cfg(test)]
pub(crate) fn read(lines: &[String], signs: bar::Glyphs) -> Option<String> {
    let signs = Signs::of(signs);
    let text: String = lines.concat();
    let inner = text.strip_prefix(signs.opens)?;
    let inner = inner.strip_suffix(signs.closes)?;
    let mut value = String::new();
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        value.push(match c {
            '\\' => match characters.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'e' => '\u{1b}',
                's' => ' ',
                'u' => {
                    let rest: String = characters.by_ref().take_while(|c| *c != '}').collect();
                    char::from_u32(u32::from_str_radix(rest.strip_prefix('{')?, 16).ok()?)?
                }
                other => other,
            },
            '␣' => ' ',
            other => other,
        });
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::bar::Glyphs::{Ascii, Blocks};

    fn texts(value: &str, width: usize) -> Vec<String> {
        texts_in(value, width, Blocks)
    }

    fn texts_in(value: &str, width: usize, signs: bar::Glyphs) -> Vec<String> {
        let lines = lines(value, width, signs);
        let text = |line: &Vec<Glyphs>| line.iter().map(|it| it.text.as_str()).collect();
        lines.iter().map(text).collect()
    }

    /// The same as a person sees it: nothing tells a blank at the end of a line from none.
    fn seen(value: &str, width: usize) -> Vec<String> {
        seen_in(value, width, Blocks)
    }

    fn seen_in(value: &str, width: usize, signs: bar::Glyphs) -> Vec<String> {
        let texts = texts_in(value, width, signs).into_iter();
        texts.map(|line| line.trim_end().to_owned()).collect()
    }

    #[test]
    fn nothing_is_left_to_guess() {
        let cases = [
            ("ls -l", "«ls -l»"),
            ("a  b ", "«a␣␣b␣»"),
            ("\u{1b}[2J", "«\\e[2J»"),
            ("p\u{430}y", "«p\\u{430}y»"),
            ("a\u{202e}b", "«a\\u{202e}b»"),
            ("\\n", "«\\\\n»"),
            ("␣", "«\\u{2423}»"),
            ("\"«", "«\"\\u{ab}»"),
            ("\u{7f}\u{0}", "«\\u{7f}\\u{0}»"),
        ];
        for (value, shown) in cases {
            assert_eq!(texts(value, 80), [shown], "{value:?}");
        }
    }

    #[test]
    fn in_ascii_nothing_is_left_to_guess_either() {
        let cases = [
            ("ls -l", "\"ls -l\""),
            ("a  b ", "\"a\\s\\sb\\s\""),
            ("a__b<>", "\"a__b<>\""),
            ("say \"hi\"", "\"say\\s\\\"hi\\\"\""),
            ("␣«»", "\"\\u{2423}\\u{ab}\\u{bb}\""),
            ("\\s", "\"\\\\s\""),
        ];
        for (value, shown) in cases {
            assert_eq!(texts_in(value, 80, Ascii), [shown], "{value:?}");
        }
    }

    #[test]
    fn a_blank_at_the_end_of_a_line_is_seen() {
        assert_eq!(texts("aaaaaaa \\b", 10), ["«aaaaaaa␣", "\\\\b»"]);
        assert_eq!(texts("aaaaaaaa b", 10), ["«aaaaaaaa␣", "b»"]);
        assert_eq!(texts("aaaaaaa b", 10), ["«aaaaaaa b", "»"]);
    }

    #[test]
    fn a_line_break_is_written_and_made() {
        assert_eq!(texts("a\nb", 80), ["«a\\n", "b»"]);
        assert_eq!(texts("a\\nb", 80), ["«a\\\\nb»"]);
        assert_eq!(texts(&"a".repeat(12), 10), ["«aaaaaaaaa", "aaa»"]);
    }

    proptest! {
        #[test]
        fn the_screen_says_which_bytes_it_is(value in any::<String>(), width in 1_usize..90) {
            let shown = texts(&value, width);
            prop_assert_eq!(read(&seen(&value, width), Blocks), Some(value.clone()));
            prop_assert_eq!(read(&shown, Blocks), Some(value));
            let most = width.max(NARROWEST);
            for line in shown {
                prop_assert!(line.chars().count() <= most);
                prop_assert!(line.chars().all(|c| matches!(c, ' '..='~' | '«' | '»' | '␣')));
            }
        }

        #[test]
        fn in_ascii_it_says_so_too(
            other in any::<String>(),
            near in "[a _<>s\"\\\\u{}«»␣\n]{0,24}",
            width in 1_usize..90,
        ) {
            for value in [other, near] {
                let shown = texts_in(&value, width, Ascii);
                prop_assert_eq!(read(&seen_in(&value, width, Ascii), Ascii), Some(value.clone()));
                prop_assert_eq!(read(&shown, Ascii), Some(value));
                let most = width.max(NARROWEST);
                for line in shown {
                    prop_assert!(line.chars().count() <= most);
                    prop_assert!(line.chars().all(|c| matches!(c, ' '..='~')));
                }
            }
        }

        #[test]
        fn two_values_never_look_the_same(
            one in "[a \\\\nu{}\"\u{430}\u{202e}\n]{0,6}",
            other in "[a \\\\nu{}\"\u{430}\u{202e}\n]{0,6}",
        ) {
            prop_assert_eq!(texts(&one, 40) == texts(&other, 40), one == other);
        }

        #[test]
        fn two_values_never_look_the_same_to_a_person_where_lines_are_short(
            one in "[a \\\\u\u{430}\n]{0,24}",
            other in "[a \\\\u\u{430}\n]{0,24}",
            width in 1_usize..14,
        ) {
            prop_assert_eq!(seen(&one, width) == seen(&other, width), one == other);
            // The nearest other one: without its first blank.
            let without = one.replacen(' ', "", 1);
            prop_assert_eq!(seen(&one, width) == seen(&without, width), one == without);
            prop_assert_eq!(read(&seen(&one, width), Blocks), Some(one));
        }
    }
}

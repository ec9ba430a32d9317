//! Texts that may be paths: what a terminal pastes when files are dropped on it, and what is copied
//! from a file manager or a shell.
//!
//! Nothing is looked up here. A text can often be read in more than one way, such as with blanks in
//! a name or between two names; which of them names files, the shell finds out.

use std::ffi::OsString;
use std::ops::Range;
use std::os::unix::ffi::OsStringExt as _;
use std::path::PathBuf;

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 64_000;

/// Most paths in a text. A request takes fewer pictures than that.
const MOST: usize = 64;

/// A way to read a text: the paths that it consists of, in their order.
pub(crate) type Reading = Vec<Piece>;

/// A path in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Where it is written, with its quotes.
    pub(crate) range: Range<usize>,
    /// The file that is meant. `~` stands for the home folder.
    pub(crate) path: PathBuf,
}

/// The ways in which a text can be read as nothing but paths; none if it is another text.
///
/// A path begins with `/`, `~/`, `./`, `../` or `file://`, as dropped ones do, so that words are never
/// taken for one.
pub(crate) fn readings(text: &str) -> Vec<Reading> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let by_line = lines(text);
    let by_word = words(text).and_then(|words| {
        let pieces = words.into_iter().map(|(range, word)| piece(range, &word));
        pieces.collect::<Option<Reading>>()
    });
    let mut found: Vec<Reading> = Vec::new();
    for reading in [by_line, by_word].into_iter().flatten() {
        let fits = !reading.is_empty() && reading.len() <= MOST;
        if fits && !found.contains(&reading) {
            found.push(reading);
        }
    }
    found
}

/// A path in each line, with blanks in it that nobody has quoted.
fn lines(text: &str) -> Option<Reading> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let from = start + (line.len() - line.trim_start().len());
            let quoted = words(trimmed).filter(|words| words.len() == 1);
            let path = quoted.map_or_else(
                || trimmed.to_owned(),
                |mut words| std::mem::take(&mut words[0].1),
            );
            pieces.push(piece(from..from + trimmed.len(), &path)?);
        }
        start += line.len();
    }
    Some(pieces)
}

fn piece(range: Range<usize>, word: &str) -> Option<Piece> {
    let path = if let Some(place) = word.strip_prefix("file://") {
        let path = place.strip_prefix("localhost").unwrap_or(place);
        decoded(path).filter(|path| path.first() == Some(&b'/'))?
    } else {
        let begins = ["/", "~/", "./", "../"];
        let is_path = begins.iter().any(|begin| word.starts_with(begin));
        is_path.then(|| word.as_bytes().to_vec())?
    };
    let path = PathBuf::from(OsString::from_vec(path));
    Some(Piece { range, path })
}

/// The bytes of an address, with those that are written as `%20`.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    Some(bytes)
}

/// The words of a text and where they stand, split and unquoted as a shell does; `None` if a quote is
/// not closed.
fn words(text: &str) -> Option<Vec<(Range<usize>, String)>> {
    let mut found = Vec::new();
    let mut rest = text.char_indices();
    let mut word: Option<(usize, String)> = None;
    while let Some((at, c)) = rest.next() {
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            found.extend(word.take().map(|(start, word)| (start..at, word)));
            continue;
        }
        if c == '\\' && text[at + 1..].starts_with('\n') {
            rest.next();
            continue;
        }
        let (_, written) = word.get_or_insert_with(|| (at, String::new()));
        match c {
            '\'' => loop {
                match rest.next()?.1 {
                    '\'' => break,
                    other => written.push(other),
                }
            },
            '"' => loop {
                match rest.next()?.1 {
                    '"' => break,
                    '\\' => written.push_str(&inside_quotes(rest.next()?.1)),
                    other => written.push(other),
                }
            },
            '\\' => written.push(rest.next().map_or('\\', |(_, escaped)| escaped)),
            other => written.push(other),
        }
    }
    found.extend(word.map(|(start, word)| (start..text.len(), word)));
    Some(found)
}

/// What a backslash and this character mean inside of double quotes.
fn inside_quotes(escaped: char) -> String {
    match escaped {
        '$' | '`' | '"' | '\\' => escaped.to_string(),
        '\n' => String::new(),
        other => format!("\\{other}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The paths of the readings, and the texts that they are written as.
    fn told(text: &str) -> Vec<Vec<(String, &str)>> {
        let piece = |piece: &Piece| {
            let path = piece.path.to_string_lossy().into_owned();
            (path, &text[piece.range.clone()])
        };
        let readings = readings(text);
        let told = readings.iter();
        told.map(|reading| reading.iter().map(piece).collect())
            .collect()
    }

    fn paths(text: &str) -> Vec<Vec<String>> {
        let told = told(text).into_iter();
        told.map(|reading| reading.into_iter().map(|(path, _)| path).collect())
            .collect()
    }

    #[test]
    fn a_path_is_recognized_however_it_is_written() {
        for (text, path) in [
            ("/p/a.png", "/p/a.png"),
            ("/p/a.png\n", "/p/a.png"),
            ("'/p/a b.png' ", "/p/a b.png"),
            ("\"/p/a b.png\"", "/p/a b.png"),
            (r"/p/a\ b\'c.png", "/p/a b'c.png"),
            ("/p/a b.png", "/p/a b.png"),
            ("file:///p/a%20b.png", "/p/a b.png"),
            ("file://localhost/p/a.png\r\n", "/p/a.png"),
            ("~/a.png", "~/a.png"),
            ("./a.png", "./a.png"),
            ("../a.png", "../a.png"),
            ("/p/it's.png", "/p/it's.png"),
        ] {
            assert!(
                paths(text).contains(&vec![path.to_owned()]),
                "{text}: {:?}",
                paths(text)
            );
        }
    }

    #[test]
    fn several_paths_stand_in_lines_or_beside_each_other() {
        let two = vec!["/p/a b.png".to_owned(), "/q/c.pdf".to_owned()];
        for text in [
            "/p/a b.png\n/q/c.pdf",
            "'/p/a b.png' '/q/c.pdf'",
            r"/p/a\ b.png /q/c.pdf ",
            "file:///p/a%20b.png\r\nfile:///q/c.pdf\r\n",
            "\n  '/p/a b.png'\n\n  /q/c.pdf",
        ] {
            assert!(paths(text).contains(&two), "{text:?}: {:?}", paths(text));
        }
        assert_eq!(
            told(r"'/p/a b.png' /q/c.pdf").last().unwrap()[1],
            ("/q/c.pdf".to_owned(), "/q/c.pdf")
        );
    }

    #[test]
    fn other_texts_are_no_paths() {
        for text in [
            "",
            " \n",
            "a.png",
            "see /p/a.png",
            "https://example.org/a.png",
            "file://other/p/a.png",
            "file:///p/%zz",
            "'/p/a.png",
            "first\n/p/a.png",
            "-- /p/a.png",
        ] {
            assert!(paths(text).is_empty(), "{text:?}: {:?}", paths(text));
        }
        assert!(
            readings(&"/a ".repeat(MOST + 1))
                .iter()
                .all(|r| r.len() == 1)
        );
    }

    #[test]
    fn names_need_not_be_utf_8() {
        let readings = readings("file:///p/%ff.png");
        let name = readings[0][0].path.file_name().unwrap();
        assert_eq!(name.as_encoded_bytes(), b"\xff.png");
    }

    proptest! {
        #[test]
        fn words_are_those_of_a_shell(text in "[ a/\\\\'\"$\n~.é-]{0,24}") {
            let ours = words(&text);
            let ours = ours.map(|all| all.into_iter().map(|(_, word)| word).collect::<Vec<_>>());
            prop_assert_eq!(ours, shell_words::split(&text).ok());
        }

        #[test]
        fn what_was_quoted_comes_back(names in prop::collection::vec("/[^\0\r]{1,12}", 1..5)) {
            let text = names.iter().map(|name| shell_words::quote(name)).collect::<Vec<_>>();
            prop_assert!(paths(&text.join(" ")).contains(&names));
        }

        #[test]
        fn any_text_can_be_looked_at(text in "\\PC{0,40}") {
            for reading in readings(&text) {
                for piece in reading {
                    prop_assert!(text.get(piece.range).is_some());
                }
            }
        }
    }
}

//! Paths that a terminal pastes when a file is dropped on it.

use std::path::PathBuf;

/// The conversation file that a pasted text names, whether it was quoted or not; `None` = the text is
/// something else.
pub(crate) fn conversation(pasted: &str) -> Option<PathBuf> {
    let text = pasted.trim();
    if text.lines().count() != 1 {
        return None;
    }
    let path = match text.strip_prefix("file://") {
        Some(place) => decoded(place.strip_prefix("localhost").unwrap_or(place))?,
        None => plain(text)?,
    };
    let begins = ["/", "~/", "./", "../"];
    let is_path = begins.iter().any(|begin| path.starts_with(begin));
    let path = PathBuf::from(path);
    let extension = path.extension()?;
    (is_path && extension == "jsonl").then_some(path)
}

/// A path as it stands, or as a shell would read it. Terminals that quote nothing leave blanks in it.
fn plain(text: &str) -> Option<String> {
    let words = shell_words::split(text).ok()?;
    match &words[..] {
        [word] => Some(word.clone()),
        _ => Some(text.to_owned()),
    }
}

/// A text of an address, with its bytes that are written as `%20`.
fn decoded(text: &str) -> Option<String> {
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
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversations_are_recognized_however_they_are_written() {
        for (text, path) in [
            ("/home/me/a.jsonl\n", Some("/home/me/a.jsonl")),
            ("'/home/me/a b.jsonl' ", Some("/home/me/a b.jsonl")),
            (r"/home/me/a\ b.jsonl", Some("/home/me/a b.jsonl")),
            ("/home/me/a b.jsonl", Some("/home/me/a b.jsonl")),
            ("file:///home/me/a%20b.jsonl", Some("/home/me/a b.jsonl")),
            ("~/a.jsonl", Some("~/a.jsonl")),
            ("a.jsonl", None),
            ("/home/me/a.png", None),
            ("see /home/me/a.jsonl", None),
            ("/home/me/a.jsonl\n/home/me/b.jsonl", None),
            ("file:///home/%zz.jsonl", None),
            ("'/home/me/a.jsonl", None),
            ("", None),
        ] {
            assert_eq!(conversation(text), path.map(PathBuf::from), "{text}");
        }
    }
}

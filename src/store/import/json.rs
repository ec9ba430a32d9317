//! JSON of other programs, which may have cut a text in the middle of a character.

use std::borrow::Cow;

use crate::chat::json::{NoJson, Value};

/// Reads a value. Half a character, as programs leave it that count in UTF-16, becomes `U+FFFD`.
///
/// # Errors
/// It is no JSON; with the place.
pub(super) fn parse(text: &str) -> Result<Value, NoJson> {
    Value::parse(text).or_else(|error| match whole(text) {
        Cow::Owned(mended) => Value::parse(&mended),
        Cow::Borrowed(_) => Err(error),
    })
}

/// The text with escapes of whole characters only. It stays as long as it was, so that places in it
/// are those in the file.
fn whole(text: &str) -> Cow<'_, str> {
    let mut mended: Option<String> = None;
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let start = at + found;
        let unit = unit(text, start);
        at = match unit {
            Some(0xd800..=0xdbff) => match self::unit(text, start + 6) {
                Some(0xdc00..=0xdfff) => start + 12,
                _ => replaced(&mut mended, text, start),
            },
            Some(0xdc00..=0xdfff) => replaced(&mut mended, text, start),
            // The escape and the character behind it.
            _ => next(text, start + 1),
        };
    }
    mended.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The number of the escape `\uXXXX` that begins here.
fn unit(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    u32::from_str_radix(digits, 16).ok()
}

/// The place behind the character that begins here.
fn next(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.chars().next().map_or(0, char::len_utf8)
}

/// Puts another escape in; gives the place behind it.
fn replaced(mended: &mut Option<String>, text: &str, at: usize) -> usize {
    let mended = mended.get_or_insert_with(|| text.to_owned());
    mended.replace_range(at..at + 6, "\\ufffd");
    at + 6
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        let value = parse(text).unwrap();
        value.as_text().unwrap().to_owned()
    }

    #[test]
    fn half_a_character_costs_no_more_than_itself() {
        assert_eq!(read(r#""a\ud83d""#), "a\u{fffd}");
        assert_eq!(
            read(r#""\ude00\ud83d\ude00\ud83dx""#),
            "\u{fffd}😀\u{fffd}x"
        );
        assert_eq!(read(r#""\\ud83d""#), "\\ud83d");
        assert!(parse("{\"a\":\\").is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\\\|u|d|8|ä|\"){0,30}") {
            let _ = parse(&text);
        }
    }
}

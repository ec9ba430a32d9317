//! Halves of characters: some endpoints cut an emoji in two escapes over two events.
//!
//! JSON writes a character outside the basic plane as two escapes, `\ud83d\udc4d`. A parser refuses
//! one without the other, and with it the whole event.

/// Half a character that the end of a text was left with: a high surrogate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Half(u16);

/// JSON text without lone halves.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mended {
    /// The text; lone halves are U+FFFD.
    pub(super) json: String,
    /// Whether the half that was left before has found its other half.
    pub(super) joined: bool,
    /// The half that a string ends with. It is not in the text.
    pub(super) left: Option<Half>,
}

/// What stands for half a character whose other half never came.
pub(super) const REPLACEMENT: &str = "\u{fffd}";

/// Mends the halves of characters in JSON text. `before` is what the last text was left with.
pub(super) fn mend(json: &str, before: Option<Half>) -> Mended {
    let mut mended = Mended {
        json: String::with_capacity(json.len() + 8),
        joined: false,
        left: None,
    };
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        mended.json.push_str(plain);
        rest = match unit(escape) {
            Some(unit @ 0xD800..0xDC00) => high(&mut mended, unit, escape),
            Some(unit @ 0xDC00..0xE000) => low(&mut mended, unit, escape, before),
            Some(_) => keep(&mut mended, escape, 6),
            // The character after the backslash may be a second one, and so belongs to it.
            None => keep(&mut mended, escape, 2),
        };
    }
    mended.json.push_str(rest);
    mended
}

/// Mends JSON text after which nothing comes: all lone halves are replaced.
pub(super) fn mend_alone(json: &str) -> String {
    let mut mended = String::with_capacity(json.len() + 8);
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        mended.push_str(plain);
        let pair = || unit(escape.get(6..).unwrap_or_default());
        let (kept, length) = match unit(escape) {
            Some(0xD800..0xDC00) if matches!(pair(), Some(0xDC00..0xE000)) => (true, 12),
            Some(0xD800..0xE000) => (false, 6),
            Some(_) => (true, 6),
            None => (true, 2),
        };
        let (escape, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        mended.push_str(if kept { escape } else { REPLACEMENT });
        rest = after;
    }
    mended.push_str(rest);
    mended
}

/// The number of an escape such as `\ud83d` at the start of the text.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

fn keep<'a>(mended: &mut Mended, escape: &'a str, length: usize) -> &'a str {
    let (kept, rest) = escape.split_at_checked(length).unwrap_or((escape, ""));
    mended.json.push_str(kept);
    rest
}

fn high<'a>(mended: &mut Mended, half: u16, escape: &'a str) -> &'a str {
    let rest = &escape[6..];
    match unit(rest) {
        Some(0xDC00..0xE000) => keep(mended, escape, 12),
        _ if rest.starts_with('"') => {
            mended.left = Some(Half(half));
            rest
        }
        _ => {
            mended.json.push_str(REPLACEMENT);
            rest
        }
    }
}

fn low<'a>(mended: &mut Mended, half: u16, escape: &'a str, before: Option<Half>) -> &'a str {
    let opens = mended.json.ends_with('"') && !mended.joined;
    let pair = before.filter(|_| opens).map(|Half(high)| [high, half]);
    let whole = pair.and_then(|pair| char::decode_utf16(pair).next()?.ok());
    mended.joined |= whole.is_some();
    mended
        .json
        .push(whole.unwrap_or(char::REPLACEMENT_CHARACTER));
    &escape[6..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_characters_and_other_escapes_stay() {
        for json in [
            r#"{"text":"a\ud83d\udc4db\u00e9\n\\"}"#,
            r#"{"text":"\\ud83d"}"#,
            r#"{"text":"\u12"}"#,
            "{\"text\":\"cut \\",
        ] {
            assert_eq!(mend(json, None).json, json);
        }
    }

    #[test]
    fn two_halves_over_two_texts_are_one_character() {
        let first = mend(r#"{"text":"ok \ud83d"}"#, None);
        assert_eq!(first.json, r#"{"text":"ok "}"#);
        let second = mend(r#"{"text":"\udc4d!"}"#, first.left);
        assert_eq!(
            (second.json.as_str(), second.joined),
            (r#"{"text":"👍!"}"#, true)
        );
    }

    #[test]
    fn a_text_that_came_whole_keeps_no_half() {
        let json = r#"["\ud83d","\udc4d","\ud83d\udc4d\n\\ud83d"]"#;
        let whole = "[\"\u{fffd}\",\"\u{fffd}\",\"\\ud83d\\udc4d\\n\\\\ud83d\"]";
        assert_eq!(mend_alone(json), whole);
    }

    #[test]
    fn lone_halves_are_replaced() {
        let lone = mend(r#"{"text":"\ud83d and \udc4d"}"#, None);
        assert_eq!(lone.json, "{\"text\":\"\u{fffd} and \u{fffd}\"}");
        assert_eq!((lone.joined, lone.left), (false, None));
    }
}

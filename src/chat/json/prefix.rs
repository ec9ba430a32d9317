//! The part of a JSON text that has come so far, while a model still writes it.

use super::{NoJson, Value};

/// What is known of a text that grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Begun {
    /// The values that have come; the last string or number may be a part of itself. `None` = none
    /// yet, or the text is no JSON.
    pub(crate) value: Option<Value>,
    /// How the text stands.
    pub(crate) end: End,
}

/// How a text that grows stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// It is one whole value.
    Whole,
    /// It can become one.
    Growing,
    /// Nothing that follows can make it one.
    Broken(NoJson),
}

/// Reads the beginning of a JSON text.
pub(crate) fn begun(text: &str) -> Begun {
    let broken = match Value::parse(text) {
        Ok(value) => {
            return Begun {
                value: Some(value),
                end: End::Whole,
            };
        }
        Err(error) => error,
    };
    let Some(closed) = Cutter::default().close(text) else {
        return Begun {
            value: None,
            end: End::Growing,
        };
    };
    match Value::parse(&closed) {
        Ok(value) => Begun {
            value: Some(value),
            end: End::Growing,
        },
        Err(_) => Begun {
            value: None,
            end: End::Broken(broken),
        },
    }
}

/// Finds where a text can be cut off, so that brackets alone make it whole.
#[derive(Debug, Default)]
struct Cutter {
    /// The brackets that are missing, the innermost last.
    open: Vec<char>,
    /// Up to here, in bytes, whole values have come, and this many brackets are missing then.
    good: Option<(usize, usize)>,
    /// Where the string began that is not closed, and where its last whole character ends.
    string: Option<(usize, usize)>,
    /// What is expected next.
    expects: Expects,
}

/// What is expected next in an object or an array.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Expects {
    /// A value.
    #[default]
    Value,
    /// The name of a member.
    Name,
    /// What follows a value or a name.
    Sign,
}

impl Cutter {
    /// The text up to its last whole value, a part of a string or number included, with the brackets
    /// that are missing. `None` = no value has begun.
    fn close(mut self, text: &str) -> Option<String> {
        let mut at = 0;
        while let Some(next) = text[at..].chars().next() {
            at = self.take(text, at, next);
        }
        if let Some((_, whole)) = self.string
            && self.expects == Expects::Value
        {
            return Some(self.brackets(format!("{}\"", &text[..whole]), self.open.len()));
        }
        let (good, open) = self.good?;
        let mut kept = text[..good].to_owned();
        // A number that is cut off may end in a sign or a point, which is no number yet.
        if kept.ends_with(['.', '-', '+', 'e', 'E']) && ends_in_number(&kept) {
            kept.truncate(kept.trim_end_matches(['.', '-', '+', 'e', 'E']).len());
        }
        Some(self.brackets(kept, open))
    }

    fn brackets(&self, mut text: String, open: usize) -> String {
        text.extend(self.open[..open.min(self.open.len())].iter().rev());
        text
    }

    /// Takes what begins here; gives where the next begins.
    fn take(&mut self, text: &str, at: usize, next: char) -> usize {
        let end = at + next.len_utf8();
        match next {
            '{' | '[' => {
                let (bracket, expects) = match next {
                    '{' => ('}', Expects::Name),
                    _ => (']', Expects::Value),
                };
                self.open.push(bracket);
                self.expects = expects;
                self.is_good(end);
            }
            '}' | ']' => {
                self.open.pop();
                self.expects = Expects::Sign;
                self.is_good(end);
            }
            ',' => {
                let in_object = self.open.last() == Some(&'}');
                self.expects = if in_object {
                    Expects::Name
                } else {
                    Expects::Value
                };
            }
            ':' => self.expects = Expects::Value,
            '"' => return self.take_string(text, end),
            ' ' | '\t' | '\n' | '\r' => {}
            _ => return self.take_word(text, at),
        }
        end
    }

    fn is_good(&mut self, end: usize) {
        self.good = Some((end, self.open.len()));
    }

    /// A string from after its quote on.
    fn take_string(&mut self, text: &str, begins: usize) -> usize {
        let mut whole = begins;
        while let Some(next) = text[whole..].chars().next() {
            match next {
                '"' => {
                    let end = whole + 1;
                    if self.expects == Expects::Value {
                        self.is_good(end);
                    }
                    self.expects = Expects::Sign;
                    return end;
                }
                '\\' => match escape(&text[whole..]) {
                    Some(length) => whole += length,
                    None => break,
                },
                _ => whole += next.len_utf8(),
            }
        }
        self.string = Some((begins, whole));
        text.len()
    }

    /// A number, `true`, `false` or `null`.
    fn take_word(&mut self, text: &str, at: usize) -> usize {
        let rest = &text[at..];
        let length = rest.find([',', '}', ']', ' ', '\t', '\n', '\r', ':', '"', '{', '[']);
        let end = length.map_or(text.len(), |length| at + length);
        let word = &text[at..end];
        let last = end == text.len();
        let begun = ["true", "false", "null"]
            .iter()
            .any(|whole| whole.starts_with(word) && *whole != word);
        let bare = word.trim_end_matches(['.', '-', '+', 'e', 'E']).is_empty();
        if !(last && (begun || bare)) {
            self.is_good(end);
        }
        self.expects = Expects::Sign;
        end
    }
}

/// Whether the last word of a text is a number, or the beginning of one.
fn ends_in_number(kept: &str) -> bool {
    let word = kept
        .rsplit([' ', ',', ':', '[', '{', '\n', '\t', '\r'])
        .next();
    word.is_some_and(|word| {
        word.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    })
}

/// How many bytes an escape takes, with the other half of its character; `None` = it is not whole.
fn escape(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if *bytes.get(1)? != b'u' {
        let length = text[1..].chars().next()?.len_utf8();
        return Some(1 + length);
    }
    let digits = text.get(2..6)?;
    let is_first_half =
        u32::from_str_radix(digits, 16).is_ok_and(|half| (0xD800..0xDC00).contains(&half));
    if !is_first_half {
        return Some(6);
    }
    // What is no second half is an error, which is told as such.
    match (bytes.get(6), bytes.get(7)) {
        (Some(b'\\'), Some(b'u')) => text.get(8..12).map(|_| 12),
        (Some(b'\\') | None, None) => None,
        (_, _) => Some(6),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::json::tests::value;

    /// Whether a tree can grow into another one.
    fn is_part(part: &Value, whole: &Value) -> bool {
        match (part, whole) {
            (Value::Text(part), Value::Text(whole))
            | (Value::Number(part), Value::Number(whole)) => whole.starts_with(part.as_str()),
            (Value::List(part), Value::List(whole)) => {
                part.len() <= whole.len() && part.iter().zip(whole).all(|(a, b)| is_part(a, b))
            }
            (Value::Object(part), Value::Object(whole)) => {
                let same = |((a, part), (b, whole)): (&(String, Value), &(String, Value))| {
                    a == b && is_part(part, whole)
                };
                part.len() <= whole.len() && part.iter().zip(whole).all(same)
            }
            (part, whole) => part == whole,
        }
    }

    proptest! {
        #[test]
        fn every_prefix_is_a_part_of_the_whole(value in value(), pretty in any::<bool>()) {
            let text = if pretty { value.pretty() } else { value.compact().0 };
            for (at, _) in text.char_indices() {
                let begun = begun(&text[..at]);
                prop_assert!(!matches!(begun.end, End::Broken(_)), "{:?}", &text[..at]);
                if let Some(part) = &begun.value {
                    prop_assert!(is_part(part, &value), "{part:?} of {value:?}");
                }
            }
            prop_assert_eq!(begun(&text).end, End::Whole);
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = begun(&text);
        }

        #[test]
        fn nothing_like_json_makes_it_panic(text in "[\\[\\]{}\",:0-9.eE+\\-truefalsn \\\\ud8\n\u{e4}]{0,32}") {
            let _ = begun(&text);
        }
    }

    #[track_caller]
    fn reads(text: &str, compact: &str) {
        let value = begun(text).value.map(|value| value.compact().0);
        assert_eq!(value.as_deref().unwrap_or(""), compact, "{text}");
    }

    #[test]
    fn what_has_come_is_told() {
        reads("", "");
        reads("{", "{}");
        reads("{\"si", "{}");
        reads("{\"sign\"", "{}");
        reads("{\"sign\":", "{}");
        reads("{\"sign\":\"WZ", "{\"sign\":\"WZ\"}");
        reads("{\"sign\":\"W\\u00", "{\"sign\":\"W\"}");
        reads("{\"a\":[1,2", "{\"a\":[1,2]}");
        reads("{\"a\":[1,2.", "{\"a\":[1,2]}");
        reads("{\"a\":[1,-", "{\"a\":[1]}");
        reads("{\"a\":tr", "{}");
        reads("{\"a\":true,\"b", "{\"a\":true}");
        reads("\"\\ud83d\\ude0", "\"\"");
    }

    #[test]
    fn what_cannot_become_json_is_said() {
        for text in ["{'a'", "{\"a\":1}}", "{\"a\":truu", "[1 2", "hello"] {
            assert!(matches!(begun(text).end, End::Broken(_)), "{text}");
        }
    }
}

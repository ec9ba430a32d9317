//! JSON that a person typed or a model is writing: a tree that keeps what a document says.
//!
//! Numbers keep their digits and objects the order of their members, and an error names its place.
//! For the wire and for files the border modules have a JSON library; this one is for what stands
//! in an editor, where the error is the point.

mod object;
mod parse;
pub(crate) mod prefix;
mod print;
pub(crate) mod same;

use super::content::Json;

pub(crate) use object::object;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// The digits as they stand.
    Number(String),
    /// A string, without its escapes.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object; members in order.
    Object(Vec<(String, Value)>),
}

impl Json {
    /// Whether it is a JSON object.
    pub(crate) fn is_object(&self) -> bool {
        matches!(Value::parse(&self.0), Ok(Value::Object(_)))
    }
}

/// A text that is no JSON, and where that shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what}")]
pub(crate) struct NoJson {
    /// Counts from 1.
    pub(crate) line: usize,
    /// In characters, counts from 1.
    pub(crate) column: usize,
    /// What is wrong, and what to do.
    pub(crate) what: String,
}

impl Value {
    /// Reads a text that is one JSON value.
    ///
    /// # Errors
    /// It is none; the place and the reason.
    pub(crate) fn parse(text: &str) -> Result<Self, NoJson> {
        parse::parse(text)
    }

    /// The value on one line.
    pub(crate) fn compact(&self) -> Json {
        Json(print::compact(self))
    }

    /// The value with a line for each member, indented by two columns.
    pub(crate) fn pretty(&self) -> String {
        print::pretty(self)
    }

    /// The member of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        members
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value)
    }

    /// The string, if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// What kind of value it is, for a sentence.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// JSON as it can be printed: the same value, without characters that a terminal would take for orders, or that
/// nobody sees.
pub(crate) fn printable(json: &str) -> String {
    print::printable(json)
}

/// A name as it stands in a JSON pointer.
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(in crate::chat::json) fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(|number| Value::Number(number.to_string())),
            "-?(0|[1-9][0-9]{0,5})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,2})?".prop_map(Value::Number),
            any::<String>().prop_map(Value::Text),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
                prop::collection::vec((any::<String>(), inner), 0..5).prop_map(Value::Object),
            ]
        })
    }

    #[test]
    fn what_cannot_be_seen_is_printed_as_an_escape() {
        let json = "{\n  \"a\": \"\u{9b}31m\u{7f}\u{202e}\u{200b}\u{e0041} é石\"\n}";
        let printed = printable(json);
        let expected = "{\n  \"a\": \"\\u009b31m\\u007f\\u202e\\u200b\\udb40\\udc41 é石\"\n}";
        assert_eq!(printed, expected);
        assert_eq!(Value::parse(&printed), Value::parse(json));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(value in value()) {
            prop_assert_eq!(&Value::parse(&value.compact().0).unwrap(), &value);
            prop_assert_eq!(&Value::parse(&value.pretty()).unwrap(), &value);
            let printed = printable(&value.pretty());
            prop_assert_eq!(&Value::parse(&printed).unwrap(), &value);
            prop_assert!(printed.chars().all(|c| c == '\n' || crate::chat::shown::is_visible(c)));
        }

        #[test]
        fn it_takes_what_the_library_takes(text in "[\\[\\]{}\",:0-9.eE+\\-truefalsn \\\\u\n\u{e4}]{0,24}") {
            let ours = Value::parse(&text).is_ok();
            let theirs: Result<Box<serde_json::value::RawValue>, _> = serde_json::from_str(&text);
            // The library's raw values keep half a surrogate, which is no character.
            if !text.contains("\\u") {
                prop_assert_eq!(ours, theirs.is_ok(), "{:?}", text);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            if let Err(error) = Value::parse(&text) {
                prop_assert!(error.line >= 1 && error.column >= 1);
            }
        }
    }

    #[track_caller]
    fn refused(text: &str, place: (usize, usize), part: &str) {
        let error = Value::parse(text).unwrap_err();
        assert_eq!((error.line, error.column), place, "{error}");
        assert!(error.what.contains(part), "{error}");
    }

    #[test]
    fn errors_name_the_place_and_what_is_missing() {
        refused("", (1, 1), "nothing");
        refused("{\"a\": 1", (1, 8), "a } or a comma");
        refused("{\n  \"ä\": tru\n}", (2, 8), "true");
        refused("{\"a\" 1}", (1, 6), "a colon");
        refused("{a: 1}", (1, 2), "in double quotes");
        refused("{'a': 1}", (1, 2), "in double quotes");
        refused("[1, 2,]", (1, 7), "a value");
        refused("{\"a\": 1,}", (1, 9), "a name");
        refused("\"abc", (1, 5), "closing quote");
        refused("\"a\nb\"", (1, 3), "\\n");
        refused("01", (1, 2), "after the value");
        refused("1.", (1, 3), "a digit");
        refused("{} x", (1, 4), "after the value");
        refused("\"\\q\"", (1, 3), "escape");
        refused(&"[".repeat(500), (1, 130), "deep");
    }

    #[test]
    fn numbers_and_order_stay() {
        let value = Value::parse("{\"z\": 0.950, \"a\": [1E2, -0]}").unwrap();
        assert_eq!(value.compact().0, "{\"z\":0.950,\"a\":[1E2,-0]}");
        assert_eq!(
            value.pretty(),
            "{\n  \"z\": 0.950,\n  \"a\": [\n    1E2,\n    -0\n  ]\n}"
        );
    }

    #[test]
    fn escapes_become_characters() {
        let value = Value::parse("\"\\u00e4\\ud83d\\ude00\\n\\/\"").unwrap();
        assert_eq!(value, Value::Text("ä😀\n/".to_owned()));
        assert!(Value::parse("\"\\ud83d\"").is_err());
    }
}

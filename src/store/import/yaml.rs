//! YAML as a tree of values, with limits: a foreign file must not be able to fill the memory.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::chat::json::Value;

/// How deep lists and mappings may be nested.
const DEEPEST: usize = 64;

/// How many values there may be. A session has some for each message.
const MOST: usize = 1_000_000;

/// The first document of a text.
///
/// Aliases are refused: nobody who writes sessions needs them, and a few of them can stand for more
/// than any memory holds.
///
/// # Errors
/// It is no YAML, or beyond the limits; with its place.
pub(in crate::store) fn value(text: &str) -> Result<Value, String> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let (line, column) = (error.marker().line(), error.marker().col() + 1);
            format!("line {line}, column {column}: {}", error.info())
        })?;
        let done = builder.take(event).map_err(|why| placed(&span, why))?;
        if let Some(value) = done {
            return Ok(value);
        }
    }
    Err("there is nothing in it".to_owned())
}

fn placed(span: &Span, why: &str) -> String {
    let (line, column) = (span.start.line(), span.start.col() + 1);
    format!("line {line}, column {column}: {why}")
}

#[derive(Default)]
struct Builder {
    /// What is open, the innermost last.
    open: Vec<Open>,
    count: usize,
}

enum Open {
    List(Vec<Value>),
    /// The members so far, and the name of the next one.
    Mapping(Vec<(String, Value)>, Option<String>),
}

impl Builder {
    /// Takes an event; gives the document when it is whole.
    fn take(&mut self, event: Event<'_>) -> Result<Option<Value>, &'static str> {
        match event {
            Event::Alias(_) => return Err("aliases are not read; write the value out"),
            Event::Scalar(text, style, ..) => return self.put(scalar(&text, style)),
            Event::SequenceStart(..) => self.begin(Open::List(Vec::new()))?,
            Event::MappingStart(..) => self.begin(Open::Mapping(Vec::new(), None))?,
            Event::SequenceEnd | Event::MappingEnd => {
                let value = match self.open.pop() {
                    Some(Open::List(items)) => Value::List(items),
                    Some(Open::Mapping(members, _)) => Value::Object(members),
                    None => return Err("an end without a beginning"),
                };
                return self.put(value);
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        Ok(None)
    }

    fn begin(&mut self, open: Open) -> Result<(), &'static str> {
        if self.open.len() >= DEEPEST {
            return Err("this is nested too deep");
        }
        self.open.push(open);
        Ok(())
    }

    fn put(&mut self, value: Value) -> Result<Option<Value>, &'static str> {
        self.count += 1;
        if self.count > MOST {
            return Err("there are more than a million values");
        }
        match self.open.last_mut() {
            None => return Ok(Some(value)),
            Some(Open::List(items)) => items.push(value),
            Some(Open::Mapping(members, name)) => match name.take() {
                Some(name) => members.push((name, value)),
                None => *name = Some(key(value)),
            },
        }
        Ok(None)
    }
}

/// The name of a member; other keys than words are written as JSON.
fn key(value: Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) => text,
        other => other.compact().0,
    }
}

/// A word as the core schema of YAML 1.2 reads it; what is quoted is text.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match Value::parse(text) {
            Ok(number @ Value::Number(_)) => number,
            Ok(_) | Err(_) => Value::Text(text.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json(text: &str) -> String {
        value(text).unwrap().compact().0
    }

    #[test]
    fn words_numbers_and_blocks_of_text_are_read() {
        let session = "model: bedrock:x\ntemperature: 0.70\nnone: ~\nmessages:\n- role: user\n  content: |-\n    a\n    b\n- role: assistant\n  content: \"1\"\n";
        let wanted = r#"{"model":"bedrock:x","temperature":0.70,"none":null,"messages":[{"role":"user","content":"a\nb"},{"role":"assistant","content":"1"}]}"#;
        assert_eq!(json(session), wanted);
    }

    #[test]
    fn bombs_are_refused_with_their_place() {
        let alias = value("a: &a [x, x]\nb: [*a, *a]\n").unwrap_err();
        assert!(alias.starts_with("line 2, column 5: aliases"), "{alias}");
        let deep = value(&"[".repeat(100)).unwrap_err();
        assert!(deep.contains("too deep"), "{deep}");
        let broken = value("a: [1\nb: 2").unwrap_err();
        assert!(broken.starts_with("line "), "{broken}");
        assert!(value("").is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[ -~\n]{0,60}|\\PC{0,40}") {
            let _ = value(&text);
        }
    }
}

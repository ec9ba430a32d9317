//! A value to text.

use std::fmt::Write;

use super::Value;
use crate::chat::shown::is_visible;

/// The value on one line.
pub(super) fn compact(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value, Style::Compact);
    text
}

/// The value with a line for each member.
pub(super) fn pretty(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value, Style::Pretty(0));
    text
}

/// How a value is written.
#[derive(Clone, Copy)]
enum Style {
    Compact,
    /// So many levels deep.
    Pretty(usize),
}

impl Style {
    fn inner(self) -> Self {
        match self {
            Self::Compact => Self::Compact,
            Self::Pretty(level) => Self::Pretty(level + 1),
        }
    }

    fn line(self, text: &mut String) {
        if let Self::Pretty(level) = self {
            text.push('\n');
            text.extend(std::iter::repeat_n("  ", level));
        }
    }
}

fn write_value(text: &mut String, value: &Value, style: Style) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(digits) => text.push_str(digits),
        Value::Text(string) => write_string(text, string),
        Value::List(values) if values.is_empty() => text.push_str("[]"),
        Value::Object(members) if members.is_empty() => text.push_str("{}"),
        Value::List(values) => {
            text.push('[');
            for (at, value) in values.iter().enumerate() {
                next(text, at, style);
                write_value(text, value, style.inner());
            }
            style.line(text);
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                next(text, at, style);
                write_string(text, name);
                text.push_str(match style {
                    Style::Compact => ":",
                    Style::Pretty(_) => ": ",
                });
                write_value(text, value, style.inner());
            }
            style.line(text);
            text.push('}');
        }
    }
}

/// The same JSON without characters that a terminal would take for orders, or a reader would not see: each is
/// written as its escape. Outside of strings there are none.
pub(super) fn printable(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || is_visible(c) {
            text.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(text, "\\u{unit:04x}").expect("a string takes everything");
        }
    }
    text
}

fn next(text: &mut String, at: usize, style: Style) {
    if at > 0 {
        text.push(',');
    }
    style.inner().line(text);
}

fn write_string(text: &mut String, string: &str) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            control if control < ' ' => {
                write!(text, "\\u{:04x}", u32::from(control)).expect("a string takes everything");
            }
            plain => text.push(plain),
        }
    }
    text.push('"');
}

//! Members of JSON objects that may be there or not, and may be something else than they were.

use jiff::Timestamp;

use crate::chat::content::Json;
use crate::chat::json::Value;
use crate::chat::time::Wall;

/// A member that is a string.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_text()
}

/// A member that is a string with something in it.
pub(super) fn words<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    text(value, name).filter(|text| !text.trim().is_empty())
}

/// A member that is a list; empty where it is none.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).map_or(&[], items)
}

/// The elements of a list; none of anything else.
pub(super) fn items(value: &Value) -> &[Value] {
    match value {
        Value::List(items) => items,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Object(_) => &[],
    }
}

/// The members of an object; none of anything else.
pub(super) fn members(value: &Value) -> &[(String, Value)] {
    match value {
        Value::Object(members) => members,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => &[],
    }
}

/// The digits of a member that is a number.
pub(super) fn digits<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    match value.get(name)? {
        Value::Number(digits) => Some(digits),
        Value::Null | Value::Bool(_) | Value::Text(_) | Value::List(_) | Value::Object(_) => None,
    }
}

/// A member that is a whole number.
pub(super) fn whole(value: &Value, name: &str) -> Option<u64> {
    digits(value, name)?.parse().ok()
}

/// Whether a member is `true`.
pub(super) fn is_true(value: &Value, name: &str) -> bool {
    flag(value, name) == Some(true)
}

/// A member that is `true` or `false`.
pub(super) fn flag(value: &Value, name: &str) -> Option<bool> {
    match value.get(name)? {
        Value::Bool(flag) => Some(*flag),
        Value::Null | Value::Number(_) | Value::Text(_) | Value::List(_) | Value::Object(_) => None,
    }
}

/// An object of one member.
pub(super) fn object(name: &str, value: Value) -> Value {
    Value::Object(vec![(name.to_owned(), value)])
}

/// A string as a value.
pub(super) fn string(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A list as JSON text.
pub(super) fn json_list(items: Vec<Value>) -> Json {
    Value::List(items).compact()
}

/// A point in time: `2026-11-21T18:04:05Z`, or seconds since 1970 with a fraction.
pub(super) fn time(value: Option<&Value>) -> Option<Wall> {
    match value? {
        Value::Text(text) => {
            let time: Timestamp = text.trim().parse().ok()?;
            Some(Wall(time.as_millisecond()))
        }
        Value::Number(digits) => {
            let seconds: f64 = digits.parse().ok()?;
            let is_near = (0.0..1e11).contains(&seconds);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it is in the range that was just checked"
            )]
            is_near.then_some(Wall((seconds * 1e3) as i64))
        }
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Object(_) => None,
    }
}

//! Whether two JSON values mean the same, and where they do not.

use super::{Value, escaped};

/// Whether two values mean the same: the order of members and the spelling of numbers do not count.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    first_difference(one, other).is_none()
}

/// Where two values first differ, as a JSON pointer, in the order of the first one; `None` = they
/// mean the same.
pub(crate) fn first_difference(one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            (number(one) != number(other)).then(String::new)
        }
        (Value::List(ones), Value::List(others)) => {
            let pairs = ones.iter().zip(others).enumerate();
            let mut inner = pairs.filter_map(|(at, (one, other))| {
                Some(format!("/{at}{}", first_difference(one, other)?))
            });
            let shorter = ones.len().min(others.len());
            inner
                .next()
                .or_else(|| (ones.len() != others.len()).then(|| format!("/{shorter}")))
        }
        (Value::Object(ones), Value::Object(_)) => {
            let mut inner = ones.iter().filter_map(|(name, one)| {
                let place = format!("/{}", escaped(name));
                match other.get(name) {
                    Some(other) => Some(place + &first_difference(one, other)?),
                    None => Some(place),
                }
            });
            inner.next().or_else(|| surplus(one, other))
        }
        (one, other) => (one != other).then(String::new),
    }
}

/// A member of the other object that the first one does not have.
fn surplus(one: &Value, other: &Value) -> Option<String> {
    let Value::Object(others) = other else {
        return None;
    };
    let (name, _) = others.iter().find(|(name, _)| one.get(name).is_none())?;
    Some(format!("/{}", escaped(name)))
}

/// A number by its value: whether it is negative, its digits, and the power of ten of the last one.
fn number(text: &str) -> (bool, String, i64) {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{part}");
    let digits = digits.trim_start_matches('0');
    let short = digits.trim_end_matches('0');
    if short.is_empty() {
        return (false, String::new(), 0);
    }
    let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
    // A power that no number has is as good as any other that is out of reach.
    let power: i64 = power.parse().unwrap_or(i64::MAX / 4);
    let power = power - length(part) + length(digits) - length(short);
    (negative, short.to_owned(), power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differ(one: &str, other: &str) -> Option<String> {
        let parse = |text| Value::parse(text).unwrap();
        let (one, other) = (parse(one), parse(other));
        assert_eq!(
            first_difference(&one, &other).is_some(),
            first_difference(&other, &one).is_some()
        );
        assert_eq!(same(&one, &other), first_difference(&one, &other).is_none());
        first_difference(&one, &other)
    }

    #[test]
    fn order_and_spelling_do_not_count() {
        for (one, other) in [
            (r#"{"a":1,"b":[2]}"#, r#"{"b":[2.0],"a":1e0}"#),
            ("100", "1E+2"),
            ("-0", "0.00e7"),
            ("0.5", "5e-1"),
            (r#""\u0061""#, r#""a""#),
        ] {
            assert_eq!(differ(one, other), None, "{one} {other}");
        }
    }

    #[test]
    fn what_differs_is_found_at_its_place() {
        for (one, other, place) in [
            ("1", "2", ""),
            ("9007199254740993", "9007199254740992", ""),
            ("1", "-1", ""),
            ("1", r#""1""#, ""),
            (r#"{"a":{"b/c":1}}"#, r#"{"a":{"b/c":2}}"#, "/a/b~1c"),
            (r#"{"a":1}"#, r#"{"a":1,"b":2}"#, "/b"),
            (r#"{"a":1,"b":2}"#, r#"{"a":1}"#, "/b"),
            ("[1,2]", "[1,3]", "/1"),
            ("[1]", "[1,3]", "/1"),
        ] {
            assert_eq!(differ(one, other).as_deref(), Some(place), "{one} {other}");
        }
    }
}

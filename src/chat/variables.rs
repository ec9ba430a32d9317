//! Variables: `{{name}}` in a text, filled in before it is sent.
//!
//! A name without a value stays as it is: texts about templates have such names too, and nobody
//! wants them to vanish.

use std::collections::BTreeMap;
use std::ops::Range;

/// A name in a text: letters, digits and `_`, beginning with no digit.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found<'a> {
    name: &'a str,
    /// Where it stands, braces included.
    range: Range<usize>,
}

/// The names in a text, each once, in the order in which they first stand there.
pub(crate) fn names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for found in all(text) {
        if !names.contains(&found.name) {
            names.push(found.name);
        }
    }
    names
}

/// The text with the values of its names. Values are not looked at again.
pub(crate) fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut result = String::with_capacity(text.len());
    let mut from = 0;
    for found in all(text) {
        if let Some(value) = values.get(found.name) {
            result.push_str(&text[from..found.range.start]);
            result.push_str(value);
            from = found.range.end;
        }
    }
    result.push_str(&text[from..]);
    result
}

/// Whether a text may be the name of a variable.
pub(crate) fn is_name(text: &str) -> bool {
    let first = text.chars().next();
    first.is_some_and(|c| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn all(text: &str) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{") {
        let start = from + open;
        let inner = &text[start + 2..];
        let Some(close) = inner.find(['{', '}', '\n']) else {
            break;
        };
        let name = inner[..close].trim();
        if inner[close..].starts_with("}}") && is_name(name) {
            from = start + 2 + close + 2;
            found.push(Found {
                name,
                range: start..from,
            });
        } else {
            // The second brace may be the first of another pair.
            from = start + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fill(text: &str) -> String {
        let values = [("city", "Oslo"), ("n", "{{city}}"), ("größe", "2 m")];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
        filled(text, &values.into())
    }

    #[test]
    fn names_become_values() {
        assert_eq!(fill("in {{city}}, {{ city }}!"), "in Oslo, Oslo!");
        assert_eq!(fill("{{größe}}"), "2 m");
        assert_eq!(fill("{{{city}}}"), "{Oslo}");
    }

    #[test]
    fn what_has_no_value_stays() {
        for text in [
            "{{other}}",
            "{{}}",
            "{{1a}}",
            "{{a b}}",
            "{{city",
            "{city}",
            "{{ci\nty}}",
        ] {
            assert_eq!(fill(text), text);
        }
    }

    #[test]
    fn values_are_not_filled_again() {
        assert_eq!(fill("{{n}}"), "{{city}}");
    }

    #[test]
    fn names_are_told_once_in_their_order() {
        assert_eq!(names("{{b}} {{a}} {{ b }} {{1}}"), ["b", "a"]);
    }

    proptest! {
        #[test]
        fn without_values_nothing_changes(text in any::<String>()) {
            prop_assert_eq!(filled(&text, &BTreeMap::new()), text);
        }

        #[test]
        fn braces_in_any_order_do_not_panic(text in "[{}a \n\u{e4}]{0,30}") {
            fill(&text);
        }
    }
}

//! Objects of JSON laid over each other, without touching their values.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// The members of an object in their order, each value as it stands. Of two members of one name
/// the later one counts, at the place of the first.
#[derive(Debug, Clone, Default)]
pub(in crate::bedrock) struct Members<'a>(Vec<(Cow<'a, str>, Cow<'a, RawValue>)>);

/// Which of two values under one name wins, where they are not both objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::bedrock) enum Overlay {
    /// Objects are laid over each other in depth; otherwise the upper value wins.
    Deep,
    /// The upper value wins, whatever it is.
    Flat,
}

impl<'a> Members<'a> {
    /// Keeps the members whose name is wanted.
    pub(in crate::bedrock) fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| wanted(name));
    }

    /// The value of a member.
    pub(in crate::bedrock) fn get(&self, name: &str) -> Option<&RawValue> {
        let mut found = self.0.iter();
        found
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_ref())
    }

    /// Sets a member; a new one stands at the end.
    pub(in crate::bedrock) fn set(&mut self, name: Cow<'a, str>, value: Cow<'a, RawValue>) {
        match self.0.iter_mut().find(|(other, _)| *other == name) {
            Some((_, place)) => *place = value,
            None => self.0.push((name, value)),
        }
    }

    /// Lays other members over these.
    pub(in crate::bedrock) fn lay(&mut self, upper: Self, overlay: Overlay) {
        for (name, value) in upper.0 {
            let value = match self.get(&name) {
                Some(lower) if overlay == Overlay::Deep => joined(lower, value),
                Some(_) | None => value,
            };
            self.set(name, value);
        }
    }

    /// The object as JSON text.
    pub(in crate::bedrock) fn text(&self) -> String {
        serde_json::to_string(self).expect("members that were read can be written")
    }
}

/// The object `upper` laid over the object `lower`, in depth. What is no object in `upper` wins.
///
/// # Errors
///
/// One of them is no JSON object.
pub(in crate::bedrock) fn merge(lower: &str, upper: &str) -> Result<String, serde_json::Error> {
    let mut members: Members<'_> = serde_json::from_str(lower)?;
    members.lay(serde_json::from_str(upper)?, Overlay::Deep);
    Ok(members.text())
}

/// Both are objects, or the upper one wins.
fn joined<'a>(lower: &RawValue, upper: Cow<'a, RawValue>) -> Cow<'a, RawValue> {
    let both = merge(lower.get(), upper.get());
    match both.and_then(RawValue::from_string) {
        Ok(both) => Cow::Owned(both),
        Err(_) => upper,
    }
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value.as_ref())?;
        }
        map.end()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Members::default();
                while let Some(name) = map.next_key::<Cow<'de, str>>()? {
                    let value: &'de RawValue = map.next_value()?;
                    members.set(name, Cow::Borrowed(value));
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_object_wins_in_depth_and_numbers_stay_as_typed() {
        let lower = r#"{"a":1.50,"b":{"c":[1],"d":1e400},"e":{"f":1}}"#;
        let upper = r#"{"b":{"c":{"x":0.10},"g":2},"e":null,"h":"\ud83d"}"#;
        assert_eq!(
            merge(lower, upper).unwrap(),
            r#"{"a":1.50,"b":{"c":{"x":0.10},"d":1e400,"g":2},"e":null,"h":"\ud83d"}"#
        );
        assert_eq!(
            merge(r#"{"a":1}"#, r#"{"a":2,"a":3}"#).unwrap(),
            r#"{"a":3}"#
        );
        assert!(merge("[]", "{}").is_err());
        assert!(merge("{}", "1").is_err());
    }

    #[test]
    fn names_with_escapes_are_names() {
        assert_eq!(
            merge(r#"{"a\"b":1}"#, r#"{"a\u0022b":2}"#).unwrap(),
            r#"{"a\"b":2}"#
        );
    }
}

//! JSON objects as text, member by member: their order and what is not known are kept.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::value::RawValue;

use super::form::Raw;
use crate::chat::content::Json;

/// Members in their order, also where a name stands twice.
#[derive(Debug)]
pub(super) struct Pairs<N, V>(pub(super) Vec<(N, V)>);

impl<N: Serialize, V: Serialize> Serialize for Pairs<N, V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, N: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Pairs<N, V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(PairsVisitor(PhantomData)).map(Self)
    }
}

struct PairsVisitor<N, V>(PhantomData<(N, V)>);

impl<'de, N: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<N, V> {
    type Value = Vec<(N, V)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

/// An object that was read, each member as it stands.
pub(super) struct Members<'a>(Pairs<Cow<'a, str>, &'a RawValue>);

impl<'a> Members<'a> {
    /// The members of this text; `None` if it is no object.
    pub(super) fn of(json: &'a str) -> Option<Self> {
        serde_json::from_str(json).ok().map(Self)
    }

    /// The text of a member.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.0.0.iter().find(|(other, _)| other == name);
        found.map(|(_, raw)| raw.get())
    }

    /// A member as a value; `None` also where it is of another type.
    pub(super) fn read<T: Deserialize<'a>>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.get(name)?).ok()
    }

    /// A member that is a string, made a value of the core.
    pub(super) fn named<T>(&self, name: &str, known: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        known(&self.read::<String>(name)?)
    }
}

/// An object that is written, member by member.
#[derive(Debug, Default)]
pub(super) struct Object(String);

impl Object {
    /// Adds a member.
    pub(super) fn with(self, name: &str, value: &impl Serialize) -> Self {
        let json = text_of(value);
        self.with_json(name, &json)
    }

    /// Adds a member, if there is a value.
    pub(super) fn with_some<T: Serialize>(self, name: &str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.with(name, &value),
            None => self,
        }
    }

    /// Adds a member that is JSON already; nothing if it is empty.
    pub(super) fn with_raw(self, name: &str, json: &Json) -> Self {
        match Raw::of(json) {
            Some(raw) => self.with_json(name, raw.get()),
            None => self,
        }
    }

    fn with_json(mut self, name: &str, json: &str) -> Self {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&text_of(name));
        self.0.push(':');
        self.0.push_str(json);
        self
    }

    /// The object, also without a member.
    pub(super) fn text(mut self) -> String {
        self.0.push_str(if self.0.is_empty() { "{}" } else { "}" });
        self.0
    }

    /// The object; `None` without a member.
    pub(super) fn unless_empty(self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.text())
    }
}

/// The JSON of a plain value.
pub(in crate::store) fn text_of<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("plain values can be written as JSON")
}

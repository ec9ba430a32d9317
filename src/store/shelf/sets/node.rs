//! What stands in a file of a tool set, be it TOML or JSON: values, each with its place in the text.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::Fault;
use crate::chat::spelling;

/// How deep tables are looked into; nothing that is read stands deeper.
const DEPTH: usize = 6;

/// A value, and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// The byte.
    pub(super) at: usize,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A string.
    Text(String),
    /// A whole number that is not negative.
    Whole(u64),
    /// An array.
    List(Vec<Node>),
    /// A table, or an object.
    Table(Table),
    /// Something that no key takes.
    Other,
}

/// The members of a table in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Where it begins.
    pub(super) at: usize,
    /// Name, place of the name, and value.
    pub(super) members: Vec<(String, usize, Node)>,
}

impl Node {
    /// A value of TOML.
    pub(super) fn of_toml(value: &Spanned<DeValue<'_>>) -> Self {
        let at = value.span().start;
        let kind = match value.get_ref() {
            DeValue::String(text) => Kind::Text(text.to_string()),
            DeValue::Integer(number) if number.radix() == 10 => {
                let digits = number.as_str().replace('_', "");
                digits.parse().map_or(Kind::Other, Kind::Whole)
            }
            DeValue::Array(values) => Kind::List(values.iter().map(Self::of_toml).collect()),
            DeValue::Table(table) => Kind::Table(Table::of_toml(at, table)),
            _ => Kind::Other,
        };
        Self { at, kind }
    }

    /// A value of JSON that stands in this text.
    fn of_json(text: &str, raw: &RawValue, depth: usize) -> Result<Self, Fault> {
        let at = offset(text, raw.get());
        let inner = raw.get();
        let kind = match inner.as_bytes().first() {
            Some(b'"') => serde_json::from_str(inner).map_or(Kind::Other, Kind::Text),
            Some(b'0'..=b'9') => inner.parse().map_or(Kind::Other, Kind::Whole),
            Some(b'[') if depth > 0 => {
                let raws: Vec<&RawValue> = serde_json::from_str(inner).unwrap_or_default();
                let nodes = raws.into_iter();
                let nodes = nodes.map(|raw| Self::of_json(text, raw, depth - 1));
                Kind::List(nodes.collect::<Result<_, _>>()?)
            }
            Some(b'{') if depth > 0 => Kind::Table(Table::of_json_at(text, inner, depth)?),
            _ => Kind::Other,
        };
        Ok(Self { at, kind })
    }

    /// The string, or the complaint that this key wants one.
    pub(super) fn text(&self, key: &str) -> Result<&str, Fault> {
        match &self.kind {
            Kind::Text(text) if text.contains('\0') => Err(Fault::at(
                self.at,
                format!("`{key}` has a character that no program can be given: U+0000"),
            )),
            Kind::Text(text) => Ok(text),
            _ => Err(self.wants(key, "a string in quotes")),
        }
    }

    /// The strings of an array.
    pub(super) fn texts(&self, key: &str) -> Result<Vec<(usize, String)>, Fault> {
        let Kind::List(nodes) = &self.kind else {
            return Err(self.wants(key, "an array of strings"));
        };
        let texts = nodes.iter();
        let texts = texts.map(|node| Ok((node.at, node.text(key)?.to_owned())));
        texts.collect()
    }

    /// The table.
    pub(super) fn table(&self, key: &str) -> Result<&Table, Fault> {
        match &self.kind {
            Kind::Table(table) => Ok(table),
            _ => Err(self.wants(key, "a table")),
        }
    }

    /// The number, which must be one of these.
    pub(super) fn whole(&self, key: &str, least: u64, most: u64) -> Result<u64, Fault> {
        match self.kind {
            Kind::Whole(number) if (least..=most).contains(&number) => Ok(number),
            _ => Err(self.wants(key, &format!("a whole number from {least} to {most}"))),
        }
    }

    fn wants(&self, key: &str, what: &str) -> Fault {
        Fault::at(self.at, format!("`{key}` wants {what}"))
    }
}

impl Table {
    /// A table of TOML.
    pub(super) fn of_toml(at: usize, table: &DeTable<'_>) -> Self {
        let members = table.iter().map(|(key, value)| {
            let name = key.get_ref().to_string();
            (name, key.span().start, Node::of_toml(value))
        });
        Self {
            at,
            members: members.collect(),
        }
    }

    /// An object of JSON, which is this whole text.
    pub(super) fn of_json(text: &str) -> Result<Self, Fault> {
        Self::of_json_at(text, text.trim(), DEPTH)
    }

    fn of_json_at(text: &str, inner: &str, depth: usize) -> Result<Self, Fault> {
        let at = offset(text, inner);
        let object: Members<'_> = serde_json::from_str(inner)
            .map_err(|_| Fault::at(at, "a tool set is an object: {\"tools\": […]}"))?;
        let mut members: Vec<(String, usize, Node)> = Vec::new();
        for (name, raw) in object.0 {
            let key = key_before(text, offset(text, raw.get()));
            if members.iter().any(|(other, ..)| *other == name) {
                return Err(Fault::at(key, format!("`{name}` stands here twice")));
            }
            let node = Node::of_json(text, raw, depth - 1)?;
            members.push((name.into_owned(), key, node));
        }
        Ok(Self { at, members })
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let mut members = self.members.iter();
        members
            .find(|(name, ..)| name == key)
            .map(|(.., node)| node)
    }

    /// Complains of a key that is none of these.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Fault> {
        let strange = |(name, ..): &&(String, usize, Node)| !known.contains(&name.as_str());
        let Some((name, at, _)) = self.members.iter().find(strange) else {
            return Ok(());
        };
        let advice = spelling::advice(name, known.iter().copied());
        Err(Fault::at(*at, format!("unknown key `{name}`; {advice}")))
    }
}

/// The members of an object in order, those that stand twice too.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, raw)) = map.next_entry::<String, &'de RawValue>()? {
                    members.push((Cow::Owned(name), raw));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// Where a part of the text begins in it.
pub(super) fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

/// Where the key begins whose value begins here.
fn key_before(text: &str, value: usize) -> usize {
    let before = text.get(..value).unwrap_or_default().trim_end();
    let before = before.strip_suffix(':').unwrap_or(before).trim_end();
    let inner = before.strip_suffix('"').unwrap_or(before);
    inner.rfind('"').unwrap_or(value)
}

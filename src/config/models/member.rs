//! A member of an entry: absent, unknown, or a value.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Visitor};

use crate::chat::abilities::Ability;
use crate::chat::settings::Decimal;

/// What takes back what a shorter entry says.
const UNKNOWN: &str = "unknown";

/// What an entry says of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Member<T> {
    /// Nothing.
    #[default]
    Absent,
    /// That it is not known, whatever a shorter entry says.
    Unknown,
    /// This.
    Known(T),
}

impl<T: Clone> Member<T> {
    /// Overrides a value that may be unknown.
    pub(super) fn apply<U: From<T>>(&self, to: &mut Option<U>) {
        match self {
            Self::Absent => (),
            Self::Unknown => *to = None,
            Self::Known(value) => *to = Some(value.clone().into()),
        }
    }
}

impl Member<bool> {
    /// Overrides an ability.
    pub(super) fn answer(&self, to: &mut Ability) {
        match self {
            Self::Absent => (),
            Self::Unknown => *to = Ability::Unknown,
            Self::Known(true) => *to = Ability::Yes,
            Self::Known(false) => *to = Ability::No,
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Member<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = toml::Value::deserialize(from)?;
        if value.as_str() == Some(UNKNOWN) {
            return Ok(Self::Unknown);
        }
        T::deserialize(value)
            .map(Self::Known)
            .map_err(|error| D::Error::custom(error.message()))
    }
}

/// A number of the file as the core has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number(pub(super) Decimal);

impl From<Number> for Decimal {
    fn from(number: Number) -> Self {
        number.0
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Digits)
    }
}

struct Digits;

impl Visitor<'_> for Digits {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number that is not negative, or \"unknown\"")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
        Decimal::parse(&value.to_string())
            .map(Number)
            .map_err(E::custom)
    }

    // The shortest digits that mean this value: those of the file, but for zeros at the end.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
        Decimal::parse(&value.to_string())
            .map(Number)
            .map_err(E::custom)
    }
}

/// One beginning of ids, or several.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(untagged, expecting = "expected the beginning of model ids, or a list")]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    /// All of them.
    pub(super) fn all(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

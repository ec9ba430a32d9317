//! Values of the core in the form that they have in files.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::chat::content::Json;

/// A value of the core that is borrowed to be written and owned when it was read.
///
/// `Serialize` and `Deserialize` of a form stand beside each other, so that both change together.
#[derive(Debug)]
pub(crate) struct Form<'a, T: Clone>(Cow<'a, T>);

impl<'a, T: Clone> Form<'a, T> {
    /// The form of a value.
    pub(crate) fn of(value: &'a T) -> Self {
        Self(Cow::Borrowed(value))
    }

    /// A value that was read.
    pub(crate) fn owned(value: T) -> Self {
        Self(Cow::Owned(value))
    }

    /// The value, to look at.
    pub(crate) fn get(&self) -> &T {
        &self.0
    }

    /// The value.
    pub(crate) fn into_inner(self) -> T {
        self.0.into_owned()
    }
}

/// JSON inside a record, kept as text.
#[derive(Debug)]
pub(crate) struct Raw<'a>(Cow<'a, RawValue>);

impl<'a> Raw<'a> {
    /// The form of `json`; `None` if it is empty.
    ///
    /// A record is one line, so line breaks between values become spaces. Text that is no JSON
    /// becomes a string: better a string than a line that nobody can read.
    pub(super) fn of(json: &'a Json) -> Option<Self> {
        if json.0.is_empty() {
            return None;
        }
        let raw = match serde_json::from_str::<&RawValue>(&json.0) {
            Ok(raw) if raw.get().contains(['\n', '\r']) => Cow::Owned(on_one_line(raw)),
            Ok(raw) => Cow::Borrowed(raw),
            Err(_) => Cow::Owned(
                serde_json::value::to_raw_value(&json.0).expect("a string can be written as JSON"),
            ),
        };
        Some(Self(raw))
    }

    /// The text, as it stands in the file.
    pub(super) fn get(&self) -> &str {
        self.0.get()
    }

    /// The text as a value of the core.
    pub(super) fn json(&self) -> Json {
        Json(self.get().to_owned())
    }

    /// The text of a member that may be absent.
    pub(super) fn json_or_empty(raw: Option<Self>) -> Json {
        raw.map(|raw| raw.json()).unwrap_or_default()
    }
}

fn on_one_line(raw: &RawValue) -> Box<RawValue> {
    RawValue::from_string(raw.get().replace(['\n', '\r'], " "))
        .expect("in JSON, line breaks stand only between values")
}

/// Reads a member whose value may be `null`, which is not the same as absent.
pub(super) fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Raw<'de>>, D::Error> {
    Raw::deserialize(from).map(Some)
}

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(from).map(|raw| Self(Cow::Borrowed(raw)))
    }
}

impl<'a> From<&'a RawValue> for Raw<'a> {
    fn from(raw: &'a RawValue) -> Self {
        Self(Cow::Borrowed(raw))
    }
}

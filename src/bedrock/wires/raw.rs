//! Values that stand in a body as they were typed.

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::chat::content::Json;
use crate::chat::settings::Decimal;

/// A number in the digits that were typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits<'a>(&'a Decimal);

impl<'a> Digits<'a> {
    /// The digits of a number, if there is one.
    pub(super) fn of(number: Option<&'a Decimal>) -> Option<Self> {
        number.map(Self)
    }
}

impl Serialize for Digits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        raw(self.0.text(), serializer)
    }
}

/// JSON as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verbatim<'a>(pub(super) &'a str);

impl<'a> Verbatim<'a> {
    /// The object; an empty one where nothing stands.
    pub(super) fn object(json: &'a str) -> Self {
        Self(if json.trim().is_empty() { "{}" } else { json })
    }
}

impl<'a> From<&'a Json> for Verbatim<'a> {
    fn from(json: &'a Json) -> Self {
        Self(&json.0)
    }
}

impl Serialize for Verbatim<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        raw(self.0, serializer)
    }
}

fn raw<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let value: &RawValue = serde_json::from_str(json).map_err(Error::custom)?;
    value.serialize(serializer)
}

/// Bytes as base64 with padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Base64<'a>(pub(super) &'a [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Base64Display::new(self.0, &STANDARD))
    }
}

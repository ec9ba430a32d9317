//! Reads values of the expected type out of an object, with the provider's words if they have another.

use serde_json::{Map, Value};

/// An object, and where it stands in the body; empty for the body itself.
#[derive(Clone)]
pub(super) struct Fields<'a> {
    members: &'a Map<String, Value>,
    place: String,
}

impl<'a> Fields<'a> {
    /// The members of the body itself.
    pub(super) fn of_body(members: &'a Map<String, Value>) -> Self {
        Self::at(String::new(), members)
    }

    /// The members of an object at a place such as `tools.0`.
    pub(super) fn at(place: String, members: &'a Map<String, Value>) -> Self {
        Self { members, place }
    }

    /// A value that may be anything; null counts as absent.
    pub(super) fn any(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// A number.
    pub(super) fn number(&self, name: &str) -> Result<Option<f64>, String> {
        self.typed(name, "number", Value::as_f64)
    }

    /// A whole number.
    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, String> {
        self.typed(name, "integer", Value::as_i64)
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>, String> {
        self.typed(name, "string", Value::as_str)
    }

    /// An object.
    pub(super) fn object(&self, name: &str) -> Result<Option<&'a Map<String, Value>>, String> {
        self.typed(name, "dictionary", Value::as_object)
    }

    /// A list; an absent one is empty.
    pub(super) fn list(&self, name: &str) -> Result<&'a [Value], String> {
        let list = self.typed(name, "list", Value::as_array)?;
        Ok(list.map(Vec::as_slice).unwrap_or_default())
    }

    /// A list of texts; an absent one is empty.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        let texts = self.list(name)?.iter().enumerate().map(|(number, value)| {
            let text = value.as_str().map(str::to_owned);
            text.ok_or_else(|| {
                self.words(
                    &format!("{name}.{number}"),
                    "Input should be a valid string",
                )
            })
        });
        texts.collect()
    }

    /// A list of objects; an absent one is empty.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Map<String, Value>>, String> {
        let objects = self.list(name)?.iter().enumerate().map(|(number, value)| {
            let words = || {
                self.words(
                    &format!("{name}.{number}"),
                    "Input should be a valid dictionary",
                )
            };
            value.as_object().cloned().ok_or_else(words)
        });
        objects.collect()
    }

    /// A text that has to be there.
    pub(super) fn required_text(&self, name: &str) -> Result<&'a str, String> {
        self.text(name)?.ok_or_else(|| self.missing(name))
    }

    /// An object that has to be there.
    pub(super) fn required_object(&self, name: &str) -> Result<&'a Map<String, Value>, String> {
        self.object(name)?.ok_or_else(|| self.missing(name))
    }

    /// Refuses any other member than these.
    pub(super) fn only(&self, names: &[&str]) -> Result<(), String> {
        match self
            .members
            .keys()
            .find(|name| !names.contains(&name.as_str()))
        {
            Some(extra) => Err(self.words(extra, "Extra inputs are not permitted")),
            None => Ok(()),
        }
    }

    /// The words about a member that has to be there and is not.
    pub(super) fn missing(&self, name: &str) -> String {
        self.words(name, "Field required")
    }

    /// Words about a member, with its place in front.
    pub(super) fn words(&self, name: &str, words: &str) -> String {
        format!("{}: {words}", self.path(name))
    }

    /// The place of a member.
    pub(super) fn path(&self, name: &str) -> String {
        if self.place.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.place)
        }
    }

    fn typed<T>(
        &self,
        name: &str,
        kind: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let Some(value) = self.any(name) else {
            return Ok(None);
        };
        let words = || self.words(name, &format!("Input should be a valid {kind}"));
        read(value).map(Some).ok_or_else(words)
    }
}

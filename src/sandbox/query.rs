//! The query of a request: `name=value&…`, in an address or in a form body.

use super::refusal::Refusal;
use super::route::decoded;

/// Decoded pairs in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the text after `?`.
    pub(crate) fn read(text: &str) -> Self {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        Self(
            pairs
                .map(|(name, value)| (plain(name), plain(value)))
                .collect(),
        )
    }

    /// The first value of a name; an empty one counts as none.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let pair = self
            .0
            .iter()
            .find(|(key, value)| key == name && !value.is_empty());
        pair.map(|(_, value)| value.as_str())
    }

    /// A value that has to be one of a few.
    pub(crate) fn one_of(&self, name: &str, known: &[&str]) -> Result<Option<&str>, Refusal> {
        match self.get(name) {
            Some(value) if !known.contains(&value) => Err(Refusal::constraints(&[format!(
                "Value '{value}' at '{name}' failed to satisfy constraint: Member must satisfy enum value set: [{}]",
                known.join(", ")
            )])),
            value => Ok(value),
        }
    }
}

fn plain(text: &str) -> String {
    decoded(&text.replace('+', " "))
}

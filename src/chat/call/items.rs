//! The items of a result: text, JSON and pictures, in the form in which they are kept.

use std::borrow::Cow;

use crate::chat::content::{Cited, ContentBlock, Json};
use crate::chat::json::Value;

/// A piece of what a tool gave back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// Text.
    Text(String),
    /// A JSON value.
    Json(Value),
    /// A picture that the conversation keeps.
    Picture {
        /// The hash of its bytes.
        hash: String,
        /// `png`, `jpeg`, `gif` or `webp`.
        format: String,
    },
    /// A document that the conversation keeps.
    Document {
        /// The hash of its bytes.
        hash: String,
        /// Converse's name of the format.
        format: String,
    },
    /// Something else, as it came.
    Other(Value),
}

impl Item {
    /// What it says, with JSON laid out; `None` = it is a file.
    pub(crate) fn words(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Json(value) | Self::Other(value) => Some(Cow::Owned(value.pretty())),
            Self::Picture { .. } | Self::Document { .. } => None,
        }
    }

    /// The block that it would be in a message; `None` = it is no file.
    pub(crate) fn as_block(&self) -> Option<ContentBlock> {
        Some(match self {
            Self::Picture { hash, format } => ContentBlock::Image {
                hash: hash.clone(),
                format: format.clone(),
            },
            Self::Document { hash, format } => ContentBlock::Document {
                hash: hash.clone(),
                format: format.clone(),
                name: String::new(),
                cited: Cited::Off,
            },
            Self::Text(_) | Self::Json(_) | Self::Other(_) => return None,
        })
    }

    /// The hash of the file that it is.
    pub(crate) fn hash(&self) -> Option<&str> {
        match self {
            Self::Picture { hash, .. } | Self::Document { hash, .. } => Some(hash),
            Self::Text(_) | Self::Json(_) | Self::Other(_) => None,
        }
    }
}

/// The text that a result begins with, or its JSON without blanks.
pub(crate) fn begins(items: &[Item]) -> Option<Cow<'_, str>> {
    items.iter().find_map(|item| match item {
        Item::Text(text) => Some(Cow::Borrowed(text.as_str())),
        Item::Json(value) => Some(Cow::Owned(value.compact().0)),
        Item::Picture { .. } | Item::Document { .. } | Item::Other(_) => None,
    })
}

/// How many bytes a result has: its texts, its JSON without blanks, and its files, as far as the size
/// of these is known.
pub(crate) fn bytes(items: &[Item], size_of: impl Fn(&str) -> Option<u64>) -> u64 {
    let bytes = items.iter().map(|item| match item {
        Item::Text(text) => text.len() as u64,
        Item::Json(value) | Item::Other(value) => value.compact().0.len() as u64,
        Item::Picture { hash, .. } | Item::Document { hash, .. } => size_of(hash).unwrap_or(0),
    });
    bytes.sum()
}

/// The items as they are kept: a list in Converse's form.
pub(crate) fn write(items: &[Item]) -> Json {
    Value::List(items.iter().map(value).collect()).compact()
}

/// The items of a result. A text that is no list of items is one of them.
pub(crate) fn read(content: &Json) -> Vec<Item> {
    #[cfg(test)]
    READS.with(|reads| reads.set(reads.get() + 1));
    match Value::parse(&content.0) {
        Ok(Value::List(items)) => items.iter().map(item).collect(),
        Ok(_) | Err(_) if content.0.trim().is_empty() => Vec::new(),
        Ok(_) | Err(_) => vec![Item::Text(content.0.clone())],
    }
}

#[cfg(test)]
thread_local! {
    /// How often results were read on this thread, for tests that count work.
    static READS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// How often results were read on this thread. For tests that count work.
#[cfg(test)]
pub(crate) fn reads() -> usize {
    READS.with(std::cell::Cell::get)
}

fn value(item: &Item) -> Value {
    let object = |name: &str, value| Value::Object(vec![(name.to_owned(), value)]);
    match item {
        Item::Text(text) => object("text", Value::Text(text.clone())),
        Item::Json(json) => object("json", json.clone()),
        Item::Picture { hash, format } => object("image", kept(hash, format)),
        Item::Document { hash, format } => object("document", kept(hash, format)),
        Item::Other(value) => value.clone(),
    }
}

fn kept(hash: &str, format: &str) -> Value {
    let member = |name: &str, text: &str| (name.to_owned(), Value::Text(text.to_owned()));
    Value::Object(vec![member("hash", hash), member("format", format)])
}

fn item(value: &Value) -> Item {
    if let Some(text) = value.get("text").and_then(Value::as_text) {
        return Item::Text(text.to_owned());
    }
    if let Some(json) = value.get("json") {
        return Item::Json(json.clone());
    }
    let held = |kind: &str, usual: &str| {
        let held = value.get(kind)?;
        let hash = held.get("hash")?.as_text()?.to_owned();
        let format = held.get("format").and_then(Value::as_text);
        Some((hash, format.unwrap_or(usual).to_owned()))
    };
    if let Some((hash, format)) = held("image", "png") {
        return Item::Picture { hash, format };
    }
    if let Some((hash, format)) = held("document", "txt") {
        return Item::Document { hash, format };
    }
    Item::Other(value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let items = [
            Item::Text("a \"b\"\n".to_owned()),
            Item::Json(Value::parse("{\"a\":[1,2.50]}").unwrap()),
            Item::Picture {
                hash: "sha256:00".to_owned(),
                format: "png".to_owned(),
            },
            Item::Document {
                hash: "sha256:01".to_owned(),
                format: "pdf".to_owned(),
            },
            Item::Other(Value::parse("{\"searchResult\":{}}").unwrap()),
        ];
        assert_eq!(read(&write(&items)), items);
        assert_eq!(write(&[]).0, "[]");
    }

    #[test]
    fn a_result_that_is_no_list_is_a_text() {
        assert_eq!(read(&Json(" ".to_owned())), []);
        let text = |text: &str| vec![Item::Text(text.to_owned())];
        assert_eq!(
            read(&Json("Elemental Hotel".to_owned())),
            text("Elemental Hotel")
        );
        assert_eq!(read(&Json("{\"a\":1}".to_owned())), text("{\"a\":1}"));
    }
}

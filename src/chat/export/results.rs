//! What a tool gave back, and how attachments are named: for readers of any form.

use std::borrow::Cow;

use crate::chat::content::{MediaKind, MediaSource};
use crate::chat::conversation::Conversation;
use crate::chat::json::Value;
use crate::chat::size::size;

/// A piece of what a tool gave back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Text(String),
    /// JSON with a line for each member.
    Json(String),
    Picture {
        hash: String,
        format: String,
    },
}

/// The pieces of a result. What is no list of pieces is a text.
pub(super) fn items(content: &str) -> Vec<Item> {
    match Value::parse(content) {
        Ok(Value::List(items)) => items.iter().map(item).collect(),
        Ok(_) | Err(_) if content.trim().is_empty() => Vec::new(),
        Ok(_) | Err(_) => vec![Item::Text(content.to_owned())],
    }
}

fn item(value: &Value) -> Item {
    if let Some(text) = value.get("text").and_then(Value::as_text) {
        return Item::Text(text.to_owned());
    }
    if let Some(json) = value.get("json") {
        return Item::Json(json.pretty());
    }
    let image = value.get("image");
    let member = |name| image.and_then(|image| image.get(name)?.as_text());
    if let Some(hash) = member("hash") {
        return Item::Picture {
            hash: hash.to_owned(),
            format: member("format").unwrap_or("png").to_owned(),
        };
    }
    Item::Json(value.pretty())
}

/// The arguments of a call, with a line for each member where they are JSON.
pub(super) fn arguments(input: &str) -> Cow<'_, str> {
    match Value::parse(input) {
        Ok(value) => Cow::Owned(value.pretty()),
        Err(_) if input.trim().is_empty() => Cow::Borrowed("{}"),
        Err(_) => Cow::Borrowed(input),
    }
}

/// `picture rock.png, png, 92 kB`.
pub(super) fn picture(conversation: &Conversation, hash: &str, format: &str) -> String {
    described(conversation, "picture", hash, format)
}

/// `document notes.txt, txt, 3 kB`.
pub(super) fn document(
    conversation: &Conversation,
    hash: &str,
    format: &str,
    name: &str,
) -> String {
    described(conversation, &format!("document {name}"), hash, format)
}

/// `video film.mp4, mp4, 3 MB`, or where it is.
pub(super) fn media(
    conversation: &Conversation,
    kind: MediaKind,
    format: &str,
    source: &MediaSource,
) -> String {
    match source {
        MediaSource::Bytes(hash) => described(conversation, kind.name(), hash, format),
        MediaSource::S3 { uri, .. } => format!("{} {uri}, {format}", kind.name()),
    }
}

fn described(conversation: &Conversation, what: &str, hash: &str, format: &str) -> String {
    let Some(blob) = conversation.blob(hash) else {
        return format!("{what}, {format}");
    };
    let name = blob.name.as_deref().filter(|name| !what.contains(name));
    let name = name.map_or_else(String::new, |name| format!(" {name}"));
    format!("{what}{name}, {format}, {}", size(blob.size))
}

//! Content blocks in Anthropic's form: those of request bodies, of Claude's exports and of Claude Code.

use super::media::Luggage;
use super::members::{flag, items, json_list, list, members, object, string, text, words};
use crate::chat::content::{Cited, ContentBlock, ToolUse};
use crate::chat::json::Value;
use crate::chat::settings::Wire;

/// The blocks of a message: a string is one of text.
pub(super) fn blocks(content: &Value, luggage: &mut Luggage) -> Vec<ContentBlock> {
    if let Some(text) = content.as_text() {
        return vec![ContentBlock::Text(text.to_owned())];
    }
    let mut blocks = Vec::new();
    for value in items(content) {
        blocks.extend(block(value, luggage));
        if let Some(mark) = value.get("cache_control").filter(|it| **it != Value::Null) {
            blocks.push(ContentBlock::CachePoint);
            if text(mark, "ttl").is_some_and(|ttl| ttl != "5m") {
                luggage
                    .left
                    .out("how long a cache point within a message lasts");
            }
        }
    }
    blocks
}

/// A block as it stands, for the wire that knows it.
pub(super) fn unknown(value: &Value) -> ContentBlock {
    let kept = members(value).iter();
    let kept = kept.filter(|(name, _)| name != "cache_control").cloned();
    ContentBlock::Unknown {
        wire: Wire::Messages.name().to_owned(),
        json: Value::Object(kept.collect()).compact(),
    }
}

fn block(value: &Value, luggage: &mut Luggage) -> Option<ContentBlock> {
    if let Some(text) = value.as_text() {
        return Some(ContentBlock::Text(text.to_owned()));
    }
    match text(value, "type").unwrap_or_default() {
        "text" | "input_text" | "output_text" => said(value, luggage),
        "image" => image(value, luggage),
        "image_url" => {
            let address = value.get("image_url").and_then(|it| text(it, "url"));
            luggage.picture_at(address.unwrap_or_default())
        }
        "document" => document(value, luggage),
        "tool_use" => Some(ContentBlock::ToolUse(ToolUse {
            id: text(value, "id").unwrap_or_default().to_owned(),
            name: text(value, "name").unwrap_or_default().to_owned(),
            input: value
                .get("input")
                .map_or_else(|| "{}".to_owned(), |input| input.compact().0),
        })),
        "tool_result" => Some(result(value, luggage)),
        "thinking" => {
            let thought = text(value, "thinking").unwrap_or_default().to_owned();
            let signature = words(value, "signature").map(str::to_owned);
            let is_empty = thought.is_empty() && signature.is_none();
            (!is_empty).then_some(ContentBlock::Reasoning {
                text: thought,
                signature,
            })
        }
        "redacted_thinking" => {
            let data = text(value, "data").unwrap_or_default().to_owned();
            Some(ContentBlock::Redacted(data))
        }
        "" => {
            luggage.left.out("a block without a type");
            None
        }
        _ => Some(unknown(value)),
    }
}

fn said(value: &Value, luggage: &mut Luggage) -> Option<ContentBlock> {
    if !list(value, "citations").is_empty() {
        luggage.left.out("the citations of a text");
    }
    let text = text(value, "text")?;
    (!text.is_empty()).then(|| ContentBlock::Text(text.to_owned()))
}

fn image(value: &Value, luggage: &mut Luggage) -> Option<ContentBlock> {
    let source = value.get("source")?;
    match text(source, "data") {
        Some(data) => luggage.picture(data),
        // By its address or its id: the messages wire may know it again.
        None => Some(unknown(value)),
    }
}

fn document(value: &Value, luggage: &mut Luggage) -> Option<ContentBlock> {
    let source = value.get("source")?;
    let name = text(value, "title").unwrap_or("document");
    if value.get("context").is_some_and(|it| *it != Value::Null) {
        luggage.left.out("the context of a document");
    }
    let cited = cited(value);
    let media = text(source, "media_type").unwrap_or_default();
    match (text(source, "type"), text(source, "data")) {
        (Some("base64"), Some(data)) if media == "application/pdf" => {
            luggage.document(data, "pdf", (name, cited))
        }
        (Some("text"), Some(data)) => {
            Some(luggage.document_of(data.as_bytes().to_vec(), "txt", (name, cited)))
        }
        _ => Some(unknown(value)),
    }
}

/// Whether passages of a document are to be cited; both wires tell it alike.
pub(super) fn cited(document: &Value) -> Cited {
    let citations = document.get("citations");
    match citations.and_then(|citations| flag(citations, "enabled")) {
        Some(true) => Cited::On,
        Some(false) | None => Cited::Off,
    }
}

/// A result; it is kept in Converse's form.
fn result(value: &Value, luggage: &mut Luggage) -> ContentBlock {
    let id = text(value, "tool_use_id").unwrap_or_default().to_owned();
    let status = match flag(value, "is_error") {
        Some(true) => Some("error".to_owned()),
        Some(false) | None => None,
    };
    let content = match value.get("content") {
        Some(Value::Text(text)) => vec![object("text", string(text))],
        Some(content) => {
            let items = items(content).iter();
            items.filter_map(|it| result_item(it, luggage)).collect()
        }
        None => Vec::new(),
    };
    ContentBlock::ToolResult {
        id,
        status,
        content: json_list(content),
    }
}

/// A piece of a result.
pub(super) fn result_item(value: &Value, luggage: &mut Luggage) -> Option<Value> {
    let is_text = matches!(
        text(value, "type"),
        Some("text" | "input_text" | "output_text")
    );
    if is_text && let Some(text) = text(value, "text") {
        return Some(object("text", string(text)));
    }
    let data = value.get("source").and_then(|source| text(source, "data"));
    if text(value, "type") == Some("image")
        && let Some(data) = data
    {
        return picture(luggage.picture(data)?);
    }
    Some(object("json", value.clone()))
}

/// A picture within a result.
pub(super) fn picture(block: ContentBlock) -> Option<Value> {
    let ContentBlock::Image { hash, format } = block else {
        return None;
    };
    let image = vec![
        ("hash".to_owned(), string(&hash)),
        ("format".to_owned(), string(&format)),
    ];
    Some(object("image", Value::Object(image)))
}

//! Content blocks of the messages wire: checked, and as blocks of Converse.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::fields::Fields;
use crate::sandbox::event::object;

/// A kind of block: its members beside `type`, and who may say it (`None` is both).
struct Kind {
    name: &'static str,
    members: &'static [&'static str],
    role: Option<&'static str>,
}

/// The kinds that a message may hold, in the order in which the provider lists them.
const KINDS: [Kind; 10] = [
    kind(
        "document",
        &["source", "title", "context", "citations", "cache_control"],
        Some("user"),
    ),
    kind("image", &["source", "cache_control"], Some("user")),
    kind("redacted_thinking", &["data"], Some("assistant")),
    kind(
        "search_result",
        &["source", "title", "content", "citations", "cache_control"],
        Some("user"),
    ),
    kind(
        "server_tool_use",
        &["id", "name", "input", "cache_control"],
        Some("assistant"),
    ),
    kind("text", &["text", "citations", "cache_control"], None),
    kind("thinking", &["thinking", "signature"], Some("assistant")),
    kind(
        "tool_result",
        &["tool_use_id", "content", "is_error", "cache_control"],
        Some("user"),
    ),
    kind(
        "tool_use",
        &["id", "name", "input", "cache_control"],
        Some("assistant"),
    ),
    kind(
        "web_search_tool_result",
        &["tool_use_id", "content", "cache_control"],
        Some("assistant"),
    ),
];

/// The kinds that a tool result may hold.
const RESULT_KINDS: [&str; 4] = ["document", "image", "search_result", "text"];

/// Largest image in bytes of base64: 5 MiB.
const MAX_IMAGE_BASE64: usize = 5_242_880;

const IMAGE_TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

const fn kind(
    name: &'static str,
    members: &'static [&'static str],
    role: Option<&'static str>,
) -> Kind {
    Kind {
        name,
        members,
        role,
    }
}

/// A block of a message as blocks of Converse: itself, and a cache point if it has a cache control.
pub(super) fn converse(
    place: &str,
    role: &str,
    block: &Map<String, Value>,
) -> Result<Vec<Map<String, Value>>, String> {
    let name = tag(place, block, &KINDS.map(|kind| kind.name))?;
    let kind = KINDS.iter().find(|kind| kind.name == name);
    if let Some(only) = kind.and_then(|kind| kind.role).filter(|only| *only != role) {
        return Err(format!(
            "{place}: `{name}` blocks can only be in `{only}` messages"
        ));
    }
    let fields = Fields::at(format!("{place}.{name}"), block);
    fields.only(&[kind.map(|kind| kind.members).unwrap_or_default(), &["type"]].concat())?;
    let mut blocks = vec![object(content(name, &fields)?)];
    blocks.extend(cache_point(&fields)?);
    Ok(blocks)
}

/// The cache point that a cache control stands for.
pub(super) fn cache_point(fields: &Fields<'_>) -> Result<Option<Map<String, Value>>, String> {
    let Some(control) = fields.object("cache_control")? else {
        return Ok(None);
    };
    if control.get("type").is_none_or(|kind| kind != "ephemeral") {
        return Err(fields.words("cache_control.type", "Input should be 'ephemeral'"));
    }
    let ttl = control.get("ttl").cloned().unwrap_or_else(|| json!("5m"));
    if ttl != "5m" && ttl != "1h" {
        return Err(fields.words(
            "cache_control.ephemeral.ttl",
            "Input should be '5m' or '1h'",
        ));
    }
    Ok(Some(object(
        json!({"cachePoint": {"type": "default", "ttl": ttl}}),
    )))
}

/// The value of `type`, which has to be one of these.
pub(super) fn tag<'a>(
    place: &str,
    block: &'a Map<String, Value>,
    known: &[&str],
) -> Result<&'a str, String> {
    let Some(name) = block.get("type").and_then(Value::as_str) else {
        return Err(format!("{place}.type: Field required"));
    };
    if known.contains(&name) {
        return Ok(name);
    }
    let known: Vec<String> = known.iter().map(|name| format!("'{name}'")).collect();
    Err(format!(
        "{place}: Input tag '{name}' found using 'type' does not match any of the expected tags: {}",
        known.join(", ")
    ))
}

fn content(name: &str, fields: &Fields<'_>) -> Result<Value, String> {
    Ok(match name {
        "text" => json!({"text": fields.required_text("text")?}),
        "image" => image(fields)?,
        "document" => document(fields)?,
        "thinking" => {
            let (text, signature) = (
                fields.required_text("thinking")?,
                fields.required_text("signature")?,
            );
            json!({"reasoningContent": {"reasoningText": {"text": text, "signature": signature}}})
        }
        "redacted_thinking" => {
            json!({"reasoningContent": {"redactedContent": fields.required_text("data")?}})
        }
        "tool_use" => json!({"toolUse": call(fields)?}),
        "server_tool_use" => {
            let mut call = call(fields)?;
            call["type"] = json!("server_tool_use");
            json!({"toolUse": call})
        }
        "tool_result" => json!({"toolResult": result(fields)?}),
        "web_search_tool_result" => {
            let id = fields.required_text("tool_use_id")?;
            json!({"toolResult": {"toolUseId": id, "type": name, "content": [{"json": fields.any("content")}]}})
        }
        _ => json!({"searchResult": {
            "source": fields.required_text("source")?,
            "title": fields.required_text("title")?,
            "content": fields.list("content")?,
        }}),
    })
}

fn image(fields: &Fields<'_>) -> Result<Value, String> {
    let source = fields.required_object("source")?;
    let place = fields.path("source");
    tag(&place, source, &["base64"])?;
    let source = Fields::at(format!("{place}.base64"), source);
    let kind = source.required_text("media_type")?;
    if !IMAGE_TYPES.contains(&kind) {
        let words = "Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'";
        return Err(source.words("media_type", words));
    }
    let data = base64(&source)?;
    if data.len() > MAX_IMAGE_BASE64 {
        let size = data.len();
        return Err(format!(
            "{place}.base64: image exceeds 5 MB maximum: {size} bytes > {MAX_IMAGE_BASE64} bytes"
        ));
    }
    Ok(json!({"image": {"format": kind.trim_start_matches("image/"), "source": {"bytes": data}}}))
}

fn document(fields: &Fields<'_>) -> Result<Value, String> {
    let source = fields.required_object("source")?;
    let place = fields.path("source");
    let name = tag(&place, source, &["base64", "content", "text"])?;
    let source = Fields::at(format!("{place}.{name}"), source);
    let (kind, format, value) = match name {
        "base64" => ("application/pdf", "pdf", json!({"bytes": base64(&source)?})),
        "text" => (
            "text/plain",
            "txt",
            json!({"text": source.required_text("data")?}),
        ),
        _ => (
            "",
            "txt",
            json!({"content": source.any("content").ok_or_else(|| source.missing("content"))?}),
        ),
    };
    if !kind.is_empty() && source.required_text("media_type")? != kind {
        return Err(source.words("media_type", &format!("Input should be '{kind}'")));
    }
    let mut document = json!({"format": format, "source": value});
    if let Some(title) = fields.text("title")? {
        document["name"] = json!(title);
    }
    if let Some(citations) = fields.object("citations")? {
        document["citations"] = json!(citations);
    }
    Ok(json!({"document": document}))
}

fn base64<'a>(source: &Fields<'a>) -> Result<&'a str, String> {
    let data = source.required_text("data")?;
    match STANDARD.decode(data) {
        Ok(bytes) if !bytes.is_empty() => Ok(data),
        Ok(_) | Err(_) => Err(source.words("data", "Invalid base64 data")),
    }
}

/// Longest name of a tool, in characters.
const MAX_NAME: usize = 64;

fn call(fields: &Fields<'_>) -> Result<Value, String> {
    let (id, name) = (fields.required_text("id")?, fields.required_text("name")?);
    let fits = |text: &str| {
        let mut letters = text.chars();
        !text.is_empty()
            && letters.all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter))
    };
    if !fits(id) {
        return Err(fields.words("id", "String should match pattern '^[a-zA-Z0-9_-]+$'"));
    }
    if !fits(name) || name.len() > MAX_NAME {
        return Err(fields.words(
            "name",
            "String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
        ));
    }
    Ok(json!({
        "toolUseId": id,
        "name": name,
        "input": fields.required_object("input")?,
    }))
}

fn result(fields: &Fields<'_>) -> Result<Value, String> {
    let id = fields.required_text("tool_use_id")?;
    let is_error = fields
        .any("is_error")
        .is_some_and(|value| *value == json!(true));
    let status = if is_error { "error" } else { "success" };
    let content = match fields.any("content") {
        None => Vec::new(),
        Some(Value::String(text)) if text.is_empty() => Vec::new(),
        Some(Value::String(text)) => vec![json!({"text": text})],
        Some(_) => result_blocks(fields)?,
    };
    Ok(json!({"toolUseId": id, "content": content, "status": status}))
}

fn result_blocks(fields: &Fields<'_>) -> Result<Vec<Value>, String> {
    let mut blocks = Vec::new();
    for (number, block) in fields.objects("content")?.iter().enumerate() {
        let place = fields.path(&format!("content.{number}"));
        tag(&place, block, &RESULT_KINDS)?;
        let first = converse(&place, "user", block)?.into_iter().next();
        blocks.extend(first.map(Value::Object));
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(role: &str, block: &Value) -> Result<Vec<Map<String, Value>>, String> {
        converse("messages.0.content.0", role, block.as_object().unwrap())
    }

    fn words(role: &str, block: &Value) -> String {
        read(role, block).unwrap_err()
    }

    #[test]
    fn every_kind_has_its_block() {
        let image = json!({"type": "base64", "media_type": "image/png", "data": "AA=="});
        let pdf = json!({"type": "base64", "media_type": "application/pdf", "data": "AA=="});
        let plain = json!({"type": "text", "media_type": "text/plain", "data": "rock"});
        let blocks = [
            ("user", json!({"type": "text", "text": "a"}), "text"),
            ("user", json!({"type": "image", "source": image}), "image"),
            (
                "user",
                json!({"type": "document", "source": pdf, "title": "a"}),
                "document",
            ),
            (
                "user",
                json!({"type": "document", "source": plain}),
                "document",
            ),
            (
                "user",
                json!({"type": "search_result", "source": "a", "title": "b", "content": []}),
                "searchResult",
            ),
            (
                "assistant",
                json!({"type": "thinking", "thinking": "a", "signature": "b"}),
                "reasoningContent",
            ),
            (
                "assistant",
                json!({"type": "redacted_thinking", "data": "b"}),
                "reasoningContent",
            ),
            (
                "assistant",
                json!({"type": "tool_use", "id": "a", "name": "b", "input": {}}),
                "toolUse",
            ),
            (
                "assistant",
                json!({"type": "server_tool_use", "id": "a", "name": "b", "input": {}}),
                "toolUse",
            ),
            (
                "assistant",
                json!({"type": "web_search_tool_result", "tool_use_id": "a", "content": []}),
                "toolResult",
            ),
        ];
        for (role, block, key) in blocks {
            assert!(read(role, &block).unwrap()[0].contains_key(key), "{block}");
        }
    }

    #[test]
    fn a_tool_result_holds_text_or_blocks() {
        let result = |content: &Value| json!({"type": "tool_result", "tool_use_id": "t", "content": content, "is_error": true});
        let text = &read("user", &result(&json!("rock"))).unwrap()[0]["toolResult"];
        assert_eq!(
            *text,
            json!({"toolUseId": "t", "content": [{"text": "rock"}], "status": "error"})
        );
        let blocks = result(&json!([{"type": "text", "text": "rock"}]));
        assert_eq!(
            read("user", &blocks).unwrap()[0]["toolResult"]["content"],
            json!([{"text": "rock"}])
        );
        assert!(
            words("user", &result(&json!([{"type": "thinking"}])))
                .contains("does not match any of the expected tags")
        );
    }

    #[test]
    fn a_cache_control_is_a_cache_point() {
        let block = json!({"type": "text", "text": "a", "cache_control": {"type": "ephemeral", "ttl": "1h"}});
        assert_eq!(read("user", &block).unwrap()[1]["cachePoint"]["ttl"], "1h");
        let block = json!({"type": "text", "text": "a", "cache_control": {"type": "ephemeral", "ttl": "2h"}});
        assert!(words("user", &block).ends_with("Input should be '5m' or '1h'"));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        assert_eq!(
            words("user", &json!({"text": "a"})),
            "messages.0.content.0.type: Field required"
        );
        assert!(
            words("user", &json!({"type": "video"}))
                .starts_with("messages.0.content.0: Input tag 'video' found")
        );
        assert_eq!(
            words("user", &json!({"type": "text"})),
            "messages.0.content.0.text.text: Field required"
        );
        let extra = json!({"type": "text", "text": "a", "colour": "red"});
        assert_eq!(
            words("user", &extra),
            "messages.0.content.0.text.colour: Extra inputs are not permitted"
        );
        let call = json!({"type": "tool_use", "id": "a", "name": "b", "input": {}});
        assert!(words("user", &call).contains("can only be in `assistant` messages"));
        let url = json!({"type": "image", "source": {"type": "url", "url": "https://example.com"}});
        assert!(words("user", &url).contains("Input tag 'url' found"));
        let bmp = json!({"type": "image", "source": {"type": "base64", "media_type": "image/bmp", "data": "AA=="}});
        assert!(words("user", &bmp).contains("Input should be 'image/jpeg'"));
        let broken = json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "?"}});
        assert!(words("user", &broken).ends_with("data: Invalid base64 data"));
    }
}

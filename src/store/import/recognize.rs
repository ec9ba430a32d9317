//! What a file is, by what stands in it.

use super::elements::elements;
use super::json;
use super::members::{list, text};
use crate::chat::import::Source;
use crate::chat::json::Value;
use crate::chat::record::FORMAT;

/// How many lines are looked at.
const LINES: usize = 50;

/// What a file is; `None` = nothing that is known.
pub(crate) fn recognize(text: &str) -> Option<Source> {
    let start = text.trim_start();
    if start.starts_with('[') {
        let found = elements(text);
        let mut parts = found.parts.iter().take(LINES);
        return parts.find_map(|part| in_list(&json::parse(part.text).ok()?));
    }
    if start.starts_with('{') {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let by_line = lines
            .take(LINES)
            .find_map(|line| of_line(&json::parse(line).ok()?));
        return by_line.or_else(|| {
            let whole = json::parse(text).ok()?;
            body(&whole).or_else(|| in_list(&whole))
        });
    }
    let has = |name: &str| text.lines().any(|line| line.starts_with(name));
    (has("messages:") && (has("model:") || has("- role:") || text.contains("role:")))
        .then_some(Source::Aichat)
}

/// A conversation of a data export.
fn in_list(value: &Value) -> Option<Source> {
    if value.get("chat_messages").is_some() {
        return Some(Source::Claude);
    }
    value.get("mapping").map(|_| Source::ChatGpt)
}

/// A line of a session, or a body on one line.
fn of_line(line: &Value) -> Option<Source> {
    let kind = text(line, "type").unwrap_or_default();
    if text(line, "format") == Some(FORMAT) || (line.get("k").is_some() && line.get("n").is_some())
    {
        return Some(Source::Outcrop);
    }
    if line.get("payload").is_some() || line.get("record_type").is_some() {
        return Some(Source::Codex);
    }
    let has_place = line.get("uuid").is_some() || line.get("sessionId").is_some();
    if has_place && line.get("chat_messages").is_none() && !kind.is_empty() {
        return Some(Source::ClaudeCode);
    }
    if kind == "summary" && line.get("leafUuid").is_some() {
        return Some(Source::ClaudeCode);
    }
    if ["function_call", "reasoning", "message"].contains(&kind) && line.get("id").is_none() {
        return Some(Source::Codex);
    }
    body(line).or_else(|| in_list(line))
}

/// The body of a request: the blocks of Converse have no type, but one member each.
fn body(value: &Value) -> Option<Source> {
    let messages = list(value, "messages");
    messages.first()?;
    let own = [
        "inferenceConfig",
        "toolConfig",
        "modelId",
        "guardrailConfig",
    ];
    if own.into_iter().any(|name| value.get(name).is_some()) {
        return Some(Source::Converse);
    }
    let mut blocks = messages.iter().flat_map(|message| list(message, "content"));
    let untyped = blocks.any(|block| block.get("type").is_none() && block.as_text().is_none());
    Some(if untyped {
        Source::Converse
    } else {
        Source::Messages
    })
}

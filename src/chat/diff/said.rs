//! What of a message is compared: its texts, and its calls of tools as JSON.

use crate::chat::content::{ContentBlock, ToolUse};
use crate::chat::json::Value;
use crate::chat::message::Message;

/// Whether what the model thought is compared too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Thinking {
    /// It is not.
    #[default]
    Without,
    /// It is.
    With,
}

/// What a message says, in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    parts: Vec<String>,
    /// Bytes at the beginning of the first part that the user wrote.
    begun: usize,
}

impl Said {
    /// What a message says.
    pub(crate) fn of(message: &Message, thinking: Thinking) -> Self {
        let parts: Vec<String> = message
            .content
            .iter()
            .filter_map(|block| part(block, thinking))
            .collect();
        let first = parts.first().map_or("", String::as_str);
        // A thought before the text would stand where the beginning of the reply is looked for.
        let prefill = message.prefill();
        let begun = if first.starts_with(prefill) {
            prefill.len()
        } else {
            0
        };
        Self { parts, begun }
    }

    /// All of it as one text.
    pub(crate) fn text(&self) -> String {
        self.parts.join("\n\n")
    }

    /// The JSON that it is: a value that stands alone, in a code fence, or that the user began after
    /// some words; several such parts are a list. `None` if there is anything else.
    pub(crate) fn value(&self) -> Option<Value> {
        let (first, rest) = self.parts.split_first()?;
        let first = after_words(first, self.begun).or_else(|| whole(first))?;
        if rest.is_empty() {
            return Some(first);
        }
        let rest: Option<Vec<Value>> = rest.iter().map(|part| whole(part)).collect();
        Some(Value::List([vec![first], rest?].concat()))
    }
}

/// How long what is compared of a message is, in bytes, about. It changes when the message grows.
pub(crate) fn length(message: &Message) -> usize {
    let lengths = message.content.iter().map(|block| match block {
        ContentBlock::Text(text) | ContentBlock::Reasoning { text, .. } => text.len(),
        ContentBlock::ToolUse(call) => call.name.len() + call.input.len(),
        ContentBlock::Image { .. }
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::ToolResult { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint
        | ContentBlock::Unknown { .. } => 1,
    });
    lengths.sum()
}

fn part(block: &ContentBlock, thinking: Thinking) -> Option<String> {
    match block {
        ContentBlock::Text(text) => Some(text.clone()),
        ContentBlock::ToolUse(call) => Some(called(call)),
        ContentBlock::Reasoning { text, .. } if thinking == Thinking::With && !text.is_empty() => {
            Some(text.clone())
        }
        ContentBlock::ToolResult { content, .. } => Some(content.0.clone()),
        ContentBlock::Reasoning { .. }
        | ContentBlock::Image { .. }
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint
        | ContentBlock::Unknown { .. } => None,
    }
}

/// A call of a tool as JSON. Its id is left out: it differs in every reply.
fn called(call: &ToolUse) -> String {
    let input = Value::parse(&call.input).unwrap_or_else(|_| Value::Text(call.input.clone()));
    let members = vec![
        ("tool".to_owned(), Value::Text(call.name.clone())),
        ("input".to_owned(), input),
    ];
    Value::Object(members).pretty()
}

/// The JSON that a text is, alone or in one code fence.
fn whole(text: &str) -> Option<Value> {
    let text = text.trim();
    Value::parse(text)
        .ok()
        .or_else(|| Value::parse(fenced(text)?).ok())
}

/// What stands in a code fence, if there is nothing outside of it. The reply may have ended before
/// the fence did, since stop sequences are made for that.
fn fenced(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("```")?;
    let (info, inner) = inner.split_once('\n')?;
    if !matches!(info.trim(), "" | "json" | "JSON" | "jsonc" | "json5") {
        return None;
    }
    Some(inner.trim_end().strip_suffix("```").unwrap_or(inner))
}

/// The JSON after the words that the user began the reply with: where it begins within them, or
/// after them.
fn after_words(text: &str, begun: usize) -> Option<Value> {
    let words = text.get(..begun).filter(|words| !words.is_empty())?;
    let within = words.find(['{', '[', '`']);
    let start = within.unwrap_or(begun);
    whole(text.get(start..)?).or_else(|| whole(text.get(begun..)?))
}

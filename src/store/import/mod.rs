//! Files of other programs: recognized by what stands in them, read into conversations, written as
//! conversation files.
//!
//! A reader takes whatever it can. What it cannot take it counts, and what is broken it tells with
//! its place, so that a torn file costs what was torn.

mod aichat;
mod anthropic;
mod chatgpt;
mod claude;
mod claude_code;
mod codex;
mod converse;
mod elements;
mod json;
mod lines;
mod media;
mod members;
mod messages;
mod recognize;
mod tree;
mod write;
pub(super) mod yaml;

#[cfg(test)]
mod tests;

use crate::chat::import::{Import, Source};
use crate::chat::json::Value;
use crate::chat::progress::{Monitor, Steps, Stopped, Unit};

pub(crate) use recognize::recognize;
pub(crate) use write::{New, copied, written};

/// The largest file that is read, in bytes. Exports of years of chats have some hundred megabytes.
pub(crate) const MAX_BYTES: u64 = 2_000_000_000;

/// What was read of a file.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The conversations that have a message.
    pub(crate) conversations: Vec<Import>,
    /// What could not be read, a sentence each with its place.
    pub(crate) problems: Vec<String>,
    /// How many conversations have no message.
    pub(crate) empty: usize,
}

/// Why nothing can be read of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotRead {
    #[error("it is a ZIP archive; unpack it, and import the conversations.json that is in it")]
    Zip,
    #[error("it is no text in UTF-8; choose the file that the other program has exported")]
    NotText,
    #[error(
        "it is nothing that outcrop knows; --format names one of jsonl, converse, messages, claude, chatgpt, aichat, claude-code, codex"
    )]
    Unknown,
    #[error("{0}")]
    Broken(String),
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// The text of a file; a mark of its byte order is no part of it.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, NotRead> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(NotRead::Zip);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| NotRead::NotText)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads the conversations of a file that is not outcrop's own.
///
/// # Errors
/// Nothing of it can be read, or nobody waits for it any more; why.
pub(crate) fn read(text: &str, source: Source, monitor: &dyn Monitor) -> Result<Found, NotRead> {
    let mut found = match source {
        Source::Outcrop => return Err(NotRead::Unknown),
        Source::Converse => one(converse::read(&whole(text)?)),
        Source::Messages => one(messages::read(&whole(text)?)),
        Source::Claude => many(text, claude::read, monitor)?,
        Source::ChatGpt => many(text, chatgpt::read, monitor)?,
        Source::Aichat => one(aichat::read(&yaml::value(text).map_err(NotRead::Broken)?)),
        Source::ClaudeCode => claude_code::read(text, monitor)?,
        Source::Codex => codex::read(text, monitor)?,
    };
    let all = found.conversations.len();
    found.conversations.retain(|one| !one.messages.is_empty());
    found.empty += all - found.conversations.len();
    if let ([], [first, ..]) = (&found.conversations[..], &found.problems[..]) {
        return Err(NotRead::Broken(first.clone()));
    }
    Ok(found)
}

fn whole(text: &str) -> Result<Value, NotRead> {
    json::parse(text).map_err(|error| NotRead::Broken(error.to_string()))
}

fn one(import: Import) -> Found {
    Found {
        conversations: vec![import],
        ..Found::default()
    }
}

/// A file with a list of conversations, or with a single one.
fn many(text: &str, read: fn(&Value) -> Import, monitor: &dyn Monitor) -> Result<Found, Stopped> {
    let mut steps = Steps::begin(text.len(), Unit::Parsed, monitor)?;
    let mut found = Found::default();
    let elements = elements::elements(text);
    for (at, element) in elements.parts.iter().enumerate() {
        steps.step(element.text.len() + 1)?;
        match json::parse(element.text) {
            Ok(value) => found.conversations.push(read(&value)),
            Err(error) => {
                let (line, number) = (element.line + error.line - 1, at + 1);
                let what = error.what;
                found.problems.push(format!(
                    "conversation {number} of the file, line {line}: {what}"
                ));
            }
        }
    }
    if let Some(line) = elements.torn {
        found.problems.push(format!(
            "line {line}: the file ends in the middle; the conversations before are read"
        ));
    }
    Ok(found)
}

//! What the results held, in numbers that prove that they arrived whole.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::turn::{Answer, Outcome, Turn};
use crate::sandbox::media::{Bytes, image_head};

/// Longest text that is quoted whole, in characters.
const SHORT: usize = 80;

/// Digits of a hash that are told.
const DIGITS: usize = 8;

/// A line for each result.
pub(super) fn told(turn: &Turn<'_>) -> String {
    let (count, rounds) = (turn.results.len(), turn.rounds);
    let results = if count == 1 { "result" } else { "results" };
    let rounds = if rounds == 1 {
        "1 round".to_owned()
    } else {
        format!("{rounds} rounds")
    };
    let lines = turn.results.iter().enumerate();
    let lines: Vec<String> = lines.map(|(at, answer)| line(at + 1, answer)).collect();
    format!(
        "I got {count} {results} after {rounds}:\n\n{}",
        lines.join("\n")
    )
}

/// That a step failed and the turn is at its end, with the results.
pub(super) fn stopped(turn: &Turn<'_>) -> String {
    let error = turn.error().unwrap_or_default();
    format!(
        "The last step failed: “{}”. I stop here.\n\n{}",
        gist(&error),
        told(turn)
    )
}

/// The beginning of a text on one line.
pub(super) fn gist(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    if line.chars().count() <= SHORT {
        return line;
    }
    let begun: String = line.chars().take(SHORT - 1).collect();
    format!("{begun}…")
}

/// Whether a result has a picture.
pub(super) fn has_picture(answer: &Answer<'_>) -> bool {
    answer
        .content
        .iter()
        .any(|block| block.get("image").is_some())
}

fn line(number: usize, answer: &Answer<'_>) -> String {
    let outcome = match answer.outcome {
        Outcome::Success => "success",
        Outcome::Error => "error",
    };
    let items: Vec<String> = answer.content.iter().map(item).collect();
    let held = match items.as_slice() {
        [] => "nothing".to_owned(),
        [one] => format!("1 item, {one}"),
        items => format!("{} items: {}", items.len(), items.join("; ")),
    };
    format!(
        "{number}. `{}` ({}), {outcome}: {held}",
        answer.name, answer.id
    )
}

fn item(block: &Value) -> String {
    if let Some(text) = block["text"].as_str() {
        return text_item(text);
    }
    if let Some(json) = block.get("json") {
        return format!("JSON {}", text_item(&json.to_string()));
    }
    if let Some(encoded) = block["image"]["source"]["bytes"].as_str() {
        return image_item(&STANDARD.decode(encoded).unwrap_or_default());
    }
    let kind = block.as_object().and_then(|block| block.keys().next());
    kind.map_or("an empty block", String::as_str).to_owned()
}

fn text_item(text: &str) -> String {
    let count = text.chars().count();
    let size = format!("{count} characters, sha256 {}", digits(text.as_bytes()));
    if count <= SHORT && !text.contains('\n') {
        return format!("“{text}” ({size})");
    }
    format!("text of {size}")
}

fn image_item(bytes: &[u8]) -> String {
    let size = match image_head(bytes) {
        Ok(head) => format!("{} {}x{}", head.format, head.width, head.height),
        Err(_) => "no picture".to_owned(),
    };
    format!(
        "image {size}, {} bytes, sha256 {}",
        bytes.len(),
        digits(bytes)
    )
}

/// The first digits of a hash.
fn digits(bytes: &[u8]) -> String {
    match Bytes::of(bytes) {
        Bytes::Sent { sha256, .. } => sha256.chars().take(DIGITS).collect(),
        Bytes::S3(_) => String::new(),
    }
}

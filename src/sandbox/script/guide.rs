//! `outcrop.guide`: a tour of outcrop that also says what the request held.

use serde_json::Value;

use super::look;
use crate::sandbox::media::{self, Attached, Kind};
use crate::sandbox::models::Model;
use crate::sandbox::reply::Block;
use crate::sandbox::request::Request;

const TOUR: &str = include_str!("../../../assets/sandbox/guide.md");

/// Longest value of a parameter in the table, in characters.
const WIDEST: usize = 200;

/// The tour as one text.
pub(super) fn blocks(model: &Model, request: &Request) -> Vec<Block> {
    let text = filled(
        TOUR,
        &[
            ("model", &model.id),
            ("question", &quoted(&request.question())),
            ("turns", &request.turns().to_string()),
            ("attached", &attached(request)),
            ("seen", &seen(request)),
            ("request", &parameters(request)),
            ("system", &quoted(&request.system())),
        ],
    );
    vec![Block::Text(continued(request, text.trim_end()))]
}

/// A template with each `{{name}}` replaced by its value. Values are not looked into again.
pub(super) fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, name, after)) = next_slot(rest) {
        text.push_str(before);
        text.push_str(
            values
                .iter()
                .find(|(key, _)| *key == name)
                .map_or("", |(_, value)| value),
        );
        rest = after;
    }
    text + rest
}

fn next_slot(template: &str) -> Option<(&str, &str, &str)> {
    let (before, slot) = template.split_once("{{")?;
    let (name, after) = slot.split_once("}}")?;
    Some((before, name, after))
}

/// The part of the text that follows a prefill; the whole text if it does not begin like that.
pub(super) fn continued(request: &Request, text: &str) -> String {
    let prefill = request.body.prefill();
    let begun = prefill
        .map(|message| message.texts().concat())
        .unwrap_or_default();
    match text.strip_prefix(&begun) {
        Some(rest) => rest.to_owned(),
        None => format!(" … (that much was your prefill)\n\n{text}"),
    }
}

fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "*(not sent)*".to_owned();
    }
    let lines: Vec<String> = text.lines().map(|line| format!("> {line}")).collect();
    lines.join("\n")
}

/// A sentence about images and documents, or nothing.
fn attached(request: &Request) -> String {
    let all = media::attached(request.wire, &request.body);
    let of = |kind| all.iter().filter(move |item| item.kind == kind);
    let (images, documents) = (of(Kind::Image), of(Kind::Document));
    match (images.clone().count(), documents.clone().count()) {
        (0, 0) => String::new(),
        (some, more) => {
            let formats: Vec<&str> = images.chain(documents).map(Attached::format).collect();
            format!(
                "It carries {some} image(s) and {more} document(s): {}.",
                formats.join(", ")
            )
        }
    }
}

/// What there is to see in the last message, or nothing.
fn seen(request: &Request) -> String {
    if request.seen.found.is_empty() {
        return String::new();
    }
    format!(
        "\n\n## What you attached\n\n{}",
        look::described(&request.seen)
    )
}

/// A table of everything in the request but its texts.
fn parameters(request: &Request) -> String {
    let mut rows = Vec::new();
    let is_text = |name: &str| ["messages", "system", "prompt"].contains(&name);
    for (name, value) in request.members.iter().filter(|(name, _)| !is_text(name)) {
        match (name.as_str(), value) {
            ("inferenceConfig", Value::Object(config)) => {
                rows.extend(
                    config
                        .iter()
                        .map(|(key, value)| row(&format!("inferenceConfig.{key}"), value)),
                );
            }
            _ => rows.push(row(name, value)),
        }
    }
    if rows.is_empty() {
        return "Nothing but the messages: no parameter was sent.".to_owned();
    }
    format!(
        "| Parameter | Value |\n|:----------|:------|\n{}",
        rows.join("\n")
    )
}

fn row(name: &str, value: &Value) -> String {
    let value = value.to_string().replace('`', "'").replace('|', "\\|");
    let short: String = value.chars().take(WIDEST).collect();
    let more = if short.len() < value.len() {
        " …"
    } else {
        ""
    };
    format!("| {name} | `{short}`{more} |")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_not_a_template() {
        assert_eq!(
            filled("a {{x}} b {{y}}", &[("x", "{{y}}"), ("y", "2")]),
            "a {{y}} b 2"
        );
    }
}

//! Rules of the messages: roles, blocks, text.

use serde_json::{Map, Value};

use crate::sandbox::anthropic::Verdict;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::{Body, Message};

/// The keys that a content block may have.
const KINDS: [&str; 14] = [
    "text",
    "image",
    "document",
    "video",
    "audio",
    "toolUse",
    "toolResult",
    "reasoningContent",
    "citationsContent",
    "searchResult",
    "guardContent",
    "cachePoint",
    "toolAddition",
    "toolRemoval",
];

/// The keys that a block of the system prompt may have.
const SYSTEM_KINDS: [&str; 3] = ["text", "guardContent", "cachePoint"];

/// Refuses wrong roles, empty messages, and blocks that are not exactly one known thing.
pub(super) fn check_shape(body: &Body) -> Result<(), Refusal> {
    for (number, message) in body.messages.iter().enumerate() {
        check_role(number, message)?;
    }
    check_order(&body.messages)?;
    for (number, block) in body.system.iter().enumerate() {
        check_block(block, &SYSTEM_KINDS, &format!("system.{number}"))?;
    }
    for (number, message) in body.messages.iter().enumerate() {
        check_content(number, message)?;
    }
    Ok(())
}

/// Refuses text that the provider would refuse: whitespace alone, and a prefill that ends in a space.
pub(super) fn check_text(body: &Body) -> Verdict {
    if body
        .messages
        .iter()
        .flat_map(Message::texts)
        .any(|text| text.trim().is_empty())
    {
        return Err("messages: text content blocks must contain non-whitespace text".to_owned());
    }
    let results = body.blocks("toolResult");
    let blocks = results.flat_map(|result| result["content"].as_array().into_iter().flatten());
    if blocks.into_iter().any(|block| block["text"] == "") {
        return Err("messages: text content blocks must be non-empty".to_owned());
    }
    let ending = body
        .prefill()
        .and_then(|message| message.texts().last().copied());
    if ending.is_some_and(|text| text.ends_with(char::is_whitespace)) {
        return Err(
            "messages: final assistant content cannot end with trailing whitespace".to_owned(),
        );
    }
    Ok(())
}

/// Members of lists are counted from 1 in this kind of text, and from 0 in all others.
fn check_role(number: usize, message: &Message) -> Result<(), Refusal> {
    if ["user", "assistant"].contains(&message.role.as_str()) {
        return Ok(());
    }
    Err(Refusal::constraints(&[format!(
        "Value '{}' at 'messages.{}.member.role' failed to satisfy constraint: Member must satisfy enum value set: \
         [user, assistant]",
        message.role,
        number + 1
    )]))
}

fn check_order(messages: &[Message]) -> Result<(), Refusal> {
    if messages.first().is_none_or(|first| first.role != "user") {
        return Err(Refusal::validation(
            "A conversation must start with a user message. Try again with a conversation that starts with a user \
             message.",
        ));
    }
    if messages.windows(2).any(|pair| pair[0].role == pair[1].role) {
        return Err(Refusal::validation(
            "A conversation must alternate between user and assistant roles. Make sure the conversation alternates \
             between user and assistant roles and try again.",
        ));
    }
    Ok(())
}

fn check_content(number: usize, message: &Message) -> Result<(), Refusal> {
    if message.content.is_empty() {
        return Err(Refusal::validation(format!(
            "The content field in the Message object at messages.{number} is empty. Add a ContentBlock object to the \
             content field and try again."
        )));
    }
    for (position, block) in message.content.iter().enumerate() {
        check_block(
            block,
            &KINDS,
            &format!("messages.{number}.content.{position}"),
        )?;
    }
    Ok(())
}

fn check_block(block: &Map<String, Value>, kinds: &[&str], place: &str) -> Result<(), Refusal> {
    if let Some(unknown) = block.keys().find(|key| !kinds.contains(&key.as_str())) {
        return Err(Refusal::validation(format!(
            "Malformed input request: #/{}: extraneous key [{unknown}] is not permitted, please reformat your input \
             and try again.",
            place.replace('.', "/")
        )));
    }
    if block.len() != 1 {
        return Err(Refusal::validation(format!(
            "The ContentBlock object at {place} has {} members set. Set exactly one member and try again.",
            block.len()
        )));
    }
    if let Some(point) = block.get("cachePoint") {
        check_cache_point(point, place)?;
    }
    match block.get("text") {
        Some(Value::String(text)) if !text.is_empty() => Ok(()),
        Some(Value::String(_)) => Err(Refusal::validation(format!(
            "The text field in the ContentBlock object at {place} is blank. Add text to the text field, and try again."
        ))),
        Some(_) => Err(Refusal::serialization(format!(
            "The text field at {place} is not a string."
        ))),
        None => Ok(()),
    }
}

fn check_cache_point(point: &Value, place: &str) -> Result<(), Refusal> {
    let known = |member: &str, values: &[&str]| match &point[member] {
        Value::Null => Ok(()),
        Value::String(value) if values.contains(&value.as_str()) => Ok(()),
        value => Err(Refusal::constraints(&[format!(
            "Value '{}' at '{place}.cachePoint.{member}' failed to satisfy constraint: Member must satisfy enum value \
             set: [{}]",
            value.as_str().unwrap_or_default(),
            values.join(", ")
        )])),
    };
    known("type", &["default"])?;
    known("ttl", &["5m", "1h"])
}

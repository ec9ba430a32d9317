//! A body of the messages wire, read as the provider reads it.

use serde_json::{Map, Value, json};

use super::Verdict;
use super::block::{self, cache_point};
use super::fields::Fields;
use super::native::{MEMBERS, Native};
use crate::sandbox::ability::Wire;
use crate::sandbox::event::object;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::{Body, Message, Request};
use crate::sandbox::seed::Seed;

/// The versions that clients send.
const VERSIONS: [&str; 2] = ["bedrock-2023-05-31", "2026-10-21"];

/// The members of a body beside its parameters.
const OTHER_MEMBERS: [&str; 4] = ["anthropic_version", "messages", "system", "cache_control"];

/// Reads a body. The model is in the path and the operation says whether to stream, so neither may stand in it.
pub(crate) fn read(members: Map<String, Value>, seed: Seed) -> Result<Request, Refusal> {
    check_keys(&members)?;
    let (body, native) = parts(&members).map_err(Refusal::validation)?;
    Ok(Request {
        wire: Wire::Messages,
        body,
        members,
        native,
        seed,
        ..Request::default()
    })
}

/// Refuses members that the schema of Bedrock does not know, all of them in one text.
fn check_keys(members: &Map<String, Value>) -> Result<(), Refusal> {
    let is_known = |name: &str| MEMBERS.contains(&name) || OTHER_MEMBERS.contains(&name);
    let unknown: Vec<String> = members
        .keys()
        .filter(|name| !is_known(name))
        .map(|name| format!("#: extraneous key [{name}] is not permitted"))
        .collect();
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(Refusal::malformed(&unknown.concat()))
    }
}

fn parts(members: &Map<String, Value>) -> Result<(Body, Native), String> {
    let fields = Fields::of_body(members);
    check_version(&fields)?;
    let native = Native::of_body(members)?;
    if fields.any("max_tokens").is_none() {
        return Err(fields.missing("max_tokens"));
    }
    let mut body = Body {
        system: system(&fields)?,
        messages: merged(messages(&fields)?),
        ..Body::default()
    };
    if let (Some(point), Some(last)) = (cache_point(&fields)?, body.messages.last_mut()) {
        last.content.push(point);
    }
    Ok((body, native))
}

fn check_version(fields: &Fields<'_>) -> Verdict {
    let version = fields.required_text("anthropic_version")?;
    if VERSIONS.contains(&version) {
        return Ok(());
    }
    Err(fields.words(
        "anthropic_version",
        "Input should be 'bedrock-2023-05-31' or '2026-10-21'",
    ))
}

/// A system prompt is a text or a list of text blocks.
fn system(fields: &Fields<'_>) -> Result<Vec<Map<String, Value>>, String> {
    if let Some(Value::String(text)) = fields.any("system") {
        let blocks = [object(json!({"text": text}))];
        return Ok(blocks.into_iter().filter(|_| !text.is_empty()).collect());
    }
    let mut blocks = Vec::new();
    for (number, block) in fields.objects("system")?.iter().enumerate() {
        let place = format!("system.{number}");
        block::tag(&place, block, &["text"])?;
        let read = block::converse(&place, "user", block)?;
        if read[0]["text"]
            .as_str()
            .is_none_or(|text| text.trim().is_empty())
        {
            return Err("system: text content blocks must contain non-whitespace text".to_owned());
        }
        blocks.extend(read);
    }
    Ok(blocks)
}

fn messages(fields: &Fields<'_>) -> Result<Vec<Message>, String> {
    if fields.any("messages").is_none() {
        return Err(fields.missing("messages"));
    }
    let listed = fields.objects("messages")?;
    let mut messages = Vec::new();
    for (number, message) in listed.iter().enumerate() {
        let message = read_message(number, message)?;
        let is_last = number + 1 == listed.len();
        if message.content.is_empty() && !(is_last && message.role == "assistant") {
            return Err(format!(
                "messages.{number}: all messages must have non-empty content except for the optional final assistant \
                 message"
            ));
        }
        messages.push(message);
    }
    match messages.first() {
        None => Err("messages: at least one message is required".to_owned()),
        Some(first) if first.role != "user" => {
            Err("messages: first message must use the \"user\" role".to_owned())
        }
        Some(_) => Ok(messages),
    }
}

fn read_message(number: usize, message: &Map<String, Value>) -> Result<Message, String> {
    let place = format!("messages.{number}");
    let fields = Fields::at(place.clone(), message);
    let role = fields.required_text("role")?;
    match role {
        "user" | "assistant" => {}
        "system" => return Err("role 'system' is not supported on this model".to_owned()),
        _ => return Err(fields.words("role", "Input should be 'user' or 'assistant'")),
    }
    fields.only(&["role", "content"])?;
    let mut content = Vec::new();
    match fields.any("content") {
        None => return Err(fields.missing("content")),
        Some(Value::String(text)) if text.is_empty() => {}
        Some(Value::String(text)) => content.push(object(json!({"text": text}))),
        Some(_) => {
            for (position, block) in fields.objects("content")?.iter().enumerate() {
                content.extend(block::converse(
                    &format!("{place}.content.{position}"),
                    role,
                    block,
                )?);
            }
        }
    }
    let role = role.to_owned();
    Ok(Message { role, content })
}

/// Neighbours of one role become one message.
fn merged(messages: Vec<Message>) -> Vec<Message> {
    let mut merged: Vec<Message> = Vec::new();
    for message in messages {
        match merged.last_mut() {
            Some(last) if last.role == message.role => last.content.extend(message.content),
            _ => merged.push(message),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(member: &str, value: Value) -> Value {
        let mut body = json!({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 100,
            "messages": [{"role": "user", "content": "hello"}]});
        body[member] = value;
        body
    }

    fn read_body(body: &Value) -> Result<Request, Refusal> {
        read(body.as_object().unwrap().clone(), Seed::number(1))
    }

    fn words(body: &Value) -> String {
        read_body(body).unwrap_err().text
    }

    #[test]
    fn both_versions_are_taken_and_none_is_refused() {
        assert!(read_body(&with("anthropic_version", json!("2026-10-21"))).is_ok());
        assert_eq!(
            words(&with("anthropic_version", Value::Null)),
            "anthropic_version: Field required"
        );
        assert!(
            words(&with("anthropic_version", json!("1")))
                .starts_with("anthropic_version: Input should be")
        );
    }

    #[test]
    fn model_and_stream_are_extraneous() {
        let mut body = with("model", json!("x"));
        body["stream"] = json!(true);
        assert_eq!(
            words(&body),
            "Malformed input request: #: extraneous key [model] is not permitted#: extraneous key [stream] is not \
             permitted, please reformat your input and try again."
        );
    }

    #[test]
    fn required_members_are_missed() {
        assert_eq!(
            words(&with("max_tokens", Value::Null)),
            "max_tokens: Field required"
        );
        assert_eq!(
            words(&with("messages", Value::Null)),
            "messages: Field required"
        );
        assert_eq!(
            words(&with("messages", json!([]))),
            "messages: at least one message is required"
        );
        assert_eq!(
            words(&with("max_tokens", json!("x"))),
            "max_tokens: Input should be a valid integer"
        );
    }

    #[test]
    fn roles_are_checked_and_neighbours_merged() {
        let said = |role: &str| json!({"role": role, "content": "x"});
        let body = with(
            "messages",
            json!([said("user"), said("user"), said("assistant"), said("user")]),
        );
        let roles: Vec<usize> = read_body(&body)
            .unwrap()
            .body
            .messages
            .iter()
            .map(|message| message.content.len())
            .collect();
        assert_eq!(roles, [2, 1, 1]);
        assert_eq!(
            words(&with("messages", json!([said("assistant")]))),
            "messages: first message must use the \"user\" role"
        );
        assert_eq!(
            words(&with("messages", json!([said("system")]))),
            "role 'system' is not supported on this model"
        );
        assert!(
            words(&with("messages", json!([said("robot")])))
                .starts_with("messages.0.role: Input should be")
        );
        let empty = json!([{"role": "user", "content": []}]);
        assert!(
            words(&with("messages", empty)).contains("all messages must have non-empty content")
        );
    }

    #[test]
    fn a_system_prompt_is_a_text_or_a_list() {
        let text = read_body(&with("system", json!("be brief"))).unwrap();
        let list = read_body(&with(
            "system",
            json!([{"type": "text", "text": "be brief"}]),
        ))
        .unwrap();
        assert_eq!(
            (text.system(), list.system()),
            ("be brief".to_owned(), "be brief".to_owned())
        );
        let blank = with("system", json!([{"type": "text", "text": " "}]));
        assert_eq!(
            words(&blank),
            "system: text content blocks must contain non-whitespace text"
        );
    }

    #[test]
    fn the_body_itself_may_have_a_cache_control() {
        let request = read_body(&with("cache_control", json!({"type": "ephemeral"}))).unwrap();
        assert!(request.body.messages[0].content[1].contains_key("cachePoint"));
    }
}

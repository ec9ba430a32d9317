//! The legacy wire of Anthropic's Text Completions: one prompt with turns in it, one text back.

use serde_json::{Map, Value, json};

use super::ability::Wire;
use super::anthropic::Native;
use super::event::{Event, object};
use super::refusal::Refusal;
use super::reply::{Block, Reply};
use super::request::{Body, Message, Request};
use super::seed::Seed;
use super::wire::METRICS;

/// What begins a turn of the user. The service stops at it, whatever else the request asks to stop at.
const HUMAN: &str = "\n\nHuman:";

/// What begins a turn of the model.
const ASSISTANT: &str = "\n\nAssistant:";

/// Tokens of a reply if the request does not say.
const DEFAULT_TOKENS: i64 = 256;

const MEMBERS: [&str; 7] = [
    "prompt",
    "max_tokens_to_sample",
    "temperature",
    "top_p",
    "top_k",
    "stop_sequences",
    "anthropic_version",
];

/// The parameters with a range: name, least and most.
const RANGES: [(&str, f64, f64); 4] = [
    ("max_tokens_to_sample", 0.0, 4_096.0),
    ("temperature", 0.0, 1.0),
    ("top_p", 0.0, 1.0),
    ("top_k", 0.0, 500.0),
];

/// Reads a body.
pub(crate) fn read(members: Map<String, Value>, seed: Seed) -> Result<Request, Refusal> {
    check_schema(&members)?;
    let prompt = members
        .get("prompt")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let body = turns(prompt).map_err(Refusal::validation)?;
    let integer = |name: &str| members.get(name).and_then(Value::as_i64);
    let mut stop_sequences = strings(members.get("stop_sequences"));
    stop_sequences.push(HUMAN.to_owned());
    let native = Native {
        max_tokens: Some(integer("max_tokens_to_sample").unwrap_or(DEFAULT_TOKENS)),
        stop_sequences,
        ..Native::default()
    };
    Ok(Request {
        wire: Wire::Completions,
        body,
        members,
        native,
        seed,
        ..Request::default()
    })
}

/// Refuses what the schema of Bedrock refuses, all of it in one text.
fn check_schema(members: &Map<String, Value>) -> Result<(), Refusal> {
    let mut words = Vec::new();
    match members.get("prompt") {
        None => words.push("#: required key [prompt] not found".to_owned()),
        Some(Value::String(_)) => {}
        Some(_) => words.push("#/prompt: expected type: String".to_owned()),
    }
    for name in members
        .keys()
        .filter(|name| !MEMBERS.contains(&name.as_str()))
    {
        words.push(format!("#: extraneous key [{name}] is not permitted"));
    }
    for (name, least, most) in RANGES {
        words.extend(
            members
                .get(name)
                .and_then(|value| out_of_range(name, value, least, most)),
        );
    }
    let is_text_list = |value: &Value| {
        value
            .as_array()
            .is_some_and(|list| list.iter().all(Value::is_string))
    };
    if members
        .get("stop_sequences")
        .is_some_and(|value| !is_text_list(value))
    {
        words.push("#/stop_sequences: expected type: JSONArray".to_owned());
    }
    if words.is_empty() {
        Ok(())
    } else {
        Err(Refusal::malformed(&words.concat()))
    }
}

fn out_of_range(name: &str, value: &Value, least: f64, most: f64) -> Option<String> {
    let is_whole = name.starts_with("max_tokens") || name == "top_k";
    match value.as_f64() {
        None => Some(format!("#/{name}: expected type: Number")),
        Some(_) if is_whole && !value.is_i64() => Some(format!("#/{name}: expected type: Integer")),
        Some(number) if number < least => Some(format!(
            "#/{name}: {value} is not greater or equal to {least}"
        )),
        Some(number) if number > most => {
            Some(format!("#/{name}: {value} is not less or equal to {most}"))
        }
        Some(_) => None,
    }
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The turns of a prompt as messages; what stands before the first one is the system prompt.
fn turns(prompt: &str) -> Result<Body, String> {
    let first = place(prompt, 0);
    let Some((start, HUMAN)) = first else {
        return Err(format!(
            "prompt must start with \"{HUMAN}\" turn after an optional system prompt"
        ));
    };
    let mut messages = Vec::new();
    let mut next = first;
    while let Some((at, mark)) = next {
        let from = at + mark.len();
        next = place(prompt, from);
        let text = &prompt[from..next.map_or(prompt.len(), |(end, _)| end)];
        messages.push(turn(mark, text));
    }
    check_turns(prompt, &messages)?;
    let system = prompt[..start].trim();
    let system = (!system.is_empty()).then(|| object(json!({"text": system})));
    // An empty turn of the model at the end asks for its reply; it is not a message.
    let messages = messages
        .into_iter()
        .filter(|message| !message.content.is_empty())
        .collect();
    Ok(Body {
        messages,
        system: system.into_iter().collect(),
        ..Body::default()
    })
}

/// Where the next turn begins, and with what.
fn place(prompt: &str, from: usize) -> Option<(usize, &'static str)> {
    let found = [HUMAN, ASSISTANT]
        .into_iter()
        .filter_map(|mark| Some((prompt[from..].find(mark)? + from, mark)));
    found.min()
}

fn turn(mark: &str, text: &str) -> Message {
    let role = if mark == HUMAN { "user" } else { "assistant" };
    let text = text.strip_prefix(' ').unwrap_or(text);
    let block = (!text.is_empty()).then(|| object(json!({"text": text})));
    Message {
        role: role.to_owned(),
        content: block.into_iter().collect(),
    }
}

fn check_turns(prompt: &str, messages: &[Message]) -> Result<(), String> {
    if messages.windows(2).any(|pair| pair[0].role == pair[1].role) {
        return Err(format!(
            "prompt must alternate between \"{HUMAN}\" and \"{ASSISTANT}\" turns"
        ));
    }
    if messages.last().is_none_or(|last| last.role != "assistant") {
        return Err(format!("prompt must end with \"{ASSISTANT}\" turn"));
    }
    if prompt.ends_with(char::is_whitespace) {
        return Err(format!(
            "prompt must not end with trailing whitespace after the \"{ASSISTANT}\" turn"
        ));
    }
    Ok(())
}

/// The reply as one JSON.
pub(crate) fn answer(reply: &Reply) -> Value {
    let texts = reply.blocks.iter().filter_map(|block| match block {
        Block::Text(text) | Block::Cited { text, .. } => Some(text.as_str()),
        Block::Reasoning { .. }
        | Block::Redacted(_)
        | Block::ToolUse { .. }
        | Block::Torn { .. } => None,
    });
    last(reply, &spaced(reply, &texts.collect::<String>()))
}

/// The events of Converse as objects of this wire, which has text and nothing else.
pub(crate) fn objects(reply: &Reply, events: Vec<Event>) -> Vec<Event> {
    let mut told = Vec::with_capacity(events.len());
    let mut is_first = true;
    for event in events {
        match event {
            Event::Text(index, text) if is_first => {
                told.push(Event::Text(index, spaced(reply, &text)));
                is_first = false;
            }
            Event::Text(..) | Event::RawText(..) | Event::Object(_) => told.push(event),
            Event::MessageStop(_) => {
                let mut end = last(reply, "");
                end[METRICS] = reply.usage.metrics(reply.output_tokens());
                for (name, value) in reply.guardrail_members() {
                    end[name] = value;
                }
                told.push(Event::Object(object(end)));
            }
            Event::Raw { name, .. } => told.push(Event::Object(object(json!({"type": name})))),
            Event::Extra(event, extra) => {
                for event in objects(reply, vec![*event]) {
                    told.push(Event::Extra(Box::new(event), extra.clone()));
                }
            }
            Event::MessageStart
            | Event::BlockStart(..)
            | Event::Delta(..)
            | Event::BlockStop(_)
            | Event::Metadata(_) => {}
        }
    }
    told
}

/// The object of a piece of text, if the event is one.
pub(crate) fn text_object(event: &Event) -> Option<Map<String, Value>> {
    if let Event::Extra(event, extra) = event {
        let mut members = text_object(event)?;
        members.extend(extra.clone());
        return Some(members);
    }
    let Event::Text(_, text) = event else {
        return None;
    };
    Some(object(
        json!({"type": "completion", "completion": text, "stop_reason": null, "stop": null}),
    ))
}

/// A reply begins with a space, unless it goes on where a prefill ends.
fn spaced(reply: &Reply, text: &str) -> String {
    if reply.is_continuation {
        text.to_owned()
    } else {
        format!(" {text}")
    }
}

fn last(reply: &Reply, text: &str) -> Value {
    let (reason, stop) = match (reply.stop.reason.as_str(), &reply.stop.sequence) {
        ("max_tokens", _) => ("max_tokens", None),
        (_, Some(sequence)) => ("stop_sequence", Some(sequence.as_str())),
        (_, None) => ("stop_sequence", Some(HUMAN)),
    };
    json!({"type": "completion", "completion": text, "stop_reason": reason, "stop": stop})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_body(body: &Value) -> Result<Request, Refusal> {
        read(body.as_object().unwrap().clone(), Seed::number(1))
    }

    fn words(prompt: &str) -> String {
        read_body(&json!({"prompt": prompt})).unwrap_err().text
    }

    #[test]
    fn a_prompt_is_a_conversation() {
        let prompt =
            "Be brief.\n\nHuman: one\n\nAssistant: two\n\nHuman: three\n\nAssistant: Sure,";
        let request = read_body(&json!({"prompt": prompt})).unwrap();
        let said: Vec<(&str, Vec<&str>)> = request
            .body
            .messages
            .iter()
            .map(|message| (message.role.as_str(), message.texts()))
            .collect();
        assert_eq!(
            said,
            [
                ("user", vec!["one"]),
                ("assistant", vec!["two"]),
                ("user", vec!["three"]),
                ("assistant", vec!["Sure,"])
            ]
        );
        assert_eq!(request.system(), "Be brief.");
        assert_eq!(request.native.max_tokens, Some(256));
    }

    #[test]
    fn a_prompt_has_its_form() {
        for prompt in [
            "hello",
            "Human: hello\n\nAssistant:",
            "\n\nAssistant: hi\n\nHuman: x\n\nAssistant:",
        ] {
            assert!(
                words(prompt).starts_with("prompt must start with \"\n\nHuman:\" turn"),
                "{prompt:?}"
            );
        }
        assert_eq!(
            words("\n\nHuman: hello"),
            "prompt must end with \"\n\nAssistant:\" turn"
        );
        assert!(
            words("\n\nHuman: a\n\nHuman: b\n\nAssistant:").starts_with("prompt must alternate")
        );
        assert!(
            words("\n\nHuman: a\n\nAssistant: Sure ")
                .starts_with("prompt must not end with trailing whitespace")
        );
        assert!(
            words("\n\nHuman: a\n\nAssistant: ")
                .starts_with("prompt must not end with trailing whitespace")
        );
    }

    #[test]
    fn the_schema_names_all_that_is_wrong() {
        let body = json!({"temperature": 1.5, "max_tokens": 3, "top_k": 501, "max_tokens_to_sample": 5000});
        let text = read_body(&body).unwrap_err().text;
        for part in [
            "Malformed input request: #: required key [prompt] not found",
            "#: extraneous key [max_tokens] is not permitted",
            "#/temperature: 1.5 is not less or equal to 1",
            "#/top_k: 501 is not less or equal to 500",
            "#/max_tokens_to_sample: 5000 is not less or equal to 4096",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }
}

//! Tool calls: `/tool NAME {…}` at the beginning of a message, or a choice that forces one.

use serde_json::{Map, Value, json};

use super::sample;
use crate::sandbox::reply::Block;
use crate::sandbox::request::Request;

/// What a message begins with to make the model call a tool.
const COMMAND: &str = "/tool";

/// A sentence and the call, if the request asks for one and offers tools. A name that is not offered is said to be so.
pub(super) fn called(request: &Request) -> Option<Vec<Block>> {
    let tools = &request.native.tools;
    let question = request.question();
    let wish = question
        .strip_prefix(COMMAND)
        .filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    if tools.is_empty()
        || request.native.choice() == Some("none")
        || (wish.is_none() && !is_forced(request))
    {
        return None;
    }
    let (name, input) = parts(wish.unwrap_or_default());
    let name = forced(request).or(name);
    let Some(tool) = tools
        .iter()
        .find(|tool| name.is_none_or(|name| tool["name"] == name))
    else {
        return Some(vec![Block::Text(not_offered(
            name.unwrap_or_default(),
            tools,
        ))]);
    };
    let call = Block::ToolUse {
        id: request.wire.tool_use_id(&mut request.seed.clone()),
        name: tool["name"].as_str().unwrap_or_default().to_owned(),
        input: input.unwrap_or_else(|| arguments(tool)),
    };
    Some(vec![Block::Text("Let me look.".to_owned()), call])
}

/// The call that a message commands, whatever else is forced.
pub(super) fn commanded(request: &Request) -> Option<Vec<Block>> {
    request
        .question()
        .starts_with(COMMAND)
        .then(|| called(request))
        .flatten()
}

/// A forced call is for the model's first turn; once results are there, it answers.
fn is_forced(request: &Request) -> bool {
    let has_results = request
        .body
        .last_from("user")
        .is_some_and(|message| message.blocks("toolResult").next().is_some());
    matches!(request.native.choice(), Some("any" | "tool")) && !has_results
}

fn forced(request: &Request) -> Option<&str> {
    request.native.tool_choice.as_ref()?.get("name")?.as_str()
}

/// The name after the command, and the input if there is JSON after the name.
fn parts(wish: &str) -> (Option<&str>, Option<Value>) {
    let wish = wish.trim();
    let (name, rest) = wish.split_once(char::is_whitespace).unwrap_or((wish, ""));
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Map<String, Value>>();
    let input = values.next().and_then(Result::ok).map(Value::Object);
    // A wish for the pace, such as `rate=9`, is no name.
    let is_name = !name.is_empty() && !name.contains('=');
    (is_name.then_some(name), input)
}

/// Arguments for a tool: of those with a type a harmless action, of others what their schema describes.
fn arguments(tool: &Map<String, Value>) -> Value {
    let kind = tool.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind.rsplit_once('_').map_or(kind, |(name, _)| name) {
        "computer" => json!({"action": "screenshot"}),
        "bash" => json!({"command": "ls -l"}),
        "text_editor" => json!({"command": "view", "path": "/tmp/strata.txt"}),
        "memory" => json!({"command": "view", "path": "/memories"}),
        "tool_search_tool_regex" | "tool_search_tool_bm25" => json!({"query": "rock"}),
        _ => sample::value(
            tool.get("input_schema")
                .unwrap_or(&json!({"type": "object"})),
        ),
    }
}

fn not_offered(name: &str, tools: &[Map<String, Value>]) -> String {
    let names: Vec<&str> = tools
        .iter()
        .filter_map(|tool| tool.get("name")?.as_str())
        .collect();
    format!(
        "There is no tool {name}. The request offers: {}.",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_a_name_and_an_input() {
        assert_eq!(parts(" dig"), (Some("dig"), None));
        assert_eq!(
            parts(" dig {\"m\": 1} rate=9"),
            (Some("dig"), Some(json!({"m": 1})))
        );
        assert_eq!(parts(" rate=9"), (None, None));
        assert_eq!(parts(""), (None, None));
    }
}

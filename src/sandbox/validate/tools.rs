//! Rules of tools: their description, and the pairs of calls and results.

use serde_json::{Map, Value};

use crate::sandbox::ability::Wire;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::{Body, Message, Request};

/// Longest name of a tool, in characters.
const MAX_NAME: usize = 64;

/// Refuses tools that are not well described, and tool blocks without any tool.
pub(super) fn check_config(body: &Body) -> Result<(), Refusal> {
    let Some(config) = &body.tool_config else {
        return check_no_tool_blocks(body);
    };
    if config.tools.is_empty() {
        return Err(Refusal::constraints(&[
            "Value '[]' at 'toolConfig.tools' failed to satisfy constraint: Member must \
             have length greater than or equal to 1"
                .to_owned(),
        ]));
    }
    for (number, tool) in config.tools.iter().enumerate() {
        check_tool(number, tool)?;
    }
    config.tool_choice.as_ref().map_or(Ok(()), check_choice)
}

/// Refuses calls without a result right after them, and results without a call right before them.
pub(super) fn check_pairs(request: &Request) -> Result<(), Refusal> {
    let body = &request.body;
    let mut open: Vec<&str> = Vec::new();
    for (number, message) in body.messages.iter().enumerate() {
        if message.role == "user" {
            check_results(request.wire, number, message, &open)?;
            open.clear();
        } else {
            open = ids(message, "toolUse").collect();
        }
    }
    joined(open.iter()).map_or(Ok(()), |missing| {
        Err(missing_results(request.wire, body.messages.len(), &missing))
    })
}

fn check_results(
    wire: Wire,
    number: usize,
    message: &Message,
    open: &[&str],
) -> Result<(), Refusal> {
    let results = leading_results(message);
    if let Some(missing) = joined(open.iter().filter(|id| !results.contains(id))) {
        return Err(missing_results(wire, number, &missing));
    }
    let stray = ids(message, "toolResult").find(|id| !open.contains(id));
    if let (Some(id), Wire::Messages) = (stray, wire) {
        return Err(wire.refusal(&format!(
            "messages.{number}.content: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each \
             `tool_result` block must have a corresponding `tool_use` block in the previous message."
        )));
    }
    if stray.is_some() {
        return Err(Refusal::validation(format!(
            "The number of toolResult blocks at messages.{number}.content exceeds the number of toolUse blocks of \
             previous turn."
        )));
    }
    Ok(())
}

fn check_no_tool_blocks(body: &Body) -> Result<(), Refusal> {
    if body
        .blocks("toolUse")
        .chain(body.blocks("toolResult"))
        .next()
        .is_none()
    {
        return Ok(());
    }
    Err(Refusal::validation(
        "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
    ))
}

fn check_tool(number: usize, tool: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(spec) = tool.get("toolSpec") else {
        return Ok(());
    };
    let name = spec["name"].as_str().unwrap_or_default();
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(fits) {
        return Err(Refusal::constraints(&[format!(
            "Value '{name}' at 'toolConfig.tools.{}.member.toolSpec.name' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [a-zA-Z0-9_-]{{1,64}}",
            number + 1
        )]));
    }
    if spec["inputSchema"]["json"]["type"] != "object" {
        return Err(Refusal::validation(format!(
            "The value at toolConfig.tools.{number}.toolSpec.inputSchema.json.type must be one of the following: object."
        )));
    }
    Ok(())
}

fn check_choice(choice: &Map<String, Value>) -> Result<(), Refusal> {
    let known = choice
        .keys()
        .all(|key| ["auto", "any", "tool"].contains(&key.as_str()));
    if known && choice.len() == 1 {
        return Ok(());
    }
    Err(Refusal::validation(
        "The toolConfig.toolChoice object must have exactly one of the members auto, any and tool.",
    ))
}

/// The results that stand before anything else; those after a text do not count.
fn leading_results(message: &Message) -> Vec<&str> {
    let results = message
        .content
        .iter()
        .map_while(|block| block.get("toolResult"));
    results
        .filter_map(|result| result["toolUseId"].as_str())
        .collect()
}

/// The ids of calls or results. What the provider ran by itself needs no result from the client.
fn ids<'a>(message: &'a Message, kind: &'a str) -> impl Iterator<Item = &'a str> {
    let own = message
        .blocks(kind)
        .filter(|block| block["type"] != "server_tool_use");
    own.filter_map(|block| block["toolUseId"].as_str())
}

fn joined<'a>(ids: impl Iterator<Item = &'a &'a str>) -> Option<String> {
    let ids: Vec<&str> = ids.copied().collect();
    (!ids.is_empty()).then(|| ids.join(", "))
}

fn missing_results(wire: Wire, number: usize, missing: &str) -> Refusal {
    wire.refusal(&format!(
        "messages.{number}: `tool_use` ids were found without `tool_result` blocks immediately after: {missing}. Each \
         `tool_use` block must have a corresponding `tool_result` block in the next message."
    ))
}

//! Rules of tools: their description, and the pairs of calls and results.

use std::fmt::{self, Display, Formatter};

use serde_json::{Map, Value};

use crate::sandbox::ability::Wire;
use crate::sandbox::models::Model;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::{Body, Message, Request, ToolConfig};

/// Longest name of a tool, in characters.
const MAX_NAME: usize = 64;

/// Refuses tools that are not well described, and tool blocks without any tool.
pub(super) fn check_config(model: &Model, body: &Body) -> Result<(), Refusal> {
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
    config.tool_choice.as_ref().map_or(Ok(()), check_choice)?;
    // Anthropic's models say it in their own words.
    if model.takes.is_anthropic() {
        return Ok(());
    }
    check_names(config)
}

/// Refuses calls and results that are not as they have to be, each one for itself.
pub(super) fn check_blocks(body: &Body) -> Result<(), Refusal> {
    for (number, message) in body.messages.iter().enumerate() {
        for (position, block) in message.content.iter().enumerate() {
            let place = Place { number, position };
            if let Some(call) = block.get("toolUse") {
                check_call(place, call)?;
            }
            if let Some(result) = block.get("toolResult") {
                check_result(place, result)?;
            }
        }
    }
    Ok(())
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
            check_once(request.wire, number, message)?;
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
    check_once(wire, number, message)?;
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

/// Refuses a second call of one id in a message, and a second result.
fn check_once(wire: Wire, number: usize, message: &Message) -> Result<(), Refusal> {
    for kind in ["toolUse", "toolResult"] {
        let mut met = Vec::new();
        for (position, block) in message.content.iter().enumerate() {
            let Some(id) = block
                .get(kind)
                .and_then(|block| block["toolUseId"].as_str())
            else {
                continue;
            };
            if met.contains(&id) {
                let words = match kind {
                    "toolUse" => "`tool_use` ids must be unique".to_owned(),
                    _ => format!(
                        "each tool_use must have a single result. Found multiple `tool_result` blocks with id: {id}"
                    ),
                };
                let place = format!("messages.{number}.content.{position}");
                return Err(wire.refusal(&format!("{place}: {words}")));
            }
            met.push(id);
        }
    }
    Ok(())
}

fn check_call(place: Place, call: &Value) -> Result<(), Refusal> {
    place.check_text(call, "toolUse.toolUseId", ".:")?;
    place.check_text(call, "toolUse.name", "")?;
    if call["input"].is_object() {
        return Ok(());
    }
    Err(place.no_object("toolUse.input"))
}

fn check_result(place: Place, result: &Value) -> Result<(), Refusal> {
    place.check_text(result, "toolResult.toolUseId", ".:")?;
    let Some(content) = result["content"].as_array() else {
        let place = place.member("toolResult.content");
        return Err(Refusal::constraints(&[format!(
            "Value null at '{place}' failed to satisfy constraint: Member must not be null"
        )]));
    };
    let is_error = result["status"] == "error";
    if !is_error && !["success", ""].contains(&result["status"].as_str().unwrap_or_default()) {
        let status = &result["status"];
        let place = place.member("toolResult.status");
        return Err(Refusal::constraints(&[format!(
            "Value '{}' at '{place}' failed to satisfy constraint: Member must satisfy enum value set: [success, error]",
            status.as_str().unwrap_or_default()
        )]));
    }
    if is_error && content.is_empty() {
        return Err(Refusal::validation(format!(
            "The content field at {place}.toolResult cannot be empty when status value is error."
        )));
    }
    for (at, block) in content.iter().enumerate() {
        if block.get("json").is_some_and(|json| !json.is_object()) {
            return Err(place.no_object(&format!("toolResult.content.{at}.json")));
        }
        let kinds = block.as_object().map_or(0, Map::len);
        if kinds != 1 {
            return Err(Refusal::validation(format!(
                "The ToolResultContentBlock object at {place}.toolResult.content.{at} has {kinds} members set. Set \
                 exactly one member and try again."
            )));
        }
    }
    Ok(())
}

/// The place of a block.
#[derive(Clone, Copy)]
struct Place {
    number: usize,
    position: usize,
}

impl Display for Place {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        write!(to, "messages.{}.content.{}", self.number, self.position)
    }
}

impl Place {
    /// The place of a member in the words that count from 1.
    fn member(self, name: &str) -> String {
        let (number, position) = (self.number + 1, self.position + 1);
        format!("messages.{number}.member.content.{position}.member.{name}")
    }

    /// Refuses a name or an id that has other letters than these beside the usual ones, or too many or none.
    fn check_text(self, block: &Value, member: &str, signs: &str) -> Result<(), Refusal> {
        let name = member.rsplit('.').next().unwrap_or_default();
        let text = block[name].as_str().unwrap_or_default();
        let fits = |letter: char| {
            letter.is_ascii_alphanumeric() || "_-".contains(letter) || signs.contains(letter)
        };
        if !text.is_empty() && text.len() <= MAX_NAME && text.chars().all(fits) {
            return Ok(());
        }
        Err(Refusal::constraints(&[format!(
            "Value '{text}' at '{}' failed to satisfy constraint: Member must satisfy regular expression pattern: \
             [a-zA-Z0-9_{signs}-]{{1,64}}",
            self.member(member)
        )]))
    }

    fn no_object(self, member: &str) -> Refusal {
        Refusal::validation(format!(
            "The format of the value at {self}.{member} is invalid. Provide a json object for the field and try again."
        ))
    }
}

/// Refuses two tools of one name, and the choice of a tool that is not there.
fn check_names(config: &ToolConfig) -> Result<(), Refusal> {
    let names = config.tools.iter().filter_map(|tool| tool.get("toolSpec"));
    let names: Vec<&str> = names.filter_map(|spec| spec["name"].as_str()).collect();
    let mut twice = names
        .iter()
        .enumerate()
        .filter(|(at, name)| names[..*at].contains(name));
    if let Some((_, name)) = twice.next() {
        return Err(Refusal::validation(format!(
            "The toolConfig.tools field has more than one tool with the name {name}. Give each tool a name of its own \
             and try again."
        )));
    }
    let choice = config
        .tool_choice
        .as_ref()
        .and_then(|choice| choice.get("tool"));
    match choice.map(|tool| tool["name"].as_str().unwrap_or_default()) {
        Some(name) if !names.contains(&name) => Err(Refusal::validation(format!(
            "The toolConfig.toolChoice.tool.name {name} is none of the tools in toolConfig.tools."
        ))),
        Some(_) | None => Ok(()),
    }
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

/// What is said before the message of this number, which lacks results. The place is that of the calls.
fn missing_results(wire: Wire, number: usize, missing: &str) -> Refusal {
    let number = number.saturating_sub(1);
    wire.refusal(&format!(
        "messages.{number}: `tool_use` ids were found without `tool_result` blocks immediately after: {missing}. Each \
         `tool_use` block must have a corresponding `tool_result` block in the next message."
    ))
}

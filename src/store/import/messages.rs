//! The body of an Anthropic Messages request, and bodies that are like it.

use super::anthropic::blocks;
use super::media::Luggage;
use super::members::{digits, flag, items, list, members, text, whole, words};
use super::tree::{Node, grown};
use super::write::bedrock_model;
use crate::chat::content::ContentBlock;
use crate::chat::import::{Import, Imported, Said};
use crate::chat::json::Value;
use crate::chat::message::Role;
use crate::chat::settings::service::Caching;
use crate::chat::settings::{Decimal, Settings, Thinking, Wire};
use crate::chat::tool::{CustomTool, Tool, ToolChoice, Which};

/// Members that are read one by one, or that say nothing about the conversation.
const KNOWN: [&str; 14] = [
    "anthropic_version",
    "anthropic_beta",
    "max_tokens",
    "system",
    "messages",
    "tools",
    "tool_choice",
    "temperature",
    "top_p",
    "top_k",
    "stop_sequences",
    "model",
    "stream",
    "metadata",
];

/// Reads a body.
pub(super) fn read(body: &Value) -> Import {
    let mut luggage = Luggage::default();
    let mut settings = Settings {
        wire: Wire::Messages,
        ..Settings::default()
    };
    let mut system = Vec::new();
    system_prompt(body, &mut settings, &mut system);
    let nodes = nodes(list(body, "messages"), &mut system, &mut luggage);
    settings.system = system.join("\n\n");
    sampling(body, &mut settings, &mut luggage);
    tools(body, &mut settings);
    rest(body, &mut settings);
    if let Some(model) = words(body, "model") {
        settings.model = bedrock_model(model);
        if settings.model.is_none() {
            luggage
                .left
                .out(format!("the model {model}, which is none of Bedrock"));
        }
    }
    let mut messages = grown(nodes, &mut luggage.left).messages;
    fold_cache_mark(&mut messages, &mut settings);
    Import {
        title: None,
        settings,
        messages,
        leaf: None,
        blobs: luggage.blobs,
        left: luggage.left,
    }
}

/// Messages one after the other; those of the system go into the prompt.
pub(super) fn nodes(
    messages: &[Value],
    system: &mut Vec<String>,
    luggage: &mut Luggage,
) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let empty = Value::Null;
        let content = message.get("content").unwrap_or(&empty);
        let role = match text(message, "role") {
            Some("user" | "human") => Role::User,
            Some("assistant") => Role::Assistant,
            Some("system" | "developer") => {
                let blocks = blocks(content, luggage);
                let texts = blocks.iter().filter_map(ContentBlock::as_text);
                system.extend(texts.map(str::to_owned));
                continue;
            }
            other => {
                let role = other.unwrap_or("no role");
                luggage.left.out(format!("a message of {role}"));
                continue;
            }
        };
        let content = blocks(content, luggage);
        if content.is_empty() {
            luggage.left.out("a message without anything in it");
            continue;
        }
        nodes.push(Node {
            id: at.to_string(),
            parent: nodes.last().map(|node| node.id.clone()),
            said: Some(Said::new(role, content)),
        });
    }
    nodes
}

fn system_prompt(body: &Value, settings: &mut Settings, system: &mut Vec<String>) {
    let Some(prompt) = body.get("system") else {
        return;
    };
    system.extend(prompt.as_text().map(str::to_owned));
    for block in items(prompt) {
        system.extend(text(block, "text").map(str::to_owned));
        if let Some(mark) = block.get("cache_control") {
            settings.cache.system = caching(mark);
        }
    }
}

fn caching(mark: &Value) -> Caching {
    let ttl = text(mark, "ttl").and_then(Caching::named);
    ttl.unwrap_or(Caching::Default)
}

fn sampling(body: &Value, settings: &mut Settings, luggage: &mut Luggage) {
    let mut number = |name: &str| {
        let parsed = Decimal::parse(digits(body, name)?);
        if parsed.is_err() {
            luggage
                .left
                .out(format!("{name}, which is no plain number"));
        }
        parsed.ok()
    };
    let sampling = &mut settings.sampling;
    sampling.temperature = number("temperature");
    sampling.top_p = number("top_p");
    sampling.top_k = number("top_k");
    let most = whole(body, "max_tokens").and_then(|most| u32::try_from(most).ok());
    sampling.max_tokens = most.unwrap_or(sampling.max_tokens);
    let stops = list(body, "stop_sequences").iter();
    let stops = stops.filter_map(Value::as_text).map(str::to_owned);
    sampling.stop_sequences = stops.collect();
    let betas = list(body, "anthropic_beta").iter();
    let betas = betas.filter_map(Value::as_text).map(str::to_owned);
    settings.betas = betas.collect();
    let user = body.get("metadata").and_then(|it| words(it, "user_id"));
    settings.service.user_id = user.map(str::to_owned);
}

fn tools(body: &Value, settings: &mut Settings) {
    for value in list(body, "tools") {
        let kind = text(value, "type").filter(|kind| *kind != "custom");
        let name = text(value, "name").unwrap_or_default().to_owned();
        let tool = if let Some(kind) = kind {
            Tool::Typed {
                kind: kind.to_owned(),
                name,
                json: value.compact(),
            }
        } else {
            if let Some(mark) = value.get("cache_control") {
                settings.cache.tools = caching(mark);
            }
            let schema = value.get("input_schema").map(Value::compact);
            Tool::Custom(CustomTool {
                name,
                description: text(value, "description").unwrap_or_default().to_owned(),
                schema: schema.unwrap_or_default(),
                strict: flag(value, "strict"),
            })
        };
        settings.tools.offered.push(tool);
    }
    settings.tools.choice = body.get("tool_choice").and_then(choice);
}

fn choice(value: &Value) -> Option<ToolChoice> {
    let which = match text(value, "type")? {
        "auto" => Which::Auto,
        "any" => Which::Any,
        "none" => Which::None,
        "tool" => Which::Tool(text(value, "name")?.to_owned()),
        _ => return None,
    };
    let parallel = flag(value, "disable_parallel_tool_use").map(|off| !off);
    Some(ToolChoice { which, parallel })
}

/// How much is thought, and the members that have no place of their own.
fn rest(body: &Value, settings: &mut Settings) {
    let mut extra = Vec::new();
    for (name, value) in members(body) {
        let taken = match name.as_str() {
            known if KNOWN.contains(&known) => true,
            "thinking" => thinking(value, settings),
            "output_config" => effort(value, settings),
            _ => false,
        };
        if !taken {
            extra.push((name.clone(), value.clone()));
        }
    }
    if !extra.is_empty() {
        settings.extra = Value::Object(extra).compact();
    }
}

/// Whether it was understood whole.
fn thinking(value: &Value, settings: &mut Settings) -> bool {
    let known = ["type", "budget_tokens", "display"];
    if !members(value)
        .iter()
        .all(|(name, _)| known.contains(&name.as_str()))
    {
        return false;
    }
    let budget = whole(value, "budget_tokens").and_then(|it| u32::try_from(it).ok());
    settings.reasoning.thinking = match (text(value, "type"), budget) {
        (Some("enabled"), Some(tokens)) => Thinking::Budget(tokens),
        (Some("disabled"), None) => Thinking::Off,
        (Some("adaptive"), None) => Thinking::Adaptive,
        _ => return false,
    };
    settings.reasoning.display = text(value, "display").map(str::to_owned);
    true
}

fn effort(value: &Value, settings: &mut Settings) -> bool {
    match (members(value), text(value, "effort")) {
        ([_], Some(effort)) => {
            settings.reasoning.effort = Some(effort.to_owned());
            true
        }
        _ => false,
    }
}

/// A mark at the end of the last message of the user is a setting: it moves on with the conversation.
pub(super) fn fold_cache_mark(messages: &mut [Imported], settings: &mut Settings) {
    let mut users = messages.iter_mut().rev();
    let last = users.find(|message| message.said.role == Role::User);
    let Some(last) = last else {
        return;
    };
    if let [_, .., ContentBlock::CachePoint] = last.said.content[..] {
        last.said.content.pop();
        settings.cache.messages = Caching::Default;
    }
}

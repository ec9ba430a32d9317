//! A session of aichat: YAML with model, sampling and messages.

use super::converse::text_item;
use super::media::Luggage;
use super::members::{digits, json_list, list, text, words};
use super::messages::nodes;
use super::tree::{Node, grown};
use super::write::bedrock_model;
use crate::chat::content::{ContentBlock, ToolUse};
use crate::chat::import::{Import, Reply, Said};
use crate::chat::json::Value;
use crate::chat::message::Role;
use crate::chat::settings::{Decimal, Settings};

/// Reads a session. What it has compressed comes first.
pub(super) fn read(session: &Value) -> Import {
    let mut luggage = Luggage::default();
    let mut system = Vec::new();
    let all: Vec<Value> = ["compressed_messages", "messages"]
        .into_iter()
        .flat_map(|name| list(session, name).iter().cloned())
        .collect();
    let mut parts: Vec<Node> = Vec::new();
    for message in &all {
        let calls = message
            .get("content")
            .map(|content| list(content, "tool_results"));
        let said = match calls {
            Some(calls) if !calls.is_empty() => with_calls(message, calls, parts.len()),
            _ => {
                let one = nodes(std::slice::from_ref(message), &mut system, &mut luggage);
                one.into_iter().filter_map(|node| node.said).collect()
            }
        };
        for said in said {
            parts.push(Node {
                id: parts.len().to_string(),
                parent: parts.last().map(|node| node.id.clone()),
                said: Some(said),
            });
        }
    }
    let mut settings = settings(session, &mut luggage);
    settings.system = system.join("\n\n");
    // `bedrock:us.amazon.nova-pro-v1:0`; models of others keep what stands before them.
    let model = words(session, "model");
    let model = model.map(|model| model.strip_prefix("bedrock:").unwrap_or(model).to_owned());
    let mut messages = grown(parts, &mut luggage.left).messages;
    for message in &mut messages {
        if message.said.role == Role::Assistant {
            message.said.reply = model.clone().map(|model| Reply {
                model,
                ..Reply::default()
            });
        }
    }
    Import {
        title: None,
        settings,
        messages,
        leaf: None,
        blobs: luggage.blobs,
        left: luggage.left,
    }
}

/// A reply with calls, and what came of them.
fn with_calls(message: &Value, results: &[Value], number: usize) -> Vec<Said> {
    let content = message.get("content");
    let words = content.and_then(|content| words(content, "text"));
    let mut reply: Vec<ContentBlock> = words
        .map(|text| ContentBlock::Text(text.to_owned()))
        .into_iter()
        .collect();
    let mut answers = Vec::new();
    for (at, result) in results.iter().enumerate() {
        let nothing = Value::Null;
        let call = result.get("call").unwrap_or(&nothing);
        let id = text(call, "id").filter(|id| !id.is_empty());
        let id = id.map_or_else(|| format!("call-{number}-{at}"), str::to_owned);
        let input = call.get("arguments").map(|it| match it {
            Value::Text(text) => text.clone(),
            other => other.compact().0,
        });
        reply.push(ContentBlock::ToolUse(ToolUse {
            id: id.clone(),
            name: text(call, "name").unwrap_or_default().to_owned(),
            input: input.unwrap_or_else(|| "{}".to_owned()),
        }));
        let output = result.get("output").unwrap_or(&nothing);
        let output = match output {
            Value::Text(text) => text.clone(),
            other => other.compact().0,
        };
        answers.push(ContentBlock::ToolResult {
            id,
            status: None,
            content: json_list(vec![text_item(&output)]),
        });
    }
    vec![
        Said::new(Role::Assistant, reply),
        Said::new(Role::User, answers),
    ]
}

fn settings(session: &Value, luggage: &mut Luggage) -> Settings {
    let mut settings = Settings::default();
    let mut number = |name: &str| {
        let parsed = Decimal::parse(digits(session, name)?);
        if parsed.is_err() {
            luggage
                .left
                .out(format!("{name}, which is no plain number"));
        }
        parsed.ok()
    };
    settings.sampling.temperature = number("temperature");
    settings.sampling.top_p = number("top_p");
    let model = words(session, "model").unwrap_or_default();
    settings.model = model.strip_prefix("bedrock:").and_then(bedrock_model);
    settings
}

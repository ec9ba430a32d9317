//! The data export of `ChatGPT`: `conversations.json`, a list of conversations, each a tree of nodes.

use super::converse::text_item;
use super::media::Luggage;
use super::members::{is_true, json_list, list, members, object, string, text, time, words};
use super::tree::{Node, grown};
use crate::chat::content::{ContentBlock, ToolUse};
use crate::chat::import::{Import, Reply, Said};
use crate::chat::json::Value;
use crate::chat::message::Role;

/// Reads a conversation.
pub(super) fn read(conversation: &Value) -> Import {
    let mut luggage = Luggage::default();
    let mut system = Vec::new();
    let mut nodes = Vec::new();
    let mapping = conversation.get("mapping").map_or(&[][..], members);
    for (id, node) in mapping {
        let parent = words(node, "parent").map(str::to_owned);
        let said = node.get("message").and_then(|message| {
            let place = (id.as_str(), parent.as_deref());
            said(message, place, &mut system, &mut luggage)
        });
        nodes.push(Node {
            id: id.clone(),
            parent,
            said,
        });
    }
    in_order(&mut nodes, mapping);
    let mut left = std::mem::take(&mut luggage.left);
    let grown = grown(nodes, &mut left);
    let leaf = text(conversation, "current_node").and_then(|id| grown.place(id));
    let mut import = Import {
        title: words(conversation, "title").map(str::to_owned),
        leaf,
        messages: grown.messages,
        blobs: luggage.blobs,
        left,
        ..Import::default()
    };
    import.settings.system = system.join("\n\n");
    import
}

/// Siblings in the order in which their parent names them.
fn in_order(nodes: &mut [Node], mapping: &[(String, Value)]) {
    let mut places = std::collections::HashMap::new();
    for (_, node) in mapping {
        for (at, child) in list(node, "children").iter().enumerate() {
            places.insert(child.as_text().unwrap_or_default(), at);
        }
    }
    nodes.sort_by_key(|node| places.get(node.id.as_str()).copied().unwrap_or(0));
}

fn said(
    message: &Value,
    (id, parent): (&str, Option<&str>),
    system: &mut Vec<String>,
    luggage: &mut Luggage,
) -> Option<Said> {
    let content = message.get("content")?;
    let author = message
        .get("author")
        .and_then(|author| text(author, "role"));
    let to = words(message, "recipient").unwrap_or("all");
    let content = match author {
        Some("assistant") if to != "all" => vec![call(content, id, to)],
        Some("tool") => vec![result(content, parent.unwrap_or(id), luggage)],
        Some("system") => {
            system.extend(texts(content));
            return None;
        }
        _ => blocks(content, system, luggage),
    };
    let role = match author {
        Some("user" | "tool") => Role::User,
        Some("assistant") => Role::Assistant,
        other => {
            let author = other.unwrap_or("nobody");
            luggage.left.out(format!("a message of {author}"));
            return None;
        }
    };
    let metadata = message.get("metadata");
    if content.is_empty() {
        return None;
    }
    if metadata.is_some_and(|it| is_true(it, "is_visually_hidden_from_conversation")) {
        luggage.left.out("a message that the program hides");
        return None;
    }
    let model = metadata.and_then(|metadata| words(metadata, "model_slug"));
    Some(Said {
        role,
        content,
        at: time(message.get("create_time")),
        reply: model
            .filter(|_| role == Role::Assistant)
            .map(|model| Reply {
                model: model.to_owned(),
                ..Reply::default()
            }),
    })
}

/// The texts of a node that says something.
fn texts(content: &Value) -> Vec<String> {
    let parts = list(content, "parts").iter();
    let parts = parts.filter_map(Value::as_text);
    let mut texts: Vec<String> = parts.map(str::to_owned).collect();
    texts.extend(text(content, "text").map(str::to_owned));
    texts.retain(|text| !text.trim().is_empty());
    texts
}

fn blocks(content: &Value, system: &mut Vec<String>, luggage: &mut Luggage) -> Vec<ContentBlock> {
    match text(content, "content_type").unwrap_or_default() {
        "text" | "multimodal_text" | "" => {
            for part in list(content, "parts") {
                if part.as_text().is_none() {
                    let kind = text(part, "content_type").unwrap_or("unknown");
                    let what = format!("a part of kind {kind}, whose bytes are not in the file");
                    luggage.left.out(what);
                }
            }
            let texts = texts(content).into_iter();
            texts.map(ContentBlock::Text).collect()
        }
        "code" => {
            let language = text(content, "language").unwrap_or_default();
            let language = language.trim_start_matches("unknown");
            let code = texts(content).join("\n");
            vec![ContentBlock::Text(format!("```{language}\n{code}\n```"))]
        }
        "thoughts" => {
            let thoughts = list(content, "thoughts").iter();
            let words = thoughts.filter_map(|it| words(it, "content").or(words(it, "summary")));
            let text = words.collect::<Vec<_>>().join("\n\n");
            let thought = ContentBlock::Reasoning {
                text: text.clone(),
                signature: None,
            };
            (!text.is_empty()).then_some(thought).into_iter().collect()
        }
        // How long it thought, in words.
        "reasoning_recap" => Vec::new(),
        "user_editable_context" => {
            let told = ["user_profile", "user_instructions"];
            let told = told.into_iter().filter_map(|name| words(content, name));
            system.extend(told.map(str::to_owned));
            Vec::new()
        }
        "tether_quote" | "execution_output" | "system_error" => {
            let texts = texts(content).into_iter();
            texts.map(ContentBlock::Text).collect()
        }
        other => {
            luggage.left.out(format!("a message of kind {other}"));
            Vec::new()
        }
    }
}

/// A message to a tool is a call of it.
fn call(content: &Value, id: &str, to: &str) -> ContentBlock {
    let words = texts(content).join("\n");
    let input = match Value::parse(&words) {
        Ok(value @ Value::Object(_)) => value,
        Ok(_) | Err(_) => object("code", string(&words)),
    };
    ContentBlock::ToolUse(ToolUse {
        id: id.to_owned(),
        name: tool_name(to),
        input: input.compact().0,
    })
}

/// Bedrock takes letters, digits, `_` and `-`.
fn tool_name(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    name.chars().map(plain).take(64).collect()
}

fn result(content: &Value, call: &str, luggage: &mut Luggage) -> ContentBlock {
    let parts = list(content, "parts").iter();
    for part in parts.filter(|part| part.as_text().is_none()) {
        let kind = text(part, "content_type").unwrap_or("unknown");
        let what = format!("a part of kind {kind}, whose bytes are not in the file");
        luggage.left.out(what);
    }
    let mut texts = texts(content);
    texts.extend(words(content, "result").map(str::to_owned));
    let items = texts.iter().map(|text| text_item(text));
    ContentBlock::ToolResult {
        id: call.to_owned(),
        status: None,
        content: json_list(items.collect()),
    }
}

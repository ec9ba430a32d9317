//! A session of Codex (`rollout-….jsonl`): a JSON object on each line, what was said among them.

use super::converse::text_item;
use super::lines::lines;
use super::media::Luggage;
use super::members::{items, json_list, list, object, string, text, time, words};
use super::tree::{Node, grown};
use super::{Found, one};
use crate::chat::content::{ContentBlock, ToolUse};
use crate::chat::import::{Import, Reply, Said};
use crate::chat::json::Value;
use crate::chat::message::Role;
use crate::chat::progress::{Monitor, Stopped};

/// Reads a session.
///
/// # Errors
/// Nobody waits for it any more.
pub(super) fn read(text: &str, monitor: &dyn Monitor) -> Result<Found, Stopped> {
    let lines = lines(text, monitor)?;
    let mut session = Session::default();
    for (_, line) in &lines.objects {
        session.take(line);
    }
    let mut left = std::mem::take(&mut session.luggage.left);
    let grown = grown(session.nodes, &mut left);
    let mut import = Import {
        messages: grown.messages,
        blobs: session.luggage.blobs,
        left,
        ..Import::default()
    };
    import.settings.system = session.system.join("\n\n");
    Ok(Found {
        problems: lines.problems,
        ..one(import)
    })
}

#[derive(Default)]
struct Session {
    nodes: Vec<Node>,
    system: Vec<String>,
    model: Option<String>,
    luggage: Luggage,
}

impl Session {
    fn take(&mut self, line: &Value) {
        let nothing = Value::Null;
        let payload = line.get("payload").unwrap_or(&nothing);
        match text(line, "type") {
            Some("session_meta") => self.instructions(payload),
            Some("turn_context") => {
                let model = words(payload, "model").map(str::to_owned);
                self.model = model.or(self.model.take());
            }
            Some("response_item") => self.item(payload, line),
            // The same as the items, for the screen.
            Some("event_msg") => {}
            Some("compacted") => self.luggage.left.out("a summary of what was said before"),
            // Older sessions have the items without anything around them.
            Some(_) => self.item(line, line),
            None if line.get("instructions").is_some() => self.instructions(line),
            None => {}
        }
    }

    fn instructions(&mut self, meta: &Value) {
        let base = meta.get("base_instructions");
        let base = base.and_then(|base| base.as_text().or_else(|| words(base, "text")));
        let own = words(meta, "instructions");
        self.system
            .extend([base, own].into_iter().flatten().map(str::to_owned));
    }

    fn item(&mut self, item: &Value, line: &Value) {
        let (role, content) = match text(item, "type").unwrap_or_default() {
            "message" => match text(item, "role") {
                Some("user") => (Role::User, self.blocks(item)),
                Some("assistant") => (Role::Assistant, self.blocks(item)),
                _ => {
                    let blocks = self.blocks(item);
                    let texts = blocks.iter().filter_map(ContentBlock::as_text);
                    self.system.extend(texts.map(str::to_owned));
                    return;
                }
            },
            "reasoning" => (Role::Assistant, self.thoughts(item)),
            "function_call" | "custom_tool_call" | "local_shell_call" => {
                (Role::Assistant, vec![call(item)])
            }
            "function_call_output" | "custom_tool_call_output" => {
                (Role::User, vec![self.result(item)])
            }
            "" => return,
            kind => {
                self.luggage.left.out(format!("an item of kind {kind}"));
                return;
            }
        };
        if content.is_empty() {
            return;
        }
        let model = self.model.clone().filter(|_| role == Role::Assistant);
        self.add(Said {
            at: time(line.get("timestamp")),
            reply: model.map(|model| Reply {
                model,
                ..Reply::default()
            }),
            ..Said::new(role, content)
        });
    }

    /// Results of calls that were made at once are one message.
    fn add(&mut self, said: Said) {
        let are_results = |said: &Said| {
            let mut blocks = said.content.iter();
            blocks.all(|block| matches!(block, ContentBlock::ToolResult { .. }))
        };
        if are_results(&said)
            && let Some(before) = self.nodes.last_mut().and_then(|node| node.said.as_mut())
            && are_results(before)
        {
            before.content.extend(said.content);
            return;
        }
        self.nodes.push(Node {
            id: self.nodes.len().to_string(),
            parent: self.nodes.last().map(|node| node.id.clone()),
            said: Some(said),
        });
    }

    fn blocks(&mut self, item: &Value) -> Vec<ContentBlock> {
        let mut blocks = Vec::new();
        for part in list(item, "content") {
            match text(part, "type").unwrap_or_default() {
                "input_text" | "output_text" | "text" => {
                    let text = words(part, "text");
                    blocks.extend(text.map(|text| ContentBlock::Text(text.to_owned())));
                }
                "input_image" => {
                    let address = text(part, "image_url").unwrap_or_default();
                    blocks.extend(self.luggage.picture_at(address));
                }
                kind => self.luggage.left.out(format!("a part of kind {kind}")),
            }
        }
        blocks
    }

    /// What was thought. Its encrypted form is of use to the service that made it only.
    fn thoughts(&mut self, item: &Value) -> Vec<ContentBlock> {
        let told = list(item, "summary").iter().chain(list(item, "content"));
        let texts: Vec<&str> = told.filter_map(|part| words(part, "text")).collect();
        if words(item, "encrypted_content").is_some() {
            self.luggage.left.out("the encrypted form of a thought");
        }
        let thought = ContentBlock::Reasoning {
            text: texts.join("\n\n"),
            signature: None,
        };
        (!texts.is_empty()).then_some(thought).into_iter().collect()
    }

    fn result(&mut self, item: &Value) -> ContentBlock {
        let nothing = Value::Null;
        let output = item.get("output").unwrap_or(&nothing);
        let inner = output.get("content").unwrap_or(output);
        let failed = output.get("success") == Some(&Value::Bool(false));
        let mut content = Vec::new();
        if let Some(text) = inner.as_text() {
            content.push(text_item(text));
        }
        for part in items(inner) {
            let picture = text(part, "image_url");
            match (text(part, "text"), picture) {
                (Some(text), _) => content.push(text_item(text)),
                (None, Some(address)) => {
                    let block = self.luggage.picture_at(address);
                    content.extend(block.and_then(super::anthropic::picture));
                }
                (None, None) => content.push(object("json", part.clone())),
            }
        }
        ContentBlock::ToolResult {
            id: words(item, "call_id").unwrap_or_default().to_owned(),
            status: failed.then(|| "error".to_owned()),
            content: json_list(content),
        }
    }
}

fn call(item: &Value) -> ContentBlock {
    let name = words(item, "name").unwrap_or("shell");
    let input = if let Some(arguments) = text(item, "arguments") {
        arguments.to_owned()
    } else if let Some(action) = item.get("action") {
        action.compact().0
    } else {
        let input = text(item, "input").unwrap_or_default();
        object("input", string(input)).compact().0
    };
    let id = words(item, "call_id").or_else(|| words(item, "id"));
    ContentBlock::ToolUse(ToolUse {
        id: id.unwrap_or_default().to_owned(),
        name: name.to_owned(),
        input,
    })
}

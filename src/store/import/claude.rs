//! The data export of Claude: `conversations.json`, a list of conversations.

use super::anthropic::blocks;
use super::media::Luggage;
use super::members::{list, text, time, words};
use super::tree::{Node, grown};
use crate::chat::content::{Cited, ContentBlock};
use crate::chat::import::{Import, Left, Said};
use crate::chat::json::Value;
use crate::chat::message::Role;

/// What a first message follows, in exports that name parents.
const ROOT: &str = "00000000-0000-4000-8000-000000000000";

/// Reads a conversation.
pub(super) fn read(conversation: &Value) -> Import {
    let mut luggage = Luggage::default();
    let messages = list(conversation, "chat_messages");
    // Older exports name no parents: there a message follows the one before it.
    let is_tree = messages
        .iter()
        .any(|message| text(message, "parent_message_uuid").is_some());
    let mut nodes: Vec<Node> = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let id = text(message, "uuid").map_or_else(|| at.to_string(), str::to_owned);
        let parent = if is_tree {
            let parent = text(message, "parent_message_uuid");
            parent.filter(|id| *id != ROOT).map(str::to_owned)
        } else {
            nodes.last().map(|node| node.id.clone())
        };
        let said = said(message, &mut luggage);
        nodes.push(Node { id, parent, said });
    }
    let mut left = std::mem::take(&mut luggage.left);
    let grown = grown(nodes, &mut left);
    let leaf = text(conversation, "current_leaf_message_uuid").and_then(|id| grown.place(id));
    Import {
        title: words(conversation, "name").map(str::to_owned),
        leaf,
        messages: grown.messages,
        blobs: luggage.blobs,
        left,
        ..Import::default()
    }
}

fn said(message: &Value, luggage: &mut Luggage) -> Option<Said> {
    let role = match text(message, "sender") {
        Some("human") => Role::User,
        Some("assistant") => Role::Assistant,
        other => {
            let sender = other.unwrap_or("nobody");
            luggage.left.out(format!("a message of {sender}"));
            return None;
        }
    };
    let mut content = attached(message, luggage);
    let said = message.get("content").map(|it| blocks(it, luggage));
    let mut said = said.unwrap_or_default();
    name_calls(&mut said);
    said.retain(|block| is_kept(block, &mut luggage.left));
    if said.is_empty()
        && let Some(text) = words(message, "text")
    {
        said.push(ContentBlock::Text(text.to_owned()));
    }
    content.extend(said);
    (!content.is_empty()).then(|| Said {
        at: time(message.get("created_at")),
        ..Said::new(role, content)
    })
}

/// Files of a message: of some the export has the text, of others only the name.
fn attached(message: &Value, luggage: &mut Luggage) -> Vec<ContentBlock> {
    let mut found = Vec::new();
    for file in list(message, "attachments") {
        let name = words(file, "file_name").unwrap_or("attachment");
        match words(file, "extracted_content") {
            Some(text) => {
                found.push(luggage.document_of(
                    text.as_bytes().to_vec(),
                    "txt",
                    (name, Cited::Off),
                ));
            }
            None => luggage
                .left
                .out("a file of which the export has the name only"),
        }
    }
    for _ in list(message, "files") {
        luggage
            .left
            .out("a file of which the export has the name only");
    }
    found
}

/// Calls and their results have no ids in many exports; the results follow their calls.
fn name_calls(blocks: &mut [ContentBlock]) {
    let mut count = 0;
    let mut open: Vec<String> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            ContentBlock::ToolUse(call) => {
                if call.id.is_empty() {
                    count += 1;
                    call.id = format!("call-{count}");
                }
                known.push(call.id.clone());
                open.push(call.id.clone());
            }
            ContentBlock::ToolResult { id, .. } if known.contains(id) => {
                open.retain(|other| other != id);
            }
            ContentBlock::ToolResult { id, .. } if !open.is_empty() => *id = open.remove(0),
            _ => {}
        }
    }
}

/// What only the service itself knows what to do with is no part of a conversation.
fn is_kept(block: &ContentBlock, left: &mut Left) -> bool {
    if let ContentBlock::Unknown { json, .. } = block
        && json.0.contains("\"token_budget\"")
    {
        left.out("a note on the token budget");
        return false;
    }
    true
}

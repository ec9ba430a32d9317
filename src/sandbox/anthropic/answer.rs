//! A reply as the message object of the messages wire.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::citation::citation;
use crate::sandbox::reply::{Block, Reply, mended};
use crate::sandbox::wire::Letterhead;

/// The whole message.
pub(crate) fn message(head: &Letterhead, reply: &Reply) -> Value {
    let content: Vec<Value> = reply.blocks.iter().map(block).collect();
    let mut message = head.message(reply.usage.messages(reply.output_tokens()));
    message["content"] = json!(content);
    for (name, value) in ending(reply) {
        message[name] = value;
    }
    message
}

/// The members that say why a reply ended.
pub(super) fn ending(reply: &Reply) -> Vec<(&'static str, Value)> {
    // A guardrail of Bedrock is unknown to the provider, so the body says that the turn is at its end.
    let reason = match reply.stop.reason.as_str() {
        "guardrail_intervened" => "end_turn",
        reason => reason,
    };
    let mut members = vec![
        ("stop_reason", json!(reason)),
        ("stop_sequence", json!(reply.stop.sequence)),
    ];
    if reason == "refusal" {
        let details = json!({"type": "refusal", "category": "general_harms",
            "explanation": "The sandbox was asked to refuse."});
        members.push(("stop_details", details));
    }
    members
}

fn block(block: &Block) -> Value {
    match block {
        Block::Text(text) => json!({"type": "text", "text": text}),
        Block::Cited { text, citations } => {
            let citations: Vec<Value> = citations.iter().map(citation).collect();
            json!({"type": "text", "text": text, "citations": citations})
        }
        Block::Reasoning { text, signature } => {
            json!({"type": "thinking", "thinking": text, "signature": signature})
        }
        Block::Redacted(bytes) => {
            json!({"type": "redacted_thinking", "data": STANDARD.encode(bytes)})
        }
        Block::ToolUse { id, name, input } => {
            json!({"type": "tool_use", "id": id, "name": name, "input": input})
        }
        Block::Torn { id, name, input } => {
            json!({"type": "tool_use", "id": id, "name": name, "input": mended(input)})
        }
    }
}

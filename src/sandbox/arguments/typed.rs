//! The schema of a tool: its own, or that of a tool which Anthropic defines by type.

use serde_json::{Map, Value, json};

/// What the arguments of a tool are made from. Of a tool with a type it allows harmless actions only.
pub(crate) fn schema_of(tool: &Map<String, Value>) -> Value {
    let kind = tool.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind.rsplit_once('_').map_or(kind, |(name, _)| name) {
        "computer" => object(&json!({"action": {"enum": ["screenshot", "cursor_position"]}})),
        "bash" => {
            object(&json!({"command": {"type": "string", "examples": ["ls -l", "pwd", "date"]}}))
        }
        "text_editor" => object(&json!({
            "command": {"enum": ["view"]},
            "path": {"type": "string", "examples": ["/notes.txt", "/todo.txt"]},
        })),
        "memory" => object(&json!({
            "command": {"enum": ["view"]},
            "path": {"type": "string", "examples": ["/memories"]},
        })),
        "tool_search_tool_regex" | "tool_search_tool_bm25" => {
            object(&json!({"query": {"type": "string", "examples": ["rock"]}}))
        }
        _ => tool
            .get("input_schema")
            .cloned()
            .unwrap_or_else(|| json!({"type": "object"})),
    }
}

/// An object with these members, all of them required.
fn object(properties: &Value) -> Value {
    let names: Vec<&String> = properties
        .as_object()
        .map(|members| members.keys().collect())
        .unwrap_or_default();
    json!({"type": "object", "required": names, "properties": properties})
}

//! Content blocks, as far as a wire carries them.

use std::mem;

use super::{Carried, LeftOut};
use crate::chat::abilities::{Ability, ReasoningStyle};
use crate::chat::attached::format::DocumentFormat;
use crate::chat::content::{Cited, ContentBlock, Json, MediaKind};
use crate::chat::json::Value;
use crate::chat::request::{Request, Turned, push_turn};
use crate::chat::settings::{Field, Wire};

/// Whether a cache mark can stand on the block itself, as the messages wire has it.
///
/// Source: Anthropic, prompt caching: thinking blocks cannot be marked.
pub(super) fn takes_mark(block: &ContentBlock) -> bool {
    !matches!(
        block,
        ContentBlock::Reasoning { .. } | ContentBlock::Redacted(_)
    )
}

impl Carried {
    /// Takes out what the wire has no form for. Messages that lose everything go, and their
    /// neighbours are joined.
    pub(super) fn cut_blocks(&mut self) {
        for turn in mem::take(&mut self.request.messages) {
            let turn = self.cut_turn(turn);
            push_turn(&mut self.request.messages, turn);
        }
    }

    fn cut_turn(&mut self, turn: Turned) -> Turned {
        let mut content: Vec<ContentBlock> = Vec::new();
        for block in turn.content {
            match hindrance(&self.request, &block, content.last()) {
                Some(left) => self.leave(left),
                None => content.push(self.cut_block(block)),
            }
        }
        Turned {
            role: turn.role,
            content,
        }
    }

    /// Takes out of a block what the wire has no form for.
    fn cut_block(&mut self, block: ContentBlock) -> ContentBlock {
        match block {
            ContentBlock::ToolUse(mut call) => {
                let input = Json(call.input);
                call.input = if input.0.trim().is_empty() || input.is_object() {
                    input.0
                } else {
                    let what = format!("the arguments of {}, which are no JSON object", call.name);
                    self.leave_out(Field::Tools, what);
                    "{}".to_owned()
                };
                ContentBlock::ToolUse(call)
            }
            ContentBlock::ToolResult {
                id,
                status,
                content,
            } => ContentBlock::ToolResult {
                status: self.cut_status(&id, status),
                content: self.cut_result(&id, content),
                id,
            },
            ContentBlock::Document {
                hash,
                format,
                name,
                cited: Cited::On,
            } if !can_be_cited(&format) => {
                let what = format!("citations of {name}: only PDF and text can be cited");
                self.leave_out(Field::Documents, what);
                ContentBlock::Document {
                    hash,
                    format,
                    name,
                    cited: Cited::Off,
                }
            }
            ContentBlock::Text(_)
            | ContentBlock::Image { .. }
            | ContentBlock::Document { .. }
            | ContentBlock::Media { .. }
            | ContentBlock::Reasoning { .. }
            | ContentBlock::Redacted(_)
            | ContentBlock::CachePoint
            | ContentBlock::Unknown { .. } => block,
        }
    }

    /// Some models refuse every status on Converse. Success needs none, so it is not missed.
    fn cut_status(&mut self, id: &str, status: Option<String>) -> Option<String> {
        let status = status?;
        let goes = match (self.wire(), self.request.form.tool_result_status) {
            (Wire::Converse, Ability::Yes) => true,
            (Wire::Converse, Ability::No) => false,
            (Wire::Converse | Wire::Messages | Wire::Completions, _) => status == "error",
        };
        if goes {
            return Some(status);
        }
        if status != "success" {
            self.leave_out(
                Field::Tools,
                format!("the status {status} of the call {id}"),
            );
        }
        None
    }

    /// On Converse a result stands as it is; the messages wire knows fewer kinds of items.
    fn cut_result(&mut self, id: &str, content: Json) -> Json {
        if self.wire() != Wire::Messages {
            return content;
        }
        let Ok(Value::List(items)) = Value::parse(&content.0) else {
            return content;
        };
        let (kept, left): (Vec<Value>, Vec<Value>) = items.into_iter().partition(is_known_item);
        if left.is_empty() {
            return content;
        }
        for item in left {
            let what = format!("{} in the result of the call {id}", kind_of(&item));
            self.leave_out(Field::Tools, what);
        }
        Value::List(kept).compact()
    }
}

/// Whether the messages wire has a form for an item of a result in Converse's form.
fn is_known_item(item: &Value) -> bool {
    let Value::Object(members) = item else {
        return false;
    };
    let [(name, value)] = &members[..] else {
        return false;
    };
    let is_text = |value: Option<&Value>| value.and_then(Value::as_text).is_some();
    match name.as_str() {
        "text" => is_text(Some(value)),
        "json" => true,
        "image" => {
            let bytes = value.get("source").and_then(|source| source.get("bytes"));
            is_text(value.get("hash")) || (is_text(value.get("format")) && is_text(bytes))
        }
        "document" => {
            let source = value.get("source");
            let held = ["bytes", "text"].map(|name| source.and_then(|source| source.get(name)));
            let is_here = is_text(value.get("hash")) || held.into_iter().any(is_text);
            let format = value.get("format").and_then(Value::as_text);
            is_here && format.is_some_and(|format| takes_document(Wire::Messages, format))
        }
        _ => false,
    }
}

fn kind_of(item: &Value) -> String {
    if let Value::Object(members) = item
        && let [(name, _)] = &members[..]
    {
        return format!("a {name}");
    }
    "an item".to_owned()
}

/// Why a block cannot go. `before` is what goes before it in the same message.
fn hindrance(
    request: &Request,
    block: &ContentBlock,
    before: Option<&ContentBlock>,
) -> Option<LeftOut> {
    let wire = request.settings.wire;
    let (goes, field, what) = match block {
        ContentBlock::Text(_) => return None,
        ContentBlock::Image { .. } => {
            let goes = wire != Wire::Completions;
            (goes, Field::Images, "a picture".to_owned())
        }
        ContentBlock::Document { format, name, .. } => {
            let goes = takes_document(wire, format);
            (goes, Field::Documents, format!("the document {name}"))
        }
        ContentBlock::Media { kind, .. } => {
            let (field, what) = match kind {
                MediaKind::Video => (Field::Video, "a film"),
                MediaKind::Audio => (Field::Audio, "sound"),
            };
            (wire == Wire::Converse, field, what.to_owned())
        }
        ContentBlock::ToolUse(call) => {
            let what = format!("the call of {}", call.name);
            (takes_calls(request), Field::Tools, what)
        }
        ContentBlock::ToolResult { id, .. } => {
            let what = format!("the result of the call {id}");
            (takes_calls(request), Field::Tools, what)
        }
        ContentBlock::Reasoning { .. } | ContentBlock::Redacted(_) => {
            let goes = takes_reasoning(request) && !is_unsigned(block);
            (goes, Field::Thinking, "what the model thought".to_owned())
        }
        ContentBlock::CachePoint => {
            let goes = takes_point(wire, before);
            (goes, Field::CacheMessages, "a cache point".to_owned())
        }
        ContentBlock::Unknown { wire: over, json } => {
            let goes = wire == Wire::Messages && is_block_of_messages(over, json);
            (goes, Field::Wire, format!("a block that came over {over}"))
        }
    };
    (!goes).then_some(LeftOut { field, what })
}

fn can_be_cited(format: &str) -> bool {
    let format = DocumentFormat::named(format);
    format.is_some_and(DocumentFormat::can_be_cited)
}

fn takes_document(wire: Wire, format: &str) -> bool {
    match wire {
        Wire::Converse => true,
        // All kinds of text go as plain text.
        Wire::Messages => matches!(format, "pdf" | "txt" | "md" | "csv" | "html"),
        Wire::Completions => false,
    }
}

/// On the messages wire a mark stands on the block that it follows.
fn takes_point(wire: Wire, before: Option<&ContentBlock>) -> bool {
    match wire {
        Wire::Converse => true,
        Wire::Messages => before.is_some_and(takes_mark),
        Wire::Completions => false,
    }
}

/// Reasoning is refused without its signature.
fn is_unsigned(block: &ContentBlock) -> bool {
    matches!(
        block,
        ContentBlock::Reasoning {
            signature: None,
            ..
        }
    )
}

/// Whether calls and results may stand in the history.
///
/// Anthropic refuses them without tools. So does Converse, where a placeholder helps.
fn takes_calls(request: &Request) -> bool {
    match request.settings.wire {
        Wire::Converse => true,
        Wire::Messages => !request.settings.tools.offered.is_empty(),
        Wire::Completions => false,
    }
}

/// Whether reasoning may go back: only Anthropic's models are known to want it.
fn takes_reasoning(request: &Request) -> bool {
    let style = request.form.reasoning;
    let wanted = style.is_none_or(|style| style == ReasoningStyle::Anthropic);
    wanted && request.settings.wire != Wire::Completions
}

/// Blocks of that wire name their type; what came beside them, such as an event, does not.
fn is_block_of_messages(wire: &str, json: &Json) -> bool {
    wire == Wire::Messages.name()
        && Value::parse(&json.0).is_ok_and(|value| value.get("type").is_some())
}

//! The body of a Converse request.

use super::anthropic::{cited, picture};
use super::media::Luggage;
use super::members::{digits, flag, json_list, list, members, object, string, text, whole, words};
use super::messages::fold_cache_mark;
use super::tree::{Node, grown};
use super::write::bedrock_model;
use crate::chat::content::{ContentBlock, ToolUse};
use crate::chat::import::{Import, Said};
use crate::chat::json::Value;
use crate::chat::message::Role;
use crate::chat::settings::service::{Caching, GuardrailMode, Trace};
use crate::chat::settings::{Decimal, Guardrail, Settings, Wire};
use crate::chat::tool::{CustomTool, Tool, ToolChoice, Which};

/// Members that are read one by one, or that say nothing about the conversation.
const KNOWN: [&str; 11] = [
    "messages",
    "system",
    "inferenceConfig",
    "toolConfig",
    "guardrailConfig",
    "additionalModelRequestFields",
    "additionalModelResponseFieldPaths",
    "requestMetadata",
    "performanceConfig",
    "serviceTier",
    "modelId",
];

/// Reads a body.
pub(super) fn read(body: &Value) -> Import {
    let mut luggage = Luggage::default();
    let mut settings = Settings {
        wire: Wire::Converse,
        ..Settings::default()
    };
    let nodes = nodes(body, &mut luggage);
    system(body, &mut settings, &mut luggage);
    sampling(body, &mut settings, &mut luggage);
    tools(body, &mut settings);
    service(body, &mut settings);
    settings.model = words(body, "modelId").and_then(bedrock_model);
    for (name, _) in members(body) {
        if !KNOWN.contains(&name.as_str()) {
            luggage.left.out(format!("the member {name}"));
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

fn nodes(body: &Value, luggage: &mut Luggage) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for (at, message) in list(body, "messages").iter().enumerate() {
        let role = match text(message, "role") {
            Some("user") => Role::User,
            Some("assistant") => Role::Assistant,
            other => {
                let role = other.unwrap_or("no role");
                luggage.left.out(format!("a message of {role}"));
                continue;
            }
        };
        let values = list(message, "content").iter();
        let content: Vec<ContentBlock> = values.filter_map(|it| block(it, luggage)).collect();
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

fn block(value: &Value, luggage: &mut Luggage) -> Option<ContentBlock> {
    let [(kind, inner)] = members(value) else {
        luggage.left.out("a block that is no object of one member");
        return None;
    };
    let bytes = inner.get("source").and_then(|source| text(source, "bytes"));
    let words = inner.get("source").and_then(|source| text(source, "text"));
    match (kind.as_str(), bytes) {
        ("document", None) if words.is_some() => {
            let bytes = words.unwrap_or_default().as_bytes().to_vec();
            let name = text(inner, "name").unwrap_or("document");
            Some(luggage.document_of(bytes, "txt", (name, cited(inner))))
        }
        ("text", _) => inner.as_text().map(|it| ContentBlock::Text(it.to_owned())),
        ("image", Some(bytes)) => luggage.picture(bytes),
        ("document", Some(bytes)) => {
            let format = text(inner, "format").unwrap_or("txt");
            let name = text(inner, "name").unwrap_or("document");
            luggage.document(bytes, format, (name, cited(inner)))
        }
        ("citationsContent", _) => {
            luggage.left.out("the citations of a text");
            let texts = list(inner, "content").iter();
            let texts: String = texts.filter_map(|it| text(it, "text")).collect();
            (!texts.is_empty()).then_some(ContentBlock::Text(texts))
        }
        ("toolUse", _) => Some(ContentBlock::ToolUse(ToolUse {
            id: text(inner, "toolUseId").unwrap_or_default().to_owned(),
            name: text(inner, "name").unwrap_or_default().to_owned(),
            input: inner
                .get("input")
                .map_or_else(|| "{}".to_owned(), |input| input.compact().0),
        })),
        ("toolResult", _) => Some(result(inner, luggage)),
        ("reasoningContent", _) => Some(reasoning(inner, value)),
        ("cachePoint", _) => {
            if text(inner, "ttl").is_some_and(|ttl| ttl != "5m") {
                luggage
                    .left
                    .out("how long a cache point within a message lasts");
            }
            Some(ContentBlock::CachePoint)
        }
        _ => Some(unknown(value)),
    }
}

fn unknown(value: &Value) -> ContentBlock {
    ContentBlock::Unknown {
        wire: Wire::Converse.name().to_owned(),
        json: value.compact(),
    }
}

fn reasoning(inner: &Value, whole: &Value) -> ContentBlock {
    if let Some(thought) = inner.get("reasoningText") {
        return ContentBlock::Reasoning {
            text: text(thought, "text").unwrap_or_default().to_owned(),
            signature: text(thought, "signature").map(str::to_owned),
        };
    }
    match text(inner, "redactedContent") {
        Some(data) => ContentBlock::Redacted(data.to_owned()),
        None => unknown(whole),
    }
}

/// A result as it stands, but for pictures, whose bytes become attachments.
fn result(value: &Value, luggage: &mut Luggage) -> ContentBlock {
    let mut items = Vec::new();
    for item in list(value, "content") {
        let bytes = item.get("image").and_then(|image| {
            let source = image.get("source")?;
            text(source, "bytes")
        });
        match bytes {
            Some(bytes) => items.extend(luggage.picture(bytes).and_then(picture)),
            None => items.push(item.clone()),
        }
    }
    ContentBlock::ToolResult {
        id: text(value, "toolUseId").unwrap_or_default().to_owned(),
        status: text(value, "status").map(str::to_owned),
        content: json_list(items),
    }
}

fn system(body: &Value, settings: &mut Settings, luggage: &mut Luggage) {
    let mut texts = Vec::new();
    for block in list(body, "system") {
        if let Some(text) = text(block, "text") {
            texts.push(text);
        } else if let Some(point) = block.get("cachePoint") {
            settings.cache.system = caching(point);
        } else {
            luggage
                .left
                .out("a block of the system prompt that is no text");
        }
    }
    settings.system = texts.join("\n\n");
}

fn caching(point: &Value) -> Caching {
    let ttl = text(point, "ttl").and_then(Caching::named);
    ttl.unwrap_or(Caching::Default)
}

fn sampling(body: &Value, settings: &mut Settings, luggage: &mut Luggage) {
    let Some(config) = body.get("inferenceConfig") else {
        return;
    };
    let mut number = |name: &str| {
        let parsed = Decimal::parse(digits(config, name)?);
        if parsed.is_err() {
            luggage
                .left
                .out(format!("{name}, which is no plain number"));
        }
        parsed.ok()
    };
    let sampling = &mut settings.sampling;
    sampling.temperature = number("temperature");
    sampling.top_p = number("topP");
    let most = whole(config, "maxTokens").and_then(|most| u32::try_from(most).ok());
    sampling.max_tokens = most.unwrap_or(sampling.max_tokens);
    let stops = list(config, "stopSequences").iter();
    let stops = stops.filter_map(Value::as_text).map(str::to_owned);
    sampling.stop_sequences = stops.collect();
}

fn tools(body: &Value, settings: &mut Settings) {
    let Some(config) = body.get("toolConfig") else {
        return;
    };
    for value in list(config, "tools") {
        if let Some(point) = value.get("cachePoint") {
            settings.cache.tools = caching(point);
        } else if let Some(spec) = value.get("toolSpec") {
            let schema = spec
                .get("inputSchema")
                .and_then(|schema| schema.get("json"));
            settings.tools.offered.push(Tool::Custom(CustomTool {
                name: text(spec, "name").unwrap_or_default().to_owned(),
                description: text(spec, "description").unwrap_or_default().to_owned(),
                schema: schema.map(Value::compact).unwrap_or_default(),
                strict: flag(spec, "strict"),
            }));
        } else {
            settings.tools.offered.push(Tool::Foreign(value.compact()));
        }
    }
    let choice = config.get("toolChoice");
    let which = choice.and_then(|choice| match members(choice) {
        [(kind, _)] if kind == "auto" => Some(Which::Auto),
        [(kind, _)] if kind == "any" => Some(Which::Any),
        [(kind, tool)] if kind == "tool" => Some(Which::Tool(text(tool, "name")?.to_owned())),
        _ => None,
    });
    settings.tools.choice = which.map(|which| ToolChoice {
        which,
        parallel: None,
    });
}

/// What the service does around the model, and what goes into the model's native request.
fn service(body: &Value, settings: &mut Settings) {
    if let Some(extra) = body.get("additionalModelRequestFields") {
        settings.extra = extra.compact();
    }
    let options = &mut settings.service;
    if let Some(guardrail) = body.get("guardrailConfig") {
        let trace = text(guardrail, "trace").and_then(Trace::named);
        options.guardrail = Some(Guardrail {
            id: text(guardrail, "guardrailIdentifier")
                .unwrap_or_default()
                .to_owned(),
            version: text(guardrail, "guardrailVersion")
                .unwrap_or_default()
                .to_owned(),
            trace: trace.unwrap_or_default(),
            mode: text(guardrail, "streamProcessingMode").and_then(GuardrailMode::named),
        });
    }
    let pairs = body.get("requestMetadata").map_or(&[][..], members);
    let pairs = pairs.iter();
    options.metadata = pairs
        .filter_map(|(name, value)| Some((name.clone(), value.as_text()?.to_owned())))
        .collect();
    let inner = |outer: &str, name: &str| {
        let value = body.get(outer).and_then(|outer| words(outer, name));
        value.map(str::to_owned)
    };
    options.latency = inner("performanceConfig", "latency");
    options.tier = inner("serviceTier", "type");
}

/// A piece of text as a result has it.
pub(super) fn text_item(text: &str) -> Value {
    object("text", string(text))
}

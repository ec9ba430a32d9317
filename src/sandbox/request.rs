//! A request to a model as the sandbox reads it: on every wire in the form of Converse.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::ability::Wire;
use super::anthropic::Native;
use super::media::{Seen, image_tokens};
use super::models::Model;
use super::refusal::Refusal;
use super::seed::Seed;
use super::service::Service;
use super::tokens;
use super::usage::Usage;

/// What a document, a video, a sound or an unknown image counts in tokens.
const ATTACHMENT_TOKENS: usize = 1_500;

/// A decoded request and the bytes' seed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) wire: Wire,
    pub(crate) body: Body,
    /// All members as they came, for showing them.
    pub(crate) members: Map<String, Value>,
    /// The parameters as the provider names them.
    pub(crate) native: Native,
    pub(crate) service: Service,
    /// What the input costs, once the cache was asked.
    pub(crate) usage: Usage,
    /// What is attached to the last user turn, once it was looked at.
    pub(crate) seen: Seen,
    pub(crate) seed: Seed,
}

/// The members that the sandbox obeys. Others are legal and have no effect.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Body {
    pub(crate) messages: Vec<Message>,
    pub(crate) system: Vec<Map<String, Value>>,
    pub(crate) inference_config: InferenceConfig,
    pub(crate) tool_config: Option<ToolConfig>,
    pub(crate) output_config: Option<Map<String, Value>>,
    pub(crate) additional_model_request_fields: Option<Map<String, Value>>,
    pub(crate) additional_model_response_field_paths: Vec<String>,
}

/// One message of a request.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Message {
    pub(crate) role: String,
    #[serde(default)]
    pub(crate) content: Vec<Map<String, Value>>,
}

/// The sampling members. `None` is "not sent".
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct InferenceConfig {
    pub(crate) max_tokens: Option<i64>,
    pub(crate) temperature: Option<f64>,
    pub(crate) top_p: Option<f64>,
    pub(crate) stop_sequences: Vec<String>,
}

/// The tools that the model may call.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ToolConfig {
    pub(crate) tools: Vec<Map<String, Value>>,
    pub(crate) tool_choice: Option<Map<String, Value>>,
}

impl Request {
    /// Reads the JSON of a Converse request to a model that was called by this id.
    pub(crate) fn converse(model: &Model, id: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let members = serde_json::from_slice::<Map<String, Value>>(bytes).map_err(|error| {
            Refusal::serialization(format!("Unable to parse the request body: {error}"))
        })?;
        let body = Body::deserialize(Value::Object(members.clone())).map_err(|error| {
            Refusal::serialization(format!("Unexpected value in the request body: {error}"))
        })?;
        let service = Service::of_converse(&members)?;
        let mut native = Native::of_converse(&body);
        // What another provider's model takes there is not known here, so anything goes.
        let extra = body.additional_model_request_fields.as_ref();
        if let Some(extra) = extra.filter(|_| model.takes.is_anthropic()) {
            native = native
                .merged(extra)
                .map_err(|words| Refusal::provider(&words))?;
        }
        Ok(Self {
            body,
            members,
            native,
            service,
            seed: Seed::of(&[id.as_bytes(), &[0], bytes].concat()),
            ..Self::default()
        })
    }

    /// The texts of the last user message, block by block.
    pub(crate) fn asked(&self) -> Vec<&str> {
        self.body
            .last_from("user")
            .map(Message::texts)
            .unwrap_or_default()
    }

    /// The texts of the last user message as one.
    pub(crate) fn question(&self) -> String {
        self.asked().join("\n")
    }

    /// How many turns the conversation has: its user messages.
    pub(crate) fn turns(&self) -> usize {
        self.body
            .messages
            .iter()
            .filter(|message| message.role == "user")
            .count()
    }

    /// The system prompt, or an empty text.
    pub(crate) fn system(&self) -> String {
        let texts = self
            .body
            .system
            .iter()
            .filter_map(|block| block.get("text")?.as_str());
        texts.collect::<Vec<_>>().join("\n")
    }

    /// Tokens of the tools, the system prompt and the messages.
    pub(crate) fn input_tokens(&self) -> usize {
        let blocks = self
            .body
            .messages
            .iter()
            .flat_map(|message| &message.content);
        let said: usize = self
            .body
            .system
            .iter()
            .chain(blocks)
            .map(block_tokens)
            .sum();
        said + self.native.tools.iter().map(tool_tokens).sum::<usize>()
    }
}

impl Body {
    /// The last message of a role.
    pub(crate) fn last_from(&self, role: &str) -> Option<&Message> {
        self.messages
            .iter()
            .rev()
            .find(|message| message.role == role)
    }

    /// The beginning of the reply, if the request holds one.
    pub(crate) fn prefill(&self) -> Option<&Message> {
        self.messages
            .last()
            .filter(|message| message.role == "assistant")
    }

    /// All blocks of one kind, such as `image`, in all messages.
    pub(crate) fn blocks<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.messages
            .iter()
            .flat_map(move |message| message.blocks(kind))
    }
}

impl Message {
    /// The texts of the message.
    pub(crate) fn texts(&self) -> Vec<&str> {
        self.blocks("text").filter_map(Value::as_str).collect()
    }

    /// The blocks of one kind, without their key.
    pub(crate) fn blocks<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.content.iter().filter_map(move |block| block.get(kind))
    }
}

fn tool_tokens(tool: &Map<String, Value>) -> usize {
    let mut tool = tool.clone();
    tool.remove("cache_control");
    block_tokens(&tool)
}

/// Tokens of one block, or of one tool.
pub(crate) fn block_tokens(block: &Map<String, Value>) -> usize {
    let tokens = |(kind, value): (&String, &Value)| match (kind.as_str(), value) {
        ("image", image) => image_tokens(image).unwrap_or(ATTACHMENT_TOKENS),
        ("document" | "video" | "audio", _) => ATTACHMENT_TOKENS,
        ("toolResult", result) => result_tokens(result),
        ("cachePoint", _) => 0,
        (_, Value::String(text)) => tokens::count(text),
        (_, other) => tokens::count(&other.to_string()),
    };
    block.iter().map(tokens).sum()
}

/// Tokens of the blocks of a tool result, which may be pictures.
fn result_tokens(result: &Value) -> usize {
    let blocks = result["content"].as_array().into_iter().flatten();
    blocks.filter_map(Value::as_object).map(block_tokens).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_no_json_is_refused() {
        let models = crate::sandbox::models::Models::built_in().unwrap();
        let model = models.model("outcrop.echo-v1:0").unwrap();
        for body in [br"hello".as_slice(), br#"{"messages":"hello"}"#] {
            let refusal = Request::converse(model, "m", body).unwrap_err();
            assert_eq!(refusal.name, "SerializationException");
        }
    }
}

//! The body of a Converse request, written by us.
//!
//! The SDK would widen sampling values to digits that nobody typed, and write the members of JSON
//! documents in the order of a hash, which breaks prompt caches. Here equal requests have equal
//! bytes.

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::chat::content::ContentBlock;
use crate::chat::message::Role;
use crate::chat::request::{Request, Turned};

/// The body of the request, JSON with its members in a fixed order.
pub(crate) fn body(request: &Request) -> String {
    let settings = &request.settings;
    let body = Body {
        messages: request.messages.iter().map(WireMessage::of).collect(),
        system: system(&settings.system),
        inference_config: InferenceConfig {
            max_tokens: settings.sampling.max_tokens,
        },
    };
    serde_json::to_string(&body).expect("strings and numbers are always JSON")
}

/// The SHA-256 of a text, 64 hexadecimal digits.
pub(crate) fn sha256_hex(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let written = write!(hex, "{byte:02x}");
            written.expect("a string takes everything");
            hex
        })
}

/// The members in the order in which they are written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    messages: Vec<WireMessage<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    system: Vec<Block<'a>>,
    inference_config: InferenceConfig,
}

#[derive(Serialize)]
struct WireMessage<'a> {
    role: &'static str,
    content: Vec<Block<'a>>,
}

/// What bounds and shapes the reply. Only what is set is sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InferenceConfig {
    max_tokens: u32,
}

/// A content block: an object with one member, its kind.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Block<'a> {
    Text(&'a str),
    ReasoningContent(Reasoning<'a>),
    CachePoint { r#type: &'static str },
}

/// Reasoning goes back unchanged: the signature is over it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Reasoning<'a> {
    ReasoningText {
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        signature: Option<&'a str>,
    },
    RedactedContent(&'a str),
}

/// A blank system prompt is refused by the service, so it is not sent.
fn system(text: &str) -> Vec<Block<'_>> {
    if text.trim().is_empty() {
        Vec::new()
    } else {
        vec![Block::Text(text)]
    }
}

impl<'a> WireMessage<'a> {
    fn of(turned: &'a Turned) -> Self {
        Self {
            role: match turned.role {
                Role::User => "user",
                Role::Assistant => "assistant",
            },
            content: turned.content.iter().filter_map(Block::of).collect(),
        }
    }
}

impl<'a> Block<'a> {
    fn of(block: &'a ContentBlock) -> Option<Self> {
        Some(match block {
            ContentBlock::Text(text) => Self::Text(text),
            ContentBlock::Reasoning { text, signature } => {
                Self::ReasoningContent(Reasoning::ReasoningText {
                    text,
                    signature: signature.as_deref(),
                })
            }
            ContentBlock::Redacted(data) => {
                Self::ReasoningContent(Reasoning::RedactedContent(data))
            }
            ContentBlock::CachePoint => Self::CachePoint { r#type: "default" },
            // Attachments and tools have no form here yet, and nothing makes such blocks so far.
            // A message of nothing else stays, empty: the service then says which one it is.
            ContentBlock::Image { .. }
            | ContentBlock::Document { .. }
            | ContentBlock::ToolUse(_)
            | ContentBlock::ToolResult { .. }
            | ContentBlock::Unknown { .. } => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bedrock::fixture::request;

    #[test]
    fn members_stand_in_a_fixed_order() {
        let mut request = request("say \"hi\"\n😀");
        request.settings.system = "be brief".to_owned();
        assert_eq!(
            body(&request),
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"say \\\"hi\\\"\\n😀\"}]}],\
             \"system\":[{\"text\":\"be brief\"}],\"inferenceConfig\":{\"maxTokens\":4096}}"
        );
        assert_eq!(body(&request), body(&request.clone()));
    }

    #[test]
    fn a_blank_system_prompt_is_not_sent() {
        let mut request = request("hi");
        request.settings.system = " \n".to_owned();
        assert!(!body(&request).contains("system"));
    }

    #[test]
    fn reasoning_and_cache_points_have_their_form() {
        let mut request = request("hi");
        request.messages[0].content = vec![
            ContentBlock::Reasoning {
                text: String::new(),
                signature: Some("EqoB".to_owned()),
            },
            ContentBlock::Redacted("cmVk".to_owned()),
            ContentBlock::CachePoint,
        ];
        request.messages[0].role = Role::Assistant;
        assert!(body(&request).starts_with(
            "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"reasoningContent\":\
             {\"reasoningText\":{\"text\":\"\",\"signature\":\"EqoB\"}}},\
             {\"reasoningContent\":{\"redactedContent\":\"cmVk\"}},\
             {\"cachePoint\":{\"type\":\"default\"}}]}]"
        ));
    }

    #[test]
    fn hashes_are_those_of_sha256() {
        assert_eq!(
            sha256_hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}

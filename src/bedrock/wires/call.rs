//! A call: everything of a request that goes out, as plain data.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::merge::Members;
use super::{CallError, written};
use crate::chat::hexadecimal::hexadecimal;
use crate::chat::request::Request;

/// What is sent, but for what the transport adds: the host, the signature and the SDK's own marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// Which operation of the service.
    pub(crate) operation: Operation,
    /// What stands in the path: a model id or an ARN.
    pub(crate) model_id: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// JSON.
    pub(crate) body: String,
}

/// The operations of the data plane that are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Converse,
    ConverseStream,
    InvokeModel,
    InvokeModelWithResponseStream,
    CountTokens,
}

impl Operation {
    /// The last part of the path.
    fn path(self) -> &'static str {
        match self {
            Self::Converse => "converse",
            Self::ConverseStream => "converse-stream",
            Self::InvokeModel => "invoke",
            Self::InvokeModelWithResponseStream => "invoke-with-response-stream",
            Self::CountTokens => "count-tokens",
        }
    }

    /// Whether the answer is a stream of events.
    pub(crate) fn is_stream(self) -> bool {
        match self {
            Self::ConverseStream | Self::InvokeModelWithResponseStream => true,
            Self::Converse | Self::InvokeModel | Self::CountTokens => false,
        }
    }
}

impl Call {
    /// The HTTP method.
    #[expect(clippy::unused_self, reason = "it belongs to what a call is made of")]
    pub(crate) fn method(&self) -> &'static str {
        "POST"
    }

    /// The path of the URL. The model id is one part of it, so its `:` and `/` are escaped.
    pub(crate) fn path(&self) -> String {
        let mut path = "/model/".to_owned();
        for byte in self.model_id.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                path.push(char::from(byte));
            } else {
                let written = write!(path, "%{byte:02X}");
                written.expect("a string takes everything");
            }
        }
        format!("{path}/{}", self.operation.path())
    }

    /// The SHA-256 of the body, 64 hexadecimal digits.
    pub(crate) fn sha256(&self) -> String {
        sha256_hex(&self.body)
    }

    /// The call that counts the tokens of this one. It costs nothing.
    ///
    /// Only base model ids are counted for, so the profile that is in front of one is not named.
    ///
    /// # Errors
    ///
    /// The body is no JSON object, as after an edit by hand.
    pub(crate) fn counting(&self, request: &Request) -> Result<Self, CallError> {
        let input = match self.operation {
            Operation::Converse | Operation::ConverseStream | Operation::CountTokens => {
                let mut members: Members<'_> = serde_json::from_str(&self.body)?;
                members.retain(|name| COUNTED.contains(&name));
                Input::Converse(members)
            }
            Operation::InvokeModel | Operation::InvokeModelWithResponseStream => {
                let _: &RawValue = serde_json::from_str(&self.body)?;
                let body = STANDARD.encode(&self.body);
                Input::InvokeModel { body }
            }
        };
        Ok(Self {
            operation: Operation::CountTokens,
            model_id: request.model.model.as_str().to_owned(),
            headers: vec![("content-type", "application/json".to_owned())],
            body: written(&Counted { input })?,
        })
    }
}

/// The members of a Converse body that are counted; others are refused.
const COUNTED: [&str; 4] = [
    "messages",
    "system",
    "toolConfig",
    "additionalModelRequestFields",
];

#[derive(Serialize)]
struct Counted<'a> {
    input: Input<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Input<'a> {
    Converse(Members<'a>),
    InvokeModel { body: String },
}

/// The SHA-256 of a text, 64 hexadecimal digits.
pub(crate) fn sha256_hex(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_sha256() {
        assert_eq!(
            sha256_hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn an_arn_is_one_part_of_the_path() {
        let call = Call {
            operation: Operation::InvokeModel,
            model_id: "arn:aws:bedrock:us-east-1:1:inference-profile/eu.a~b".to_owned(),
            headers: Vec::new(),
            body: String::new(),
        };
        let id = "arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Feu.a~b";
        assert_eq!(call.path(), format!("/model/{id}/invoke"));
    }
}

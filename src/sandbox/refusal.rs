//! Errors as Bedrock sends them: status, name, text.

use serde_json::{Map, Value, json};

/// What stands before an error text of the model's provider.
const PROVIDER: &str = "The model returned the following errors: ";

/// An answer that says no.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    /// HTTP status, 400 to 599.
    pub(crate) status: u16,
    /// Name of the exception; goes into `x-amzn-errortype`.
    pub(crate) name: String,
    pub(crate) text: String,
    /// Further members of the JSON, such as `originalStatusCode`.
    pub(crate) members: Vec<(String, Value)>,
    /// The header `retry-after`, in seconds.
    pub(crate) retry_after: Option<u64>,
}

impl Refusal {
    /// A refusal with a text and nothing more.
    pub(crate) fn new(status: u16, name: &str, text: impl Into<String>) -> Self {
        Self {
            status,
            name: name.to_owned(),
            text: text.into(),
            members: Vec::new(),
            retry_after: None,
        }
    }

    /// 400: the request breaks a rule of the API.
    pub(crate) fn validation(text: impl Into<String>) -> Self {
        Self::new(400, "ValidationException", text)
    }

    /// 400: the request breaks a rule of the model's provider.
    pub(crate) fn provider(text: &str) -> Self {
        Self::validation(format!("{PROVIDER}{text}"))
    }

    /// 400: the body breaks the schema of the model, in the words of the schema.
    pub(crate) fn malformed(words: &str) -> Self {
        Self::validation(format!(
            "Malformed input request: {words}, please reformat your input and try again."
        ))
    }

    /// 403: a cache point met a model without caching.
    pub(crate) fn no_caching() -> Self {
        Self::new(
            403,
            "AccessDeniedException",
            "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more \
             information.",
        )
    }

    /// 400: values out of their range, all of them in one text.
    pub(crate) fn constraints(broken: &[String]) -> Self {
        let noun = if broken.len() == 1 { "error" } else { "errors" };
        Self::validation(format!(
            "{} validation {noun} detected: {}",
            broken.len(),
            broken.join("; ")
        ))
    }

    /// 400: the body is not JSON, or has a value of the wrong type.
    pub(crate) fn serialization(text: impl Into<String>) -> Self {
        Self::new(400, "SerializationException", text)
    }

    /// 400: no model of that name.
    pub(crate) fn unknown_model() -> Self {
        Self::validation("The provided model identifier is invalid.")
    }

    /// 500: the service itself failed.
    pub(crate) fn broken() -> Self {
        Self::new(
            500,
            "InternalServerException",
            "The system encountered an unexpected error during processing. Try your request again.",
        )
    }

    /// 403 of IAM for an action on a resource.
    pub(crate) fn not_authorized(action: &str) -> Self {
        let text = format!(
            "User: arn:aws:sts::000000000000:assumed-role/outcrop-sandbox/you is not authorized to perform: \
             bedrock:{action} because no identity-based policy allows the bedrock:{action} action"
        );
        Self::new(403, "AccessDeniedException", text)
    }

    /// The JSON of the answer.
    pub(crate) fn body(&self) -> Value {
        let mut body = Map::from_iter([("message".to_owned(), json!(self.text))]);
        body.extend(self.members.clone());
        Value::Object(body)
    }
}

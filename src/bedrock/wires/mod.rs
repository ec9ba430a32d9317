//! A request as it goes out: operation, headers and body, for each of the three wires.
//!
//! The SDK would widen sampling values to digits that nobody typed, and write the members of JSON
//! documents in the order of a hash, which breaks prompt caches. So the bodies are written here:
//! equal requests have equal bytes, and numbers are sent as they were typed.

mod additional;
mod call;
mod completions;
mod converse;
mod document;
mod headers;
mod merge;
mod messages;
mod messages_block;
mod raw;
mod shown;
mod thinking;
mod tool_result;
mod tools;

use serde::Serialize;

use crate::chat::attachment::{Attachments, MissingAttachment};
use crate::chat::carried;
use crate::chat::content::ContentBlock;
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::message::Role;
use crate::chat::request::{Request, Turned, push_turn};
use crate::chat::settings::{Delivery, Wire};

pub(crate) use call::{Call, Operation, sha256_hex};
pub(super) use merge::{Members, Overlay, merge};
pub(crate) use shown::shown;

/// Why a request cannot be put into the form of its wire.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CallError {
    #[error(transparent)]
    Missing(#[from] MissingAttachment),
    #[error("the attachment {hash} is no text in UTF-8; attach it in another format")]
    NotText { hash: String },
    #[error("{value:?} cannot stand in the header {name}; use plain letters")]
    Header { name: &'static str, value: String },
    #[error("the request has no JSON form: {cause}")]
    Form { cause: String },
}

impl From<serde_json::Error> for CallError {
    fn from(error: serde_json::Error) -> Self {
        let cause = error.to_string();
        Self::Form { cause }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Self::new(FailureKind::Unknown, error.to_string())
    }
}

/// What is sent for a request: exactly these bytes, under these headers.
///
/// What the wire cannot carry is not in it; [`carried::left_out`] names it.
///
/// # Errors
///
/// The bytes of an attachment are missing or of the wrong kind, or a value cannot stand where the
/// wire has it. Nothing is sent then.
pub(crate) fn call(request: &Request, attachments: &Attachments) -> Result<Call, CallError> {
    let mut request = carried::carried(request).request;
    let whole = request.settings.delivery == Delivery::Whole;
    let (operation, body) = match request.settings.wire {
        Wire::Converse => {
            end_turns(&mut request);
            let body = converse::body(&request, attachments)?;
            let stream = Operation::ConverseStream;
            (if whole { Operation::Converse } else { stream }, body)
        }
        wire @ (Wire::Messages | Wire::Completions) => {
            let body = if wire == Wire::Messages {
                end_turns(&mut request);
                messages::body(&request, attachments)?
            } else {
                completions::body(&request)?
            };
            let stream = Operation::InvokeModelWithResponseStream;
            (
                if whole {
                    Operation::InvokeModel
                } else {
                    stream
                },
                body,
            )
        }
    };
    Ok(Call {
        operation,
        model_id: request.model.route.id().to_owned(),
        headers: headers::of(operation, &request.settings.service)?,
        body,
    })
}

/// Puts the beginning of the reply behind the messages.
///
/// What the user wrote goes out as it is: whoever sends white space at its end has been told. A final
/// message of the model itself loses that: the service refuses it with "final assistant content
/// cannot end with trailing whitespace".
fn end_turns(request: &mut Request) {
    if !request.prefill.is_empty() {
        let content = vec![ContentBlock::Text(request.prefill.clone())];
        let role = Role::Assistant;
        push_turn(&mut request.messages, Turned { role, content });
        return;
    }
    let last = request.messages.last_mut();
    if let Some(turn) = last.filter(|turn| turn.role == Role::Assistant)
        && let Some(ContentBlock::Text(text)) = turn.content.last_mut()
    {
        text.truncate(text.trim_end().len());
    }
}

/// JSON of a body that is made of strings, numbers and JSON.
fn written(body: &impl Serialize) -> Result<String, CallError> {
    Ok(serde_json::to_string(body)?)
}

#[cfg(test)]
mod tests;

//! The body of the completions wire: the legacy prompt of Claude 2 and Instant, over the same
//! operations as the messages wire.

use serde::Serialize;

use super::merge::merge;
use super::raw::Digits;
use super::{CallError, written};
use crate::chat::content::ContentBlock;
use crate::chat::message::Role;
use crate::chat::request::{ASSISTANT, HUMAN, Request, Turned};

/// The body of a request that this wire can carry, JSON with its members in a fixed order.
///
/// The user's own members are laid over ours, in depth.
pub(super) fn body(request: &Request) -> Result<String, CallError> {
    let sampling = &request.settings.sampling;
    let ours = written(&Body {
        prompt: prompt(request),
        max_tokens_to_sample: sampling.max_tokens,
        temperature: Digits::of(sampling.temperature.as_ref()),
        top_p: Digits::of(sampling.top_p.as_ref()),
        top_k: Digits::of(sampling.top_k.as_ref()),
        stop_sequences: &sampling.stop_sequences,
    })?;
    match request.settings.extra.0.trim() {
        "" => Ok(ours),
        users => Ok(merge(&ours, users)?),
    }
}

/// The members in the order in which they are written.
#[derive(Serialize)]
struct Body<'a> {
    prompt: String,
    max_tokens_to_sample: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<Digits<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<Digits<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<Digits<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop_sequences: &'a [String],
}

/// The conversation as one text: the system prompt, then turns, then the beginning of the reply.
///
/// It always has a turn of the model at its end. White space behind it is cut off, since the service
/// wants none there. A conversation of one text that has `\n\nHuman:` in it is a prompt that the
/// user wrote out, and is sent as it stands; only if it has no `\n\nAssistant:` at all, that is put
/// behind it.
fn prompt(request: &Request) -> String {
    let written_out = request.free_prompt();
    let mut prompt = written_out.map_or_else(|| transcript(request), str::to_owned);
    if written_out.is_some_and(|prompt| prompt.contains(ASSISTANT)) {
        return prompt;
    }
    let last = request.messages.last();
    if written_out.is_some() || last.is_none_or(|turn| turn.role == Role::User) {
        prompt.push_str(ASSISTANT);
    }
    if request.prefill.is_empty() {
        prompt.truncate(prompt.trim_end().len());
    } else {
        // The user's words go out as they are, after the space that the model's words begin with.
        prompt.push(' ');
        prompt.push_str(&request.prefill);
    }
    prompt
}

fn transcript(request: &Request) -> String {
    let system = &request.settings.system;
    let mut text = if system.trim().is_empty() {
        String::new()
    } else {
        system.clone()
    };
    for turn in &request.messages {
        text.push_str(match turn.role {
            Role::User => HUMAN,
            Role::Assistant => ASSISTANT,
        });
        text.push(' ');
        text.push_str(&said(turn));
    }
    text
}

/// The texts of a message, a blank line between them.
fn said(turn: &Turned) -> String {
    let texts = turn.content.iter().filter_map(ContentBlock::as_text);
    texts.collect::<Vec<_>>().join("\n\n")
}

//! The body of the messages wire: Anthropic's own, over `InvokeModel` and its stream.

use serde::Serialize;

use super::additional::UserId;
use super::document::DocumentNames;
use super::merge::merge;
use super::messages_block::{Block, CacheControl};
use super::raw::Digits;
use super::thinking::{OutputConfig, ThinkingMember};
use super::tools::{MessagesChoice, MessagesTool};
use super::{CallError, written};
use crate::chat::attachment::Attachments;
use crate::chat::message::Role;
use crate::chat::request::Request;
use crate::chat::settings::Settings;

/// The version that Bedrock asks for.
const VERSION: &str = "bedrock-2023-05-31";

/// The body of a request that this wire can carry, JSON with its members in a fixed order.
///
/// The user's own members are laid over ours, in depth.
pub(super) fn body(request: &Request, attachments: &Attachments) -> Result<String, CallError> {
    let settings = &request.settings;
    let sampling = &settings.sampling;
    let choice = settings.tools.choice.as_ref();
    let body = Body {
        anthropic_version: VERSION,
        anthropic_beta: &settings.betas,
        max_tokens: sampling.max_tokens,
        system: System::of(settings),
        messages: turns(request, attachments)?,
        tools: MessagesTool::all(request)?,
        tool_choice: choice.map(MessagesChoice::of),
        temperature: Digits::of(sampling.temperature.as_ref()),
        top_p: Digits::of(sampling.top_p.as_ref()),
        top_k: Digits::of(sampling.top_k.as_ref()),
        stop_sequences: &sampling.stop_sequences,
        thinking: ThinkingMember::of(&settings.reasoning),
        output_config: OutputConfig::of(&settings.reasoning),
        metadata: settings.service.user_id.as_deref().map(UserId::of),
    };
    let ours = written(&body)?;
    match settings.extra.0.trim() {
        "" => Ok(ours),
        users => Ok(merge(&ours, users)?),
    }
}

/// The members in the order in which they are written. The model stands in the path, and whether
/// the reply streams is said by the operation.
#[derive(Serialize)]
struct Body<'a> {
    anthropic_version: &'static str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    anthropic_beta: &'a [String],
    max_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<System<'a>>,
    messages: Vec<Turn<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<MessagesTool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<MessagesChoice<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<Digits<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<Digits<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<Digits<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop_sequences: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<ThinkingMember<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<OutputConfig<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<UserId<'a>>,
}

/// A plain string, or a block where it carries a cache mark.
#[derive(Serialize)]
#[serde(untagged)]
enum System<'a> {
    Plain(&'a str),
    Marked([Block<'a>; 1]),
}

impl<'a> System<'a> {
    fn of(settings: &'a Settings) -> Option<Self> {
        let text = settings.system.as_str();
        if text.trim().is_empty() {
            return None;
        }
        let control = CacheControl::of(settings.cache.system);
        Some(match control {
            None => Self::Plain(text),
            Some(_) => Self::Marked([Block::text(text, control)]),
        })
    }
}

#[derive(Serialize)]
struct Turn<'a> {
    role: &'static str,
    content: Vec<Block<'a>>,
}

fn turns<'a>(
    request: &'a Request,
    attachments: &'a Attachments,
) -> Result<Vec<Turn<'a>>, CallError> {
    let mut names = DocumentNames::default();
    let mut turns = Vec::with_capacity(request.messages.len());
    for turn in &request.messages {
        turns.push(Turn {
            role: turn.role.name(),
            content: Block::all(&turn.content, attachments, &mut names)?,
        });
    }
    let mut marked = turns.iter_mut().rev();
    if let Some(control) = CacheControl::of(request.settings.cache.messages)
        && let Some(turn) = marked.find(|turn| turn.role == Role::User.name())
        && let Some(block) = turn.content.last_mut()
    {
        block.mark(control)?;
    }
    Ok(turns)
}

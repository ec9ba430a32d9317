//! A request: what a lane is about to send, before a wire gives it its form.

use super::content::ContentBlock;
use super::conversation::Conversation;
use super::ids::{LaneId, MessageId};
use super::message::{Message, Role};
use super::settings::{ModelChoice, Settings};

/// What one generation sends. Plain data; a wire makes its body of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    /// Model and route.
    pub(crate) model: ModelChoice,
    /// Everything else that shapes it.
    pub(crate) settings: Settings,
    /// Roles alternate, none is blank.
    pub(crate) messages: Vec<Turned>,
}

/// A message of a request: neighbours of the same role are one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Turned {
    /// Who speaks.
    pub(crate) role: Role,
    /// What is said.
    pub(crate) content: Vec<ContentBlock>,
}

impl Request {
    /// The request that answers `parent` in `lane`; `None` without a model or anything to send.
    ///
    /// The service refuses blank text blocks, empty messages, and two messages of one role in a row
    /// (a stopped reply without text leaves two), so those are left out or joined here.
    pub(crate) fn new(
        conversation: &Conversation,
        lane: LaneId,
        parent: MessageId,
    ) -> Option<Self> {
        let settings = conversation.lane(lane)?.settings.clone();
        let model = settings.model.clone()?;
        let mut messages: Vec<Turned> = Vec::new();
        for id in conversation.path_to(Some(parent)) {
            let Some(message) = conversation.message(id) else {
                continue;
            };
            let content = sendable(message, &model);
            if content.is_empty() {
                continue;
            }
            match messages.last_mut() {
                Some(last) if last.role == message.role => last.content.extend(content),
                _ => messages.push(Turned {
                    role: message.role,
                    content,
                }),
            }
        }
        (!messages.is_empty()).then_some(Self {
            model,
            settings,
            messages,
        })
    }
}

/// The blocks of a message that can go back to the service.
fn sendable(message: &Message, model: &ModelChoice) -> Vec<ContentBlock> {
    let same_model = message
        .generation
        .as_ref()
        .and_then(|generation| generation.settings.model.as_ref())
        .is_some_and(|made_by| made_by.model == model.model);
    message
        .content
        .iter()
        .filter(|block| can_go_back(block, same_model))
        .cloned()
        .collect()
}

/// Reasoning is bound to the model that made it, and is refused without its signature.
fn can_go_back(block: &ContentBlock, same_model: bool) -> bool {
    match block {
        ContentBlock::Text(_) => !block.is_blank_text(),
        ContentBlock::Reasoning { signature, .. } => same_model && signature.is_some(),
        ContentBlock::Redacted(_) => same_model,
        // Calls need the tools' definitions in the same request, and no tools are offered yet.
        ContentBlock::ToolUse(_)
        | ContentBlock::ToolResult { .. }
        | ContentBlock::Unknown { .. } => false,
        ContentBlock::Image { .. } | ContentBlock::Document { .. } | ContentBlock::CachePoint => {
            true
        }
    }
}

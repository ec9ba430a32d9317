//! How often the model was called since the user last said something, and what that has cost.

use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::ids::MessageId;
use crate::chat::message::{Message, Role};

/// How many rounds a turn has before the user is asked, where the settings say nothing.
pub(crate) const ROUNDS: u32 = 20;

/// The replies since the user last said something, oldest first.
pub(crate) fn replies<'a>(
    conversation: &'a Conversation,
    path: &'a [MessageId],
) -> impl Iterator<Item = &'a Message> {
    let messages = || path.iter().filter_map(|id| conversation.message(*id));
    let begins = messages()
        .collect::<Vec<_>>()
        .iter()
        .rposition(|message| message.role == Role::User && !brings_results(message))
        .map_or(0, |at| at + 1);
    messages()
        .skip(begins)
        .filter(|message| message.role == Role::Assistant)
}

/// Whether a message of the user's has nothing but results of tools.
pub(crate) fn brings_results(message: &Message) -> bool {
    let is_result = |block: &ContentBlock| matches!(block, ContentBlock::ToolResult { .. });
    !message.content.is_empty() && message.content.iter().all(is_result)
}

//! Which turns are recent enough for their pictures to go along.

use std::borrow::Cow;

use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::ids::MessageId;
use crate::chat::message::Role;
use crate::chat::settings::Settings;

/// Whether the pictures of a message still go along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// It is of an earlier turn than those that send theirs.
    Old,
    /// They do.
    Recent,
}

impl Age {
    /// What still goes along of a message.
    pub(crate) fn content(self, content: &[ContentBlock]) -> Cow<'_, [ContentBlock]> {
        let is_picture = |block: &ContentBlock| matches!(block, ContentBlock::Image { .. });
        if self == Self::Recent || !content.iter().any(is_picture) {
            return Cow::Borrowed(content);
        }
        let rest = content.iter().filter(|block| !is_picture(block));
        Cow::Owned(rest.cloned().collect())
    }
}

/// How old the messages of a path are once the user says something more.
pub(crate) fn ages(
    conversation: &Conversation,
    settings: &Settings,
    path: &[MessageId],
) -> impl Fn(usize) -> Age + use<> {
    let next = ContentBlock::Text(String::new());
    let kept = kept_from(conversation, settings, path, std::slice::from_ref(&next));
    move |at| if at < kept { Age::Old } else { Age::Recent }
}

/// The place in the path from which on pictures go along: where the first of the last turns begins that
/// the settings name. What the user says next is a turn of its own.
pub(super) fn kept_from(
    conversation: &Conversation,
    settings: &Settings,
    path: &[MessageId],
    said: &[ContentBlock],
) -> usize {
    let Some(turns) = settings.image_turns else {
        return 0;
    };
    let mut left = usize::try_from(turns).unwrap_or(usize::MAX).max(1);
    if !said.is_empty() {
        left = left.saturating_sub(1);
    }
    if left == 0 {
        return path.len();
    }
    let asks = |id: &MessageId| {
        let message = conversation.message(*id);
        message.is_some_and(|message| message.role == Role::User)
    };
    let begins = (0..path.len()).rev().filter(|at| asks(&path[*at]));
    begins.take(left).last().unwrap_or(path.len())
}

//! Which turns are recent enough for their pictures to go along.

use std::borrow::Cow;

use crate::chat::carried::LeftOut;
use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::ids::MessageId;
use crate::chat::json::Value;
use crate::chat::message::Role;
use crate::chat::settings::Field;

/// What a result of a tool has in the place of a picture that does not go along. A result stays, since
/// its call would have none without it, and it says that there was something to see.
pub(crate) const LEFT_OUT: &str = "[image left out]";

/// Whether the pictures of a message still go along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// It is of an earlier turn than those that send theirs.
    Old,
    /// They do.
    Recent,
}

impl Age {
    /// What still goes along of a message; borrowed if it is all of it.
    pub(crate) fn content(self, content: &[ContentBlock]) -> Cow<'_, [ContentBlock]> {
        if !content.iter().any(|block| self.leaves(block).is_some()) {
            return Cow::Borrowed(content);
        }
        let rest = content
            .iter()
            .filter(|block| !matches!(block, ContentBlock::Image { .. }));
        Cow::Owned(rest.map(|block| self.block(block).into_owned()).collect())
    }

    /// What does not go along of a block, for its age.
    pub(super) fn leaves(self, block: &ContentBlock) -> Option<LeftOut> {
        let is_picture = matches!(block, ContentBlock::Image { .. });
        let leaves = self == Self::Old && (is_picture || without_pictures(block).is_some());
        leaves.then(|| LeftOut::new(Field::Images, "pictures of earlier turns than go along"))
    }

    /// What still goes along of a block that is no picture itself; borrowed if it is all of it.
    pub(super) fn block(self, block: &ContentBlock) -> Cow<'_, ContentBlock> {
        match self {
            Self::Recent => Cow::Borrowed(block),
            Self::Old => without_pictures(block).map_or(Cow::Borrowed(block), Cow::Owned),
        }
    }
}

/// A result of a tool without its pictures; `None` = it has none.
fn without_pictures(block: &ContentBlock) -> Option<ContentBlock> {
    let result = block.as_result()?;
    let is_picture = |item: &Value| item.get("image").is_some();
    // Most results are long texts, and need not be read for that.
    let may_hold = result.content.0.contains("\"image\"");
    let Ok(Value::List(mut items)) = Value::parse(may_hold.then_some(&result.content.0)?) else {
        return None;
    };
    if !items.iter().any(is_picture) {
        return None;
    }
    for item in items.iter_mut().filter(|item| is_picture(item)) {
        let text = Value::Text(LEFT_OUT.to_owned());
        *item = Value::Object(vec![("text".to_owned(), text)]);
    }
    Some(ContentBlock::ToolResult {
        id: result.id.to_owned(),
        status: result.status.map(str::to_owned),
        content: Value::List(items).compact(),
    })
}

/// How old the messages of a path are once the user says something more, where pictures of so many
/// turns go along; `None` = of all.
pub(crate) fn ages(
    conversation: &Conversation,
    image_turns: Option<u32>,
    path: &[MessageId],
) -> impl Fn(usize) -> Age + use<> {
    let next = ContentBlock::Text(String::new());
    let kept = kept_from(conversation, image_turns, path, std::slice::from_ref(&next));
    move |at| if at < kept { Age::Old } else { Age::Recent }
}

/// The place in the path from which on pictures go along: where the first of the last turns begins that
/// are named. What the user says next is a turn of its own.
pub(super) fn kept_from(
    conversation: &Conversation,
    image_turns: Option<u32>,
    path: &[MessageId],
    said: &[ContentBlock],
) -> usize {
    let Some(turns) = image_turns else {
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

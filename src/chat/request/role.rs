//! What may stand in a message of which role.

use crate::chat::carried::LeftOut;
use crate::chat::content::{ContentBlock, MediaKind};
use crate::chat::message::Role;
use crate::chat::settings::Field;

/// What cannot stand in a message of this role, as after the role was changed.
pub(super) fn out_of_role(role: Role, block: &ContentBlock) -> Option<LeftOut> {
    let (field, what) = match (role, block) {
        (Role::User, ContentBlock::Reasoning { .. } | ContentBlock::Redacted(_)) => {
            (Field::Thinking, "thoughts in a message of yours")
        }
        (Role::User, ContentBlock::ToolUse(_)) => (Field::Tools, "a call in a message of yours"),
        (Role::Assistant, ContentBlock::ToolResult { .. }) => {
            (Field::Tools, "a result of a tool in a reply")
        }
        (Role::Assistant, ContentBlock::Image { .. }) => (Field::Images, "a picture in a reply"),
        (Role::Assistant, ContentBlock::Document { .. }) => {
            (Field::Documents, "a document in a reply")
        }
        (Role::Assistant, ContentBlock::Media { kind, .. }) => match kind {
            MediaKind::Video => (Field::Video, "a film in a reply"),
            MediaKind::Audio => (Field::Audio, "sound in a reply"),
        },
        (
            Role::User,
            ContentBlock::Text(_)
            | ContentBlock::Image { .. }
            | ContentBlock::Document { .. }
            | ContentBlock::Media { .. }
            | ContentBlock::ToolResult { .. }
            | ContentBlock::CachePoint
            | ContentBlock::Unknown { .. },
        )
        | (
            Role::Assistant,
            ContentBlock::Text(_)
            | ContentBlock::ToolUse(_)
            | ContentBlock::Reasoning { .. }
            | ContentBlock::Redacted(_)
            | ContentBlock::CachePoint
            | ContentBlock::Unknown { .. },
        ) => return None,
    };
    Some(LeftOut::new(field, what))
}

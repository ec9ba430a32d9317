//! What of a conversation the next request would carry: pictures, documents and the like.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::chat::content::{ContentBlock, MediaSource};
use crate::chat::ids::LaneId;
use crate::chat::request::Request;

use super::pictures::inline::pictures_of;
use super::state::State;

/// The hashes of what the next request would carry.
pub(super) fn sent(state: &State, lane: LaneId) -> HashSet<String> {
    let words = [ContentBlock::Text("next".to_owned())];
    let request = Request::with(&state.conversation, lane, &words);
    let turns = request.iter().flat_map(|request| &request.messages);
    turns
        .flat_map(|turn| &turn.content)
        .flat_map(held)
        .filter_map(|block| hash_of(&block).map(str::to_owned))
        .collect()
}

/// A block, or the pictures in the result of a tool, each as a block of its own.
pub(super) fn held(block: &ContentBlock) -> Vec<Cow<'_, ContentBlock>> {
    let ContentBlock::ToolResult { .. } = block else {
        return vec![Cow::Borrowed(block)];
    };
    let pictures = pictures_of(block).into_iter();
    let pictures = pictures.map(|(hash, format)| ContentBlock::Image { hash, format });
    pictures.map(Cow::Owned).collect()
}

/// The hash of the bytes that a block names; `None` = it names none.
pub(super) fn hash_of(block: &ContentBlock) -> Option<&str> {
    match block {
        ContentBlock::Image { hash, .. }
        | ContentBlock::Document { hash, .. }
        | ContentBlock::Media {
            source: MediaSource::Bytes(hash),
            ..
        } => Some(hash),
        ContentBlock::Media { .. }
        | ContentBlock::Text(_)
        | ContentBlock::ToolUse(_)
        | ContentBlock::ToolResult { .. }
        | ContentBlock::Reasoning { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint
        | ContentBlock::Unknown { .. } => None,
    }
}

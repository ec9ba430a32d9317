//! What of a conversation the next request would carry: pictures, documents and the like.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::chat::content::ContentBlock;
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
        .filter_map(|block| block.hash().map(str::to_owned))
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

//! The links of a message: where they lead, for the list of them.

use crate::chat::content::ContentBlock;
use crate::chat::link::Link;
use crate::chat::message::Message;

use super::transcript::markdown::Markdown;

/// Columns in which a message is read for its links. The lines are not used.
const WIDTH: u16 = 80;

/// What can be done with the selected link of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnLinks {
    /// Copy its address.
    Copy,
}

/// Where the links of a message lead, in their order, each once. They are read as its lines are laid
/// out, so that the list has what can be seen, and nothing else.
pub(crate) fn of(message: &Message) -> Vec<Link> {
    let mut all: Vec<Link> = Vec::new();
    let texts = message.content.iter().filter_map(|block| match block {
        ContentBlock::Text(text) | ContentBlock::Reasoning { text, .. } => Some(text),
        ContentBlock::Image { .. }
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::ToolUse(_)
        | ContentBlock::ToolResult { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint
        | ContentBlock::Unknown { .. } => None,
    });
    for text in texts {
        let mut read = Markdown::new(WIDTH);
        read.extend_to(text);
        for link in read.links() {
            if !all.contains(link) {
                all.push(link.clone());
            }
        }
    }
    all
}

//! The links of a message: where they lead, for the list of them.

use crate::chat::content::ContentBlock;
use crate::chat::link::Link;
use crate::chat::message::Message;

use super::transcript::{self, markdown::Markdown};

/// Columns in which a message is read for its links. The lines are not used.
const WIDTH: u16 = 80;

/// What can be done with the selected link of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnLinks {
    /// Copy its address.
    Copy,
}

/// Where the links of a message lead, in their order, each once. A reply is read as its lines are laid out,
/// texts side by side as one; what is thought is read too while it is folded. What the user wrote is shown as
/// it came, and read as Markdown nevertheless.
pub(crate) fn of(message: &Message) -> Vec<Link> {
    let mut all: Vec<Link> = Vec::new();
    for run in transcript::runs(message) {
        let text: String = message.content[run].iter().filter_map(written).collect();
        let mut read = Markdown::new(WIDTH);
        read.extend_to(&text);
        for link in read.links() {
            if !all.contains(link) {
                all.push(link.clone());
            }
        }
    }
    all
}

/// The text of a block that may hold links.
fn written(block: &ContentBlock) -> Option<&str> {
    match block {
        ContentBlock::Text(text) | ContentBlock::Reasoning { text, .. } => Some(text),
        ContentBlock::Image { .. }
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::ToolUse(_)
        | ContentBlock::ToolResult { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint
        | ContentBlock::Unknown { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::*;

    #[test]
    fn a_link_that_stands_in_two_texts_is_one() {
        let mut play = Play::connected();
        let id = play.ask("Where?");
        play.streamed(id, "See [this](https://a.");
        play.said_after_thinking(id, "example/x) or https://b.example.");
        play.ended(id);
        let message = play.state.conversation.message(id.reply()).unwrap();
        let all = of(message);
        let all: Vec<&str> = all.iter().map(Link::address).collect();
        assert_eq!(all, ["https://a.example/x", "https://b.example/"]);
    }
}

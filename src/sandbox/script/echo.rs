//! `outcrop.echo`: the last message of the user, letter by letter.

use crate::sandbox::reply::Block;
use crate::sandbox::request::Request;

/// What is said when the message has no text, because an empty reply would look like a fault.
const NOTHING: &str = "(your message has no text)";

/// A text block for each one of the last user message.
pub(super) fn blocks(request: &Request) -> Vec<Block> {
    let asked = request.asked();
    if asked.is_empty() {
        return vec![Block::Text(NOTHING.to_owned())];
    }
    asked
        .into_iter()
        .map(|text| Block::Text(text.to_owned()))
        .collect()
}

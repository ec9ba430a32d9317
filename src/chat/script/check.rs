//! What a script names, looked up in the conversation.

use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::message::Message;

use super::print::label;
use super::{Checked, CheckedPart, Part, Piece, PieceKind, Script, ScriptError};

impl Script {
    /// Puts messages and blocks of the conversation where the script names them.
    ///
    /// # Errors
    ///
    /// The first part that names something that is not there, or that says nothing.
    pub(crate) fn check(&self, conversation: &Conversation) -> Result<Checked, ScriptError> {
        let parts = self.parts.iter();
        Ok(Checked {
            system: self.system.clone(),
            parts: parts
                .map(|part| check(part, conversation))
                .collect::<Result<_, _>>()?,
        })
    }
}

fn check(part: &Part, conversation: &Conversation) -> Result<CheckedPart, ScriptError> {
    let origin = match part.origin {
        Some(id) => Some(conversation.message(id).ok_or_else(|| {
            let says = format!(
                "there is no message {}; leave {{#{}}} out if this is a new one",
                id.0, id.0
            );
            ScriptError::at(part.line, says)
        })?),
        None => None,
    };
    let content = content(&part.pieces, origin)?;
    let is_unchanged =
        origin.is_some_and(|origin| origin.role == part.role && origin.content == content);
    if content.is_empty() && !is_unchanged {
        let says = "this message says nothing; write something below, or take its heading out";
        return Err(ScriptError::at(part.line, says));
    }
    Ok(CheckedPart {
        role: part.role,
        origin: part.origin,
        content,
        is_unchanged,
    })
}

/// The content of a message that was made from another one.
///
/// # Errors
///
/// The first line that names a block that is not there, or another one than it says: a line that
/// was moved to another message would stand for something else there.
pub(crate) fn content(
    pieces: &[Piece],
    origin: Option<&Message>,
) -> Result<Vec<ContentBlock>, ScriptError> {
    let blocks = origin.map_or(&[][..], |origin| &origin.content);
    let block = |piece: &Piece| match &piece.kind {
        PieceKind::Text(text) => Ok(ContentBlock::Text(text.clone())),
        PieceKind::Block { label, at } => {
            named(blocks, label, *at).map_err(|says| ScriptError::at(piece.line, says))
        }
    };
    pieces.iter().map(block).collect()
}

fn named(blocks: &[ContentBlock], said: &str, at: usize) -> Result<ContentBlock, String> {
    let Some(block) = blocks.get(at) else {
        return Err(format!(
            "this message has no block {at}; take the line out, or bring it back to its message"
        ));
    };
    let is = label(block);
    if is != said {
        return Err(format!(
            "block {at} of this message is `{is}` and not `{said}`; take the line out, or bring it \
             back to its message"
        ));
    }
    Ok(block.clone())
}

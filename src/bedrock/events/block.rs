//! Content blocks of the messages wire: what stands at their start, or all of them at once.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::kept;
use crate::chat::stream::Piece;

/// A block as it is announced, or whole.
#[derive(Deserialize)]
struct Block<'a> {
    r#type: Cow<'a, str>,
    text: Option<String>,
    thinking: Option<String>,
    signature: Option<String>,
    data: Option<String>,
    id: Option<String>,
    name: Option<String>,
    #[serde(borrow)]
    input: Option<&'a RawValue>,
    #[serde(borrow, default)]
    citations: Option<Vec<&'a RawValue>>,
}

/// What came of a block: its pieces, or that nobody knows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    Pieces(Vec<Piece>),
    Unknown,
}

/// Which part of a block is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Its start: the arguments of a call follow, and the ones here are an empty object.
    Start,
    /// All of it.
    Whole,
}

/// Reads a block.
pub(super) fn read(json: &RawValue, extent: Extent) -> Result<Read, serde_json::Error> {
    let block: Block<'_> = serde_json::from_str(json.get())?;
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    let pieces: Vec<Piece> = match &*block.r#type {
        "text" => {
            let text = filled(block.text).map(Piece::Text);
            let citations = block.citations.unwrap_or_default();
            let citations = citations
                .into_iter()
                .map(|json| Piece::Citation(kept(json)));
            text.into_iter().chain(citations).collect()
        }
        "thinking" => {
            let text = filled(block.thinking).map(Piece::Reasoning);
            let signature = filled(block.signature).map(Piece::Signature);
            text.into_iter().chain(signature).collect()
        }
        "redacted_thinking" => {
            let data = filled(block.data).map(Piece::Redacted);
            data.into_iter().collect()
        }
        "tool_use" => {
            let (Some(id), Some(name)) = (block.id, block.name) else {
                return Ok(Read::Unknown);
            };
            let start = Piece::ToolStart { id, name };
            let input = block.input.filter(|_| extent == Extent::Whole);
            let input = input.map(|json| Piece::ToolInput(json.get().to_owned()));
            std::iter::once(start).chain(input).collect()
        }
        _ => return Ok(Read::Unknown),
    };
    Ok(Read::Pieces(pieces))
}

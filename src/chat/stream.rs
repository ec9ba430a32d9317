//! Deltas: what a streamed reply is made of, and their fold into content.

use super::content::{ContentBlock, Json, ToolUse};
use super::generation::{Generation, Micros};

/// One piece of a streamed reply, the same whichever wire carried it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delta {
    /// When it came, since the generation was sent.
    pub(crate) us: Micros,
    /// The block's index on the wire.
    pub(crate) block: u32,
    /// What came.
    pub(crate) piece: Piece,
}

/// The content of a delta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A block was announced; the JSON of its start. Text and reasoning blocks have none on Converse.
    Start(Json),
    /// A call was announced.
    ToolStart {
        /// Names the call.
        id: String,
        /// The tool.
        name: String,
    },
    /// More text.
    Text(String),
    /// More reasoning.
    Reasoning(String),
    /// The signature of a reasoning block.
    Signature(String),
    /// Encrypted reasoning, base64.
    Redacted(String),
    /// More of a call's arguments, a fragment of JSON.
    ToolInput(String),
    /// A citation, as it came.
    Citation(Json),
    /// A piece of a tool result that the provider's own tool made.
    Result(Json),
    /// The block is complete.
    Stop,
    /// An event or delta that this version does not know, as it came.
    Raw(Json),
}

/// Takes one delta into the content of a reply.
///
/// Blocks may interleave and may lack a start or a stop, so the index on the wire decides.
pub(crate) fn fold(content: &mut Vec<ContentBlock>, generation: &mut Generation, delta: &Delta) {
    generation.last = Some(delta.us);
    let seen = match &delta.piece {
        Piece::Start(json) => start(content, generation, delta.block, json),
        Piece::ToolStart { id, name } => tool_start(content, generation, delta.block, id, name),
        Piece::Text(text) => grow(content, generation, delta.block, &Growth::Text(text)),
        Piece::Reasoning(text) => grow(content, generation, delta.block, &Growth::Reasoning(text)),
        Piece::Signature(text) => grow(content, generation, delta.block, &Growth::Signature(text)),
        Piece::Redacted(data) => grow(content, generation, delta.block, &Growth::Redacted(data)),
        Piece::ToolInput(text) => grow(content, generation, delta.block, &Growth::ToolInput(text)),
        Piece::Citation(json) | Piece::Result(json) | Piece::Raw(json) => {
            unknown(content, generation, json);
            Seen::Nothing
        }
        Piece::Stop => Seen::Nothing,
    };
    if let Seen::Content = seen {
        generation.deltas += 1;
        generation.first.get_or_insert(delta.us);
    }
}

/// Whether a delta brought something that a person can see.
enum Seen {
    Content,
    Nothing,
}

/// What makes a block longer.
enum Growth<'a> {
    Text(&'a str),
    Reasoning(&'a str),
    Signature(&'a str),
    Redacted(&'a str),
    ToolInput(&'a str),
}

fn start(
    content: &mut Vec<ContentBlock>,
    generation: &mut Generation,
    block: u32,
    json: &Json,
) -> Seen {
    if json.0.trim() == "{}" || json.0.is_empty() {
        return Seen::Nothing;
    }
    let kept = ContentBlock::Unknown {
        wire: generation.sent.wire.name().to_owned(),
        json: json.clone(),
    };
    generation.unknown += 1;
    place(content, generation, block, kept);
    Seen::Content
}

fn tool_start(
    content: &mut Vec<ContentBlock>,
    generation: &mut Generation,
    block: u32,
    id: &str,
    name: &str,
) -> Seen {
    let call = ToolUse {
        id: id.to_owned(),
        name: name.to_owned(),
        input: String::new(),
    };
    place(content, generation, block, ContentBlock::ToolUse(call));
    Seen::Content
}

fn grow(
    content: &mut Vec<ContentBlock>,
    generation: &mut Generation,
    block: u32,
    growth: &Growth<'_>,
) -> Seen {
    if let Growth::Text("") | Growth::Reasoning("") | Growth::ToolInput("") = growth {
        return Seen::Nothing;
    }
    let at = generation.blocks.iter().rposition(|index| *index == block);
    if let Some(at) = at
        && extend(&mut content[at], growth)
    {
        return Seen::Content;
    }
    place(content, generation, block, fresh(growth));
    Seen::Content
}

/// Makes the block longer; false if it is of another kind.
fn extend(block: &mut ContentBlock, growth: &Growth<'_>) -> bool {
    match (block, growth) {
        (ContentBlock::Text(text), Growth::Text(more))
        | (ContentBlock::Redacted(text), Growth::Redacted(more)) => {
            text.push_str(more);
        }
        (ContentBlock::Reasoning { text, .. }, Growth::Reasoning(more)) => text.push_str(more),
        (ContentBlock::Reasoning { signature, .. }, Growth::Signature(more)) => {
            signature.get_or_insert_default().push_str(more);
        }
        (ContentBlock::ToolUse(call), Growth::ToolInput(more)) => call.input.push_str(more),
        _ => return false,
    }
    true
}

fn fresh(growth: &Growth<'_>) -> ContentBlock {
    match growth {
        Growth::Text(text) => ContentBlock::Text((*text).to_owned()),
        Growth::Reasoning(text) => ContentBlock::Reasoning {
            text: (*text).to_owned(),
            signature: None,
        },
        Growth::Signature(text) => ContentBlock::Reasoning {
            text: String::new(),
            signature: Some((*text).to_owned()),
        },
        Growth::Redacted(data) => ContentBlock::Redacted((*data).to_owned()),
        Growth::ToolInput(text) => ContentBlock::ToolUse(ToolUse {
            input: (*text).to_owned(),
            ..ToolUse::default()
        }),
    }
}

/// Puts a new block where its index on the wire belongs.
fn place(
    content: &mut Vec<ContentBlock>,
    generation: &mut Generation,
    index: u32,
    block: ContentBlock,
) {
    let at = generation.blocks.partition_point(|other| *other <= index);
    generation.blocks.insert(at, index);
    content.insert(at, block);
}

/// Keeps what this version does not know, behind everything else.
fn unknown(content: &mut Vec<ContentBlock>, generation: &mut Generation, json: &Json) {
    generation.unknown += 1;
    let wire = generation.sent.wire.name().to_owned();
    place(
        content,
        generation,
        u32::MAX,
        ContentBlock::Unknown {
            wire,
            json: json.clone(),
        },
    );
}

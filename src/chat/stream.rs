//! Deltas: what a streamed reply is made of, and their fold into content.

use super::cited;
use super::content::{ContentBlock, Json, ToolUse};
use super::generation::{Generation, Micros};

/// The index of what came beside the blocks of a reply: events that nobody knows.
pub(crate) const BESIDE: u32 = u32::MAX;

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
    if delta.us.is_known() {
        generation.last = Some(delta.us);
    }
    let seen = match &delta.piece {
        Piece::Start(json) => start(content, generation, delta.block, json),
        Piece::ToolStart { id, name } => tool_start(content, generation, delta.block, id, name),
        Piece::Text(text) => grow(content, generation, delta.block, &Growth::Text(text)),
        Piece::Reasoning(text) => grow(content, generation, delta.block, &Growth::Reasoning(text)),
        Piece::Signature(text) => grow(content, generation, delta.block, &Growth::Signature(text)),
        Piece::Redacted(data) => grow(content, generation, delta.block, &Growth::Redacted(data)),
        Piece::ToolInput(text) => grow(content, generation, delta.block, &Growth::ToolInput(text)),
        Piece::Citation(json) => {
            if !cited::take(content, generation, delta.block, json) {
                unknown(content, generation, json);
            }
            Seen::Nothing
        }
        Piece::Result(json) | Piece::Raw(json) => {
            unknown(content, generation, json);
            Seen::Nothing
        }
        Piece::Stop => Seen::Nothing,
    };
    if let Seen::Content = seen {
        generation.deltas += 1;
        if delta.us.is_known() {
            generation.first.get_or_insert(delta.us);
        }
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
        BESIDE,
        ContentBlock::Unknown {
            wire,
            json: json.clone(),
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::generation::Sent;
    use crate::chat::ids::LaneId;
    use crate::chat::settings::{Settings, Wire};

    /// The content and the generation after these pieces, a microsecond apart.
    fn folded(pieces: &[(u32, Piece)]) -> (Vec<ContentBlock>, Generation) {
        let sent = Sent {
            wire: Wire::Converse,
            model: String::new(),
            region: String::new(),
            sha256: String::new(),
        };
        let mut generation = Generation::new(LaneId(2), Settings::default(), sent);
        let mut content = Vec::new();
        for (us, (block, piece)) in (1..).zip(pieces) {
            let delta = Delta {
                us: Micros(us),
                block: *block,
                piece: piece.clone(),
            };
            fold(&mut content, &mut generation, &delta);
        }
        assert_eq!(content.len(), generation.blocks.len());
        (content, generation)
    }

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn said(text: &str) -> ContentBlock {
        ContentBlock::Text(text.to_owned())
    }

    fn thought(text: &str, signature: Option<&str>) -> ContentBlock {
        ContentBlock::Reasoning {
            text: text.to_owned(),
            signature: signature.map(str::to_owned),
        }
    }

    fn unknown(json: &str) -> ContentBlock {
        ContentBlock::Unknown {
            wire: "converse".to_owned(),
            json: Json(json.to_owned()),
        }
    }

    #[test]
    fn text_of_the_first_block_goes_on_with_what_the_user_began() {
        let sent = Sent {
            wire: Wire::Messages,
            model: String::new(),
            region: String::new(),
            sha256: String::new(),
        };
        let mut generation = Generation::new(LaneId(2), Settings::default(), sent);
        let mut content = vec![said("The answer")];
        let prefill_len = generation.begin_with(&content);
        let pieces = [(0, text(" is")), (0, text(" 42")), (1, text("b"))];
        for (us, (block, piece)) in (1..).zip(pieces) {
            let us = Micros(us);
            fold(&mut content, &mut generation, &Delta { us, block, piece });
        }
        assert_eq!(content, [said("The answer is 42"), said("b")]);
        assert_eq!(generation.blocks, [0, 1]);
        assert_eq!(prefill_len, "The answer".len());
    }

    #[test]
    fn blocks_may_interleave_and_come_out_of_order() {
        let pieces = [
            (1, text("b")),
            (0, text("a")),
            (1, text("B")),
            (0, text("A")),
        ];
        let (content, generation) = folded(&pieces);
        assert_eq!(content, [said("aA"), said("bB")]);
        assert_eq!(generation.blocks, [0, 1]);
    }

    #[test]
    fn a_block_needs_no_start_and_no_stop() {
        let call = ToolUse {
            input: "{}".to_owned(),
            ..ToolUse::default()
        };
        let (content, _) = folded(&[(0, text("a")), (3, Piece::ToolInput("{}".to_owned()))]);
        assert_eq!(content, [said("a"), ContentBlock::ToolUse(call)]);
    }

    #[test]
    fn a_call_grows_under_its_start() {
        let start = Piece::ToolStart {
            id: "t1".to_owned(),
            name: "add".to_owned(),
        };
        let input = |text: &str| Piece::ToolInput(text.to_owned());
        let (content, _) = folded(&[
            (0, start),
            (0, input("{\"a\"")),
            (0, input(":1}")),
            (0, Piece::Stop),
        ]);
        let call = ToolUse {
            id: "t1".to_owned(),
            name: "add".to_owned(),
            input: "{\"a\":1}".to_owned(),
        };
        assert_eq!(content, [ContentBlock::ToolUse(call)]);
    }

    #[test]
    fn another_kind_under_the_same_index_is_another_block() {
        let think = |text: &str| Piece::Reasoning(text.to_owned());
        let sign = Piece::Signature("sig".to_owned());
        let (content, generation) = folded(&[
            (0, think("hm")),
            (0, sign),
            (0, text("a")),
            (0, text("b")),
            (1, text("c")),
        ]);
        assert_eq!(content, [thought("hm", Some("sig")), said("ab"), said("c")]);
        assert_eq!(generation.blocks, [0, 0, 1]);
    }

    #[test]
    fn a_signature_alone_is_kept() {
        let (content, generation) = folded(&[(0, Piece::Signature("sig".to_owned()))]);
        assert_eq!(content, [thought("", Some("sig"))]);
        assert_eq!(generation.first, Some(Micros(1)));
    }

    #[test]
    fn empty_pieces_make_no_block_and_no_first_token() {
        let start = Piece::Start(Json("{}".to_owned()));
        let nothing = [
            (0, start),
            (0, text("")),
            (0, Piece::Reasoning(String::new())),
            (0, Piece::Stop),
        ];
        let (content, generation) = folded(&nothing);
        assert_eq!(content, []);
        assert_eq!((generation.first, generation.deltas), (None, 0));
        assert_eq!(generation.last, Some(Micros(4)));
    }

    #[test]
    fn what_is_unknown_is_kept_behind_everything_else() {
        let raw = Piece::Raw(Json("{\"new\":1}".to_owned()));
        let start = Piece::Start(Json("{\"odd\":{}}".to_owned()));
        let (content, generation) = folded(&[(0, raw), (0, start), (1, text("a"))]);
        assert_eq!(
            content,
            [unknown("{\"odd\":{}}"), said("a"), unknown("{\"new\":1}")]
        );
        assert_eq!(generation.unknown, 2);
    }

    #[test]
    fn encrypted_reasoning_is_joined() {
        let piece = |data: &str| Piece::Redacted(data.to_owned());
        let (content, _) = folded(&[(0, piece("AA")), (0, piece("BB"))]);
        assert_eq!(content, [ContentBlock::Redacted("AABB".to_owned())]);
    }
}

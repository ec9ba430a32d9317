//! Code blocks among the lines of messages: which are in sight, and which have no colours yet.

use std::ops::Range;

use super::line::{Line, Span};
use super::markdown::{CodeBlock, CodePart, Markdown};
use super::message::MessageLayout;
use super::{Desk, Transcript};
use crate::app::code::{Code, CodeId, Colours, MAX_BYTES, MAX_LINE, Run};
use crate::app::state::State;
use crate::chat::ids::MessageId;

/// Lines that are looked at in one go, at most.
const PIECE: usize = 200;

/// Bytes of these, at most.
const PIECE_BYTES: usize = 16 * 1024;

/// A visible line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// Its message.
    pub(crate) message: MessageId,
    /// The block of it that the line belongs to, if it belongs to one.
    pub(crate) block: Option<usize>,
    /// What stands there.
    pub(crate) line: &'a Line,
    /// The code block that it belongs to.
    pub(crate) code: Option<CodeRow<'a>>,
}

/// What a line that belongs to a code block is of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CodeRow<'a> {
    /// The block.
    pub(crate) id: CodeId,
    /// Its number in the message, from 1; what a model thinks has none.
    pub(crate) number: Option<usize>,
    /// Which part of it the line is.
    pub(crate) part: CodePart,
    /// The block itself.
    pub(crate) block: &'a CodeBlock,
}

impl Row<'_> {
    /// Where columns of the line stand in the lane, so far as they are seen.
    pub(crate) fn seen(&self, columns: &Range<usize>, code: &Code) -> Range<usize> {
        let Some((lead, shift)) = self.shifted(code) else {
            return columns.clone();
        };
        let moved = |column: usize| match column.checked_sub(lead) {
            Some(inside) => lead + inside.saturating_sub(shift),
            None => column,
        };
        moved(columns.start)..moved(columns.end)
    }

    /// The column of the line that is seen at a column of the lane.
    pub(super) fn column(&self, seen: usize, code: &Code) -> usize {
        match self.shifted(code) {
            Some((lead, shift)) if seen >= lead => seen.saturating_add(shift),
            Some(_) | None => seen,
        }
    }

    /// How many columns stand before the code of the line, and how many of the code are out of sight at
    /// its left.
    fn shifted(&self, code: &Code) -> Option<(usize, usize)> {
        let row = self.code?;
        let lead = self.line.spans.iter().take(row.block.lead);
        let lead = lead.map(Span::width).sum();
        matches!(row.part, CodePart::Code(_)).then(|| (lead, code.shift(row.id)))
    }
}

impl<'a> CodeRow<'a> {
    /// What the words of the line are, as far as that is known.
    pub(crate) fn runs(&self, colours: &'a Colours) -> &'a [Run] {
        match self.part {
            CodePart::Head { .. } => &[],
            CodePart::Code(spot) => {
                let sum = |lines| self.block.sum(lines);
                colours.line(self.id, spot.line as usize, sum)
            }
        }
    }
}

/// Lines of a code block whose words are to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Uncoloured {
    /// The block.
    pub(crate) id: CodeId,
    /// What it is written in, as its fence says.
    pub(crate) language: String,
    /// The first of these lines.
    pub(crate) from: usize,
    /// What stands for the lines before.
    pub(crate) before: u64,
    /// What is shown of each line, and what stands for it and all before it. None = a block has begun.
    pub(crate) lines: Vec<(String, u64)>,
    /// Whether what follows is too long.
    pub(crate) cut: bool,
}

/// Where a code block stands in its message.
#[derive(Debug, Clone, Copy)]
struct Spot {
    /// Its text.
    text: usize,
    /// How many code blocks are numbered above that; `None` = its own have no numbers.
    above: Option<usize>,
}

impl MessageLayout {
    /// The block that a line belongs to.
    pub(super) fn block_of(&self, at: usize) -> Option<usize> {
        let mut places = self.places();
        places.position(|(first, _, block)| (first..first + block.len()).contains(&at))
    }

    /// The code block that a line belongs to, and where it stands.
    fn code_at(&self, at: usize) -> Option<(Spot, &CodeBlock, CodePart)> {
        let mut places = self.places().enumerate();
        let (text, (first, above, layout)) =
            places.find(|(_, (first, _, block))| at < first + block.len())?;
        let line = layout.line_of_text(at.checked_sub(first)?)?;
        let (block, part) = layout.markdown()?.code_at(line)?;
        Some((Spot { text, above }, block, part))
    }

    /// The code blocks that have numbers: the text that each stands in, its place there, its line.
    fn code_heads(&self) -> Vec<(usize, usize, usize)> {
        let places = self.places().enumerate();
        // What has numbers has no title.
        let numbered = places.filter(|(_, (_, above, _))| above.is_some());
        let heads = numbered.flat_map(|(text, (first, _, block))| {
            let heads = block.markdown().map(Markdown::code_heads);
            let heads = heads.into_iter().flatten();
            heads.map(move |(nth, line)| (text, nth, first + line))
        });
        heads.collect()
    }

    /// What is shown of a complete line of a code block; not much more than gets colours.
    fn code_text(&self, code: CodeRow<'_>, line: usize) -> String {
        let layout = self.places().nth(code.id.text);
        let markdown = layout.and_then(|(_, _, block)| block.markdown());
        markdown.map_or_else(String::new, |markdown| {
            markdown.code_text(code.block, line, MAX_LINE)
        })
    }
}

impl Transcript {
    /// The visible lines, from the top.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.window.iter().flat_map(|slice| {
            let layout = self.layouts.get(&slice.message);
            (slice.first..slice.first + slice.rows).filter_map(move |at| {
                let layout = layout?;
                let code = layout.code_at(at).map(|(place, block, part)| CodeRow {
                    id: CodeId {
                        message: slice.message,
                        text: place.text,
                        nth: block.nth,
                    },
                    number: place.above.map(|above| above + block.nth + 1),
                    part,
                    block,
                });
                Some(Row {
                    message: slice.message,
                    block: layout.block_of(at),
                    line: layout.line(at)?,
                    code,
                })
            })
        })
    }

    /// The code blocks in sight, from the top, each once.
    pub(crate) fn code_in_sight(&self) -> Vec<CodeRow<'_>> {
        let mut all: Vec<CodeRow<'_>> = Vec::new();
        for code in self.rows().filter_map(|row| row.code) {
            if all.last().is_none_or(|last| last.id != code.id) {
                all.push(code);
            }
        }
        all
    }

    /// What is to be looked at next; `goes_on` tells whether that can be gone on with behind the lines
    /// that this stands for.
    fn uncoloured(
        &self,
        colours: &Colours,
        goes_on: impl Fn(CodeId, u64) -> bool,
    ) -> Option<Uncoloured> {
        self.code_in_sight().into_iter().find_map(|code| {
            let (id, block) = (code.id, code.block);
            let known = colours.frontier(id, |lines| block.sum(lines))?;
            let is_new = !colours.knows(id);
            if known >= block.complete() && !is_new {
                return None;
            }
            let before = block.sum(known)?;
            let from = if goes_on(id, before) { known } else { 0 };
            let layout = self.layouts.get(&id.message)?;
            Some(self::piece(layout, code, (from, colours.bytes(id))))
        })
    }
}

/// Some lines of a block from one on. So many bytes of it are known already.
fn piece(layout: &MessageLayout, code: CodeRow<'_>, (from, known): (usize, usize)) -> Uncoloured {
    let CodeRow { id, block, .. } = code;
    let mut wanted = Uncoloured {
        id,
        language: block.language.clone(),
        from,
        before: block.sum(from).unwrap_or_default(),
        lines: Vec::new(),
        cut: false,
    };
    let mut left = MAX_BYTES - if from == 0 { 0 } else { known.min(MAX_BYTES) };
    let mut room = PIECE_BYTES;
    for line in from..block.complete().min(from + PIECE) {
        let text = layout.code_text(code, line);
        wanted.cut = text.len() > MAX_LINE || text.len() > left;
        let sum = block.sum(line + 1);
        let (Some(sum), false) = (sum, wanted.cut) else {
            break;
        };
        left -= text.len();
        room = room.saturating_sub(text.len());
        wanted.lines.push((text, sum));
        if room == 0 {
            break;
        }
    }
    wanted
}

/// The lines in sight whose words are to be looked at next, those of the lane in focus first.
pub(crate) fn uncoloured(
    state: &State,
    goes_on: impl Fn(CodeId, u64) -> bool,
) -> Option<Uncoloured> {
    let view = &state.view;
    let colours = &view.modes.code.colours;
    let beside = view.reading.columns.iter();
    let beside = beside.filter_map(|column| view.reading.beside.get(&column.lane));
    let lanes = std::iter::once(&view.transcript).chain(beside.map(|sight| &sight.transcript));
    let mut lanes = lanes.filter_map(|transcript| transcript.uncoloured(colours, &goes_on));
    lanes.next()
}

/// The numbered code blocks of a message in the lane in focus, each with its line.
pub(crate) fn code_of(state: &mut State, id: MessageId) -> Vec<(CodeId, usize)> {
    let frame = state.view.transcript.frame;
    Desk::new(state, frame).measure(id);
    let layout = state.view.transcript.layouts.get(&id);
    let heads = layout.map_or_else(Vec::new, MessageLayout::code_heads);
    let heads = heads.into_iter();
    let heads = heads.map(|(text, nth, line)| {
        let message = id;
        (CodeId { message, text, nth }, line)
    });
    heads.collect()
}

//! Lines of code blocks: heads with their numbers, code in its colours, lines cut at the edge.

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::app::code::{Code, CodeId, CodeLines, Run};
use crate::app::transcript::line::{Face, Line, Role, Span, columns};
use crate::app::transcript::{CodePart, CodeRow};
use crate::chat::ids::MessageId;
use crate::chat::shown::width;
use crate::ui::canvas::{Canvas, after};
use crate::ui::theme::Tone;

/// Columns of the mark of the chosen block.
const INDENT: u16 = 2;

/// How much a block is stressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stress {
    /// It is one of many.
    None,
    /// Its message takes keys.
    Message,
    /// It was gone to.
    Block,
}

impl Stress {
    /// That of a block, by the message and the block that are chosen.
    pub(super) fn of(row: &CodeRow<'_>, message: Option<MessageId>, block: Option<CodeId>) -> Self {
        if block == Some(row.id) {
            Self::Block
        } else if message == Some(row.id.message) {
            Self::Message
        } else {
            Self::None
        }
    }
}

/// Draws a line of a code block.
pub(super) fn draw(
    (line, row): (&Line, &CodeRow<'_>),
    (code, stress): (&Code, Stress),
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    match row.part {
        CodePart::Head { last } => {
            let used = spans(&line.spans, area, canvas);
            if last {
                head((line, row), stress, after(area, used), canvas);
            }
        }
        CodePart::Code(spot) => {
            let lead = row.block.lead.min(line.spans.len());
            let used = spans(&line.spans[..lead], area, canvas);
            let text = after(area, used);
            let paint = Paint {
                runs: row.runs(&code.colours),
                byte: spot.from as usize,
                shift: code.shift(row.id),
            };
            paint.draw(&line.spans[lead..], text, canvas);
            if code.lines == CodeLines::Scroll {
                edges(&line.spans[lead..], paint.shift, text, canvas);
            }
        }
    }
    if stress == Stress::Block {
        mark((line, row), area, canvas);
    }
}

fn spans(spans: &[Span], area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let mut used = 0;
    for span in spans {
        used += canvas.span(after(area, used), span);
    }
    used
}

/// The number of a block behind its language, and how it is copied.
fn head((line, row): (&Line, &CodeRow<'_>), stress: Stress, area: Rect, canvas: &mut Canvas<'_>) {
    let info = canvas.theme.face(Face::of(Role::CodeInfo));
    let says = line
        .spans
        .iter()
        .any(|span| span.face.role == Role::CodeInfo);
    let name = if says { "" } else { "code" };
    let number = row.number.map(|number| format!(" · {number}"));
    let text = format!("{name}{}", number.unwrap_or_default());
    if columns(&text) > usize::from(area.width) {
        return;
    }
    let used = canvas.text(area, &text, info);
    let key = match (stress, row.number) {
        (Stress::Block, Some(_)) => " · c c copies".to_owned(),
        (Stress::Message, Some(number @ 1..=9)) => format!(" · c {number} copies"),
        (Stress::Block | Stress::Message | Stress::None, _) => return,
    };
    let rest = after(area, used);
    if columns(&key) <= usize::from(rest.width) {
        canvas.words(rest, &key, Tone::Faint);
    }
}

/// Marks a row of the chosen block at its left edge.
fn mark((line, row): (&Line, &CodeRow<'_>), area: Rect, canvas: &mut Canvas<'_>) {
    let lead = row.block.lead.min(line.spans.len());
    let Some((last, before)) = line.spans[..lead].split_last() else {
        return;
    };
    if last.width() != usize::from(INDENT) || !last.text.trim().is_empty() {
        return;
    }
    let before: usize = before.iter().map(Span::width).sum();
    let place = after(area, u16::try_from(before).unwrap_or(u16::MAX));
    let width = place.width.min(1);
    canvas.words(Rect { width, ..place }, "▌", Tone::FrameFocus);
}

/// Says at which edges a line goes on.
fn edges(spans: &[Span], shift: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let width: usize = spans.iter().map(Span::width).sum();
    let first = Rect {
        width: area.width.min(1),
        ..area
    };
    if width > shift + usize::from(area.width) {
        let last = after(area, area.width.saturating_sub(1));
        canvas.words(last, "›", Tone::FrameFocus);
    }
    if shift > 0 && width > 0 {
        canvas.words(first, "‹", Tone::FrameFocus);
    }
}

/// How a row of code is painted.
#[derive(Debug, Clone, Copy)]
struct Paint<'a> {
    /// What the pieces of the whole line are.
    runs: &'a [Run],
    /// The byte of that line at which the row begins.
    byte: usize,
    /// Columns at its left that are not shown.
    shift: usize,
}

impl Paint<'_> {
    /// Draws the row. Costs what is seen of it, and a walk over what is left of that.
    fn draw(self, spans: &[Span], area: Rect, canvas: &mut Canvas<'_>) {
        let mut skip = self.shift;
        let mut used = 0;
        let runs = self.runs;
        let mut byte = self.byte;
        let mut at = runs.partition_point(|run| run.end as usize <= byte);
        for span in spans {
            let mut rest = span.text.as_str();
            while !rest.is_empty() {
                let place = after(area, used);
                if place.width == 0 {
                    return;
                }
                let run = runs.get(at);
                let wanted = run.map_or(rest.len(), |run| run.end as usize - byte);
                let bytes = whole(rest, wanted);
                let (piece, more) = rest.split_at(bytes);
                rest = more;
                byte += bytes;
                at += runs[at..]
                    .iter()
                    .take_while(|run| run.end as usize <= byte)
                    .count();
                let syntax = run.and_then(|run| run.syntax);
                let face = match syntax {
                    Some(syntax) if span.face.role == Role::CodeBlock => {
                        span.face.role(Role::Syntax(syntax))
                    }
                    Some(_) | None => span.face,
                };
                let (blanks, seen) = behind(piece, &mut skip);
                used = used.saturating_add(blanks);
                used += canvas.piece(after(area, used), seen, face);
            }
        }
    }
}

/// So many bytes of a text, and what is missing of the grapheme that they end in: it is one cell.
fn whole(text: &str, bytes: usize) -> usize {
    if bytes >= text.len() {
        return text.len();
    }
    if text.is_ascii() {
        return bytes.max(1);
    }
    let mut ends = text.grapheme_indices(true).map(|(at, it)| at + it.len());
    ends.find(|end| *end >= bytes.max(1)).unwrap_or(text.len())
}

/// What is left of a text without so many columns. A wide character that is cut leaves a blank.
fn behind<'a>(text: &'a str, skip: &mut usize) -> (u16, &'a str) {
    if *skip == 0 {
        return (0, text);
    }
    if text.is_ascii() {
        let gone = (*skip).min(text.len());
        *skip -= gone;
        return (0, &text[gone..]);
    }
    for (at, grapheme) in text.grapheme_indices(true) {
        let width = width(grapheme);
        if *skip == 0 {
            return (0, &text[at..]);
        }
        if width > *skip {
            let blanks = width - *skip;
            *skip = 0;
            let rest = &text[at + grapheme.len()..];
            return (u16::try_from(blanks).unwrap_or(0), rest);
        }
        *skip -= width;
    }
    (0, "")
}

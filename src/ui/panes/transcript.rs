//! The conversation: the visible lines of its messages.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::app::action::{Action, OnMessage, Scope};
use crate::app::code::{Code, CodeLines};
use crate::app::layout::GUTTER;
use crate::app::msg::Target;
use crate::app::service::Link;
use crate::app::state::State;
use crate::app::transcript::album::Hung;
use crate::app::transcript::line::{Face, Line, Role, columns};
use crate::app::transcript::{self, CodePart, Found, Here, Mark, Transcript};
use crate::app::update::chosen_code;
use crate::app::view::{Anchor, Pane};
use crate::chat::cited;
use crate::chat::ids::{LaneId, MessageId};
use crate::chat::lane::Lane;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::code::{Stress, draw as draw_code};
use crate::ui::pictures::{Meanwhile, Placed};
use crate::ui::theme::Tone;

/// What is shown of a lane.
pub(crate) struct Shown<'a> {
    /// The lane.
    pub(crate) lane: &'a Lane,
    /// Its visible lines.
    pub(crate) transcript: &'a Transcript,
    /// Where it is scrolled to.
    pub(crate) anchor: Anchor,
}

/// Draws the visible lines of a lane.
pub(crate) fn draw(state: &State, shown: &Shown<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let lane = shown.lane.id;
    canvas.click(area, Target::Column(lane));
    if shown.lane.path.is_empty() {
        empty(state, area, canvas);
        return;
    }
    draw_lines(state, shown, area, canvas);
    for hung in shown.transcript.pictures(area.height) {
        hang(lane, hung, area, canvas);
    }
    for found in &shown.transcript.found {
        draw_found((found, shown), &state.view.modes.code, area, canvas);
    }
    for selected in &shown.transcript.selected {
        let place = part_of(area, selected.row, &selected.columns);
        canvas.paint(place, Tone::Selected);
    }
    if shown.anchor != Anchor::Follow && shown.transcript.more_below {
        more_below(lane, area, canvas);
    }
}

/// Draws the text of the visible lines, with what a click on each means.
fn draw_lines(state: &State, shown: &Shown<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let lane = shown.lane.id;
    let focus = state.view.focus == Pane::Transcript && state.lane_id() == Some(lane);
    let chosen = transcript::chosen(state).filter(|_| focus);
    // The message of the line before, and how many notes it has.
    let mut cites = None;
    let block = chosen_code(state).filter(|_| focus);
    let code = &state.view.modes.code;
    for (at, visible) in (0..area.height).zip(shown.transcript.rows()) {
        let (message, said) = (visible.message, visible.line);
        let row = row(area, at);
        canvas.click(row, meant((lane, message), said));
        if chosen == Some(message) {
            canvas.words(row, "▌", Tone::FrameFocus);
        } else if focus {
            canvas.words(row, "▏", Tone::Gutter);
        }
        let text = after(row, GUTTER);
        if let Some(row) = &visible.code {
            if let (CodePart::Head { .. }, Some(_)) = (row.part, row.number) {
                canvas.click(text, Target::Code(lane, row.id));
            }
            let stress = Stress::of(row, chosen, block);
            draw_code((said, row), (code, stress), text, canvas);
        } else {
            draw_line((lane, message), said, text, canvas);
        }
        if let (Some(block), None) = (visible.block, visible.code) {
            lead(
                (lane, message, block),
                (shown.transcript, said),
                text,
                canvas,
            );
        }
        let notes = match cites {
            Some((before, notes)) if before == message => notes,
            Some(_) | None => notes_of(state, message),
        };
        cites = Some((message, notes));
        let mode = state.view.modes.text;
        for mark in transcript::note_marks(said, notes, mode) {
            note(message, (&mark, said), text, canvas);
        }
        if state.conversation.is_left_out(message, lane) {
            canvas.dim(text);
        }
    }
}

/// Keeps the rows of a picture free, so far as they are in sight.
fn hang(lane: LaneId, hung: Hung, area: Rect, canvas: &mut Canvas<'_>) {
    let short = |rows: isize| u16::try_from(rows.max(0)).unwrap_or(u16::MAX);
    let cells = hung.cells.unwrap_or_default();
    let end = hung.row.saturating_add_unsigned(usize::from(cells.height));
    let (top, bottom) = (short(hung.row), short(end).min(area.height));
    let text = after(area, GUTTER);
    let seen = Rect {
        y: area.y.saturating_add(top),
        width: cells.width.min(text.width),
        height: bottom.saturating_sub(top),
        ..text
    };
    if seen.height > 0 {
        canvas.click(seen, Target::Picture(lane, hung.message, hung.nth));
    }
    canvas.picture(Placed {
        shot: hung.shot,
        message: Some(hung.message),
        area: if seen.height > 0 {
            seen
        } else {
            Rect::default()
        },
        skip: short(-hung.row),
        meanwhile: Meanwhile::Nothing,
    });
}

/// Marks a place of what is looked for.
fn draw_found(
    (found, shown): (&Found, &Shown<'_>),
    code: &Code,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    if found.row >= usize::from(area.height) {
        return;
    }
    let scrolls = code.lines == CodeLines::Scroll;
    let line = scrolls.then(|| shown.transcript.rows().nth(found.row));
    let columns = match line.flatten() {
        Some(row) => row.seen(&found.columns, code),
        None => found.columns.clone(),
    };
    canvas.paint(
        part_of(area, found.row, &columns),
        match found.here {
            Here::Yes => Tone::FoundHere,
            Here::No => Tone::Found,
        },
    );
}

/// Some columns of a visible line; empty below the area.
fn part_of(area: Rect, row: usize, columns: &Range<usize>) -> Rect {
    let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    let (from, end) = (short(columns.start), short(columns.end));
    let text = after(after(self::row(area, short(row)), GUTTER), from);
    Rect {
        width: text.width.min(end - from),
        ..text
    }
}

/// How many notes a message has.
fn notes_of(state: &State, message: MessageId) -> usize {
    let message = state.conversation.message(message);
    let made_by = message.and_then(|message| cited::maker(&state.conversation, message));
    made_by.map_or(0, |made_by| made_by.notes.passages.len())
}

/// The mark of a note in a line: a click opens it.
fn note(message: MessageId, (mark, line): (&Mark, &Line), area: Rect, canvas: &mut Canvas<'_>) {
    let text = line.text();
    let short = |text: &str| u16::try_from(columns(text)).unwrap_or(u16::MAX);
    let place = after(area, short(&text[..mark.place.start]));
    let sign = &text[mark.place.clone()];
    let width = short(sign).min(place.width);
    let place = Rect { width, ..place };
    let style = canvas.theme.face(Face::of(Role::Link));
    canvas.text(place, sign, style);
    canvas.click(place, Target::Note(message, mark.number));
}

/// What a click on a line means.
fn meant(of: (LaneId, MessageId), line: &Line) -> Target {
    let first = line.spans.first();
    if first.is_some_and(|span| span.face.role == Role::Fold) {
        Target::Thoughts(of.1)
    } else if let Some(number) = first
        .filter(|span| span.face.role == Role::Note)
        .and_then(|span| transcript::note_number(&span.text))
    {
        Target::Note(of.1, number)
    } else {
        Target::Message(of.0, of.1)
    }
}

fn draw_line(of: (LaneId, MessageId), line: &Line, area: Rect, canvas: &mut Canvas<'_>) {
    let mut used = 0;
    for span in &line.spans {
        let place = after(area, used);
        let width = canvas.span(place, span);
        used += width;
        if span.face.role == Role::Siblings {
            siblings(of, Rect { width, ..place }, canvas);
        }
        if let Role::Call(block) = span.face.role {
            let call = Target::Call(of.0, of.1, block);
            canvas.click(Rect { width, ..place }, call);
        }
    }
}

/// Lets the spans of a line lead where they are to.
fn lead(
    (lane, message, block): (LaneId, MessageId, usize),
    (transcript, shown): (&Transcript, &Line),
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let mut used = 0;
    for span in &shown.spans {
        let place = after(area, used);
        let width = u16::try_from(span.width()).unwrap_or(u16::MAX);
        used = used.saturating_add(width);
        let Some(no) = span.face.link else {
            continue;
        };
        let place = Rect {
            width: width.min(place.width),
            ..place
        };
        if let Some(link) = transcript.leads(message, block, no) {
            canvas.link(place, link);
            canvas.click(place, Target::Link(lane, message, block, no));
        }
    }
}

/// The left half goes to the sibling before, the right half to the one after.
fn siblings((lane, message): (LaneId, MessageId), area: Rect, canvas: &mut Canvas<'_>) {
    let half = area.width / 2;
    let left = Rect {
        width: half,
        ..area
    };
    canvas.click(
        left,
        Target::OnMessage(lane, message, OnMessage::PreviousSibling),
    );
    let right = after(area, half);
    canvas.click(
        right,
        Target::OnMessage(lane, message, OnMessage::NextSibling),
    );
}

/// Says that there is more, and how to get there.
fn more_below(lane: LaneId, area: Rect, canvas: &mut Canvas<'_>) {
    let text = " ↓ more below · ^End follows ";
    let width = 29.min(area.width);
    let place = Rect {
        x: area.x + area.width - width,
        width,
        ..row(area, area.height.saturating_sub(1))
    };
    canvas.words(place, text, Tone::Selected);
    canvas.click(place, Target::End(lane));
}

/// What stands where no conversation is yet.
fn empty(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let key = state.input.keymap.key_of(Action::Send, &[Scope::Composer]);
    let written = format!("type a message and press {}", key.unwrap_or_default());
    let hint = match &state.service.link {
        Link::Connecting => "looking for credentials in the background; type already",
        Link::StartingSandbox => "starting the sandbox",
        Link::Failed(_) => "not connected: ^X b for the sandbox, ^X l looks for credentials again",
        Link::Ready(_) if state.model().is_none() => "^X m chooses a model",
        Link::Ready(_) => &written,
    };
    let keys = if state.service.is_sandbox() {
        "^X m model · ^P palette · F1 help · F2 settings"
    } else {
        "^X m model · ^P palette · F1 help · ^X b sandbox"
    };
    let keymap = &state.input.keymap;
    let lines = ["outcrop", "", hint, "", keys].map(|text| keymap.told(text));
    let top = area
        .height
        .saturating_sub(u16::try_from(lines.len()).unwrap_or(0))
        / 2;
    for (at, text) in (0_u16..).zip(&lines) {
        let width = u16::try_from(crate::app::transcript::line::columns(text)).unwrap_or(0);
        let place = after(row(area, top + at), area.width.saturating_sub(width) / 2);
        let tone = if at == 0 { Tone::Strong } else { Tone::Faint };
        canvas.keys(place, text, tone);
    }
}

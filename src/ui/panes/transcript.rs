//! The conversation: the visible lines of its messages.

use ratatui::layout::Rect;

use crate::app::action::{Action, OnMessage};
use crate::app::layout::GUTTER;
use crate::app::msg::Target;
use crate::app::service::Link;
use crate::app::state::State;
use crate::app::transcript;
use crate::app::transcript::line::{Line, Role};
use crate::app::view::{Anchor, Pane};
use crate::chat::ids::MessageId;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::theme::Tone;

/// Draws the visible lines.
pub(crate) fn draw(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.click(area, Target::Transcript);
    if state.lane().is_none_or(|lane| lane.path.is_empty()) {
        empty(state, area, canvas);
        return;
    }
    let focus = state.view.focus == Pane::Transcript;
    let chosen = transcript::chosen(state).filter(|_| focus);
    for (at, (message, line)) in (0..area.height).zip(state.view.transcript.lines()) {
        let row = row(area, at);
        canvas.click(row, meant(message, line));
        if chosen == Some(message) {
            canvas.words(row, "▌", Tone::FrameFocus);
        } else if focus {
            canvas.words(row, "▏", Tone::Gutter);
        }
        let text = after(row, GUTTER);
        draw_line(message, line, text, canvas);
        if is_left_out(state, message) {
            canvas.dim(text);
        }
    }
    if state.view.reading.anchor != Anchor::Follow && state.view.transcript.more_below {
        more_below(area, canvas);
    }
}

/// What a click on a line means.
fn meant(message: MessageId, line: &Line) -> Target {
    let first = line.spans.first();
    if first.is_some_and(|span| span.face.role == Role::Fold) {
        Target::Thoughts(message)
    } else {
        Target::Message(message)
    }
}

fn is_left_out(state: &State, message: MessageId) -> bool {
    let lane = state.lane_id();
    lane.is_some_and(|lane| state.conversation.is_left_out(message, lane))
}

fn draw_line(message: MessageId, line: &Line, area: Rect, canvas: &mut Canvas<'_>) {
    let mut used = 0;
    for span in &line.spans {
        let style = canvas.theme.face(span.face);
        let place = after(area, used);
        let width = canvas.text(place, &span.text, style);
        used += width;
        if span.face.role == Role::Siblings {
            siblings(message, Rect { width, ..place }, canvas);
        }
    }
}

/// The left half goes to the sibling before, the right half to the one after.
fn siblings(message: MessageId, area: Rect, canvas: &mut Canvas<'_>) {
    let half = area.width / 2;
    let left = Rect {
        width: half,
        ..area
    };
    canvas.click(left, Target::OnMessage(message, OnMessage::PreviousSibling));
    let right = after(area, half);
    canvas.click(right, Target::OnMessage(message, OnMessage::NextSibling));
}

/// Says that there is more, and how to get there.
fn more_below(area: Rect, canvas: &mut Canvas<'_>) {
    let text = " ↓ more below · ^End follows ";
    let width = 29.min(area.width);
    let place = Rect {
        x: area.x + area.width - width,
        width,
        ..row(area, area.height.saturating_sub(1))
    };
    canvas.words(place, text, Tone::Selected);
    canvas.click(place, Target::Do(Action::Follow));
}

/// What stands where no conversation is yet.
fn empty(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let hint = match &state.service.link {
        Link::Connecting => "looking for credentials in the background; type already",
        Link::StartingSandbox => "starting the sandbox",
        Link::Failed(_) => {
            "not connected: ^X b for the sandbox, ^X l to look for credentials again"
        }
        Link::Ready(_) if state.model().is_none() => "^X m chooses a model",
        Link::Ready(_) => "type a message and press Enter",
    };
    let lines = [
        "outcrop",
        "",
        hint,
        "",
        "^X m model · ^P palette · F1 help · ^X b sandbox",
    ];
    let top = area
        .height
        .saturating_sub(u16::try_from(lines.len()).unwrap_or(0))
        / 2;
    for (at, text) in (0_u16..).zip(lines) {
        let width = u16::try_from(crate::app::transcript::line::columns(text)).unwrap_or(0);
        let place = after(row(area, top + at), area.width.saturating_sub(width) / 2);
        let tone = if at == 0 { Tone::Strong } else { Tone::Faint };
        canvas.words(place, text, tone);
    }
}

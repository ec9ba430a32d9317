//! The message editor.

use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use tui_textarea::TextArea;

use crate::app::composer::Field;
use crate::app::forecast::forecast;
use crate::app::msg::Target;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::app::view::Pane;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::editor::place_caret;
use crate::ui::panes::frame;
use crate::ui::theme::Tone;

/// Draws the editor in its frame, with the real caret at the insertion point.
pub(crate) fn draw(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.click(area, Target::Composer);
    let focus = state.overlays.is_empty() && state.view.focus == Pane::Composer;
    let tone = if focus { Tone::FrameFocus } else { Tone::Frame };
    let inner = frame::boxed(area, "Message", tone, canvas);
    chips(state, area, canvas);
    expected(state, area, canvas);
    if inner.is_empty() {
        return;
    }
    let message = state.composer.field() == Field::Message;
    let (above, below) = split(state, inner);
    state.composer.area().render(above, canvas.buf);
    if focus && message {
        place_caret(state.composer.area(), above, canvas);
    }
    if let Some(prefill) = state.composer.prefill_area() {
        draw_prefill(prefill, below, canvas);
        if focus && !message {
            place_caret(prefill, after(below, PREFILL_MARK), canvas);
        }
    }
}

/// What the request will need, on the lower edge.
fn expected(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(forecast) = forecast(state) else {
        return;
    };
    let room = usize::from(area.width.saturating_sub(4));
    let Some(text) = forecast.within(room.saturating_sub(2)) else {
        return;
    };
    let width = u16::try_from(columns(&text) + 2).unwrap_or(u16::MAX);
    let place = Rect {
        x: area.right() - width - 2,
        y: area.bottom().saturating_sub(1),
        width,
        height: area.height.min(1),
    };
    canvas.words(place, &format!(" {text} "), Tone::Faint);
}

/// What goes along with the message, on the upper edge. A click takes it off.
fn chips(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let edge = Rect {
        height: area.height.min(1),
        width: area.width.saturating_sub(2),
        ..area
    };
    let mut used = 12;
    let last = state.composer.pictures.len().saturating_sub(1);
    for (at, picture) in state.composer.pictures.iter().enumerate() {
        let text = format!("[{} {} ×]", picture.name, picture.label());
        let room = after(edge, used);
        let needed = columns(&text) + if at == last { 0 } else { MORE };
        if at > 0 && needed > usize::from(room.width) {
            canvas.words(room, &format!("+{}", last + 1 - at), Tone::Badge);
            return;
        }
        let width = canvas.label(room, &text, Tone::Badge);
        canvas.click(Rect { width, ..room }, Target::Chip(at));
        used += width + 1;
    }
}

/// Columns that are kept for how many more pictures go along.
const MORE: usize = 4;

/// Columns of the mark before the beginning of the reply.
const PREFILL_MARK: u16 = 11;

/// The rows of the message, and those of the beginning of the reply.
fn split(state: &State, inner: Rect) -> (Rect, Rect) {
    if state.composer.prefill_area().is_none() {
        return (inner, Rect { height: 0, ..inner });
    }
    let width = usize::from(inner.width.saturating_sub(PREFILL_MARK));
    let rows = u16::try_from(state.composer.prefill_rows(width)).unwrap_or(u16::MAX);
    let rows = rows.min(inner.height.div_ceil(2)).max(1);
    let above = Rect {
        height: inner.height.saturating_sub(rows),
        ..inner
    };
    let below = Rect {
        y: above.bottom(),
        height: inner.height - above.height,
        ..inner
    };
    (above, below)
}

/// The beginning of the reply, in its own colour. White space at its end is shown, since the
/// service refuses it.
fn draw_prefill(widget: &TextArea<'static>, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.words(area, "assistant:", Tone::Prefill);
    let text = after(area, PREFILL_MARK);
    widget.render(text, canvas.buf);
    let style = canvas.theme.style(Tone::Prefill);
    canvas.buf.set_style(text, style);
    mark_blanks_at_the_end(widget, text, canvas);
}

fn mark_blanks_at_the_end(widget: &TextArea<'static>, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(last) = widget.lines().last() else {
        return;
    };
    let blanks = last.len() - last.trim_end_matches(' ').len();
    let width = usize::from(area.width.max(1));
    for at in columns(last) - blanks..columns(last) {
        let row_at = u16::try_from(widget.lines().len() - 1 + at / width).unwrap_or(u16::MAX);
        let column = u16::try_from(at % width).unwrap_or(0);
        canvas.words(after(row(area, row_at), column), "·", Tone::Warning);
    }
}

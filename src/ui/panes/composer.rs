//! The message editor.

use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use crate::app::msg::Target;
use crate::app::state::State;
use crate::app::view::Pane;
use crate::ui::canvas::Canvas;
use crate::ui::panes::frame;
use crate::ui::theme::Tone;

/// Draws the editor in its frame, with the real caret at the insertion point.
pub(crate) fn draw(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.click(area, Target::Composer);
    let focus = state.overlays.is_empty() && state.view.focus == Pane::Composer;
    let tone = if focus { Tone::FrameFocus } else { Tone::Frame };
    let inner = frame::boxed(area, "Message", tone, canvas);
    if inner.is_empty() {
        return;
    }
    let widget = state.composer.area();
    widget.render(inner, canvas.buf);
    if focus {
        let (top, left) = widget.scroll_offset();
        let cursor = widget.screen_cursor();
        let x = inner.x
            + u16::try_from(cursor.col)
                .unwrap_or(u16::MAX)
                .saturating_sub(left);
        let y = inner.y
            + u16::try_from(cursor.row)
                .unwrap_or(u16::MAX)
                .saturating_sub(top);
        canvas.caret(
            inner,
            Position::new(x.min(inner.right().saturating_sub(1)), y),
        );
    }
}

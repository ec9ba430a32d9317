//! Messages that wait for the reply to end.

use std::collections::VecDeque;

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::msg::Target;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::theme::Tone;

/// Draws one line for each.
pub(crate) fn draw(queue: &VecDeque<String>, area: Rect, canvas: &mut Canvas<'_>) {
    for (at, text) in (0..area.height).zip(queue) {
        let row = row(area, at);
        let used = canvas.words(row, " ⏳ queued ", Tone::Warning);
        let line = text.lines().next().unwrap_or_default();
        canvas.label(after(row, used), line, Tone::Faint);
        canvas.click(row, Target::Do(Action::TakeBackQueued));
    }
}

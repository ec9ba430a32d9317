//! Messages that wait for the reply to end.

use std::collections::VecDeque;

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::composer::{Coming, Queued};
use crate::app::msg::Target;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::theme::Tone;

/// Draws one line for each.
pub(crate) fn draw(queue: &VecDeque<Queued>, area: Rect, canvas: &mut Canvas<'_>) {
    for (at, waiting) in (0..area.height).zip(queue) {
        let row = row(area, at);
        let used = canvas.words(row, " ⏳ queued ", Tone::Warning);
        let line = waiting.text.lines().next().unwrap_or_default();
        let used = used + canvas.label(after(row, used), line, Tone::Faint);
        let along = match (&waiting.coming, waiting.attached.len()) {
            (Coming::Nothing, 0) => String::new(),
            (Coming::Nothing, count) => format!(" +{count} attached"),
            (Coming::Wanted(_) | Coming::Asked(..), _) => " … reading what goes along".to_owned(),
        };
        canvas.words(after(row, used), &along, Tone::Badge);
        canvas.click(row, Target::Do(Action::TakeBackQueued));
    }
}

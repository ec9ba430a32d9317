//! Messages that wait for the reply to end.

use std::collections::VecDeque;

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::composer::{Coming, Queued, Waits};
use crate::app::msg::Target;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::theme::Tone;

/// From so many columns on a line is wide.
const WIDE: u16 = 70;

/// Draws one line for each.
pub(crate) fn draw(queue: &VecDeque<Queued>, waits: Waits, area: Rect, canvas: &mut Canvas<'_>) {
    let last = queue.len().saturating_sub(1);
    for (at, waiting) in (0..area.height).zip(queue) {
        let row = row(area, at);
        let mark = match waits {
            Waits::ForService => " ⏳ queued ",
            Waits::ForUser if area.width < WIDE => " ⏳ held ",
            // The one that waits longest goes first, and the last one comes back first.
            Waits::ForUser => match (usize::from(at) == 0, usize::from(at) == last) {
                (true, true) => " ⏳ held · F5 sends it · Up takes it back · ",
                (true, false) => " ⏳ held · F5 sends it · ",
                (false, true) => " ⏳ held · Up takes it back · ",
                (false, false) => " ⏳ held ",
            },
        };
        let used = canvas.words(row, mark, Tone::Warning);
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

//! A banner: an error that stays until its cause is gone.

use ratatui::layout::Rect;

use crate::app::reader::wrapped;
use crate::ui::canvas::{Canvas, row};
use crate::ui::theme::Tone;

/// Draws the banner over its rows.
pub(crate) fn draw(text: &str, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.fill(area, Tone::Banner);
    for (at, line) in (0..area.height).zip(wrapped(text, area.width)) {
        canvas.words(row(area, at), &format!(" {}", line.text()), Tone::Banner);
    }
}

//! A banner: an error that stays until its cause is gone.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::transcript::line::{Face, Line, Role};
use crate::app::transcript::wrap::{Breaking, Prefix, Wrap};
use crate::chat::shown::Shown;
use crate::ui::canvas::{Canvas, row};
use crate::ui::theme::Tone;

/// Draws the banner over its rows.
pub(crate) fn draw(text: &str, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.fill(area, Tone::Banner);
    let style: Style = canvas.theme.style(Tone::Banner);
    for (at, line) in (0..area.height).zip(wrapped(text, area.width)) {
        canvas.text(row(area, at), &format!(" {}", line.text()), style);
    }
}

/// Wraps a foreign text for a box.
pub(super) fn wrapped(text: &str, width: u16) -> Vec<Line> {
    let mut lines = Vec::new();
    let width = usize::from(width.saturating_sub(2).max(1));
    let mut wrap = Wrap::new(width, Breaking::Words, Prefix::default());
    wrap.text(
        &Shown::prose(text).to_string(),
        Face::of(Role::Text),
        &mut lines,
    );
    wrap.finish(&mut lines);
    lines
}

//! A long text over the panes.

use crate::app::layout::Size;
use crate::app::page::{BOX, Page, Words};
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame;

/// Draws the visible lines in a box.
pub(crate) fn draw(page: &Page, size: Size, canvas: &mut Canvas<'_>) {
    let inner = frame::overlay(size, BOX.width, BOX.height, &page.title, canvas);
    for (at, line) in (0..inner.height).zip(page.visible()) {
        let area = after(row(inner, at), 1);
        let mut used = 0;
        for span in &line.spans {
            let place = after(area, used);
            used += match page.words {
                Words::Ours => canvas.text(place, &span.text, canvas.theme.face(span.face)),
                Words::Quoted => canvas.span(place, span),
            };
        }
    }
    frame::hints(inner, &[("j k", "scroll"), ("Esc", "close")], canvas);
}

//! Where a pane and an overlay are drawn. Outside of tests nobody looks whether they keep to it.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use crate::app::overlay::Overlay;

impl Canvas<'_> {
    /// Draws a pane. Tests hold it to its area.
    pub(super) fn pane(&mut self, _: (&'static str, Rect), draw: impl Fn(&mut Self)) {
        draw(self);
    }

    /// Draws an overlay: whatever stood under it has no caret any more, unless it is typed in the
    /// message. Tests hold it to its boxes.
    pub(super) fn over(&mut self, _: &Overlay, draw: impl Fn(&mut Self)) {
        draw(self);
    }

    /// An overlay draws in this box.
    #[expect(clippy::unused_self, reason = "tests look at the box")]
    pub(super) fn claim(&mut self, _: Rect) {}
}

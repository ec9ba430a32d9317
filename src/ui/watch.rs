//! Holds panes to their areas: what one writes elsewhere is noted. For tests.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::canvas::Canvas;
use crate::app::overlay::Overlay;

/// What stands where nothing may be written.
const UNTOUCHED: &str = "\u{e000}";

/// What was noted of a frame.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// Who wrote where it must not, one line for each pane.
    pub(super) strays: Vec<String>,
    /// The panes that were looked at.
    pub(super) seen: Vec<&'static str>,
    /// The boxes of the overlay that is drawn.
    boxes: Vec<Rect>,
}

impl Canvas<'_> {
    /// Draws a pane while all cells outside of its area hold a mark, which must be there afterwards.
    pub(super) fn pane(&mut self, (name, area): (&'static str, Rect), draw: impl Fn(&mut Self)) {
        if self.watch.is_none() {
            draw(self);
            return;
        }
        let before = self.buf.clone();
        let outside = |position: &Position| !area.contains(*position);
        let all = self.buf.area;
        mark(self.buf, all.positions().filter(outside));
        draw(self);
        let mut found = None;
        for position in all.positions().filter(outside) {
            if !is_marked(self.buf, position) {
                found = found.or(Some(position));
            }
            self.buf[position] = before[position].clone();
        }
        self.note(name, area, found);
    }

    /// Draws an overlay on marks first: only its boxes may have others then.
    pub(super) fn over(&mut self, overlay: &Overlay, draw: impl Fn(&mut Self)) {
        let Some(watch) = &mut self.watch else {
            draw(self);
            return;
        };
        watch.boxes.clear();
        let before = self.buf.clone();
        let (drawn, all) = (self.drawn().clone(), self.buf.area);
        mark(self.buf, all.positions());
        draw(self);
        let boxes = std::mem::take(&mut self.watch.as_mut().expect("it watches").boxes);
        let within = |position: &Position| boxes.iter().any(|area| area.contains(*position));
        let found = all
            .positions()
            .find(|position| !within(position) && !is_marked(self.buf, *position));
        let area = boxes.first().copied().unwrap_or_default();
        self.note(name(overlay), area, found);
        *self.buf = before;
        self.put_back(drawn);
        draw(self);
    }

    /// An overlay draws in this box.
    pub(super) fn claim(&mut self, area: Rect) {
        if let Some(watch) = &mut self.watch {
            watch.boxes.push(area);
        }
    }

    fn note(&mut self, name: &'static str, area: Rect, found: Option<Position>) {
        let screen = self.buf.area;
        let watch = self.watch.as_mut().expect("it watches");
        watch.seen.push(name);
        if let Some(at) = found {
            let stray = format!("{name} wrote at {at} outside of {area} on {screen}");
            watch.strays.push(stray);
        }
    }
}

fn mark(buf: &mut Buffer, cells: impl Iterator<Item = Position>) {
    for position in cells {
        buf[position].reset();
        buf[position].set_symbol(UNTOUCHED);
    }
}

fn is_marked(buf: &Buffer, position: Position) -> bool {
    let cell = &buf[position];
    cell.symbol() == UNTOUCHED && cell.style() == unstyled()
}

fn unstyled() -> Style {
    ratatui::buffer::Cell::EMPTY.style()
}

/// What an overlay is called here.
fn name(overlay: &Overlay) -> &'static str {
    match overlay {
        Overlay::Welcome => "welcome",
        Overlay::Tour(_) => "tour",
        Overlay::Picker(_) => "picker",
        Overlay::Palette(_) => "palette",
        Overlay::Slash(_) => "slash",
        Overlay::History(_) => "history",
        Overlay::Files(_) => "files",
        Overlay::Mention(_) => "mention",
        Overlay::Reader(_) => "reader",
        Overlay::Page(_) => "page",
        Overlay::Menu(_) => "menu",
        Overlay::Map(_) => "map",
        Overlay::Summary(_) => "summary",
        Overlay::Diff(_) => "diff",
        Overlay::Grid(_) => "grid",
        Overlay::Viewer(_) => "viewer",
        Overlay::Film(_) => "film",
        Overlay::Library(_) => "library",
        Overlay::Search(_) => "search",
        Overlay::Tray(_) => "tray",
        Overlay::Consent(_) => "consent",
        Overlay::Inspect(_) => "inspect",
        Overlay::Themes(_) => "themes",
        Overlay::Editor(_) => "editor",
        Overlay::Ask(..) => "ask",
        Overlay::Find(_) => "find",
    }
}

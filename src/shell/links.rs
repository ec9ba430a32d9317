//! Links of the terminal (OSC 8): which cells lead where, and the bytes around them.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use ratatui::layout::Rect;

use super::screen::shift::Shift;
use crate::chat::link::Link;
use crate::ui::Linked;

/// Ends a link.
pub(super) const END: &[u8] = b"\x1b]8;;\x1b\\";

/// Where each cell of a frame leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Links {
    area: Rect,
    /// For each cell the place of its link, from 1; empty = no cell leads anywhere.
    cells: Vec<u16>,
    all: Vec<Arc<Link>>,
}

impl Links {
    /// Those of a frame.
    pub(super) fn of(area: Rect, linked: &[Linked]) -> Self {
        if linked.is_empty() {
            return Self::default();
        }
        let mut links = Self {
            area,
            cells: vec![0; usize::from(area.width) * usize::from(area.height)],
            all: Vec::new(),
        };
        for one in linked {
            let Ok(no) = u16::try_from(links.all.len() + 1) else {
                break;
            };
            links.all.push(Arc::clone(&one.link));
            for place in &one.cells {
                if let Some(cell) = links.place(place.x, place.y) {
                    links.cells[cell] = no;
                }
            }
        }
        links
    }

    /// The terminal has moved rows, and their links with them.
    pub(super) fn shift(&mut self, shift: &Shift) {
        if !self.is_empty() {
            shift.move_rows(&mut self.cells, usize::from(self.area.width), &0);
        }
    }

    /// Whether no cell leads anywhere.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn place(&self, x: u16, y: u16) -> Option<usize> {
        let inside = x < self.area.width && y < self.area.height && !self.cells.is_empty();
        inside.then(|| usize::from(y) * usize::from(self.area.width) + usize::from(x))
    }

    /// Where a cell leads.
    pub(super) fn at(&self, x: u16, y: u16) -> Option<&Link> {
        let no = self.cells[self.place(x, y)?];
        let at = usize::from(no).checked_sub(1)?;
        self.all.get(at).map(AsRef::as_ref)
    }
}

/// Begins a link. Cells of the same address have the same id, so that a link over several lines is one.
pub(super) fn begin(link: &Link, out: &mut Vec<u8>) {
    let mut hasher = DefaultHasher::new();
    link.hash(&mut hasher);
    let id = hasher.finish();
    out.extend_from_slice(format!("\x1b]8;id={id:x};{}\x1b\\", link.address()).as_bytes());
}

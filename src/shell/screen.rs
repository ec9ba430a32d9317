//! Cells to bytes: what changed since the last frame, as one synchronized update.

use std::io;

use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::layout::Size;

/// Begins a synchronized update: the terminal shows nothing until its end.
const BEGIN: &[u8] = b"\x1b[?2026h";

/// Ends it.
const END: &[u8] = b"\x1b[?2026l";

/// The cells on the terminal and those of the next frame.
#[derive(Debug)]
pub(super) struct Screen {
    shown: Buffer,
    next: Buffer,
    caret: Option<Position>,
    /// Whether what the terminal shows is unknown, so that every cell is written.
    unknown: bool,
    out: Vec<u8>,
}

impl Screen {
    /// A screen of which nothing is known.
    pub(super) fn new(size: Size) -> Self {
        let area = Rect::new(0, 0, size.width, size.height);
        Self {
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            caret: None,
            unknown: true,
            out: Vec::new(),
        }
    }

    /// The cells to draw on.
    pub(super) fn buffer(&mut self) -> &mut Buffer {
        &mut self.next
    }

    /// Takes another size.
    pub(super) fn resize(&mut self, size: Size) {
        *self = Self::new(size);
    }

    /// Forgets what the terminal shows.
    pub(super) fn forget(&mut self) {
        self.unknown = true;
    }

    /// The bytes that bring the terminal to the next frame; none if nothing has changed.
    pub(super) fn frame(&mut self, caret: Option<Position>) -> io::Result<&[u8]> {
        self.out.clear();
        if self.unknown {
            self.shown.reset();
        }
        let changes = self.shown.diff(&self.next);
        if changes.is_empty() && caret == self.caret && !self.unknown {
            return Ok(&[]);
        }
        self.out.extend_from_slice(BEGIN);
        if self.unknown {
            self.out.extend_from_slice(b"\x1b[0m\x1b[2J");
        }
        let mut backend = CrosstermBackend::new(&mut self.out);
        if !changes.is_empty() {
            backend.hide_cursor()?;
            backend.draw(changes.into_iter())?;
        }
        match caret {
            Some(position) => {
                backend.set_cursor_position(position)?;
                backend.show_cursor()?;
            }
            None => backend.hide_cursor()?,
        }
        self.out.extend_from_slice(END);
        std::mem::swap(&mut self.shown, &mut self.next);
        self.next.resize(self.shown.area);
        (self.caret, self.unknown) = (caret, false);
        Ok(&self.out)
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn a_frame_without_changes_writes_nothing() {
        let mut screen = Screen::new(Size {
            width: 20,
            height: 3,
        });
        screen.buffer().set_string(0, 0, "hello", Style::new());
        assert!(!screen.frame(None).unwrap().is_empty());
        screen.buffer().reset();
        screen.buffer().set_string(0, 0, "hello", Style::new());
        assert!(screen.frame(None).unwrap().is_empty());
    }

    #[test]
    fn a_frame_is_one_synchronized_update() {
        let mut screen = Screen::new(Size {
            width: 20,
            height: 3,
        });
        screen.buffer().set_string(0, 0, "hello", Style::new());
        let bytes = screen.frame(Some(Position::new(1, 1))).unwrap();
        assert!(bytes.starts_with(BEGIN) && bytes.ends_with(END));
    }
}

//! Pictures on the screen: made beside the loop, kept for a while, put into cells by `draw`.

mod print;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::pictures::Shot;
use crate::chat::ids::MessageId;

pub(crate) use print::Print;

/// Most bytes of pictures that are kept, those in sight aside.
pub(crate) const LIMIT: usize = 32 * 1024 * 1024;

/// A picture that a frame shows, or would if it were there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// The picture.
    pub(crate) shot: Shot,
    /// The message that holds it; `None` = none does yet.
    pub(crate) message: Option<MessageId>,
    /// The cells of it that are in sight; empty = it is only near.
    pub(crate) area: Rect,
    /// Rows of it above those.
    pub(crate) skip: u16,
    /// What stands there until it has come.
    pub(crate) meanwhile: Meanwhile,
}

/// What stands in the place of a picture that has not come yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meanwhile {
    /// Nothing.
    Nothing,
    /// What the viewer has shown before.
    Before,
}

/// The cells of a picture that nothing lies over, row by row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mask(Vec<bool>);

/// The mark of a cell that belongs to a picture while panes and overlays are drawn. What is drawn over
/// the picture takes it away.
///
/// Of a plane that is for private use, so that no pane writes it.
pub(crate) fn mark(nth: usize) -> char {
    let nth = u32::try_from(nth % 0xfff0).unwrap_or(0);
    char::from_u32(0x10_0000 + nth).unwrap_or(' ')
}

impl Mask {
    /// The cells of an area that still have this mark. They are blank afterwards.
    pub(crate) fn take(area: Rect, mark: char, buf: &mut Buffer) -> Self {
        let mut sign = [0; 4];
        let sign: &str = mark.encode_utf8(&mut sign);
        let cells = area.positions().map(|position| {
            let Some(cell) = buf.cell_mut(position) else {
                return false;
            };
            let open = cell.symbol() == sign;
            if open {
                cell.set_symbol(" ");
            }
            open
        });
        Self(cells.collect())
    }

    /// Whether a cell is open, by its place in the area.
    fn is_open(&self, area: Rect, column: u16, row: u16) -> bool {
        let at = usize::from(row) * usize::from(area.width) + usize::from(column);
        self.0.get(at).copied().unwrap_or(false)
    }

    /// How many cells from the left are open in a row.
    fn open_from_left(&self, area: Rect, row: u16) -> u16 {
        let open = (0..area.width).take_while(|column| self.is_open(area, *column, row));
        u16::try_from(open.count()).unwrap_or(area.width)
    }

    /// Whether all are.
    fn is_whole(&self) -> bool {
        self.0.iter().all(|open| *open)
    }
}

/// The pictures that are ready, the ones least looked at first to go.
#[derive(Debug)]
pub(crate) struct Gallery {
    prints: HashMap<Shot, Entry>,
    bytes: usize,
    limit: usize,
    /// Counts frames.
    frame: u64,
    /// What the viewer has shown last.
    before: Option<Shot>,
    /// Bytes that let the terminal forget pictures.
    farewell: Vec<u8>,
}

#[derive(Debug)]
struct Entry {
    print: Print,
    /// The last frame that had it in sight or near.
    seen: u64,
}

impl Default for Gallery {
    fn default() -> Self {
        Self::with_limit(LIMIT)
    }
}

/// What a frame with pictures needs beside its cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Beside {
    /// What the terminal must have before the cells.
    pub(crate) before: Vec<u8>,
    /// What it may have after them.
    pub(crate) after: Vec<u8>,
}

impl Gallery {
    /// An empty one that keeps so many bytes.
    pub(crate) fn with_limit(limit: usize) -> Self {
        Self {
            prints: HashMap::new(),
            bytes: 0,
            limit,
            frame: 0,
            before: None,
            farewell: Vec::new(),
        }
    }

    /// Bytes that all pictures take. For tests that count them.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether a picture is ready.
    pub(crate) fn has(&self, shot: &Shot) -> bool {
        self.prints.contains_key(shot)
    }

    /// Takes a picture.
    pub(crate) fn add(&mut self, shot: Shot, print: Print) {
        self.bytes += print.bytes();
        let seen = self.frame;
        if let Some(old) = self.prints.insert(shot, Entry { print, seen }) {
            self.let_go(&old.print);
        }
        self.settle();
    }

    /// Forgets all pictures, and lets the terminal forget them.
    pub(crate) fn clear(&mut self) {
        for (_, entry) in std::mem::take(&mut self.prints) {
            self.let_go(&entry.print);
        }
        self.before = None;
    }

    /// What the terminal is told before it is left, or after it was lost: it has no picture any more.
    pub(crate) fn leave(&mut self) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.farewell);
        for entry in self.prints.values_mut() {
            bytes.extend(entry.print.forget());
        }
        bytes
    }

    /// Puts a picture into its cells; false if it is not ready, or cannot be shown in part.
    pub(crate) fn hang(&self, placed: &Placed, mask: &Mask, buf: &mut Buffer) -> bool {
        let ready = self.prints.get(&placed.shot);
        let before = || self.prints.get(self.before.as_ref()?);
        let entry = ready.or_else(|| match placed.meanwhile {
            Meanwhile::Nothing => None,
            Meanwhile::Before => before(),
        });
        entry.is_some_and(|entry| entry.print.hang(placed.area, placed.skip, mask, buf))
    }

    /// Takes note of what a frame shows; gives what the terminal needs beside its cells.
    pub(crate) fn saw(&mut self, pictures: &[Placed]) -> Beside {
        self.frame += 1;
        let mut before = Vec::new();
        let mut viewed = None;
        for placed in pictures {
            let ready = self.has(&placed.shot);
            let shown = match placed.meanwhile {
                Meanwhile::Before if ready => {
                    viewed = Some(placed.shot.clone());
                    Some(&placed.shot)
                }
                Meanwhile::Before => {
                    viewed.clone_from(&self.before);
                    self.before.as_ref()
                }
                Meanwhile::Nothing => Some(&placed.shot),
            };
            let Some(entry) = shown.and_then(|shot| self.prints.get_mut(shot)) else {
                continue;
            };
            entry.seen = self.frame;
            if !placed.area.is_empty() {
                before.extend(entry.print.send());
            }
        }
        self.before = viewed;
        self.settle();
        Beside {
            before,
            after: std::mem::take(&mut self.farewell),
        }
    }

    /// Lets go of what was not seen for longest, until the rest is within the limit. What the last
    /// frame has shown stays.
    fn settle(&mut self) {
        while self.bytes > self.limit {
            let old = self.prints.iter().filter(|(_, it)| it.seen < self.frame);
            let Some(shot) = old.min_by_key(|(_, it)| it.seen).map(|(shot, _)| shot) else {
                return;
            };
            let shot = shot.clone();
            if let Some(entry) = self.prints.remove(&shot) {
                self.let_go(&entry.print);
            }
        }
    }

    fn let_go(&mut self, print: &Print) {
        self.bytes -= print.bytes();
        self.farewell.extend(print.clone_farewell());
    }
}

/// The first cell of what is open in an area.
pub(crate) fn first_open(placed: &Placed, mask: &Mask) -> Option<(Position, u16)> {
    let area = placed.area;
    (0..area.height)
        .map(|row| (row, mask.open_from_left(area, row)))
        .find(|(_, open)| *open > 0)
        .map(|(row, open)| (Position::new(area.x, area.y + row), open))
}

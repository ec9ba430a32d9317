//! Rows that have only moved: the terminal moves them itself, instead of being told every cell again.
//!
//! A reply that streams pushes the conversation up by a line at a time. On a screen of 80 columns that is two
//! or three thousand bytes a line without this, and a hundred with it, which a slow line feels.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Write};
use std::ops::Range;

use ratatui::buffer::{Buffer, Cell, CellDiffOption};

/// Rows move at most so far at once.
const FARTHEST: usize = 12;

/// Fewer rows are not worth it.
const LEAST: usize = 3;

/// Rows of the screen that move together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) struct Shift {
    /// The rows within which they move; what leaves them is gone, what becomes free is blank.
    rows: Range<usize>,
    /// How far they move.
    by: usize,
    way: Way,
}

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// What moves from one frame to the next, if enough does.
pub(super) fn between(shown: &Buffer, next: &Buffer) -> Option<Shift> {
    if shown.area != next.area {
        return None;
    }
    let (old, new) = (prints(shown), prints(next));
    let mut best: Option<(isize, Shift)> = None;
    for by in 1..=FARTHEST.min(old.len() / 2) {
        for way in [Way::Up, Way::Down] {
            for shift in moved(&old, &new, by, way) {
                let gain = gain(&shift, &old, &new);
                if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                    best = Some((gain, shift));
                }
            }
        }
    }
    let (gain, shift) = best?;
    let worth = usize::try_from(gain).is_ok_and(|gain| gain >= LEAST);
    // Pictures are no text: terminals move them along, or do not.
    let text = [shown, next]
        .iter()
        .all(|buffer| is_text(buffer, &shift.rows));
    (worth && text).then_some(shift)
}

/// A number for each row that tells it from others.
fn prints(buffer: &Buffer) -> Vec<u64> {
    let width = usize::from(buffer.area.width).max(1);
    let rows = buffer.content.chunks(width);
    rows.map(|row| {
        let mut hasher = DefaultHasher::new();
        row.hash(&mut hasher);
        hasher.finish()
    })
    .collect()
}

/// Runs of rows that stand so much further up or down in the new frame.
fn moved(old: &[u64], new: &[u64], by: usize, way: Way) -> Vec<Shift> {
    let mut all = Vec::new();
    let mut from = None;
    for at in 0..=new.len() - by {
        // The upper one of two rows that are so far apart.
        let same = at + by < new.len()
            && match way {
                Way::Up => new[at] == old[at + by],
                Way::Down => new[at + by] == old[at],
            };
        match (same, from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                let rows = start..at + by;
                all.push(Shift { rows, by, way });
                from = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    all
}

/// How many rows need not be written any more, less those that are right and would be blanked.
fn gain(shift: &Shift, old: &[u64], new: &[u64]) -> isize {
    let Range { start, end } = shift.rows;
    let (kept, freed) = match shift.way {
        Way::Up => (start..end - shift.by, end - shift.by..end),
        Way::Down => (start + shift.by..end, start..start + shift.by),
    };
    let saved = kept.filter(|row| old[*row] != new[*row]).count();
    let lost = freed.filter(|row| old[*row] == new[*row]).count();
    saved.cast_signed() - lost.cast_signed()
}

fn is_text(buffer: &Buffer, rows: &Range<usize>) -> bool {
    let width = usize::from(buffer.area.width);
    let cells = &buffer.content[rows.start * width..rows.end * width];
    cells
        .iter()
        .all(|cell| cell.diff_option == CellDiffOption::None)
}

impl Shift {
    /// Tells the terminal to move the rows: margins, lines taken out or put in at the upper one, no margins.
    /// To scroll would say the same, but the Linux console does not know how.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let letter = match self.way {
            Way::Up => 'M',
            Way::Down => 'L',
        };
        let (top, bottom) = (self.rows.start + 1, self.rows.end);
        // What becomes free has the colours that are set.
        write!(
            out,
            "\x1b[0m\x1b[{top};{bottom}r\x1b[{top};1H\x1b[{}{letter}\x1b[r",
            self.by
        )
    }

    /// Moves the rows in what the terminal is known to show.
    pub(super) fn apply(&self, shown: &mut Buffer) {
        let width = usize::from(shown.area.width);
        self.move_rows(&mut shown.content, width, &Cell::EMPTY);
    }

    /// Moves rows of so many cells each, whatever these are.
    pub(in crate::shell) fn move_rows<T: Clone>(&self, all: &mut [T], width: usize, blank: &T) {
        let rows = &mut all[self.rows.start * width..self.rows.end * width];
        let cells = self.by * width;
        match self.way {
            Way::Up => {
                rows.rotate_left(cells);
                let kept = rows.len() - cells;
                rows[kept..].fill(blank.clone());
            }
            Way::Down => {
                rows.rotate_right(cells);
                rows[..cells].fill(blank.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    fn screen(rows: &[&str]) -> Buffer {
        let height = u16::try_from(rows.len()).unwrap();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, height));
        for (y, row) in (0..).zip(rows) {
            buffer.set_string(0, y, row, ratatui::style::Style::new());
        }
        buffer
    }

    fn told(shift: &Shift) -> String {
        let mut out = Vec::new();
        shift.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_moves_between_fixed_rows_is_found() {
        let before = screen(&["head", "a", "b", "c", "d", "e", "foot"]);
        let after = screen(&["head", "b", "c", "d", "e", "f", "foot"]);
        let up = between(&before, &after).unwrap();
        assert_eq!(told(&up), "\x1b[0m\x1b[2;6r\x1b[2;1H\x1b[1M\x1b[r");
        let mut moved = before.clone();
        up.apply(&mut moved);
        assert_eq!(moved, screen(&["head", "b", "c", "d", "e", "", "foot"]));
        let down = between(&after, &before).unwrap();
        assert_eq!(told(&down), "\x1b[0m\x1b[2;6r\x1b[2;1H\x1b[1L\x1b[r");
        let mut moved = after;
        down.apply(&mut moved);
        assert_eq!(moved, screen(&["head", "", "b", "c", "d", "e", "foot"]));
    }

    #[test]
    fn what_stays_or_is_all_new_does_not_move() {
        let one = screen(&["a", "b", "c", "d", "e", "f"]);
        for other in [
            one.clone(),
            screen(&["a", "b", "c", "d", "e", "g"]),
            screen(&["1", "2", "3", "4", "5", "6"]),
            screen(&["b", "c", "3", "4", "5", "6"]),
            screen(&["", "", "", "", "", ""]),
        ] {
            assert_eq!(between(&one, &other), None);
        }
        assert_eq!(between(&one, &screen(&["b", "c", "d"])), None);
        assert_eq!(between(&screen(&[]), &screen(&[])), None);
    }

    #[test]
    fn rows_with_pictures_do_not_move() {
        let before = screen(&["a", "b", "c", "d", "e", "f"]);
        let mut after = screen(&["b", "c", "d", "e", "f", "g"]);
        assert!(between(&before, &after).is_some());
        after[(3, 2)].diff_option = CellDiffOption::Skip;
        assert_eq!(between(&before, &after), None);
    }
}

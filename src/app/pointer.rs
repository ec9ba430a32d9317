//! The left button of the mouse, as the core is told of it: pressed, moved, let go, each with its cell.
//!
//! What a press means where it was is told beside it, by `Msg::Clicked` and `Msg::Dragged`.

use std::time::Duration;

use crate::chat::time::Mono;

use super::msg::Target;

/// A cell of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    /// From the left, from 0.
    pub(crate) column: u16,
    /// From the top, from 0.
    pub(crate) row: u16,
}

/// What the button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gesture {
    /// It is pressed.
    Press,
    /// The mouse moves while it is pressed.
    Drag,
    /// It is let go.
    Release,
}

/// Something that the left button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pointer {
    /// What it does.
    pub(crate) gesture: Gesture,
    /// Where the mouse is.
    pub(crate) cell: Cell,
    /// What was pressed: until the button is let go, the same wherever the mouse is.
    pub(crate) target: Option<Target>,
}

/// Presses that come one after the other on one cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Presses {
    last: Option<(Cell, Mono)>,
    count: u8,
}

/// The longest time between two presses that belong together.
const TOGETHER: Duration = Duration::from_millis(400);

impl Presses {
    /// Takes in a press; gives how many there were with it, 1 to 3.
    pub(crate) fn press(&mut self, cell: Cell, now: Mono) -> u8 {
        let follows = self
            .last
            .is_some_and(|(last, at)| last == cell && now <= at.after(TOGETHER));
        self.count = if follows { self.count % 3 + 1 } else { 1 };
        self.last = Some((cell, now));
        self.count
    }

    /// Forgets the last press: what was dragged is no click.
    pub(crate) fn forget(&mut self) {
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presses_count_on_one_cell_in_a_short_time() {
        let mut presses = Presses::default();
        let here = Cell { column: 3, row: 4 };
        let at = |millis| Mono::default().after(Duration::from_millis(millis));
        let counts: Vec<u8> = [0, 100, 200, 300, 701]
            .into_iter()
            .map(|millis| presses.press(here, at(millis)))
            .collect();
        assert_eq!(counts, [1, 2, 3, 1, 1]);
        let beside = Cell { column: 4, row: 4 };
        assert_eq!(presses.press(beside, at(702)), 1);
        assert_eq!(presses.press(beside, at(703)), 2);
        presses.forget();
        assert_eq!(presses.press(beside, at(704)), 1);
    }
}

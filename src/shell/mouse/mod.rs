//! The mouse: presses and clicks, dragging, the wheel.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::terminal::Motion;
use crate::app::msg::{Msg, Target};
use crate::app::pointer::{Cell, Gesture, Pointer};
use crate::ui::Clicks;

/// Lines that one notch of the wheel scrolls.
const WHEEL: i16 = 3;

/// The mouse, and what it holds.
#[derive(Debug, Default)]
pub(super) struct Mouse {
    /// What was pressed and is not let go yet; what is pressed may mean nothing.
    held: Held,
}

/// What the button holds.
#[derive(Debug, Clone, Copy, Default)]
enum Held {
    /// It is not pressed.
    #[default]
    Nothing,
    /// It is, on this; what is pressed may mean nothing.
    Pressed(Option<Target>),
}

/// What follows of an event of the mouse.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// What the core is told, in order.
    pub(super) msgs: Vec<Msg>,
    /// Whether the terminal is to tell of motion from now on, if that changes.
    pub(super) motion: Option<Motion>,
}

impl Mouse {
    /// What follows of an event of the mouse.
    pub(super) fn told(&mut self, event: MouseEvent, clicks: &Clicks) -> Told {
        let cell = Cell {
            column: event.column,
            row: event.row,
        };
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => self.pressed(cell, clicks),
            MouseEventKind::Drag(MouseButton::Left) => self.dragged(cell, clicks),
            MouseEventKind::Up(MouseButton::Left) => self.released(cell),
            MouseEventKind::ScrollUp => turned(cell, -WHEEL, clicks),
            MouseEventKind::ScrollDown => turned(cell, WHEEL, clicks),
            _ => Told::default(),
        }
    }

    fn pressed(&mut self, cell: Cell, clicks: &Clicks) -> Told {
        let target = clicks.at(cell.column, cell.row);
        self.held = Held::Pressed(target);
        let pressed = Msg::Mouse(Pointer {
            gesture: Gesture::Press,
            cell,
            target,
        });
        let clicked = target.map(Msg::Clicked);
        Told {
            msgs: [pressed].into_iter().chain(clicked).collect(),
            motion: Some(Motion::Told),
        }
    }

    fn dragged(&mut self, cell: Cell, clicks: &Clicks) -> Told {
        let Held::Pressed(target) = self.held else {
            return Told::default();
        };
        let slid = match target {
            Some(Target::Slide(row, _)) => {
                let place = clicks.along(row, cell.column);
                place.map(|place| Msg::Dragged(row, place))
            }
            _ => None,
        };
        let dragged = Msg::Mouse(Pointer {
            gesture: Gesture::Drag,
            cell,
            target,
        });
        Told {
            msgs: [dragged].into_iter().chain(slid).collect(),
            motion: None,
        }
    }

    fn released(&mut self, cell: Cell) -> Told {
        let released = match std::mem::take(&mut self.held) {
            Held::Nothing => None,
            Held::Pressed(target) => Some(Msg::Mouse(Pointer {
                gesture: Gesture::Release,
                cell,
                target,
            })),
        };
        Told {
            msgs: released.into_iter().collect(),
            motion: Some(Motion::Untold),
        }
    }
}

/// The wheel turns what is under the mouse, wherever the keys go.
fn turned(cell: Cell, lines: i16, clicks: &Clicks) -> Told {
    let under = clicks.under(cell.column, cell.row);
    Told {
        msgs: vec![Msg::Wheel(under.unwrap_or(Target::Transcript), lines)],
        motion: None,
    }
}

#[cfg(test)]
mod tests;

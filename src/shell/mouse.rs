//! The mouse: clicks, the wheel, and dragging along a slider.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::app::msg::{Msg, Target};
use crate::app::settings::row::Row;
use crate::ui::Clicks;

/// Lines that one notch of the wheel scrolls.
const WHEEL: i16 = 3;

/// The mouse, and what it holds.
#[derive(Debug, Default)]
pub(super) struct Mouse {
    /// The slider that was pressed and is not let go yet.
    held: Option<Row>,
}

impl Mouse {
    /// What the core is told of an event of the mouse; `None` = nothing.
    pub(super) fn told(&mut self, event: MouseEvent, clicks: &Clicks) -> Option<Msg> {
        let target = clicks.at(event.column, event.row);
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                self.held = match target? {
                    Target::Slide(row, _) => Some(row),
                    _ => None,
                };
                Some(Msg::Clicked(target?))
            }
            MouseEventKind::Drag(MouseButton::Left) => {
                let row = self.held?;
                Some(Msg::Dragged(row, clicks.along(row, event.column)?))
            }
            MouseEventKind::Up(MouseButton::Left) => {
                self.held = None;
                None
            }
            MouseEventKind::ScrollUp => {
                Some(Msg::Wheel(target.unwrap_or(Target::Transcript), -WHEEL))
            }
            MouseEventKind::ScrollDown => {
                Some(Msg::Wheel(target.unwrap_or(Target::Transcript), WHEEL))
            }
            _ => None,
        }
    }
}

//! The mouse: clicks, the wheel, and dragging: sliders and the borders of panes.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::app::arrangement::Border;
use crate::app::msg::{Grip, Msg, Target};
use crate::app::settings::row::Row;
use crate::ui::Clicks;

/// Lines that one notch of the wheel scrolls.
const WHEEL: i16 = 3;

/// The mouse, and what it holds.
#[derive(Debug, Default)]
pub(super) struct Mouse {
    /// What was pressed and is not let go yet.
    held: Option<Held>,
}

/// What can be held.
#[derive(Debug, Clone, Copy)]
enum Held {
    /// A slider.
    Slider(Row),
    /// A border of a pane.
    Border(Border),
}

impl Mouse {
    /// What the core is told of an event of the mouse; `None` = nothing.
    pub(super) fn told(&mut self, event: MouseEvent, clicks: &Clicks) -> Option<Msg> {
        let target = clicks.at(event.column, event.row);
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                self.held = match target? {
                    Target::Slide(row, _) => Some(Held::Slider(row)),
                    Target::Border(border) => Some(Held::Border(border)),
                    _ => None,
                };
                Some(Msg::Clicked(target?))
            }
            MouseEventKind::Drag(MouseButton::Left) => {
                let (column, row) = (event.column, event.row);
                match self.held? {
                    Held::Slider(slider) => {
                        Some(Msg::Dragged(slider, clicks.along(slider, column)?))
                    }
                    Held::Border(border) => Some(Msg::Held(border, Grip::At { column, row })),
                }
            }
            MouseEventKind::Up(MouseButton::Left) => match self.held.take()? {
                Held::Slider(_) => None,
                Held::Border(border) => Some(Msg::Held(border, Grip::LetGo)),
            },
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

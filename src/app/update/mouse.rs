//! The mouse: its left button, and the wheel.

use crate::app::action::{Action, Knob};
use crate::app::effect::Effect;
use crate::app::msg::Target;
use crate::app::pointer::{Gesture, Pointer};
use crate::app::state::State;
use crate::app::transcript;
use crate::chat::ids::LaneId;

use super::{act, inspect, lanes, library, overlay, panes, selecting};

/// The left button was pressed, moved or let go. What a press means by itself comes as a click.
pub(super) fn told(state: &mut State, pointer: Pointer) -> Vec<Effect> {
    match pointer.gesture {
        Gesture::Press => {
            let now = state.input.now.mono;
            let presses = state.input.presses.press(pointer.cell, now);
            selecting::pressed(state, pointer, presses);
            Vec::new()
        }
        Gesture::Drag => {
            state.input.presses.forget();
            if let Some(Target::Border(border)) = pointer.target {
                panes::dragged(state, border, pointer.cell);
            } else {
                selecting::dragged(state, pointer);
            }
            Vec::new()
        }
        Gesture::Release => {
            if let Some(Target::Border(_)) = pointer.target {
                panes::let_go(state);
            }
            selecting::released(state)
        }
    }
}

/// The wheel was turned over this: it turns what is under the mouse, wherever the keys go.
pub(super) fn turned(state: &mut State, target: Target, lines: i16) -> Vec<Effect> {
    let bare = state.overlays.is_empty();
    match target {
        Target::Column(lane)
        | Target::Message(lane, _)
        | Target::Picture(lane, ..)
        | Target::Call(lane, ..)
        | Target::Link(lane, ..)
        | Target::Code(lane, _)
        | Target::OnMessage(lane, ..)
        | Target::Lane(lane)
        | Target::End(lane) => scroll(state, lane, lines),
        Target::Composer if wheel(state, lines) => {}
        Target::Side | Target::Setting(_) | Target::Slide(..) if bare => {
            let knob = if lines < 0 { Knob::Up } else { Knob::Down };
            return act::act(state, Action::Setting(knob));
        }
        Target::CallRow(_) => inspect::roll(state, lines),
        Target::Library => library::roll(state, lines),
        Target::Row(_) if bare => library::roll(state, lines),
        Target::Overlay | Target::Row(_) if !bare => overlay::wheel(state, lines),
        // What has nothing to turn leaves it to the conversation, where that is in reach.
        Target::Transcript
        | Target::Composer
        | Target::Do(_)
        | Target::Thoughts(_)
        | Target::Note(..)
        | Target::Chip(_)
        | Target::ChipCross(_)
        | Target::Border(_) => {
            if bare {
                transcript::scroll(state, isize::from(lines));
            }
        }
        Target::Overlay
        | Target::Row(_)
        | Target::Beside
        | Target::Side
        | Target::Setting(_)
        | Target::Slide(..) => {}
    }
    Vec::new()
}

/// Turns the text in the message editor; whether there was more than fits.
fn wheel(state: &mut State, lines: i16) -> bool {
    let frame = state.view.panes.composer;
    let inside = |cells: u16| usize::from(cells.saturating_sub(2).max(1));
    let room = (inside(frame.width), inside(frame.height));
    state.composer.wheel(room, lines)
}

/// Scrolls a lane, whichever is in focus.
fn scroll(state: &mut State, lane: LaneId, lines: i16) {
    lanes::within(state, lane, |state| {
        transcript::scroll(state, isize::from(lines));
    });
}

//! Sliders: turned by keys and mouse, recorded when they rest.

use std::borrow::Cow;
use std::time::Duration;

use crate::app::effect::Effect;
use crate::app::settings::pane::{Sliding, number, slide};
use crate::app::settings::ranges;
use crate::app::settings::row::Row;
use crate::app::state::State;
use crate::app::view::Pane;
use crate::chat::settings::range::{Direction, Stride};
use crate::chat::settings::{Decimal, Range, Settings};
use crate::chat::time::Mono;

use super::turn::Step;
use super::{change, take_typed};

/// How long a slider rests before its value is a record: a turn of many steps is one change.
const RESTS: Duration = Duration::from_millis(400);

pub(super) fn turn_slider(state: &mut State, row: Row, step: Step) {
    let settings = shown(state);
    let Some(range) = ranges::of(row, state) else {
        return;
    };
    let value = stepped(&range, number(row, &settings).as_ref(), step);
    slide_to(state, row, Some(value));
}

fn stepped(range: &Range, value: Option<&Decimal>, step: Step) -> Decimal {
    match step {
        Step::Less => range.step(value, Stride::Fine, Direction::Down),
        Step::More => range.step(value, Stride::Fine, Direction::Up),
        Step::MuchLess => range.step(value, Stride::Coarse, Direction::Down),
        Step::MuchMore => range.step(value, Stride::Coarse, Direction::Up),
        Step::Least => range.min.clone(),
        Step::Most => range.max.clone(),
    }
}

/// Moves a slider; the value becomes a record when it rests.
pub(super) fn slide_to(state: &mut State, row: Row, value: Option<Decimal>) {
    let moved = state.input.now.mono;
    if let Some(side) = &mut state.view.side {
        side.sliding = Some(Sliding { row, value, moved });
    }
}

/// The mouse is at this place of a slider, in thousandths of its length.
pub(in crate::app::update) fn dragged(state: &mut State, row: Row, permille: u16) -> Vec<Effect> {
    let mut effects = Vec::new();
    state.view.focus = Pane::Settings;
    if state.view.side.as_ref().is_some_and(|side| side.row != row) {
        effects.extend(take_typed(state));
        effects.extend(commit(state));
    }
    if let Some(side) = &mut state.view.side {
        side.select(row);
        side.typed = None;
    }
    if let Some(range) = ranges::of(row, state) {
        slide_to(state, row, Some(range.at(f64::from(permille) / 1000.0)));
    }
    effects
}

/// Makes a record of a slider that was turned.
pub(in crate::app::update) fn commit(state: &mut State) -> Vec<Effect> {
    let sliding = state
        .view
        .side
        .as_mut()
        .and_then(|side| side.sliding.take());
    match sliding {
        Some(Sliding { row, value, .. }) => change(state, |settings| slide(row, value, settings)),
        None => Vec::new(),
    }
}

/// When a slider that was turned has rested long enough.
pub(in crate::app::update) fn rests(state: &State) -> Option<Mono> {
    let sliding = state.view.side.as_ref()?.sliding.as_ref()?;
    Some(sliding.moved.after(RESTS))
}

/// The settings as the pane shows them.
fn shown(state: &State) -> Cow<'_, Settings> {
    let settings = state.settings();
    match &state.view.side {
        Some(side) => side.applied(settings),
        None => settings,
    }
}

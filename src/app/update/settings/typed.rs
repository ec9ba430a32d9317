//! Numbers that are typed over a slider.

use crate::app::effect::Effect;
use crate::app::settings::pane::slide;
use crate::app::settings::ranges;
use crate::app::settings::row::{Kind, Row};
use crate::app::state::State;
use crate::chat::settings::{Decimal, Param, Range};

use super::change;
use super::slider::commit;

/// A character was typed while the pane has the focus: a digit of a number.
pub(in crate::app::update) fn typed(state: &mut State, c: char) {
    let now = state.input.now.mono;
    let Some(side) = state.view.side.as_mut() else {
        return;
    };
    let digit = c.is_ascii_digit() || c == '.';
    if digit && side.row.kind() == Kind::Slider {
        side.typed.get_or_insert_default().push(c);
    } else {
        let text = "? shows the keys of the settings · Tab goes on";
        state.notices.hint(text, now);
    }
}

/// Takes the last digit back that was typed.
pub(in crate::app::update) fn erase(state: &mut State) {
    if let Some(side) = &mut state.view.side
        && let Some(typed) = &mut side.typed
        && (typed.pop().is_none() || typed.is_empty())
    {
        side.typed = None;
    }
}

/// Takes the number that was typed. One that is wrong is told and stays, and so does the value.
pub(super) fn take_typed(state: &mut State) -> Vec<Effect> {
    let now = state.input.now.mono;
    let Some(side) = state.view.side.as_mut() else {
        return Vec::new();
    };
    let row = side.row;
    let Some(typed) = side.typed.take() else {
        return Vec::new();
    };
    let number = Decimal::parse(&typed).map_err(|error| error.to_string());
    let fitting = number.and_then(|number| match ranges::of(row, state) {
        Some(range) => fits(&range, row, number),
        None => Ok(number),
    });
    match fitting {
        Ok(number) => {
            let mut effects = commit(state);
            effects.extend(change(state, |settings| slide(row, Some(number), settings)));
            effects
        }
        Err(problem) => {
            if let Some(side) = &mut state.view.side {
                side.typed = Some(typed);
            }
            state.notices.error(problem, now);
            Vec::new()
        }
    }
}

/// The number, if it lies within the range and is whole where it must be.
fn fits(range: &Range, row: Row, number: Decimal) -> Result<Decimal, String> {
    let whole = !matches!(row, Row::Slider(Param::Temperature | Param::TopP));
    if whole && number.as_whole().is_none() {
        return Err(format!("{number} is no whole number"));
    }
    if range.contains(&number) {
        return Ok(number);
    }
    Err(format!(
        "{number} is outside {} to {}; the value stays as it was",
        range.min, range.max
    ))
}

pub(super) fn is_typing(state: &State) -> bool {
    let side = state.view.side.as_ref();
    side.is_some_and(|side| side.typed.is_some())
}

pub(super) fn drop_typed(state: &mut State) {
    if let Some(side) = &mut state.view.side {
        side.typed = None;
    }
}

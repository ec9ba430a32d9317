//! The ranges of the rows with sliders.

use crate::app::state::State;
use crate::chat::abilities::Abilities;
use crate::chat::call::rounds::ROUNDS;
use crate::chat::settings::reasoning::MIN_BUDGET;
use crate::chat::settings::{Decimal, Param, Range, Settings};

use super::row::Row;

/// The most rounds that can be set.
const MAX_ROUNDS: u32 = 1000;

/// The range of a row for the model and wire of the lane in focus; `None` for a row without slider.
pub(crate) fn of(row: Row, state: &State) -> Option<Range> {
    range(row, &state.settings(), &state.abilities())
}

/// The range of a row for these settings; `None` for a row without slider.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all other rows have no slider"
)]
pub(crate) fn range(row: Row, settings: &Settings, abilities: &Abilities) -> Option<Range> {
    if let Row::Slider(param) = row {
        return Some(Range::of(param, settings.wire, abilities));
    }
    match row {
        Row::Budget => Some(budget(settings, abilities)),
        Row::Rounds => Some(rounds()),
        _ => None,
    }
}

fn rounds() -> Range {
    let whole = |number: u32| Decimal::whole(number.into());
    Range {
        min: whole(1),
        max: whole(MAX_ROUNDS),
        fine: whole(1),
        coarse: whole(10),
        default: Some(whole(ROUNDS)),
    }
}

/// A budget ends below the most tokens of the reply that it is a part of.
fn budget(settings: &Settings, abilities: &Abilities) -> Range {
    let whole = Range::of(Param::MaxTokens, settings.wire, abilities);
    let most = u64::from(settings.sampling.max_tokens.saturating_sub(1));
    Range {
        min: Decimal::whole(MIN_BUDGET.into()),
        max: Decimal::whole(most.max(MIN_BUDGET.into())),
        default: None,
        ..whole
    }
}

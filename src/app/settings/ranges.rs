//! The ranges of the rows with sliders.

use crate::app::state::State;
use crate::chat::settings::range::Range;
use crate::chat::settings::{Decimal, Param};

use super::row::Row;

/// The range of a row for the model and wire of the lane in focus; `None` for a row without slider.
pub(crate) fn of(row: Row, state: &State) -> Option<Range> {
    let _ = state;
    let d = |t: &str| Decimal::parse(t).unwrap();
    Some(match row {
        Row::Slider(Param::Temperature | Param::TopP) => Range {
            min: d("0"),
            max: d("1"),
            default: None,
            fine: d("0.01"),
        },
        Row::Slider(Param::TopK) => Range {
            min: d("0"),
            max: d("500"),
            default: None,
            fine: d("1"),
        },
        Row::Slider(Param::MaxTokens) => Range {
            min: d("1"),
            max: d("128000"),
            default: Some(d("4096")),
            fine: d("256"),
        },
        Row::Budget => Range {
            min: d("1024"),
            max: d("128000"),
            default: None,
            fine: d("256"),
        },
        _ => return None,
    })
}

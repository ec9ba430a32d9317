//! What the settings pane is doing: which row is selected, and what is being turned or typed.

use std::borrow::Cow;

use crate::chat::call::rounds::ROUNDS;
use crate::chat::settings::{Decimal, Settings, Thinking};
use crate::chat::time::Mono;

use super::row::Row;

/// The settings pane while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SettingsPane {
    /// The selected row.
    pub(crate) row: Row,
    /// Digits that are being typed for the selected row.
    pub(crate) typed: Option<String>,
    /// A slider that is being turned. It becomes a record when it rests.
    pub(crate) sliding: Option<Sliding>,
}

/// A slider that is being turned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sliding {
    /// Which.
    pub(crate) row: Row,
    /// Where it stands; `None` = not sent.
    pub(crate) value: Option<Decimal>,
    /// When it was last moved.
    pub(crate) moved: Mono,
}

impl SettingsPane {
    /// A pane with this row selected.
    pub(crate) fn at(row: Row) -> Self {
        Self {
            row,
            typed: None,
            sliding: None,
        }
    }

    /// The settings with the slider that is being turned where it stands.
    pub(crate) fn applied<'a>(&self, mut settings: Cow<'a, Settings>) -> Cow<'a, Settings> {
        if let Some(sliding) = &self.sliding {
            slide(sliding.row, sliding.value.clone(), settings.to_mut());
        }
        settings
    }

    /// Selects the row so many places further down, within the rows that are shown.
    pub(crate) fn go(&mut self, step: isize, rows: &[Row]) {
        let at = rows.iter().position(|row| *row == self.row).unwrap_or(0);
        let last = rows.len().saturating_sub(1);
        let next = at.saturating_add_signed(step).min(last);
        self.select(rows.get(next).copied().unwrap_or(self.row));
    }

    /// Selects a row. What was typed for another one is dropped.
    pub(crate) fn select(&mut self, row: Row) {
        if self.row != row {
            self.row = row;
            self.typed = None;
        }
    }
}

/// Sets the number of a row with a slider. Where there must be one, `None` changes nothing.
pub(crate) fn slide(row: Row, value: Option<Decimal>, settings: &mut Settings) {
    if let Row::Slider(param) = row {
        settings.sampling.set(param, value);
        return;
    }
    let whole = value.and_then(|value| u32::try_from(value.as_whole()?).ok());
    if row == Row::Rounds {
        settings.tools.limits.rounds = whole;
        return;
    }
    if let (Row::Budget, Thinking::Budget(budget), Some(tokens)) =
        (row, &mut settings.reasoning.thinking, whole)
    {
        *budget = tokens;
    }
}

/// The number of a row with a slider; `None` = not sent. Rounds are counted whether they are set or not.
pub(crate) fn number(row: Row, settings: &Settings) -> Option<Decimal> {
    if let Row::Slider(param) = row {
        return settings.sampling.get(param);
    }
    if let (Row::Budget, Thinking::Budget(tokens)) = (row, settings.reasoning.thinking) {
        return Some(Decimal::whole(tokens.into()));
    }
    if row == Row::Rounds {
        let rounds = settings.tools.limits.rounds.unwrap_or(ROUNDS);
        return Some(Decimal::whole(rounds.into()));
    }
    None
}

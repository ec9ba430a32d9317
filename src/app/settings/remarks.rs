//! What is to be said about the settings before they are sent.

use crate::app::state::State;
use crate::chat::settings::Settings;

use super::row::Row;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Refused,
    Ignored,
    Unknown,
    Note,
}

#[derive(Debug, Clone)]
pub(crate) struct Fix;

impl Fix {
    pub(crate) fn label(&self) -> String {
        String::new()
    }
    pub(crate) fn apply(&self, _: &mut Settings) {}
}

#[derive(Debug, Clone)]
pub(crate) struct Remark {
    pub(crate) level: Level,
    pub(crate) text: String,
    pub(crate) fix: Option<Fix>,
}

/// The remarks on a row.
pub(crate) fn of_row(row: Row, state: &State) -> Vec<Remark> {
    let _ = (row, state);
    Vec::new()
}

//! How the rows of the settings pane look: plain data for the pane that draws them.

use crate::app::state::State;
use crate::chat::settings::{Settings, Wire};

use super::pane::{SettingsPane, number};
use super::remarks::{self, Level, Remark};
use super::row::{self, Kind, Row};
use super::{choice, ranges, text};

/// A line of the pane.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PaneLine {
    /// A heading.
    Group(&'static str),
    /// A row.
    Row(RowLook),
}

/// How a row looks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RowLook {
    /// The row.
    pub(crate) row: Row,
    /// Its name.
    pub(crate) label: &'static str,
    /// What stands beside it.
    pub(crate) value: Value,
    /// The gravest remark on it.
    pub(crate) level: Option<Level>,
    /// Whether it is the selected one.
    pub(crate) chosen: Chosen,
}

/// Whether a row is the selected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chosen {
    Yes,
    No,
}

/// What stands beside the name of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// A slider: how far it is turned, in thousandths, and its number; `None` = not sent.
    Slider(Option<(u16, String)>),
    /// Digits that are being typed.
    Typed(String),
    /// A word that is sent.
    Sent(String),
    /// A word for what is not sent.
    NotSent(&'static str),
}

/// All lines of the pane, from the top.
pub(crate) fn lines(state: &State, side: &SettingsPane) -> Vec<PaneLine> {
    let settings = side.applied(state.settings());
    let mut lines = Vec::new();
    for (title, rows) in row::groups(&settings) {
        lines.push(PaneLine::Group(title));
        for row in rows {
            lines.push(PaneLine::Row(look(row, &settings, side, state)));
        }
    }
    lines
}

fn look(row: Row, settings: &Settings, side: &SettingsPane, state: &State) -> RowLook {
    let remarks = remarks::of_row(row, state);
    RowLook {
        row,
        label: row.label(settings.wire),
        value: value(row, settings, side, state),
        level: gravest(&remarks),
        chosen: if side.row == row {
            Chosen::Yes
        } else {
            Chosen::No
        },
    }
}

/// The remark that matters most: remarks come in the order of their weight.
fn gravest(remarks: &[Remark]) -> Option<Level> {
    [Level::Refused, Level::Ignored, Level::Unknown, Level::Note]
        .into_iter()
        .find(|level| remarks.iter().any(|remark| remark.level == *level))
}

fn value(row: Row, settings: &Settings, side: &SettingsPane, state: &State) -> Value {
    if let Some(typed) = side.typed.as_ref().filter(|_| side.row == row) {
        return Value::Typed(typed.clone());
    }
    match row.kind() {
        Kind::Slider => Value::Slider(number(row, settings).map(|number| {
            let range = ranges::of(row, state);
            let permille = range.map_or(0, |range| range.permille(&number));
            (permille, number.text().to_owned())
        })),
        Kind::Choice => match choice::word(row, settings).as_str() {
            choice::NOT_SENT => Value::NotSent(choice::NOT_SENT),
            "off" if row != Row::Delivery && row != Row::Thinking => Value::NotSent("off"),
            word => Value::Sent(word.to_owned()),
        },
        Kind::Line | Kind::Text => written(row, settings),
        Kind::Opens => opens(row, settings, state),
    }
}

/// The beginning of a text, or how much of it there is.
fn written(row: Row, settings: &Settings) -> Value {
    let count = |count: usize, one: &str, many: &str| match count {
        0 => Value::NotSent(choice::NOT_SENT),
        1 => Value::Sent(format!("1 {one}")),
        more => Value::Sent(format!("{more} {many}")),
    };
    match row {
        Row::Tools => {
            let names: Vec<&str> = settings
                .tools
                .offered
                .iter()
                .map(|tool| tool.name())
                .collect();
            match names.as_slice() {
                [] => Value::NotSent("none"),
                names => Value::Sent(format!("{}: {}", names.len(), names.join(", "))),
            }
        }
        Row::Metadata => count(settings.service.metadata.len(), "pair", "pairs"),
        _ => {
            let text = text::text(row, settings);
            let first = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if first.is_empty() {
                Value::NotSent(choice::NOT_SENT)
            } else {
                Value::Sent(first)
            }
        }
    }
}

fn opens(row: Row, settings: &Settings, state: &State) -> Value {
    match row {
        Row::Model => match &settings.model {
            Some(choice) => Value::Sent(format!("{} · {}", choice.name, choice.route_label())),
            None => Value::NotSent("none yet"),
        },
        Row::Variables => variables(state),
        _ => Value::NotSent("…"),
    }
}

fn variables(state: &State) -> Value {
    let values = state.conversation.variables();
    if values.is_empty() {
        return Value::NotSent("none");
    }
    let pairs = values.iter().map(|(name, value)| format!("{name}={value}"));
    Value::Sent(pairs.collect::<Vec<_>>().join(" "))
}

/// What is said of the selected row below the others: what it is for, its range, its remarks.
pub(crate) fn details(state: &State, side: &SettingsPane) -> Vec<(String, Option<Level>)> {
    let mut lines = vec![(side.row.help().to_owned(), None)];
    if let Some(range) = ranges::of(side.row, state) {
        let default = match &range.default {
            Some(default) => format!(" · default {default}"),
            None => " · default unknown".to_owned(),
        };
        lines.push((format!("{} to {}{default}", range.min, range.max), None));
    }
    if side.row == Row::Wire && state.settings().wire == Wire::Completions {
        let text = "all models that spoke this wire have left Bedrock; it serves the sandbox and \
                    endpoints of your own";
        lines.push((text.to_owned(), Some(Level::Note)));
    }
    for remark in remarks::of_row(side.row, state) {
        let fix = match &remark.fix {
            Some(fix) => format!(" · f: {}", fix.label()),
            None => String::new(),
        };
        lines.push((format!("{}{fix}", remark.text), Some(remark.level)));
    }
    lines
}

//! How the rows of the settings pane look: plain data for the pane that draws them.

use std::borrow::Cow;

use crate::app::state::State;
use crate::chat::abilities::{Abilities, Ability};
use crate::chat::check::{self, Finding, Level};
use crate::chat::settings::Settings;

use super::pane::{SettingsPane, number};
use super::remarks;
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
    /// A slider: how far it is turned, 0 to 1, and its number; `None` = not sent.
    Slider(Option<(f64, String)>),
    /// Digits that are being typed.
    Typed(String),
    /// A word that is sent.
    Sent(String),
    /// A word for what is not sent.
    NotSent(&'static str),
}

/// The pane: its lines, and what is said below them of the selected row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Look {
    /// The lines, from the top.
    pub(crate) lines: Vec<PaneLine>,
    /// What the selected row is for, its range, and what is to be said about it.
    pub(crate) details: Vec<(String, Option<Level>)>,
}

/// How the pane looks now. All rules are asked once.
pub(crate) fn look(state: &State, side: &SettingsPane) -> Look {
    let settings = side.applied(state.settings());
    let abilities = state.abilities();
    let findings = remarks::all(&settings, state);
    let scene = Scene {
        settings: &settings,
        abilities: &abilities,
        findings: &findings,
        side,
        state,
    };
    Look {
        lines: scene.lines(),
        details: scene.details(),
    }
}

/// What the look of a row depends on.
struct Scene<'a> {
    settings: &'a Settings,
    abilities: &'a Abilities,
    findings: &'a [Finding],
    side: &'a SettingsPane,
    state: &'a State,
}

impl Scene<'_> {
    fn lines(&self) -> Vec<PaneLine> {
        let mut lines = Vec::new();
        for (title, rows) in row::groups(self.settings) {
            lines.push(PaneLine::Group(title));
            lines.extend(rows.into_iter().map(|row| PaneLine::Row(self.look(row))));
        }
        lines
    }

    fn look(&self, row: Row) -> RowLook {
        let findings = remarks::of_row(row, self.findings);
        let level = remarks::gravest(&findings).or_else(|| self.untaken(row));
        RowLook {
            row,
            label: row.label(self.settings.wire),
            value: self.value(row),
            level,
            chosen: if self.side.row == row {
                Chosen::Yes
            } else {
                Chosen::No
            },
        }
    }

    /// Rules are about what is sent; what the model takes not is marked before that.
    fn untaken(&self, row: Row) -> Option<Level> {
        match check::taken(row.field()?, self.settings.wire, self.abilities) {
            Ability::Yes => None,
            Ability::No => Some(Level::Refused),
            Ability::Unknown => Some(Level::Unknown),
        }
    }

    fn details(&self) -> Vec<(String, Option<Level>)> {
        let row = self.side.row;
        let mut lines = vec![(row.help().to_owned(), None)];
        if let Some(range) = ranges::range(row, self.settings, self.abilities) {
            let default = match &range.default {
                Some(default) => format!(" · default {default}"),
                None => " · default unknown".to_owned(),
            };
            lines.push((format!("{} to {}{default}", range.min, range.max), None));
        }
        let findings = remarks::of_row(row, self.findings);
        for finding in &findings {
            let fix = match &finding.fix {
                Some(fix) => format!(" · f: {}", fix.label),
                None => String::new(),
            };
            lines.push((format!("{}{fix}", finding.text), Some(finding.level)));
        }
        if remarks::gravest(&findings) != Some(Level::Refused) {
            let reason = self.why_untaken(row);
            lines.extend(reason.map(|reason| (reason, Some(Level::Refused))));
        }
        lines
    }

    /// Why a row is greyed although nothing of it is sent.
    fn why_untaken(&self, row: Row) -> Option<String> {
        let field = row.field()?;
        let model = self.settings.model.as_ref().map(|choice| &choice.model);
        let mut refusals = model
            .into_iter()
            .flat_map(|model| self.state.memory.refusals.of_model(model));
        if let Some(refusal) = refusals.find(|it| it.field == field && it.is_final()) {
            return Some(refusal.text());
        }
        let taken = check::taken(field, self.settings.wire, self.abilities);
        (taken == Ability::No).then(|| format!("this model does not take {}", field.name()))
    }

    fn value(&self, row: Row) -> Value {
        let settings = self.settings;
        if let Some(typed) = self.side.typed.as_ref().filter(|_| self.side.row == row) {
            return Value::Typed(typed.clone());
        }
        match row.kind() {
            Kind::Slider => Value::Slider(number(row, settings).map(|number| {
                let range = ranges::range(row, settings, self.abilities);
                let ratio = range.map_or(0.0, |range| range.ratio(&number));
                (ratio, number.text().to_owned())
            })),
            Kind::Choice => match choice::word(row, settings).as_str() {
                choice::NOT_SENT => Value::NotSent(choice::NOT_SENT),
                "off" if row != Row::Delivery && row != Row::Thinking => Value::NotSent("off"),
                word => Value::Sent(word.to_owned()),
            },
            Kind::Line | Kind::Text => written(row, settings),
            Kind::Opens => opens(row, settings, self.state),
        }
    }
}

/// The beginning of a text, or how much of it there is.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the text of all other rows is shown"
)]
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
                .map(crate::chat::tool::Tool::name)
                .collect();
            match names.as_slice() {
                [] => Value::NotSent("none"),
                names => Value::Sent(format!("{}: {}", names.len(), names.join(", "))),
            }
        }
        Row::Region if settings.region.is_none() => Value::NotSent("the account's"),
        Row::ImageTurns => match settings.image_turns {
            None => Value::NotSent("all"),
            Some(turns) => Value::Sent(format!("the last {turns}")),
        },
        Row::ToolBudget => match &settings.tools.limits.dollars {
            None => Value::NotSent("none"),
            Some(dollars) => Value::Sent(format!("${dollars} a turn")),
        },
        Row::Metadata => count(settings.service.metadata.len(), "pair", "pairs"),
        _ => {
            let first = beginning(row, settings);
            if first.is_empty() {
                Value::NotSent(choice::NOT_SENT)
            } else {
                Value::Sent(first)
            }
        }
    }
}

/// The first words of a text, more than any row has room for; a system prompt can be long.
fn beginning(row: Row, settings: &Settings) -> String {
    let text = if row == Row::System {
        Cow::Borrowed(settings.system.as_str())
    } else {
        Cow::Owned(text::text(row, settings))
    };
    let words = text.split_whitespace().take(WORDS);
    words.collect::<Vec<_>>().join(" ")
}

/// So many words are more than any row has room for.
const WORDS: usize = 64;

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all other rows only lead somewhere"
)]
fn opens(row: Row, settings: &Settings, state: &State) -> Value {
    match row {
        Row::Model => match &settings.model {
            Some(choice) => Value::Sent(format!("{} · {}", choice.name, choice.route_label())),
            None => Value::NotSent("none yet"),
        },
        Row::Variables => variables(state),
        Row::Refusals => refusals(settings, state),
        _ => Value::NotSent("…"),
    }
}

fn refusals(settings: &Settings, state: &State) -> Value {
    let model = settings.model.as_ref().map(|choice| &choice.model);
    let count = model.map_or(0, |model| state.memory.refusals.of_model(model).count());
    match count {
        0 => Value::NotSent("none of this model"),
        count => Value::Sent(format!("{count} of this model")),
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

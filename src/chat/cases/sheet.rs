//! Cases with their replies and figures, as files that other programs read.

use super::{CaseFormat, csv};
use crate::chat::json::Value;
use crate::chat::price::Dollars;
use crate::chat::progress::{Monitor, Steps, Stopped, Unit};

/// What stands of each lane in a row, in this order.
const OF_LANE: [&str; 8] = [
    "model",
    "reply",
    "stop",
    "input_tokens",
    "output_tokens",
    "ms",
    "cost_usd",
    "error",
];

/// A row for each case, and in it a cell for each lane.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    /// The names of the table's columns.
    pub(crate) columns: Vec<String>,
    /// The name of the model of each lane.
    pub(crate) models: Vec<String>,
    /// The cases.
    pub(crate) rows: Vec<SheetRow>,
}

/// A case.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SheetRow {
    /// Its values.
    pub(crate) values: Vec<String>,
    /// The reply of each lane; `None` = it was not asked.
    pub(crate) cells: Vec<Option<SheetCell>>,
}

/// A reply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SheetCell {
    /// Its text.
    pub(crate) reply: String,
    /// Its figures.
    pub(crate) figures: Figures,
}

/// The figures of a reply that is over; `None` = unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Figures {
    /// Why it ended.
    pub(crate) stop: Option<String>,
    /// Input tokens.
    pub(crate) input: Option<u64>,
    /// Output tokens.
    pub(crate) output: Option<u64>,
    /// Milliseconds from the request to the end.
    pub(crate) ms: u64,
    /// What it cost.
    pub(crate) cost: Option<Dollars>,
    /// Why it failed.
    pub(crate) error: Option<String>,
}

impl Sheet {
    /// The whole file.
    ///
    /// # Errors
    /// Nobody waits for it any more.
    pub(crate) fn written(
        &self,
        format: CaseFormat,
        monitor: &dyn Monitor,
    ) -> Result<String, Stopped> {
        let mut steps = Steps::begin(self.rows.len(), Unit::Cases, monitor)?;
        match format {
            CaseFormat::Csv => self.csv(&mut steps),
            CaseFormat::JsonLines => self.json_lines(&mut steps),
        }
    }

    /// A column for each value and figure. Values stand as they are, those that a spreadsheet takes
    /// for a formula too.
    fn csv(&self, steps: &mut Steps<'_>) -> Result<String, Stopped> {
        let lanes = (1..=self.models.len())
            .flat_map(|lane| OF_LANE.iter().map(move |name| format!("{lane} {name}")));
        let mut text = line(self.columns.iter().cloned().chain(lanes));
        for row in &self.rows {
            steps.step(1)?;
            let cells = self.models.iter().zip(&row.cells);
            let cells = cells.flat_map(|(model, cell)| match cell {
                Some(cell) => cell.members(model).map(plain),
                None => OF_LANE.map(|_| String::new()),
            });
            text.push_str(&line(row.values.iter().cloned().chain(cells)));
        }
        Ok(text)
    }

    /// An object for each case.
    fn json_lines(&self, steps: &mut Steps<'_>) -> Result<String, Stopped> {
        let mut text = String::new();
        for row in &self.rows {
            steps.step(1)?;
            let values = self.columns.iter().cloned();
            let values = values.zip(row.values.iter().cloned().map(Value::Text));
            let cells = self.models.iter().zip(&row.cells);
            let cells = cells.map(|(model, cell)| {
                cell.as_ref().map_or(Value::Null, |cell| {
                    let names = OF_LANE.iter().map(|name| (*name).to_owned());
                    Value::Object(names.zip(cell.members(model)).collect())
                })
            });
            let object = Value::Object(vec![
                ("values".to_owned(), Value::Object(values.collect())),
                ("lanes".to_owned(), Value::List(cells.collect())),
            ]);
            text.push_str(&object.compact().0);
            text.push('\n');
        }
        Ok(text)
    }
}

impl SheetCell {
    /// What stands in the file, in the order of [`OF_LANE`].
    fn members(&self, model: &str) -> [Value; OF_LANE.len()] {
        let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
        let count = |count: Option<u64>| {
            count.map_or(Value::Null, |count| Value::Number(count.to_string()))
        };
        let figures = &self.figures;
        let cost = figures.cost.map(|cost| Value::Number(cost.0.to_string()));
        [
            Value::Text(model.to_owned()),
            Value::Text(self.reply.clone()),
            text(&figures.stop),
            count(figures.input),
            count(figures.output),
            count(Some(figures.ms)),
            cost.unwrap_or(Value::Null),
            text(&figures.error),
        ]
    }
}

/// A value as it stands in a column.
fn plain(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) | Value::Number(text) => text,
        Value::Bool(_) | Value::List(_) | Value::Object(_) => value.compact().0,
    }
}

fn line(values: impl Iterator<Item = String>) -> String {
    let fields: Vec<String> = values.map(|value| csv::field(&value)).collect();
    fields.join(",") + csv::END
}

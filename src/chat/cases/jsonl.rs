//! JSON Lines: an object for each case.

use std::collections::{HashMap, HashSet};

use super::{MAX_COLUMNS, MAX_ROWS, NoCases, check_names};
use crate::chat::json::Value;

/// Reads a table. Columns come in the order in which they first appear; a member that is missing or
/// null is an empty value, a number stands with its digits, and lists and objects as JSON.
pub(super) fn parse(text: &str) -> Result<(Vec<String>, Vec<Vec<String>>), NoCases> {
    let mut columns: Vec<String> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (line, text) in text.lines().enumerate() {
        if text.trim().is_empty() {
            continue;
        }
        if rows.len() == MAX_ROWS {
            return Err(NoCases::TooManyRows);
        }
        let mut row = vec![String::new(); columns.len()];
        for (name, value) in members(text, line + 1)? {
            let place = *places.entry(name.clone()).or_insert_with(|| {
                columns.push(name);
                columns.len() - 1
            });
            if columns.len() > MAX_COLUMNS {
                return Err(NoCases::TooManyColumns);
            }
            row.resize(columns.len().max(row.len()), String::new());
            row[place] = written(value);
        }
        rows.push(row);
    }
    if columns.is_empty() {
        return Err(NoCases::Empty);
    }
    check_names(&columns)?;
    for row in &mut rows {
        row.resize(columns.len(), String::new());
    }
    Ok((columns, rows))
}

/// The members of the object on a line.
fn members(text: &str, line: usize) -> Result<Vec<(String, Value)>, NoCases> {
    let wrong = |what: String| NoCases::BadLine { line, what };
    let value = Value::parse(text)
        .map_err(|error| wrong(format!("column {}: {}", error.column, error.what)))?;
    let Value::Object(members) = value else {
        let what = format!(
            "it is {} and no object such as {{\"name\": 1}}",
            value.kind()
        );
        return Err(wrong(what));
    };
    let mut seen = HashSet::new();
    if let Some((name, _)) = members.iter().find(|(name, _)| !seen.insert(name.as_str())) {
        return Err(wrong(format!("{name:?} is there twice")));
    }
    Ok(members)
}

/// A value as it stands in a text.
fn written(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text,
        Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Object(_) => value.compact().0,
    }
}

//! An array of objects as a table.

use crate::app::transcript::line::{Line, Role, Span, columns, cut};
use crate::chat::json::Value;
use crate::chat::shown::Shown;

/// The widest column.
const WIDEST: usize = 24;

/// Most columns.
const MOST: usize = 64;

/// Whether a value is a table: an array that holds objects and nothing else.
pub(super) fn is_table(value: &Value) -> bool {
    let is_object = |item: &Value| matches!(item, Value::Object(_));
    matches!(value, Value::List(items) if !items.is_empty() && items.iter().all(is_object))
}

/// The names of the columns, in the order in which they come first.
fn names(items: &[Value]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for item in items {
        let Value::Object(members) = item else {
            continue;
        };
        for (name, _) in members {
            if names.len() < MOST && !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    names
}

/// How many columns a table has.
pub(super) fn width(value: &Value) -> usize {
    if let Value::List(items) = value {
        names(items).len()
    } else {
        0
    }
}

/// The lines of a table from a column on: the names, then a line for each object.
pub(super) fn lines(value: &Value, from: usize) -> Vec<Line> {
    let Value::List(items) = value else {
        return Vec::new();
    };
    let names = names(items);
    let shown = &names[from.min(names.len().saturating_sub(1))..];
    let cells: Vec<Vec<String>> = items
        .iter()
        .map(|item| shown.iter().map(|name| cell(item.get(name))).collect())
        .collect();
    let widths: Vec<usize> = shown
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let widest = cells.iter().map(|row| columns(&row[at])).max();
            widest.unwrap_or(0).max(columns(&label(name))).min(WIDEST)
        })
        .collect();
    let line = |texts: Vec<String>, role| {
        let mut spans = Vec::new();
        for (text, width) in texts.iter().zip(&widths) {
            let text = cut(text, *width);
            let blank = " ".repeat(width.saturating_sub(columns(&text)));
            spans.push(Span::new(format!("{text}{blank}"), role));
            spans.push(Span::new(" │ ", Role::TableFrame));
        }
        spans.pop();
        Line { spans }
    };
    let head = line(
        shown.iter().map(|name| label(name)).collect(),
        Role::TableHead,
    );
    let rows = cells.into_iter().map(|row| line(row, Role::Text));
    std::iter::once(head).chain(rows).collect()
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::Text(text)) => label(text),
        Some(other) => label(&other.compact().0),
    }
}

fn label(text: &str) -> String {
    let begins: String = text.chars().take(WIDEST * 4).collect();
    Shown::label(&begins).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_become_rows() {
        let value = Value::parse("[{\"a\":1,\"b\":\"x\"},{\"b\":\"long one\",\"c\":[1]}]").unwrap();
        assert!(is_table(&value) && width(&value) == 3);
        let told: Vec<String> = lines(&value, 0).iter().map(Line::text).collect();
        assert_eq!(
            told,
            [
                "a │ b        │ c  ",
                "1 │ x        │    ",
                "  │ long one │ [1]"
            ]
        );
        let told: Vec<String> = lines(&value, 9).iter().map(Line::text).collect();
        assert_eq!(told, ["c  ", "   ", "[1]"]);
        assert!(!is_table(&Value::parse("[1]").unwrap()));
        assert!(!is_table(&Value::parse("[]").unwrap()));
    }
}

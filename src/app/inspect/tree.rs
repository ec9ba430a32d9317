//! A JSON value as rows that fold.

use std::collections::BTreeSet;

use crate::app::transcript::line::{Role, Span};
use crate::chat::json::{Value, escaped};
use crate::chat::shown::{Place as In, RunKind, Shown};

/// Longer strings stand folded, in characters.
const LONG: usize = 80;

/// Arrays and objects with more members than this stand folded.
const MANY: usize = 100;

/// A row of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// Where it is in the value, as a JSON pointer.
    pub(crate) path: String,
    /// What it shows.
    pub(crate) spans: Vec<Span>,
    /// The string below it, if it is a long one that is unfolded.
    pub(crate) below: Option<String>,
    /// How deep.
    pub(crate) depth: usize,
    /// Whether it is folded; `None` = there is nothing in it to fold.
    pub(crate) fold: Option<Fold>,
}

/// Whether a node is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fold {
    /// It is.
    Folded,
    /// What is in it stands below.
    Unfolded,
}

/// Which nodes are folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folds {
    /// Those that are not as they stand by themselves.
    turned: BTreeSet<String>,
    /// How they stand by themselves.
    usual: Usual,
}

/// How nodes stand by themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Usual {
    /// Long ones folded.
    #[default]
    Fitting,
    /// All folded, but the outermost.
    Folded,
    /// All in full.
    Unfolded,
}

impl Folds {
    /// Folds a node, or unfolds it.
    pub(crate) fn turn(&mut self, path: &str) {
        if !self.turned.remove(path) {
            self.turned.insert(path.to_owned());
        }
    }

    /// Unfolds all; folds all; as it was.
    pub(crate) fn turn_all(&mut self) {
        self.turned.clear();
        self.usual = match self.usual {
            Usual::Fitting => Usual::Unfolded,
            Usual::Unfolded => Usual::Folded,
            Usual::Folded => Usual::Fitting,
        };
    }

    /// Unfolds all that stands above a place.
    pub(crate) fn reveal(&mut self, value: &Value, path: &str) {
        let mut at = String::new();
        let mut here = value;
        for step in path.split('/').skip(1) {
            if self.are_folded(&at, here) {
                self.turn(&at);
            }
            let Some(next) = child(here, step) else {
                return;
            };
            here = next;
            at = format!("{at}/{step}");
        }
    }

    fn are_folded(&self, path: &str, value: &Value) -> bool {
        let usual = match (self.usual, value) {
            (_, Value::Null | Value::Bool(_) | Value::Number(_)) | (Usual::Unfolded, _) => false,
            (_, Value::Text(text)) => is_long(text),
            (Usual::Fitting, Value::List(items)) => items.len() > MANY,
            (Usual::Fitting, Value::Object(members)) => members.len() > MANY,
            (Usual::Folded, Value::List(_) | Value::Object(_)) => !path.is_empty(),
        };
        usual != self.turned.contains(path)
    }
}

fn is_long(text: &str) -> bool {
    text.len() > LONG && text.chars().count() > LONG
}

/// The rows of a value.
pub(crate) fn nodes(value: &Value, folds: &Folds) -> Vec<Node> {
    let mut nodes = Vec::new();
    grow(value, (None, folds), (String::new(), 0), &mut nodes);
    nodes
}

fn grow(
    value: &Value,
    (name, folds): (Option<&str>, &Folds),
    (path, depth): (String, usize),
    nodes: &mut Vec<Node>,
) {
    let folded = folds.are_folded(&path, value);
    let fold = can_fold(value).then_some(if folded { Fold::Folded } else { Fold::Unfolded });
    let mut spans = vec![sign(fold)];
    if let Some(name) = name {
        spans.extend(shown(name, Role::Link));
        spans.push(Span::new(": ", Role::Faint));
    }
    spans.extend(told(value, folded));
    let below = if let Value::Text(text) = value
        && is_long(text)
        && !folded
    {
        Some(text.clone())
    } else {
        None
    };
    nodes.push(Node {
        path: path.clone(),
        spans,
        below,
        depth,
        fold,
    });
    if folded {
        return;
    }
    match value {
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                let at = at.to_string();
                let below = (format!("{path}/{at}"), depth + 1);
                grow(item, (Some(&at), folds), below, nodes);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let below = (format!("{path}/{}", escaped(name)), depth + 1);
                grow(member, (Some(name), folds), below, nodes);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

/// Whether there is anything in a value that can be folded.
fn can_fold(value: &Value) -> bool {
    match value {
        Value::List(_) | Value::Object(_) => true,
        Value::Text(text) => is_long(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn sign(fold: Option<Fold>) -> Span {
    let sign = match fold {
        Some(Fold::Folded) => "▸ ",
        Some(Fold::Unfolded) => "▾ ",
        None => "  ",
    };
    Span::new(sign, Role::Faint)
}

/// The value in short, and its type.
fn told(value: &Value, folded: bool) -> Vec<Span> {
    let typed = |kind: String| Span::new(kind, Role::Faint);
    match value {
        Value::Null => vec![Span::new("null", Role::Code)],
        Value::Bool(is) => vec![
            Span::new(is.to_string(), Role::Code),
            typed("  bool".to_owned()),
        ],
        Value::Number(digits) => {
            let mut spans = shown(digits, Role::Code);
            spans.push(typed("  number".to_owned()));
            spans
        }
        Value::Text(text) if is_long(text) => {
            let count = text.chars().count();
            let kind = typed(format!("  string, {count} characters"));
            if folded {
                let begins: String = text.chars().take(LONG / 2).collect();
                let begins = Value::Text(begins).compact().0;
                let mut spans = shown(begins.trim_end_matches('"'), Role::Code);
                spans.extend([Span::new("…", Role::Faint), kind]);
                spans
            } else {
                vec![kind]
            }
        }
        Value::Text(text) => {
            let mut spans = shown(&Value::Text(text.clone()).compact().0, Role::Code);
            spans.push(typed("  string".to_owned()));
            spans
        }
        Value::List(items) => vec![typed(format!("array[{}]", items.len()))],
        Value::Object(members) => vec![typed(format!("object{{{}}}", members.len()))],
    }
}

/// A foreign text on one line, with a badge for each character that a terminal must not get.
pub(crate) fn shown(text: &str, role: Role) -> Vec<Span> {
    let shown = Shown::new(text, In::Label);
    let runs = shown.runs().map(|run| match run.kind {
        RunKind::Plain => Span::new(run.text, role),
        RunKind::Badge => Span::new(run.text, Role::Hazard),
    });
    runs.collect()
}

/// The value at a place.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('/').skip(1).try_fold(value, child)
}

fn child<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match value {
        Value::List(items) => items.get(step.parse::<usize>().ok()?),
        Value::Object(members) => {
            let mut named = members.iter().filter(|(name, _)| escaped(name) == step);
            named.next().map(|(_, value)| value)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str, folds: &Folds) -> String {
        let value = Value::parse(value).unwrap();
        let lines = nodes(&value, folds).into_iter().map(|node| {
            let spans = node.spans.iter().map(|span| span.text.as_str());
            format!("{}{}", " ".repeat(node.depth), spans.collect::<String>())
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn values_have_types() {
        let told = text(
            "{\"a\":[1,\"x\"],\"b\":{\"c\":null,\"d\":true}}",
            &Folds::default(),
        );
        assert_eq!(
            told,
            "▾ object{2}\n ▾ a: array[2]\n    0: 1  number\n    1: \"x\"  string\n ▾ b: object{2}\n    c: null\n    d: true  bool"
        );
    }

    #[test]
    fn nodes_fold_one_by_one_and_all_together() {
        let mut folds = Folds::default();
        folds.turn("/a");
        assert_eq!(text("{\"a\":[1]}", &folds), "▾ object{1}\n ▸ a: array[1]");
        folds.turn_all();
        assert!(text("{\"a\":[1]}", &folds).contains("0: 1"));
        folds.turn_all();
        assert_eq!(text("{\"a\":[1]}", &folds), "▾ object{1}\n ▸ a: array[1]");
        let value = Value::parse("{\"a\":[{\"b/c\":1}]}").unwrap();
        folds.reveal(&value, "/a/0/b~1c");
        assert!(text("{\"a\":[{\"b/c\":1}]}", &folds).contains("b/c: 1"));
        assert_eq!(
            at(&value, "/a/0/b~1c"),
            Some(&Value::Number("1".to_owned()))
        );
    }

    #[test]
    fn hidden_characters_are_shown_and_long_strings_folded() {
        let told = text("{\"a\":\"x\\u202ey\\u001b[2J\"}", &Folds::default());
        assert!(
            !told.contains('\u{202e}') && !told.contains('\u{1b}'),
            "{told}"
        );
        let long = format!("{{\"a\":\"{}\"}}", "word ".repeat(40));
        assert!(text(&long, &Folds::default()).contains("…  string, 200 characters"));
    }
}

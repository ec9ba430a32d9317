//! Anthropic's text editor tool: looks at a file, replaces something in it, looks again, and takes it back.

use serde_json::{Value, json};

use super::quote::{path, quoted};
use super::turn::Turn;
use super::{Call, Next, name, report};

/// Words that ask for the editor where other tools are offered too.
const WORDS: [&str; 4] = ["edit", "file", "editor", "edits"];

/// The file that is meant if none is named.
const NOTES: &str = "/notes.txt";

/// The name under which the editor can take back its last change.
const WITH_UNDO: &str = "str_replace_editor";

/// A command of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Create,
    View,
    Replace,
    Undo,
}

/// The next command, or what came of them. Nothing if the tool is not offered, or another one is meant.
pub(super) fn next<'a>(turn: &Turn<'a>) -> Option<Next<'a>> {
    let tool = turn.kind_of("text_editor")?;
    if turn.tools().len() > 1 && !turn.mentions(&WORDS) {
        return None;
    }
    if turn.error().is_some() {
        return Some(Next::Say(report::stopped(turn)));
    }
    let mut steps = if turn.mentions(&["create"]) {
        vec![Step::Create, Step::View]
    } else {
        vec![Step::View, Step::Replace, Step::View]
    };
    if name(tool) == WITH_UNDO && steps.contains(&Step::Replace) {
        steps.push(Step::Undo);
    }
    let path = path(&turn.question).unwrap_or(NOTES);
    let Some(step) = steps.get(turn.rounds) else {
        return Some(Next::Say(report::told(turn)));
    };
    let (text, input) = made(turn, *step, path);
    Some(Next::Call(text, vec![Call::new(tool, input)]))
}

fn made(turn: &Turn<'_>, step: Step, path: &str) -> (String, Value) {
    match step {
        Step::Create => {
            let text = quoted(&turn.question)
                .into_iter()
                .find(|text| !text.starts_with('/'));
            let text = text.unwrap_or("granite\nbasalt\n");
            (
                format!("I create {path}."),
                json!({"command": "create", "path": path, "file_text": text}),
            )
        }
        Step::View => (
            format!("I look at {path}."),
            json!({"command": "view", "path": path}),
        ),
        Step::Replace => {
            let [old, new] = change(turn);
            (
                format!(
                    "I replace “{}” by “{}”.",
                    report::gist(&old),
                    report::gist(&new)
                ),
                json!({"command": "str_replace", "path": path, "old_str": old, "new_str": new}),
            )
        }
        Step::Undo => (
            "I take the change back.".to_owned(),
            json!({"command": "undo_edit", "path": path}),
        ),
    }
}

/// What is replaced by what: as the question quotes it, else a line of the file that stands there once.
fn change(turn: &Turn<'_>) -> [String; 2] {
    let quoted = quoted(&turn.question).into_iter();
    let quoted: Vec<&str> = quoted.filter(|text| !text.starts_with('/')).collect();
    if let [old, new, ..] = quoted.as_slice() {
        return [(*old).to_owned(), (*new).to_owned()];
    }
    let seen = turn
        .results
        .first()
        .map(super::turn::Answer::text)
        .unwrap_or_default();
    let lines: Vec<&str> = seen.lines().map(without_number).collect();
    let is_once = |line: &&&str| {
        let text = line.trim();
        !text.is_empty() && lines.iter().filter(|other| other.contains(text)).count() == 1
    };
    let old = lines
        .iter()
        .find(is_once)
        .map_or("granite", |line| line.trim());
    [old.to_owned(), format!("{old} (edited)")]
}

/// A line of `cat -n` without its number.
fn without_number(line: &str) -> &str {
    match line.split_once('\t') {
        Some((number, text)) if number.trim().parse::<usize>().is_ok() => text,
        _ => line,
    }
}

//! Anthropic's shell tool: the commands that the question quotes, one after the other.

use serde_json::{Value, json};

use super::quote::quoted;
use super::turn::Turn;
use super::{Call, Next, report};

/// Words that ask for the shell where other tools are offered too.
const WORDS: [&str; 5] = ["shell", "bash", "terminal", "command", "restart"];

/// What is run if nothing is quoted.
const USUAL: &str = "ls -l";

/// The next command, or what came of them. Nothing if the tool is not offered, or another one is meant.
pub(super) fn next<'a>(turn: &Turn<'a>) -> Option<Next<'a>> {
    let tool = turn.kind_of("bash")?;
    if turn.tools().len() > 1 && !turn.mentions(&WORDS) {
        return None;
    }
    if turn.error().is_some() {
        return Some(Next::Say(report::stopped(turn)));
    }
    let steps = steps(turn);
    let Some(input) = steps.get(turn.rounds) else {
        return Some(Next::Say(report::told(turn)));
    };
    let text = match input["command"].as_str() {
        Some(command) => format!("I run `{command}` in the shell."),
        None => "I start the shell anew.".to_owned(),
    };
    Some(Next::Call(text, vec![Call::new(tool, input.clone())]))
}

fn steps(turn: &Turn<'_>) -> Vec<Value> {
    let restart = turn
        .mentions(&["restart"])
        .then(|| json!({"restart": true}));
    let commands = quoted(&turn.question).into_iter();
    let mut steps: Vec<Value> = restart
        .into_iter()
        .chain(commands.map(|command| json!({"command": command})))
        .collect();
    if steps.is_empty() {
        steps.push(json!({"command": USUAL}));
    }
    steps
}

//! Any tool, with arguments made from its schema.

use serde_json::Value;

use super::turn::Turn;
use super::wishes::{Arguments, Wishes};
use super::{Call, HELP, Next, Tool, name, report};
use crate::sandbox::arguments;

/// What asks for nothing.
const GREETINGS: [&str; 10] = [
    "hello",
    "hi",
    "hey",
    "thanks",
    "thank you",
    "ok",
    "okay",
    "good morning",
    "bye",
    "help",
];

/// Calls as many tools as often as is wished, then tells what came of it.
pub(super) fn next<'a>(turn: &Turn<'a>, wishes: &Wishes) -> Next<'a> {
    let (calls, rounds) = (wishes.calls.unwrap_or(1), wishes.rounds.unwrap_or(1));
    // Calls that may not stand beside each other come one after the other.
    let (calls, rounds) = if turn.is_parallel() {
        (calls, rounds)
    } else {
        (1, rounds.saturating_mul(calls))
    };
    if turn.rounds >= rounds {
        return Next::Say(ended(turn));
    }
    if turn.rounds == 0
        && !turn.is_forced()
        && !wishes.is_for_schema()
        && is_greeting(&turn.question)
    {
        return Next::Say(HELP.to_owned());
    }
    if wishes.arguments == Arguments::Unreadable {
        return Next::Say(
            "What stands behind `args=` is no JSON object, so I call nothing.".to_owned(),
        );
    }
    let tools = chosen(turn, wishes);
    let first = turn.rounds * calls;
    let mut seed = turn.request.seed.clone();
    let mut made = Vec::new();
    for number in first..first + calls {
        let Some(tool) = tools.get(number % tools.len().max(1)) else {
            break;
        };
        let input = match &wishes.arguments {
            Arguments::Given(input) => Value::Object(input.clone()),
            Arguments::Made | Arguments::Unreadable => {
                arguments::made(&arguments::schema_of(tool), &mut seed, number)
            }
        };
        made.push(Call::new(tool, input));
    }
    Next::Call(sentence(turn, rounds, &made), made)
}

/// The answer at the end of a turn, or to a choice that the results have met already.
fn ended(turn: &Turn<'_>) -> String {
    if turn.results.is_empty() {
        return HELP.to_owned();
    }
    report::told(turn)
}

/// The tools to call, in turn: the forced one, those that the question names, the first one. Several calls without a
/// name go to all tools.
fn chosen<'a>(turn: &Turn<'a>, wishes: &Wishes) -> Vec<&'a Tool> {
    let forced = turn.forced().filter(|_| turn.is_forced());
    if let Some(forced) = forced {
        return turn
            .tools()
            .iter()
            .filter(|tool| name(tool) == forced)
            .collect();
    }
    let mut named = turn.named();
    named.dedup_by_key(|tool| name(tool));
    let all = turn.tools().iter().filter(|tool| !is_stand_in(tool));
    match (named.is_empty(), wishes.calls) {
        (true, Some(_)) => all.collect(),
        (true, None) => all.take(1).collect(),
        (false, _) => named,
    }
}

/// Whether a tool only stands where Converse wants one: its description says so.
fn is_stand_in(tool: &Tool) -> bool {
    let description = tool.get("description").and_then(Value::as_str);
    description.is_some_and(|description| description.contains("Do not call it"))
}

fn sentence(turn: &Turn<'_>, rounds: usize, calls: &[Call<'_>]) -> String {
    let mut names: Vec<String> = calls
        .iter()
        .map(|call| format!("`{}`", call.name()))
        .collect();
    let count = names.len();
    names.dedup();
    let what = match count {
        1 => format!("I call {} to find out.", names.join("")),
        count => format!("I make {count} calls: {}.", names.join(", ")),
    };
    let errors = turn
        .error()
        .map(|text| format!(" An error came back: {}", report::gist(&text)));
    if rounds == 1 {
        return what;
    }
    format!(
        "Round {} of {rounds}.{} {what}",
        turn.rounds + 1,
        errors.unwrap_or_default()
    )
}

fn is_greeting(question: &str) -> bool {
    let question = question.to_lowercase();
    let words = question.trim_matches(|letter: char| !letter.is_alphanumeric());
    words.is_empty() || GREETINGS.contains(&words)
}

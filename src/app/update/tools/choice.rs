//! The choices among the tools of a lane, each with what model and wire say to it.

use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind};
use crate::app::settings::row::Row;
use crate::app::settings::{choice, remarks};
use crate::app::state::State;
use crate::app::tools::ToolPick;
use crate::app::update::settings;

use super::list::entry;
use super::show;

/// Lists the choices.
pub(in crate::app::update) fn open(state: &mut State) -> Vec<Effect> {
    let mut entries = rows(state, Row::ToolChoice);
    if state.settings().tools.choice.is_some() {
        entries.extend(rows(state, Row::Parallel));
    }
    show(state, MenuKind::ToolChoice, entries);
    Vec::new()
}

/// The words of a row, each with the gravest thing that is to be said to it.
fn rows(state: &State, row: Row) -> Vec<Entry> {
    let now = state.settings();
    let word_now = choice::word(row, &now);
    let words = choice::words(row, &now, &state.abilities());
    let rows = words.into_iter().map(|word| {
        let mut settings = now.clone().into_owned();
        choice::set(row, &word, &mut settings);
        let findings = remarks::all(&settings, state);
        let first = remarks::of_row(row, &findings)
            .into_iter()
            .min_by_key(|it| it.level);
        let said = first.map_or_else(
            || means(row, &word),
            |finding| format!("! {}", finding.text),
        );
        let mark = if word == word_now { "●" } else { "○" };
        if row == Row::Parallel {
            let label = format!("{mark} parallel {word}");
            return entry(&label, said, ToolPick::Parallel(word));
        }
        entry(&format!("{mark} {word}"), said, ToolPick::Choice(word))
    });
    rows.collect()
}

/// What a word means.
fn means(row: Row, word: &str) -> String {
    let text = match (row, word) {
        (Row::Parallel, "on") => "it may call several tools at once",
        (Row::Parallel, "off") => "it calls one tool at a time",
        (_, choice::NOT_SENT) => "as the model does by itself",
        (_, "auto") => "it calls a tool if it likes",
        (_, "any") => "it must call one of them",
        (_, "none") => "it calls none, though they are offered",
        _ => "it must call this one",
    };
    text.to_owned()
}

/// Takes a word.
pub(super) fn take(state: &mut State, row: Row, word: &str) -> Vec<Effect> {
    settings::change(state, |settings| choice::set(row, word, settings))
}

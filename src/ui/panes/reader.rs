//! Text to read: the keys of a place, how to configure credentials, the last error.

use crate::app::action::{Scope, TABLE};
use crate::app::overlay::{Reader, Topic};
use crate::app::state::State;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::{banner, frame};
use crate::ui::theme::Tone;

/// How to configure credentials.
const CREDENTIALS: &str = include_str!("../../../assets/credentials.txt");

/// Columns of the keys in the help.
const KEYS: u16 = 22;

/// Draws the text in a box.
pub(crate) fn draw(state: &State, reader: Reader, canvas: &mut Canvas<'_>) {
    let title = match reader.topic {
        Topic::Keys(scope) => format!("Keys · {}", scope.title()),
        Topic::Credentials => "Credentials".to_owned(),
        Topic::LastError => "Last error".to_owned(),
    };
    let inner = frame::overlay(state.view.size, 92, 34, &title, canvas);
    let lines = lines(state, reader.topic, inner.width);
    let first = reader
        .scroll
        .min(lines.len().saturating_sub(usize::from(inner.height)));
    for (at, line) in (0..inner.height).zip(lines.iter().skip(first)) {
        let area = row(inner, at);
        match line {
            Entry::Group(text) => canvas.words(after(area, 1), text, Tone::Group),
            Entry::Text(text) => canvas.words(after(area, 1), text, Tone::Text),
            Entry::Key(keys, help) => {
                canvas.words(after(area, 1), keys, Tone::Key);
                canvas.words(after(area, KEYS), help, Tone::Text)
            }
        };
    }
    frame::hints(inner, &[("j k", "scroll"), ("Esc", "close")], canvas);
}

enum Entry {
    Group(String),
    Text(String),
    Key(String, &'static str),
}

fn lines(state: &State, topic: Topic, width: u16) -> Vec<Entry> {
    let text = match topic {
        Topic::Keys(scope) => return keys(scope),
        Topic::Credentials => CREDENTIALS.to_owned(),
        Topic::LastError => state
            .notices
            .last_error
            .clone()
            .unwrap_or_else(|| "there was none".to_owned()),
    };
    let wrapped = banner::wrapped(&text, width);
    wrapped
        .iter()
        .map(|line| Entry::Text(line.text()))
        .collect()
}

/// The keys of the place from which help was asked, then those of everywhere, then the rest.
fn keys(scope: Scope) -> Vec<Entry> {
    let rest = [
        Scope::Composer,
        Scope::Transcript,
        Scope::Picker,
        Scope::List,
        Scope::Reader,
        Scope::Prompt,
        Scope::Welcome,
    ];
    let mut scopes = vec![scope];
    scopes.extend(
        [Scope::Global]
            .into_iter()
            .chain(rest)
            .filter(|other| *other != scope),
    );
    scopes.dedup();
    let mut lines = Vec::new();
    for scope in scopes {
        lines.push(Entry::Group(scope.title().to_owned()));
        for row in TABLE.iter().filter(|row| row.scope == scope) {
            let keys = row.keys.join(", ");
            if keys.len() + 2 > usize::from(KEYS) {
                lines.push(Entry::Key(keys, ""));
                lines.push(Entry::Key(String::new(), row.help));
            } else {
                lines.push(Entry::Key(keys, row.help));
            }
        }
        lines.push(Entry::Text(String::new()));
    }
    lines
}

//! Text to read: the keys of a place, how to configure credentials, the last error.

use ratatui::layout::Rect;

use crate::chat::shown::Shown;

use super::action::{Scope, TABLE};
use super::layout::{self, Size};
use super::overlay::{Overlay, Topic};
use super::state::State;
use super::transcript::line::{Face, Line, Role};
use super::transcript::wrap::{Breaking, Prefix, Wrap};

/// How to configure credentials.
const CREDENTIALS: &str = include_str!("../../assets/credentials.txt");

/// Columns of the keys in the help.
pub(crate) const KEYS: u16 = 22;

/// The largest box, its frame included.
pub(crate) const BOX: Size = Size {
    width: 92,
    height: 34,
};

/// Keeps the first line shown within the text, so that scrolling back answers at once.
pub(crate) fn clamp(state: &mut State) {
    let size = state.view.size;
    if let Some(Overlay::Page(page)) = state.overlays.last_mut() {
        page.prepare(size);
    }
    let signs = state.view.appearance.look.glyphs;
    // Below that size nothing of it is drawn, so nothing of it is seen.
    if let Some(Overlay::Consent(question)) = state.overlays.last_mut()
        && size.fits()
    {
        question.prepare(size, signs);
    }
    let Some(Overlay::Reader(reader)) = state.overlays.last().cloned() else {
        return;
    };
    let area = inner(state.view.size);
    let lines = lines(state, reader.topic, area.width).len();
    let last = lines.saturating_sub(usize::from(area.height));
    if let Some(Overlay::Reader(reader)) = state.overlays.last_mut() {
        reader.scroll = reader.scroll.min(last);
    }
}

/// The area of the text: the box without its frame.
fn inner(size: Size) -> Rect {
    let area = layout::overlay(size, BOX.width, BOX.height);
    let (width, height) = (area.width.saturating_sub(2), area.height.saturating_sub(2));
    Rect {
        width,
        height,
        ..area
    }
}

/// A line of a text to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A heading.
    Group(String),
    /// Plain text.
    Text(String),
    /// Keys and what they do.
    Key(String, &'static str),
}

/// The lines of a text, wrapped for a box of this width.
pub(crate) fn lines(state: &State, topic: Topic, width: u16) -> Vec<Entry> {
    let text = match topic {
        Topic::Keys(scope) => return keys(scope),
        Topic::Credentials => CREDENTIALS.to_owned(),
        Topic::LastError => state.notices.in_full(),
    };
    let wrapped = wrapped(&text, width);
    wrapped
        .iter()
        .map(|line| Entry::Text(line.text()))
        .collect()
}

/// The keys of the place from which help was asked, then those of everywhere, then the rest.
fn keys(scope: Scope) -> Vec<Entry> {
    let rest = [
        Scope::Composer,
        Scope::Text,
        Scope::Transcript,
        Scope::Settings,
        Scope::Picker,
        Scope::Files,
        Scope::Mention,
        Scope::List,
        Scope::Menu,
        Scope::Map,
        Scope::Summary,
        Scope::Found,
        Scope::Diff,
        Scope::Grid,
        Scope::Viewer,
        Scope::Film,
        Scope::Resize,
        Scope::Library,
        Scope::Links,
        Scope::Tray,
        Scope::Consent,
        Scope::Calls,
        Scope::Result,
        Scope::Editor,
        Scope::Resend,
        Scope::GoOn,
        Scope::Reader,
        Scope::Prompt,
        Scope::Welcome,
        Scope::Tour,
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

/// Wraps a foreign text, made safe, for a box of this width.
pub(crate) fn wrapped(text: &str, width: u16) -> Vec<Line> {
    let mut lines = Vec::new();
    let width = usize::from(width.saturating_sub(2).max(1));
    let mut wrap = Wrap::new(width, Breaking::Words, Prefix::default());
    wrap.text(
        Shown::prose(text).as_str(),
        Face::of(Role::Text),
        &mut lines,
    );
    wrap.finish(&mut lines);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_shows_every_row_of_the_table_wherever_it_is_asked_for() {
        for from in [Scope::Composer, Scope::Settings, Scope::Editor] {
            let lines = keys(from);
            for row in TABLE {
                let told = lines.iter().any(|line| match line {
                    Entry::Key(_, help) => *help == row.help,
                    Entry::Group(_) | Entry::Text(_) => false,
                });
                assert!(told, "{} of {:?} from {from:?}", row.name, row.scope);
            }
        }
    }
}

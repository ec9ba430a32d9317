//! Text to read: the keys of a place, how to configure credentials, the last error.

use ratatui::layout::Rect;

use crate::chat::shown::Shown;

use super::action::Scope;
use super::keymap::{Bound, Keymap};
use super::layout::{self, Size};
use super::overlay::{Overlay, Reader, Topic};
use super::state::State;
use super::transcript::line::{Face, Line, Role, columns};
use super::transcript::wrap::{Breaking, Prefix, Wrap};

/// How to configure credentials.
const CREDENTIALS: &str = include_str!("../../assets/credentials.txt");

/// The most columns of the keys in the help.
const KEYS: u16 = 22;

/// Columns of the keys in a box of this width: most of a narrow one is for what they do.
pub(crate) fn key_columns(width: u16) -> u16 {
    KEYS.min(width / 3)
}

/// The largest box, its frame included.
pub(crate) const BOX: Size = Size {
    width: 92,
    height: 34,
};

/// Wraps the text, and keeps the first line shown within it, so that scrolling back answers at once.
pub(crate) fn prepare(state: &mut State) {
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
    let area = inner(state.view.size);
    for at in 0..state.overlays.len() {
        let Some(Overlay::Reader(reader)) = state.overlays.get(at) else {
            continue;
        };
        let lines = lines(state, reader, area.width);
        let last = lines.len().saturating_sub(usize::from(area.height));
        if let Some(Overlay::Reader(reader)) = state.overlays.get_mut(at) {
            reader.lines = lines;
            reader.scroll = reader.scroll.min(last);
        }
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
    /// Keys and what they do, with the keys that count.
    Key(String, String),
}

/// The lines of a text, wrapped for a box of this width.
fn lines(state: &State, reader: &Reader, width: u16) -> Vec<Entry> {
    let text = match reader.topic {
        Topic::Keys(scopes) => {
            let filter = reader.filter.as_deref().unwrap_or_default();
            return keys(&state.input.keymap, scopes, filter, width);
        }
        Topic::Credentials => CREDENTIALS.to_owned(),
        Topic::LastError => state.notices.in_full().1.to_owned(),
    };
    let wrapped = wrapped(&text, width);
    wrapped
        .iter()
        .map(|line| Entry::Text(line.text()))
        .collect()
}

/// The keys of the place from which help was asked, then those of everywhere, then the rest; those that
/// have every word that is looked for in their name, their keys or what they do.
fn keys(keymap: &Keymap, place: &[Scope], filter: &str, width: u16) -> Vec<Entry> {
    let filter = filter.to_lowercase();
    let words: Vec<&str> = filter.split_whitespace().collect();
    let mut scopes: Vec<Scope> = place.to_vec();
    scopes.extend([Scope::Global].into_iter().chain(Scope::ALL));
    let mut lines = Vec::new();
    for (nth, scope) in scopes.iter().enumerate() {
        if scopes[..nth].contains(scope) {
            continue;
        }
        let mut rows = keymap.reached(*scope, place);
        rows.retain(|bound| has(bound, &words));
        if rows.is_empty() {
            continue;
        }
        lines.push(Entry::Group(scope.title().to_owned()));
        for bound in rows {
            lines.extend(key(&bound, &keymap.told(bound.row.help), width));
        }
        lines.push(Entry::Text(String::new()));
    }
    if lines.is_empty() {
        lines.push(Entry::Text("no action is called so, and no key".to_owned()));
    }
    lines
}

fn has(bound: &Bound, words: &[&str]) -> bool {
    let text = format!("{} {} {}", bound.row.name, bound.written(), bound.row.help);
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

/// The lines of an action: its keys have one for themselves where they need it, and what they do has as
/// many as it needs.
fn key(bound: &Bound, help: &str, width: u16) -> Vec<Entry> {
    let keys = match bound.written() {
        none if none.is_empty() => "-".to_owned(),
        keys => keys,
    };
    let beside = key_columns(width);
    let mut lines = Vec::new();
    let mut keys = if columns(&keys) + 2 > usize::from(beside) {
        let alone = usize::from(width.saturating_sub(1));
        let wrapped = in_words(&keys, alone);
        lines.extend(
            wrapped
                .into_iter()
                .map(|keys| Entry::Key(keys, String::new())),
        );
        String::new()
    } else {
        keys
    };
    for help in in_words(help, usize::from(width.saturating_sub(beside))) {
        lines.push(Entry::Key(std::mem::take(&mut keys), help));
    }
    lines
}

/// Wraps a foreign text, made safe, for a box of this width.
pub(crate) fn wrapped(text: &str, width: u16) -> Vec<Line> {
    let width = usize::from(width.saturating_sub(2));
    broken(Shown::prose(text).as_str(), width)
}

/// A text of ours in lines of so many columns.
fn in_words(text: &str, width: usize) -> Vec<String> {
    if columns(text) <= width && !text.contains('\n') {
        return vec![text.trim_end().to_owned()];
    }
    let lines = broken(text, width).into_iter();
    lines
        .map(|line| line.text().trim_end().to_owned())
        .collect()
}

fn broken(text: &str, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut wrap = Wrap::new(width.max(1), Breaking::Words, Prefix::default());
    wrap.text(text, Face::of(Role::Text), &mut lines);
    wrap.finish(&mut lines);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::action::TABLE;

    #[test]
    fn what_fits_its_line_needs_no_wrapping() {
        for row in TABLE {
            let wrapped: Vec<String> = broken(row.help, 200).iter().map(Line::text).collect();
            assert_eq!(in_words(row.help, 200), wrapped, "{}", row.name);
        }
    }

    #[test]
    fn help_finds_by_name_key_and_what_is_done() {
        let map = Keymap::defaults();
        let found = |filter: &str| {
            let lines = keys(&map, &[Scope::Composer, Scope::Global], filter, 90);
            let mut found = Vec::new();
            for line in lines {
                match line {
                    Entry::Group(text) => found.push(format!("# {text}")),
                    Entry::Key(keys, help) => found.push(format!("{keys} {help}")),
                    Entry::Text(text) if text.is_empty() => {}
                    Entry::Text(text) => found.push(text),
                }
            }
            found
        };
        assert_eq!(
            found("Hand mouse"),
            [
                "# Everywhere",
                "^X k hand the mouse to the terminal, or take it back"
            ]
        );
        assert_eq!(found("alt-p")[1], "^X m, Alt-p choose a model");
        assert_eq!(found("queue it")[0], "# Message");
        assert_eq!(found("gneiss"), ["no action is called so, and no key"]);
    }

    #[test]
    fn the_help_shows_every_row_of_the_table_wherever_it_is_asked_for() {
        for from in [Scope::Composer, Scope::Settings, Scope::Editor] {
            let lines = keys(&Keymap::defaults(), &[from, Scope::Global], "", 200);
            for row in TABLE {
                let told = lines.iter().any(|line| match line {
                    Entry::Key(_, help) => *help == row.help,
                    Entry::Group(_) | Entry::Text(_) => false,
                });
                assert!(told, "{} of {:?} from {from:?}", row.name, row.scope);
            }
        }
    }

    #[test]
    fn on_a_narrow_screen_all_that_keys_do_is_told_on_more_lines() {
        let (map, place) = (Keymap::defaults(), [Scope::Transcript, Scope::Global]);
        for width in [18, 36, 60, 76, 90] {
            let mut told = String::new();
            for line in keys(&map, &place, "", width) {
                if let Entry::Key(keys, help) = line {
                    let (wide, beside) = (columns(&help), usize::from(key_columns(width)));
                    assert!(beside + wide <= usize::from(width), "{width}: {help}");
                    let room = if help.is_empty() {
                        width
                    } else {
                        key_columns(width)
                    };
                    assert!(columns(&keys) < usize::from(room), "{width}: {keys}");
                    told.push_str(&help.replace(' ', ""));
                }
            }
            for row in TABLE {
                assert!(
                    told.contains(&row.help.replace(' ', "")),
                    "{width}: {}",
                    row.help
                );
            }
        }
        let (beside, usual) = (key_columns(36), key_columns(76));
        assert_eq!((beside, usual), (12, KEYS));
    }

    #[test]
    fn keys_that_mean_something_else_here_are_left_out() {
        let place = [Scope::Composer, Scope::Text, Scope::Global];
        let has = |map: &Keymap, keys: &str| {
            let lines = super::keys(map, &place, "newline", 90);
            lines.iter().any(|line| match line {
                Entry::Key(written, _) => written == keys,
                Entry::Group(_) | Entry::Text(_) => false,
            })
        };
        let mut map = Keymap::defaults();
        assert!(has(&map, "^J, Alt-Enter, Shift-Enter"));
        map.set_enter(crate::app::keymap::Enter::BeginsLine);
        assert!(has(&map, "^J, Shift-Enter"));
    }
}

//! Text to read: the keys of a place, how to configure credentials, the last error.

use crate::app::overlay::{Reader, Topic};
use crate::app::reader::{self, BOX, Entry, KEYS};
use crate::app::state::State;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame;
use crate::ui::theme::Tone;

/// Draws the text in a box.
pub(crate) fn draw(state: &State, read: Reader, canvas: &mut Canvas<'_>) {
    let title = match read.topic {
        Topic::Keys(scope) => format!("Keys · {}", scope.title()),
        Topic::Credentials => "Credentials".to_owned(),
        Topic::LastError => "Last error".to_owned(),
    };
    let inner = frame::overlay(state.view.size, BOX.width, BOX.height, &title, canvas);
    let lines = reader::lines(state, read.topic, inner.width);
    let first = read
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

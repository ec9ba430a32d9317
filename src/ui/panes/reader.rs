//! Text to read: the keys of a place, how to configure credentials, the last error.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::{Reader, Topic};
use crate::app::reader::{self, BOX, Entry};
use crate::app::state::State;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame;
use crate::ui::theme::Tone;

/// Draws the text in a box.
pub(crate) fn draw(state: &State, read: &Reader, canvas: &mut Canvas<'_>) {
    let title = match read.topic {
        Topic::Keys(scopes) => {
            let title = scopes.first().map_or("", |scope| scope.title());
            format!("Keys · {title}")
        }
        Topic::Credentials => "Credentials".to_owned(),
        Topic::LastError => state.notices.in_full().0.to_owned(),
    };
    let inner = frame::overlay(state.view.size, BOX.width, BOX.height, &title, canvas);
    let beside = reader::key_columns(inner.width);
    let first = read
        .scroll
        .min(read.lines.len().saturating_sub(usize::from(inner.height)));
    for (at, line) in (0..inner.height).zip(read.lines.iter().skip(first)) {
        let area = row(inner, at);
        match line {
            Entry::Group(text) => canvas.words(after(area, 1), text, Tone::Group),
            Entry::Text(text) => canvas.words(after(area, 1), text, Tone::Text),
            Entry::Key(keys, help) => {
                canvas.keys(after(area, 1), keys, Tone::Key);
                canvas.keys(after(area, beside), help, Tone::Text)
            }
        };
    }
    match (&read.filter, read.topic) {
        (Some(filter), _) => looked_for(filter, inner, canvas),
        (None, Topic::Keys(_)) => {
            let hints = [("j k", "scroll"), ("/", "find"), ("Esc", "close")];
            frame::hints(inner, &hints, canvas);
        }
        (None, Topic::Credentials | Topic::LastError) => {
            frame::hints(inner, &[("j k", "scroll"), ("Esc", "close")], canvas);
        }
    }
}

/// What keys are looked for, on the lower edge of the box.
fn looked_for(filter: &str, inner: Rect, canvas: &mut Canvas<'_>) {
    let edge = Rect {
        y: inner.y + inner.height,
        height: 1,
        ..inner
    };
    let mut used = canvas.words(edge, " / ", Tone::Key);
    used += canvas.label(after(edge, used), filter, Tone::Text);
    canvas.caret(edge, Position::new(edge.x + used, edge.y));
    used += canvas.words(after(edge, used), "  ", Tone::Text);
    used += canvas.words(after(edge, used), "Esc", Tone::Key);
    canvas.words(after(edge, used), " all ", Tone::Faint);
}

//! The tour: the first things to know.

use crate::app::msg::Target;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::tour::{self, BOX, KEYS, Thing, Tour};
use crate::app::transcript::line::columns;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame;
use crate::ui::theme::Tone;

/// What stands above, and where there is little room.
const ABOVE: [&str; 2] = [
    "Begin to write: the first letter closes this.",
    "Just write: that closes this.",
];

/// Draws it in a box. A click on a line does what it offers.
pub(crate) fn draw(state: &State, shown: Tour, canvas: &mut Canvas<'_>) {
    let size = state.view.size;
    let inner = frame::overlay(size, BOX.width, BOX.height, "First things to know", canvas);
    let things = tour::things(&state.input.keymap);
    let room = tour::room(size);
    let width = usize::from(inner.width.saturating_sub(1));
    let above = ABOVE.into_iter().find(|words| columns(words) <= width);
    canvas.words(
        after(row(inner, 0), 1),
        above.unwrap_or(ABOVE[1]),
        Tone::Strong,
    );
    let first = shown.first.min(things.len().saturating_sub(room));
    let rows = things.iter().skip(first).take(room);
    for (at, thing) in (1..).zip(rows) {
        let line = row(inner, at);
        canvas.words(after(line, 1), &thing.key, Tone::Key);
        let words = after(line, KEYS);
        canvas.label(words, fitting(thing, usize::from(words.width)), Tone::Text);
        canvas.click(line, Target::Do(thing.action));
    }
    hints(
        state,
        (things.len() > room).then_some(("↑ ↓", "more")),
        canvas,
        inner,
    );
}

/// The words that have room.
fn fitting(thing: &Thing, room: usize) -> &'static str {
    if columns(thing.words) <= room {
        thing.words
    } else {
        thing.short
    }
}

fn hints(
    state: &State,
    more: Option<(&str, &str)>,
    canvas: &mut Canvas<'_>,
    inner: ratatui::layout::Rect,
) {
    let mut hints: Vec<(&str, &str)> = more.into_iter().collect();
    hints.push(("^X ^N", "shows it again"));
    let mut overlays = state.overlays.iter();
    let below = overlays.any(|overlay| matches!(overlay, Overlay::Welcome));
    hints.push((
        "Esc",
        if below {
            "to the start screen"
        } else {
            "close"
        },
    ));
    frame::hints(inner, &hints, canvas);
}

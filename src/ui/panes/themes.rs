//! The list of themes, with a strip of the colours of each.

use ratatui::layout::Rect;

use crate::app::state::State;
use crate::app::themes::{AUTO, Background, Choice, Origin, Row, ThemePicker};
use crate::app::transcript::line::columns;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::{frame, list};
use crate::ui::theme::{Tone, Wardrobe};

/// Columns of a name.
const NAME: u16 = 22;

/// The words of a strip, one for each of its colours.
const STRIP: [&str; 8] = [
    "Ab", "you", "model", "tool", "code", "error", "note", " here ",
];

/// Draws the list.
pub(crate) fn draw(
    picker: &ThemePicker,
    (state, wardrobe): (&State, &Wardrobe),
    canvas: &mut Canvas<'_>,
) {
    let chooser = &picker.chooser;
    let rows = u16::try_from(chooser.len()).unwrap_or(u16::MAX);
    let height = rows.saturating_add(3).clamp(6, 24);
    let inner = frame::overlay(state.view.size, 76, height, "Themes", canvas);
    let area = list::filter(&chooser.list, inner, canvas);
    if chooser.rows().len() == 0 {
        canvas.words(after(row(area, 0), 1), "no theme is called so", Tone::Faint);
    }
    let first = list::first_visible(chooser.list.selected, chooser.rows().len(), area.height);
    let visible = chooser.rows().enumerate().skip(first);
    for (at, entry) in visible.take(usize::from(area.height)) {
        let (line, tone) = list::list_row(at, first, &chooser.list, area, canvas);
        draw_row(entry, (state, wardrobe), (line, tone), canvas);
    }
    frame::hints(inner, &[("Enter", "keep"), ("Esc", "as before")], canvas);
    let excerpt = list::excerpt(&chooser.list, chooser.rows().len(), area.height);
    frame::more(inner, &excerpt, canvas);
}

fn draw_row(
    entry: &Row,
    (state, wardrobe): (&State, &Wardrobe),
    (line, tone): (Rect, Tone),
    canvas: &mut Canvas<'_>,
) {
    let themes = &state.view.appearance.themes;
    let mark = if entry.choice().as_ref() == Some(&themes.chosen) {
        " ● "
    } else {
        "   "
    };
    let used = canvas.words(line, mark, tone);
    let name = Rect {
        width: NAME.min(line.width.saturating_sub(used)),
        ..after(line, used)
    };
    let rest = after(line, used + NAME + 1);
    let faint = if tone == Tone::Selected {
        tone
    } else {
        Tone::Faint
    };
    match entry {
        Row::Auto => {
            canvas.words(name, AUTO, tone);
            let now = themes.name_of(&Choice::Auto);
            let used = canvas.words(rest, "as the terminal is: now ", faint);
            canvas.label(after(rest, used), now, faint);
        }
        Row::Theme(known) => {
            canvas.label(name, &known.name, tone);
            match &known.background {
                Ok(background) => {
                    let side = match background {
                        Background::Dark => "dark ",
                        Background::Light => "light",
                    };
                    let own = match known.origin {
                        Origin::BuiltIn => " ",
                        Origin::Own => " yours ",
                    };
                    let used = canvas.words(rest, side, faint);
                    let used = used + canvas.words(after(rest, used), own, faint);
                    strip(&known.name, wardrobe, after(rest, used + 1), canvas);
                }
                Err(why) => {
                    let used = canvas.words(rest, "✗ ", Tone::Error);
                    canvas.label(after(rest, used), why, Tone::Error);
                }
            }
        }
    }
}

/// Words in the colours of a theme, as far as they have room.
fn strip(name: &str, wardrobe: &Wardrobe, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(styles) = wardrobe.strip(name) else {
        return;
    };
    let mut place = area;
    for (word, style) in STRIP.into_iter().zip(styles) {
        let text = format!(" {word}");
        if columns(&text) > usize::from(place.width) {
            return;
        }
        // The blank belongs to the strip too: it shows the canvas.
        let used = canvas.text(place, &text, style);
        place = after(place, used);
    }
}

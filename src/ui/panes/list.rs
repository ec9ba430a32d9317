//! Lists with a filter line: palette and prompt history.

use ratatui::layout::{Position, Rect};

use crate::app::action::Action;
use crate::app::keymap::Keymap;
use crate::app::layout::Size;
use crate::app::list::ListState;
use crate::app::msg::Target;
use crate::app::palette::Chooser;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame;
use crate::ui::theme::Tone;

/// Columns of the names in the palette.
const NAME: u16 = 20;

/// Draws the command palette.
pub(crate) fn draw_palette(
    chooser: &Chooser<Action>,
    keymap: &Keymap,
    size: Size,
    canvas: &mut Canvas<'_>,
) {
    let inner = frame::overlay(size, 90, 24, "Commands", canvas);
    let area = filter(&chooser.list, inner, canvas);
    let first = first_visible(chooser.list.selected, chooser.rows().len(), area.height);
    for (at, action) in chooser
        .rows()
        .enumerate()
        .skip(first)
        .take(usize::from(area.height))
    {
        let Some(command) = action.row() else {
            continue;
        };
        let (line, tone) = list_row(at, first, &chooser.list, area, canvas);
        canvas.words(line, &format!(" {}", command.name), tone);
        let key = keymap.key_of(*action, &[]).unwrap_or_default();
        let width = u16::try_from(key.chars().count() + 1).unwrap_or(0);
        let place = after(line, line.width.saturating_sub(width));
        let help = Rect {
            width: line.width.saturating_sub(width + 1),
            ..line
        };
        canvas.words(after(help, NAME), command.help, tone);
        let key_tone = if tone == Tone::Selected {
            tone
        } else {
            Tone::Key
        };
        canvas.words(place, &key, key_tone);
    }
    frame::hints(inner, &[("Enter", "run"), ("Esc", "close")], canvas);
}

/// Draws the prompt history.
pub(crate) fn draw_history(chooser: &Chooser<String>, size: Size, canvas: &mut Canvas<'_>) {
    let inner = frame::overlay(size, 100, 24, "Earlier prompts", canvas);
    let area = filter(&chooser.list, inner, canvas);
    let first = first_visible(chooser.list.selected, chooser.rows().len(), area.height);
    for (at, prompt) in chooser
        .rows()
        .enumerate()
        .skip(first)
        .take(usize::from(area.height))
    {
        let (line, tone) = list_row(at, first, &chooser.list, area, canvas);
        let text = prompt.split_whitespace().collect::<Vec<_>>().join(" ");
        canvas.label(after(line, 1), &text, tone);
    }
    frame::hints(inner, &[("Enter", "take"), ("Esc", "close")], canvas);
}

/// Draws the filter line with the caret; gives the area below it.
pub(super) fn filter(list: &ListState, inner: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let line = row(inner, 0);
    let mut used = canvas.words(line, " / ", Tone::Key);
    used += canvas.label(after(line, used), &list.filter, Tone::Text);
    canvas.caret(
        line,
        Position::new(line.x + used.min(line.width.saturating_sub(1)), line.y),
    );
    Rect {
        y: inner.y + line.height,
        height: inner.height - line.height,
        ..inner
    }
}

/// Prepares the line of a row: background, click; gives its area and tone.
pub(super) fn list_row(
    at: usize,
    first: usize,
    list: &ListState,
    area: Rect,
    canvas: &mut Canvas<'_>,
) -> (Rect, Tone) {
    let line = row(area, u16::try_from(at - first).unwrap_or(u16::MAX));
    let tone = if at == list.selected {
        Tone::Selected
    } else {
        Tone::Text
    };
    canvas.fill(line, tone);
    canvas.click(line, Target::Row(at));
    (line, tone)
}

/// The first row to show, so that the selected one is in sight with some rows around it.
pub(super) fn first_visible(selected: usize, rows: usize, height: u16) -> usize {
    let height = usize::from(height);
    let last = rows.saturating_sub(height);
    selected.saturating_sub(height * 2 / 3).min(last)
}

//! Lists with a filter line: palette and prompt history.

use ratatui::layout::{Position, Rect};

use crate::app::able::why_not;
use crate::app::action::{Action, Scope};
use crate::app::layout::Size;
use crate::app::list::ListState;
use crate::app::menu::{Menu, Pick};
use crate::app::msg::Target;
use crate::app::palette::Chooser;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::ui::canvas::{Canvas, after, ending, row};
use crate::ui::panes::frame::{self, Excerpt};
use crate::ui::theme::Tone;

/// Columns of the names in the palette: the longest, and a blank at each side.
const NAME: u16 = 25;

/// Draws the command palette.
pub(crate) fn draw_palette(state: &State, chooser: &Chooser<Pick>, canvas: &mut Canvas<'_>) {
    let inner = frame::overlay(state.view.size, 90, 24, "Commands", canvas);
    let area = filter(&chooser.list, inner, canvas);
    let first = first_visible(chooser.list.selected, chooser.rows().len(), area.height);
    for (at, pick) in chooser
        .rows()
        .enumerate()
        .skip(first)
        .take(usize::from(area.height))
    {
        let (line, tone) = list_row(at, first, &chooser.list, area, canvas);
        match pick {
            Pick::Do(action) => command(*action, state, (line, tone), canvas),
            Pick::Row(row) => {
                let (name, told) = named(line);
                canvas.words(name, &format!("set {}", row.name()), tone);
                canvas.words(told, row.help(), tone);
            }
            Pick::Preset(name) => {
                let used = canvas.words(line, " preset ", tone);
                canvas.label(after(line, used), name, tone);
            }
            _ => {}
        }
    }
    frame::hints(inner, &[("Enter", "run"), ("Esc", "close")], canvas);
    frame::more(
        inner,
        &excerpt(&chooser.list, chooser.rows().len(), area.height),
        canvas,
    );
}

/// Draws an action: its name, what it does or why it cannot be done, its key.
fn command(action: Action, state: &State, (line, tone): (Rect, Tone), canvas: &mut Canvas<'_>) {
    let Some(command) = action.row() else {
        return;
    };
    let why = why_not(state, action);
    let tone = match tone {
        Tone::Text if why.is_some() => Tone::Faint,
        other => other,
    };
    let key = state.input.keymap.hint(action, Scope::Global);
    let width = u16::try_from(key.chars().count() + 1).unwrap_or(0);
    let place = after(line, line.width.saturating_sub(width));
    let help = Rect {
        width: line.width.saturating_sub(width + 1),
        ..line
    };
    let (name, told) = named(help);
    canvas.words(name, command.name, tone);
    match why {
        Some(why) => canvas.label(told, &format!("not now: {why}"), tone),
        None => canvas.words(told, command.help, tone),
    };
    let key_tone = match tone {
        Tone::Selected | Tone::Faint => tone,
        _ => Tone::Key,
    };
    canvas.keys(place, &key, key_tone);
}

/// Where the name of a row stands, and where what it does.
fn named(line: Rect) -> (Rect, Rect) {
    let columns = NAME.min(line.width / 2);
    let name = after(line, 1);
    let name = Rect {
        width: columns.saturating_sub(2).min(name.width),
        ..name
    };
    (name, after(line, columns))
}

/// Draws a menu: labels and details.
pub(crate) fn draw_menu(menu: &Menu, size: Size, canvas: &mut Canvas<'_>) {
    let chooser = &menu.chooser;
    let rows = u16::try_from(chooser.len()).unwrap_or(u16::MAX);
    let height = rows.saturating_add(3).clamp(6, 24);
    let inner = frame::overlay(size, 90, height, menu.kind.title(), canvas);
    let area = filter(&chooser.list, inner, canvas);
    let widest = chooser.rows().map(|entry| columns(&entry.label)).max();
    let label = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX);
    let label = label.min(area.width / 2) + 2;
    if chooser.rows().len() == 0 {
        canvas.words(after(row(area, 0), 1), menu.kind.empty(), Tone::Faint);
    }
    let first = first_visible(chooser.list.selected, chooser.rows().len(), area.height);
    for (at, entry) in chooser
        .rows()
        .enumerate()
        .skip(first)
        .take(usize::from(area.height))
    {
        let (line, tone) = list_row(at, first, &chooser.list, area, canvas);
        let name = Rect {
            width: label.min(line.width),
            ..line
        };
        canvas.label(after(name, 1), &entry.label, tone);
        let (faint, warns) = if tone == Tone::Selected {
            (tone, tone)
        } else {
            (Tone::Faint, Tone::Warning)
        };
        let place = after(line, label + 1);
        let warning = menu.warning_of(&entry.pick);
        let (warning, rest) = entry.detail.split_at(warning);
        let used = canvas.label(place, warning, warns);
        canvas.label(after(place, used), rest, faint);
    }
    let mut hints = vec![("Enter", "take"), ("Esc", "close")];
    hints.extend(menu.kind.removal().map(|what| ("Del", what)));
    hints.extend(menu.kind.has_links().then_some(("y", "copy")));
    frame::hints(inner, &hints, canvas);
    frame::more(
        inner,
        &excerpt(&chooser.list, chooser.rows().len(), area.height),
        canvas,
    );
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
    frame::more(
        inner,
        &excerpt(&chooser.list, chooser.rows().len(), area.height),
        canvas,
    );
}

/// Draws the filter line with the caret; gives the area below it.
pub(super) fn filter(list: &ListState, inner: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let line = row(inner, 0);
    let mut used = canvas.words(line, " / ", Tone::Key);
    // The end of a long text is where one writes.
    let room = usize::from(line.width.saturating_sub(used + 1));
    used += canvas.label(after(line, used), ending(&list.filter, room), Tone::Text);
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

/// Which rows of a list stand in so many lines.
pub(super) fn excerpt(list: &ListState, all: usize, height: u16) -> Excerpt {
    Excerpt {
        first: first_visible(list.selected, all, height),
        shown: height,
        all,
    }
}

/// The first row to show, so that the selected one is in sight with some rows around it.
pub(super) fn first_visible(selected: usize, rows: usize, height: u16) -> usize {
    let height = usize::from(height);
    let last = rows.saturating_sub(height);
    selected.saturating_sub(height * 2 / 3).min(last)
}

//! A text that is edited: its cells, and the caret at the insertion point.
//!
//! The widget draws the `char` under its cursor by itself. Where that is the first of several that
//! make up one character to a person, such as an emoji that is joined of others, they come apart on
//! their way to the cells; here they are put together again.

use std::ops::Range;

use ratatui::buffer::{Buffer, CellWidth as _};
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;
use tui_textarea::TextArea;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::app::caret;
use crate::ui::canvas::Canvas;
use crate::ui::theme::Tone;

/// Draws the text.
pub(super) fn draw(widget: &TextArea<'static>, area: Rect, canvas: &mut Canvas<'_>) {
    let area = area.intersection(canvas.buf.area);
    if area.is_empty() {
        return;
    }
    widget.render(area, canvas.buf);
    if let (Some(at), Some(cluster)) = (place(widget, area), under_cursor(widget)) {
        join(cluster, at, area, canvas.buf);
    }
}

/// Paints what is selected in a widget that was drawn here: from a line and character up to another.
pub(super) fn paint_selected(
    widget: &TextArea<'static>,
    selected: Option<Range<(usize, usize)>>,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let Some(selected) = selected else {
        return;
    };
    let (top, _) = widget.scroll_offset();
    let at = |row: usize, column: u16| {
        let place = widget.screen_to_data(row, usize::from(column));
        (place.0, place.1)
    };
    let mut above = None;
    let mut counted = None;
    for (y, row) in (area.y..area.bottom()).zip(usize::from(top)..) {
        let first = at(row, 0);
        if above.replace(first) == Some(first) {
            // Below the text its last line is given again.
            return;
        }
        // A long line has many rows, and each of these many cells.
        let length = match counted {
            Some((line, length)) if line == first.0 => length,
            Some(_) | None => widget.lines()[first.0].chars().count(),
        };
        counted = Some((first.0, length));
        for column in 0..area.width {
            let place = at(row, column);
            let is_there = place.1 < length || (length == 0 && column == 0);
            if is_there && selected.contains(&place) {
                let cell = Rect::new(area.x + column, y, 1, 1);
                canvas.paint(cell, Tone::Selected);
            }
        }
    }
}

/// Puts the caret at the insertion point of a widget that was drawn here.
pub(super) fn place_caret(widget: &TextArea<'static>, area: Rect, canvas: &mut Canvas<'_>) {
    if let Some(at) = place(widget, area) {
        canvas.caret(area, at);
    }
}

/// The cell of the insertion point. At the end of a full row it is the last one.
fn place(widget: &TextArea<'static>, area: Rect) -> Option<Position> {
    let (top, _) = widget.scroll_offset();
    let short = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let row = short(widget.screen_cursor().row).checked_sub(top)?;
    let column = short(caret::column(widget));
    let last = area.right().checked_sub(1)?;
    Some(Position::new(
        area.x.saturating_add(column).min(last),
        area.y.saturating_add(row),
    ))
    .filter(|at| area.contains(*at))
}

/// The character under the cursor, if it is more than one `char`.
fn under_cursor<'a>(widget: &'a TextArea<'static>) -> Option<&'a str> {
    let (row, column) = (widget.cursor().0, widget.cursor().1);
    let line = widget.lines().get(row)?;
    let (at, _) = line.char_indices().nth(column)?;
    let cluster = line[at..].graphemes(true).next()?;
    cluster.chars().nth(1).is_some().then_some(cluster)
}

/// Draws the row again from here on: this character whole, and what stands behind its parts.
fn join(cluster: &str, from: Position, area: Rect, buf: &mut Buffer) {
    let parts = drawn(from, area, buf);
    // Of the parts those without a width were not drawn.
    let behind = cluster.chars().fold(parts.as_str(), |parts, part| {
        parts.strip_prefix(part).unwrap_or(parts)
    });
    let style = buf[from].style();
    let width = usize::from(area.right().saturating_sub(from.x));
    let text = format!("{cluster}{behind}");
    let (end, _) = buf.set_stringn(from.x, from.y, text, width, style);
    for x in end..area.right() {
        buf[(x, from.y)].set_symbol(" ").set_style(style);
    }
}

/// What stands in the cells of a row from here on.
fn drawn(from: Position, area: Rect, buf: &Buffer) -> String {
    let mut text = String::new();
    let mut x = from.x;
    while x < area.right() {
        let symbol = buf[(x, from.y)].symbol();
        text.push_str(symbol);
        x = x.saturating_add(symbol.cell_width().max(1));
    }
    text
}

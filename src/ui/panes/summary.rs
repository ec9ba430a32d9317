//! The summary: all lanes over the whole conversation, two lines for each.

use ratatui::layout::Rect;

use crate::app::action::{Action, OnSummary};
use crate::app::layout::Size;
use crate::app::msg::Target;
use crate::app::summary::{
    About, Cell, Closed, Column, GAP, Row, SIGN, Shows, Summary, WIDEST, names,
};
use crate::app::transcript::line::columns;
use crate::chat::differs;
use crate::chat::summary::Replies;
use crate::ui::canvas::{Canvas, after, label_columns, row};
use crate::ui::panes::{frame, list};
use crate::ui::theme::Tone;

/// Lines of a lane.
const LINES: u16 = 2;

/// Lines of the box that no lane stands in: what is shown, the names of the columns, what the signs
/// mean, and the frame.
const AROUND: u16 = 5;

/// A row of the table, where it stands, and how.
#[derive(Debug, Clone, Copy)]
struct Place {
    area: Rect,
    /// Columns for the names.
    names: u16,
    tone: Tone,
}

impl Place {
    /// The tone of a piece of it: its own, unless the row is selected, or faint from end to end.
    fn tone(self, own: Tone) -> Tone {
        match self.tone {
            Tone::Text => own,
            _ => self.tone,
        }
    }
}

/// Draws the summary over the panes.
pub(crate) fn draw(summary: &Summary, size: Size, canvas: &mut Canvas<'_>) {
    let rows = u16::try_from(summary.rows().len()).unwrap_or(u16::MAX);
    let height = rows.saturating_mul(LINES).saturating_add(AROUND);
    let inner = frame::overlay(size, WIDEST, height, "Lanes compared", canvas);
    let line = after(row(inner, 0), 1);
    let used = canvas.words(line, &subject(summary), Tone::Faint);
    range(summary, inner.width, after(line, used), canvas);
    heads(summary, row(inner, 1), canvas);
    let table = Rect {
        y: inner.y + inner.height.min(2),
        height: inner.height.saturating_sub(3),
        ..inner
    };
    lanes(summary, table, canvas);
    let legend = after(row(inner, inner.height.saturating_sub(1).max(2)), 1);
    canvas.words(legend, meaning(legend.width), Tone::Faint);
    frame::hints(inner, &hints(summary.shows()), canvas);
}

/// Which replies are summed up, and of which lanes.
fn subject(summary: &Summary) -> String {
    let replies = match summary.shows().replies {
        Replies::All => "all replies",
        Replies::Shown => "shown paths only",
    };
    match summary.rows().len() {
        1 => format!("{replies} of 1 lane"),
        count => format!("{replies} of {count} lanes"),
    }
}

/// Which columns are in sight, if not all of them, at the end of the line.
fn range(summary: &Summary, room: u16, line: Rect, canvas: &mut Canvas<'_>) {
    let (seen, all) = (summary.in_sight(room), Column::ALL.len());
    if seen.len() < all {
        let text = format!("← {}–{} of {all} →", seen.start + 1, seen.end);
        flush_right(&text, line, 1, Tone::Faint, canvas);
    }
}

/// What the signs mean, as long as there is room for it.
fn meaning(room: u16) -> &'static str {
    const WORDS: [&str; 3] = [
        "medians, and below them the middle half of the values, or all of fewer than 4 · ★ best, #2 … places · rank: most ★",
        "medians, middle half below · ★ best, #2 … places · rank: most ★",
        "medians · ★ best · rank: most ★",
    ];
    let fits = |words: &&str| columns(words) <= usize::from(room);
    WORDS.into_iter().find(fits).unwrap_or(WORDS[2])
}

fn hints(shows: Shows) -> [(&'static str, &'static str); 6] {
    let replies = match shows.replies {
        Replies::All => "shown paths",
        Replies::Shown => "all replies",
    };
    let closed = match shows.closed {
        Closed::Shown => "hide closed",
        Closed::Hidden => "closed",
    };
    [
        ("Enter", "go"),
        ("< >", "sort"),
        ("s", "turn"),
        ("?", "keys"),
        ("a", replies),
        ("c", closed),
    ]
}

/// Draws the names of the columns; a click sorts by one.
fn heads(summary: &Summary, line: Rect, canvas: &mut Canvas<'_>) {
    let sort = summary.sort();
    let mut rest = after(line, names(line.width));
    for at in summary.in_sight(line.width) {
        let column = Column::ALL[at];
        let place = first(after(rest, GAP), summary.width(at));
        let value = first(place, place.width.saturating_sub(short(SIGN)));
        let tone = if column == sort.by {
            Tone::Strong
        } else {
            Tone::Group
        };
        flush_right(column.name(), value, 0, tone, canvas);
        if column == sort.by {
            let sign = sort.order.sign(column.better());
            canvas.words(after(place, value.width + 1), sign, Tone::Key);
        }
        canvas.click(
            place,
            Target::Do(Action::OnSummary(OnSummary::SortBy(column))),
        );
        rest = after(rest, summary.width(at) + GAP);
    }
}

fn lanes(summary: &Summary, area: Rect, canvas: &mut Canvas<'_>) {
    let fit = (area.height / LINES).max(1);
    let rows = summary.rows();
    let top = list::first_visible(summary.selected(), rows.len(), fit);
    let visible = rows.iter().enumerate().skip(top).take(usize::from(fit));
    for (line, (at, lane)) in (0..).step_by(LINES.into()).zip(visible) {
        let both = Rect {
            y: area.y + line,
            height: LINES.min(area.height.saturating_sub(line)),
            ..area
        };
        let tone = match lane.number {
            _ if at == summary.selected() => Tone::Selected,
            Some(_) => Tone::Text,
            None => Tone::Faint,
        };
        canvas.fill(both, tone);
        canvas.click(both, Target::Row(at));
        let place = Place {
            area: both,
            names: names(area.width),
            tone,
        };
        who(lane, place, canvas);
        cells(summary, lane, place, canvas);
    }
}

/// Draws which lane it is, and below that what differs from the first one.
fn who(told: &Row, place: Place, canvas: &mut Canvas<'_>) {
    let (area, tone) = (first(place.area, place.names), place.tone);
    let number = told
        .number
        .map_or_else(|| "·".to_owned(), |at| at.to_string());
    let line = after(row(area, 0), 1);
    let used = canvas.words(line, &number, place.tone(Tone::Key));
    canvas.label(after(line, used + 1), &told.name, tone);
    let state = match told.number {
        Some(_) => "",
        None => "closed · ",
    };
    let line = after(row(area, 1), 3);
    let used = canvas.words(line, state, place.tone(Tone::Faint));
    let line = after(line, used);
    let text = match &told.about {
        About::First(text) => text.clone(),
        About::Differs(all) if all.is_empty() => "as lane 1".to_owned(),
        About::Differs(all) => differs::fit(all, line.width.into(), label_columns),
    };
    canvas.label(line, &text, place.tone(Tone::Faint));
}

fn cells(summary: &Summary, lane: &Row, place: Place, canvas: &mut Canvas<'_>) {
    let mut rest = after(place.area, place.names);
    for at in summary.in_sight(place.area.width) {
        let width = summary.width(at);
        let area = first(after(rest, GAP), width);
        cell(lane.cell(Column::ALL[at]), Place { area, ..place }, canvas);
        rest = after(rest, width + GAP);
    }
}

/// Draws a value with its sign, and what is below it.
fn cell(cell: &Cell, place: Place, canvas: &mut Canvas<'_>) {
    let value = first(place.area, place.area.width.saturating_sub(short(SIGN)));
    let best = cell.rank == Some(1);
    let own = if best { Tone::Strong } else { Tone::Text };
    flush_right(&cell.value, row(value, 0), 0, place.tone(own), canvas);
    let own = if best { Tone::Key } else { Tone::Faint };
    let sign = after(row(place.area, 0), value.width + 1);
    canvas.words(sign, &cell.sign(), place.tone(own));
    let below = row(place.area, 1);
    flush_right(&cell.below, below, 0, place.tone(Tone::Faint), canvas);
}

/// The first columns of an area.
fn first(area: Rect, columns: u16) -> Rect {
    Rect {
        width: columns.min(area.width),
        ..area
    }
}

/// Writes words of ours so that they end so many columns before their place does.
fn flush_right(text: &str, place: Rect, margin: u16, tone: Tone, canvas: &mut Canvas<'_>) {
    let taken = short(columns(text)).saturating_add(margin);
    canvas.words(after(place, place.width.saturating_sub(taken)), text, tone);
}

fn short(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}

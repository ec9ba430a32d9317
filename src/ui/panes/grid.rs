//! The grid of cases: a row for each case, a column for each lane.

use ratatui::layout::Rect;

use crate::app::cases::Run;
use crate::app::grid::{self, Grid, Told, Totals};
use crate::app::msg::Target;
use crate::app::state::State;
use crate::chat::cases::{Cases, Fit};
use crate::chat::lane::Lane;
use crate::chat::price::Dollars;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::{frame, list};
use crate::ui::theme::Tone;

/// The narrowest column of a lane.
const NARROWEST: u16 = 16;

/// The widest column of values.
const VALUES: u16 = 30;

/// Where columns stand, and which lanes are in sight.
#[derive(Debug, Clone, Copy)]
struct Places {
    number: u16,
    values: u16,
    lane: u16,
    /// The first lane in sight, and how many there are.
    lanes: (usize, usize),
}

impl Places {
    /// Gives the selected lane a place, and as many others as there is room for.
    fn within(width: u16, rows: usize, lanes: usize, selected: usize) -> Self {
        let number = u16::try_from(rows.to_string().len()).unwrap_or(u16::MAX) + 2;
        let values = (width / 4).min(VALUES);
        let room = width.saturating_sub(number + values);
        let fit = usize::from(room / NARROWEST).clamp(1, lanes.max(1));
        let first = (selected + 1).saturating_sub(fit);
        let lane = room / u16::try_from(fit).unwrap_or(u16::MAX).max(1);
        Self {
            number,
            values,
            lane,
            lanes: (first, fit),
        }
    }

    /// The place of the lane that is so many from the first in sight.
    fn of_lane(self, line: Rect, at: usize) -> Rect {
        let before = u16::try_from(at)
            .unwrap_or(u16::MAX)
            .saturating_mul(self.lane);
        let place = after(line, self.number + self.values + before);
        narrowed(place, self.lane)
    }

    fn visible(self, state: &State) -> impl Iterator<Item = (usize, &Lane)> {
        let lanes = state.conversation.lanes().enumerate();
        lanes.skip(self.lanes.0).take(self.lanes.1)
    }
}

/// Draws the grid over the panes.
pub(crate) fn draw(state: &State, cases: &Grid, canvas: &mut Canvas<'_>) {
    let inner = frame::overlay(state.view.size, u16::MAX, u16::MAX, "Cases", canvas);
    let Some(table) = grid::table(state) else {
        canvas.words(after(row(inner, 0), 1), "reading the table …", Tone::Faint);
        return;
    };
    head(state, table, &cases.fit, inner, canvas);
    let lanes = state.conversation.lanes().count();
    let places = Places::within(inner.width, table.rows.len(), lanes, cases.column());
    titles(state, table, (row(inner, 1), places), canvas);
    let area = Rect {
        y: inner.y + 2.min(inner.height),
        height: inner.height.saturating_sub(4),
        ..inner
    };
    rows(state, table, cases, (area, places), canvas);
    let sums = row(inner, inner.height.saturating_sub(2));
    totals(state, cases.totals(), (sums, places), canvas);
    let last = row(inner, inner.height.saturating_sub(1));
    figures(state, cases, last, canvas);
    let hints = [
        ("Enter", "read"),
        ("R", "run"),
        ("r", "again"),
        ("f", "failed"),
        ("s", "stop"),
        ("o", "go"),
        ("x", "export"),
    ];
    frame::hints(inner, &hints, canvas);
}

/// Draws what the table is, what is going on, and what does not fit the prompt.
fn head(state: &State, table: &Cases, fit: &Fit, inner: Rect, canvas: &mut Canvas<'_>) {
    let line = after(row(inner, 0), 1);
    let name = if table.name.is_empty() {
        "a table"
    } else {
        &table.name
    };
    let mut used = canvas.label(line, name, Tone::Text);
    let waiting = state.flight.desk.run.as_ref().map(Run::waiting);
    let rows = table.rows.len();
    let counts = match waiting {
        Some(waiting) => format!(" · {rows} cases · {} to go", waiting + state.flight.cells()),
        None => format!(" · {rows} cases"),
    };
    used += canvas.words(after(line, used), &counts, Tone::Faint);
    if !fit.missing.is_empty() {
        let names = format!(" · ✗ no value for {}", fit.missing.join(", "));
        used += canvas.label(after(line, used), &names, Tone::Warning);
    }
    if !fit.unused.is_empty() {
        let names = format!(" · not in the prompt: {}", fit.unused.join(", "));
        canvas.label(after(line, used), &names, Tone::Faint);
    }
}

/// Draws the names above the columns.
fn titles(state: &State, table: &Cases, (line, places): (Rect, Places), canvas: &mut Canvas<'_>) {
    let values = narrowed(after(line, places.number), places.values.saturating_sub(1));
    canvas.label(values, &table.columns.join(" · "), Tone::Group);
    for (at, (number, lane)) in places.visible(state).enumerate() {
        let place = places.of_lane(line, at);
        let title = format!("{} {}", number + 1, grid::model(lane));
        canvas.label(
            narrowed(place, place.width.saturating_sub(1)),
            &title,
            Tone::Group,
        );
    }
}

fn rows(
    state: &State,
    table: &Cases,
    cases: &Grid,
    (area, places): (Rect, Places),
    canvas: &mut Canvas<'_>,
) {
    let first = list::first_visible(cases.row(), table.rows.len(), area.height);
    let visible = table.rows.iter().enumerate().skip(first);
    for (at, values) in visible.take(usize::from(area.height)) {
        let line = row(area, u16::try_from(at - first).unwrap_or(u16::MAX));
        canvas.click(line, Target::Row(at));
        let tone = if at == cases.row() {
            Tone::Key
        } else {
            Tone::Faint
        };
        canvas.words(narrowed(line, places.number), &format!(" {}", at + 1), tone);
        let short = narrowed(after(line, places.number), places.values.saturating_sub(1));
        canvas.label(short, &one_line(values), Tone::Text);
        for (column, (number, lane)) in places.visible(state).enumerate() {
            let place = places.of_lane(line, column);
            let place = narrowed(place, place.width.saturating_sub(1));
            let told = grid::told(state, grid::case(at), lane);
            if (at, number) == (cases.row(), cases.column()) {
                canvas.fill(place, Tone::Selected);
                cell(told, place, Some(Tone::Selected), canvas);
            } else {
                cell(told, place, None, canvas);
            }
        }
    }
}

/// Draws a cell in its own tone, or in another one.
fn cell(told: Told, place: Rect, tone: Option<Tone>, canvas: &mut Canvas<'_>) {
    let (sign, words, own) = shown(told);
    let tone = tone.unwrap_or(own);
    let used = canvas.words(place, sign, tone);
    canvas.label(after(place, used), &words, tone);
}

/// How a cell is written: a sign of ours, then words.
fn shown(told: Told) -> (&'static str, String, Tone) {
    match told {
        Told::Empty => ("–", String::new(), Tone::Faint),
        Told::Queued => ("·", " waits".to_owned(), Tone::Faint),
        Told::Waiting => ("…", " asked".to_owned(), Tone::Faint),
        Told::Coming => ("…", " streams".to_owned(), Tone::Key),
        Told::Streaming(1) => ("…", " 1 piece".to_owned(), Tone::Key),
        Told::Streaming(pieces) => ("…", format!(" {pieces} pieces"), Tone::Key),
        Told::Done(words) => ("✓ ", words, Tone::Text),
        Told::Stopped(words) => ("■ ", words, Tone::Warning),
        Told::Failed(why) => ("✗ ", why, Tone::Error),
    }
}

/// Draws what the cells of each lane come to.
fn totals(state: &State, sums: &[Totals], (line, places): (Rect, Places), canvas: &mut Canvas<'_>) {
    canvas.words(after(line, places.number), "all", Tone::Faint);
    for (at, (lane, _)) in places.visible(state).enumerate() {
        let Some(sum) = sums.get(lane) else {
            continue;
        };
        let text = sum_of(sum);
        let place = places.of_lane(line, at);
        canvas.words(
            narrowed(place, place.width.saturating_sub(1)),
            &text,
            Tone::Faint,
        );
    }
}

fn sum_of(sum: &Totals) -> String {
    let cost = match sum.unknown {
        0 => sum.cost.to_string(),
        _ if sum.cost == Dollars::default() => "cost ?".to_owned(),
        _ => format!("≥{}", sum.cost),
    };
    match (sum.done, sum.broken) {
        (0, 0) => String::new(),
        (done, 0) => format!("{done} ✓ {cost}"),
        (done, broken) => format!("{done} ✓ {broken} ✗ {cost}"),
    }
}

/// Draws the figures of the selected cell.
fn figures(state: &State, cases: &Grid, line: Rect, canvas: &mut Canvas<'_>) {
    let mut lanes = state.conversation.lanes().skip(cases.column());
    let case = grid::case(cases.row());
    let message = lanes
        .next()
        .and_then(|lane| state.conversation.cell(case, lane.id));
    let reply = message.and_then(|message| message.generation.as_deref());
    let Some(figures) = reply.and_then(|reply| grid::figures(state, reply)) else {
        return;
    };
    let count =
        |count: Option<u64>| count.map_or_else(|| "?".to_owned(), |count| count.to_string());
    let cost = figures
        .cost
        .map_or_else(|| "cost ?".to_owned(), |cost| cost.to_string());
    let text = format!(
        "case {} · {} in / {} out · {} ms · {cost} · ",
        cases.row() + 1,
        count(figures.input),
        count(figures.output),
        figures.ms,
    );
    let line = after(line, 1);
    let used = canvas.words(line, &text, Tone::Faint);
    let (end, tone) = match (figures.error, figures.stop) {
        (Some(error), _) => (error, Tone::Error),
        (None, stop) => (stop.unwrap_or_default(), Tone::Faint),
    };
    canvas.label(after(line, used), &end, tone);
}

/// The values of a case on one line, each begun.
fn one_line(values: &[String]) -> String {
    let begun = values.iter().map(|value| {
        let words = value.chars().take(usize::from(VALUES));
        words.collect::<String>().replace(['\n', '\r', '\t'], " ")
    });
    begun.collect::<Vec<_>>().join(" · ")
}

/// The first columns of a place.
fn narrowed(place: Rect, columns: u16) -> Rect {
    Rect {
        width: columns.min(place.width),
        ..place
    }
}

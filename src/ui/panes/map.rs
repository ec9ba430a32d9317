//! The map: the whole tree, a row for each message.

use ratatui::layout::Rect;

use crate::app::map::{self, Cost, Map, Mark, OnPath, Row, Told, Totals, Trash};
use crate::app::msg::Target;
use crate::app::state::State;
use crate::app::transcript::line::{Face, Role as Part, columns};
use crate::chat::conversation::Hidden;
use crate::chat::message::Role;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::{frame, list};
use crate::ui::theme::Tone;

/// The widest box: beyond this, the end of a row is far from its beginning.
const WIDEST: u16 = 160;

/// Columns of the mark at the left edge and the blank after it.
const EDGE: u16 = 2;

/// Columns for what is written at the right, the blank before it included; 0 = there is no room.
#[derive(Debug, Clone, Copy)]
struct Columns {
    speaker: u16,
    model: u16,
    tokens: u16,
    cost: u16,
}

impl Columns {
    /// What there is room for beside the texts.
    fn within(width: u16) -> Self {
        let (speaker, model, tokens, cost) = match width {
            100.. => (10, 24, 12, 10),
            66.. => (10, 15, 0, 10),
            44.. => (2, 0, 0, 10),
            _ => (2, 0, 0, 0),
        };
        Self {
            speaker,
            model,
            tokens,
            cost,
        }
    }

    fn right(self) -> u16 {
        self.model + self.tokens + self.cost
    }
}

/// Draws the map over the panes.
pub(crate) fn draw(state: &State, map: &Map, canvas: &mut Canvas<'_>) {
    let size = state.view.size;
    let inner = frame::overlay(size, WIDEST, u16::MAX, "Map", canvas);
    let head = after(row(inner, 0), 1);
    canvas.words(head, &summary(map.totals(), head.width), Tone::Faint);
    let mut area = below(inner);
    if let Some(text) = trash(map) {
        area.height = area.height.saturating_sub(1);
        let last = row(inner, inner.height.saturating_sub(1));
        canvas.words(after(last, 1), &text, Tone::Faint);
    }
    rows(state, map, area, canvas);
    frame::hints(inner, hints(map.choice()), canvas);
}

/// What all of it comes to, in so many columns if that can be.
fn summary(totals: &Totals, room: u16) -> String {
    let counts = format!(
        "{} · {}",
        counted(totals.messages, "message", "messages"),
        counted(totals.branches, "branch", "branches"),
    );
    let cost = totals.cost;
    if totals.unknown == 0 {
        return format!("{counts} · {cost}");
    }
    let replies = counted(totals.unknown, "reply", "replies");
    let all = format!("{counts} · {cost} and {replies} of unknown cost");
    if columns(&all) > usize::from(room) {
        return format!("{counts} · ≥{cost}");
    }
    all
}

fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

/// What is said of the trash, if there is anything in it.
fn trash(map: &Map) -> Option<String> {
    let count = map.totals().trashed;
    if count == 0 {
        return None;
    }
    let messages = counted(count, "message", "messages");
    Some(match map.trash() {
        Trash::Hidden => format!("{messages} in the trash · t shows"),
        Trash::Shown => format!("{messages} in the trash · t hides"),
    })
}

fn hints(selected: Option<Row>) -> &'static [(&'static str, &'static str)] {
    match selected.map(|row| row.hidden) {
        Some(Hidden::No) => &[
            ("Enter", "go"),
            ("o", "end here"),
            ("b", "name"),
            ("d", "prune"),
            ("f", "fork"),
            ("?", "keys"),
        ],
        Some(Hidden::Yes) => &[("r", "restore"), ("t", "hide the trash"), ("?", "keys")],
        None => &[("t", "show the trash"), ("Esc", "close")],
    }
}

fn rows(state: &State, map: &Map, area: Rect, canvas: &mut Canvas<'_>) {
    let all = map.rows().all();
    if all.is_empty() {
        canvas.words(after(row(area, 0), EDGE), "nothing is left", Tone::Faint);
    }
    let first = list::first_visible(map.selected(), all.len(), area.height);
    let visible = all.iter().enumerate().skip(first);
    for (at, of) in visible.take(usize::from(area.height)) {
        let line = row(area, u16::try_from(at - first).unwrap_or(u16::MAX));
        let tone = if at == map.selected() {
            Tone::Selected
        } else {
            Tone::Text
        };
        canvas.fill(line, tone);
        canvas.click(line, Target::Row(at));
        let Some(told) = map::told(state, *of) else {
            continue;
        };
        let columns = Columns::within(line.width);
        // A third of the line is enough for guides: the texts are what is looked for.
        let guides = map.rows().guides(at, usize::from(line.width / 6).max(1));
        let right = right(&told, columns, line, tone, canvas);
        let left = Rect {
            width: line.width.saturating_sub(right),
            ..line
        };
        self::left(&told, &guides, columns.speaker, (left, tone), canvas);
    }
}

/// Draws where a message stands, who speaks, its name and its first line.
fn left(
    told: &Told<'_>,
    guides: &str,
    speaker: u16,
    (line, tone): (Rect, Tone),
    canvas: &mut Canvas<'_>,
) {
    let (sign, sign_tone) = match told.path {
        OnPath::Beside => ("", Tone::Text),
        OnPath::On => ("●", Tone::Key),
        OnPath::End => ("◉", Tone::Key),
    };
    canvas.words(line, sign, unless_selected(tone, sign_tone));
    let mut used = EDGE;
    used += canvas.words(
        after(line, used),
        guides,
        unless_selected(tone, Tone::Gutter),
    );
    let place = Rect {
        width: speaker.min(line.width.saturating_sub(used)),
        ..after(line, used)
    };
    who(told.speaker, place, tone, canvas);
    used += place.width;
    if let Some(name) = told.name {
        let named = format!("★ {name} ");
        used += canvas.label(
            after(line, used),
            &named,
            unless_selected(tone, Tone::Group),
        );
    }
    let aside = told.marks.contains(&Mark::Trash) || told.marks.contains(&Mark::LeftOut);
    let text_tone = if aside { Tone::Faint } else { Tone::Text };
    canvas.label(
        after(line, used),
        &told.text,
        unless_selected(tone, text_tone),
    );
}

/// Writes who speaks, by an initial where there is little room.
fn who(speaker: Role, place: Rect, tone: Tone, canvas: &mut Canvas<'_>) {
    let (word, initial, part) = match speaker {
        Role::User => ("you", "y", Part::User),
        Role::Assistant => ("assistant", "a", Part::Assistant),
    };
    let word = if usize::from(place.width) > columns("assistant") {
        word
    } else {
        initial
    };
    let style = match tone {
        Tone::Selected => canvas.theme.style(tone),
        _ => canvas.theme.face(Face::of(part)),
    };
    canvas.text(place, word, style);
}

/// Draws marks, model, tokens and cost at the end of a line; gives the columns that they take.
fn right(
    told: &Told<'_>,
    columns: Columns,
    line: Rect,
    tone: Tone,
    canvas: &mut Canvas<'_>,
) -> u16 {
    let faint = unless_selected(tone, Tone::Faint);
    let mut place = after(line, line.width.saturating_sub(columns.right()));
    let marks = marks(
        told,
        Rect {
            width: place.x - line.x,
            ..line
        },
        tone,
        canvas,
    );
    let model = Rect {
        width: columns.model.saturating_sub(1).min(place.width),
        ..after(place, 1)
    };
    canvas.label(model, told.model.unwrap_or_default(), faint);
    place = after(place, columns.model);
    let tokens = told.tokens.filter(|_| columns.tokens > 0);
    if let Some(tokens) = tokens {
        flush_right(
            &format!("{tokens} out"),
            place,
            columns.tokens,
            faint,
            canvas,
        );
    }
    place = after(place, columns.tokens);
    let cost = told.cost.filter(|_| columns.cost > 0);
    if let Some(cost) = cost {
        let text = match cost {
            Cost::Known(dollars) => dollars.to_string(),
            Cost::Unknown => "?".to_owned(),
            Cost::Open => "…".to_owned(),
        };
        flush_right(&text, place, columns.cost, faint, canvas);
    }
    columns.right() + marks
}

/// Draws the marks so that they end where the columns begin; gives the columns that they take.
fn marks(told: &Told<'_>, line: Rect, tone: Tone, canvas: &mut Canvas<'_>) -> u16 {
    let signs: Vec<(String, Tone)> = told
        .marks
        .iter()
        .map(|mark| (format!(" {}", mark.sign()), tone_of(*mark)))
        .collect();
    let width: usize = signs.iter().map(|(sign, _)| columns(sign)).sum();
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(line.width);
    let mut used = line.width - width;
    for (sign, own) in signs {
        used += canvas.words(after(line, used), &sign, unless_selected(tone, own));
    }
    width
}

fn tone_of(mark: Mark) -> Tone {
    match mark {
        Mark::Failed => Tone::Error,
        Mark::LeftOut | Mark::Stopped | Mark::Trash => Tone::Warning,
        Mark::Lane(_) | Mark::Open => Tone::Key,
        Mark::Edited | Mark::Copy => Tone::Faint,
    }
}

/// Writes a text at the end of a column.
fn flush_right(text: &str, place: Rect, column: u16, tone: Tone, canvas: &mut Canvas<'_>) {
    let width = u16::try_from(columns(text)).unwrap_or(u16::MAX);
    let place = after(place, column.saturating_sub(width));
    canvas.words(place, text, tone);
}

/// A selected row has one tone from end to end.
fn unless_selected(row: Tone, own: Tone) -> Tone {
    match row {
        Tone::Selected => row,
        _ => own,
    }
}

/// The area without its first row.
fn below(area: Rect) -> Rect {
    let taken = area.height.min(1);
    Rect {
        y: area.y + taken,
        height: area.height - taken,
        ..area
    }
}

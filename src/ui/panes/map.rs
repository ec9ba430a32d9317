//! The map: the whole tree, a row for each message.

use ratatui::layout::Rect;

use crate::app::map::{self, Cost, Map, Mark, OnPath, Row, Told, Totals, Trash};
use crate::app::msg::Target;
use crate::app::state::State;
use crate::app::transcript::line::{Face, Role as Part, columns};
use crate::chat::conversation::Hidden;
use crate::chat::message::Role;
use crate::chat::price::Dollars;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame::{self, Excerpt};
use crate::ui::panes::list;
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
            66.. => (10, 18, 0, 10),
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

/// A line of the map.
#[derive(Debug, Clone, Copy)]
struct Line {
    area: Rect,
    tone: Tone,
    columns: Columns,
}

impl Line {
    /// The tone of a piece of it: its own, unless the row is selected, which has one from end to end.
    fn tone(self, own: Tone) -> Tone {
        match self.tone {
            Tone::Selected => self.tone,
            _ => own,
        }
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
    let all = map.rows().all().len();
    let excerpt = Excerpt {
        first: list::first_visible(map.selected(), all, area.height),
        shown: area.height,
        all,
    };
    frame::more(inner, &excerpt, canvas);
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
    if cost == Dollars::default() {
        return format!("{counts} · cost unknown");
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
        let line = Line {
            area: line,
            tone,
            columns: Columns::within(line.width),
        };
        let right = right(&told, line, canvas);
        // A third of the line is enough for guides: the texts are what is looked for.
        let most = usize::from(line.area.width / 6).max(1);
        let area = Rect {
            width: line.area.width.saturating_sub(right),
            ..line.area
        };
        let guides = map.rows().guides(at, most);
        left(&told, &guides, Line { area, ..line }, canvas);
    }
}

/// Draws where a message stands, who speaks, its name and its first line.
fn left(told: &Told<'_>, guides: &str, line: Line, canvas: &mut Canvas<'_>) {
    let sign = match told.path {
        OnPath::Beside => "",
        OnPath::On => "●",
        OnPath::End => "◉",
    };
    canvas.words(line.area, sign, line.tone(Tone::Key));
    let rest = after(line.area, EDGE);
    let used = canvas.words(rest, guides, line.tone(Tone::Gutter));
    let rest = after(rest, used);
    let place = Rect {
        width: line.columns.speaker.min(rest.width),
        ..rest
    };
    who(told.speaker, place, line.tone, canvas);
    let mut rest = after(rest, place.width);
    if let Some(name) = told.name {
        let used = canvas.label(rest, &format!("★ {name} "), line.tone(Tone::Group));
        rest = after(rest, used);
    }
    let aside = told.marks.contains(&Mark::Trash) || told.marks.contains(&Mark::LeftOut);
    let own = if aside { Tone::Faint } else { Tone::Text };
    canvas.label(rest, &told.text, line.tone(own));
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
fn right(told: &Told<'_>, line: Line, canvas: &mut Canvas<'_>) -> u16 {
    if told.model.is_none() && told.cost.is_none() && told.marks.is_empty() {
        // Where nothing stands at the right, the text has the whole line.
        return 0;
    }
    let Columns {
        model,
        tokens,
        cost,
        ..
    } = line.columns;
    let width = line.columns.right();
    let area = Rect {
        width: line.area.width.saturating_sub(width),
        ..line.area
    };
    let marks = marks(told, Line { area, ..line }, canvas);
    let faint = line.tone(Tone::Faint);
    let place = after(line.area, area.width);
    let name = Rect {
        width: model.saturating_sub(1).min(place.width),
        ..after(place, 1)
    };
    canvas.label(name, told.model.unwrap_or_default(), faint);
    let place = after(place, model);
    let text = told.tokens.map(|tokens| format!("{tokens} out"));
    flush_right(text, first(place, tokens), faint, canvas);
    let place = first(after(place, tokens), cost);
    flush_right(told.cost.map(price), place, faint, canvas);
    width + marks
}

/// The first columns of a place.
fn first(place: Rect, columns: u16) -> Rect {
    Rect {
        width: columns.min(place.width),
        ..place
    }
}

fn price(cost: Cost) -> String {
    match cost {
        Cost::Known(dollars) => dollars.to_string(),
        Cost::Unknown => "?".to_owned(),
        Cost::Open => "…".to_owned(),
    }
}

/// Draws the marks so that they end where the line does; gives the columns that they take.
fn marks(told: &Told<'_>, line: Line, canvas: &mut Canvas<'_>) -> u16 {
    let marks = told.marks.iter();
    let signs: Vec<(String, Tone)> = marks
        .map(|mark| (format!(" {}", mark.sign()), tone_of(*mark)))
        .collect();
    let width: usize = signs.iter().map(|(sign, _)| columns(sign)).sum();
    let width = short(width).min(line.area.width);
    let mut rest = after(line.area, line.area.width - width);
    for (sign, own) in signs {
        let used = canvas.words(rest, &sign, line.tone(own));
        rest = after(rest, used);
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

/// Writes a text, if there is one, so that it ends where its place does.
fn flush_right(text: Option<String>, place: Rect, tone: Tone, canvas: &mut Canvas<'_>) {
    let text = text.unwrap_or_default();
    let blank = place.width.saturating_sub(short(columns(&text)));
    canvas.words(after(place, blank), &text, tone);
}

fn short(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
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

//! The library: a row for each conversation, and what there is to tell of the selected one.

use ratatui::layout::Rect;

use crate::app::arrangement::OnPanes;
use crate::app::blind;
use crate::app::layout::STRIP;
use crate::app::library::{Library, Room, is_open};
use crate::app::msg::Target;
use crate::app::state::State;
use crate::app::view::Pane;
use crate::chat::library::Volume;
use crate::chat::size::size;
use crate::chat::time::Wall;
use crate::ui::canvas::{Canvas, after, from_the_end, row};
use crate::ui::panes::{borders, frame, list};
use crate::ui::theme::Tone;

/// The widest box.
const WIDEST: u16 = 170;

/// Columns for the signs before a title: marked, open, pinned.
const SIGNS: u16 = 5;

/// From this width on a row tells of its size, and faults have a place of their own.
const ROOMY: u16 = 90;

/// From this width on a row tells of the model, and from `TAGS` on of tags.
const MODEL: u16 = 100;
const TAGS: u16 = 130;

/// Columns of what stands at the right.
const AGE: u16 = 11;
const TURNS: u16 = 6;
const COST: u16 = 9;
const SIZE: u16 = 8;
const FAULTS: u16 = 8;
const NAMES: u16 = 26;

/// Below this width only age and faults stand at the right.
const NARROW: u16 = 70;

/// Rows below which nothing more is told of the selected one.
const LOW: u16 = 8;

/// Rows from which on one of them names the columns, where there are several.
const HIGH: u16 = 8;

/// Draws the library over the panes.
pub(crate) fn draw(state: &State, library: &Library, canvas: &mut Canvas<'_>) {
    let title = title(library);
    let inner = frame::overlay(state.view.size, WIDEST, 46, &title, canvas);
    let area = list::filter(&library.list, inner, canvas);
    entries(state, library, area, canvas);
    hints(library, inner, canvas);
}

/// Draws the library beside the conversation.
pub(crate) fn draw_pane(state: &State, library: &Library, area: Rect, canvas: &mut Canvas<'_>) {
    if area.is_empty() {
        return;
    }
    if area.width <= STRIP {
        borders::strip(area, OnPanes::FoldLibrary, canvas);
        return;
    }
    canvas.fill(area, Tone::Text);
    canvas.click(area, Target::Library);
    let focus = state.overlays.is_empty() && state.view.focus == Pane::Library;
    let tone = if focus { Tone::FrameFocus } else { Tone::Frame };
    let inner = frame::boxed(area, &title(library), tone, canvas);
    let area = if focus {
        list::filter(&library.list, inner, canvas)
    } else {
        filtered(&library.list.filter, inner, canvas)
    };
    entries(state, library, area, canvas);
}

/// Draws a filter that takes no keys now; gives the area below it.
fn filtered(filter: &str, inner: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let line = row(inner, 0);
    let used = canvas.words(line, " / ", Tone::Faint);
    canvas.label(after(line, used), filter, Tone::Faint);
    Rect {
        y: inner.y + line.height,
        height: inner.height - line.height,
        ..inner
    }
}

/// Draws the rows, and below them what there is to tell of the selected one.
fn entries(state: &State, library: &Library, mut area: Rect, canvas: &mut Canvas<'_>) {
    if area.height >= LOW {
        let foot = Rect {
            y: area.bottom() - 2,
            height: 2,
            ..area
        };
        area.height -= 2;
        about(state, library, foot, canvas);
    }
    if library.rows().len() == 0 {
        let empty = after(row(area, 0), SIGNS);
        canvas.words(empty, nothing(library), Tone::Faint);
    } else if area.height >= HIGH && area.width >= NARROW {
        headings(row(area, 0), canvas);
        area.y += 1;
        area.height -= 1;
    }
    rows(state, library, area, canvas);
}

fn title(library: &Library) -> String {
    let marked = match library.marked() {
        0 => String::new(),
        count => format!(" · {count} marked"),
    };
    let (name, size) = match library.room {
        Room::Shelf => ("Conversations", String::new()),
        Room::Trash => ("Trash", format!(" · {}", size(library.bytes()))),
    };
    let count = match (library.is_reading(), library.rows().len(), library.len()) {
        (true, ..) => "reading …".to_owned(),
        (false, found, all) if found < all => format!("{found} of {all}"),
        (false, _, all) => all.to_string(),
    };
    let progress = library.progress;
    let progress = progress.map_or_else(String::new, |(done, files)| {
        format!(" · {done} of {files} files read")
    });
    format!("{name} · {count}{size}{marked}{progress}")
}

fn nothing(library: &Library) -> &'static str {
    match (library.is_reading(), library.len(), library.room) {
        (true, _, _) => "reading the files …",
        (false, 0, Room::Shelf) => "no conversation was begun yet",
        (false, 0, Room::Trash) => "the trash is empty",
        (false, _, _) => "no title or tag matches",
    }
}

fn hints(library: &Library, inner: Rect, canvas: &mut Canvas<'_>) {
    let hints: &[(&str, &str)] = match library.room {
        Room::Shelf => &[
            ("Enter", "open"),
            ("Tab", "mark"),
            ("^S", "pin"),
            ("^T", "tags"),
            ("^R", "rename"),
            ("Del", "trash"),
            ("^B", "see trash"),
            ("F1", "all"),
        ],
        Room::Trash => &[
            ("Enter", "take out"),
            ("Tab", "mark"),
            ("^K", "empty"),
            ("^B", "conversations"),
        ],
    };
    let room = usize::from(inner.width);
    let mut used = 0;
    let fit = hints.iter().take_while(|(key, what)| {
        used += key.len() + what.len() + 3;
        used <= room
    });
    frame::hints(inner, &hints[..fit.count()], canvas);
}

fn rows(state: &State, library: &Library, area: Rect, canvas: &mut Canvas<'_>) {
    let count = library.rows().len();
    let first = list::first_visible(library.list.selected, count, area.height);
    let visible = library.rows().enumerate().skip(first);
    for (at, volume) in visible.take(usize::from(area.height)) {
        let (line, tone) = list::list_row(at, first, &library.list, area, canvas);
        let mut pen = Pen { line, tone, canvas };
        pen.signs(state, library, volume);
        pen.figures(state, volume);
        pen.title(volume);
    }
}

/// Names what is told at the right of the rows, from the right.
fn headings(line: Rect, canvas: &mut Canvas<'_>) {
    let (width, line, tone) = (line.width, after(line, SIGNS), Tone::Faint);
    let mut pen = Pen { line, tone, canvas };
    let all = [
        (NARROW, AGE, "changed"),
        (ROOMY, SIZE, "   size"),
        (NARROW, COST, "    cost"),
        (NARROW, TURNS, "turns"),
        (ROOMY, FAULTS, "faults"),
        (MODEL, NAMES, "models"),
        (TAGS, NAMES, "tags"),
    ];
    for (_, columns, name) in all.into_iter().filter(|(from, ..)| width >= *from) {
        let place = pen.right(columns);
        pen.canvas.words(place, name, tone);
    }
}

/// A row that is being drawn, from both ends towards the title.
struct Pen<'a, 'c> {
    line: Rect,
    tone: Tone,
    canvas: &'a mut Canvas<'c>,
}

impl Pen<'_, '_> {
    /// The tone, unless the row is selected.
    fn or(&self, tone: Tone) -> Tone {
        match self.tone {
            Tone::Selected => Tone::Selected,
            _ => tone,
        }
    }

    fn signs(&mut self, state: &State, library: &Library, volume: &Volume) {
        let signs = [
            (library.is_marked(&volume.path), "✓", Tone::Key),
            (is_open(state, volume), "▸", Tone::Key),
            (volume.pinned, "★", Tone::Badge),
        ];
        for (at, (shown, sign, tone)) in (0..).zip(signs) {
            if shown {
                let tone = self.or(tone);
                self.canvas.words(after(self.line, at + 1), sign, tone);
            }
        }
        self.line = after(self.line, SIGNS);
    }

    /// Draws what is told at the right, as far as there is room.
    fn figures(&mut self, state: &State, volume: &Volume) {
        let width = self.line.width + SIGNS;
        let age = age(state.input.now.wall, volume.changed);
        let place = self.right(AGE);
        let faint = self.or(Tone::Faint);
        self.canvas.words(place, &age, faint);
        if width >= NARROW {
            let cost = volume.cost.map_or("?".to_owned(), |cost| cost.to_string());
            let bytes = (SIZE, size(volume.bytes));
            let rest = [(COST, cost), (TURNS, volume.turns.to_string())];
            let bytes = (width >= ROOMY).then_some(bytes);
            for (columns, text) in bytes.into_iter().chain(rest) {
                let place = self.right(columns);
                let text = format!("{text:>0$}", usize::from(columns - 1));
                self.canvas.words(place, &text, faint);
            }
        }
        self.faults(volume, width);
        if width >= MODEL {
            let hidden = is_open(state, volume) && blind::is_hidden(state);
            let place = self.right(NAMES);
            if !hidden {
                self.canvas.label(short(place), &models(volume), faint);
            }
        }
        if width >= TAGS {
            let place = self.right(NAMES);
            let tone = self.or(Tone::Badge);
            self.canvas.label(short(place), &tagged(volume), tone);
        }
    }

    /// Draws how many replies failed, and how many lines are damaged. Where there is little room, they
    /// take what they need.
    fn faults(&mut self, volume: &Volume, width: u16) {
        let faults = [
            (volume.errors, "✗", Tone::Warning),
            (volume.damaged, "!", Tone::Error),
        ];
        let faults = faults.into_iter().filter(|(count, ..)| *count > 0);
        let faults: Vec<(String, Tone)> = faults
            .map(|(count, sign, tone)| (format!("{sign}{count} "), self.or(tone)))
            .collect();
        let needed: usize = faults.iter().map(|(text, _)| text.chars().count()).sum();
        let needed = u16::try_from(needed).unwrap_or(FAULTS);
        let place = self.right(if width < ROOMY { needed } else { FAULTS });
        let mut used = 0;
        for (text, tone) in faults {
            used += self.canvas.words(after(place, used), &text, tone);
        }
    }

    fn title(&mut self, volume: &Volume) {
        let place = short(self.line);
        if volume.title.trim().is_empty() {
            let tone = self.or(Tone::Faint);
            self.canvas.words(place, "without words", tone);
        } else {
            self.canvas.label(place, &volume.title, self.tone);
        }
    }

    /// Takes so many columns from the right end.
    fn right(&mut self, columns: u16) -> Rect {
        let columns = columns.min(self.line.width);
        self.line.width -= columns;
        Rect {
            x: self.line.right(),
            width: columns,
            ..self.line
        }
    }
}

/// A place without its last column, so that two texts never touch.
fn short(place: Rect) -> Rect {
    Rect {
        width: place.width.saturating_sub(1),
        ..place
    }
}

/// Draws where the selected conversation is, and what has no place in its row.
fn about(state: &State, library: &Library, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(volume) = library.choice() else {
        return;
    };
    let line = after(row(area, 0), 1);
    let (path, place) = (volume.path.display().to_string(), short(line));
    // Its end tells it from the others.
    let path = from_the_end(&path, usize::from(place.width));
    canvas.label(place, &path, Tone::Faint);
    let line = after(row(area, 1), 1);
    let mut used = 0;
    if !volume.tags.is_empty() {
        used += canvas.label(line, &tagged(volume), Tone::Badge);
        used += canvas.words(after(line, used), " · ", Tone::Faint);
    }
    let hidden = is_open(state, volume) && blind::is_hidden(state);
    if !hidden && !volume.models.is_empty() {
        used += canvas.label(after(line, used), &models(volume), Tone::Faint);
        used += canvas.words(after(line, used), " · ", Tone::Faint);
    }
    let now = state.input.now.wall;
    let begun = format!("begun {} · {}", age(now, volume.begun), size(volume.bytes));
    used += canvas.words(after(line, used), &begun, Tone::Faint);
    for (count, one, many, tone) in [
        (
            volume.errors,
            "reply failed",
            "replies failed",
            Tone::Warning,
        ),
        (
            volume.damaged,
            "line is damaged",
            "lines are damaged",
            Tone::Error,
        ),
    ] {
        let what = if count == 1 { one } else { many };
        if count > 0 {
            used += canvas.words(after(line, used), " · ", Tone::Faint);
            used += canvas.words(after(line, used), &format!("{count} {what}"), tone);
        }
    }
}

fn models(volume: &Volume) -> String {
    volume.models.join(", ")
}

fn tagged(volume: &Volume) -> String {
    let tags = volume.tags.iter().map(|tag| format!("#{tag}"));
    tags.collect::<Vec<_>>().join(" ")
}

/// How long ago something was: the same in every time zone.
pub(super) fn age(now: Wall, then: Wall) -> String {
    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    match now.0.saturating_sub(then.0) {
        ..MINUTE => "now".to_owned(),
        ago @ ..HOUR => format!("{} min ago", ago / MINUTE),
        ago @ ..DAY => format!("{} h ago", ago / HOUR),
        ago if ago < 30 * DAY => format!("{} d ago", ago / DAY),
        _ => date(then),
    }
}

fn date(at: Wall) -> String {
    let time = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_the_largest_unit_and_then_by_the_date() {
        let now = Wall(1_795_246_345_678);
        for (ago, told) in [
            (0, "now"),
            (-5000, "now"),
            (60_000, "1 min ago"),
            (7_199_999, "1 h ago"),
            (86_400_000, "1 d ago"),
            (29 * 86_400_000, "29 d ago"),
            (40 * 86_400_000, "2026-10-12"),
        ] {
            assert_eq!(age(now, Wall(now.0 - ago)), told);
        }
    }
}

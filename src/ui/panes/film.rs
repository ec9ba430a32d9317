//! The film strip: a screenshot with what was done on it, and all steps in a line below.

use ratatui::layout::Rect;

use crate::app::film::cost::LeftOut;
use crate::app::film::deed;
use crate::app::film::{self, CELL, Film, Screen, Step};
use crate::app::layout::Size;
use crate::app::msg::Target;
use crate::app::pictures::viewer::BOX;
use crate::app::pictures::{Form, Known, Shot, fit};
use crate::app::state::State;
use crate::chat::call::turn;
use crate::chat::size::size;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame;
use crate::ui::pictures::{Meanwhile, Placed};
use crate::ui::theme::Tone;

/// Draws the step that is seen, what is known of it, and the strip.
pub(crate) fn draw(state: &State, film: &Film, canvas: &mut Canvas<'_>) {
    let screen = state.view.size;
    let inner = frame::overlay(screen, BOX.width, BOX.height, "Film strip", canvas);
    let hints = [
        ("← →", "step"),
        (
            "Space",
            if film.wakes().is_some() {
                "stop"
            } else {
                "play"
            },
        ),
        ("n", "keep"),
        ("f", "answer"),
        ("?", "keys"),
    ];
    let fits = |(key, _): &(&str, &str)| *key != "f" || waits(state, film);
    let hints: Vec<_> = hints.into_iter().filter(fits).collect();
    frame::hints(inner, &hints, canvas);
    let rows = inner
        .height
        .saturating_sub(film::lines(&state.view.pictures, screen));
    let place = Rect {
        height: rows,
        ..inner
    };
    // What is put down last is made first: the large picture, then the small ones nearest to it.
    let below = Rect {
        y: inner.y.saturating_add(rows).saturating_add(3),
        height: inner.height.saturating_sub(rows.saturating_add(3)),
        ..inner
    };
    strip(state, film, below, canvas);
    picture(state, film, place, canvas);
    action(state, film, row(inner, rows), canvas);
    canvas.label(row(inner, rows + 1), &screenshot(film), Tone::Faint);
    canvas.words(row(inner, rows + 2), &total(state, film), Tone::Faint);
}

fn picture(state: &State, film: &Film, place: Rect, canvas: &mut Canvas<'_>) {
    let pictures = &state.view.pictures;
    let Some(screen) = &film.step().screen else {
        canvas.words(place, " no screenshot yet", Tone::Faint);
        return;
    };
    if let Some(Known::Failed(why)) = pictures.known(&screen.hash) {
        canvas.label(place, why, Tone::Text);
        return;
    }
    let size = state.view.size;
    let ahead = film.steps().get(film.at() + 1);
    let ahead = ahead.and_then(|step| step.screen.as_ref());
    let next = film.next_shot(pictures, size).zip(ahead);
    if let Some((shot, screen)) = next {
        canvas.picture(Placed {
            shot,
            message: Some(screen.message),
            area: Rect::default(),
            skip: 0,
            meanwhile: Meanwhile::Nothing,
        });
    }
    if let Some(shot) = film.shot(pictures, size) {
        canvas.picture(Placed {
            area: middle(&shot, pictures.means.cell, place),
            shot,
            message: Some(screen.message),
            skip: 0,
            // Another picture with the marks of this one would tell something wrong.
            meanwhile: Meanwhile::Nothing,
        });
    }
}

/// The cells in the middle of a place that a picture takes.
fn middle(shot: &Shot, cell: (u16, u16), place: Rect) -> Rect {
    let cells: Size = match shot.form {
        Form::Part(_, extent) => extent.cells(cell),
        Form::Thumbnail(room) => room,
    };
    let width = cells.width.min(place.width);
    let height = cells.height.min(place.height);
    Rect {
        x: place.x + (place.width - width) / 2,
        y: place.y + (place.height - height) / 2,
        width,
        height,
    }
}

/// `3/8 · left_click at 512, 300 · waits for a screenshot: f file, c clipboard`.
fn action(state: &State, film: &Film, line: Rect, canvas: &mut Canvas<'_>) {
    let at = format!(" {}/{}  ", film.at() + 1, film.steps().len());
    let used = canvas.words(line, &at, Tone::Key);
    let Some(action) = &film.step().action else {
        canvas.words(after(line, used), "no action followed", Tone::Faint);
        return;
    };
    let mut notes = String::new();
    if let Some(display) = action.display
        && !deed::is_on(action.deed.place, display)
    {
        notes = format!(" · outside the display of {}×{}", display.0, display.1);
    }
    if waits(state, film) {
        notes.push_str(" · waits: f file, c clipboard");
    }
    let room = u16::try_from(notes.chars().count()).unwrap_or(u16::MAX);
    let words = Rect {
        width: line.width.saturating_sub(used + room),
        ..after(line, used)
    };
    let used = used + canvas.label(words, &action.deed.told, Tone::Text);
    canvas.words(after(line, used), &notes, Tone::Warning);
}

/// Whether the action that is seen waits for a screenshot.
fn waits(state: &State, film: &Film) -> bool {
    let action = film.step().action.as_ref();
    action.is_some_and(|action| {
        film.is_at_end()
            && state.conversation.answer(action.call).is_none()
            && turn::is_open(&state.conversation, action.call)
    })
}

/// `1024×768 · 92 kB · ~1,049 tokens · left out by image turns`.
fn screenshot(film: &Film) -> String {
    let Some(screen) = &film.step().screen else {
        return String::new();
    };
    let Some(one) = film.costs().and_then(|costs| costs.one(film.at())) else {
        return String::new();
    };
    let mut parts = vec![match one.pixels {
        Some((width, height)) => format!(" {width}×{height}"),
        None => format!(" {}", screen.format),
    }];
    parts.extend(one.bytes.map(size));
    parts.extend(one.tokens.map(|tokens| format!("~{tokens} tokens")));
    parts.push(match one.left_out {
        None => "goes along".to_owned(),
        Some(LeftOut::Old) => "left out by image turns".to_owned(),
        Some(LeftOut::Message) => "its message is left out".to_owned(),
    });
    parts.join(" · ")
}

/// `4 of 6 along ~4196 tokens · last 3 turns: −2098`: what going along with those only would save.
fn total(state: &State, film: &Film) -> String {
    let Some(cost) = film.costs().map(|costs| costs.all) else {
        return String::new();
    };
    let turns = match cost.turns {
        1 => "last turn".to_owned(),
        turns => format!("last {turns} turns"),
    };
    let is_set = state.settings().image_turns.is_some();
    let saves = if is_set {
        format!("{turns}: {} saved", cost.saved)
    } else {
        format!("{turns}: −{}", cost.saved)
    };
    let along = format!(
        " {} of {} along ~{} tokens",
        cost.along, cost.all, cost.tokens
    );
    format!("{along} · {saves}")
}

/// All steps around the one that is seen, by number and name, and by small pictures where there is room.
fn strip(state: &State, film: &Film, area: Rect, canvas: &mut Canvas<'_>) {
    let room = usize::from((area.width / CELL).max(1));
    let last = film.steps().len().saturating_sub(room);
    let first = film.at().saturating_sub(room / 2).min(last);
    let names = area.height.saturating_sub(1);
    let steps = film.steps().iter().enumerate().skip(first).take(room);
    let mut cells = Vec::new();
    for (nth, (at, step)) in (0..).zip(steps) {
        let cell = Rect {
            x: area.x + nth * CELL,
            width: (CELL - 1).min(area.width.saturating_sub(nth * CELL)),
            ..area
        };
        cells.push((at, step, cell));
    }
    cells.sort_by_key(|(at, ..)| std::cmp::Reverse(at.abs_diff(film.at())));
    for (at, step, cell) in cells {
        canvas.click(cell, Target::Row(at));
        if let (Some(space), Some(screen)) = (
            film::small(&state.view.pictures, state.view.size),
            &step.screen,
        ) {
            small(state, screen, (cell, space), canvas);
        }
        let line = row(cell, names);
        let tone = if at == film.at() {
            canvas.fill(line, Tone::Selected);
            Tone::Selected
        } else {
            Tone::Faint
        };
        let used = canvas.words(line, &format!(" {} ", at + 1), tone);
        canvas.label(after(line, used), name(step), tone);
    }
}

/// A screenshot in the strip, in the middle above its name.
fn small(state: &State, screen: &Screen, (cell, space): (Rect, Size), canvas: &mut Canvas<'_>) {
    let pictures = &state.view.pictures;
    let known = pictures.known(&screen.hash);
    if matches!(known, Some(Known::Failed(_))) {
        canvas.words(cell, "cannot be shown", Tone::Faint);
        return;
    }
    // Until it was looked at, it takes all of its room.
    let cells = pictures.measured(&screen.hash).map_or(space, |measured| {
        fit(measured, pictures.means.cell, space).1
    });
    let width = cells.width.min(cell.width);
    let height = cells.height.min(space.height).min(cell.height);
    canvas.picture(Placed {
        shot: Shot {
            hash: screen.hash.clone(),
            form: Form::Thumbnail(space),
            marks: Vec::new(),
        },
        message: Some(screen.message),
        area: Rect {
            x: cell.x + (cell.width - width) / 2,
            y: cell.y + space.height.saturating_sub(height),
            width,
            height,
        },
        skip: 0,
        meanwhile: Meanwhile::Nothing,
    });
}

fn name(step: &Step) -> &str {
    step.action.as_ref().map_or("·", |action| &action.deed.name)
}

//! Boxes with a title.

use ratatui::layout::Rect;
use ratatui::symbols::border;
use ratatui::widgets::{Block, Borders, Widget};

use crate::app::bar::Glyphs;
use crate::app::layout::{self, Size};
use crate::app::msg::Target;
use crate::app::transcript::line::columns;
use crate::ui::canvas::{Canvas, after};
use crate::ui::theme::Tone;

/// A box of signs that every terminal has.
const ASCII: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Draws a box; gives the area inside.
pub(super) fn boxed(area: Rect, title: &str, tone: Tone, canvas: &mut Canvas<'_>) -> Rect {
    canvas.claim(area);
    let style = canvas.theme.style(tone);
    let block = Block::new()
        .borders(Borders::ALL)
        .border_set(match canvas.glyphs {
            Glyphs::Blocks => border::ROUNDED,
            Glyphs::Ascii => ASCII,
        })
        .border_style(style);
    let inner = block.inner(area);
    block.render(area, canvas.buf);
    let line = Rect {
        height: area.height.min(1),
        width: area.width.saturating_sub(4),
        x: area.x + 2.min(area.width),
        ..area
    };
    // A frame may be fainter than words.
    let tone = match tone {
        Tone::Frame => Tone::Faint,
        other => other,
    };
    let used = canvas.words(line, if title.is_empty() { "" } else { " " }, tone);
    let used = used + canvas.label(after(line, used), title, tone);
    canvas.words(
        after(line, used),
        if title.is_empty() { "" } else { " " },
        tone,
    );
    inner
}

/// Draws an empty box over the panes; gives the area inside.
pub(super) fn overlay(
    size: Size,
    width: u16,
    height: u16,
    title: &str,
    canvas: &mut Canvas<'_>,
) -> Rect {
    let area = layout::overlay(size, width, height);
    // A column at each side, so that no frame stands right beside that of the box.
    let around = Rect {
        x: area.x.saturating_sub(1),
        width: area.width.saturating_add(2),
        ..area
    };
    let around = around.intersection(size.area());
    canvas.claim(around);
    canvas.fill(around, Tone::Text);
    canvas.click(size.area(), Target::Beside);
    canvas.click(area, Target::Overlay);
    boxed(area, title, Tone::FrameFocus, canvas)
}

/// The hints that fit whole into so many columns. Room is kept for the last one, which often tells the
/// way out.
fn fitting<'a>(hints: &[(&'a str, &'a str)], room: usize) -> Vec<(&'a str, &'a str)> {
    let Some((last, others)) = hints.split_last() else {
        return Vec::new();
    };
    let (last, mut left) = match room.checked_sub(wide(*last)) {
        Some(left) => (Some(*last), left),
        None => (None, room),
    };
    let fits = |hint: &&(&str, &str)| {
        let rest = left.checked_sub(wide(**hint));
        left = rest.unwrap_or(left);
        rest.is_some()
    };
    let mut fit: Vec<_> = others.iter().filter(fits).copied().collect();
    fit.extend(last);
    fit
}

/// Writes hints such as `Enter choose · Esc close` on the lower edge of the box around `inner`. On a
/// narrow screen those are left out that do not fit.
pub(super) fn hints(inner: Rect, hints: &[(&str, &str)], canvas: &mut Canvas<'_>) {
    hints_of(inner, &[hints], canvas);
}

/// The same with the first of several lists that fits whole; of the last one, what fits.
pub(super) fn hints_of(inner: Rect, lists: &[&[(&str, &str)]], canvas: &mut Canvas<'_>) {
    let edge = Rect {
        y: inner.y + inner.height,
        height: 1,
        ..inner
    };
    let room = usize::from(edge.width);
    let mut shown = Vec::new();
    for list in lists {
        let keys = list.iter();
        let keys = keys.filter_map(|(key, what)| Some((canvas.key_now(key)?.into_owned(), *what)));
        shown = keys.collect();
        if shown
            .iter()
            .map(|(key, what)| wide((key, what)))
            .sum::<usize>()
            <= room
        {
            break;
        }
    }
    let shown: Vec<_> = shown.iter().map(|(key, what)| (&**key, *what)).collect();
    let mut used = 0;
    for (key, what) in fitting(&shown, room) {
        used += canvas.words(after(edge, used), " ", Tone::FrameFocus);
        used += canvas.keys(after(edge, used), key, Tone::Key);
        used += canvas.words(after(edge, used), " ", Tone::FrameFocus);
        used += canvas.words(after(edge, used), what, Tone::Faint);
        used += canvas.words(after(edge, used), " ", Tone::FrameFocus);
    }
}

/// Tells at the right end of the edges of the box around `inner` how many rows of a list are above and below
/// those that are shown. It is left out where the title or the hints leave no room; so it is drawn after them.
pub(super) fn more(inner: Rect, list: &Excerpt, canvas: &mut Canvas<'_>) {
    let above = list.first;
    let below = list.all.saturating_sub(above + usize::from(list.shown));
    let edge = |y| Rect {
        y,
        height: 1,
        ..inner
    };
    if above > 0 {
        sign('↑', above, edge(inner.y.saturating_sub(1)), canvas);
    }
    if below > 0 {
        sign('↓', below, edge(inner.bottom()), canvas);
    }
}

/// Which rows of a list are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Excerpt {
    /// The first one.
    pub(super) first: usize,
    /// For how many there is room.
    pub(super) shown: u16,
    /// How many there are.
    pub(super) all: usize,
}

/// Writes so many rows on an edge, in the longest words for which it is free.
fn sign(way: char, count: usize, edge: Rect, canvas: &mut Canvas<'_>) {
    let line = match canvas.glyphs {
        Glyphs::Blocks => border::ROUNDED.horizontal_top,
        Glyphs::Ascii => ASCII.horizontal_top,
    };
    for text in [format!(" {way} {count} more "), format!(" {way} {count} ")] {
        // A piece of the edge stays at each side, so that nothing is taken for a part of it.
        let width = u16::try_from(columns(&text)).unwrap_or(u16::MAX);
        let Some(end) = edge.width.checked_sub(width.saturating_add(2)) else {
            continue;
        };
        let place = after(edge, end);
        let mut cells = place.intersection(canvas.buf.area).positions();
        if cells.all(|at| canvas.buf[at].symbol() == line) {
            canvas.words(after(place, 1), &text, Tone::Faint);
            return;
        }
    }
}

/// The columns of a hint.
fn wide((key, what): (&str, &str)) -> usize {
    columns(key) + columns(what) + 3
}

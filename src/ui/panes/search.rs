//! The search over all conversations: two lines for each hit, with what was found marked.

use ratatui::layout::Rect;

use crate::app::list::ListState;
use crate::app::msg::Target;
use crate::app::search::{Indexing, Search};
use crate::app::state::State;
use crate::chat::search::filter::FILTERS;
use crate::chat::search::hit::{Hit, Snippet};
use crate::chat::search::query::Query;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::{frame, library, list};
use crate::ui::theme::Tone;

/// The widest box.
const WIDEST: u16 = 140;

/// Lines of a hit.
const LINES: u16 = 2;

/// Columns of the names in the help.
const NAME: u16 = 13;

/// Columns below which a model is not named.
const LEAST: u16 = 8;

/// Draws the search over the panes.
pub(crate) fn draw(state: &State, search: &Search, canvas: &mut Canvas<'_>) {
    let title = "Search all conversations";
    let inner = frame::overlay(state.view.size, WIDEST, 46, title, canvas);
    let mut area = list::filter(&search.list, inner, canvas);
    about(search, row(area, 0), canvas);
    area = below(area, 1);
    if indexing(&state.memory.holdings.indexing, row(area, 0), canvas) {
        area = below(area, 1);
    }
    if search.query().is_ok_and(Query::is_empty) {
        help(area, canvas);
    } else {
        hits(state, search, area, canvas);
    }
    frame::hints(inner, &[("Enter", "go there"), ("Esc", "close")], canvas);
}

fn below(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect {
        y: area.y + lines,
        height: area.height - lines,
        ..area
    }
}

/// What is looked for, in words; or what can be looked for.
fn about(search: &Search, line: Rect, canvas: &mut Canvas<'_>) {
    let line = after(line, 1);
    let query = match search.query() {
        Ok(query) => query,
        Err(problem) => {
            canvas.label(line, &problem.to_string(), Tone::Warning);
            return;
        }
    };
    if let Some(problem) = search.problem() {
        canvas.label(line, problem, Tone::Error);
        return;
    }
    if query.is_empty() {
        canvas.words(line, "what is to be found:", Tone::Faint);
        return;
    }
    let count = counted(search);
    let used = canvas.words(line, &count, Tone::Strong);
    let told = format!(" · {}", query.explained());
    canvas.label(after(line, used), &told, Tone::Faint);
}

fn counted(search: &Search) -> String {
    match (search.hits().len(), search.has_more()) {
        (0, _) if search.is_waiting() => "looking …".to_owned(),
        (0, _) => "nothing found".to_owned(),
        (1, false) => "1 hit".to_owned(),
        (count, false) => format!("{count} hits"),
        (count, true) => format!("{count} hits and more"),
    }
}

/// What can be typed.
fn help(area: Rect, canvas: &mut Canvas<'_>) {
    let marks = [
        (
            "word",
            "messages that have it, whatever its case and accents",
        ),
        ("\"two words\"", "one after the other"),
        ("begin*", "words that begin so"),
        ("-word", "without it; before a filter too"),
    ];
    let filters = FILTERS.map(|(name, takes)| (format!("{name}:"), takes));
    let marks = marks.map(|(mark, means)| (mark.to_owned(), means));
    let lines = marks.into_iter().chain(filters);
    for (at, (what, means)) in (0..area.height).zip(lines) {
        let line = after(row(area, at), 1);
        canvas.words(line, &what, Tone::Key);
        canvas.words(after(line, NAME), means, Tone::Faint);
    }
}

/// Tells how far the index is, if it is not all there; gives whether there was something to tell.
fn indexing(indexing: &Indexing, line: Rect, canvas: &mut Canvas<'_>) -> bool {
    let line = after(line, 1);
    match indexing {
        Indexing::Running { done, files } => {
            let text = format!("reading {done} of {files} files; there may be more");
            canvas.words(line, &text, Tone::Warning);
            true
        }
        Indexing::Failed(why) => {
            canvas.label(line, why, Tone::Error);
            true
        }
        Indexing::NotBegun | Indexing::Current => false,
    }
}

fn hits(state: &State, search: &Search, area: Rect, canvas: &mut Canvas<'_>) {
    let fit = area.height / LINES;
    let ListState { selected, .. } = search.list;
    let first = list::first_visible(selected, search.hits().len(), fit);
    let visible = search.hits().iter().enumerate().skip(first);
    for (place, (at, hit)) in (0..fit).zip(visible) {
        let tone = if at == selected {
            Tone::Selected
        } else {
            Tone::Text
        };
        let line = row(area, place * LINES);
        let text = row(area, place * LINES + 1);
        canvas.fill(line, tone);
        for line in [line, text] {
            canvas.click(line, Target::Row(at));
        }
        head(state, hit, (line, tone), canvas);
        snippet(&hit.snippet, after(text, 3), canvas);
    }
}

/// Draws where a hit is: the conversation, who speaks, and when.
fn head(state: &State, hit: &Hit, (line, tone): (Rect, Tone), canvas: &mut Canvas<'_>) {
    let faint = match tone {
        Tone::Selected => Tone::Selected,
        _ => Tone::Faint,
    };
    let age = library::age(state.input.now.wall, hit.at);
    let tail = format!("{} · {age}", hit.part.name());
    let width = u16::try_from(tail.chars().count() + 1).unwrap_or(line.width);
    let end = after(line, line.width.saturating_sub(width));
    canvas.words(end, &tail, faint);
    // Without its last column, so that the two never touch.
    let start = Rect {
        width: line.width.saturating_sub(width + 2),
        ..after(line, 1)
    };
    let title = match hit.title.trim() {
        "" => "without words",
        title => title,
    };
    let used = canvas.label(start, title, tone);
    let left = after(start, used);
    if let Some(model) = hit.model.as_ref().filter(|_| left.width >= LEAST) {
        canvas.label(left, &format!(" · {model}"), faint);
    }
}

/// Draws a piece of a text, with what was found in it marked.
fn snippet(snippet: &Snippet, line: Rect, canvas: &mut Canvas<'_>) {
    let mut used = 0;
    let mut last = 0;
    let text = |from: usize, to: usize| snippet.text.get(from..to).unwrap_or_default();
    for mark in &snippet.marks {
        used += canvas.label(after(line, used), text(last, mark.start), Tone::Faint);
        used += canvas.label(after(line, used), text(mark.start, mark.end), Tone::Group);
        last = mark.end;
    }
    let rest = text(last, snippet.text.len());
    canvas.label(after(line, used), rest, Tone::Faint);
}

//! The inspection pane: the list of calls, and one of them in full.

use ratatui::layout::Rect;

use crate::app::inspect::{self, Inspect, Place, Row, Side, Standing};
use crate::app::msg::Target;
use crate::app::pictures::{Form, Shot};
use crate::app::state::State;
use crate::app::transcript::line::{Face, columns};
use crate::chat::call::CallId;
use crate::chat::call::turn::{call, is_open};
use crate::chat::content::ToolUse;
use crate::chat::size::size;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::{frame, list};
use crate::ui::pictures::{Meanwhile, Placed};
use crate::ui::theme::Tone;

/// Below so many columns, the key hints are those that matter most.
const NARROW: u16 = 110;

/// Draws the pane over the others.
pub(crate) fn draw(state: &State, pane: &Inspect, canvas: &mut Canvas<'_>) {
    let screen = state.view.size;
    let inner = frame::overlay(screen, u16::MAX, u16::MAX, &title(pane), canvas);
    let (left, right) = inspect::areas(screen, pane.calls().len());
    calls(state, pane, left, canvas);
    rule(left, right, canvas);
    full(pane, right, canvas);
    frame::hints(inner, hints(state, pane), canvas);
}

/// How many calls there are, and how many wait.
fn title(pane: &Inspect) -> String {
    let counted = match pane.calls().len() {
        1 => "1 tool call".to_owned(),
        n => format!("{n} tool calls"),
    };
    match pane.waiting() {
        0 => counted,
        1 => format!("{counted} · 1 waits"),
        n => format!("{counted} · {n} wait"),
    }
}

/// The keys for a call that cannot be answered any more.
const SETTLED: &[(&str, &str)] = &[
    ("Enter", "into"),
    ("t", "tree or raw"),
    ("m", "form"),
    ("y", "copy"),
    ("Y", "copy whole"),
    ("?", "keys"),
];

fn hints(state: &State, pane: &Inspect) -> &'static [(&'static str, &'static str)] {
    let selected = pane.selected();
    let open = selected.is_some_and(|id| is_open(&state.conversation, id));
    let narrow = state.view.size.width < NARROW;
    match (pane.side, narrow) {
        (Side::List, _) | (Side::Detail, true) if !open => SETTLED,
        (_, true) => &[
            ("a", "answer"),
            ("e", "edit"),
            ("r", "run"),
            ("s", "skip"),
            ("d", "deny"),
            ("?", "keys"),
        ],
        (Side::List, false) => &[
            ("Enter", "into"),
            ("a", "answer"),
            ("f", "file"),
            ("v", "clipboard"),
            ("e", "edit"),
            ("r", "run"),
            ("s", "skip"),
            ("d", "deny"),
            ("z", "take back"),
            ("S", "send"),
            ("?", "keys"),
        ],
        (Side::Detail, false) => &[
            ("Enter", "fold"),
            ("*", "all"),
            ("t", "tree or raw"),
            ("m", "form"),
            ("y", "copy"),
            ("Y", "copy whole"),
            ("a", "answer"),
            ("e", "edit"),
            ("?", "keys"),
        ],
    }
}

/// The line between the two.
fn rule(left: Rect, right: Rect, canvas: &mut Canvas<'_>) {
    if right.y > left.y {
        let line = Rect {
            y: left.bottom(),
            height: 1,
            ..left
        };
        canvas.words(line, &"─".repeat(usize::from(line.width)), Tone::Frame);
        return;
    }
    for at in 0..left.height {
        let place = Rect {
            x: left.right(),
            width: 1,
            ..row(left, at)
        };
        canvas.words(place, "│", Tone::Frame);
    }
}

fn calls(state: &State, pane: &Inspect, area: Rect, canvas: &mut Canvas<'_>) {
    let rows = pane.calls().len();
    let first = list::first_visible(pane.list.selected, rows, area.height);
    let visible = pane.calls().iter().enumerate().skip(first);
    for (at, id) in visible.take(usize::from(area.height)) {
        let line = row(area, u16::try_from(at - first).unwrap_or(u16::MAX));
        let tone = match (at == pane.list.selected, pane.side) {
            (true, Side::List) => Tone::Selected,
            (true, Side::Detail) => Tone::Strong,
            (false, _) => Tone::Text,
        };
        if tone == Tone::Selected {
            canvas.fill(line, tone);
        }
        canvas.click(line, Target::Row(at));
        if let Some(stands) = pane.stands(at) {
            one_call(state, (*id, stands), (line, tone), canvas);
        }
    }
}

/// A call in a line: its name, where it stands, its lane, the end of its id, how large it is.
fn one_call(
    state: &State,
    (id, stands): (CallId, Standing),
    (line, tone): (Rect, Tone),
    canvas: &mut Canvas<'_>,
) {
    let Some(asked) = call(&state.conversation, id) else {
        return;
    };
    let own = |other: Tone| if tone == Tone::Selected { tone } else { other };
    let edited = state.calls.edited.get(&id);
    let args = edited.map_or_else(|| asked.args(), |args| &args.0);
    let right = right_side(state, id, (asked.asks, args), line.width);
    let short = |text: &str| u16::try_from(columns(text)).unwrap_or(u16::MAX);
    let mut word = stands.word();
    if is_changed(state, id) && stands != Standing::Edited {
        word.push_str(", edited");
    }
    let width = short(&right).min(line.width);
    let mark = if stands.waits() { "● " } else { "  " };
    let marked = canvas.words(line, mark, own(Tone::Warning));
    let room = line.width.saturating_sub(width + short(&word) + 3).max(8);
    let name = Rect {
        width: room.min(line.width.saturating_sub(marked)),
        ..after(line, marked)
    };
    let named = marked + canvas.label(name, &asked.asks.name, tone);
    let style = if tone == Tone::Selected {
        canvas.theme.style(tone)
    } else {
        canvas.theme.face(Face::of(stands.role()))
    };
    let used = named + 1 + canvas.text(after(line, named + 1), &word, style);
    let at = line.width.saturating_sub(width);
    if used < at {
        canvas.label(after(line, at), &right, own(Tone::Faint));
    }
}

/// Whether the user has changed the arguments.
fn is_changed(state: &State, id: CallId) -> bool {
    let call = call(&state.conversation, id);
    let answered = call.and_then(|call| call.answer);
    answered.is_some_and(|answer| answer.args.is_some()) || state.calls.edited.contains_key(&id)
}

/// What stands at the right end of the line of a call.
fn right_side(state: &State, id: CallId, (asks, args): (&ToolUse, &str), width: u16) -> String {
    let bytes = size(args.len() as u64);
    let lane = lane_of(state, id);
    if width < 50 {
        return format!("{lane}{bytes:>7} ");
    }
    let mut starts = asks.id.char_indices().rev();
    let from = starts.nth(5).map_or(0, |(at, _)| at);
    format!("{lane}…{} {bytes:>7} ", &asks.id[from..])
}

/// The number of the lane that asked, where there are several.
fn lane_of(state: &State, id: CallId) -> String {
    let made = state.conversation.maker(id.message);
    let lane = made.and_then(|maker| Some(maker.generation.as_deref()?.lane));
    let several = state.conversation.lanes().nth(1).is_some();
    let at = state
        .conversation
        .lanes()
        .position(|it| Some(it.id) == lane);
    match at.filter(|_| several) {
        Some(at) => format!("[{}] ", at + 1),
        None => String::new(),
    }
}

/// The selected call in full.
fn full(pane: &Inspect, area: Rect, canvas: &mut Canvas<'_>) {
    let rows = pane.detail().rows();
    let first = list::first_visible(pane.cursor, rows.len(), area.height);
    let visible = rows.iter().enumerate().skip(first);
    let mut hung: Option<&str> = None;
    for (at, one) in visible.take(usize::from(area.height)) {
        let shown = u16::try_from(at - first).unwrap_or(u16::MAX);
        let line = row(area, shown);
        canvas.click(line, Target::CallRow(at));
        let selected = at == pane.cursor && pane.side == Side::Detail;
        if selected {
            canvas.words(line, "▌", Tone::FrameFocus);
        }
        draw_row(one, after(line, 1), canvas);
        if let Place::Picture { hash, .. } = &one.place
            && hung != Some(hash)
        {
            hung = Some(hash);
            hang(one, (area, shown), canvas);
        }
    }
}

fn draw_row(one: &Row, area: Rect, canvas: &mut Canvas<'_>) {
    let mut used = 0;
    for span in &one.line.spans {
        used += canvas.span(after(area, used), span);
    }
}

/// Keeps the rows of a picture free, so far as they are in sight.
fn hang(one: &Row, (area, shown): (Rect, u16), canvas: &mut Canvas<'_>) {
    let Place::Picture {
        hash,
        room,
        cells,
        at,
        ..
    } = &one.place
    else {
        return;
    };
    // The first row tells what it is.
    let (top, skip) = match at.checked_sub(1) {
        None => (shown + 1, 0),
        Some(skip) => (shown, skip),
    };
    let height = cells.height.saturating_sub(skip);
    let place = Rect {
        x: area.x + 1,
        y: area.y.saturating_add(top),
        width: cells.width.min(area.width.saturating_sub(1)),
        height: height.min(area.height.saturating_sub(top)),
    };
    canvas.picture(Placed {
        shot: Shot {
            hash: hash.clone(),
            form: Form::Thumbnail(*room),
            marks: Vec::new(),
        },
        area: if place.height > 0 {
            place
        } else {
            Rect::default()
        },
        skip,
        message: None,
        meanwhile: Meanwhile::Nothing,
    });
}

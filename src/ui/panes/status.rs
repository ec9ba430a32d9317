//! The line below: a notice, the keys of a sequence, or what can be pressed now.

use ratatui::layout::Rect;

use crate::app::action::{Action, Scope};
use crate::app::arrangement::Border;
use crate::app::calls::{Waiting, waiting};
use crate::app::editing::Edit;
use crate::app::effect::Capture;
use crate::app::modal;
use crate::app::msg::Target;
use crate::app::notices::MARGIN;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::app::view::Pane;
use crate::ui::canvas::{Canvas, after};
use crate::ui::theme::Tone;

/// Columns of what stands at the end of a notice that is cut.
const MORE: u16 = 6;

/// Draws the line.
pub(crate) fn draw(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let area = lasting(state, area, canvas);
    if !state.input.pending.is_empty() {
        sequence(state, area, canvas);
    } else if let Some(text) = state.notices.passing() {
        notice(text, state, area, canvas);
    } else if let Some(border) = state.view.modes.resizing {
        resizing(border, area, canvas);
    } else {
        keys(state, area, canvas);
    }
}

/// What lasts, at the end of the line; gives what is left of it.
fn lasting(state: &State, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let now = state.input.now.mono;
    let Some(told) = state.notices.tasks.told(now) else {
        return area;
    };
    let words = match told.lasted(now) {
        Some(time) => format!(" {} · {time} ", told.task.words()),
        None => format!(" {} ", told.task.words()),
    };
    let key = if told.task.can_stop() { "^X ~ " } else { "" };
    let what = if key.is_empty() { "" } else { "stop " };
    let width = columns(&words) + columns(key) + columns(what);
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(area.width);
    let place = after(area, area.width - width);
    let mut used = canvas.words(place, &words, Tone::Warning);
    used += canvas.words(after(place, used), key, Tone::Key);
    canvas.words(after(place, used), what, Tone::Faint);
    if !key.is_empty() {
        canvas.click(place, Target::Do(Action::StopTask));
    }
    Rect {
        width: area.width - width,
        ..area
    }
}

/// What is told in passing. Where it is cut, its end says which key shows the rest.
fn notice(text: &str, state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let line = after(area, MARGIN);
    if !state.notices.is_cut(area.width) {
        canvas.label(line, text, Tone::Warning);
        return;
    }
    let room = line.width.saturating_sub(MORE);
    canvas.label(
        Rect {
            width: room,
            ..line
        },
        text,
        Tone::Warning,
    );
    let rest = after(line, room);
    let used = canvas.words(rest, "… ", Tone::Warning);
    canvas.words(after(rest, used), "^X !", Tone::Key);
}

/// The border that moves, and the keys that move it.
fn resizing(border: Border, area: Rect, canvas: &mut Canvas<'_>) {
    let used = canvas.words(area, " resizing ", Tone::Strong);
    let mut used = used + canvas.words(after(area, used), border.label(), Tone::Badge);
    let moves = match border {
        Border::Composer => ("↑ ↓", "move"),
        Border::Library | Border::Lane | Border::Settings => ("← →", "move"),
    };
    for (key, what) in [moves, ("Enter", "done"), ("Tab", "next"), ("=", "even")] {
        used += hint(key, what, after(area, used), canvas);
    }
}

/// What may follow the keys pressed so far.
fn sequence(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let rows = state
        .input
        .keymap
        .continuations(state.scopes(), &state.input.pending);
    let mut used = canvas.words(area, " ^X ", Tone::Strong);
    for (keys, action) in rows {
        let Some(row) = action.row() else {
            continue;
        };
        used += hint(&keys, row.name, after(area, used), canvas);
    }
}

/// A key and what it does, if there is room for both; gives the columns used.
fn hint(key: &str, what: &str, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    if columns(key) + columns(what) + 3 > usize::from(area.width) {
        return 0;
    }
    let used = canvas.words(area, &format!(" {key}"), Tone::Key);
    used + canvas.words(after(area, used), &format!(" {what} "), Tone::Faint)
}

/// What is looked for, and which of its places one is at; gives the columns used.
fn searched(state: &State, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let search = state.view.finding.as_ref();
    let Some(search) = search.filter(|_| state.view.focus == Pane::Transcript) else {
        return 0;
    };
    let used = canvas.words(area, " ", Tone::Faint);
    let used = used + canvas.label(after(area, used), search.needle.text(), Tone::Found);
    let told = format!(" {} ", search.told());
    let used = used + canvas.words(after(area, used), &told, Tone::Text);
    let used = used + hint("n N", "next, before", after(area, used), canvas);
    used + hint("Esc", "end", after(area, used), canvas)
}

/// What can be done about the calls at the end of the lane.
fn about_calls(state: &State, works: bool) -> &'static [(&'static str, &'static str)] {
    if works {
        return &[("Esc", "stop the program"), ("^X t", "tool calls")];
    }
    match waiting(state) {
        Some(Waiting::Word) => &[("F5", "send the results"), ("^X t", "tool calls")],
        Some(Waiting::Answers(_)) => &[("^X t", "answer the tool calls")],
        None => &[],
    }
}

/// What can be done while one writes; the keys are those that count now.
fn writing(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let scopes = [Scope::Composer, Scope::Text, Scope::Global];
    let key = |action| {
        let key = state.input.keymap.key_of(action, &scopes);
        key.unwrap_or_default()
    };
    let mut hints = if modal::gives_commands(state) {
        vec![
            ("Enter".to_owned(), "send"),
            ("i".to_owned(), "insert"),
            ("v".to_owned(), "select"),
        ]
    } else {
        vec![
            (key(Action::Send), "send"),
            (key(Action::Edit(Edit::Newline)), "newline"),
        ]
    };
    hints.extend([
        (key(Action::NextPane), "conversation"),
        (key(Action::OpenPalette), "palette"),
        (key(Action::OpenHelp), "help"),
    ]);
    let mut used = 0;
    for (key, what) in &hints {
        used += hint(key, what, after(area, used), canvas);
    }
}

fn keys(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let streaming = !state.flight.is_quiet();
    let works = state.lane_id().is_some_and(|lane| state.calls.works(lane));
    // Before the keys: it says why clicks do nothing.
    let mut used = match state.view.modes.mouse {
        Capture::Ours => 0,
        Capture::Terminals => canvas.words(area, " [the terminal's mouse] ", Tone::Warning),
    };
    used += searched(state, after(area, used), canvas);
    if matches!(state.view.focus, Pane::Composer | Pane::Transcript) && !streaming {
        for (key, what) in about_calls(state, works) {
            used += hint(key, what, after(area, used), canvas);
        }
    }
    let hints: &[(&str, &str)] = match (state.view.focus, streaming) {
        (Pane::Composer, true) => &[
            ("Enter", "queue"),
            ("^X Enter", "stop and send"),
            ("Esc", "stop"),
            ("PgUp", "scroll"),
        ],
        (Pane::Composer, false) if state.flight.cells() > 0 => &[
            ("Enter", "send"),
            ("^X #", "cases on their way"),
            ("Esc", "stop them"),
            ("F1", "help"),
        ],
        (Pane::Composer, false) => {
            writing(state, after(area, used), canvas);
            &[]
        }
        (Pane::Settings, _) => &[
            ("← →", "turn"),
            ("0-9", "type"),
            ("x", "not sent"),
            ("d", "default"),
            ("Enter", "change"),
            ("f", "mend"),
            ("Tab", "write"),
            ("?", "help"),
        ],
        (Pane::Library, _) => &[
            ("Enter", "open"),
            ("^S", "pin"),
            ("^T", "tags"),
            ("^R", "rename"),
            ("Del", "trash"),
            ("^B", "see trash"),
            ("Esc", "write"),
            ("F1", "help"),
        ],
        (Pane::Transcript, _) => &[
            ("{ }", "message"),
            ("← →", "version"),
            ("e", "edit"),
            ("r", "again"),
            ("f", "fork"),
            ("u", "undo"),
            ("m", "map"),
            ("i", "write"),
            ("?", "help"),
        ],
    };
    for (key, what) in hints {
        used += hint(key, what, after(area, used), canvas);
    }
    let raw = state.view.modes.text == crate::app::view::TextMode::Raw;
    if raw {
        let room = after(area, used);
        let whole = " [hidden characters]";
        let fits = columns(whole) <= usize::from(room.width);
        canvas.words(room, if fits { whole } else { " [raw]" }, Tone::Warning);
    }
}

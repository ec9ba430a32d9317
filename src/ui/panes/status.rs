//! The line below: a notice, the keys of a sequence, or what can be pressed now.

use ratatui::layout::Rect;

use crate::app::action::{Action, Knob, OnMessage, Scope};
use crate::app::arrangement::Border;
use crate::app::bar::Glyphs;
use crate::app::calls::{Waiting, waiting};
use crate::app::composer::Field;
use crate::app::editing::Edit;
use crate::app::effect::Capture;
use crate::app::inspect::OnCall;
use crate::app::keymap::written;
use crate::app::library::OnLibrary;
use crate::app::list::ListMove;
use crate::app::modal;
use crate::app::msg::Target;
use crate::app::notices::MARGIN;
use crate::app::overlay::Overlay;
use crate::app::progress::STOP;
use crate::app::selection::OnCopy;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::app::view::Pane;
use crate::ui::canvas::{Canvas, after};
use crate::ui::theme::Tone;

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
    let Some(lasting) = state.notices.lasting(area.width, now, &state.input.keymap) else {
        return area;
    };
    let width = lasting.columns().min(area.width);
    let place = after(area, area.width - width);
    let mut used = canvas.words(place, &lasting.words, Tone::Warning);
    if let Some(keys) = &lasting.stop {
        used += canvas.keys(after(place, used), keys, Tone::Key);
        canvas.words(after(place, used), STOP, Tone::Faint);
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
    let keymap = &state.input.keymap;
    let told = keymap.told(text);
    let text = told.as_ref();
    if !state.notices.is_cut(area.width, keymap) {
        canvas.label(line, text, Tone::Warning);
        return;
    }
    let keys = keymap.told("^X !");
    let needed = u16::try_from(columns(&keys) + 1).unwrap_or(u16::MAX);
    let room = line.width.saturating_sub(needed);
    canvas.label(
        Rect {
            width: room,
            ..line
        },
        text,
        Tone::Warning,
    );
    canvas.keys(after(line, room + 1), &keys, Tone::Key);
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
        used += footer(key, what, after(area, used), canvas);
    }
}

/// What may follow the keys pressed so far.
fn sequence(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let rows = state
        .input
        .keymap
        .continuations(state.scopes(), &state.input.pending);
    let keys = format!(" {} ", written(&state.input.pending));
    let mut used = canvas.keys(area, &keys, Tone::Strong);
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
    let used = canvas.keys(area, &format!(" {key}"), Tone::Key);
    used + canvas.words(after(area, used), &format!(" {what} "), Tone::Faint)
}

/// The same of default keys, as they count now.
fn footer(keys: &str, what: &str, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let keys = canvas.key_now(keys);
    keys.map_or(0, |keys| hint(&keys, what, area, canvas))
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
    let used = used + footer("n N", "next, before", after(area, used), canvas);
    used + footer("Esc", "end", after(area, used), canvas)
}

/// What can be done about the calls at the end of the lane.
fn about_calls(state: &State, works: bool) -> &'static [Hint] {
    const CALLS: Action = Action::OnCall(OnCall::Open);
    if works {
        return &[
            (&[Action::Back], Scope::Global, "stop the program"),
            (&[CALLS], Scope::Global, "tool calls"),
        ];
    }
    match waiting(state) {
        Some(Waiting::Word) => &[
            (&[Action::Retry], Scope::Global, "send the results"),
            (&[CALLS], Scope::Global, "tool calls"),
        ],
        Some(Waiting::Answers(_)) => &[(&[CALLS], Scope::Global, "answer the tool calls")],
        None => &[],
    }
}

/// Actions, where their keys are looked up, and what they do; no action = digits, which are typed.
type Hint = (&'static [Action], Scope, &'static str);

/// Draws hints with the keys that count; gives the columns used.
fn live(hints: &[Hint], state: &State, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let glyphs = state.view.appearance.look.glyphs;
    let mut used = 0;
    for (actions, scope, what) in hints {
        let keys = actions.iter().filter_map(|action| {
            let key = state.input.keymap.key_of(*action, &[*scope])?;
            Some(sign(&key, glyphs).to_owned())
        });
        let keys = match actions {
            [] => "0-9".to_owned(),
            _ => keys.collect::<Vec<_>>().join(" "),
        };
        if !keys.is_empty() {
            used += hint(&keys, what, after(area, used), canvas);
        }
    }
    used
}

/// Short signs for keys that are hinted at often.
pub(super) fn sign(key: &str, glyphs: Glyphs) -> &str {
    match key {
        "Left" if glyphs == Glyphs::Blocks => "←",
        "Right" if glyphs == Glyphs::Blocks => "→",
        "PageUp" => "PgUp",
        "Delete" => "Del",
        other => other,
    }
}

/// What can be done while one writes; the keys are those that count now.
fn writing(state: &State, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let scopes = [Scope::Composer, Scope::Text, Scope::Global];
    let glyphs = state.view.appearance.look.glyphs;
    let key = |action| {
        let key = state.input.keymap.key_of(action, &scopes);
        sign(&key.unwrap_or_default(), glyphs).to_owned()
    };
    let mut hints = if modal::gives_commands(state) {
        vec![
            ("Enter".to_owned(), "send"),
            ("i".to_owned(), "insert"),
            ("v".to_owned(), "select"),
        ]
    } else {
        let second = match state.composer.field() {
            Field::Message => (key(Action::Edit(Edit::Newline)), "newline"),
            Field::Prefill => (key(Action::TogglePrefill), "back to the message"),
        };
        vec![(key(Action::Send), "send"), second]
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
    used
}

fn keys(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let streaming = !state.flight.is_quiet();
    let works = state.lane_id().is_some_and(|lane| state.calls.works(lane));
    // Before the keys: it says why clicks do nothing.
    let mut used = match state.view.modes.mouse {
        Capture::Ours => 0,
        Capture::Terminals => canvas.words(area, " [the terminal's mouse] ", Tone::Warning),
    };
    if is_covered(state) {
        // What lies over the panes names its keys itself, and those of the panes do not count.
        let help: Hint = (&[Action::OpenHelp], Scope::Global, "help");
        live(&[help], state, after(area, used), canvas);
        return;
    }
    used += searched(state, after(area, used), canvas);
    if matches!(state.view.focus, Pane::Composer | Pane::Transcript) && !streaming {
        used += live(about_calls(state, works), state, after(area, used), canvas);
    }
    let writes = state.view.focus == Pane::Composer && !streaming && state.flight.cells() == 0;
    used += if writes {
        writing(state, after(area, used), canvas)
    } else {
        live(hints(state, streaming), state, after(area, used), canvas)
    };
    let raw = state.view.modes.text == crate::app::view::TextMode::Raw;
    if raw {
        let room = after(area, used);
        let whole = " [hidden characters]";
        let fits = columns(whole) <= usize::from(room.width);
        canvas.words(room, if fits { whole } else { " [raw]" }, Tone::Warning);
    }
}

/// Whether something lies over the panes that takes their keys. What is found in them does not, nor a list
/// that belongs to what is typed.
fn is_covered(state: &State) -> bool {
    !matches!(
        state.overlays.last(),
        None | Some(Overlay::Find(_) | Overlay::Mention(_) | Overlay::Slash(_))
    )
}

fn hints(state: &State, streaming: bool) -> &'static [Hint] {
    use Action::{OnCopy as Copy, OnLibrary as InLibrary, OnMessage as To, Setting};
    const LISTS: Scope = Scope::Library;
    match (state.view.focus, streaming) {
        (Pane::Composer, true) => &[
            (&[Action::Send], Scope::Composer, "queue"),
            (&[Action::StopAndSend], Scope::Global, "stop and send"),
            (&[Action::Back], Scope::Global, "stop"),
            (&[Action::PageUp], Scope::Global, "scroll"),
        ],
        (Pane::Composer, false) if state.flight.cells() > 0 => &[
            (&[Action::Send], Scope::Composer, "send"),
            (&[Action::OpenCases], Scope::Global, "cases on their way"),
            (&[Action::Back], Scope::Global, "stop them"),
            (&[Action::OpenHelp], Scope::Global, "help"),
        ],
        // Hints of their own, since the mode decides about them.
        (Pane::Composer, false) => &[],
        (Pane::Settings, _) => &[
            (
                &[Setting(Knob::Less), Setting(Knob::More)],
                Scope::Settings,
                "turn",
            ),
            (&[], Scope::Settings, "type"),
            (&[Setting(Knob::Unset)], Scope::Settings, "not sent"),
            (&[Setting(Knob::Default)], Scope::Settings, "default"),
            (&[Setting(Knob::Open)], Scope::Settings, "change"),
            (&[Setting(Knob::Mend)], Scope::Settings, "mend"),
            (&[Action::NextPane], Scope::Global, "write"),
            (&[Action::OpenHelp], Scope::Settings, "help"),
        ],
        (Pane::Library, _) => &[
            (&[Action::Choose], Scope::List, "open"),
            (&[Action::Back], Scope::Global, "write"),
            (&[InLibrary(OnLibrary::Pin)], LISTS, "pin"),
            (&[InLibrary(OnLibrary::Tag)], LISTS, "tags"),
            (&[InLibrary(OnLibrary::Rename)], LISTS, "rename"),
            (&[InLibrary(OnLibrary::Trash)], LISTS, "trash"),
            (&[InLibrary(OnLibrary::ToggleTrash)], LISTS, "see trash"),
            (&[Action::OpenHelp], Scope::Global, "help"),
        ],
        (Pane::Transcript, _) if state.view.selecting.shown.is_some() => &[
            (&[Copy(OnCopy::Selection)], Scope::Selected, "copy"),
            (
                &[
                    Copy(OnCopy::Extend(ListMove::Down)),
                    Copy(OnCopy::Extend(ListMove::Up)),
                ],
                Scope::Selecting,
                "more, less",
            ),
            (&[Copy(OnCopy::End)], Scope::Selected, "end"),
            (&[Action::OpenHelp], Scope::Transcript, "help"),
        ],
        (Pane::Transcript, _) => &[
            (
                &[Action::PreviousMessage, Action::NextMessage],
                Scope::Transcript,
                "message",
            ),
            (
                &[To(OnMessage::PreviousSibling), To(OnMessage::NextSibling)],
                Scope::Transcript,
                "version",
            ),
            (&[To(OnMessage::Edit)], Scope::Transcript, "edit"),
            (&[To(OnMessage::Regenerate)], Scope::Transcript, "again"),
            (&[To(OnMessage::Fork)], Scope::Transcript, "fork"),
            (&[Action::UndoDeed], Scope::Transcript, "undo"),
            (&[Action::OpenMap], Scope::Transcript, "map"),
            (&[Action::FocusComposer], Scope::Transcript, "write"),
            (&[Action::OpenHelp], Scope::Transcript, "help"),
        ],
    }
}

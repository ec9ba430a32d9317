//! An editor over the panes.

use ratatui::layout::Rect;

use crate::app::editor::{Editor, Subject};
use crate::app::inspect;
use crate::app::modal;
use crate::app::state::State;
use crate::chat::message::Role;
use crate::chat::tool::remark::RemarkWeight;
use crate::chat::tool::verdict::Verdict;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::{frame, written};
use crate::ui::theme::Tone;

/// Draws the editor in a box, with a line below for what is wrong.
pub(crate) fn draw(state: &State, editor: &Editor, canvas: &mut Canvas<'_>) {
    let size = state.view.size;
    let height = if editor.is_one_line() { 5 } else { 30 };
    let mut title = editor.title();
    if let Some(mode) = modal::told(state) {
        title = format!("{title} · {mode}");
    }
    let inner = frame::overlay(size, 100, height, &title, canvas);
    let said = said(state, editor);
    let room = usize::from((inner.height / 3).max(1));
    let below = u16::try_from(said.len().min(room)).unwrap_or(0).max(1);
    let text = Rect {
        height: inner.height.saturating_sub(below),
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    written::draw(editor.pad.area(), text, canvas);
    let selected = modal::selected(state, &editor.pad);
    written::paint_selected(editor.pad.area(), selected, text, canvas);
    written::place_caret(editor.pad.area(), text, canvas);
    for (at, (mark, words, tone)) in lines(said, room) {
        let line = row(inner, inner.height.saturating_sub(below) + at);
        let used = canvas.words(line, mark, tone);
        canvas.label(after(line, used), &words, tone);
    }
    let inserts = state.input.modal.is_some() && !modal::gives_commands(state);
    let hints = hints(editor).iter().map(|(key, what)| match *key {
        // The first one only leaves the mode in which text is typed.
        "Esc" if inserts => ("Esc Esc", *what),
        key => (key, *what),
    });
    let hints: Vec<_> = hints.collect();
    frame::hints(inner, &hints, canvas);
}

/// A line below the text: its mark, its words, its tone.
type Said = (&'static str, String, Tone);

/// What is to be said below the text: what keeps it from being taken, else what is to be said of the
/// tools in it, or by the schema of the arguments.
fn said(state: &State, editor: &Editor) -> Vec<Said> {
    if let Some(problem) = &editor.problem {
        return vec![(" ✗ ", problem.clone(), Tone::Error)];
    }
    let remarks = editor.remarks.iter().map(|remark| match remark.weight {
        RemarkWeight::Wrong => (" ✗ ", remark.told(), Tone::Error),
        RemarkWeight::Warning => (" ! ", remark.told(), Tone::Faint),
    });
    remarks.chain(faults(state, editor)).collect()
}

/// The first of it, so many lines; the last one tells how many there are more.
fn lines(mut lines: Vec<Said>, room: usize) -> impl Iterator<Item = (u16, Said)> {
    let more = lines.len().saturating_sub(room);
    lines.truncate(room);
    if more > 0
        && let Some((_, words, _)) = lines.last_mut()
    {
        *words = format!("{words} · and {more} more");
    }
    (0..).zip(lines)
}

/// What the schema of the tool says of the arguments of a call, as they are now.
fn faults(state: &State, editor: &Editor) -> Vec<Said> {
    let Subject::Arguments(id) = editor.subject else {
        return Vec::new();
    };
    let key = inspect::key_of(&editor.text());
    match state.calls.verdict(id, key) {
        None => vec![(" … ", "checking".to_owned(), Tone::Faint)],
        Some(Verdict::Valid) => vec![(" ✓ ", "keeps to the schema".to_owned(), Tone::Badge)],
        Some(Verdict::Unknown(why)) => vec![(" ? ", why.clone(), Tone::Faint)],
        Some(Verdict::BadSchema(why)) => {
            vec![(" ✗ the schema is none: ", why.clone(), Tone::Error)]
        }
        Some(Verdict::Faults(faults)) => faults
            .iter()
            .map(|fault| {
                let path = if fault.path.is_empty() {
                    "/"
                } else {
                    &fault.path
                };
                (" ✗ ", format!("{path}: {}", fault.what), Tone::Error)
            })
            .collect(),
    }
}

/// What can be done with the text.
fn hints(editor: &Editor) -> &'static [(&'static str, &'static str)] {
    match &editor.subject {
        _ if editor.is_one_line() => &[("Enter", "take"), ("^C", "leave as it was")],
        Subject::Message(_, Role::User) => &[
            ("Enter", "send"),
            ("^J", "newline"),
            ("Esc", "keep without sending"),
            ("^G", "$EDITOR"),
            ("^C", "leave as it was"),
        ],
        Subject::Message(_, Role::Assistant) => &[
            ("^X Enter", "go on from the cursor"),
            ("Esc", "keep"),
            ("^G", "$EDITOR"),
            ("^C", "leave as it was"),
        ],
        Subject::Result(..) => &[
            ("^S", "give"),
            ("^T", "text or JSON"),
            ("^E", "error or not"),
            ("Esc", "keep for later"),
        ],
        Subject::Row(_)
        | Subject::Arguments(_)
        | Subject::Variable(_)
        | Subject::Criteria
        | Subject::Chip(_)
        | Subject::Insert(..) => &[("Esc", "take"), ("^C", "leave as it was")],
    }
}

//! The first screen where no credentials were found.

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::msg::Target;
use crate::app::reader;
use crate::app::service::Link;
use crate::app::state::State;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame;
use crate::ui::theme::Tone;

/// What can be done: key, words, action.
const CHOICES: [(&str, &str, Action); 4] = [
    (
        "s",
        "sandbox: try everything offline, without AWS",
        Action::UseSandbox,
    ),
    ("c", "how to configure credentials", Action::CredentialsHelp),
    ("r", "look for credentials again", Action::Reconnect),
    ("q", "quit", Action::Quit),
];

/// Rows of the choices.
const ROWS: u16 = 4;

/// Draws what was looked for and what can be done.
pub(crate) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let Link::Failed(failure) = &state.service.link else {
        return;
    };
    let inner = frame::overlay(state.view.size, 78, 20, "Welcome to outcrop", canvas);
    let (summary, message) = (failure.kind.summary(), &failure.message);
    let text = format!("Not connected to Amazon Bedrock: {summary}.\n\n{message}");
    let lines = reader::wrapped(&text, inner.width);
    let room = usize::from(inner.height.saturating_sub(ROWS + 1));
    let mut at = 0;
    for line in lines.iter().take(room) {
        canvas.words(after(row(inner, at), 1), &line.text(), Tone::Text);
        at += 1;
    }
    choices(
        inner,
        (at + 1).min(inner.height.saturating_sub(ROWS)),
        canvas,
    );
}

fn choices(inner: Rect, first: u16, canvas: &mut Canvas<'_>) {
    for ((key, what, action), at) in CHOICES.into_iter().zip(first..) {
        let line = row(inner, at);
        let key = canvas.key_now(key).unwrap_or_default();
        let used = canvas.keys(line, &format!("  {key}  "), Tone::Key);
        canvas.words(after(line, used), what, Tone::Text);
        canvas.click(line, Target::Do(action));
    }
}

//! The first screen where no credentials were found.

use crate::app::action::Action;
use crate::app::msg::Target;
use crate::app::service::Link;
use crate::app::state::State;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::{banner, frame};
use crate::ui::theme::Tone;

/// Draws what was looked for and what can be done.
pub(crate) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let Link::Failed(failure) = &state.service.link else {
        return;
    };
    let inner = frame::overlay(state.view.size, 78, 20, "Welcome to outcrop", canvas);
    let mut text = format!(
        "Not connected to Amazon Bedrock: {}.\n\n",
        failure.kind.summary()
    );
    text.push_str(&failure.message);
    let choices = [
        (
            "s",
            "sandbox: try everything offline, without AWS",
            Action::UseSandbox,
        ),
        ("c", "how to configure credentials", Action::CredentialsHelp),
        ("r", "look for credentials again", Action::Reconnect),
        ("q", "quit", Action::Quit),
    ];
    let room = inner
        .height
        .saturating_sub(u16::try_from(choices.len()).unwrap_or(0) + 1);
    let mut at = 0;
    for line in banner::wrapped(&text, inner.width)
        .iter()
        .take(usize::from(room))
    {
        canvas.words(after(row(inner, at), 1), &line.text(), Tone::Text);
        at += 1;
    }
    at = (at + 1).min(
        inner
            .height
            .saturating_sub(u16::try_from(choices.len()).unwrap_or(0)),
    );
    for (key, what, action) in choices {
        let line = row(inner, at);
        let used = canvas.words(line, &format!("  {key}  "), Tone::Key);
        canvas.words(after(line, used), what, Tone::Text);
        canvas.click(line, Target::Do(action));
        at += 1;
    }
}

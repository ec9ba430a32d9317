//! What to look for in the conversation: a line below it, so that the places can be seen.

use ratatui::layout::{Position, Rect};

use crate::app::msg::Target;
use crate::app::overlay::Prompt;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::ui::canvas::{Canvas, after, ending};
use crate::ui::theme::Tone;

/// Draws the line over the last one of the screen.
pub(crate) fn draw(state: &State, prompt: &Prompt, canvas: &mut Canvas<'_>) {
    let line = state.view.panes.status;
    canvas.claim(line);
    canvas.click(state.view.size.area(), Target::Beside);
    canvas.click(line, Target::Overlay);
    canvas.fill(line, Tone::Text);
    let search = state.view.finding.as_ref();
    let (told, tone) = match (&prompt.problem, search) {
        (Some(problem), _) => (problem.clone(), Tone::Error),
        (None, Some(search)) => (search.told(), Tone::Faint),
        (None, None) => ("Enter takes it · Esc ends".to_owned(), Tone::Faint),
    };
    let told = format!(" {told} ");
    let width = u16::try_from(columns(&told)).unwrap_or(u16::MAX);
    let width = width.min(line.width.saturating_sub(12));
    let end = Rect {
        x: line.x + line.width - width,
        width,
        ..line
    };
    let text = Rect {
        width: line.width - width,
        ..line
    };
    canvas.label(end, &told, tone);
    let mut used = canvas.words(text, " find: ", Tone::Key);
    let room = usize::from(text.width.saturating_sub(used + 1));
    used += canvas.label(after(text, used), ending(&prompt.text, room), Tone::Text);
    let caret = Position::new(line.x + used.min(text.width.saturating_sub(1)), line.y);
    canvas.caret(line, caret);
}

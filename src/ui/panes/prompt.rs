//! One line of input: a path, or a name.

use ratatui::layout::Position;

use crate::app::layout::Size;
use crate::app::menu::Asked;
use crate::app::overlay::Prompt;
use crate::ui::canvas::{Canvas, after, ending, row};
use crate::ui::panes::frame;
use crate::ui::theme::Tone;

/// Draws the line in a box.
pub(crate) fn draw(asked: Asked, prompt: &Prompt, size: Size, canvas: &mut Canvas<'_>) {
    let inner = frame::overlay(size, 90, 5, asked.title(), canvas);
    let line = row(inner, 0);
    let mut used = canvas.words(line, &format!(" {}: ", asked.label()), Tone::Key);
    // The end of a long text is where one writes.
    let room = usize::from(line.width.saturating_sub(used + 1));
    used += canvas.label(after(line, used), ending(&prompt.text, room), Tone::Text);
    canvas.caret(
        line,
        Position::new(line.x + used.min(line.width.saturating_sub(1)), line.y),
    );
    let note = prompt.problem.as_deref().unwrap_or(asked.help());
    let tone = if prompt.problem.is_some() {
        Tone::Error
    } else {
        Tone::Faint
    };
    canvas.label(after(row(inner, 2), 1), note, tone);
    frame::hints(inner, &[("Enter", "take"), ("Esc", "close")], canvas);
}

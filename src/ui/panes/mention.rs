//! Files that are offered for a path which is typed into the message, just above it.

use ratatui::layout::Rect;

use crate::app::mention::{Mention, Search};
use crate::app::msg::Target;
use crate::app::state::State;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::{frame, list};
use crate::ui::theme::Tone;

/// Most rows that are shown at once.
const ROWS: u16 = 10;

/// The widest box.
const WIDEST: u16 = 80;

/// Draws the popup above the message.
pub(crate) fn draw(state: &State, mention: &Mention, canvas: &mut Canvas<'_>) {
    let below = state.view.panes.composer;
    let rows = u16::try_from(mention.rows().len()).unwrap_or(u16::MAX);
    let height = rows.clamp(1, ROWS) + 2;
    let height = height.min(below.y);
    let area = Rect {
        y: below.y - height,
        height,
        width: below.width.min(WIDEST),
        ..below
    };
    canvas.fill(area, Tone::Text);
    canvas.click(area, Target::Overlay);
    let inner = frame::boxed(area, title(mention), Tone::FrameFocus, canvas);
    if rows == 0 {
        canvas.words(after(row(inner, 0), 1), "looking for files …", Tone::Faint);
    }
    let first = list::first_visible(mention.list.selected, usize::from(rows), inner.height);
    let visible = mention.rows().enumerate().skip(first);
    for (at, offer) in visible.take(usize::from(inner.height)) {
        let (line, tone) = list::list_row(at, first, &mention.list, inner, canvas);
        let tone = match tone {
            Tone::Text if offer.is_folder() => Tone::Group,
            tone => tone,
        };
        canvas.label(after(line, 1), &offer.label, tone);
    }
    frame::hints(
        inner,
        &[("Tab", "attach"), ("Esc", "leave the text")],
        canvas,
    );
}

fn title(mention: &Mention) -> &'static str {
    match mention.search {
        Search::Running => "Files · looking …",
        Search::Done => "Files",
        Search::Full => "Files · more than are looked through",
    }
}

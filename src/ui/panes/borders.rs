//! Borders that can be moved, and what is left of panes that are folded away.

use ratatui::layout::Rect;

use crate::app::action::Action;
use crate::app::arrangement::{Border, Fold, OnPanes, Zoom};
use crate::app::layout::STRIP;
use crate::app::msg::Target;
use crate::app::state::State;
use crate::ui::canvas::{Canvas, row};
use crate::ui::theme::Tone;

/// Columns at the beginning of a frame that belong to its title: two, and a blank.
const BEFORE: u16 = 3;

/// Makes the borders of the panes places to drag, and shows the one that moves.
pub(crate) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let view = &state.view;
    let panes = view.panes;
    let arrangement = &view.modes.arrangement;
    let beside = !view.size.is_narrow() && arrangement.zoom == Zoom::Off;
    if beside && is_open(panes.library) && arrangement.library.fold == Fold::Open {
        let x = panes.library.right() - 1;
        border(state, Border::Library, upright(panes.library, x), canvas);
        title(panes.library, "Conversations", OnPanes::FoldLibrary, canvas);
    }
    if beside && is_open(panes.side) {
        let x = panes.side.x;
        border(state, Border::Settings, upright(panes.side, x), canvas);
        title(panes.side, "Settings", OnPanes::FoldSettings, canvas);
    }
    if panes.composer.height > STRIP {
        border(state, Border::Composer, row(panes.composer, 0), canvas);
        title(panes.composer, "Message", OnPanes::FoldComposer, canvas);
    }
    lane(state, canvas);
}

/// Draws what is left of a pane at a side: a line that opens it again.
pub(crate) fn strip(area: Rect, what: OnPanes, canvas: &mut Canvas<'_>) {
    canvas.fill(area, Tone::Faint);
    let sign = match what {
        OnPanes::FoldLibrary => "›",
        _ => "‹",
    };
    for at in 0..area.height {
        canvas.words(row(area, at), if at == 0 { sign } else { "│" }, Tone::Frame);
    }
    canvas.click(area, Target::Do(Action::OnPanes(what)));
}

/// Whether a pane at a side is there and not folded away.
fn is_open(area: Rect) -> bool {
    area.width > STRIP && area.height > 0
}

fn border(state: &State, border: Border, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.click(area, Target::Border(border));
    if state.view.modes.resizing == Some(border) {
        canvas.paint(area, Tone::Selected);
    }
}

/// A click on the title of a pane folds it away.
fn title(pane: Rect, words: &str, what: OnPanes, canvas: &mut Canvas<'_>) {
    let width = u16::try_from(words.len()).unwrap_or(u16::MAX);
    let area = Rect {
        x: pane.x + BEFORE.min(pane.width),
        width: width.min(pane.width.saturating_sub(BEFORE)),
        ..row(pane, 0)
    };
    canvas.click(area, Target::Do(Action::OnPanes(what)));
}

/// Shows which lane becomes larger and smaller: lanes have no border of their own.
fn lane(state: &State, canvas: &mut Canvas<'_>) {
    if state.view.modes.resizing != Some(Border::Lane) {
        return;
    }
    let columns = &state.view.reading.columns;
    let own = columns.iter().find(|it| Some(it.lane) == state.lane_id());
    let (Some(own), Some(last)) = (own, columns.last()) else {
        return;
    };
    let x = if own.lane == last.lane {
        own.area.x
    } else {
        own.area.right().saturating_sub(1)
    };
    canvas.paint(upright(own.area, x), Tone::Selected);
}

/// One column of an area.
fn upright(area: Rect, x: u16) -> Rect {
    Rect {
        x,
        width: area.width.min(1),
        ..area
    }
}

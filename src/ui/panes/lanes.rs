//! The lanes as tabs, where they do not stand side by side.

use ratatui::layout::Rect;

use crate::app::msg::Target;
use crate::app::state::State;
use crate::chat::lane::Lane;
use crate::ui::canvas::{Canvas, after};
use crate::ui::theme::Tone;

/// Draws a tab for each open lane; a click goes there.
pub(crate) fn draw(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    if area.is_empty() {
        return;
    }
    let count = u16::try_from(state.conversation.lanes().count()).unwrap_or(u16::MAX);
    let most = area.width / count.max(1);
    let mut used = 0;
    for (number, lane) in (1..).zip(state.conversation.lanes()) {
        let place = Rect {
            width: most,
            ..after(area, used)
        };
        let focus = state.lane_id() == Some(lane.id);
        let streams = state.flight.of_lane(lane.id).is_some();
        let tone = if focus { Tone::Selected } else { Tone::Faint };
        let mark = if streams { "…" } else { "" };
        let text = format!(" {number} {}{mark} ", name(lane));
        let width = canvas.label(place, &text, tone);
        canvas.click(Rect { width, ..place }, Target::Lane(lane.id));
        used += width;
    }
}

/// What the user calls the lane, or its model.
fn name(lane: &Lane) -> String {
    if let Some(name) = &lane.name {
        return name.clone();
    }
    let model = lane.settings.model.as_ref();
    model.map_or_else(|| "no model".to_owned(), |model| model.name.clone())
}

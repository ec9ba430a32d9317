//! The lanes: columns side by side, with a line above and below each, and tabs where not all fit.

use ratatui::layout::Rect;

use crate::app::blind;
use crate::app::layout::Column;
use crate::app::msg::Target;
use crate::app::state::State;
use crate::app::view::{Audience, Pane};
use crate::app::votes;
use crate::chat::lane::Lane;
use crate::ui::canvas::{Canvas, after};
use crate::ui::panes::transcript::{self, Shown};
use crate::ui::theme::Tone;

/// Draws the columns that are visible.
pub(crate) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let view = &state.view;
    for column in &view.reading.columns {
        let Some(lane) = state.conversation.lane(column.lane) else {
            continue;
        };
        let shown = match view.reading.beside.get(&column.lane) {
            Some(sight) if state.lane_id() != Some(column.lane) => Shown {
                lane,
                transcript: &sight.transcript,
                anchor: sight.anchor,
            },
            Some(_) | None => Shown {
                lane,
                transcript: &view.transcript,
                anchor: view.reading.anchor,
            },
        };
        head(state, column, lane, canvas);
        transcript::draw(state, &shown, column.text, canvas);
    }
}

/// Which lane it is, and whether messages go to it.
fn head(state: &State, column: &Column, lane: &Lane, canvas: &mut Canvas<'_>) {
    if column.head.is_empty() {
        return;
    }
    let here = state.lane_id() == Some(lane.id);
    let tone = match (here, state.view.focus) {
        (true, Pane::Transcript | Pane::Composer) => Tone::Selected,
        (true, Pane::Settings) | (false, _) => Tone::Faint,
    };
    canvas.fill(column.head, tone);
    let number = blind::label(state, lane.id);
    let used = canvas.words(
        column.head,
        &format!(" {}{number} ", mark(state, lane)),
        tone,
    );
    canvas.click(column.head, Target::Lane(lane.id));
    if blind::is_hidden(state) && !lane.is_judge() {
        return;
    }
    let used = used + canvas.label(after(column.head, used), &name(lane), tone);
    let route = lane
        .settings
        .model
        .as_ref()
        .map(crate::chat::settings::ModelChoice::route_label);
    let mut text = route.map_or_else(String::new, |route| format!(" · {route} "));
    if let Some(standing) = votes::standing(state, lane) {
        text = format!(" · {standing}{text}");
    }
    canvas.label(after(column.head, used), &text, tone);
}

/// A sign where messages go to this lane and not to all.
fn mark(state: &State, lane: &Lane) -> &'static str {
    match &state.view.reading.audience {
        // Which ones are marked would tell which is which.
        _ if blind::is_hidden(state) => "",
        Audience::Marked(marked) if marked.contains(&lane.id) => "✉ ",
        Audience::Focus if state.lane_id() == Some(lane.id) => "✉ ",
        Audience::All | Audience::Focus | Audience::Marked(_) => "",
    }
}

/// Draws a tab for each open lane; a click goes there.
pub(crate) fn draw_tabs(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    if area.is_empty() {
        return;
    }
    let count = u16::try_from(state.conversation.lanes().count()).unwrap_or(u16::MAX);
    let most = area.width / count.max(1);
    let mut used = 0;
    let seen = state.conversation.seen();
    for lane in seen.iter().filter_map(|id| state.conversation.lane(*id)) {
        let place = Rect {
            width: most,
            ..after(area, used)
        };
        let focus = state.lane_id() == Some(lane.id);
        let streams = state.flight.of_lane(lane.id).is_some();
        let tone = if focus { Tone::Selected } else { Tone::Faint };
        let sign = if streams { "…" } else { "" };
        let text = format!(
            " {}{} {}{sign} ",
            mark(state, lane),
            blind::label(state, lane.id),
            tab_name(state, lane)
        );
        let width = canvas.label(place, &text, tone);
        canvas.click(Rect { width, ..place }, Target::Lane(lane.id));
        used += width;
    }
}

/// What stands in a tab beside the number.
fn tab_name(state: &State, lane: &Lane) -> String {
    if blind::is_hidden(state) && !lane.is_judge() {
        return String::new();
    }
    name(lane)
}

/// What the user calls the lane, or its model.
fn name(lane: &Lane) -> String {
    if let Some(name) = &lane.name {
        return name.clone();
    }
    let model = lane.settings.model.as_ref();
    model.map_or_else(|| "no model".to_owned(), |model| model.name.clone())
}

//! The lanes: columns side by side, with a line above and below each, and tabs where not all fit.

use ratatui::layout::Rect;

use crate::app::bar::{Motion, Progress, bar};
use crate::app::blind;
use crate::app::comparison::{Comparison, elapsed};
use crate::app::layout::Column;
use crate::app::msg::Target;
use crate::app::service::AccountKind;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::app::view::{Audience, Pane};
use crate::app::votes;
use crate::chat::differs;
use crate::chat::figures::{Figure, Figures};
use crate::chat::ids::LaneId;
use crate::chat::lane::Lane;
use crate::ui::canvas::{Canvas, after, label_columns, whole_parts};
use crate::ui::panes::transcript::{self, Shown};
use crate::ui::theme::Tone;

/// Draws the columns that are visible.
pub(crate) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let view = &state.view;
    let comparison = Comparison::of(state);
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
        canvas.pane(("head of a lane", column.head), |canvas| {
            head(state, column, lane, canvas);
        });
        canvas.pane(("foot of a lane", column.foot), |canvas| {
            foot(state, column, &comparison, canvas);
        });
        canvas.pane(("transcript", column.text), |canvas| {
            transcript::draw(state, &shown, column.text, canvas);
        });
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
        (true, Pane::Settings | Pane::Library) | (false, _) => Tone::Faint,
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
    let used = used + canvas.words(after(column.head, used), " ", tone);
    let standing = votes::standing(state, lane).unwrap_or_default();
    let room = usize::from(after(column.head, used).width).saturating_sub(3);
    let used = used
        + match whole_parts(&standing, room) {
            "" => 0,
            standing => canvas.label(after(column.head, used), &format!("· {standing} "), tone),
        };
    let room = after(column.head, used);
    canvas.label(room, &about(state, lane, usize::from(room.width)), tone);
}

/// How a lane is reached, and what it has otherwise than the first one.
fn about(state: &State, lane: &Lane, room: usize) -> String {
    let first = state.conversation.lanes().next();
    let first = first.filter(|first| first.id != lane.id);
    let room = room.saturating_sub(4);
    let all = differs::heading(first.map(|first| &first.settings), &lane.settings);
    let words = with_region(state, lane, differs::fit(&all, room, label_columns), room);
    if words.is_empty() {
        words
    } else {
        format!("· {words} ")
    }
}

/// Where nothing else wants the room, the account's region stands there too.
fn with_region(state: &State, lane: &Lane, words: String, room: usize) -> String {
    let bedrock = state.service.account();
    let bedrock = bedrock.filter(|it| it.kind == AccountKind::Bedrock);
    let (Some(account), None) = (bedrock, &lane.settings.region) else {
        return words;
    };
    let whole = if words.is_empty() {
        account.region.clone()
    } else {
        format!("{words} · {}", account.region)
    };
    if label_columns(&whole) <= room {
        whole
    } else {
        words
    }
}

/// What stands below a lane, the most telling first.
const FEET: [Figure; 6] = [
    Figure::First,
    Figure::Rate,
    Figure::Output,
    Figure::Cost,
    Figure::Input,
    Figure::Latency,
];

/// Columns of the bar of a reply that streams.
const BAR: usize = 6;

/// The figures of the last reply; the best value of each has a sign.
fn foot(state: &State, column: &Column, comparison: &Comparison<'_>, canvas: &mut Canvas<'_>) {
    let Some((place, figures)) = comparison.of_lane(column.lane) else {
        return;
    };
    if blind::is_hidden(state) {
        return;
    }
    let area = column.foot;
    if let Some(still) = still(state, column.lane) {
        canvas.words(after(area, 1), &still, Tone::Slider);
        return;
    }
    let mut used = 1 + progress(state, column.lane, figures, after(area, 1), canvas);
    let mut parts = 0;
    for figure in FEET {
        if figures.value(figure).is_none() {
            continue;
        }
        let best = comparison.best().is_best(place, figure);
        let (sign, tone) = if best {
            ("▲", Tone::Badge)
        } else {
            ("", Tone::Faint)
        };
        let between = if parts == 0 { "" } else { " · " };
        let text = format!("{between}{sign}{}", figure.labelled(&figures.text(figure)));
        let room = after(area, used);
        if columns(&text) > usize::from(room.width) {
            return;
        }
        used += canvas.words(room, &text, tone);
        parts += 1;
    }
    let room = after(area, used);
    let fits = |ending: &&str| columns(ending) + 3 <= usize::from(room.width);
    if let Some(ending) = figures.ending().filter(fits) {
        let used = canvas.words(room, " · ", Tone::Faint);
        canvas.label(after(room, used), ending, Tone::Faint);
    }
}

/// What is said of a reply on its way where nothing may move: figures would count with every piece.
fn still(state: &State, lane: LaneId) -> Option<String> {
    let elapsed = elapsed(state, lane)?;
    match state.view.appearance.look.motion {
        Motion::Moving => None,
        Motion::Still => Some(format!("streaming for {}s", elapsed.as_secs())),
    }
}

/// How far a reply has come that is on its way; gives the columns used.
fn progress(
    state: &State,
    lane: LaneId,
    figures: &Figures<'_>,
    area: Rect,
    canvas: &mut Canvas<'_>,
) -> u16 {
    let Some((lane, elapsed)) = state.conversation.lane(lane).zip(elapsed(state, lane)) else {
        return 0;
    };
    let most = lane.settings.sampling.max_tokens;
    let progress = Progress::of(figures.tokens.output, most, elapsed);
    let text = format!("{} ", bar(progress, BAR, state.view.appearance.look));
    canvas.words(area, &text, Tone::Slider)
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

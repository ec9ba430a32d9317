//! The message editor.

use ratatui::layout::{Position, Rect};
use tui_textarea::TextArea;

use crate::app::action::Action;
use crate::app::arrangement::OnPanes;
use crate::app::bar::Glyphs;
use crate::app::blind;
use crate::app::composer::{Field, PREFILL_MARK};
use crate::app::forecast::forecast;
use crate::app::layout::STRIP;
use crate::app::modal;
use crate::app::msg::Target;
use crate::app::outward::Focus;
use crate::app::overlay::Overlay;
use crate::app::prefill::{self, Lamp};
use crate::app::signs;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::app::view::Pane;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::glyphs;
use crate::ui::panes::{frame, written};
use crate::ui::theme::Tone;

/// Whether what is typed goes into the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caret {
    Here,
    Elsewhere,
}

/// Draws the editor in its frame, with the real caret at the insertion point.
pub(crate) fn draw(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.click(area, Target::Composer);
    // While a path is typed, the caret stays in the text.
    let bare = matches!(state.overlays.last(), None | Some(Overlay::Mention(_)));
    let focus = bare && state.view.focus == Pane::Composer;
    // Where nobody types the terminal draws its caret hollow; the frame goes along with it.
    let typed = focus && state.view.outward.focus == Focus::Here;
    let tone = if typed { Tone::FrameFocus } else { Tone::Frame };
    if area.height <= STRIP {
        let caret = if focus { Caret::Here } else { Caret::Elsewhere };
        folded(state, area, caret, canvas);
        return;
    }
    let inner = frame::boxed(area, &title(state), tone, canvas);
    if !blind::is_hidden(state) {
        let used = lamp(state, area, canvas);
        expected(state, after(area, used), canvas);
    }
    if inner.is_empty() {
        return;
    }
    let message = state.composer.field() == Field::Message;
    let (above, below) = split(state, inner);
    written::draw(state.composer.area(), above, canvas);
    let selected = modal::selected(state, state.composer.in_focus());
    if focus && message {
        written::paint_selected(state.composer.area(), selected.clone(), above, canvas);
        written::place_caret(state.composer.area(), above, canvas);
    }
    if let Some(prefill) = state.composer.prefill_area() {
        let shown = draw_prefill(mark(state), prefill, below, canvas);
        if focus && !message {
            let below = after(below, PREFILL_MARK);
            written::paint_selected(&shown, selected, below, canvas);
            written::place_caret(&shown, below, canvas);
        }
    }
}

/// One line of what is written, where the editor is folded away: the one with the cursor.
fn folded(state: &State, area: Rect, caret: Caret, canvas: &mut Canvas<'_>) {
    let tone = match caret {
        Caret::Here => Tone::FrameFocus,
        Caret::Elsewhere => Tone::Faint,
    };
    let message = (state.composer.area(), "› ");
    let (widget, sign) = match (state.composer.field(), state.composer.prefill_area()) {
        (Field::Prefill, Some(prefill)) => (prefill, mark(state)),
        (Field::Message | Field::Prefill, _) => message,
    };
    let used = 1 + canvas.words(after(area, 1), sign, tone);
    let line = after(area, used.max(3));
    let unfold = Target::Do(Action::OnPanes(OnPanes::FoldComposer));
    canvas.click(
        Rect {
            width: used.min(area.width),
            ..area
        },
        unfold,
    );
    if state.composer.is_empty() && caret == Caret::Elsewhere {
        canvas.words(line, &title(state), Tone::Faint);
        canvas.click(area, unfold);
        return;
    }
    written::draw(widget, line, canvas);
    if caret == Caret::Here {
        written::place_caret(widget, line, canvas);
    }
}

/// What is written, in which mode, and what was put aside.
fn title(state: &State) -> String {
    let mut title = to_whom(state);
    if let Some(mode) = modal::told(state) {
        title = format!("{title} · {mode}");
    }
    match state.composer.aside.len() {
        0 => title,
        count => format!("{title} · {count} put aside"),
    }
}

/// To which lanes it goes, if there are more than one.
fn to_whom(state: &State) -> String {
    let numbers = state.audience();
    let lanes = state.conversation.lanes().count();
    if lanes < 2 {
        return "Message".to_owned();
    }
    if numbers.len() == lanes {
        return format!("Message to all {lanes}");
    }
    if blind::is_hidden(state) {
        // Which ones they are would tell which is which.
        return format!("Message to {} lanes", numbers.len());
    }
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    format!("Message to {}", numbers.join(", "))
}

/// What stands before the beginning of the reply: who speaks, or that every reply begins so.
fn mark(state: &State) -> &'static str {
    let lane = state.lane_id();
    let pinned = lane.and_then(|lane| state.conversation.pinned(lane));
    if pinned == Some(&state.composer.prefill()) {
        "pinned:"
    } else {
        "assistant:"
    }
}

/// Whether the model takes the beginning of the reply, on the lower edge. Gives the columns used.
fn lamp(state: &State, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let Some(lamp) = prefill::lamp(state) else {
        return 0;
    };
    let edge = after(row(area, area.height.saturating_sub(1)), 2);
    let room = usize::from(edge.width.saturating_sub(2));
    let words = lamp.words().iter().map(|words| format!(" {words} "));
    let Some(words) = words.into_iter().find(|words| columns(words) <= room) else {
        return 0;
    };
    let tone = match lamp {
        Lamp::Takes => Tone::Badge,
        Lamp::Refuses | Lamp::BesideThinking => Tone::Error,
        Lamp::Unknown => Tone::Warning,
    };
    canvas.words(edge, &words, tone) + 2
}

/// What the request will need, on the lower edge.
fn expected(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(forecast) = forecast(state) else {
        return;
    };
    let room = usize::from(area.width.saturating_sub(4));
    // Each lane has a path of its own; counted is that of the one in focus.
    let several = state.audience().len() > 1;
    let whose = if several { "here " } else { "" };
    let Some(text) = forecast.within(room.saturating_sub(2 + whose.len())) else {
        return;
    };
    let text = format!("{whose}{text}");
    let width = u16::try_from(columns(&text) + 2).unwrap_or(u16::MAX);
    let place = Rect {
        x: area.right() - width - 2,
        y: area.bottom().saturating_sub(1),
        width,
        height: area.height.min(1),
    };
    canvas.words(place, &format!(" {text} "), Tone::Faint);
}

/// The rows of the message, and those of the beginning of the reply.
fn split(state: &State, inner: Rect) -> (Rect, Rect) {
    if state.composer.prefill_area().is_none() {
        return (inner, Rect { height: 0, ..inner });
    }
    let short = |rows: usize| u16::try_from(rows).unwrap_or(u16::MAX);
    // Each gets what it needs; where that is too much, at least its half.
    let message = short(state.composer.message_rows(usize::from(inner.width)));
    let left = inner.height.saturating_sub(message);
    let width = usize::from(inner.width.saturating_sub(PREFILL_MARK));
    let rows = short(state.composer.prefill_rows(width));
    let rows = rows.min(left.max(inner.height.div_ceil(2))).max(1);
    let above = Rect {
        height: inner.height.saturating_sub(rows),
        ..inner
    };
    let below = Rect {
        y: above.bottom(),
        height: inner.height - above.height,
        ..inner
    };
    (above, below)
}

/// The beginning of the reply, in its own colour. White space at its end is shown, since the
/// service refuses it. Gives back what was drawn.
fn draw_prefill(
    mark: &str,
    widget: &TextArea<'static>,
    area: Rect,
    canvas: &mut Canvas<'_>,
) -> TextArea<'static> {
    canvas.words(area, mark, Tone::Prefill);
    let text = after(area, PREFILL_MARK).intersection(canvas.buf.area);
    let (shown, signs) = signs::with_signs(widget);
    written::draw(&shown, text, canvas);
    let style = canvas.theme.style(Tone::Prefill);
    canvas.buf.set_style(text, style);
    colour_signs(signs, text, canvas);
    shown
}

/// Colours the last signs, so many, which stand at the end of the text.
fn colour_signs(signs: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let style = canvas.theme.style(Tone::Warning);
    let plain = canvas.glyphs == Glyphs::Ascii;
    let cells: Vec<Position> = area.positions().collect();
    let mut left = signs;
    for position in cells.into_iter().rev() {
        let cell = &mut canvas.buf[position];
        let is_sign = cell.symbol().starts_with(signs::SIGNS);
        if left > 0 && is_sign {
            cell.set_style(style);
            if let Some(ascii) = plain.then(|| glyphs::of(cell.symbol())).flatten() {
                cell.set_symbol(ascii);
            }
            left -= 1;
        } else if cell.symbol() != " " {
            return;
        }
    }
}

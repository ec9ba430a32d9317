//! The settings of a lane: rows with sliders, words and texts.

use ratatui::layout::{Position, Rect};

use crate::app::arrangement::OnPanes;
use crate::app::blind;
use crate::app::layout::STRIP;
use crate::app::msg::Target;
use crate::app::reader::wrapped;
use crate::app::settings::look::{self, Chosen, Look, PaneLine, RowLook, Value};
use crate::app::settings::pane::SettingsPane;
use crate::app::settings::row::Row;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::app::view::Pane;
use crate::chat::check::Level;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::borders;
use crate::ui::panes::frame::{self, Excerpt};
use crate::ui::theme::Tone;

/// Columns of the names.
const LABEL: u16 = 15;

/// Columns of a slider's number.
const NUMBER: u16 = 9;

/// Most rows of what is said of the selected row.
const DETAILS: u16 = 7;

/// Rows below which they are but one, so that there are rows to choose from.
const LOW: u16 = 10;

/// Draws the pane.
pub(crate) fn draw(state: &State, side: &SettingsPane, area: Rect, canvas: &mut Canvas<'_>) {
    if area.width <= STRIP {
        borders::strip(area, OnPanes::FoldSettings, canvas);
        return;
    }
    canvas.fill(area, Tone::Text);
    canvas.click(area, Target::Side);
    let focus = state.overlays.is_empty() && state.view.focus == Pane::Settings;
    let tone = if focus { Tone::FrameFocus } else { Tone::Frame };
    let inner = frame::boxed(area, "Settings", tone, canvas);
    if blind::is_hidden(state) {
        for (at, line) in (0..inner.height).zip(wrapped(blind::HIDDEN, inner.width)) {
            canvas.words(after(row(inner, at), 1), &line.text(), Tone::Faint);
        }
        return;
    }
    let look = look::look(state, side);
    let details = details(&look, inner.width);
    let height = u16::try_from(details.len()).unwrap_or(DETAILS);
    let most = if inner.height < LOW {
        1
    } else {
        inner.height / 2
    };
    let height = height.min(DETAILS).min(most);
    let rows = Rect {
        height: inner.height.saturating_sub(height + 1),
        ..inner
    };
    let excerpt = draw_rows(&look.lines, rows, canvas);
    frame::more(inner, &excerpt, canvas);
    let below = Rect {
        y: inner.bottom().saturating_sub(height),
        height,
        ..inner
    };
    for (at, (text, tone)) in (0..below.height).zip(details) {
        canvas.words(after(row(below, at), 1), &text, tone);
    }
}

/// The lines below the rows.
fn details(look: &Look, width: u16) -> Vec<(String, Tone)> {
    let mut lines = Vec::new();
    for (text, level) in &look.details {
        let tone = level.map_or(Tone::Faint, tone_of);
        let wrapped = wrapped(text, width);
        lines.extend(wrapped.iter().map(|line| (line.text(), tone)));
    }
    lines
}

fn draw_rows(lines: &[PaneLine], area: Rect, canvas: &mut Canvas<'_>) -> Excerpt {
    let chosen = lines
        .iter()
        .position(|line| matches!(line, PaneLine::Row(look) if look.chosen == Chosen::Yes));
    let height = usize::from(area.height);
    let last = lines.len().saturating_sub(height);
    let first = chosen.unwrap_or(0).saturating_sub(height * 2 / 3).min(last);
    for (at, line) in (0..area.height).zip(lines.iter().skip(first)) {
        let place = row(area, at);
        match line {
            PaneLine::Group(title) => {
                canvas.words(after(place, 1), title, Tone::Group);
            }
            PaneLine::Row(look) => draw_row(look, place, canvas),
        }
    }
    Excerpt {
        first,
        shown: area.height,
        all: lines.len(),
    }
}

fn draw_row(look: &RowLook, line: Rect, canvas: &mut Canvas<'_>) {
    let tone = match look.chosen {
        Chosen::Yes => Tone::Selected,
        Chosen::No => Tone::Text,
    };
    canvas.fill(line, tone);
    canvas.click(line, Target::Setting(look.row));
    let greyed = look.level == Some(Level::Refused) && !is_sent(&look.value);
    let name = if greyed && tone == Tone::Text {
        Tone::Faint
    } else {
        tone
    };
    canvas.words(after(line, 2), look.label, name);
    if let Some(level) = look.level {
        canvas.words(
            line,
            mark(level),
            if tone == Tone::Selected {
                tone
            } else {
                tone_of(level)
            },
        );
    }
    draw_value(look, greyed_or(tone, greyed), after(line, LABEL), canvas);
}

fn greyed_or(tone: Tone, greyed: bool) -> Tone {
    if greyed && tone == Tone::Text {
        Tone::Faint
    } else {
        tone
    }
}

fn is_sent(value: &Value) -> bool {
    matches!(
        value,
        Value::Sent(_) | Value::Typed(_) | Value::Slider(Some(_))
    )
}

fn draw_value(look: &RowLook, tone: Tone, area: Rect, canvas: &mut Canvas<'_>) {
    let faint = if tone == Tone::Selected {
        tone
    } else {
        Tone::Faint
    };
    match &look.value {
        Value::Slider(set) => slider(look.row, set.as_ref(), tone, area, canvas),
        Value::Typed(text) => {
            let used = canvas.words(area, text, tone);
            canvas.words(after(area, used), "▏", tone);
            canvas.caret(area, Position::new(area.x + used, area.y));
        }
        Value::Sent(text) => {
            let room = Rect {
                width: area.width.saturating_sub(1),
                ..area
            };
            let used = canvas.label(room, text, tone);
            if columns(text) > usize::from(room.width) && used > 0 {
                canvas.words(after(area, room.width), "…", tone);
            }
        }
        Value::NotSent(word) => {
            canvas.words(area, word, faint);
        }
    }
}

fn slider(row: Row, set: Option<&(f64, String)>, tone: Tone, area: Rect, canvas: &mut Canvas<'_>) {
    let bar = Rect {
        width: area.width.saturating_sub(NUMBER + 1),
        ..area
    };
    canvas.click(bar, Target::Slide(row, 0));
    let faint = if tone == Tone::Selected {
        tone
    } else {
        Tone::Faint
    };
    let filled = set.map_or(0, |(ratio, _)| cells(*ratio, bar.width));
    let full: String = "━".repeat(usize::from(filled));
    let rest: String = "─".repeat(usize::from(bar.width - filled.min(bar.width)));
    let on = if tone == Tone::Selected {
        tone
    } else {
        Tone::Slider
    };
    canvas.words(bar, &full, on);
    canvas.words(after(bar, filled), &rest, faint);
    let number = after(area, bar.width + 1);
    match set {
        Some((_, text)) => canvas.words(number, text, tone),
        None => canvas.words(number, "not sent", faint),
    };
}

/// So many cells of a bar: at least one where something is sent.
fn cells(ratio: f64, width: u16) -> u16 {
    let share = (ratio.clamp(0.0, 1.0) * f64::from(width)).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a width is within the width"
    )]
    let cells = share as u16;
    cells.clamp(1, width.max(1))
}

/// What stands before a row with a remark.
fn mark(level: Level) -> &'static str {
    match level {
        Level::Refused => "✗",
        Level::Ignored => "–",
        Level::Unknown => "?",
        Level::Note => "·",
    }
}

fn tone_of(level: Level) -> Tone {
    match level {
        Level::Refused => Tone::Error,
        Level::Ignored | Level::Unknown => Tone::Warning,
        Level::Note => Tone::Faint,
    }
}

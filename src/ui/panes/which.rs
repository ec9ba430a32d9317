//! What may follow the keys of a sequence, over the panes: keys and actions in columns.

use ratatui::layout::Rect;

use crate::app::able::why_not;
use crate::app::action::{Action, Scope};
use crate::app::bar::Glyphs;
use crate::app::keymap::written;
use crate::app::msg::Target;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame;
use crate::ui::panes::status::sign;
use crate::ui::theme::Tone;

/// The fewest columns of the screen for a key and its action.
const NARROWEST: u16 = 19;

/// On a narrower box there is room for a few words only.
const NARROW: u16 = 60;

/// The most.
const WIDEST: u16 = 60;

/// A key that may follow, and its action.
struct Next {
    key: String,
    action: Action,
    name: &'static str,
}

/// Draws it, once one has waited for it.
pub(crate) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let input = &state.input;
    if !input.is_revealed() {
        return;
    }
    let all = next(state);
    let screen = state.view.size.area();
    let room = Rect {
        // The line below tells the keys so far.
        height: screen.height.saturating_sub(1),
        ..screen
    };
    let most = usize::from(room.height.saturating_sub(3)).max(1);
    let across = usize::from((room.width.saturating_sub(2) / NARROWEST).max(1));
    let across = all.len().div_ceil(most).clamp(1, across);
    let down = all.len().div_ceil(across).clamp(1, most);
    let height = u16::try_from(down + 2).unwrap_or(room.height);
    let area = Rect {
        y: room.bottom().saturating_sub(height),
        height: height.min(room.height),
        ..room
    };
    canvas.fill(area, Tone::Text);
    canvas.click(area, Target::Overlay);
    let title = written(&input.pending);
    let inner = frame::boxed(area, &title, Tone::FrameFocus, canvas);
    let width = inner.width / u16::try_from(across).unwrap_or(1).max(1);
    for (nth, column) in all.chunks(down).take(across).enumerate() {
        let left = u16::try_from(nth).unwrap_or(0) * width;
        let area = Rect {
            x: inner.x + left,
            width: width.min(WIDEST),
            ..inner
        };
        draw_column(state, column, area, canvas);
    }
    let hidden = all.len().saturating_sub(across * down);
    let more = if inner.width < NARROW {
        format!("{hidden} more")
    } else {
        format!("{hidden} more, all in the help")
    };
    let mut hints = vec![("Esc", "close")];
    if hidden > 0 {
        hints.push(("F1", more.as_str()));
    }
    frame::hints(inner, &hints, canvas);
}

/// What may follow, by key: letters, capitals, signs, then keys that are held with others.
fn next(state: &State) -> Vec<Next> {
    let input = &state.input;
    let glyphs = state.view.appearance.look.glyphs;
    let rows = input.keymap.continuations(state.scopes(), &input.pending);
    let mut all: Vec<Next> = rows
        .into_iter()
        .filter_map(|(key, action)| {
            let name = name_of(state, action)?;
            let key = short(&key, glyphs);
            Some(Next { key, action, name })
        })
        .collect();
    all.sort_by_cached_key(|next| (rank(&next.key), next.key.clone()));
    all
}

/// What an action is called where the keys are looked up.
fn name_of(state: &State, action: Action) -> Option<&'static str> {
    let rows = crate::app::action::TABLE.iter();
    let here = |scope: &Scope| {
        rows.clone()
            .find(|row| row.scope == *scope && row.action == action)
    };
    let row = state.scopes().iter().find_map(here);
    row.or_else(|| action.row()).map(|row| row.name)
}

/// A capital letter in the place of the same with Shift, and short signs: there is little room.
fn short(key: &str, glyphs: Glyphs) -> String {
    match key.strip_prefix("Shift-") {
        Some(letter) if letter.chars().count() == 1 => letter.to_uppercase(),
        Some(rest) => format!("S-{}", sign(rest, glyphs)),
        None if key == "Hyphen" => "-".to_owned(),
        None => sign(key, glyphs).to_owned(),
    }
}

fn rank(key: &str) -> u8 {
    let mut chars = key.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) if one.is_lowercase() => 0,
        (Some(one), None) if one.is_uppercase() => 1,
        (Some(_), None) => 2,
        (Some('^'), _) => 3,
        _ => 4,
    }
}

fn draw_column(state: &State, column: &[Next], area: Rect, canvas: &mut Canvas<'_>) {
    let widest = column.iter().map(|next| columns(&next.key)).max();
    let keys = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX);
    let keys = keys.min(area.width / 2);
    for (nth, next) in column.iter().enumerate() {
        let line = row(area, u16::try_from(nth).unwrap_or(u16::MAX));
        let line = Rect {
            width: line.width.saturating_sub(1),
            ..line
        };
        canvas.click(line, Target::Do(next.action));
        let why = why_not(state, next.action);
        let (tone, key_tone) = match why {
            Some(_) => (Tone::Faint, Tone::Faint),
            None => (Tone::Text, Tone::Key),
        };
        let key = Rect {
            width: keys + 1,
            ..line
        };
        canvas.keys(after(key, 1), &next.key, key_tone);
        let told = match why {
            Some(why) => format!("{} · {why}", next.name),
            None => next.name.to_owned(),
        };
        canvas.label(after(line, keys + 2), &told, tone);
    }
}

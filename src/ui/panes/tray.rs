//! What goes along with the next request: a line for each above the editor, and the list of all.

use ratatui::layout::Rect;

use crate::app::chips::Arriving;
use crate::app::layout::Size;
use crate::app::msg::Target;
use crate::app::state::State;
use crate::app::transcript::line::columns;
use crate::app::tray::{Fate, Place, Row, Tray};
use crate::chat::attached::limits::MAX_BODY_BY_GUIDE;
use crate::chat::size::size;
use crate::ui::canvas::{Canvas, after, label_columns, row, whole_parts};
use crate::ui::panes::{frame, list};
use crate::ui::theme::Tone;

/// The cross that takes a chip off.
const CROSS: &str = " × ";

/// Draws a line for each thing that goes along with the message; the last line tells of those that have
/// no room.
pub(crate) fn draw_chips(state: &State, area: Rect, canvas: &mut Canvas<'_>) {
    if area.is_empty() {
        return;
    }
    let rows = state.view.chips.rows();
    let arriving = &state.composer.chips.arriving;
    let all = rows.len() + arriving.len();
    let room = usize::from(area.height);
    let shown = if all > room { room - 1 } else { all };
    let lines = (0..area.height).map(|at| row(area, at));
    let widest = rows.iter().map(|row| columns(&row.title)).max();
    let titles = u16::try_from(widest.unwrap_or(0) + 2).unwrap_or(u16::MAX);
    for (line, at) in lines.zip(0..shown) {
        if let Some(row) = rows.get(at) {
            chip(row, titles, line, canvas);
        } else if let Some(arriving) = arriving.get(at - rows.len()) {
            coming(arriving, line, canvas);
        }
    }
    if all > shown {
        let last = row(area, area.height - 1);
        let text = match shown {
            0 => format!(" {all} attached · ^X ^A lists them"),
            shown => format!(" +{} more · ^X ^A lists all", all - shown),
        };
        canvas.words(last, &text, Tone::Badge);
        canvas.click(last, Target::Chip(shown));
    }
}

/// A chip: what it is, whether it goes, and the cross that takes it off.
fn chip(row: &Row, titles: u16, line: Rect, canvas: &mut Canvas<'_>) {
    let Place::Own(at) = row.place else {
        return;
    };
    let cross = u16::try_from(columns(CROSS)).unwrap_or(0);
    let room = Rect {
        width: line.width.saturating_sub(cross),
        ..line
    };
    canvas.click(room, Target::Chip(at));
    canvas.words(room, &format!(" {}", row.title), Tone::Badge);
    facts(row, after(room, titles), Tone::Text, canvas);
    let place = after(line, room.width);
    canvas.words(place, CROSS, Tone::Faint);
    canvas.click(place, Target::ChipCross(at));
}

fn coming(arriving: &Arriving, line: Rect, canvas: &mut Canvas<'_>) {
    let used = canvas.words(line, " … reading ", Tone::Faint);
    canvas.label(after(line, used), &arriving.name, Tone::Faint);
}

/// Name, format and size, tokens, and whether it goes along. The reason why not is never cut off for
/// the others.
fn facts(row: &Row, area: Rect, tone: Tone, canvas: &mut Canvas<'_>) {
    let (sign, told, own) = match &row.fate {
        Fate::Goes => ("✓", String::new(), Tone::Badge),
        Fate::Doubtful(why) => ("?", format!(" {why}"), Tone::Warning),
        Fate::Not(why) => ("✗", format!(" {why}"), Tone::Error),
    };
    let own = if tone == Tone::Selected { tone } else { own };
    let faint = if tone == Tone::Selected {
        tone
    } else {
        Tone::Faint
    };
    let verdict = format!("{sign}{told}");
    let details = details(row);
    let short = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let wide = |text: &str| short(label_columns(text));
    let (name, wanted) = (wide(&row.name), wide(&details[0]));
    // Where there is little room, the verdict stands before the details, and a beginning of the name
    // before it.
    let verdict_width = short(columns(&verdict) + 1).min(area.width.saturating_sub(name.min(12)));
    let room = area.width.saturating_sub(verdict_width);
    let shortest = name
        .min(room.saturating_sub(wanted).max(room / 3).max(12))
        .min(room);
    let fits = |details: &&String| wide(details) <= room - shortest;
    let details = details.iter().find(fits).map_or("", String::as_str);
    // The name has what the details leave.
    let place = Rect {
        width: name.min(room.saturating_sub(wide(details))),
        ..area
    };
    canvas.label(place, &row.name, tone);
    let used = place.width + canvas.label(after(area, place.width), details, faint);
    canvas.label(after(area, used + 1), &verdict, own);
}

/// Format, size and tokens, and less and less of them: what has no room is left out whole.
fn details(row: &Row) -> [String; 3] {
    let tokens = row.tokens.map_or_else(String::new, |tokens| {
        format!("  ≈{} tokens", crate::app::forecast::short(tokens))
    });
    // Behind the comma stands what was done to it.
    let brief = row.label.split(", ").next().unwrap_or_default();
    [
        format!("  {}{tokens}", row.label),
        format!("  {}", row.label),
        format!("  {brief}"),
    ]
}

/// Draws the list of all that goes along.
pub(crate) fn draw(tray: &Tray, size: Size, canvas: &mut Canvas<'_>) {
    let rows = u16::try_from(tray.rows().len()).unwrap_or(u16::MAX);
    let height = rows.saturating_add(4).clamp(7, 30);
    let inner = frame::overlay(size, 110, height, "Attachments", canvas);
    let head = after(row(inner, 0), 1);
    let told = told(tray);
    canvas.words(
        head,
        whole_parts(&told, usize::from(head.width)),
        Tone::Faint,
    );
    let area = Rect {
        y: inner.y + inner.height.min(1),
        height: inner.height.saturating_sub(1),
        ..inner
    };
    let first = list::first_visible(tray.list.selected, tray.rows().len(), area.height);
    let widest = tray.rows().iter().map(|row| columns(&row.title)).max();
    let titles = u16::try_from(widest.unwrap_or(0) + 3).unwrap_or(u16::MAX);
    let visible = tray.rows().iter().enumerate().skip(first);
    for (at, entry) in visible.take(usize::from(area.height)) {
        let (line, tone) = list::list_row(at, first, &tray.list, area, canvas);
        let own = matches!(entry.place, Place::Own(_));
        let badge = match (own, tone) {
            (true, Tone::Text) => Tone::Badge,
            (false, Tone::Text) => Tone::Faint,
            _ => tone,
        };
        canvas.words(line, &format!(" {}", entry.title), badge);
        facts(entry, after(line, titles), tone, canvas);
    }
    let hints = [
        ("Enter", "open"),
        ("x", "take off"),
        ("< >", "move"),
        ("r", "rename"),
        ("o", "viewer"),
        ("t", "text/doc"),
        ("Esc", "close"),
    ];
    frame::hints(inner, &hints, canvas);
}

/// What all of them make together.
fn told(tray: &Tray) -> String {
    let total = tray.total();
    let cost = total
        .cost
        .map_or_else(String::new, |cost| format!(" · ≈{cost} each time"));
    format!(
        "{} of {} go along · ≈{} tokens{cost} · {} of {} as they are sent",
        total.count,
        tray.rows().len(),
        crate::app::forecast::short(total.tokens),
        size(total.bytes),
        size(MAX_BODY_BY_GUIDE),
    )
}

//! Two messages compared: which two, how alike they are, and what differs.

use ratatui::layout::Rect;

use crate::app::diff::{self, BOX, Cell, Columns, Diff, HEAD, Row, SIGN, Sign};
use crate::app::msg::Target;
use crate::app::state::State;
use crate::app::transcript::line::{Face, Role as Part};
use crate::chat::ids::MessageId;
use crate::chat::message::Role;
use crate::ui::canvas::{Canvas, after, row};
use crate::ui::panes::frame;
use crate::ui::theme::Tone;

/// Draws the comparison over the panes.
pub(crate) fn draw(state: &State, two: &Diff, canvas: &mut Canvas<'_>) {
    let inner = frame::overlay(state.view.size, BOX.width, BOX.height, "Compared", canvas);
    side(state, two.sides.old, Sign::Removed, row(inner, 0), canvas);
    side(state, two.sides.new, Sign::Added, row(inner, 1), canvas);
    let line = after(row(inner, 2), 1);
    canvas.words(line, &diff::summary(two), Tone::Strong);
    let rule = "─".repeat(usize::from(inner.width));
    canvas.words(row(inner, 3), &rule, Tone::Gutter);
    let area = Rect {
        y: inner.y + HEAD.min(inner.height),
        height: inner.height.saturating_sub(HEAD),
        ..inner
    };
    for (line, (at, of)) in (0..area.height).zip(two.visible()) {
        let line = row(area, line);
        if of.fold.is_some() {
            canvas.click(line, Target::Row(at));
        }
        if two.here() == Some(at) {
            canvas.words(line, "▸", Tone::Key);
        }
        lines(of, after(line, 1), canvas);
    }
    let hints = [
        ("n N", "change"),
        ("w l s", "by word, line, structure"),
        ("v", columns(two.columns())),
        ("x", "swap"),
        ("?", "keys"),
    ];
    frame::hints(inner, &hints, canvas);
}

/// What `v` would show.
fn columns(now: Columns) -> &'static str {
    match now {
        Columns::Unified => "side by side",
        Columns::Beside => "one column",
    }
}

/// Draws which message one of the sides is.
fn side(state: &State, id: MessageId, sign: Sign, line: Rect, canvas: &mut Canvas<'_>) {
    let Some(told) = diff::told(state, id) else {
        return;
    };
    let line = after(line, 1);
    mark(sign, line, canvas);
    let rest = after(line, SIGN);
    let (word, part) = match told.speaker {
        Role::User => ("you", Part::User),
        Role::Assistant => ("assistant", Part::Assistant),
    };
    let style = canvas.theme.face(Face::of(part));
    let used = canvas.text(rest, word, style);
    canvas.label(after(rest, used), &told.words, Tone::Faint);
}

/// Draws the columns of a row.
fn lines(of: &Row, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(right) = &of.right else {
        return cell(&of.left, area, canvas);
    };
    let half = area.width.saturating_sub(1) / 2;
    let left = Rect {
        width: half,
        ..area
    };
    cell(&of.left, left, canvas);
    canvas.words(after(area, half), "│", Tone::Gutter);
    cell(right, after(area, half + 1), canvas);
}

fn cell(of: &Cell, area: Rect, canvas: &mut Canvas<'_>) {
    mark(of.sign, area, canvas);
    let mut rest = after(area, SIGN);
    for span in &of.line.spans {
        let used = canvas.span(rest, span);
        rest = after(rest, used);
    }
}

fn mark(sign: Sign, area: Rect, canvas: &mut Canvas<'_>) {
    let (sign, part) = match sign {
        Sign::None => return,
        Sign::Removed => ("-", Part::Removed),
        Sign::Added => ("+", Part::Added),
        Sign::Both => ("~", Part::Tool),
    };
    let style = canvas.theme.face(Face::of(part));
    canvas.text(area, sign, style);
}

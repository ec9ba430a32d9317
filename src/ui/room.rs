//! What there is room for: texts that are cut, with a sign, and wide signs that are cut in two.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::app::transcript::line::columns;
use crate::chat::shown::Shown;

/// Takes wide signs away of which the second half was drawn over: a terminal would show the whole
/// sign, and nothing of what stands there.
pub(super) fn blank_halves(buf: &mut Buffer) {
    let width = usize::from(buf.area.width).max(1);
    for row in buf.content.chunks_mut(width) {
        for at in 1..row.len() {
            let is_free = row[at].symbol() == " ";
            if !is_free && is_wide(row[at - 1].symbol()) {
                row[at - 1].set_symbol(" ");
            }
        }
    }
}

/// The same at the left edge of an area that becomes blank.
pub(super) fn blank_half_before(buf: &mut Buffer, area: Rect) {
    let Some(x) = area.x.checked_sub(1) else {
        return;
    };
    for y in area.y..area.bottom() {
        if is_wide(buf[(x, y)].symbol()) {
            buf[(x, y)].set_symbol(" ");
        }
    }
}

/// Whether a sign takes two columns. None that does has fewer than three bytes.
fn is_wide(symbol: &str) -> bool {
    symbol.len() > 2 && columns(symbol) > 1
}

/// A text that ends with `…` where it has no room; blanks at its end need none.
pub(super) fn cut(text: &str, room: usize) -> Cow<'_, str> {
    // A byte has a column at most.
    if room == 0 || text.len() <= room || columns(text.trim_end()) <= room {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    let fitting = text.graphemes(true).take_while(|grapheme| {
        used += columns(grapheme);
        used < room
    });
    let mut cut: String = fitting.collect();
    cut.push('…');
    Cow::Owned(cut)
}

/// Columns of a foreign text as a label shows it.
pub(crate) fn label_columns(text: &str) -> usize {
    columns(Shown::label(text).as_str())
}

/// The end of a foreign text that has room, as a label, in so many columns.
pub(crate) fn ending(text: &str, room: usize) -> &str {
    let starts = text.grapheme_indices(true).map(|(at, _)| &text[at..]);
    let mut fitting = starts.skip_while(|end| label_columns(end) > room);
    fitting.next().unwrap_or_default()
}

/// A foreign text, as a label; one that has no room in so many columns begins with `…`.
pub(crate) fn from_the_end(text: &str, room: usize) -> Cow<'_, str> {
    if label_columns(text) <= room {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("…{}", ending(text, room.saturating_sub(1))))
}

/// As many of the parts between ` · ` as have room whole in so many columns, from the first on.
pub(crate) fn whole_parts(text: &str, room: usize) -> &str {
    let ends = text.match_indices(" · ").map(|(at, _)| at);
    let mut longest = "";
    for end in ends.chain([text.len()]) {
        if label_columns(&text[..end]) > room {
            break;
        }
        longest = &text[..end];
    }
    longest
}

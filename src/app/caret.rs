//! Where the caret stands on its row, counted in cells.

use ratatui::buffer::CellWidth as _;
use tui_textarea::TextArea;
use unicode_segmentation::UnicodeSegmentation as _;

use super::transcript::line::columns;

/// Columns that stand before the cursor on its row, as they are drawn in so many columns.
///
/// The widget counts the columns of each `char`; cells are filled by clusters. So an emoji that is
/// joined of several, or a letter with its marks, is narrower than the widget says.
pub(crate) fn column(area: &TextArea<'static>) -> usize {
    let cursor = area.screen_cursor();
    let (row, column) = (area.cursor().0, area.cursor().1);
    let line = area.lines().get(row).map_or("", String::as_str);
    if line.is_ascii() && !line.contains(char::is_control) {
        return cursor.col;
    }
    let end = line.char_indices().nth(column);
    let before = &line[..end.map_or(line.len(), |(at, _)| at)];
    let tab = usize::from(area.tab_length().max(1));
    // The row begins where the widget's columns are used up, counted from the beginning of a line
    // that may have been wrapped.
    let start = row_start(before, cursor.col, tab);
    drawn_columns(&before[start..], tab)
}

/// Where the row begins on which a text ends in this column, by the widget's count.
fn row_start(before: &str, column: usize, tab: usize) -> usize {
    let mut starts: Vec<usize> = before.char_indices().map(|(at, _)| at).collect();
    starts.push(before.len());
    let fits = starts.iter().rev().find(|start| {
        let row = &before[**start..];
        widget_columns(row, tab) == column && !row.starts_with(is_tied)
    });
    fits.copied().unwrap_or(0)
}

/// Whether a character belongs to the one before it, so that no row begins with it.
fn is_tied(c: char) -> bool {
    c == '\u{200d}' || columns(c.encode_utf8(&mut [0; 4])) == 0
}

/// Columns by the widget's count: each `char` by itself.
fn widget_columns(text: &str, tab: usize) -> usize {
    text.chars().fold(0, |column, c| match c {
        '\t' => column + tab - column % tab,
        c if c.is_control() => column,
        c => column + usize::from(c.encode_utf8(&mut [0; 4]).cell_width()),
    })
}

/// Columns of the cells that a text takes. The widget makes blanks of tabs by its own count.
fn drawn_columns(text: &str, tab: usize) -> usize {
    let (mut drawn, mut counted) = (0, 0);
    for cluster in text.graphemes(true) {
        let before = counted;
        counted += widget_columns_from(cluster, before, tab);
        drawn += match cluster {
            "\t" => counted - before,
            cluster if cluster.contains(char::is_control) => 0,
            cluster => usize::from(cluster.cell_width()),
        };
    }
    drawn
}

fn widget_columns_from(text: &str, column: usize, tab: usize) -> usize {
    match text {
        "\t" => tab - column % tab,
        text => widget_columns(text, tab),
    }
}

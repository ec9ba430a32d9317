//! Text that is edited: the one place that knows the editor widget.

use ratatui::style::Style;
use tui_textarea::{CursorMove, TextArea, WrapMode};

/// A change of the text or a move in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Edit {
    Newline,
    Left,
    Right,
    Up,
    Down,
    WordLeft,
    WordRight,
    LineStart,
    LineEnd,
    Top,
    Bottom,
    DeleteBack,
    DeleteForward,
    DeleteWordBack,
    DeleteWordForward,
    KillToStart,
    KillToEnd,
    Yank,
    Undo,
    Redo,
}

/// An editor with this text; the cursor stands at its end.
pub(crate) fn area(text: &str) -> TextArea<'static> {
    let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.set_max_histories(500);
    // The theme colours the cells; the terminal's own caret shows the place.
    area.set_cursor_line_style(Style::default());
    area.set_cursor_style(Style::default());
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area
}

/// The text of an editor.
pub(crate) fn text(area: &TextArea<'static>) -> String {
    area.lines().join("\n")
}

/// Inserts typed or pasted text. Line ends of every kind become one.
pub(crate) fn insert(area: &mut TextArea<'static>, text: &str) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    area.insert_str(text);
}

/// Carries out an edit.
pub(crate) fn edit(area: &mut TextArea<'static>, edit: Edit) {
    match edit {
        Edit::Newline => area.insert_newline(),
        Edit::Left => area.move_cursor(CursorMove::Back),
        Edit::Right => area.move_cursor(CursorMove::Forward),
        Edit::Up => area.move_cursor(CursorMove::Up),
        Edit::Down => area.move_cursor(CursorMove::Down),
        Edit::WordLeft => area.move_cursor(CursorMove::WordBack),
        Edit::WordRight => area.move_cursor(CursorMove::WordForward),
        Edit::LineStart => area.move_cursor(CursorMove::Head),
        Edit::LineEnd => area.move_cursor(CursorMove::End),
        Edit::Top => area.move_cursor(CursorMove::Top),
        Edit::Bottom => area.move_cursor(CursorMove::Bottom),
        Edit::DeleteBack => {
            area.delete_char();
        }
        Edit::DeleteForward => {
            area.delete_next_char();
        }
        Edit::DeleteWordBack => {
            area.delete_word();
        }
        Edit::DeleteWordForward => {
            area.delete_next_word();
        }
        Edit::KillToStart => {
            area.delete_line_by_head();
        }
        Edit::KillToEnd => {
            area.delete_line_by_end();
        }
        Edit::Yank => {
            area.paste();
        }
        Edit::Undo => {
            area.undo();
        }
        Edit::Redo => {
            area.redo();
        }
    }
}

/// What stands for a space, a tab, other white space and a line end that are to be seen.
pub(crate) const SIGNS: [char; 4] = ['·', '→', '␣', '↵'];

/// A copy to be drawn, in which the white space at the end of the text can be seen, and how many signs stand for it.
pub(crate) fn with_signs(area: &TextArea<'static>) -> (TextArea<'static>, usize) {
    let mut lines = area.lines().to_vec();
    let last = lines.len().saturating_sub(1);
    let mut signs = 0;
    for (at, line) in lines.iter_mut().enumerate().rev() {
        let text = line.trim_end().len();
        let blanks: String = line[text..].chars().map(sign).collect();
        line.truncate(text);
        signs += blanks.chars().count() + usize::from(at < last);
        line.push_str(&blanks);
        line.extend((at < last).then_some(SIGNS[3]));
        if text > 0 {
            break;
        }
    }
    let mut copy = self::area(&lines.join("\n"));
    let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
    let cursor = area.cursor();
    copy.move_cursor(CursorMove::Jump(place(cursor.0), place(cursor.1)));
    (copy, signs)
}

fn sign(blank: char) -> char {
    match blank {
        ' ' => SIGNS[0],
        '\t' => SIGNS[1],
        _ => SIGNS[2],
    }
}

/// Rows that the text takes in so many columns. An estimate: it counts columns, not words.
pub(crate) fn rows(area: &TextArea<'static>, width: usize) -> usize {
    let lines = area.lines().iter();
    lines
        .map(|line| super::transcript::line::columns(line) / width.max(1) + 1)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> (String, usize) {
        let (copy, count) = with_signs(&area(text));
        (self::text(&copy), count)
    }

    #[test]
    fn white_space_at_the_end_is_seen_and_no_other() {
        for (text, shown, count) in [
            ("", "", 0),
            ("a b", "a b", 0),
            ("a  b  ", "a  b··", 2),
            ("a \nb\t", "a \nb→", 1),
            ("{\n", "{↵\n", 1),
            ("{ \n\t\n \u{a0}", "{·↵\n→↵\n·␣", 6),
            (" \n", "·↵\n", 2),
        ] {
            assert_eq!(signs(text), (shown.to_owned(), count), "{text:?}");
        }
    }

    #[test]
    fn the_cursor_stands_where_it_stood() {
        let mut area = area("one \n two \n");
        edit(&mut area, Edit::Up);
        edit(&mut area, Edit::Right);
        assert_eq!(with_signs(&area).0.cursor(), area.cursor());
    }
}

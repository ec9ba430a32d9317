//! Signs for white space that would not be seen.

use tui_textarea::{CursorMove, TextArea};

use super::editing::Pad;

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
    let mut copy = Pad::new(&lines.join("\n")).area().clone();
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

//! Text that is edited: the one place that knows the editor widget.
//!
//! The widget undoes one insertion or one deletion at a time. A text that was replaced as a whole keeps
//! the one before, with all that can be undone there, and undoing goes back to it in one step.

use std::ops::Range;

use ratatui::style::Style;
use tui_textarea::{CursorMove, TextArea, WrapMode};
use unicode_segmentation::UnicodeSegmentation as _;

use super::vim::Past;

pub(crate) use super::edit::Edit;

/// A text that is edited, and what can be undone of it.
#[derive(Debug, Clone)]
pub(crate) struct Pad {
    area: TextArea<'static>,
    /// The text that this one has replaced.
    before: Option<Box<Pad>>,
    /// The text that had replaced this one, until that was undone.
    after: Option<Box<Pad>>,
    /// The steps of modal editing, which takes a whole command back at once.
    steps: Option<Box<Past>>,
}

/// How many replaced texts are kept, each with all that can be undone there.
const MAX_REPLACED: usize = 100;

impl Pad {
    /// A pad with this text; the cursor stands at its end.
    pub(crate) fn new(text: &str) -> Self {
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        area.set_max_histories(500);
        // The theme colours the cells; the terminal's own caret shows the place.
        area.set_cursor_line_style(Style::default());
        area.set_cursor_style(Style::default());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self {
            area,
            before: None,
            after: None,
            steps: None,
        }
    }

    /// The widget, to be drawn.
    pub(crate) fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The lines of the text, at least one.
    pub(crate) fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Whether there is no text at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// The line and the character that the cursor stands before, from 0.
    pub(crate) fn cursor(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// Rows that the text takes in so many columns. An estimate: it counts columns, not words.
    pub(crate) fn rows(&self, width: usize) -> usize {
        let lines = self.lines().iter();
        lines
            .map(|line| super::transcript::line::columns(line) / width.max(1) + 1)
            .sum()
    }

    /// Inserts typed or pasted text. Line ends of every kind become one.
    pub(crate) fn insert(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.area.insert_str(text);
        self.after = None;
    }

    /// Replaces the whole text, in one step that can be undone.
    pub(crate) fn replace(&mut self, text: &str) {
        if self.text() != text {
            let steps = self.steps.take();
            let before = self.renew(text);
            self.before = Some(Box::new(before));
            self.steps = steps;
            self.forget_oldest();
        }
    }

    /// Begins with another text: nothing can be undone, but what was cut can be pasted. Gives the pad
    /// of before.
    pub(crate) fn renew(&mut self, text: &str) -> Self {
        let before = std::mem::replace(self, Self::new(text));
        self.take_cut(&before);
        before
    }

    /// Pastes from now on what was cut in another pad.
    pub(crate) fn take_cut(&mut self, other: &Self) {
        self.area.set_yank_text(other.area.yank_text());
    }

    /// Drops texts that were replaced long ago.
    fn forget_oldest(&mut self) {
        let mut pad = self;
        for _ in 0..MAX_REPLACED {
            let Some(before) = &mut pad.before else {
                return;
            };
            pad = before;
        }
        pad.before = None;
    }

    /// The text before the cursor.
    pub(crate) fn before_cursor(&self) -> String {
        let (row, column) = self.cursor();
        let lines = self.lines();
        let mut before: Vec<&str> = lines[..row].iter().map(String::as_str).collect();
        let line = &lines[row];
        let end = line
            .char_indices()
            .nth(column)
            .map_or(line.len(), |(at, _)| at);
        before.push(&line[..end]);
        before.join("\n")
    }

    /// Puts other words in the place of these, where they stand first, in one step that can be undone.
    /// The cursor stays where it is in the rest of the text. False if they do not stand there.
    pub(crate) fn exchange(&mut self, words: &str, other: &str) -> bool {
        let text = self.text();
        let Some(start) = text.find(words).filter(|_| !words.is_empty()) else {
            return false;
        };
        let end = start + words.len();
        let before = self.before_cursor().len();
        let cursor = if before >= end {
            before - words.len() + other.len()
        } else if before > start {
            start + other.len()
        } else {
            before
        };
        self.put(start..end, other, cursor);
        true
    }

    /// Puts other words in the place of so many bytes before the cursor, in one step that can be undone.
    pub(crate) fn retype(&mut self, bytes: usize, other: &str) {
        let end = self.before_cursor().len();
        let start = end.saturating_sub(bytes);
        self.put(start..end, other, start + other.len());
    }

    /// Puts other words in the place of a part of the text, and the cursor at this byte of the text then.
    fn put(&mut self, part: Range<usize>, other: &str, cursor: usize) {
        let text = self.text();
        let text = format!("{}{other}{}", &text[..part.start], &text[part.end..]);
        self.replace(&text);
        let (row, column) = place_of(&text, cursor);
        self.area.move_cursor(CursorMove::Jump(row, column));
    }

    /// Where the cursor stands, in bytes of the text.
    pub(crate) fn place(&self) -> usize {
        let (row, column) = self.cursor();
        let lines = self.lines();
        let above: usize = lines[..row].iter().map(|line| line.len() + 1).sum();
        let mut chars = lines[row].char_indices();
        above + chars.nth(column).map_or(lines[row].len(), |(at, _)| at)
    }

    /// Moves the cursor to a byte of the text.
    pub(crate) fn go_to(&mut self, place: usize) {
        let (row, column) = place_of(&self.text(), place);
        self.area.move_cursor(CursorMove::Jump(row, column));
    }

    /// Puts other words in the place of a part of the text, and the cursor at this byte of the text then.
    pub(crate) fn change(&mut self, part: Range<usize>, other: &str, cursor: usize) {
        let chars = self.text()[part.clone()].chars().count();
        self.go_to(part.start);
        if self.place() != part.start || other.contains('\r') {
            // The widget cannot go there, or would take the character away.
            self.put(part, other, cursor);
            return;
        }
        self.area.delete_str(chars);
        self.area.insert_str(other);
        self.after = None;
        self.go_to(cursor);
    }

    /// From now on commands are undone, not single edits.
    pub(crate) fn begin_steps(&mut self) {
        if self.steps.is_none() {
            self.steps = Some(Box::new(Past::new(self.text(), self.place())));
        }
    }

    /// From now on single edits are undone.
    pub(crate) fn end_steps(&mut self) {
        self.steps = None;
    }

    /// What has changed since the last time is a step that can be undone.
    pub(crate) fn note(&mut self) {
        self.begin_steps();
        let (text, place) = (self.text(), self.place());
        if let Some(steps) = &mut self.steps {
            steps.note(&text, place);
        }
    }

    /// Whether the text is the one that was looked at last for a step.
    pub(crate) fn is_noted(&self) -> bool {
        let mut steps = self.steps.iter();
        steps.any(|steps| steps.knows(self.lines()))
    }

    /// Carries out an edit.
    pub(crate) fn edit(&mut self, edit: Edit) {
        let changed = match edit {
            Edit::Undo => return self.undo(),
            Edit::Redo => return self.redo(),
            Edit::Newline => {
                self.area.insert_newline();
                true
            }
            Edit::DeleteBack => self.delete_back(),
            Edit::DeleteForward => self.delete_forward(),
            Edit::DeleteWordBack => self.area.delete_word(),
            Edit::DeleteWordForward => self.area.delete_next_word(),
            Edit::KillToStart => self.area.delete_line_by_head(),
            Edit::KillToEnd => self.area.delete_line_by_end(),
            Edit::Yank => self.area.paste(),
            Edit::Left => self.step(CursorMove::Back),
            Edit::Right => self.step(CursorMove::Forward),
            Edit::Up => self.go(CursorMove::Up),
            Edit::Down => self.go(CursorMove::Down),
            Edit::WordLeft => self.go(CursorMove::WordBack),
            Edit::WordRight => self.go(CursorMove::WordForward),
            Edit::LineStart => self.go(CursorMove::Head),
            Edit::LineEnd => self.go(CursorMove::End),
            Edit::Top => self.go(CursorMove::Top),
            Edit::Bottom => self.go(CursorMove::Bottom),
        };
        if changed {
            self.after = None;
        }
    }

    /// Shows lines further down, or up if negative. The cursor goes along where it would leave sight.
    pub(crate) fn roll(&mut self, lines: i16) {
        self.area.scroll((lines, 0));
    }

    /// Moves the cursor, which changes no text.
    fn go(&mut self, to: CursorMove) -> bool {
        self.area.move_cursor(to);
        let (row, column) = self.cursor();
        if let Some(inside) = self.inside(row, column) {
            // It came from another line and would stand within what is one character to a person.
            self.area.move_cursor(jump(row, inside.start));
        }
        false
    }

    /// Goes a character on or back, as a person counts them.
    fn step(&mut self, to: CursorMove) -> bool {
        let before = self.cursor();
        self.area.move_cursor(to);
        let (row, column) = self.cursor();
        if let Some(inside) = self.inside(row, column) {
            let column = if before < (row, column) {
                inside.end
            } else {
                inside.start
            };
            self.area.move_cursor(jump(row, column));
        }
        false
    }

    /// The character, as a person counts them, that a place lies within: where it begins and ends.
    fn inside(&self, row: usize, column: usize) -> Option<Range<usize>> {
        let line = self.lines().get(row).filter(|line| !line.is_ascii())?;
        let mut start = 0;
        for cluster in line.graphemes(true) {
            let end = start + cluster.chars().count();
            if start < column && column < end {
                return Some(start..end);
            }
            if end >= column {
                return None;
            }
            start = end;
        }
        None
    }

    /// Deletes the character before the cursor, with all that belongs to it.
    fn delete_back(&mut self) -> bool {
        let end = self.cursor();
        self.step(CursorMove::Back);
        let start = self.cursor();
        if end.0 == start.0 && end.1 > start.1 + 1 {
            return self.area.delete_str(end.1 - start.1);
        }
        self.area.move_cursor(jump(end.0, end.1));
        self.area.delete_char()
    }

    /// Deletes the character after the cursor, with all that belongs to it.
    fn delete_forward(&mut self) -> bool {
        let start = self.cursor();
        self.step(CursorMove::Forward);
        let end = self.cursor();
        self.area.move_cursor(jump(start.0, start.1));
        if start.0 == end.0 && end.1 > start.1 + 1 {
            return self.area.delete_str(end.1 - start.1);
        }
        self.area.delete_next_char()
    }

    fn undo(&mut self) {
        if self.steps.is_some() {
            self.note();
            let turn = self.steps.as_mut().and_then(|steps| steps.back());
            if let Some(turn) = turn {
                self.change(turn.part, &turn.by, turn.cursor);
            }
            return;
        }
        if self.area.undo() {
            return;
        }
        if let Some(before) = self.before.take() {
            let replaced = std::mem::replace(self, *before);
            self.take_cut(&replaced);
            self.after = Some(Box::new(replaced));
        }
    }

    fn redo(&mut self) {
        if self.steps.is_some() {
            self.note();
            let turn = self.steps.as_mut().and_then(|steps| steps.forth());
            if let Some(turn) = turn {
                self.change(turn.part, &turn.by, turn.cursor);
            }
            return;
        }
        if self.area.redo() {
            return;
        }
        if let Some(after) = self.after.take() {
            let replaced = std::mem::replace(self, *after);
            self.take_cut(&replaced);
            self.before = Some(Box::new(replaced));
        }
    }
}

fn jump(row: usize, column: usize) -> CursorMove {
    let short = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    CursorMove::Jump(short(row), short(column))
}

/// The row and the column of a place in a text, which is given in bytes.
fn place_of(text: &str, at: usize) -> (u16, u16) {
    let short = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (
        short(before.matches('\n').count()),
        short(line.chars().count()),
    )
}

impl Default for Pad {
    fn default() -> Self {
        Self::new("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_text_comes_back_in_one_step_and_with_its_own_past() {
        let mut pad = Pad::new("one");
        pad.insert(" two");
        pad.replace("another\ntext");
        pad.insert("!");
        for text in ["another\ntext", "one two", "one", "one"] {
            pad.edit(Edit::Undo);
            assert_eq!(pad.text(), text);
        }
        for text in [
            "one two",
            "another\ntext",
            "another\ntext!",
            "another\ntext!",
        ] {
            pad.edit(Edit::Redo);
            assert_eq!(pad.text(), text);
        }
    }

    #[test]
    fn what_was_written_instead_is_not_undone_by_redoing() {
        let mut pad = Pad::new("one");
        pad.replace("two");
        pad.edit(Edit::Undo);
        pad.insert(" more");
        pad.edit(Edit::Redo);
        assert_eq!(pad.text(), "one more");
        pad.replace("one more");
        pad.edit(Edit::Undo);
        assert_eq!(pad.text(), "one");
    }

    #[test]
    fn words_are_exchanged_and_the_cursor_stays() {
        let mut pad = Pad::new("see @rock.png\nand");
        assert!(!pad.exchange("@other", "x"));
        pad.edit(Edit::Left);
        assert!(pad.exchange("@rock.png", "[Image #1]"));
        pad.insert("|");
        assert_eq!(pad.text(), "see [Image #1]\nan|d");
        let mut pad = Pad::new("see @rock.png");
        pad.exchange("@rock.png", "é");
        pad.insert("|");
        assert_eq!(pad.text(), "see é|");
        pad.edit(Edit::Undo);
        pad.edit(Edit::Undo);
        assert_eq!(pad.text(), "see @rock.png");
    }

    fn signs(text: &str) -> (String, usize) {
        let (copy, count) = crate::app::signs::with_signs(Pad::new(text).area());
        (copy.lines().join("\n"), count)
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
        let mut pad = Pad::new("one \n two \n");
        pad.edit(Edit::Up);
        pad.edit(Edit::Right);
        assert_eq!(
            crate::app::signs::with_signs(pad.area()).0.cursor(),
            pad.area().cursor()
        );
    }
}

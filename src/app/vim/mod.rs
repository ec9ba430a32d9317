//! Modal editing: a state machine over a text that is edited. It knows modes, motions, operators and one
//! register, and nothing of where the text belongs.

mod change;
mod edits;
mod keys;
mod mode;
mod motion;
mod object;
mod past;
mod sheet;
#[cfg(test)]
mod tests;
mod writing;

use std::ops::Range;

use super::editing::{Edit, Pad};
use change::{Done, Hand};
use keys::{Command, Fed, Keys, Meant, Reading};
use motion::Motion;
use object::Part;
use sheet::Sheet;
use writing::Writing;

pub(crate) use keys::Unit;
pub(crate) use mode::{Editing, Lines, Mode, Press, Taken, Wish};
pub(crate) use past::Past;

/// The state of modal editing: one for all texts, so that what was cut in one can be put into another.
#[derive(Debug, Clone)]
pub(crate) struct Vim {
    mode: Mode,
    keys: Keys,
    hand: Hand,
    writing: Writing,
    /// The column that the cursor would be in if the line were long enough.
    column: Option<usize>,
}

impl Default for Vim {
    /// One that inserts: whoever begins to type writes.
    fn default() -> Self {
        Self {
            mode: Mode::Insert,
            keys: Keys::default(),
            hand: Hand::default(),
            writing: Writing::default(),
            column: None,
        }
    }
}

impl Vim {
    /// The mode.
    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    /// The mode in a word, and the keys of a command so far.
    pub(crate) fn told(&self) -> String {
        let mode = match self.mode {
            Mode::Insert => "INSERT",
            Mode::Normal => "NORMAL",
            Mode::Visual(Unit::Cells, _) => "VISUAL",
            Mode::Visual(Unit::Rows, _) => "VISUAL LINE",
        };
        if self.keys.is_idle() {
            return mode.to_owned();
        }
        format!("{mode} {}", self.keys.shown())
    }

    /// Whether the next key belongs to a change that has begun.
    pub(crate) fn has_begun_change(&self) -> bool {
        self.keys.has_begun_change()
    }

    /// Begins to insert, in another text or after it was sent.
    pub(crate) fn afresh(&mut self) {
        self.mode = Mode::Insert;
        self.keys.clear();
        self.writing = Writing::default();
        self.column = None;
    }

    /// Takes a key.
    pub(crate) fn press(&mut self, pad: &mut Pad, lines: Lines, press: Press) -> Taken {
        match self.mode {
            Mode::Insert if press == Press::Esc => {
                self.leave_insert(pad, lines);
                Taken::Changed
            }
            Mode::Insert => Taken::Not,
            Mode::Normal | Mode::Visual(..) => self.command(pad, lines, press),
        }
    }

    /// Text was typed or pasted.
    pub(crate) fn typed(&mut self, pad: &mut Pad, text: &str) {
        pad.begin_steps();
        match self.mode {
            Mode::Insert => self.writing.typed.push_str(text),
            // A paste is a step of its own, and what was selected stays.
            Mode::Normal | Mode::Visual(..) => {
                self.mode = Mode::Normal;
                self.keys.clear();
                pad.note();
            }
        }
    }

    /// What was inserted is this in the end: it was typed into a list that is filtered by it.
    pub(crate) fn wrote(&mut self, text: &str) {
        text.clone_into(&mut self.writing.typed);
    }

    /// A key that means the same in every mode edits the text, or moves in it.
    pub(crate) fn edits(&mut self, pad: &mut Pad, edit: Edit) {
        self.keys.clear();
        self.column = None;
        if edit.changes() {
            self.deselect();
        }
        match edit {
            Edit::Newline => self.writing.typed.push('\n'),
            Edit::DeleteBack if self.writing.untype(pad) => {}
            Edit::DeleteBack
            | Edit::Left
            | Edit::Right
            | Edit::Up
            | Edit::Down
            | Edit::WordLeft
            | Edit::WordRight
            | Edit::LineStart
            | Edit::LineEnd
            | Edit::Top
            | Edit::Bottom
            | Edit::DeleteForward
            | Edit::DeleteWordBack
            | Edit::DeleteWordForward
            | Edit::KillToStart
            | Edit::KillToEnd
            | Edit::Yank
            | Edit::Undo
            | Edit::Redo => {
                self.writing.go_on_elsewhere();
                pad.note();
            }
        }
    }

    /// Ends a selection: its other end is a place in the text that it was begun in, and in no other.
    fn deselect(&mut self) {
        if let Mode::Visual(..) = self.mode {
            self.mode = Mode::Normal;
        }
    }

    /// Keeps the cursor where it may rest, after others have changed the text or moved it.
    pub(crate) fn settle(&mut self, pad: &mut Pad) {
        pad.begin_steps();
        if self.mode == Mode::Insert {
            return;
        }
        if matches!(self.mode, Mode::Visual(..)) && !pad.is_noted() {
            self.deselect();
        }
        // This is asked for with every message, and only the line of the cursor matters.
        let (line, at) = edits::in_line(pad);
        let sheet = Sheet::new(std::slice::from_ref(line));
        let rest = sheet.byte(sheet.resting(sheet.at_byte(at)));
        if rest != at {
            let above = pad.place() - at;
            pad.go_to(above + rest);
        }
    }

    /// What is selected: from one line and character up to another one, which is not part of it.
    pub(crate) fn selected(&self, pad: &Pad) -> Option<Range<(usize, usize)>> {
        if !matches!(self.mode, Mode::Visual(..)) {
            // Every frame asks, and to cut a long text takes its time.
            return None;
        }
        let sheet = Sheet::new(pad.lines());
        let place = |at: usize| {
            let row = sheet.row(at);
            let chars = sheet.between(&(sheet.start(row)..at)).chars().count();
            (row, chars)
        };
        Some(match self.selection(&sheet, sheet.at_byte(pad.place()))? {
            Part::Cells(part) => place(part.start)..place(part.end),
            Part::Rows(rows) => (*rows.start(), 0)..(*rows.end() + 1, 0),
        })
    }

    fn selection(&self, sheet: &Sheet, at: usize) -> Option<Part> {
        let Mode::Visual(unit, other) = self.mode else {
            return None;
        };
        let other = sheet.resting(sheet.at_byte(other));
        let (first, last) = (at.min(other), at.max(other));
        Some(match unit {
            Unit::Cells => Part::Cells(first..(last + 1).min(sheet.len())),
            Unit::Rows => Part::Rows(sheet.row(first)..=sheet.row(last)),
        })
    }

    fn command(&mut self, pad: &mut Pad, lines: Lines, press: Press) -> Taken {
        let idle = self.keys.is_idle();
        let key = match press {
            Press::Esc => return self.escape(),
            Press::Redo | Press::Enter if !idle => {
                self.keys.clear();
                return Taken::Moved;
            }
            Press::Redo => return Taken::Asked(Wish::Redo(1)),
            Press::Enter if self.mode == Mode::Normal => return Taken::Asked(Wish::Enter),
            Press::Enter => 'j',
            Press::Backspace => 'h',
            Press::Char(key) => key,
        };
        let reading = match self.mode {
            Mode::Visual(..) => Reading::Visual,
            Mode::Insert | Mode::Normal => Reading::Normal,
        };
        match self.keys.feed(key, reading) {
            Fed::More | Fed::Nothing => Taken::Moved,
            Fed::Meant(meant, count) => self.carry_out(pad, lines, (meant, count)),
        }
    }

    /// Drops the keys so far, or ends a selection; where there is neither, Esc is not ours.
    fn escape(&mut self) -> Taken {
        let idle = self.keys.is_idle();
        self.keys.clear();
        match self.mode {
            Mode::Normal if idle => Taken::Not,
            Mode::Visual(..) if idle => {
                self.mode = Mode::Normal;
                Taken::Moved
            }
            Mode::Insert | Mode::Normal | Mode::Visual(..) => Taken::Moved,
        }
    }

    fn carry_out(
        &mut self,
        pad: &mut Pad,
        lines: Lines,
        (meant, count): (Meant, Option<usize>),
    ) -> Taken {
        match meant {
            Meant::Move(motion) => {
                self.go(pad, motion, count);
            }
            Meant::Undo => return Taken::Asked(Wish::Undo(count.unwrap_or(1))),
            Meant::Palette => return Taken::Asked(Wish::Palette),
            Meant::Select(unit) => self.select(pad, unit),
            Meant::Grasp(object) => self.grasp(pad, (object, count)),
            Meant::Swap => self.swap(pad),
            Meant::Do(command) => {
                self.begin(pad, lines, (command, count));
                return Taken::Changed;
            }
            Meant::Repeat => {
                self.repeat(pad, lines, count);
                return Taken::Changed;
            }
        }
        Taken::Moved
    }

    fn go(&mut self, pad: &mut Pad, motion: Motion, count: Option<usize>) {
        let sheet = Sheet::new(pad.lines());
        let from = sheet.at_byte(pad.place());
        let column = self.column.unwrap_or_else(|| sheet.column(from));
        let found = self.hand.target(&sheet, motion, from, (count, column));
        let Some(to) = found else {
            return;
        };
        pad.go_to(sheet.byte(sheet.resting(to)));
        self.column = if motion == Motion::LineEnd {
            Some(usize::MAX)
        } else {
            motion.keeps_column().then_some(column)
        };
    }

    fn select(&mut self, pad: &mut Pad, unit: Unit) {
        pad.note();
        self.mode = match self.mode {
            Mode::Visual(same, _) if same == unit => Mode::Normal,
            Mode::Visual(_, other) => Mode::Visual(unit, other),
            Mode::Insert | Mode::Normal => Mode::Visual(unit, pad.place()),
        };
    }

    fn grasp(&mut self, pad: &mut Pad, (object, count): (object::Object, Option<usize>)) {
        let sheet = Sheet::new(pad.lines());
        let at = sheet.at_byte(pad.place());
        let (unit, first, last) = match object.part(&sheet, at, count.unwrap_or(1)) {
            Some(Part::Cells(part)) if !part.is_empty() => (Unit::Cells, part.start, part.end - 1),
            Some(Part::Rows(rows)) => {
                let (first, last) = (sheet.start(*rows.start()), sheet.start(*rows.end()));
                (Unit::Rows, first, last)
            }
            Some(Part::Cells(_)) | None => return,
        };
        pad.note();
        self.mode = Mode::Visual(unit, sheet.byte(first));
        pad.go_to(sheet.byte(last));
        self.column = None;
    }

    fn swap(&mut self, pad: &mut Pad) {
        if let Mode::Visual(unit, other) = self.mode {
            let sheet = Sheet::new(pad.lines());
            self.mode = Mode::Visual(unit, pad.place());
            pad.go_to(sheet.byte(sheet.resting(sheet.at_byte(other))));
            self.column = None;
        }
    }

    /// Carries out a command, and remembers it if it can be repeated.
    fn begin(&mut self, pad: &mut Pad, lines: Lines, (command, count): (Command, Option<usize>)) {
        pad.note();
        self.column = None;
        let sheet = Sheet::new(pad.lines());
        let selection = self.selection(&sheet, sheet.at_byte(pad.place()));
        let again = change::repeatable(&sheet, command, selection.as_ref());
        self.mode = Mode::Normal;
        let Some(done) = self.hand.run(pad, (command, count), (lines, selection)) else {
            return;
        };
        match done {
            Done::Writes => {
                self.mode = Mode::Insert;
                self.writing.begin(again, count);
                // What is typed belongs to the same step.
                return;
            }
            Done::Changed => self.hand.remember(again, count, String::new()),
            Done::Copied => {}
        }
        pad.note();
    }

    /// Does the last change again, with its count or another one.
    fn repeat(&mut self, pad: &mut Pad, lines: Lines, count: Option<usize>) {
        let Some((command, before, typed)) = self.hand.last() else {
            return;
        };
        pad.note();
        self.column = None;
        let count = count.or(before);
        let done = self.hand.run(pad, (command, count), (lines, None));
        if done == Some(Done::Writes) {
            self.writing.begin(command, count);
            let typed = lines.of(&typed);
            typed.clone_into(&mut self.writing.typed);
            pad.insert(typed);
            self.leave_insert(pad, lines);
        } else if done.is_some() {
            self.hand.remember(command, count, typed);
        }
        pad.note();
    }

    /// Ends an insertion: what was typed is repeated as often as was asked for.
    fn leave_insert(&mut self, pad: &mut Pad, lines: Lines) {
        let Writing { begun, typed } = std::mem::take(&mut self.writing);
        if let Some((command, count)) = begun {
            if let Some(again) = change::again((command, count), lines.of(&typed), lines) {
                pad.insert(&again);
            }
            self.hand.remember(command, count, typed);
        }
        pad.note();
        let sheet = Sheet::new(pad.lines());
        let at = sheet.at_byte(pad.place());
        let back = at.saturating_sub(1).max(sheet.start(sheet.row(at)));
        pad.go_to(sheet.byte(sheet.resting(back)));
        self.mode = Mode::Normal;
        self.column = None;
    }
}

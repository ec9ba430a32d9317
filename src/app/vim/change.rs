//! Commands carried out: operators over a part of the text, insertion, putting, joining.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::edits::{after_yank, delete, in_case, insert, join, place_in, replace, rest};
use super::keys::{Command, Operator, Place, Side, Target};
use super::motion::{self, Extent, Motion, Seek, Way, seek_again};
use super::object::Part;
use super::sheet::{Class, Sheet, Words};
use super::{Lines, Unit};
use crate::app::editing::Pad;

/// What is remembered between commands: what was cut or copied, looked for, changed.
#[derive(Debug, Clone, Default)]
pub(super) struct Hand {
    register: Register,
    sought: Option<Seek>,
    last: Option<(Command, Option<usize>, String)>,
}

/// What was cut or copied.
#[derive(Debug, Clone, Default)]
struct Register {
    text: String,
    /// Whether it is lines; then the text ends with a line end.
    unit: Option<Unit>,
}

/// What a command has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// The text is another one.
    Changed,
    /// It is the same.
    Copied,
    /// It waits for what is typed.
    Writes,
}

/// The lines that the text may have, and what is selected.
type With = (Lines, Option<Part>);

impl Hand {
    /// Remembers a change, to be repeated.
    pub(super) fn remember(&mut self, command: Command, count: Option<usize>, typed: String) {
        self.last = Some((command, count, typed));
    }

    /// The last change.
    pub(super) fn last(&self) -> Option<(Command, Option<usize>, String)> {
        self.last.clone()
    }

    /// Where a motion leads; what is looked for in the line is remembered.
    pub(super) fn target(
        &mut self,
        sheet: &Sheet,
        motion: Motion,
        from: usize,
        (count, column): (Option<usize>, usize),
    ) -> Option<usize> {
        if let Motion::Seek(seek) = motion {
            self.sought = Some(seek);
        }
        if let Motion::Again(way) = motion {
            let sought = turned(self.sought?, way);
            return seek_again(sheet, from, sought, count.unwrap_or(1));
        }
        motion::target(sheet, motion, from, (count, column))
    }

    /// Carries out a command; `None` = it cannot be, and nothing has changed.
    pub(super) fn run(
        &mut self,
        pad: &mut Pad,
        (command, count): (Command, Option<usize>),
        (lines, selection): With,
    ) -> Option<Done> {
        let sheet = Sheet::new(pad.lines());
        let from = sheet.at_byte(pad.place());
        match command {
            Command::Operate(operator, target) => {
                let part = match (target, selection) {
                    (Target::Selection, part) => part?,
                    (target, _) => self.part(&sheet, (operator, target), from, count)?,
                };
                self.operate(pad, &sheet, (operator, target), (part, from, lines))
            }
            Command::Insert(place) => {
                insert(pad, &sheet, place_in(place, lines), from);
                Some(Done::Writes)
            }
            Command::Put(side) => self.put(pad, &sheet, side, (from, count.unwrap_or(1), lines)),
            Command::Join => {
                let rows = match selection {
                    Some(Part::Rows(rows)) => *rows.start()..*rows.end() + 1,
                    Some(Part::Cells(part)) => {
                        sheet.row(part.start)..sheet.row(part.end.saturating_sub(1)) + 1
                    }
                    None => {
                        let row = sheet.row(from);
                        row..row + count.unwrap_or(2).max(2)
                    }
                };
                join(pad, &sheet, &rows)
            }
        }
    }

    /// The part of the text that an operator takes.
    fn part(
        &mut self,
        sheet: &Sheet,
        (operator, target): (Operator, Target),
        from: usize,
        count: Option<usize>,
    ) -> Option<Part> {
        let times = count.unwrap_or(1);
        let row = sheet.row(from);
        let last = sheet.height() - 1;
        match target {
            Target::Selection => None,
            Target::Lines => Some(Part::Rows(row..=(row + times - 1).min(last))),
            Target::Rows(rows) => Some(Part::Rows(row..=(row + rows - 1).min(last))),
            Target::Cells(cells) => Some(Part::Cells(from..(from + cells).min(sheet.end(row)))),
            Target::Object(object) => object.part(sheet, from, times),
            Target::To(Motion::Word(words)) => Some(Part::Cells(
                if operator == Operator::Change && sheet.class(from, words) != Class::Blank {
                    from..word_end(sheet, from, times, words)
                } else {
                    let to = motion::target(sheet, Motion::Word(words), from, (count, 0))?;
                    from..within_line(sheet, from, to)
                },
            )),
            Target::To(Motion::Right) if matches!(operator, Operator::Replace(_)) => {
                // Where there are not so many characters, none is replaced.
                let to = from + times;
                (to <= sheet.end(row)).then_some(Part::Cells(from..to))
            }
            Target::To(motion) => {
                let column = sheet.column(from);
                let to = self.target(sheet, motion, from, (count, column))?;
                let extent = match (motion, self.sought) {
                    (Motion::Again(way), Some(sought)) => {
                        Motion::Seek(turned(sought, way)).extent()
                    }
                    _ => motion.extent(),
                };
                Some(between(sheet, (from, to), extent))
            }
        }
    }

    fn operate(
        &mut self,
        pad: &mut Pad,
        sheet: &Sheet,
        (operator, target): (Operator, Target),
        (part, from, lines): (Part, usize, Lines),
    ) -> Option<Done> {
        let (cells, unit) = match &part {
            Part::Cells(part) => (part.clone(), Unit::Cells),
            Part::Rows(rows) => (
                sheet.start(*rows.start())..sheet.end(*rows.end()),
                Unit::Rows,
            ),
        };
        let nothing = unit == Unit::Cells && cells.is_empty();
        let bytes = sheet.bytes(&cells);
        match operator {
            Operator::Change => {
                if nothing {
                    pad.go_to(bytes.start);
                } else {
                    self.take(sheet, &cells, unit);
                    pad.change(bytes.clone(), "", bytes.start);
                }
                return Some(Done::Writes);
            }
            _ if nothing => return None,
            Operator::Delete => {
                self.take(sheet, &cells, unit);
                delete(pad, sheet, &part);
            }
            Operator::Yank => {
                self.take(sheet, &cells, unit);
                pad.go_to(sheet.byte(after_yank(sheet, &part, (target, from))));
                return Some(Done::Copied);
            }
            Operator::Case(case) => {
                let text = in_case(sheet.between(&cells), case);
                let moves = target == Target::To(Motion::Right);
                let cursor = bytes.start + if moves { text.len() } else { 0 };
                pad.change(bytes, &text, cursor);
            }
            Operator::Replace(sign) => replace(pad, sheet, &cells, (sign, target)),
            Operator::Exchange => self.exchange(pad, sheet, (&cells, unit, lines))?,
        }
        rest(pad);
        Some(Done::Changed)
    }

    /// Keeps a part of the text.
    fn take(&mut self, sheet: &Sheet, cells: &Range<usize>, unit: Unit) {
        let mut text = sheet.between(cells).to_owned();
        if unit == Unit::Rows {
            text.push('\n');
        }
        self.register = Register {
            text,
            unit: Some(unit),
        };
    }

    fn put(
        &self,
        pad: &mut Pad,
        sheet: &Sheet,
        side: Side,
        (from, times, lines): (usize, usize, Lines),
    ) -> Option<Done> {
        let unit = self.register.unit?;
        let text = self.register.text.repeat(times.min(MOST_PUTS));
        let row = sheet.row(from);
        if unit == Unit::Cells || lines == Lines::One {
            let text = match lines {
                Lines::One => text.trim_end_matches('\n').replace('\n', " "),
                Lines::Many => text,
            };
            let behind = side == Side::After && from < sheet.end(row);
            let at = sheet.byte(from + usize::from(behind));
            let last = text.graphemes(true).next_back().map_or(0, str::len);
            let stays = text.contains('\n');
            let cursor = at + if stays { 0 } else { text.len() - last };
            pad.change(at..at, &text, cursor);
        } else {
            let text = text.strip_suffix('\n').unwrap_or(&text);
            let blanks = text.len() - text.trim_start_matches([' ', '\t']).len();
            match side {
                Side::After => {
                    let at = sheet.byte(sheet.end(row));
                    pad.change(at..at, &format!("\n{text}"), at + 1 + blanks);
                }
                Side::Before => {
                    let at = sheet.byte(sheet.start(row));
                    pad.change(at..at, &format!("{text}\n"), at + blanks);
                }
            }
        }
        rest(pad);
        Some(Done::Changed)
    }

    /// Puts what was cut in the place of a part, which is cut by that.
    fn exchange(
        &mut self,
        pad: &mut Pad,
        sheet: &Sheet,
        (cells, unit, allowed): (&Range<usize>, Unit, Lines),
    ) -> Option<()> {
        let kept = self.register.unit?;
        let text = self.register.text.clone();
        let lines = text.strip_suffix('\n').unwrap_or(&text).to_owned();
        let by = match (unit, kept) {
            _ if allowed == Lines::One => lines.replace('\n', " "),
            (Unit::Cells, Unit::Cells) => text,
            (Unit::Cells, Unit::Rows) => format!("\n{lines}\n"),
            (Unit::Rows, Unit::Cells | Unit::Rows) => lines,
        };
        self.take(sheet, cells, unit);
        let bytes = sheet.bytes(cells);
        let start = bytes.start;
        pad.change(bytes, &by, start);
        Some(())
    }
}

/// More is not put at once.
const MOST_PUTS: usize = 1_000;

/// A command as it can be repeated once nothing is selected any more.
pub(super) fn repeatable(sheet: &Sheet, command: Command, selection: Option<&Part>) -> Command {
    match (command, selection) {
        (Command::Operate(operator, Target::Selection), Some(Part::Rows(rows))) => {
            Command::Operate(operator, Target::Rows(rows.end() - rows.start() + 1))
        }
        (Command::Operate(operator, Target::Selection), Some(Part::Cells(part))) => {
            let end = part.end.min(sheet.len());
            Command::Operate(operator, Target::Cells(end - part.start))
        }
        (command, _) => command,
    }
}

/// What is inserted once more, if something was to be inserted several times.
pub(super) fn again(
    (command, count): (Command, Option<usize>),
    typed: &str,
    lines: Lines,
) -> Option<String> {
    let times = count.unwrap_or(1).min(MOST_PUTS) - 1;
    let Command::Insert(place) = command else {
        return None;
    };
    let text = match place_in(place, lines) {
        Place::Below | Place::Above => format!("\n{typed}"),
        Place::Here | Place::After | Place::FirstWord | Place::LineEnd => typed.to_owned(),
    };
    (times > 0 && !text.is_empty()).then(|| text.repeat(times))
}

fn turned(sought: Seek, way: Way) -> Seek {
    match way {
        Way::Onward => sought,
        Way::Back => sought.turned(),
    }
}

/// The end of a word that is changed: what is behind it stays.
fn word_end(sheet: &Sheet, from: usize, times: usize, words: Words) -> usize {
    let class = sheet.class(from, words);
    let places = from + 1..sheet.len();
    let mut last = from
        + places
            .take_while(|at| sheet.class(*at, words) == class)
            .count();
    if times > 1 {
        let rest = (Some(times - 1), 0);
        last = motion::target(sheet, Motion::End(words), last, rest).unwrap_or(last);
    }
    last + 1
}

/// The end of words that are taken: the line end behind the last one is not.
fn within_line(sheet: &Sheet, from: usize, to: usize) -> usize {
    let row = sheet.row(to);
    if row == sheet.row(from) {
        return to;
    }
    let indent = (sheet.start(row)..to).all(|at| sheet.class(at, Words::Small) == Class::Blank);
    if indent { sheet.start(row) - 1 } else { to }
}

/// The part between the two ends of a motion.
fn between(sheet: &Sheet, (from, to): (usize, usize), extent: Extent) -> Part {
    let (start, end) = (from.min(to), from.max(to));
    let (above, below) = (sheet.row(start), sheet.row(end));
    match extent {
        Extent::Lines => Part::Rows(above..=below),
        Extent::Inclusive => {
            let more = usize::from(end < sheet.end(below));
            Part::Cells(start..end + more)
        }
        // A motion that ends before a line does not take its line end; from the beginning of a line it
        // takes lines.
        Extent::Exclusive if below > above && end == sheet.start(below) => {
            if start <= sheet.first_word(above) {
                Part::Rows(above..=below - 1)
            } else {
                Part::Cells(start..end - 1)
            }
        }
        Extent::Exclusive => Part::Cells(start..end),
    }
}

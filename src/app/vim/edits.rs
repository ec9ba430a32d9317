//! Edits of a text by the parts that commands take.

use std::ops::Range;

use super::Lines;
use super::change::Done;
use super::keys::{Case, Place, Target};
use super::motion::Motion;
use super::object::Part;
use super::sheet::Sheet;
use crate::app::editing::Pad;

/// Takes a part out of the text.
pub(super) fn delete(pad: &mut Pad, sheet: &Sheet, part: &Part) {
    match part {
        Part::Cells(part) => {
            let bytes = sheet.bytes(part);
            pad.change(bytes.clone(), "", bytes.start);
        }
        Part::Rows(rows) => {
            let (first, last) = (*rows.start(), *rows.end());
            let is_last = last + 1 == sheet.height();
            let part = if is_last {
                sheet.start(first).saturating_sub(1)..sheet.len()
            } else {
                sheet.start(first)..sheet.start(last + 1)
            };
            let bytes = sheet.bytes(&part);
            pad.change(bytes.clone(), "", bytes.start);
            let after = Sheet::new(pad.lines());
            let row = first.min(after.height() - 1);
            pad.go_to(after.byte(after.first_word(row)));
        }
    }
}

/// Where the cursor goes when a part was copied.
pub(super) fn after_yank(sheet: &Sheet, part: &Part, (target, from): (Target, usize)) -> usize {
    match part {
        Part::Cells(part) => part.start,
        Part::Rows(rows) if *rows.start() < sheet.row(from) => {
            if target == Target::Selection {
                return sheet.start(*rows.start());
            }
            sheet.in_column(*rows.start(), sheet.column(from))
        }
        Part::Rows(_) => from,
    }
}

/// A text in another case.
pub(super) fn in_case(text: &str, case: Case) -> String {
    match case {
        Case::Lower => text.to_lowercase(),
        Case::Upper => text.to_uppercase(),
        Case::Other => {
            let mut other = String::with_capacity(text.len());
            for c in text.chars() {
                if c.is_lowercase() {
                    other.extend(c.to_uppercase());
                } else {
                    other.extend(c.to_lowercase());
                }
            }
            other
        }
    }
}

/// Puts a character in the place of each one; line ends stay.
pub(super) fn replace(
    pad: &mut Pad,
    sheet: &Sheet,
    cells: &Range<usize>,
    (sign, target): (char, Target),
) {
    let mut text = String::new();
    for at in cells.clone() {
        if sheet.cell(at) == "\n" {
            text.push('\n');
        } else {
            text.push(sign);
        }
    }
    let bytes = sheet.bytes(cells);
    let last = if target == Target::To(Motion::Right) {
        text.len().saturating_sub(sign.len_utf8())
    } else {
        0
    };
    let cursor = bytes.start + last;
    pad.change(bytes, &text, cursor);
}

/// Where insertion begins in a text that may have one line only.
pub(super) fn place_in(place: Place, lines: Lines) -> Place {
    match (place, lines) {
        (Place::Below, Lines::One) => Place::LineEnd,
        (Place::Above, Lines::One) => Place::FirstWord,
        (place, Lines::One | Lines::Many) => place,
    }
}

/// Goes to where insertion begins, in a line that is made for it if need be.
pub(super) fn insert(pad: &mut Pad, sheet: &Sheet, place: Place, from: usize) {
    let row = sheet.row(from);
    let (start, end) = (sheet.byte(sheet.start(row)), sheet.byte(sheet.end(row)));
    match place {
        Place::Here => {}
        Place::After => pad.go_to(sheet.byte((from + 1).min(sheet.end(row)))),
        Place::FirstWord => pad.go_to(sheet.byte(sheet.first_word(row))),
        Place::LineEnd => pad.go_to(end),
        Place::Below => pad.change(end..end, "\n", end + 1),
        Place::Above => pad.change(start..start, "\n", start),
    }
}

/// Joins lines: one blank stands between them, and none before a closing bracket.
pub(super) fn join(pad: &mut Pad, sheet: &Sheet, rows: &Range<usize>) -> Option<Done> {
    let first = rows.start;
    let last = (rows.end.max(first + 2) - 1).min(sheet.height() - 1);
    if last == first {
        return None;
    }
    let line = |row: usize| sheet.between(&(sheet.start(row)..sheet.end(row)));
    let mut text = line(first).to_owned();
    let mut cursor = text.len();
    for row in first + 1..=last {
        let next = line(row).trim_start();
        cursor = text.len();
        let alone = text.is_empty() || next.is_empty() || next.starts_with(')');
        if !alone && !text.ends_with([' ', '\t']) {
            text.push(' ');
        }
        text.push_str(next);
    }
    let bytes = sheet.bytes(&(sheet.start(first)..sheet.end(last)));
    let cursor = bytes.start + cursor;
    pad.change(bytes, &text, cursor);
    rest(pad);
    Some(Done::Changed)
}

/// The line of the cursor, and the byte of it that the cursor stands before.
pub(super) fn in_line(pad: &Pad) -> (&String, usize) {
    let (row, column) = pad.cursor();
    let line = &pad.lines()[row];
    let mut chars = line.char_indices();
    let at = chars.nth(column).map_or(line.len(), |(at, _)| at);
    (line, at)
}

/// Puts the cursor where it may rest.
pub(super) fn rest(pad: &mut Pad) {
    let sheet = Sheet::new(pad.lines());
    let at = sheet.resting(sheet.at_byte(pad.place()));
    pad.go_to(sheet.byte(at));
}

//! Motions: from a place to another one.

use super::sheet::{Class, Sheet, Words};

/// A motion of the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Motion {
    Left,
    Right,
    Up,
    Down,
    /// To the beginning of the next word.
    Word(Words),
    /// To the beginning of the word before.
    Back(Words),
    /// To the end of a word.
    End(Words),
    LineStart,
    FirstWord,
    LineEnd,
    /// To the first line, or to the one that is counted.
    Top,
    /// To the last line, or to the one that is counted.
    Bottom,
    /// To the empty line before.
    ParagraphBack,
    /// To the next empty line.
    Paragraph,
    /// To the other bracket.
    Bracket,
    /// To a character in the line.
    Seek(Seek),
    /// To it again, in the same direction or in the other one.
    Again(Way),
}

/// A character that is looked for in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seek {
    /// Which one.
    pub(super) sign: char,
    /// Where it is looked for.
    pub(super) way: Way,
    /// Where the cursor stops.
    pub(super) stop: Stop,
}

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Towards the end; the direction of the search before.
    Onward,
    /// Towards the beginning; the other direction.
    Back,
}

/// Where the cursor stops when a character was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// On it.
    On,
    /// Beside it.
    Beside,
}

/// What an operator takes along between the two ends of a motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All before the later end.
    Exclusive,
    /// The later end too.
    Inclusive,
    /// Whole lines.
    Lines,
}

impl Motion {
    /// What an operator takes along.
    pub(super) fn extent(self) -> Extent {
        match self {
            Self::Up | Self::Down | Self::Top | Self::Bottom => Extent::Lines,
            Self::End(_) | Self::LineEnd | Self::Bracket => Extent::Inclusive,
            Self::Seek(seek) if seek.way == Way::Onward => Extent::Inclusive,
            Self::Left
            | Self::Right
            | Self::Word(_)
            | Self::Back(_)
            | Self::LineStart
            | Self::FirstWord
            | Self::ParagraphBack
            | Self::Paragraph
            | Self::Seek(_)
            | Self::Again(_) => Extent::Exclusive,
        }
    }

    /// Whether it keeps to the column in which the cursor was.
    pub(super) fn keeps_column(self) -> bool {
        matches!(self, Self::Up | Self::Down)
    }
}

impl Seek {
    /// The same in the other direction.
    pub(super) fn turned(self) -> Self {
        let way = match self.way {
            Way::Onward => Way::Back,
            Way::Back => Way::Onward,
        };
        Self { way, ..self }
    }
}

/// Where a motion leads. `None` = it cannot be made.
pub(super) fn target(
    sheet: &Sheet,
    motion: Motion,
    from: usize,
    (count, column): (Option<usize>, usize),
) -> Option<usize> {
    let times = count.unwrap_or(1);
    let row = sheet.row(from);
    match motion {
        Motion::Left => {
            let start = sheet.start(row);
            (from > start).then(|| from.saturating_sub(times).max(start))
        }
        Motion::Right => {
            let end = sheet.end(row);
            (from < end).then(|| from.saturating_add(times).min(end))
        }
        Motion::Up => {
            let to = row.saturating_sub(times);
            (row > 0).then(|| sheet.in_column(to, column))
        }
        Motion::Down => {
            let to = row.saturating_add(times).min(sheet.height() - 1);
            (to > row).then(|| sheet.in_column(to, column))
        }
        Motion::Word(words) => repeat(from, times, |at| word(sheet, at, words)),
        Motion::Back(words) => repeat(from, times, |at| back(sheet, at, words)),
        Motion::End(words) => repeat(from, times, |at| end(sheet, at, words)),
        Motion::LineStart => Some(sheet.start(row)),
        Motion::FirstWord => Some(sheet.first_word(row)),
        Motion::LineEnd => {
            let row = (row + times - 1).min(sheet.height() - 1);
            Some(sheet.end(row).saturating_sub(1).max(sheet.start(row)))
        }
        Motion::Top => Some(sheet.first_word(times.min(sheet.height()) - 1)),
        Motion::Bottom => {
            let last = sheet.height();
            Some(sheet.first_word(count.unwrap_or(last).min(last) - 1))
        }
        Motion::Paragraph => repeat(from, times, |at| paragraph(sheet, at)),
        Motion::ParagraphBack => repeat(from, times, |at| paragraph_back(sheet, at)),
        Motion::Bracket => bracket(sheet, from),
        Motion::Seek(sought) => seek(sheet, from, sought, times),
        // It is made a `Seek` before, by what was looked for last.
        Motion::Again(_) => None,
    }
}

/// A step, so many times; `None` if the first one leads nowhere.
fn repeat(from: usize, times: usize, step: impl Fn(usize) -> usize) -> Option<usize> {
    let mut at = from;
    for _ in 0..times {
        let next = step(at);
        if next == at {
            break;
        }
        at = next;
    }
    (at != from).then_some(at)
}

fn word(sheet: &Sheet, from: usize, words: Words) -> usize {
    let (mut at, class) = (from, sheet.class(from, words));
    while at < sheet.len() && class != Class::Blank && sheet.class(at, words) == class {
        at += 1;
    }
    while at < sheet.len() && sheet.class(at, words) == Class::Blank {
        if at > from && sheet.is_in_empty_line(at) {
            break;
        }
        at += 1;
    }
    at
}

fn back(sheet: &Sheet, from: usize, words: Words) -> usize {
    let Some(mut at) = from.checked_sub(1) else {
        return from;
    };
    while at > 0 && sheet.class(at, words) == Class::Blank && !sheet.is_in_empty_line(at) {
        at -= 1;
    }
    let class = sheet.class(at, words);
    while at > 0 && class != Class::Blank && sheet.class(at - 1, words) == class {
        at -= 1;
    }
    at
}

fn end(sheet: &Sheet, from: usize, words: Words) -> usize {
    let mut at = from + 1;
    while at < sheet.len() && sheet.class(at, words) == Class::Blank {
        at += 1;
    }
    if at >= sheet.len() {
        return sheet.len().saturating_sub(1).max(from);
    }
    let class = sheet.class(at, words);
    while at + 1 < sheet.len() && sheet.class(at + 1, words) == class {
        at += 1;
    }
    at
}

fn paragraph(sheet: &Sheet, from: usize) -> usize {
    let mut rows = sheet.row(from)..sheet.height();
    let text = rows.find(|row| !sheet.is_empty(*row));
    let gap = text.and_then(|_| rows.find(|row| sheet.is_empty(*row)));
    gap.map_or(sheet.len(), |row| sheet.start(row))
}

fn paragraph_back(sheet: &Sheet, from: usize) -> usize {
    let row = sheet.row(from);
    // At the beginning of its line, the line itself is behind the cursor.
    let behind = if from > sheet.start(row) {
        row + 1
    } else {
        row
    };
    let mut rows = (0..behind).rev();
    let text = rows.find(|row| !sheet.is_empty(*row));
    let gap = text.and_then(|_| rows.find(|row| sheet.is_empty(*row)));
    gap.map_or(0, |row| sheet.start(row))
}

/// Brackets that belong together.
pub(super) const BRACKETS: [(&str, &str); 4] = [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">")];

/// The other bracket of the first one in the line, from a place on.
fn bracket(sheet: &Sheet, from: usize) -> Option<usize> {
    // `<` and `>` are signs of their own most of the time.
    let pairs = &BRACKETS[..3];
    let pair_of = |at: usize| {
        let cell = sheet.cell(at);
        let mut pairs = pairs.iter();
        let pair = pairs.find(|(open, close)| *open == cell || *close == cell);
        pair.map(|pair| (at, *pair))
    };
    let (at, (open, close)) = (from..sheet.end(sheet.row(from))).find_map(pair_of)?;
    if sheet.cell(at) == open {
        closing(sheet, at + 1, (open, close))
    } else {
        opening(sheet, at, (open, close))
    }
}

/// The bracket that closes what is open at a place.
pub(super) fn closing(sheet: &Sheet, from: usize, (open, close): (&str, &str)) -> Option<usize> {
    let mut depth = 0;
    for at in from..sheet.len() {
        let cell = sheet.cell(at);
        if cell == open {
            depth += 1;
        } else if cell == close {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

/// The bracket that has opened what is open before a place.
pub(super) fn opening(sheet: &Sheet, before: usize, (open, close): (&str, &str)) -> Option<usize> {
    let mut depth = 0;
    for at in (0..before).rev() {
        let cell = sheet.cell(at);
        if cell == close {
            depth += 1;
        } else if cell == open {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

/// A character in the line of a place, so many of them further.
fn seek(sheet: &Sheet, from: usize, seek: Seek, times: usize) -> Option<usize> {
    let row = sheet.row(from);
    let (start, end) = (sheet.start(row), sheet.end(row));
    let is_it = |at: &usize| sheet.cell(*at).starts_with(seek.sign);
    let nth = times - 1;
    match (seek.way, seek.stop) {
        (Way::Onward, Stop::On) => (from + 1..end).filter(is_it).nth(nth),
        (Way::Back, Stop::On) => (start..from).rev().filter(is_it).nth(nth),
        (Way::Onward, Stop::Beside) => {
            let found = (from + 1..end).filter(is_it).nth(nth);
            found.map(|at| at - 1)
        }
        (Way::Back, Stop::Beside) => {
            let found = (start..from).rev().filter(is_it).nth(nth);
            found.map(|at| at + 1)
        }
    }
}

/// The same again. One beside which the cursor stands already is passed over.
pub(super) fn seek_again(sheet: &Sheet, from: usize, sought: Seek, times: usize) -> Option<usize> {
    let found = seek(sheet, from, sought, times);
    if sought.stop == Stop::Beside && found == Some(from) && times == 1 {
        return seek(sheet, from, sought, 2);
    }
    found
}

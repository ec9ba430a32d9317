//! Text objects: words, quoted texts, what stands in brackets, paragraphs.

use std::ops::{Range, RangeInclusive};

use super::motion::{BRACKETS, closing, opening};
use super::sheet::{Class, Sheet, Words};

/// A text object around the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Object {
    /// What it is.
    pub(super) kind: Kind,
    /// How far it reaches.
    pub(super) reach: Reach,
}

/// What a text object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word(Words),
    /// Between two of these.
    Quotes(char),
    /// Between the brackets of this place in the table.
    Brackets(usize),
    Paragraph,
}

/// How far a text object reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// What is within it.
    Inner,
    /// What is around it too.
    Around,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// From a place to another one.
    Cells(Range<usize>),
    /// Whole lines.
    Rows(RangeInclusive<usize>),
}

impl Kind {
    /// The text object that a key names.
    pub(super) fn of(key: char) -> Option<Self> {
        Some(match key {
            'w' => Self::Word(Words::Small),
            'W' => Self::Word(Words::Large),
            '"' | '\'' | '`' => Self::Quotes(key),
            '(' | ')' | 'b' => Self::Brackets(0),
            '[' | ']' => Self::Brackets(1),
            '{' | '}' | 'B' => Self::Brackets(2),
            '<' | '>' => Self::Brackets(3),
            'p' => Self::Paragraph,
            _ => return None,
        })
    }
}

impl Object {
    /// The part of the text that it is. `None` = there is none at this place.
    pub(super) fn part(self, sheet: &Sheet, at: usize, count: usize) -> Option<Part> {
        match self.kind {
            Kind::Word(words) => Some(Part::Cells(word(sheet, (at, count), words, self.reach))),
            Kind::Quotes(quote) => quotes(sheet, at, quote, self.reach).map(Part::Cells),
            Kind::Brackets(pair) => brackets(sheet, (at, count), BRACKETS[pair], self.reach),
            Kind::Paragraph => Some(Part::Rows(paragraph(sheet, (at, count), self.reach))),
        }
    }
}

/// Words and the blanks between them: each counts. Around a word are the blanks behind it, or those
/// before it where there are none.
fn word(sheet: &Sheet, (at, count): (usize, usize), words: Words, reach: Reach) -> Range<usize> {
    let row = sheet.row(at);
    let (first, last) = (sheet.start(row), sheet.end(row));
    let class = |at: usize| sheet.class(at, words);
    let run = |from: usize| {
        let alike = (from..last).take_while(|at| class(*at) == class(from));
        from + alike.count()
    };
    if at >= last {
        return at..at;
    }
    let before = (first..at).rev().take_while(|it| class(*it) == class(at));
    let mut start = at - before.count();
    let begins_blank = class(at) == Class::Blank;
    let runs = match reach {
        Reach::Inner => count,
        Reach::Around => count.saturating_mul(2),
    };
    let (mut end, mut taken) = (start, 0);
    while end < last && taken < runs {
        end = run(end);
        taken += 1;
    }
    let ends_blank = class(end - 1) == Class::Blank;
    if reach == Reach::Around && !begins_blank && !ends_blank {
        let blanks = (first..start).rev();
        start -= blanks.take_while(|it| class(*it) == Class::Blank).count();
    }
    start..end
}

/// Between quotes of the line, which are paired from its beginning. Before the first pair it is that one.
fn quotes(sheet: &Sheet, at: usize, quote: char, reach: Reach) -> Option<Range<usize>> {
    let row = sheet.row(at);
    let last = sheet.end(row);
    let is_quote = |it: &usize| {
        let escaped = *it > sheet.start(row) && sheet.cell(it - 1) == "\\";
        sheet.cell(*it).starts_with(quote) && !escaped
    };
    let places: Vec<usize> = (sheet.start(row)..last).filter(is_quote).collect();
    let mut pairs = places.chunks_exact(2);
    let pair = pairs.find(|pair| at <= pair[1])?;
    let (open, close) = (pair[0], pair[1]);
    if reach == Reach::Inner {
        return Some(open + 1..close);
    }
    let blank = |it: &usize| sheet.class(*it, Words::Small) == Class::Blank;
    let behind = (close + 1..last).take_while(blank).count();
    let before = if behind == 0 {
        let places = (sheet.start(row)..open).rev();
        places.take_while(blank).count()
    } else {
        0
    };
    Some(open - before..close + 1 + behind)
}

/// Between brackets. Lines of their own between them are taken as lines.
fn brackets(
    sheet: &Sheet,
    (at, count): (usize, usize),
    pair: (&str, &str),
    reach: Reach,
) -> Option<Part> {
    let mut open = if sheet.cell(at) == pair.0 {
        at
    } else {
        opening(sheet, at, pair)?
    };
    for _ in 1..count {
        open = opening(sheet, open, pair)?;
    }
    let close = closing(sheet, open + 1, pair)?;
    if reach == Reach::Around {
        return Some(Part::Cells(open..close + 1));
    }
    let (above, below) = (sheet.row(open), sheet.row(close));
    let alone = sheet.end(above) == open + 1 && sheet.first_word(below) == close;
    if alone && below > above + 1 {
        return Some(Part::Rows(above + 1..=below - 1));
    }
    Some(Part::Cells(open + 1..close))
}

/// Lines with text, or those between them: each counts. Around it are the empty lines behind, or those
/// before where there are none.
fn paragraph(sheet: &Sheet, (at, count): (usize, usize), reach: Reach) -> RangeInclusive<usize> {
    let row = sheet.row(at);
    let blank = |row: usize| {
        let mut places = sheet.start(row)..sheet.end(row);
        places.all(|at| sheet.class(at, Words::Small) == Class::Blank)
    };
    let alike = |from: usize| {
        let rows = from..sheet.height();
        from + rows.take_while(|it| blank(*it) == blank(from)).count()
    };
    let above = (0..row).rev().take_while(|it| blank(*it) == blank(row));
    let mut first = row - above.count();
    let runs = match reach {
        Reach::Inner => count,
        Reach::Around => count.saturating_mul(2),
    };
    let (mut end, mut taken) = (first, 0);
    while end < sheet.height() && taken < runs {
        end = alike(end);
        taken += 1;
    }
    if reach == Reach::Around && !blank(row) && !blank(end - 1) {
        first -= (0..first).rev().take_while(|it| blank(*it)).count();
    }
    first..=end - 1
}

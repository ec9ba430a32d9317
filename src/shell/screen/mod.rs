//! Cells to bytes: what changed since the last frame, as one synchronized update.

mod blank;
pub(super) mod shift;

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::{Position, Rect};

use super::links::{self, Links};
use crate::app::layout::Size;
use crate::app::transcript::line::columns;
use crate::ui::Linked;

/// Begins a synchronized update: the terminal shows nothing until its end.
const BEGIN: &[u8] = b"\x1b[?2026h";

/// Ends it.
const END: &[u8] = b"\x1b[?2026l";

/// The cells on the terminal and those of the next frame.
#[derive(Debug)]
pub(super) struct Screen {
    shown: Buffer,
    next: Buffer,
    /// Where the cells on the terminal lead.
    leads: Links,
    caret: Option<Position>,
    /// Whether what the terminal shows is unknown, so that every cell is written.
    unknown: bool,
    out: Vec<u8>,
}

impl Screen {
    /// A screen of which nothing is known.
    pub(super) fn new(size: Size) -> Self {
        let area = Rect::new(0, 0, size.width, size.height);
        Self {
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            leads: Links::default(),
            caret: None,
            unknown: true,
            out: Vec::new(),
        }
    }

    /// The cells to draw on.
    pub(super) fn buffer(&mut self) -> &mut Buffer {
        &mut self.next
    }

    /// Takes another size.
    pub(super) fn resize(&mut self, size: Size) {
        *self = Self::new(size);
    }

    /// Forgets what the terminal shows.
    pub(super) fn forget(&mut self) {
        self.unknown = true;
    }

    /// The bytes that bring the terminal to the next frame; none if nothing has changed.
    ///
    /// Each run of cells that leads somewhere is a link by itself, which is closed right after: what
    /// comes next in the terminal is none of it.
    pub(super) fn frame(
        &mut self,
        caret: Option<Position>,
        linked: &[Linked],
    ) -> io::Result<&[u8]> {
        self.out.clear();
        if self.unknown {
            self.shown.reset();
            self.leads = Links::default();
        }
        let shift = self.shift();
        if let Some(shift) = &shift {
            shift.apply(&mut self.shown);
            self.leads.shift(shift);
        }
        let leads = Links::of(self.next.area, linked);
        let changes = with_overflow(&self.shown, &self.next, self.shown.diff(&self.next));
        let changes = with_links((&self.leads, &leads), &self.next, changes);
        if shift.is_none() && changes.is_empty() && caret == self.caret && !self.unknown {
            return Ok(&[]);
        }
        self.out.extend_from_slice(BEGIN);
        if self.unknown {
            self.out.extend_from_slice(b"\x1b[0m\x1b[2J");
        }
        if let Some(shift) = shift {
            shift.write(&mut self.out)?;
        }
        let changes = bridged(&self.next, changes);
        let changes = blank::erase(&changes, &leads, &mut self.out)?;
        let mut backend = CrosstermBackend::new(&mut self.out);
        if !changes.is_empty() {
            backend.hide_cursor()?;
            draw(&mut backend, changes, &leads)?;
        }
        match caret {
            Some(position) => {
                backend.set_cursor_position(position)?;
                backend.show_cursor()?;
            }
            None => backend.hide_cursor()?,
        }
        self.out.extend_from_slice(END);
        std::mem::swap(&mut self.shown, &mut self.next);
        self.next.resize(self.shown.area);
        (self.caret, self.unknown, self.leads) = (caret, false, leads);
        Ok(&self.out)
    }
}

/// Adds the cells that lead elsewhere than before, though they show the same.
fn with_links<'a>(
    (before, after): (&Links, &Links),
    next: &'a Buffer,
    changes: Vec<Change<'a>>,
) -> Vec<Change<'a>> {
    if before.is_empty() && after.is_empty() {
        return changes;
    }
    let changes = changes.into_iter().map(|(x, y, cell)| ((y, x), cell));
    let mut all: BTreeMap<(u16, u16), &Cell> = changes.collect();
    for y in next.area.top()..next.area.bottom() {
        let mut x = next.area.left();
        // By graphemes: the second half of a wide one must not be written over.
        while x < next.area.right() {
            let cell = &next[(x, y)];
            let is_text = cell.diff_option == CellDiffOption::None;
            if is_text && before.at(x, y) != after.at(x, y) {
                all.insert((y, x), cell);
            }
            x = x.saturating_add(width(cell));
        }
    }
    all.into_iter().map(|((y, x), cell)| (x, y, cell)).collect()
}

/// Draws cells, those that lead somewhere within their links.
fn draw(
    backend: &mut CrosstermBackend<&mut Vec<u8>>,
    changes: Vec<Change<'_>>,
    leads: &Links,
) -> io::Result<()> {
    if leads.is_empty() {
        return backend.draw(changes.into_iter());
    }
    let link = |change: &Change<'_>| leads.at(change.0, change.1);
    for run in changes.chunk_by(|one, other| link(one) == link(other)) {
        let leads = run.first().and_then(link);
        if let Some(link) = leads {
            let mut begin = Vec::new();
            links::begin(link, &mut begin);
            backend.write_all(&begin)?;
        }
        backend.draw(run.iter().copied())?;
        if leads.is_some() {
            backend.write_all(links::END)?;
        }
    }
    Ok(())
}

impl Screen {
    /// Rows that have only moved. They are not looked for where little has changed.
    fn shift(&self) -> Option<shift::Shift> {
        let (shown, next) = (&self.shown.content, &self.next.content);
        let cells = shown.iter().zip(next);
        let changed = cells
            .filter(|(shown, next)| shown != next)
            .take(MUCH)
            .count();
        (changed == MUCH && !self.unknown)
            .then(|| shift::between(&self.shown, &self.next))
            .flatten()
    }
}

/// Cells that have to change for rows to be looked for that have moved.
const MUCH: usize = 60;

/// Over so few cells the caret does not jump: telling it where to go takes more bytes than writing them again.
const GAP: u16 = 5;

/// Adds the cells between changes that are close to each other, if they need no other style: blanks between
/// words, mostly.
fn bridged<'a>(next: &'a Buffer, changes: Vec<Change<'a>>) -> Vec<Change<'a>> {
    let mut all: Vec<Change<'a>> = Vec::with_capacity(changes.len());
    for change in changes {
        if let Some(last) = all.last().copied() {
            all.extend(between(next, last, change));
        }
        all.push(change);
    }
    all
}

/// The cells from one change to the next, where they may be written again.
fn between<'a>(next: &'a Buffer, from: Change<'a>, to: Change<'a>) -> Vec<Change<'a>> {
    let first = from.0.saturating_add(width(from.2));
    if from.1 != to.1 || first >= to.0 || to.0 - first > GAP {
        return Vec::new();
    }
    let gap = (first..to.0).map(|x| (x, to.1, &next[(x, to.1)]));
    let gap: Vec<Change<'a>> = gap.collect();
    let plain = |(_, _, cell): &Change<'_>| {
        cell.style() == from.2.style()
            && cell.diff_option == CellDiffOption::None
            && cell.symbol().is_ascii()
    };
    let may = from.2.diff_option == CellDiffOption::None && gap.iter().all(plain);
    if may { gap } else { Vec::new() }
}

/// How many columns a terminal may take for a grapheme that should take one or two.
const OVERFLOW: u16 = 6;

type Change<'a> = (u16, u16, &'a Cell);

/// Adds the cells behind graphemes about whose width terminals disagree, when they come and when
/// they go.
///
/// Some terminals draw a flag or a joined emoji wider than Unicode says, or as several characters.
/// What they draw beyond its columns is in cells that have not changed and would never be written
/// again, so these are written as well, at places of their own.
fn with_overflow<'a>(
    shown: &Buffer,
    next: &'a Buffer,
    changes: Vec<Change<'a>>,
) -> Vec<Change<'a>> {
    let disputed = |change: &Change<'_>| {
        let (x, y, cell) = *change;
        let before = &shown[(x, y)];
        let is_text = |cell: &Cell| cell.diff_option == CellDiffOption::None;
        (is_text(cell) && is_disputed(cell.symbol()))
            || (is_text(before) && is_disputed(before.symbol()))
    };
    if !changes.iter().any(disputed) {
        return changes;
    }
    let mut all: BTreeMap<(u16, u16), &Cell> = BTreeMap::new();
    for change in changes {
        let (mut x, y, cell) = change;
        all.insert((y, x), cell);
        if disputed(&change) {
            let end = x.saturating_add(OVERFLOW).min(next.area.right());
            x = x.saturating_add(width(cell));
            // By graphemes: the second half of a wide one must not be written over.
            while x < end {
                // A picture stands there, and would be written over.
                if next[(x, y)].diff_option == CellDiffOption::None {
                    all.insert((y, x), &next[(x, y)]);
                }
                x = x.saturating_add(width(&next[(x, y)]));
            }
        }
    }
    all.into_iter().map(|((y, x), cell)| (x, y, cell)).collect()
}

/// Columns that a cell's symbol takes, at least one.
fn width(cell: &Cell) -> u16 {
    u16::try_from(columns(cell.symbol())).unwrap_or(1).max(1)
}

/// Whether terminals disagree about the width: emoji, and whatever is made of several characters.
fn is_disputed(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let first = chars.next();
    first.is_some_and(|first| first >= '\u{1F000}') || chars.next().is_some()
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use proptest::prelude::*;
    use ratatui::style::{Color, Modifier, Style};

    use super::*;

    #[test]
    fn a_frame_without_changes_writes_nothing() {
        let mut screen = Screen::new(Size {
            width: 20,
            height: 3,
        });
        screen.buffer().set_string(0, 0, "hello", Style::new());
        assert!(!screen.frame(None, &[]).unwrap().is_empty());
        screen.buffer().reset();
        screen.buffer().set_string(0, 0, "hello", Style::new());
        assert!(screen.frame(None, &[]).unwrap().is_empty());
    }

    #[test]
    fn cells_behind_a_flag_are_written_even_if_they_have_not_changed() {
        let mut screen = Screen::new(Size {
            width: 20,
            height: 1,
        });
        screen.buffer().set_string(0, 0, "ab  efgh", Style::new());
        screen.frame(None, &[]).unwrap();
        screen.buffer().reset();
        screen.buffer().set_string(0, 0, "ab🇳🇴efgh", Style::new());
        let bytes = String::from_utf8(screen.frame(None, &[]).unwrap().to_vec()).unwrap();
        assert!(bytes.contains("🇳🇴\u{1b}[1;5Hefgh"), "{bytes:?}");
    }

    #[test]
    fn both_halves_of_a_flag_are_written_over() {
        let mut screen = Screen::new(Size {
            width: 20,
            height: 1,
        });
        screen.buffer().set_string(0, 0, "ab🇳🇴", Style::new());
        screen.frame(None, &[]).unwrap();
        screen.buffer().reset();
        screen.buffer().set_string(0, 0, "ab", Style::new());
        let bytes = String::from_utf8(screen.frame(None, &[]).unwrap().to_vec()).unwrap();
        assert!(bytes.contains("\u{1b}[1;3H      "), "{bytes:?}");
    }

    /// Rows of words in different styles, wide characters among them.
    fn row() -> impl Strategy<Value = (String, Style)> {
        let text = prop::sample::select(vec![
            "",
            "a line of text",
            "another one, which is long",
            "漢字かな交じり",
            "e\u{301}e\u{301}",
            "  • item",
            "────────",
        ]);
        let style = prop::sample::select(vec![
            Style::new(),
            Style::new().bold(),
            Style::new().on_blue().red(),
        ]);
        (text, style).prop_map(|(text, style)| (text.to_owned(), style))
    }

    proptest! {
        #[test]
        fn what_the_terminal_shows_is_what_was_drawn(
            rows in prop::collection::vec(row(), 30),
            steps in prop::collection::vec((0..18_usize, 0..4_u16), 1..12),
        ) {
            let size = Size { width: 30, height: 12 };
            let mut screen = Screen::new(size);
            let cells = |count| NonZero::new(count).unwrap();
            let mut terminal = vt100::Parser::new(cells(size.height), cells(size.width), 0);
            for (from, head) in steps {
                screen.buffer().reset();
                for y in 0..size.height {
                    let (text, style) = if y < head {
                        ("head".to_owned(), Style::new().reversed())
                    } else {
                        rows[from + usize::from(y)].clone()
                    };
                    screen.buffer().set_stringn(0, y, text, 30, style);
                }
                let drawn = screen.buffer().clone();
                terminal.process(screen.frame(None, &[]).unwrap());
                for y in 0..size.height {
                    for x in 0..size.width {
                        let shown = terminal.screen().cell(y, x).unwrap();
                        let wanted = &drawn[(x, y)];
                        let symbol = match shown.contents() {
                            "" => " ",
                            symbol => symbol,
                        };
                        if !shown.is_wide_continuation() {
                            prop_assert_eq!(symbol, wanted.symbol(), "{},{}", x, y);
                        }
                        prop_assert_eq!(shown.bold(), wanted.modifier.contains(Modifier::BOLD));
                        prop_assert_eq!(shown.inverse(), wanted.modifier.contains(Modifier::REVERSED));
                        let blue = shown.bgcolor() == vt100::Color::Idx(4);
                        prop_assert_eq!(blue, wanted.bg == Color::Blue);
                    }
                }
            }
        }
    }

    #[test]
    fn a_line_more_of_a_text_is_told_in_few_bytes() {
        let size = Size {
            width: 80,
            height: 24,
        };
        let mut screen = Screen::new(size);
        let line = |n: usize| {
            format!("line {n} of a reply that is as long as they usually are, or longer")
        };
        let mut draw = |first: usize| {
            screen.buffer().reset();
            for y in 0..20 {
                screen
                    .buffer()
                    .set_string(0, y, line(first + usize::from(y)), Style::new());
            }
            screen.frame(None, &[]).unwrap().len()
        };
        let whole = draw(0);
        let more = draw(1);
        assert!(whole > 1300 && more < 150, "{whole} and {more} bytes");
    }

    #[test]
    fn a_box_over_text_costs_what_is_written_in_it() {
        let size = Size {
            width: 80,
            height: 24,
        };
        let mut screen = Screen::new(size);
        let text = "a line of a reply that is as long as they usually are, or a little longer";
        let mut draw = |boxed: bool, style: Style| {
            screen.buffer().reset();
            for y in 0..24 {
                screen.buffer().set_string(0, y, text, Style::new());
            }
            for y in 2..(if boxed { 22 } else { 2 }) {
                let blank = " ".repeat(70);
                screen.buffer().set_string(4, y, &blank, style);
                screen.buffer().set_string(6, y, "a choice", style);
            }
            screen.frame(None, &[]).unwrap().len()
        };
        draw(false, Style::new());
        let plain = draw(true, Style::new());
        draw(false, Style::new());
        let coloured = draw(true, Style::new().on_blue());
        // 62 blanks in 20 rows. Erasing them would leave the colour of the terminal there.
        assert!(
            plain < 700 && coloured > 1400,
            "{plain} and {coloured} bytes"
        );
    }

    #[test]
    fn a_frame_is_one_synchronized_update() {
        let mut screen = Screen::new(Size {
            width: 20,
            height: 3,
        });
        screen.buffer().set_string(0, 0, "hello", Style::new());
        let bytes = screen.frame(Some(Position::new(1, 1)), &[]).unwrap();
        assert!(bytes.starts_with(BEGIN) && bytes.ends_with(END));
    }
}

//! Code blocks on the screen: heads, colours of every kind, cut lines.

use ratatui::style::Style;

use super::tests::{drawn, drawn_state, text, wardrobe};
use super::theme::{Theme, Tone};
use crate::app::code::{Coloured, Run, Standing, Syntax};
use crate::app::fixture::*;
use crate::app::layout::{GUTTER, Size};
use crate::app::msg::{Msg, Target};
use crate::app::pointer::{Cell, Gesture, Pointer};
use crate::app::prepare;
use crate::app::transcript;

const SIZE: Size = Size {
    width: 80,
    height: 24,
};

const ALL: [Syntax; 10] = [
    Syntax::Keyword,
    Syntax::String,
    Syntax::Comment,
    Syntax::Number,
    Syntax::Function,
    Syntax::Type,
    Syntax::Operator,
    Syntax::Variable,
    Syntax::Inserted,
    Syntax::Deleted,
];

const REPLY: &str = "Two ways:\n\n```rust\nkeyword string comment number function type operator variable new old\n岩 e\u{301}e\u{301} z\n```\n\n- in a list:\n\n  ```\n  none of these words has a colour, since nobody knows their language\n  ```\n";

/// Gives each word of the code in sight a kind, one after the other.
fn colour(play: &mut Play) {
    let nothing = |_, _| false;
    while let Some(wanted) = transcript::uncoloured(&play.state, nothing) {
        let plain = wanted.language.is_empty();
        let last = wanted.lines.last().filter(|_| !plain);
        let after = last.map_or(wanted.before, |(_, sum)| *sum);
        let lines = wanted.lines.iter().filter(|_| !plain);
        let lines = lines.map(|(text, _)| {
            let words = text.split_inclusive(' ').zip(ALL.into_iter().cycle());
            let mut end = 0;
            let runs = words.map(|(word, syntax)| {
                end += u32::try_from(word.len()).unwrap();
                Run {
                    end,
                    syntax: Some(syntax),
                }
            });
            runs.collect()
        });
        play.tell(Msg::Coloured(Box::new(Coloured {
            id: wanted.id,
            from: 0,
            before: wanted.before,
            after,
            lines: lines.collect(),
            bytes: 0,
            state: Standing::Over,
        })));
    }
    prepare(&mut play.state);
}

/// A reply with two blocks; the first one was gone to.
fn blocks() -> Play {
    let mut play = Play::connected();
    play.tell(Msg::Resized(SIZE));
    play.turn("how?", REPLY);
    colour(&mut play);
    play.key("tab");
    play.key("(");
    play.key("(");
    play
}

/// The same with long lines, which are cut.
fn cut() -> Play {
    let mut play = Play::connected();
    play.tell(Msg::Resized(SIZE));
    play.turn(
        "how?",
        &format!("```sh\n{}\n```\n", "echo granite ".repeat(12)),
    );
    play.key("tab");
    play.key("(");
    play.key("shift-w");
    play.key("shift-right");
    colour(&mut play);
    play
}

pub(super) fn scenes() -> Vec<(&'static str, Play)> {
    vec![("code", blocks()), ("code_cut", cut())]
}

#[test]
fn code_looks_as_it_should() {
    for (name, play) in scenes() {
        for size in super::tests::SIZES {
            let name = format!("{name}_{}x{}", size.width, size.height);
            insta::assert_snapshot!(name, text(&drawn(&play, size)));
        }
    }
}

/// The style of each word of a line on the screen.
fn styles(play: &mut Play, first: &str) -> Vec<(String, Style)> {
    let buf = drawn_state(&mut play.state, &wardrobe());
    let rows = buf.area.rows();
    let mut words: Vec<(String, Style)> = Vec::new();
    for row in rows {
        let line: String = row.positions().map(|at| buf[at].symbol()).collect();
        if !line.contains(first) {
            continue;
        }
        let mut inside = false;
        for cell in row.positions().map(|at| &buf[at]) {
            let blank = cell.symbol() == " ";
            match words.last_mut() {
                Some((word, _)) if inside && !blank => word.push_str(cell.symbol()),
                Some(_) | None if !blank => {
                    words.push((cell.symbol().to_owned(), cell.style()));
                }
                Some(_) | None => {}
            }
            inside = !blank;
        }
        return words;
    }
    panic!("{first} is not on the screen");
}

#[test]
fn every_kind_has_the_style_of_its_role_and_follows_the_theme() {
    let mut play = blocks();
    for name in ["dark", "nord", "16-colour"] {
        play.state.view.appearance.themes.tried = Some(crate::app::themes::Choice::of(name));
        let theme = Theme::built_in(name);
        let words = styles(&mut play, "keyword string");
        let words = words
            .iter()
            .filter(|(word, _)| word.chars().all(char::is_alphabetic));
        let told: Vec<_> = words.map(|(_, style)| style.fg).collect();
        let expected: Vec<_> = ALL.iter().map(|kind| theme.syntax(*kind).fg).collect();
        let plain = |fg: Option<ratatui::style::Color>| fg.unwrap_or_default();
        let told: Vec<_> = told.into_iter().map(plain).collect();
        let expected: Vec<_> = expected.into_iter().map(plain).collect();
        assert_eq!(told, expected, "{name}");
    }
}

#[test]
fn a_wide_or_combined_character_is_whole_wherever_its_line_is_cut() {
    let mut play = Play::connected();
    play.tell(Msg::Resized(SIZE));
    play.turn(
        "how?",
        &format!("```rs\n{}\n```\n", "岩e\u{301}ab".repeat(40)),
    );
    play.key("tab");
    play.key("shift-w");
    colour(&mut play);
    for _ in 0..12 {
        let buf = drawn_state(&mut play.state, &wardrobe());
        let text = text(&buf);
        assert!(!text.contains('\u{fffd}') && !text.contains('▯'), "{text}");
        play.key("shift-right");
    }
}

#[test]
fn what_is_selected_in_a_shifted_block_is_painted_where_it_is_seen() {
    let mut play = cut();
    let column = &play.state.view.reading.columns[0];
    let (lane, area) = (column.lane, column.text);
    let shown = play.state.view.transcript.clone();
    let row = shown
        .rows()
        .position(|row| row.line.text().contains("echo"));
    // The line has words of four and seven letters; column 8 is inside of the second one.
    let at = |column: u16| Pointer {
        gesture: Gesture::Press,
        cell: Cell {
            column: area.x + GUTTER + 2 + column,
            row: area.y + u16::try_from(row.unwrap()).unwrap(),
        },
        target: Some(Target::Column(lane)),
    };
    play.tell(Msg::Mouse(at(5)));
    play.tell(Msg::Mouse(Pointer {
        gesture: Gesture::Drag,
        ..at(16)
    }));
    let buf = drawn_state(&mut play.state, &wardrobe());
    let wardrobe = wardrobe();
    let theme = wardrobe.worn(&play.state.view.appearance.themes);
    let selected = theme.style(Tone::Selected).bg;
    let cells = (area.left()..area.right()).map(|x| &buf[(x, at(0).cell.row)]);
    let painted = cells.filter(|cell| Some(cell.bg) == selected);
    let painted: String = painted.map(ratatui::buffer::Cell::symbol).collect();
    assert_eq!(painted, "echo granite");
}

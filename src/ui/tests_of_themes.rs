//! Every screen in every theme, and in ASCII.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Modifier, Style};

use crate::app::bar::{Glyphs, Motion};
use crate::app::fixture::Play;
use crate::app::flight::Flying;
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::themes::{Choice, Richness};

use super::theme::{BUILT_IN, Wardrobe, legible};
use super::{tests, tests_of_calls, tests_of_code};

const SIZE: Size = Size {
    width: 80,
    height: 24,
};

fn scenes() -> Vec<(&'static str, Play)> {
    let mut all = tests::scenes();
    all.extend(tests_of_calls::scenes());
    all.extend(tests_of_code::scenes());
    for (_, play) in &mut all {
        play.tell(Msg::Resized(SIZE));
    }
    all
}

/// The screen in this theme.
fn worn(play: &mut Play, name: &str, wardrobe: &Wardrobe) -> Buffer {
    let themes = &mut play.state.view.appearance.themes;
    themes.tried = Some(Choice::of(name));
    tests::drawn_state(&mut play.state, wardrobe)
}

/// The styles of a theme's screens, by their first use.
#[derive(Default)]
struct Legend {
    names: BTreeMap<String, String>,
    order: Vec<String>,
}

impl Legend {
    /// The letters of a style.
    fn of(&mut self, style: Style) -> String {
        let (fg, bg) = (style.fg.unwrap_or_default(), style.bg.unwrap_or_default());
        let mut told = format!("{fg} on {bg}");
        if !style.add_modifier.is_empty() {
            write!(told, " {:?}", style.add_modifier).unwrap();
        }
        let next = letters(self.order.len());
        let order = &mut self.order;
        let name = self.names.entry(told).or_insert_with_key(|told| {
            order.push(format!("{next} = {told}"));
            next
        });
        name.clone()
    }
}

/// a, b … z, A … Z, aa, ab …
fn letters(at: usize) -> String {
    let alphabet: Vec<char> = ('a'..='z').chain('A'..='Z').collect();
    let last = alphabet[at % alphabet.len()];
    match at / alphabet.len() {
        0 => last.to_string(),
        more => format!("{}{last}", letters(more - 1)),
    }
}

/// The styles of each line as runs: letters and how many columns. Equal lines are counted.
fn runs(buf: &Buffer, legend: &mut Legend) -> String {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for row in buf.area.rows() {
        let mut runs: Vec<(Style, usize)> = Vec::new();
        for position in row.positions() {
            let style = buf[position].style();
            match runs.last_mut() {
                Some((last, count)) if *last == style => *count += 1,
                _ => runs.push((style, 1)),
            }
        }
        let words = runs.into_iter();
        let words = words.map(|(style, count)| format!("{}{count}", legend.of(style)));
        let line = words.collect::<Vec<_>>().join(" ");
        match lines.last_mut() {
            Some((count, last)) if *last == line => *count += 1,
            _ => lines.push((1, line)),
        }
    }
    let lines = lines.into_iter().map(|(count, line)| match count {
        1 => format!("{line}\n"),
        _ => format!("{line} *{count}\n"),
    });
    lines.collect()
}

/// Signs that are seen and not read: frames, bars, rules.
fn is_line(symbol: &str) -> bool {
    symbol
        .chars()
        .all(|c| ('\u{2500}'..='\u{259f}').contains(&c))
}

/// The text of each screen is in the other snapshots; here is how it looks in each theme.
#[test]
fn every_screen_looks_as_it_should_in_every_theme() {
    let wardrobe = Wardrobe::new(Richness::All);
    let mut scenes = scenes();
    for (theme, _) in BUILT_IN {
        let mut legend = Legend::default();
        let mut all = String::new();
        for (name, play) in &mut scenes {
            let runs = runs(&worn(play, theme, &wardrobe), &mut legend);
            write!(all, "\n{name}\n{runs}").unwrap();
        }
        let told = format!("{}\n{all}", legend.order.join("\n"));
        insta::assert_snapshot!(theme, told);
    }
}

/// Words in a row that is selected, marks over text, a header over all: judged as they stand on the
/// screen, whichever roles have come together there.
#[test]
fn every_cell_of_every_screen_can_be_read_in_every_theme() {
    let mut scenes = scenes();
    let mut found = BTreeMap::new();
    for colours in [Richness::All, Richness::Palette] {
        let wardrobe = Wardrobe::new(colours);
        for (theme, _) in BUILT_IN {
            let mut judged: BTreeMap<String, bool> = BTreeMap::new();
            for (name, play) in &mut scenes {
                let buf = worn(play, theme, &wardrobe);
                for cell in buf.content.iter().filter(|cell| cell.symbol() != " ") {
                    let line = is_line(cell.symbol());
                    let style = format!("{:?} {:?} {line}", cell.fg, cell.bg);
                    let reads = *judged.entry(style).or_insert_with(|| {
                        let least = if line { 3.0 } else { 4.5 };
                        legible(wardrobe.theme(theme).unwrap(), &unreversed(cell), least)
                    });
                    if !reads {
                        let (fg, bg) = (cell.fg, cell.bg);
                        let first = format!("{theme} {colours:?}: {fg} on {bg}");
                        found.entry(first).or_insert_with(|| {
                            let sign = cell.symbol();
                            let at = buf.content.iter().position(|it| it == cell).unwrap();
                            let line = at / usize::from(SIZE.width);
                            let text = tests::text(&buf);
                            format!("{sign} in {name}: {}", text.lines().nth(line).unwrap())
                        });
                    }
                }
            }
        }
    }
    let found: Vec<String> = found
        .iter()
        .map(|(what, at)| format!("{what}: {at}"))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn unreversed(cell: &Cell) -> Cell {
    let mut cell = cell.clone();
    if cell.modifier.contains(Modifier::REVERSED) {
        (cell.fg, cell.bg) = (cell.bg, cell.fg);
    }
    cell
}

/// Texts of the scenes that hold such signs themselves.
const WRITTEN: [&str; 1] = ["岩 e\u{301}"];

#[test]
fn in_ascii_no_sign_of_ours_is_beyond_it() {
    let wardrobe = tests::wardrobe();
    let mut found = BTreeSet::new();
    for (name, mut play) in scenes() {
        play.state.view.appearance.look.glyphs = Glyphs::Ascii;
        let buf = tests::drawn_state(&mut play.state, &wardrobe);
        for line in tests::text(&buf).lines() {
            // Letters come from people and models.
            let foreign = |c: char| !c.is_ascii() && !c.is_alphanumeric();
            if line.contains(foreign) && !WRITTEN.iter().any(|it| line.contains(it)) {
                found.insert(format!("{name}: {line}"));
            }
        }
    }
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn nothing_counts_more_than_once_a_second_where_it_is_to_be_still() {
    let mut play = tests::compared(2);
    play.tell(Msg::Resized(SIZE));
    play.state.view.appearance.look.motion = Motion::Still;
    let wardrobe = tests::wardrobe();
    let foot = |play: &mut Play| {
        let text = tests::text(&tests::drawn_state(&mut play.state, &wardrobe));
        let mut lines = text.lines().filter(|line| line.contains("streaming for"));
        lines.next().unwrap_or_else(|| panic!("{text}")).to_owned()
    };
    let first = foot(&mut play);
    let id = play.state.flight.iter().find_map(Flying::id).unwrap();
    for _ in 0..9 {
        play.wait(Duration::from_millis(100));
        play.streamed(id, " fell");
        assert_eq!(foot(&mut play), first);
    }
    play.tick(Duration::from_millis(200));
    assert_ne!(foot(&mut play), first);
    play.state.view.appearance.look.motion = Motion::Moving;
    let text = tests::text(&tests::drawn_state(&mut play.state, &wardrobe));
    assert!(!text.contains("streaming for"), "{text}");
}

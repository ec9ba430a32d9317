//! Code blocks: colours while they stream, copies for the terminal's clipboard, long lines.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::harness::screen::Screen;
use crate::harness::{Button, Running, Start, outcrop};

/// Colours of `dark`: a comment, a keyword, a number.
const COMMENT: &str = "38;2;139;148;163";
const KEYWORD: &str = "38;2;255;147;139";
const NUMBER: &str = "38;2;121;192;255";

const CODE: &str =
    "Dig:\n```rust\n// down\nfn dig(\tdepth: u32) {\n    go(4711); }\n```\n```\nplain";

/// A run whose model says what it is told, in a terminal with all colours.
fn echo() -> Start {
    speaking("echo")
}

fn speaking(model: &str) -> Start {
    outcrop()
        .sandbox()
        .model(model)
        .env("TERM", "xterm-256color")
        .env("COLORTERM", "truecolor")
}

/// Lets the model say this text.
fn told(start: Start, text: &str) -> Running {
    let outcrop = start.ready();
    outcrop.paste(text);
    outcrop.say("");
    outcrop
}

fn has(raw: &[u8], what: &str) -> bool {
    String::from_utf8_lossy(raw).contains(what)
}

/// Waits until this is given to the terminal's clipboard.
fn copied(outcrop: &Running, text: &str) {
    let sequence = format!("]52;c;{}", STANDARD.encode(text));
    outcrop.until_raw("the terminal gets the text", |raw| has(raw, &sequence));
}

#[test]
fn code_gets_its_colours() {
    let outcrop = told(echo(), CODE);
    outcrop.see("rust · 1").see("code · 2");
    for colour in [COMMENT, KEYWORD, NUMBER] {
        outcrop.until_raw(colour, |raw| has(raw, colour));
    }
    // The number has a colour that nothing else on the screen has.
    outcrop.until_raw("4711 is a number", |raw| {
        let text = String::from_utf8_lossy(raw).into_owned();
        text.match_indices(NUMBER).any(|(at, _)| {
            let rest: String = text[at..].chars().take(60).collect();
            rest.contains("4711")
        })
    });
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
}

#[test]
fn a_block_that_still_streams_has_colours_already() {
    let outcrop = speaking("rush").ready();
    outcrop.keys("shape=code tokens=4000 rate=200<enter>");
    outcrop.see("rust · 1");
    outcrop.until_raw("a keyword has its colour", |raw| has(raw, KEYWORD));
    assert!(!outcrop.screen().has("end_turn"), "{}", outcrop.screen());
    outcrop.keys("<ctrl-x>.<ctrl-x>q");
}

#[test]
fn without_colours_code_is_plain() {
    let outcrop = told(echo().env("NO_COLOR", "1"), CODE);
    outcrop.see("rust · 1").see("go(4711);");
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    assert!(!has(&outcrop.raw(), "38;2;"));
}

#[test]
fn blocks_are_copied_by_number_by_choice_and_by_click() {
    let outcrop = told(echo(), CODE);
    outcrop.keys("<esc>c1");
    copied(&outcrop, "// down\nfn dig(\tdepth: u32) {\n    go(4711); }");
    outcrop.keys("(").see("c c copies").keys("cc");
    copied(&outcrop, "plain");
    let screen = outcrop.screen();
    let row = screen.rows.iter().position(|row| row.contains("rust · 1"));
    let before = outcrop.raw().len();
    outcrop.mouse(Button::Down, (4, row.unwrap()));
    let sequence = "]52;c;";
    outcrop.until_raw("a click copies", |raw| has(&raw[before..], sequence));
}

#[test]
fn long_lines_are_cut_and_scrolled_where_that_is_set() {
    let long = format!("```\nbegin {} the end\n```\n", "=".repeat(120));
    let outcrop = told(echo().config("code_lines = \"scroll\"\n"), &long);
    // The message itself is no code, and has its end on the screen.
    let ends = |screen: &Screen| {
        screen
            .rows
            .iter()
            .filter(|row| row.contains("the end"))
            .count()
    };
    outcrop.until("the line is cut", |screen| {
        screen.has("›") && ends(screen) == 1
    });
    outcrop.keys("<esc>");
    for _ in 0..8 {
        outcrop.keys("<shift-right>");
    }
    outcrop.until("the end is seen", |screen| {
        screen.has("‹") && ends(screen) == 2
    });
    outcrop.keys("W").see("↪").see_no("‹");
    outcrop.keys("W").see("‹");
}

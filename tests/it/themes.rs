//! Themes: chosen by what the terminal says, by the user, kept; few colours, ASCII. The test is the
//! terminal.

use crate::harness::{Running, outcrop};

/// Blue of `dark` and of `light`, the name of the user in both, and the canvas of `nord`.
const OF_DARK: &str = "38;2;108;182;255";
const OF_LIGHT: &str = "38;2;5;80;174";
const OF_NORD: &str = "48;2;46;52;64";

/// The end of all answers.
const ATTRIBUTES: &str = "\x1b[?62;22c";

/// A run in a terminal that is asked what it is.
fn asked() -> Running {
    let outcrop = outcrop()
        .sandbox()
        .env("TERM", "xterm-256color")
        .env("COLORTERM", "truecolor")
        .ready();
    outcrop.until_raw("the terminal is asked", |raw| told(raw, "\x1b]11;?\x1b\\"));
    outcrop
}

fn told(raw: &[u8], what: &str) -> bool {
    String::from_utf8_lossy(raw).contains(what)
}

/// Waits until this is written behind what is there already.
fn anew<'a>(outcrop: &'a Running, before: usize, what: &str) -> &'a Running {
    outcrop.until_raw(what, |raw| told(&raw[before..], what))
}

#[test]
fn a_light_terminal_gets_the_light_theme_and_answers_never_become_text() {
    let outcrop = asked();
    assert!(
        told(&outcrop.raw(), OF_DARK),
        "the first frame waits for nothing"
    );
    let before = outcrop.raw().len();
    outcrop.keys("a\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    anew(&outcrop, before, OF_LIGHT);
    outcrop.keys("b").keys(ATTRIBUTES);
    // What comes when nobody asks any more is no text either.
    outcrop.keys("c").see("abc");
    assert!(!outcrop.screen().has("rgb"), "{}", outcrop.screen());
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    assert!(!told(&outcrop.raw(), "\x1b[?2031h"));
}

#[test]
fn a_terminal_that_turns_light_is_followed() {
    let outcrop = asked();
    outcrop
        .keys("\x1b]11;rgb:1e1e/1e1e/2e2e\x07\x1b[?2031;2$y")
        .keys(ATTRIBUTES);
    outcrop.until_raw("it is to tell", |raw| told(raw, "\x1b[?2031h"));
    let before = outcrop.raw().len();
    outcrop.keys("he\x1b[?997;2nllo").see("hello");
    // It is asked for its colour then, and counts by that.
    anew(&outcrop, before, "\x1b]11;?\x1b\\");
    outcrop.keys("\x1b]11;rgb:fafa/fafa/fafa\x1b\\");
    anew(&outcrop, before, OF_LIGHT);
    let before = outcrop.raw().len();
    outcrop.keys("\x1b[?997;1n\x1b]11;rgb:0000/0000/0000\x1b\\");
    anew(&outcrop, before, OF_DARK);
    // Keys, the mouse and Esc are what they are elsewhere.
    outcrop
        .keys("<f1>")
        .see("Keys")
        .keys("<esc>")
        .see_no("Keys:");
    outcrop.keys(" you").see("hello you");
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    assert!(told(&outcrop.raw(), "\x1b[?2031l"));
}

#[test]
fn a_theme_is_seen_while_it_is_selected_and_kept_over_a_restart() {
    let start = || outcrop().sandbox().env("COLORTERM", "truecolor");
    let first = start()
        .config("# mine\nkeep_location = true # yes\n")
        .ready();
    assert!(!told(&first.raw(), OF_NORD));
    first.keys("<ctrl-x>h").see("Themes").see("solarized-dark");
    first.keys("nord");
    anew(&first, 0, OF_NORD);
    let before = first.raw().len();
    first.keys("<esc>").see_no("Themes");
    anew(&first, before, OF_DARK);
    first
        .keys("<ctrl-x>h")
        .see("Themes")
        .keys("nord<enter>")
        .see_no("Themes");
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let config = first.home().path().join(".config/outcrop/config.toml");
    let config = std::fs::read_to_string(config).unwrap();
    assert!(config.contains("theme = \"nord\""), "{config}");
    assert!(
        config.contains("# mine") && config.contains("# yes"),
        "{config}"
    );
    let again = start().home(first.home()).ready();
    assert!(told(&again.raw(), OF_NORD));
    // A named theme wins over what the terminal says.
    assert!(!told(&again.raw(), OF_DARK));
}

#[test]
fn a_theme_of_three_lines_can_be_chosen_and_a_faulty_one_says_why() {
    let start = outcrop().sandbox().env("COLORTERM", "truecolor");
    let outcrop = start.ready();
    let theme = |name: &str, text: &str| {
        let name = format!(".config/outcrop/themes/{name}.toml");
        outcrop.home().write(&name, text);
    };
    theme(
        "mine",
        "background = \"dark\"\ncanvas = \"#102030\"\nuser = { fg = \"#ffffff\" }\n",
    );
    theme("broken", "base = \"nord\"\ntxet = {}\n");
    outcrop
        .keys("<ctrl-x>h")
        .see("Themes")
        .keys("mine")
        .see("yours");
    anew(&outcrop, 0, "48;2;16;32;48");
    outcrop
        .keys("<ctrl-u>broken")
        .see("✗ line 2, column 1")
        .keys("<enter>");
    outcrop
        .see("did you mean `text`?")
        .see("themes/broken.toml");
    outcrop.keys("<esc><esc>").see_no("Themes");
}

#[test]
fn few_colours_are_enough() {
    let outcrop = outcrop().sandbox().config("colours = \"256\"\n").ready();
    let raw = outcrop.raw();
    assert!(told(&raw, "38;5;") && !told(&raw, "38;2;"));
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    let outcrop = outcrop().sandbox().env("LANG", "C");
    let outcrop = outcrop.arg("--model").arg("outcrop.echo-v1:0").ready();
    outcrop.say("– naïve rate=9999");
    outcrop.see("– naïve").see("end_turn");
    let screen = outcrop.screen();
    let rows = screen.rows.iter().filter(|row| !row.contains("naïve"));
    let beyond: Vec<&String> = rows.filter(|row| !row.is_ascii()).collect();
    assert!(beyond.is_empty(), "{beyond:?}");
    assert!(screen.has("+- Message -"), "{screen}");
}

#[test]
fn a_theme_that_is_written_into_the_settings_is_seen_at_once() {
    let start = outcrop().sandbox().env("COLORTERM", "truecolor");
    let outcrop = start.config("theme = \"light\"\n").ready();
    assert!(told(&outcrop.raw(), OF_LIGHT));
    let before = outcrop.raw().len();
    let write = |text: &str| outcrop.home().write(".config/outcrop/config.toml", text);
    write("theme = \"nord\"\n");
    anew(&outcrop, before, OF_NORD).see("config.toml was read: theme");
    // One of the user's own is read from its file.
    outcrop.home().write(
        ".config/outcrop/themes/mine.toml",
        "base = \"nord\"\ncanvas = \"#101820\"\n",
    );
    write("theme = \"mine\"\n");
    anew(&outcrop, before, "48;2;16;24;32");
}

#[test]
fn a_theme_in_use_that_is_saved_is_seen_at_once_and_stays_while_it_is_faulty() {
    let start = outcrop().sandbox().env("COLORTERM", "truecolor");
    let outcrop = start.config("theme = \"light\"\n").ready();
    let write = |file: &str, text: &str| {
        let path = format!(".config/outcrop/{file}");
        outcrop.home().write(&path, text)
    };
    let theme = |canvas: &str| format!("base = \"nord\"\ncanvas = \"{canvas}\"\n");
    // The folder is made while outcrop runs.
    write("themes/mine.toml", &theme("#101820"));
    write("config.toml", "theme = \"mine\"\n");
    anew(&outcrop, 0, "48;2;16;24;32").see("config.toml was read: theme");
    let before = outcrop.raw().len();
    write("themes/mine.toml", &theme("#201810"));
    anew(&outcrop, before, "48;2;32;24;16").see("themes/mine.toml was read: it counts now");
    let before = outcrop.raw().len();
    write("themes/mine.toml", "base = \"nord\"\ntxet = {}\n");
    outcrop.see("themes/mine.toml changes nothing: line 2, column 1");
    assert!(
        !told(&outcrop.raw()[before..], OF_NORD),
        "it stays as it was"
    );
    write("themes/mine.toml", &theme("#102018"));
    anew(&outcrop, before, "48;2;16;32;24").see("it counts now");
    outcrop.see_no("changes nothing");
}

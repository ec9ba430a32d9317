//! What the terminal is told beside its cells, and that all of it is taken back in every way out.

use std::collections::BTreeSet;

use rustix::process::Signal;

use crate::harness::{Running, Service, Start, outcrop, state, violations};

const RUNS: &str = "\x1b]9;4;3\x1b\\";
const NO_PROGRESS: &str = "\x1b]9;4;0\x1b\\";
const FAILED: &str = "\x1b]9;4;2;100\x1b\\";
const PUSH: &str = "\x1b[22;2t";
const POP: &str = "\x1b[23;2t";
const KEYBOARD: &str = "\x1b[>5u";

/// A run in a terminal that has everything.
fn ghostty(service: &Service) -> Start {
    let start = outcrop().service(service);
    start.env("TERM", "xterm-ghostty")
}

fn text(outcrop: &Running) -> String {
    String::from_utf8_lossy(&outcrop.raw()).into_owned()
}

#[track_caller]
fn until(outcrop: &Running, what: &str) {
    outcrop.until_raw(what, |raw| String::from_utf8_lossy(raw).contains(what));
}

/// Waits until this is written behind what is there already.
#[track_caller]
fn anew(outcrop: &Running, before: usize, what: &str) {
    outcrop.until_raw(what, |raw| {
        String::from_utf8_lossy(&raw[before..]).contains(what)
    });
}

/// Lets the terminal answer that it has kitty's keyboard, and nothing else.
fn has_keyboard(outcrop: &Running) {
    until(outcrop, "\x1b[?u");
    outcrop.keys("\x1b[?0u\x1b[?62;22c");
    until(outcrop, KEYBOARD);
}

#[test]
fn title_and_progress_come_and_go() {
    let service = Service::start();
    let outcrop = ghostty(&service).model("drizzle").ready();
    until(&outcrop, PUSH);
    until(&outcrop, "\x1b]2;outcrop · ");
    assert!(!text(&outcrop).contains(RUNS));
    outcrop.keys("tokens=30 rate=20<enter>");
    until(&outcrop, RUNS);
    outcrop.see("end_turn");
    until(&outcrop, NO_PROGRESS);
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    let text = text(&outcrop);
    assert_eq!(text.matches(PUSH).count(), 1);
    assert_eq!(text.matches(POP).count(), 1);
    assert_eq!(violations(&outcrop.raw()), [""; 0]);
}

#[test]
fn progress_is_cleared_when_a_reply_is_left_behind() {
    let service = Service::start();
    let outcrop = ghostty(&service).model("drizzle").ready();
    outcrop.keys("tokens=400 rate=20<enter>");
    until(&outcrop, RUNS);
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    let text = text(&outcrop);
    assert!(text.rfind(RUNS) < text.rfind(NO_PROGRESS), "{text:?}");
}

#[test]
fn a_reply_that_fails_is_an_error_until_a_key_is_pressed() {
    let service = Service::start();
    let outcrop = ghostty(&service).model("fault").ready();
    outcrop.keys("validation after 2 tokens<enter>");
    until(&outcrop, FAILED);
    let before = outcrop.raw().len();
    outcrop.keys("x");
    anew(&outcrop, before, NO_PROGRESS);
}

#[test]
fn settings_count_at_once() {
    let service = Service::start();
    let start = ghostty(&service).config("# mine\n");
    let outcrop = start.model("echo").ready();
    until(&outcrop, PUSH);
    outcrop.say("see https://example.org/a rate=9999");
    until(&outcrop, ";https://example.org/a\x1b\\");
    let write = |text: &str| outcrop.home().write(".config/outcrop/config.toml", text);
    let before = outcrop.raw().len();
    write("title = \"off\"\nlinks = \"off\"\n");
    anew(&outcrop, before, POP);
    outcrop.see("config.toml was read");
    let before = outcrop.raw().len();
    outcrop.keys("<ctrl-l>");
    anew(&outcrop, before, "example.org");
    let after = String::from_utf8_lossy(&outcrop.raw()[before..]).into_owned();
    assert!(!after.contains("\x1b]8;"), "{after:?}");
}

#[test]
fn an_address_is_a_link_whose_cells_are_closed() {
    let service = Service::start();
    let outcrop = ghostty(&service).model("echo").ready();
    outcrop.say(
        "[Ärger](https://example.org/ä?q=1) and https://b.example/ and [no](file:///x) rate=9999",
    );
    until(&outcrop, ";https://example.org/%C3%A4?q=1\x1b\\");
    until(&outcrop, ";https://b.example/\x1b\\");
    let text = text(&outcrop);
    let mut open = false;
    for part in text.split("\x1b]8;").skip(1) {
        let opens = !part.starts_with(";\x1b\\");
        assert_ne!(opens, open, "{part:?}");
        open = opens;
        // Nothing but cells stands in it: no end of a frame.
        assert!(!open || !part.contains("\x1b[?2026"), "{part:?}");
    }
    assert!(!open && !text.contains(";file:"), "{text:?}");
    assert_eq!(violations(&outcrop.raw()), [""; 0]);
}

#[test]
fn terminals_that_are_not_known_get_no_links_and_no_progress() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("echo").asked().ready();
    outcrop
        .say("https://example.org/ rate=9999")
        .see("example.org");
    let text = text(&outcrop);
    assert!(
        !text.contains("\x1b]8;") && !text.contains("\x1b]9;"),
        "{text:?}"
    );
}

#[test]
fn a_link_is_asked_about_before_the_browser_gets_it() {
    let service = Service::start();
    let start = outcrop().service(&service).model("echo");
    let path = std::env::var("PATH").unwrap_or_default();
    let outcrop = start.env("PATH", &format!("/tmp/none:{path}")).ready();
    outcrop.say("[click](https://example.org/deep/path) rate=9999");
    outcrop
        .keys("<esc>L")
        .see("Links")
        .see("https://example.org/deep/path");
    outcrop
        .keys("<enter>")
        .see("Open this address?")
        .see("in the browser");
    outcrop.keys("<esc>").see_no("Open this address?");
    outcrop
        .keys("L")
        .see("Links")
        .keys("y")
        .see("copied the address");
    until(
        &outcrop,
        "\x1b]52;c;aHR0cHM6Ly9leGFtcGxlLm9yZy9kZWVwL3BhdGg=\x07",
    );
}

#[test]
fn a_long_reply_is_told_of_where_nobody_looks() {
    let service = Service::start();
    let outcrop = ghostty(&service).model("drizzle").ready();
    outcrop
        .keys("tokens=46 rate=4<enter>")
        .see("streaming · ttft");
    outcrop.keys("\x1b[O");
    until(&outcrop, "\x1b]777;notify;outcrop;the reply is there\x1b\\");
    outcrop.keys("<focus>");
    outcrop.keys("tokens=3 rate=99<enter>").see("end_turn");
    assert_eq!(text(&outcrop).matches("]777;").count(), 1);
}

#[test]
fn what_lasts_is_named_with_its_key() {
    let service = Service::start();
    let outcrop = outcrop().scenario(&service, "slow-listing").open();
    outcrop.see("listing models").see("^X ~ stop");
    outcrop.keys("<ctrl-x>~").see("stopped: listing models");
    outcrop.keys("<esc>").see_no("listing models");
}

/// What is on after these bytes, and what was turned on while it was on.
fn on(raw: &[u8]) -> (BTreeSet<String>, Vec<String>) {
    let text = String::from_utf8_lossy(raw).into_owned();
    let (mut on, mut twice) = (BTreeSet::new(), Vec::new());
    let pairs = [(KEYBOARD, "\x1b[<u"), (PUSH, POP), (RUNS, NO_PROGRESS)];
    let mut rest = text.as_str();
    while let Some(at) = rest.find('\x1b') {
        rest = &rest[at..];
        for (turns_on, turns_off) in pairs {
            if rest.starts_with(turns_on) && !on.insert(turns_on.to_owned()) && turns_on != RUNS {
                twice.push(turns_on.to_owned());
            }
            if rest.starts_with(turns_off) {
                on.remove(turns_on);
            }
        }
        if let Some((mode, last)) = mode(rest) {
            if last == 'h' && !on.insert(mode.clone()) {
                twice.push(mode);
            } else if last == 'l' {
                on.remove(&mode);
            }
        }
        rest = &rest[1..];
    }
    // The caret is on when nothing is, and frames come and go.
    twice.retain(|mode| mode != "25" && mode != "2026");
    on.remove("25");
    (on, twice)
}

/// The private mode that a text begins with, and whether it is set or reset.
fn mode(text: &str) -> Option<(String, char)> {
    let body = text.strip_prefix("\x1b[?")?;
    let end = body.find(|c: char| !c.is_ascii_digit())?;
    let last = body[end..]
        .chars()
        .next()
        .filter(|c| matches!(c, 'h' | 'l'))?;
    Some((body[..end].to_owned(), last))
}

/// A run in which everything is on that can be.
fn all_on(service: &Service) -> Running {
    let outcrop = ghostty(service).editor("true").model("drizzle").ready();
    has_keyboard(&outcrop);
    outcrop.keys("tokens=900 rate=20<enter>");
    until(&outcrop, RUNS);
    let (on, twice) = on(&outcrop.raw());
    for mode in ["1049", "1000", "1006", "1004", "2004", KEYBOARD, PUSH, RUNS] {
        assert!(on.contains(mode), "{mode:?} is not on: {on:?}");
    }
    assert_eq!(twice, [""; 0]);
    outcrop
}

#[track_caller]
fn all_off(outcrop: &Running) {
    let (on, twice) = on(&outcrop.raw());
    assert_eq!(
        (on, twice),
        (BTreeSet::new(), Vec::new()),
        "{:?}",
        text(outcrop)
    );
}

#[test]
fn whatever_is_turned_on_is_turned_off_in_every_way_out() {
    for leave in [
        None,
        Some(Signal::TERM),
        Some(Signal::HUP),
        Some(Signal::INT),
    ] {
        let service = Service::start();
        let outcrop = all_on(&service);
        match leave {
            None => outcrop.keys("<ctrl-x>q"),
            Some(signal) => outcrop.signal(signal),
        };
        outcrop.exit();
        all_off(&outcrop);
    }
}

#[test]
fn whatever_is_turned_on_is_off_while_it_is_stopped_and_on_again_after() {
    let service = Service::start();
    let outcrop = all_on(&service);
    for _ in 0..2 {
        outcrop.keys("<ctrl-z>");
        crate::harness::eventually("it is stopped", || state(outcrop.pid()) == 'T');
        outcrop.until_raw("all is off", |raw| on(raw).0.is_empty());
        all_off(&outcrop);
        outcrop.signal(Signal::CONT);
        outcrop.until_raw("all is on again", |raw| {
            let (on, twice) = on(raw);
            let all = ["1049", "1004", "2004", KEYBOARD, PUSH, RUNS];
            twice.is_empty() && all.iter().all(|mode| on.contains(*mode))
        });
    }
    outcrop.keys("<ctrl-x>q");
    outcrop.exit();
    all_off(&outcrop);
}

#[test]
fn the_size_is_read_anew_after_a_stop() {
    let outcrop = outcrop().sandbox().ready();
    outcrop.keys("<ctrl-z>");
    crate::harness::eventually("it is stopped", || state(outcrop.pid()) == 'T');
    outcrop.resize(70, 20);
    outcrop.signal(Signal::CONT).until("it fits", |screen| {
        screen.alternate && screen.rows.len() == 20 && screen.has("Message")
    });
}

#[test]
fn whatever_is_turned_on_is_off_while_the_editor_has_the_terminal() {
    let service = Service::start();
    let start = ghostty(&service).editor("printf 'in the editor'; read go; echo done > \"$1\"");
    let outcrop = start.model("drizzle").ready();
    has_keyboard(&outcrop);
    outcrop.keys("<ctrl-g>");
    until(&outcrop, "in the editor");
    all_off(&outcrop);
    outcrop.keys("<enter>").see("done");
    outcrop.until_raw("all is on again", |raw| {
        let (on, twice) = on(raw);
        let all = ["1049", "1004", "2004", KEYBOARD, PUSH];
        twice.is_empty() && all.iter().all(|mode| on.contains(*mode))
    });
}

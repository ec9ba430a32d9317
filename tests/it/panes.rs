//! Panes: borders are moved by keys and by the mouse, panes fold away, and the next start remembers it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::harness::screen::Screen;
use crate::harness::{Button, Home, Running, eventually, outcrop};

fn kept(home: &Home) -> PathBuf {
    home.path().join(".local/state/outcrop/panes.json")
}

fn text(home: &Home) -> String {
    std::fs::read_to_string(kept(home)).unwrap_or_default()
}

/// The column of the left frame of the settings, which stand at the right.
fn settings(screen: &Screen) -> Option<usize> {
    let row = screen.rows.iter().find(|row| row.contains(" Settings "))?;
    let at = row.find("╭─ Settings")?;
    Some(row[..at].chars().count())
}

fn begun(home: Option<&Arc<Home>>) -> Running {
    let start = outcrop().sandbox().model("echo").size(120, 34);
    match home {
        Some(home) => start.home(home).ready(),
        None => start.ready(),
    }
}

fn quit(outcrop: &Running) {
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
}

/// The border of the settings is held by the keys, and has been moved.
fn widened() -> Running {
    let outcrop = begun(None);
    outcrop.keys("<f2>");
    outcrop.until("the settings are there", |screen| {
        settings(screen) == Some(76)
    });
    outcrop.keys("<ctrl-x><ctrl-l>").see("resizing settings");
    outcrop.keys("<left><left><left>");
    outcrop.until("they are wider", |screen| settings(screen) == Some(70));
    outcrop
}

#[test]
fn a_border_is_moved_and_stands_there_after_a_restart() {
    let first = widened();
    first.keys("<enter>").see_no("resizing");
    // The mouse moves it too.
    first
        .mouse(Button::Down, (70, 9))
        .mouse(Button::Drag, (60, 9));
    first.until("it follows the mouse", |screen| {
        settings(screen) == Some(60)
    });
    first
        .mouse(Button::Drag, (70, 9))
        .mouse(Button::Up, (70, 9));
    first.until("it stays where it was let go", |screen| {
        settings(screen) == Some(70)
    });
    let home = Arc::clone(first.home());
    eventually("it is kept", || text(&home).contains(r#""size":50"#));
    quit(&first);
    let second = begun(Some(&home));
    second.until("they are as wide", |screen| settings(screen) == Some(70));
    // Where there is no room for that they are narrower, and wide again later.
    second.resize(97, 30);
    second.until("there is less room", |screen| settings(screen) == Some(47));
    second.resize(60, 20).see("╭─ Message");
    second.until("one pane is shown", |screen| settings(screen).is_none());
    second.resize(120, 34);
    second.until("they are back", |screen| settings(screen) == Some(70));
    second.keys("<ctrl-p>").see("Commands").keys("reset layout");
    second
        .see("reset layout")
        .keys("<enter>")
        .see("as at first");
    second.until("the settings are gone", |screen| settings(screen).is_none());
    quit(&second);
    assert!(!text(&home).contains("size"), "{}", text(&home));
}

#[test]
fn the_editor_folds_to_a_line_and_what_is_typed_is_sent_from_there() {
    let first = begun(None);
    first
        .see("╭─ Message")
        .keys("<ctrl-x>_")
        .see_no("╭─ Message");
    first.keys("granite").see(" › granite");
    first.keys(" rate=9999<enter>").see("●saved");
    quit(&first);
    let second = begun(Some(first.home()));
    second
        .see_no("╭─ Message")
        .keys("<ctrl-x>_")
        .see("╭─ Message");
    quit(&second);
}

#[test]
fn on_a_narrow_screen_tab_goes_through_the_panes() {
    let outcrop = outcrop().sandbox().model("echo").size(40, 12).ready();
    outcrop.say("granite rate=9999").see("●saved");
    outcrop
        .keys("<tab>")
        .see_no("Enter send")
        .keys("<tab>")
        .see("temperature");
    outcrop.keys("<tab>").see("Conversations · 1");
    outcrop
        .keys("<esc>")
        .see_no("Conversations")
        .see("Enter send");
    quit(&outcrop);
}

#[test]
fn a_border_is_remembered_that_was_moved_last_before_leaving() {
    let first = widened();
    quit(&first);
    let second = begun(Some(&Arc::clone(first.home())));
    second.until("they are as wide", |screen| settings(screen) == Some(70));
}

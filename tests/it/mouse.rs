//! The mouse, selecting and copying: the test is the terminal, and its clipboard.

use std::os::unix::fs::PermissionsExt as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::harness::{Button, Running, Service, Start, outcrop, violations};

const TAKES: &str = "\x1b[?1000h\x1b[?1006h";
const MOTION: &str = "\x1b[?1002h";
const NO_MOTION: &str = "\x1b[?1002l\x1b[?1000h";

fn raw(outcrop: &Running) -> String {
    String::from_utf8_lossy(&outcrop.raw()).into_owned()
}

/// A run that has a reply on its screen, which says again what it was told.
fn replied(start: Start, service: &Service) -> Running {
    let outcrop = start.service(service).model("echo").size(80, 24).ready();
    outcrop.say("granite is a coarse rock rate=9999");
    outcrop
}

/// The last place of a text on the screen: column and row.
fn place(outcrop: &Running, text: &str) -> (usize, usize) {
    let screen = outcrop.screen();
    let row = screen.rows.iter().rposition(|row| row.contains(text));
    let row = row.unwrap_or_else(|| panic!("{text} is not there\n{screen}"));
    let column = screen.rows[row].find(text).unwrap();
    (screen.rows[row][..column].chars().count(), row)
}

/// Drags over a text from its first to its last character.
fn drag(outcrop: &Running, text: &str) {
    let (column, row) = place(outcrop, text);
    let end = column + text.chars().count() - 1;
    outcrop.mouse(Button::Down, (column, row));
    outcrop.mouse(Button::Drag, (column + 2, row));
    outcrop.see("hold Shift to select with the terminal");
    outcrop.mouse(Button::Drag, (end, row));
    outcrop.mouse(Button::Up, (end, row));
}

/// The texts that the terminal was given.
fn given(outcrop: &Running, begin: &str) -> Vec<String> {
    let raw = raw(outcrop);
    let given = raw.split(begin).skip(1);
    given
        .map(|rest| {
            let text = rest.split_once('\x07').unwrap().0;
            String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
        })
        .collect()
}

#[test]
fn motion_is_told_only_while_the_button_is_pressed_and_all_of_it_ends() {
    let service = Service::start();
    let outcrop = replied(outcrop().env("SSH_TTY", "/dev/pts/9"), &service);
    let before = raw(&outcrop);
    assert!(before.contains(TAKES) && !before.contains(MOTION));
    let place = place(&outcrop, "coarse");
    outcrop.mouse(Button::Down, place);
    outcrop.until_raw("it asks for motion", |raw| {
        String::from_utf8_lossy(raw).contains(MOTION)
    });
    assert!(!raw(&outcrop).contains(NO_MOTION));
    outcrop.mouse(Button::Up, place);
    outcrop.until_raw("it does no longer", |raw| {
        String::from_utf8_lossy(raw).contains(NO_MOTION)
    });
    outcrop.keys("<ctrl-x>q").exit();
    let all = raw(&outcrop);
    let end = all.rfind("\x1b[?1006l\x1b[?1002l\x1b[?1000l").unwrap();
    assert!(end > all.rfind(TAKES).unwrap());
    assert_eq!(violations(all.as_bytes()), Vec::<String>::new());
}

#[test]
fn what_is_dragged_over_is_given_to_the_terminal_over_ssh() {
    let service = Service::start();
    let start = outcrop().env("SSH_TTY", "/dev/pts/9").env("DISPLAY", ":0");
    let outcrop = replied(start, &service);
    drag(&outcrop, "coarse rock");
    outcrop.see("copied the selection: 11 characters by OSC 52");
    assert_eq!(given(&outcrop, "\x1b]52;c;"), ["coarse rock"]);
    outcrop.keys("<esc>").keys("y");
    outcrop.see("copied the message: ");
    let all = given(&outcrop, "\x1b]52;c;");
    assert!(all[1].contains("granite is a coarse rock"), "{all:?}");
    assert_eq!(violations(&outcrop.raw()), Vec::<String>::new());
}

#[test]
fn tmux_keeps_it_and_where_it_cannot_its_terminal_gets_it_through_it() {
    let service = Service::start();
    let start = outcrop().env("TMUX", "/nonexistent/tmux,1,0");
    let outcrop = replied(start.env("PATH", "/nonexistent"), &service);
    drag(&outcrop, "coarse rock");
    outcrop.see("copied the selection: 11 characters by OSC 52");
    let given = given(&outcrop, "\x1bPtmux;\x1b\x1b]52;c;");
    assert_eq!(given, ["coarse rock"]);
    assert_eq!(violations(&outcrop.raw()), Vec::<String>::new());
}

#[test]
fn tmux_is_given_what_is_copied() {
    let service = Service::start();
    let start = outcrop().env("TMUX", "/nonexistent/tmux,1,0");
    let tools = tempfile::tempdir().unwrap();
    let (tmux, kept) = (tools.path().join("tmux"), tools.path().join("kept"));
    let script = format!(
        "#!/bin/sh\necho \"$@\" > {0}.args\n/bin/cat > {0}\n",
        kept.display()
    );
    std::fs::write(&tmux, script).unwrap();
    std::fs::set_permissions(&tmux, std::fs::Permissions::from_mode(0o755)).unwrap();
    let outcrop = replied(start.env("PATH", tools.path().to_str().unwrap()), &service);
    drag(&outcrop, "coarse rock");
    outcrop.see("copied the selection: 11 characters with tmux");
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "coarse rock");
    let args = std::fs::read_to_string(kept.with_extension("args")).unwrap();
    assert_eq!(args, "load-buffer -w -\n");
    assert!(!raw(&outcrop).contains("]52;"));
}

#[test]
fn a_desktop_that_is_not_there_leaves_it_to_the_terminal_and_says_so() {
    let service = Service::start();
    let outcrop = replied(outcrop().env("DISPLAY", ":47"), &service);
    let place = place(&outcrop, "coarse");
    for _ in 0..2 {
        outcrop.mouse(Button::Down, place).mouse(Button::Up, place);
    }
    outcrop.see("copied the selection: 6 characters by OSC 52");
    assert_eq!(given(&outcrop, "\x1b]52;c;"), ["coarse"]);
    outcrop
        .keys("<ctrl-x>!")
        .see("the desktop's clipboard failed");
}

#[test]
fn the_mouse_is_left_to_the_terminal_by_a_setting() {
    let outcrop = outcrop().config("mouse = \"off\"\n").sandbox().ready();
    outcrop.see("[the terminal's mouse]");
    let off = raw(&outcrop);
    assert!(off.rfind("\x1b[?1000l") > off.rfind("\x1b[?1000h"));
    outcrop.keys("<ctrl-x>k").see("outcrop has the mouse");
    let on = raw(&outcrop);
    assert!(on.rfind("\x1b[?1000h") > on.rfind("\x1b[?1000l"));
    // It counts as soon as it is written.
    outcrop
        .home()
        .write(".config/outcrop/config.toml", "mouse = \"on\"\n");
    outcrop.see("config.toml was read: mouse");
    outcrop
        .home()
        .write(".config/outcrop/config.toml", "mouse = \"off\"\n");
    outcrop.until_raw("it is handed over", |raw| {
        let raw = String::from_utf8_lossy(raw);
        raw.rfind("\x1b[?1000l") > raw.rfind("\x1b[?1000h")
    });
}

//! Every way out: the terminal is as before, and the exit code tells how it was left.

use std::time::Duration;

use rustix::process::{Signal, kill_process};

use crate::harness::{Records, Running, Service, child_of, outcrop};

/// How long leaving may take.
const QUICK: Duration = Duration::from_secs(2);

/// What gives the terminal back: alternate screen, caret, mouse, paste, keyboard.
const RESTORED: [&str; 6] = [
    "\x1b[?1049l",
    "\x1b[?25h",
    "\x1b[?1000l",
    "\x1b[?1006l",
    "\x1b[?2004l",
    "\x1b[<u",
];

/// Runs the program below a shell that waits, so that the terminal outlives it.
fn below_a_shell() -> (Running, String) {
    let script = r#"read go; "$@"; echo code=$?; read end"#;
    let outcrop = outcrop().sandbox().under(script).open();
    let before = outcrop.attributes();
    outcrop.keys("<enter>").see("type a message");
    assert_ne!(outcrop.attributes(), before);
    (outcrop, before)
}

fn restored(outcrop: &Running, code: u8, before: &str) {
    let shown = outcrop.soon(QUICK, |screen| screen.has(&format!("code={code}")));
    assert!(shown, "{}", outcrop.screen());
    let raw = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    let entered = raw.rfind("\x1b[?1049h").unwrap();
    for sequence in RESTORED {
        assert!(raw[entered..].contains(sequence), "{sequence:?} is missing");
    }
    assert!(!outcrop.screen().alternate && outcrop.screen().caret.is_some());
    assert_eq!(outcrop.attributes(), before);
}

fn leaves_by_keys(keys: &str) {
    let (outcrop, before) = below_a_shell();
    outcrop.keys(keys);
    restored(&outcrop, 0, &before);
}

fn leaves_by_signal(signal: Signal, code: u8) {
    let (outcrop, before) = below_a_shell();
    kill_process(child_of(outcrop.pid()), signal).unwrap();
    restored(&outcrop, code, &before);
}

#[test]
fn ctrl_d_on_an_empty_message() {
    leaves_by_keys("<ctrl-d>");
}

#[test]
fn ctrl_c_twice() {
    leaves_by_keys("<ctrl-c><ctrl-c>");
}

#[test]
fn ctrl_x_q() {
    leaves_by_keys("<ctrl-x>q");
}

#[test]
fn quit_by_name() {
    leaves_by_keys("<ctrl-p>leave outcrop<enter>");
}

#[test]
fn interrupt() {
    leaves_by_signal(Signal::INT, 130);
}

#[test]
fn terminate() {
    leaves_by_signal(Signal::TERM, 143);
}

#[test]
fn hang_up() {
    leaves_by_signal(Signal::HUP, 129);
}

#[test]
fn quit_signal() {
    leaves_by_signal(Signal::QUIT, 131);
}

#[test]
fn ctrl_d_with_text_deletes_and_one_ctrl_c_does_not_quit() {
    let outcrop = outcrop().sandbox().ready();
    outcrop
        .keys("ab<ctrl-a><ctrl-d>")
        .until("a is gone", |screen| screen.editor() == ["b"]);
    outcrop
        .keys("<ctrl-c>")
        .see("cleared")
        .keys("<ctrl-c>")
        .see("press Ctrl-C again")
        .keys("c")
        .see("c");
    outcrop.keys("<ctrl-c>").see("cleared");
}

#[test]
fn a_terminal_that_is_closed_ends_the_program() {
    let mut outcrop = outcrop().sandbox().ready();
    outcrop.hang_up();
    assert_eq!(outcrop.exit_within(QUICK), 129);
}

#[test]
fn a_terminal_that_is_closed_in_mid_stream_loses_nothing() {
    let service = Service::start();
    let mut outcrop = outcrop().service(&service).model("drizzle").ready();
    outcrop
        .keys("tokens=400 rate=20<enter>")
        .see("streaming · ttft");
    outcrop.hang_up();
    assert_eq!(outcrop.exit_within(QUICK), 129);
    service.until_open_streams(0);
    assert_eq!(outcrop.finished().outcome(), "cancelled");
}

#[test]
fn every_signal_in_mid_stream_records_the_end() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let service = Service::start();
        let outcrop = outcrop().service(&service).model("drizzle").ready();
        outcrop
            .keys("tokens=400 rate=20<enter>")
            .see("streaming · ttft")
            .signal(signal);
        assert_eq!(outcrop.exit_within(QUICK), code);
        assert_eq!(Records::read(&outcrop.file()).outcome(), "cancelled");
        service.until_open_streams(0);
    }
}

#[test]
fn quitting_with_an_overlay_open_restores_too() {
    let (outcrop, before) = below_a_shell();
    outcrop.keys("<ctrl-x>m").see("Models").keys("<ctrl-x>q");
    restored(&outcrop, 0, &before);
}

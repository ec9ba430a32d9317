//! Ctrl-Z and back.

use rustix::process::Signal;

use crate::harness::{Records, Running, Service, eventually, outcrop, state};

const LEFT: &str = "\x1b[?1049l";

fn suspended(outcrop: &Running) {
    eventually("the process is stopped", || state(outcrop.pid()) == 'T');
    // The bytes are on their way still when it has stopped.
    outcrop.until_raw("the terminal was given back", |raw| {
        let raw = String::from_utf8_lossy(raw);
        raw.rfind("\x1b[?1049h")
            .is_some_and(|entered| raw[entered..].contains(LEFT))
    });
    outcrop.until("it is the shell's screen", |screen| !screen.alternate);
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let outcrop = outcrop().sandbox().ready();
    let before = outcrop.keys("draft").see("draft").screen();
    let attributes = outcrop.attributes();
    outcrop.keys("<ctrl-z>");
    suspended(&outcrop);
    assert_ne!(outcrop.attributes(), attributes);
    outcrop.signal(Signal::CONT);
    outcrop.until("the screen is back", |screen| {
        screen.alternate && screen.rows == before.rows
    });
    assert_eq!(outcrop.attributes(), attributes);
    outcrop.keys("ed").see("drafted");
}

#[test]
fn a_stop_from_outside_is_the_same() {
    let outcrop = outcrop().sandbox().ready();
    outcrop.signal(Signal::TSTP);
    suspended(&outcrop);
    outcrop
        .signal(Signal::CONT)
        .see("type a message")
        .keys("x")
        .see("x");
}

#[test]
fn a_reply_goes_on_after_a_suspension() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("drizzle").ready();
    outcrop
        .keys("tokens=30 rate=20<enter>")
        .see("streaming · ttft")
        .keys("<ctrl-z>");
    suspended(&outcrop);
    outcrop.signal(Signal::CONT).see("end_turn");
    let done = |records: &Records| records.outcome() == "done";
    Records::until(&outcrop.file(), "the reply is whole", done);
}

#[test]
fn twice_in_a_row() {
    let outcrop = outcrop().sandbox().ready();
    for text in ["a", "b", "c"] {
        outcrop.keys("<ctrl-z>");
        suspended(&outcrop);
        outcrop.signal(Signal::CONT).see("Message");
        outcrop.until("it is taken again", |screen| screen.alternate);
        outcrop.keys(text).see(text);
    }
    outcrop.keys("<ctrl-c>").see("cleared").keys("<ctrl-d>");
    assert_eq!(outcrop.exit(), 0);
}

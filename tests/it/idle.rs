//! A program that has nothing to do does nothing.

use std::time::Duration;

use crate::harness::{Running, context_switches, lasts, outcrop, processor_ticks};

/// How long nothing happens.
const STILL: Duration = Duration::from_secs(2);

/// Waits until what has begun by itself is over: no byte came for half a second.
fn settled(outcrop: &Running) {
    let mut bytes = 0;
    while bytes != outcrop.raw().len() {
        bytes = outcrop.raw().len();
        outcrop.soon(Duration::from_millis(500), |_| false);
    }
}

fn stays_still(outcrop: &Running) {
    settled(outcrop);
    let before = (
        context_switches(outcrop.pid()),
        processor_ticks(outcrop.pid()),
        outcrop.raw().len(),
    );
    lasts("nothing is drawn", STILL, || {
        outcrop.raw().len() == before.2
    });
    let woken = context_switches(outcrop.pid()) - before.0;
    assert!(woken <= 8, "{woken} times awake");
    assert!(processor_ticks(outcrop.pid()) - before.1 <= 1);
}

#[test]
fn the_start_screen() {
    let outcrop = outcrop().open();
    outcrop.see("Welcome to outcrop");
    stays_still(&outcrop);
}

#[test]
fn a_conversation_that_has_ended() {
    let outcrop = outcrop().sandbox().ready();
    outcrop.say("hello rate=9999");
    stays_still(&outcrop);
}

#[test]
fn two_programs_with_one_file() {
    let first = outcrop().sandbox().model("echo").arg("a.jsonl").ready();
    first.say("hello rate=9999");
    let second = outcrop().sandbox().home(first.home()).arg("a.jsonl").open();
    second.see("SANDBOX").keys("<esc>").see("read-only, live");
    stays_still(&second);
    stays_still(&first);
}

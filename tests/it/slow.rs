//! A terminal at the end of a slow line, which is the test: it answers late, and gets no more than it asks for.

use std::time::Duration;

use crate::harness::{Running, outcrop};

/// What the terminal is asked behind a frame, and what it answers once it has drawn it.
const QUESTION: &[u8] = b"\x1b[5n";
const ANSWER: &str = "\x1b[0n";

const FRAME: &[u8] = b"\x1b[?2026l";

/// Longer than a line is fast.
const LATE: Duration = Duration::from_millis(150);

fn count(raw: &[u8], what: &[u8]) -> usize {
    raw.windows(what.len())
        .filter(|window| *window == what)
        .count()
}

/// A run in a terminal whose answers take a while.
fn far() -> Running {
    let outcrop = outcrop().sandbox().env("TERM", "xterm-256color").ready();
    let asked = |raw: &[u8]| count(raw, b"\x1b[c") == 1;
    outcrop.until_raw("the terminal is asked what it is", asked);
    outcrop.soon(LATE, |_| false);
    outcrop.keys("\x1b[?62;22c");
    outcrop
}

/// Waits until the terminal is asked for the nth time.
fn asked(outcrop: &Running, times: usize) {
    outcrop.until_raw("the terminal is asked", |raw| count(raw, QUESTION) >= times);
}

#[test]
fn a_reply_is_drawn_as_fast_as_the_line_carries_it_and_keys_at_once() {
    let outcrop = far();
    outcrop.keys("x");
    asked(&outcrop, 1);
    outcrop.keys(ANSWER).keys("<backspace>");
    asked(&outcrop, 2);
    outcrop.keys(ANSWER).keys("what can you do?<enter>");
    for times in 3..8 {
        asked(&outcrop, times);
        let before = count(&outcrop.raw(), FRAME);
        outcrop.soon(LATE, |_| false);
        let more = count(&outcrop.raw(), FRAME) - before;
        assert!(more <= 1, "{more} frames without an answer");
        outcrop.keys(ANSWER);
    }
    // A key is seen though the last frame is still on its way.
    let times = count(&outcrop.raw(), QUESTION);
    asked(&outcrop, times + 1);
    outcrop.keys("quick").see("q");
    while !outcrop.soon(LATE, |screen| screen.has("end_turn")) {
        outcrop.keys(ANSWER);
    }
    outcrop.keys(ANSWER);
    outcrop.until("all that was typed is there, and no answer", |screen| {
        screen.has("quick") && !screen.has("[0n") && !screen.has("0n")
    });
}

#[test]
fn an_answer_that_is_on_its_way_is_not_left_to_the_shell() {
    let outcrop = far();
    outcrop.keys("<ctrl-x>");
    asked(&outcrop, 1);
    outcrop.keys("q");
    let left = |raw: &[u8]| count(raw, b"\x1b[?1049l") > 0;
    outcrop.soon(LATE, |_| false);
    assert!(!left(&outcrop.raw()), "it has not waited for the answer");
    outcrop.keys(ANSWER);
    assert_eq!(outcrop.exit(), 0);
    assert!(left(&outcrop.raw()));
}

#[test]
fn a_terminal_that_never_answers_is_not_waited_for_again() {
    let outcrop = far();
    outcrop.keys("what can you do?<enter>");
    asked(&outcrop, 1);
    outcrop.until("the reply is there", |screen| screen.has("end_turn"));
    assert_eq!(count(&outcrop.raw(), QUESTION), 1);
}

#[test]
fn a_terminal_nearby_is_asked_nothing_while_a_reply_streams() {
    let outcrop = outcrop().sandbox().ready();
    outcrop.say("what can you do?");
    outcrop.until("the reply is there", |screen| screen.has("end_turn"));
    assert_eq!(count(&outcrop.raw(), QUESTION), 0);
}

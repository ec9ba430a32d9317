//! Text that attacks the terminal.

use crate::harness::{Running, deceptive, outcrop, violations};

/// A reply with a sample of every class, seen from end to end, in both views.
fn attacked() -> Running {
    let outcrop = outcrop().sandbox().model("fault").size(100, 60).ready();
    outcrop
        .keys("hostile text rate=9999<enter>")
        .see("end_turn");
    for _ in 0..4 {
        outcrop.keys("<pageup>").see("Message");
    }
    outcrop
        .keys("<ctrl-x>v")
        .see("[hidden characters]")
        .keys("<ctrl-home>")
        .see("hostile text");
    for _ in 0..4 {
        outcrop.keys("<pagedown>").see("Message");
    }
    outcrop
        .keys("<ctrl-x>v")
        .see_no("[hidden characters]")
        .keys("<ctrl-home>")
        .see("hostile text");
    outcrop
}

fn quit(outcrop: &Running) -> Vec<u8> {
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    outcrop.raw()
}

#[test]
fn nothing_but_our_own_sequences_reaches_the_terminal() {
    let outcrop = attacked();
    let raw = quit(&outcrop);
    assert_eq!(violations(&raw), Vec::<String>::new());
}

#[test]
fn nothing_that_deceives_the_eye_reaches_the_terminal() {
    let outcrop = attacked();
    let raw = quit(&outcrop);
    assert_eq!(deceptive(&raw), Vec::<char>::new());
}

#[test]
fn attacks_are_shown_as_badges_and_counted() {
    let outcrop = attacked();
    outcrop
        .keys("<ctrl-home>")
        .see(" hidden")
        .see("‹OSC 52")
        .see("‹CSI 2J");
    outcrop.keys("<ctrl-end>").see("end_turn");
}

#[test]
fn the_file_keeps_what_came() {
    let outcrop = attacked();
    let reply = outcrop.finished().reply(0);
    for sample in ["\u{1b}]52;c;", "\u{202e}", "\u{9b}31m", "\u{e0069}", "\r"] {
        assert!(reply.contains(sample), "{sample:?}");
    }
}

#[test]
fn hostile_input_is_shown_safely_and_sent_as_it_is() {
    let outcrop = outcrop()
        .sandbox()
        .arg("--model")
        .arg("outcrop.echo-v1:0")
        .ready();
    outcrop
        .paste("a\u{202e}b\u{7}c\u{9b}31m\u{200b}d rate=9999")
        .see("rate=9999")
        .keys("<enter>");
    outcrop
        .see("end_turn")
        .keys("<up>")
        .see("rate=9999")
        .keys("<ctrl-r>")
        .see("Earlier prompts");
    outcrop.keys("<esc>");
    let prompts = outcrop.finished().prompts();
    assert_eq!(prompts, ["a\u{202e}b\u{7}c\u{9b}31m\u{200b}d rate=9999"]);
    let raw = quit(&outcrop);
    assert_eq!((violations(&raw), deceptive(&raw)), (vec![], vec![]));
}

#[test]
fn a_hostile_file_name_is_shown_safely() {
    let outcrop = outcrop()
        .sandbox()
        .arg("a\u{1b}]0;x\u{7}\u{202e}b.jsonl")
        .open();
    outcrop
        .see("b.jsonl")
        .see("type a message")
        .say("hello rate=9999");
    let raw = quit(&outcrop);
    assert_eq!((violations(&raw), deceptive(&raw)), (vec![], vec![]));
}

#[test]
fn a_hostile_path_is_shown_safely() {
    let outcrop = outcrop().sandbox().ready();
    outcrop.home().write("taken\u{1b}[31m\u{202e}", "mine");
    outcrop
        .say("hello rate=9999")
        .keys("<ctrl-x>w")
        .see("Save as");
    outcrop
        .paste("taken\u{1b}[31m\u{202e}")
        .see("taken")
        .keys("<enter>")
        .see("could not");
    let raw = quit(&outcrop);
    assert_eq!((violations(&raw), deceptive(&raw)), (vec![], vec![]));
}

//! Writing a message.

use crate::harness::{Running, Service, outcrop};

fn editing() -> Running {
    outcrop().sandbox().ready()
}

fn holds(outcrop: &Running, lines: &[&str]) {
    let same = outcrop.until(&format!("the editor holds {lines:?}"), |screen| {
        screen.editor() == lines
    });
    assert!(same.caret.is_some());
}

#[test]
fn keys_begin_a_new_line() {
    for newline in ["<ctrl-j>", "<alt-enter>", "<shift-enter>", "\\<enter>"] {
        let outcrop = editing();
        outcrop.keys("one").keys(newline).keys("two");
        holds(&outcrop, &["one", "two"]);
        assert!(outcrop.home().files().is_empty());
    }
}

#[test]
fn a_paste_with_newlines_stays_in_the_editor() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("echo").ready();
    outcrop.paste("one\r\ntwo\rthree\n/four");
    holds(&outcrop, &["one", "two", "three", "/four"]);
    assert!(service.asked().is_empty());
    outcrop.keys("<enter>").see("end_turn");
    assert_eq!(service.last().messages()[0].1, "one\ntwo\nthree\n/four");
}

#[test]
fn a_paste_is_never_a_command() {
    let outcrop = editing();
    outcrop.paste("\u{18}q\u{3}\u{4}/x").see("/x");
    outcrop.keys("<ctrl-e>y").see("/xy");
}

#[test]
fn up_brings_earlier_prompts_back_and_down_the_own_text() {
    let outcrop = editing();
    outcrop
        .say("first rate=9999")
        .say("second rate=9999")
        .keys("own<up>");
    holds(&outcrop, &["second rate=9999"]);
    outcrop.keys("<up>");
    holds(&outcrop, &["first rate=9999"]);
    outcrop.keys("<down><down>");
    holds(&outcrop, &["own"]);
}

#[test]
fn prompts_come_back_in_the_next_run() {
    let first = editing();
    first.say("granite rate=9999").keys("<ctrl-x>q");
    first.exit();
    let second = outcrop().sandbox().home(first.home()).ready();
    second.keys("<up>");
    holds(&second, &["granite rate=9999"]);
    second
        .keys("<ctrl-c>")
        .see("cleared")
        .keys("<ctrl-r>")
        .see("Earlier prompts")
        .keys("gran<enter>");
    holds(&second, &["granite rate=9999"]);
}

#[test]
fn a_slash_opens_the_palette_and_stays_a_slash() {
    let outcrop = editing();
    outcrop
        .keys("/")
        .see("Commands")
        .keys("<esc>")
        .see_no("Commands")
        .keys("etc/hosts");
    holds(&outcrop, &["/etc/hosts"]);
}

#[test]
fn a_slash_and_a_name_run_a_command_and_leave_no_slash() {
    let outcrop = editing();
    outcrop
        .keys("/")
        .see("Commands")
        .keys("help<enter>")
        .see("Keys ·")
        .keys("<esc>");
    outcrop.see_no("Keys ·");
    holds(&outcrop, &[""]);
}

#[test]
fn a_slash_in_the_middle_is_only_a_slash() {
    let outcrop = editing();
    outcrop.keys("a/b");
    holds(&outcrop, &["a/b"]);
    assert!(!outcrop.screen().has("Commands"));
}

#[test]
fn words_are_cut_pasted_and_undone() {
    let outcrop = editing();
    outcrop.keys("hello brave world<ctrl-w>");
    holds(&outcrop, &["hello brave"]);
    outcrop.keys("<ctrl-/>");
    holds(&outcrop, &["hello brave world"]);
    outcrop.keys("<ctrl-a><ctrl-k>").see("Message");
    holds(&outcrop, &[""]);
    outcrop.keys("<ctrl-y><ctrl-y>");
    holds(&outcrop, &["hello brave worldhello brave world"]);
}

#[test]
fn ctrl_c_clears_and_up_brings_it_back() {
    let outcrop = editing();
    outcrop
        .keys("precious")
        .see("precious")
        .keys("<ctrl-c>")
        .see("cleared");
    holds(&outcrop, &[""]);
    outcrop.keys("<up>");
    holds(&outcrop, &["precious"]);
}

#[test]
fn escape_never_destroys_text() {
    let outcrop = editing();
    outcrop.keys("precious<esc><esc><esc>").see("precious");
    outcrop.keys("<bare-esc>");
    holds_without_caret(&outcrop, "precious");
}

fn holds_without_caret(outcrop: &Running, text: &str) {
    outcrop.until("the text is kept", |screen| screen.editor() == [text]);
}

#[test]
fn a_long_text_scrolls_within_the_editor() {
    let outcrop = outcrop().sandbox().size(40, 15).ready();
    outcrop
        .paste(&"word ".repeat(200))
        .keys("end")
        .see("word end");
    let screen = outcrop.screen();
    assert!(
        screen.editor().len() <= 6 && screen.rows[0].contains("SANDBOX"),
        "{screen}"
    );
}

#[test]
fn an_unknown_sequence_is_told_and_types_nothing() {
    let outcrop = editing();
    outcrop
        .keys("<ctrl-x>")
        .see("^X")
        .keys("Y")
        .see("no such key sequence");
    holds(&outcrop, &[""]);
}

#[test]
fn a_flood_of_keys_is_taken_whole() {
    let outcrop = editing();
    outcrop
        .keys(&format!("{}END", "word ".repeat(600)))
        .see("word END");
}

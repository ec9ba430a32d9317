//! Sending and being answered.

use serde_json::json;

use crate::harness::{Home, Records, Service, outcrop};

#[test]
fn a_message_is_sent_and_its_reply_streams_with_figures() {
    let outcrop = outcrop().sandbox().ready();
    outcrop.see("SANDBOX").say("what can you do? rate=9999");
    for figure in ["ttft ", "tok/s", " in / ", " out", "end_turn"] {
        outcrop.see(figure);
    }
    let records = outcrop.finished();
    assert_eq!(records.prompts(), ["what can you do? rate=9999"]);
    assert_eq!(records.outcome(), "done");
    assert!(records.reply(0).len() > 100);
    outcrop.see("●saved");
}

#[test]
fn the_second_turn_carries_the_history() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("echo").ready();
    outcrop
        .say("first rate=9999")
        .see("you")
        .say("second rate=9999");
    let said = |role: &str, text: &str| (role.to_owned(), text.to_owned());
    let history = [
        said("user", "first rate=9999"),
        said("assistant", "first rate=9999"),
        said("user", "second rate=9999"),
    ];
    assert_eq!(service.last().messages(), history);
    assert_eq!(outcrop.finished().count("generation"), 2);
}

#[test]
fn max_tokens_is_always_sent_and_nothing_that_was_not_set() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("echo").ready();
    outcrop.say("hello rate=9999");
    let body = service.last().body;
    assert_eq!(body["inferenceConfig"], json!({"maxTokens": 4096}));
    assert_eq!(
        (&body["system"], &body["toolConfig"]),
        (&json!(null), &json!(null))
    );
}

#[test]
fn a_message_without_a_word_is_never_sent() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("echo").ready();
    outcrop.keys("<enter>   <enter><ctrl-j> <enter><ctrl-u>");
    outcrop
        .keys("<ctrl-c>")
        .keys("word rate=9999<enter>")
        .see("end_turn");
    assert_eq!(service.asked().len(), 1);
    assert_eq!(outcrop.finished().prompts().len(), 1);
}

#[test]
fn what_is_typed_is_sent_to_the_byte() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("echo").ready();
    outcrop
        .paste("a\tb  岩 é ‹x› <tag> \\n rate=9999\nsecond line  ")
        .keys("<enter>")
        .see("end_turn");
    let text = "a\tb  岩 é ‹x› <tag> \\n rate=9999\nsecond line  ";
    assert_eq!(service.last().messages()[0].1, text);
    let records = outcrop.finished();
    assert_eq!(
        (records.prompts(), records.reply(0)),
        (vec![text.to_owned()], text.to_owned())
    );
}

#[test]
fn the_file_is_private() {
    let outcrop = outcrop().sandbox().ready();
    outcrop.say("hello rate=9999");
    assert_eq!(Home::mode(&outcrop.file()), 0o600);
    assert_eq!(Home::mode(outcrop.file().parent().unwrap()), 0o700);
}

#[test]
fn a_new_conversation_begins_a_file_of_its_own() {
    let outcrop = outcrop().sandbox().ready();
    outcrop
        .say("about granite rate=9999")
        .keys("<ctrl-n>")
        .see("type a message");
    outcrop
        .see_no("about granite")
        .say("about basalt rate=9999");
    let files = outcrop.home().files();
    assert_eq!(files.len(), 2, "{files:?}");
    let texts: Vec<_> = files
        .iter()
        .flat_map(|file| Records::read(file).prompts())
        .collect();
    assert_eq!(texts, ["about basalt rate=9999", "about granite rate=9999"]);
}

#[test]
fn reasoning_is_shown_and_kept() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("muse").ready();
    outcrop.say("think rate=9999");
    let lines = outcrop.finished();
    let kinds: Vec<_> = lines
        .of_kind("deltas")
        .iter()
        .flat_map(|line| line["d"].as_array().unwrap().iter())
        .filter_map(|delta| delta[2].as_str().map(str::to_owned))
        .collect();
    assert!(kinds.contains(&"reasoning".to_owned()), "{kinds:?}");
}

#[test]
fn a_message_typed_before_the_connection_stands_is_sent_when_it_does() {
    let service = Service::start();
    let outcrop = outcrop()
        .scenario(&service, "slow-listing")
        .model("echo")
        .open();
    outcrop
        .see("Message")
        .keys("early rate=9999<enter>")
        .see("end_turn");
    assert_eq!(service.last().messages()[0].1, "early rate=9999");
    assert_eq!(service.asked().len(), 1);
}

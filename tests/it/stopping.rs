//! Stopping a reply, and what is sent meanwhile.

use crate::harness::{Records, Running, Service, outcrop};

/// Slow enough that every key comes in the middle.
const SLOW: &str = "tokens=400 rate=20";

/// A reply of which some words are on the screen, and which goes on.
fn streaming(service: &Service) -> Running {
    let outcrop = outcrop().service(service).model("drizzle").ready();
    outcrop.keys(SLOW).keys("<enter>").see("streaming · ttft");
    let words =
        |records: &Records| records.count("generation") > 0 && !records.reply(0).trim().is_empty();
    Records::until(&outcrop.file(), "words are on disk", words);
    outcrop
}

#[test]
fn escape_stops_and_keeps_what_came() {
    let service = Service::start();
    let outcrop = streaming(&service);
    assert_eq!(service.open_streams(), 1);
    outcrop
        .keys("<esc>")
        .see("stopped by you; what came is kept");
    service.until_open_streams(0);
    let ended = |records: &Records| records.outcome() == "cancelled";
    let records = Records::until(&outcrop.file(), "the end is cancelled", ended);
    let reply = records.reply(0);
    let begin: String = reply
        .split_whitespace()
        .take(2)
        .collect::<Vec<_>>()
        .join(" ");
    assert!(!begin.is_empty());
    outcrop.see(&begin).see("tokens unknown");
    assert_eq!(service.asked().len(), 1);
}

#[test]
fn a_bare_escape_byte_stops_too() {
    let service = Service::start();
    let outcrop = streaming(&service);
    outcrop.keys("<bare-esc>").see("stopped by you");
    service.until_open_streams(0);
}

#[test]
fn ctrl_c_stops_and_does_not_quit() {
    let service = Service::start();
    let outcrop = streaming(&service);
    outcrop
        .keys("<ctrl-c>")
        .see("stopped by you")
        .keys("still here")
        .see("still here");
}

#[test]
fn escape_before_the_first_token_keeps_the_prompt() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("fault").ready();
    outcrop
        .keys("silence before headers<enter>")
        .see("waiting")
        .keys("<esc>")
        .see("stopped by you");
    outcrop.see("silence before headers");
    assert_eq!(outcrop.finished().prompts(), ["silence before headers"]);
}

#[test]
fn a_message_sent_meanwhile_waits_and_then_goes() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("drizzle").ready();
    outcrop
        .keys("tokens=30 rate=20<enter>")
        .see("streaming · ttft");
    outcrop
        .keys("next tokens=5 rate=9999<enter>")
        .see("queued")
        .see_no("queued")
        .see("next tokens=5");
    outcrop.until("both are answered", |screen| {
        screen.has("Enter send") && screen.has("next tokens=5")
    });
    let messages = service.last().messages();
    let roles: Vec<&str> = messages.iter().map(|(role, _)| role.as_str()).collect();
    assert_eq!(roles, ["user", "assistant", "user"]);
    assert_eq!(messages[2].1, "next tokens=5 rate=9999");
    assert_eq!(messages[1].1, outcrop.finished().reply(0));
}

#[test]
fn a_waiting_message_can_be_taken_back() {
    let service = Service::start();
    let outcrop = streaming(&service);
    outcrop
        .keys("on second thought<enter>")
        .see("queued")
        .keys("<up>")
        .see_no("queued");
    assert_eq!(outcrop.screen().editor(), ["on second thought"]);
}

#[test]
fn a_waiting_message_survives_a_stop() {
    let service = Service::start();
    let outcrop = streaming(&service);
    outcrop
        .keys("later rate=9999 tokens=5<enter>")
        .see("queued")
        .keys("<esc>")
        .see("stopped by you");
    outcrop
        .see("queued")
        .keys("<f5>")
        .see_no("queued")
        .see("end_turn");
    assert_eq!(
        service.last().messages().last().unwrap().1,
        "later rate=9999 tokens=5"
    );
}

#[test]
fn stop_and_send_answers_the_partial_reply() {
    let service = Service::start();
    let outcrop = streaming(&service);
    outcrop
        .keys("rather rate=9999 tokens=5<ctrl-x><enter>")
        .see("stopped by you")
        .see("end_turn");
    let messages = service.last().messages();
    assert_eq!(messages.len(), 3);
    let records = outcrop.finished();
    assert_eq!(messages[1].1, records.reply(0));
    let generation = records.of_kind("generation")[0]["n"].clone();
    let second = records.of_kind("message")[1];
    assert_eq!(second["parent"], generation);
}

#[test]
fn a_retry_is_another_reply_to_the_same_question() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("echo").ready();
    outcrop.say("hello rate=9999").keys("<f5>");
    let twice = |records: &Records| records.count("end") == 2;
    let records = Records::until(&outcrop.file(), "two replies ended", twice);
    assert_eq!(records.prompts().len(), 1);
    let generations = records.of_kind("generation");
    assert_eq!(generations[0]["parent"], generations[1]["parent"]);
    assert_eq!(service.asked()[0], service.asked()[1]);
}

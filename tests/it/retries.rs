//! Tries, broken replies and odd events, each looked at closely.

use crate::harness::{Records, Running, Service, outcrop};

fn fault(service: &Service) -> Running {
    outcrop().service(service).model("fault").ready()
}

#[test]
fn a_request_that_is_throttled_twice_is_answered_at_the_third_try() {
    let service = Service::start();
    let outcrop = fault(&service);
    outcrop
        .keys("throttle twice quickly rate=9999<enter>")
        .see("end_turn");
    outcrop
        .see("attempt 1: throttled")
        .see("attempt 2: throttled");
    let asked = service.asked();
    assert_eq!(asked.len(), 3);
    assert!(asked.iter().all(|other| other == &asked[0]));
    let records = outcrop.finished();
    assert_eq!((records.count("attempt"), records.count("end")), (3, 1));
}

#[test]
fn a_pause_can_be_cut_short() {
    let service = Service::start();
    let outcrop = fault(&service);
    outcrop.keys("throttle me<enter>");
    for _ in 0..6 {
        outcrop.see("F5 now").keys("<f5>");
    }
    outcrop
        .see("attempt 4: throttled")
        .keys("<esc>")
        .see("stopped by you");
    assert!(service.asked().len() >= 4);
}

#[test]
fn a_broken_reply_is_on_the_screen_and_enter_asks_again() {
    let service = Service::start();
    let outcrop = fault(&service);
    outcrop
        .keys("drop after 12 tokens rate=9999<enter>")
        .see("Enter retries");
    let reply = outcrop.finished().reply(0);
    outcrop
        .see(reply.split_whitespace().next().unwrap())
        .keys("<enter>");
    let twice = |records: &Records| records.count("end") == 2;
    let records = Records::until(&outcrop.file(), "asked again", twice);
    assert_eq!((records.prompts().len(), service.asked().len()), (1, 2));
}

#[test]
fn an_error_frame_is_told() {
    let service = Service::start();
    let outcrop = fault(&service);
    outcrop
        .keys("error frame<enter>")
        .see("✗")
        .see("Enter retries");
    assert_eq!(outcrop.finished().outcome(), "failed");
}

#[test]
fn a_damaged_prelude_ends_the_reply() {
    let service = Service::start();
    let outcrop = fault(&service);
    outcrop
        .keys("bad prelude<enter>")
        .see("a frame of the stream was damaged");
}

#[test]
fn an_event_that_nobody_knows_is_kept_in_the_file() {
    let service = Service::start();
    let outcrop = fault(&service);
    outcrop.say("unknown event rate=9999");
    let text = std::fs::read_to_string(outcrop.file()).unwrap();
    assert!(
        text.contains("contentBlockFossil") && text.contains("66"),
        "{text}"
    );
}

#[test]
fn halves_of_a_character_are_joined() {
    let service = Service::start();
    let outcrop = fault(&service);
    outcrop.say("lone surrogates rate=9999");
    let reply = outcrop.finished().reply(0);
    assert!(
        !reply.contains('\u{fffd}') && reply.chars().any(|c| c > '\u{ffff}'),
        "{reply}"
    );
}

#[test]
fn a_failed_turn_does_not_spoil_the_next_one() {
    let service = Service::start();
    let outcrop = fault(&service);
    outcrop
        .keys("access denied<enter>")
        .see("IAM does not allow this");
    outcrop
        .keys("<ctrl-x>m")
        .see("listed")
        .keys("echo")
        .see("Sandbox Echo")
        .keys("<enter>");
    outcrop
        .see_no("Models ·")
        .keys("and now rate=9999<enter>")
        .see("end_turn");
    let messages = service.last().messages();
    assert!(
        messages.windows(2).all(|two| two[0].0 != two[1].0),
        "{messages:?}"
    );
    assert!(messages.last().unwrap().1.ends_with("and now rate=9999"));
}

//! Reading back while a reply streams.

use crate::harness::{Records, Running, Service, outcrop};

/// Many short lines, and then more for as long as the test needs.
const LONG: &str = "tokens=2000 rate=150 shape=list";

fn streaming(service: &Service) -> Running {
    let outcrop = outcrop()
        .service(service)
        .model("rush")
        .size(80, 20)
        .ready();
    outcrop.keys(LONG).keys("<enter>").see("streaming · ttft");
    outcrop.until("the prompt has left the screen", |screen| {
        !screen.has("tokens=2000")
    });
    outcrop
}

fn first_line(outcrop: &Running) -> String {
    outcrop.screen().rows[1].clone()
}

fn grown(outcrop: &Running) {
    let file = outcrop.file();
    let before = Records::read(&file).reply(0).len();
    Records::until(&file, "more came", |records| {
        records.reply(0).len() > before + 400
    });
}

#[test]
fn a_page_up_keeps_its_place_while_text_arrives() {
    let service = Service::start();
    let outcrop = streaming(&service);
    outcrop.keys("<pageup>").see("more below");
    let line = first_line(&outcrop);
    grown(&outcrop);
    outcrop.keys("x").see("x");
    assert_eq!(first_line(&outcrop), line, "{}", outcrop.screen());
    outcrop
        .keys("<ctrl-end>")
        .see_no("more below")
        .see("streaming");
    outcrop.until("it moves again", |screen| screen.rows[1] != line);
}

#[test]
fn the_wheel_scrolls_and_the_end_of_the_conversation_follows_again() {
    let service = Service::start();
    let outcrop = streaming(&service);
    outcrop.keys("<wheel-up><wheel-up>").see("more below");
    let line = first_line(&outcrop);
    grown(&outcrop);
    assert_eq!(first_line(&outcrop), line, "{}", outcrop.screen());
    outcrop.keys("<tab>G").see_no("more below");
}

#[test]
fn the_beginning_is_a_key_away() {
    let service = Service::start();
    let outcrop = streaming(&service);
    outcrop
        .keys("<ctrl-home>")
        .see("tokens=2000")
        .see("more below");
    assert!(
        outcrop.screen().rows[1].contains("you"),
        "{}",
        outcrop.screen()
    );
}

//! A service that says nothing.

use crate::harness::{Running, Service, outcrop};

const SHORT: &str = "[timers]\nheaders = 1\nfirst_event = 1\nbetween_events = 1\n";

fn impatient(service: &Service) -> Running {
    outcrop()
        .config(SHORT)
        .service(service)
        .model("fault")
        .ready()
}

fn goes_silent(phrase: &str) -> Running {
    let service = Service::start();
    let outcrop = impatient(&service);
    outcrop
        .keys(phrase)
        .keys("<enter>")
        .see("the service has gone silent")
        .see("Enter retries");
    service.until_open_streams(0);
    assert_eq!(service.asked().len(), 1);
    outcrop
}

#[test]
fn no_headers() {
    goes_silent("silence before headers");
}

#[test]
fn headers_and_no_event() {
    goes_silent("headers then silence");
}

#[test]
fn no_next_event_keeps_what_came() {
    let outcrop = goes_silent("silence after 8 tokens rate=9999");
    assert!(!outcrop.finished().reply(0).is_empty());
}

#[test]
fn an_unknown_setting_is_told_before_anything_starts() {
    let outcrop = outcrop().config("[timers]\nheader = 1\n").sandbox().open();
    assert_eq!(outcrop.exit(), 3);
    let said = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    assert!(
        said.contains("config.toml") && said.contains("header"),
        "{said}"
    );
    assert!(!said.contains("\x1b[?1049h"), "{said:?}");
}

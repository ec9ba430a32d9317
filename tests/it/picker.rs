//! Choosing a model and a route.

use crate::harness::{Running, Service, outcrop};

/// Routes are percent-encoded in the path of a request.
const US_GUIDE: &str = "us.outcrop.guide-v1%3A0";

fn connected(service: &Service) -> Running {
    let outcrop = outcrop().service(service).open();
    outcrop.see("^X m chooses a model");
    outcrop
}

/// The text of the rows of a group, from its heading to the next one.
fn rows(outcrop: &Running) -> Vec<String> {
    let inner = |row: &String| row.trim_matches(['│', ' ']).trim().to_owned();
    outcrop.screen().rows.iter().map(inner).collect()
}

#[test]
fn models_stand_with_their_routes_below() {
    let service = Service::start();
    let outcrop = connected(&service);
    outcrop
        .resize(140, 60)
        .keys("<ctrl-x>m")
        .see("listed")
        .see("Sandbox Guide");
    let rows = rows(&outcrop);
    let at = |text: &str| rows.iter().position(|row| row.contains(text));
    let model = rows
        .iter()
        .position(|row| row.starts_with("Sandbox Guide"))
        .unwrap();
    let route = at("us.outcrop.guide-v1:0").unwrap();
    assert!(at("outcrop").unwrap() < model && model < route, "{rows:#?}");
    assert!(route - model <= 5, "{rows:#?}");
    assert!(rows[route].contains("us-west-2"), "{rows:#?}");
}

#[test]
fn what_cannot_be_called_says_why_or_is_not_there() {
    let service = Service::start();
    let outcrop = connected(&service);
    outcrop
        .keys("<ctrl-x>m")
        .see("listed")
        .keys("provisioned")
        .see("Sandbox Provisioned ✗");
    outcrop.keys("<ctrl-u>");
    for _ in "provisioned".chars() {
        outcrop.keys("<backspace>");
    }
    outcrop
        .keys("embed")
        .see_no("Sandbox Provisioned")
        .see("/ embed");
    assert!(!outcrop.screen().has("Sandbox Embed"));
}

#[test]
fn a_profile_is_found_by_typing_and_named_in_the_request() {
    let service = Service::start();
    let outcrop = connected(&service);
    outcrop
        .keys("<ctrl-x>m")
        .see("listed")
        .keys("profiled")
        .see("Sandbox Profiled")
        .see("US Sandbox Profiled");
    outcrop
        .keys("<enter>")
        .see_no("Models ·")
        .see("type a message")
        .say("hello rate=9999");
    let route = service.last().route;
    assert!(
        route.ends_with("outcrop.profiled-v1%3A0") && route != "outcrop.profiled-v1%3A0",
        "{route}"
    );
    let records = outcrop.finished();
    let sent = &records.of_kind("generation")[0]["request"]["model"];
    assert_eq!(sent.as_str().unwrap().replace(':', "%3A"), route);
}

#[test]
fn an_arrow_goes_to_another_route_of_the_model() {
    let service = Service::start();
    let outcrop = connected(&service);
    outcrop
        .keys("<ctrl-x>m")
        .see("listed")
        .keys("guide")
        .see("US Sandbox Guide");
    // On demand, EU and global stand before it.
    outcrop
        .keys("<down><down><down><enter>")
        .see_no("Models ·")
        .see("type a message");
    outcrop.say("hello rate=9999");
    assert_eq!(service.last().route, US_GUIDE);
    outcrop.see("Sandbox Guide · us.");
}

#[test]
fn an_exact_route_id_chooses_that_route() {
    let service = Service::start();
    let outcrop = connected(&service);
    outcrop
        .keys("<ctrl-x>m")
        .see("listed")
        .keys("us.outcrop.guide-v1:0<enter>")
        .see_no("Models ·")
        .see("type a message")
        .say("hello rate=9999");
    assert_eq!(service.last().route, US_GUIDE);
}

#[test]
fn favourites_and_recents_come_first_in_the_next_run() {
    let service = Service::start();
    let first = connected(&service);
    first
        .keys("<ctrl-x>m")
        .see("listed")
        .keys("echo")
        .see("Sandbox Echo")
        .keys("<ctrl-f>")
        .see("★");
    first
        .keys("<esc>")
        .see_no("Models ·")
        .keys("<ctrl-x>m")
        .see("favourites")
        .keys("muse");
    first
        .see("Sandbox Muse")
        .keys("<enter>")
        .see("type a message")
        .say("hello rate=9999");
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let second = outcrop().service(&service).home(first.home()).open();
    second
        .see("outcrop")
        .keys("<ctrl-x>m")
        .see("favourites")
        .see("recent");
    // The line on top names the model, too.
    let rows = rows(&second).split_off(2);
    let at = |text: &str| rows.iter().position(|row| row == text).unwrap();
    let star = rows
        .iter()
        .position(|row| row.contains("Sandbox Echo"))
        .unwrap();
    let used = rows
        .iter()
        .position(|row| row.contains("Sandbox Muse"))
        .unwrap();
    assert!(
        at("favourites") < star && star < at("recent") && at("recent") < used,
        "{rows:#?}"
    );
}

#[test]
fn a_denied_list_leaves_the_way_of_typing_an_id() {
    let service = Service::start();
    let outcrop = outcrop().scenario(&service, "listing-denied").open();
    outcrop
        .see("chooses a model")
        .keys("<ctrl-x>m")
        .see("IAM does not allow this");
    outcrop
        .see("a model id or ARN can be typed here")
        .keys("outcrop.echo-v1:0")
        .see("use as typed");
    outcrop
        .keys("<enter>")
        .see("type a message")
        .say("hello rate=9999");
    assert_eq!(service.last().route, "outcrop.echo-v1%3A0");
}

#[test]
fn a_list_of_an_earlier_run_is_there_at_once() {
    let service = Service::start();
    let first = outcrop().scenario(&service, "slow-listing").open();
    first
        .see("chooses a model")
        .keys("<ctrl-x>m")
        .see("listed")
        .keys("<esc><ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let second = outcrop()
        .scenario(&service, "slow-listing")
        .home(first.home())
        .open();
    second
        .see("chooses a model")
        .keys("<ctrl-x>m")
        .see("list of 0 min ago")
        .see("Sandbox Guide");
    second.see("listed");
}

#[test]
fn enter_without_a_model_asks_for_one_and_sends_then() {
    let service = Service::start();
    let outcrop = connected(&service);
    outcrop
        .keys("hello rate=9999<enter>")
        .see("Models ·")
        .see("listed")
        .keys("echo")
        .see("Sandbox Echo");
    outcrop.keys("<enter>").see("end_turn");
    assert_eq!(service.last().messages()[0].1, "hello rate=9999");
}

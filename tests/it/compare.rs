//! Several models side by side: each by itself, all of it kept.

use crate::harness::{Records, Running, Service, outcrop};

/// A run on a wide screen, in the conversation of one turn with the model that repeats its user.
fn begun(service: &Service) -> Running {
    let outcrop = outcrop()
        .service(service)
        .model("echo")
        .size(200, 50)
        .ready();
    outcrop.say("one rate=9999");
    outcrop
}

/// Opens a lane with another model, which answers the last question.
#[track_caller]
fn with(outcrop: &Running, model: &str) {
    outcrop
        .keys("<ctrl-x>c")
        .see("Another lane")
        .keys("<enter>");
    outcrop
        .see("Models ·")
        .keys(model)
        .see(&format!("/ {model}"));
    outcrop.keys("<enter>").see_no("Models ·");
}

/// The figures of the replies on the screen.
fn figures(outcrop: &Running) -> Vec<String> {
    let rows = outcrop.screen().rows;
    let with = rows.into_iter().filter(|row| row.contains("tok/s"));
    with.map(|row| row.trim().to_owned()).collect()
}

#[test]
fn models_of_different_pace_and_one_that_fails_stand_side_by_side() {
    let service = Service::start();
    let outcrop = begun(&service);
    for model in ["rush", "muse", "fault"] {
        with(&outcrop, model);
    }
    outcrop
        .see("1 Sandbox Echo")
        .see("2 Sandbox Rush")
        .see("3 Sandbox Muse")
        .see("4 Sandbox Fault");
    let file = outcrop.file();
    Records::until(&file, "four replies have ended", |records| {
        records.count("end") == 4
    });
    // All are asked; one of them fails, and the others do not care.
    outcrop.keys("tokens per day rate=9999 tokens=30<enter>");
    let records = Records::until(&file, "eight replies have ended", |records| {
        records.count("end") == 8
    });
    let ends = records.of_kind("end");
    let failed: Vec<bool> = ends[4..]
        .iter()
        .map(|end| end["outcome"] == "failed")
        .collect();
    assert_eq!(
        failed.iter().filter(|failed| **failed).count(),
        1,
        "{ends:?}"
    );
    let turns: Vec<_> = records.of_kind("message");
    let last = &turns[turns.len() - 4..];
    assert!(
        last[1..]
            .iter()
            .all(|message| message["turn"] == last[0]["n"]),
        "{last:?}"
    );
    // The one that failed is in focus, and is asked again alone.
    outcrop.asks(|outcrop| {
        outcrop.keys("<f5>");
    });
    Records::until(&file, "nine replies have ended", |records| {
        records.count("end") == 9
    });
    // The third lane goes on by itself.
    outcrop.keys("<ctrl-x><left>").see("Message to all 4");
    outcrop.keys("<ctrl-x>3").see("Message to 3");
    outcrop.say("and then? rate=9999 tokens=20");
    let sent = service.last().messages();
    assert_eq!(sent.last().unwrap().1, "and then? rate=9999 tokens=20");
    assert_eq!(service.asked().len(), 10);
    let before = figures(&outcrop);
    assert!(!before.is_empty());
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    // The same lanes with the same numbers.
    let start = outcrop.home();
    let again = crate::harness::outcrop().service(&service).home(start);
    let again = again.arg("--resume").size(200, 50).open();
    again
        .see("1 Sandbox Echo")
        .see("2 Sandbox Rush")
        .see("3 Sandbox Muse")
        .see("4 Sandbox Fault");
    again.see("and then?");
    assert_eq!(figures(&again), before);
}

#[test]
fn samples_are_asked_at_once_and_the_best_is_gone_on_with() {
    let service = Service::start();
    let outcrop = begun(&service);
    outcrop
        .keys("<ctrl-x>c")
        .see("Another lane")
        .keys("3 sam<enter>");
    outcrop.see("3 Sandbox Echo");
    let file = outcrop.file();
    Records::until(&file, "three replies have ended", |records| {
        records.count("end") == 3
    });
    outcrop
        .keys("<ctrl-x>1")
        .see("the other lanes are closed")
        .see_no("3 Sandbox Echo");
    outcrop.say("two rate=9999");
    assert_eq!(service.last().messages().len(), 3);
    assert_eq!(outcrop.records().count("generation"), 4);
    outcrop.keys("<ctrl-x>z<ctrl-x>z").see("3 Sandbox Echo");
}

#[test]
fn no_more_requests_are_with_the_service_than_was_set() {
    let service = Service::start();
    let start = outcrop()
        .service(&service)
        .model("drizzle")
        .config("in_flight = 1\n");
    let outcrop = start.size(160, 40).ready();
    outcrop
        .keys("<ctrl-x>c")
        .see("Another lane")
        .keys("3 sam<enter>");
    outcrop.see("3 Sandbox Drizzle");
    outcrop.keys("slow tokens=400<enter>").see("streaming");
    outcrop.see("waits until another reply has ended");
    service.until_open_streams(1);
    outcrop.keys("<ctrl-x>1").see("a reply is on its way");
    outcrop.keys("<ctrl-c>");
    outcrop.see("stopped by you");
}

#[test]
fn on_narrow_screens_lanes_are_tabs() {
    let service = Service::start();
    let outcrop = begun(&service);
    outcrop
        .keys("<ctrl-x>c")
        .see("Another lane")
        .keys("3 sam<enter>")
        .see("3 Sandbox Echo");
    Records::until(&outcrop.file(), "three replies", |records| {
        records.count("end") == 3
    });
    outcrop.resize(50, 15);
    outcrop.until("one lane is seen, and all are tabs", |screen| {
        let heads = screen
            .rows
            .iter()
            .filter(|row| row.contains("Sandbox Echo · on demand"));
        screen.rows[1].contains(" 1 Sandbox")
            && screen.rows[1].contains(" 3 Sandbox")
            && heads.count() >= 1
    });
    outcrop.resize(80, 24);
    outcrop.until("two lanes stand side by side", |screen| {
        screen
            .rows
            .iter()
            .any(|row| row.matches("Sandbox Echo ‹").count() == 2)
    });
}

#[test]
fn a_lane_asks_a_region_of_its_own_and_is_in_focus_again_after_a_restart() {
    let service = Service::start();
    let outcrop = begun(&service);
    with(&outcrop, "rush");
    outcrop.keys("<ctrl-p>region").see("where this lane asks");
    outcrop.keys("<enter>").see("empty for the");
    outcrop.keys("<enter>eu west<enter>").see("is no region");
    outcrop.keys("<ctrl-u>eu-west-3<enter>");
    outcrop.see("2 Sandbox Rush · on demand · region eu-west-3");
    outcrop
        .close_settings()
        .keys("<ctrl-x>3")
        .see("Message to 2");
    outcrop.say("there rate=9999 tokens=9");
    let last = service.last();
    assert_eq!(last.region.as_deref(), Some("eu-west-3"));
    assert!(last.route.contains("rush"), "{}", last.route);
    let file = outcrop.file();
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    let records = Records::read(&file);
    let asked = records.of_kind("generation");
    let regions: Vec<_> = asked
        .iter()
        .map(|it| it["request"]["region"].clone())
        .collect();
    assert_eq!(regions, ["us-east-1", "us-east-1", "eu-west-3"]);
    // Messages go there, as before.
    let again = crate::harness::outcrop().service(&service);
    let again = again
        .home(outcrop.home())
        .arg("--resume")
        .size(200, 50)
        .open();
    again.see("region eu-west-3").see("Message to 2");
    again.say("and again rate=9999 tokens=9");
    assert_eq!(service.last().region.as_deref(), Some("eu-west-3"));
    again
        .keys("<ctrl-x><left><ctrl-x>3")
        .see("Message to all 2");
    again.keys("<ctrl-x>3").see("Message to 1");
    again.say("here rate=9999");
    assert_eq!(service.last().region.as_deref(), Some("us-east-1"));
}

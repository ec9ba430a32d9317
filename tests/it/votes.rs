//! Two models side by side, a blind vote on them, and what is left of it after a restart.

use crate::harness::{Running, Service, outcrop};

/// Two models that have answered the same message.
fn compared(service: &Service) -> Running {
    let outcrop = outcrop()
        .service(service)
        .model("echo")
        .size(140, 40)
        .ready();
    outcrop.say("basalt tokens=9 rate=9999");
    outcrop.keys("<ctrl-x>c").see("another model");
    outcrop.keys("<enter>").see("listed");
    outcrop.keys("rush").see("Sandbox Rush");
    outcrop.asks(|outcrop| {
        outcrop.keys("<enter>").see("2 Sandbox Rush");
    });
    outcrop
}

#[test]
fn a_blind_vote_is_counted_and_lasts() {
    let service = Service::start();
    let first = compared(&service);
    first.keys("<ctrl-x>6").see("blind · ^X 5 votes");
    first.see_no("Sandbox Rush").see_no("Sandbox Echo");
    first.keys("<ctrl-x>5").see("▲ won this turn · 1 of 1");
    first.see("Sandbox Rush").see("Sandbox Echo");
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let start = outcrop().service(&service).home(first.home());
    let second = start.arg("--resume").size(140, 40).open();
    second.see("▲ won this turn · 1 of 1");
    second.keys("<ctrl-x>*").see("All conversations");
    second.see(" blind  1 won  0 tied  0 lost 100%");
    second.see(" blind  0 won  0 tied  1 lost   0%");
    second.keys("<esc>").see_no("All conversations");
    let records = second.records();
    let vote = &records.of_kind("vote")[0];
    assert_eq!(vote["blind"], true);
    // Blind mode lasts, too: the next turn is hidden until there is a vote on it.
    second
        .keys("granite tokens=9 rate=9999<enter>")
        .see("blind · ^X 5 votes");
    second.see_no("Sandbox Rush");
}

//! Two replies to one question, compared on the screen.

use crate::harness::{Running, outcrop};

/// A reply, and a version of it that has a word more and is shown.
fn two_replies() -> Running {
    let outcrop = outcrop().sandbox().model("echo").size(90, 30).ready();
    outcrop.say("granite rate=9999").keys("<tab>");
    outcrop.keys("e<ctrl-a>").see("Reply of the model");
    outcrop.keys("old <esc>").see("‹2/2›");
    outcrop
}

#[test]
fn two_versions_of_a_reply_are_compared_and_looked_at_in_every_way() {
    let outcrop = two_replies();
    outcrop
        .keys("=")
        .see("Compare with")
        .see("version before ‹1/2›");
    outcrop
        .keys("<enter>")
        .see("─ Compared ")
        .see("{+old +}granite");
    outcrop.see("words +1 −0").see("- assistant").see("‹1/2›");
    outcrop.keys("x").see("[-old -]granite");
    outcrop
        .keys("l")
        .see("by line")
        .see("- old granite")
        .see("+ granite");
    outcrop.keys("v").see("one column");
    outcrop.keys("s").see("not both are JSON");
    outcrop.keys("<esc>").see_no("─ Compared ");
    // A message that is marked waits for another one.
    outcrop.keys("=<down><enter>").see("marked; =");
    outcrop.keys("<home>=").see("─ Compared ").see("+ you");
    outcrop.keys("q").see_no("─ Compared ");
}

#[test]
fn a_regenerated_reply_is_compared_with_the_one_before() {
    let outcrop = outcrop().sandbox().model("echo").ready();
    outcrop.say("granite rate=9999").keys("<tab>");
    outcrop.asks(|outcrop| {
        outcrop.keys("r");
    });
    outcrop
        .see("‹2/2›")
        .keys("=<enter>")
        .see("the same, to the byte");
}

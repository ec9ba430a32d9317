//! The search over all conversations, from the key to the message.

use std::fs;
use std::path::Path;

use crate::harness::{Running, outcrop};

/// Two conversations; the first one has a message in a side branch, the second one is open.
fn two() -> Running {
    let outcrop = outcrop().sandbox().model("echo").size(100, 30).ready();
    outcrop.say("tell me of gránite veins rate=9999");
    // Another version of the question: what was asked first is in a side branch from now on.
    outcrop
        .keys("<tab>")
        .see("version")
        .keys("<home>e")
        .see("Your message");
    outcrop.asks(|outcrop| {
        outcrop.keys("<ctrl-u>tell me of chalk rate=9999<enter>");
    });
    outcrop.see("2/2").see("▌ tell me of chalk");
    outcrop.keys("<ctrl-n>").see("new conversation");
    outcrop.say("basalt columns rate=9999");
    outcrop
}

fn quit(outcrop: &Running) {
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
}

fn index(outcrop: &Running) -> std::path::PathBuf {
    outcrop.home().path().join(".cache/outcrop/index.db")
}

#[test]
fn a_phrase_in_a_side_branch_of_an_older_conversation_is_found() {
    let outcrop = two();
    outcrop.keys("<ctrl-x>/").see("Search all conversations");
    outcrop.keys("\"granite veins\" role:user").see("1 hit");
    outcrop.see("tell me of gránite veins");
    outcrop.keys("<enter>").see("opened");
    outcrop
        .see_no("Search all")
        .see("▌ tell me of gránite veins");
    // In the conversation that is open the hit is only gone to.
    outcrop
        .keys("<ctrl-x>/")
        .see("Search all")
        .keys("chalk role:user");
    outcrop.see("1 hit").keys("<enter>").see_no("Search all");
    outcrop.see("▌ tell me of chalk");
    // What was just said is found as well.
    outcrop.say("and obsidian rate=9999");
    outcrop
        .keys("<ctrl-x>/")
        .see("Search all")
        .keys("obsidian role:user");
    outcrop.see("1 hit").keys("<esc>");
    quit(&outcrop);
}

#[test]
fn a_damaged_index_and_one_of_another_program_are_no_matter() {
    let first = two();
    first
        .keys("<ctrl-x>/")
        .see("Search all")
        .keys("basalt role:user");
    first.see("1 hit").keys("<esc>");
    quit(&first);
    damage(&index(&first));
    let start = || outcrop().sandbox().home(first.home()).size(100, 30).ready();
    let (second, third) = (start(), start());
    for outcrop in [&second, &third] {
        outcrop.keys("<ctrl-x>/").see("Search all");
        outcrop.keys("-lava title:basalt role:user").see("1 hit");
        outcrop.keys("<ctrl-x>/").see_no("Search all");
        outcrop
            .keys("<ctrl-x>/")
            .see("Search all")
            .keys("granit rol:x");
        outcrop.see("did you mean `role`?").keys("<esc>");
    }
    quit(&second);
    quit(&third);
}

fn damage(index: &Path) {
    let mut bytes = fs::read(index).expect("there is an index");
    bytes[..].fill(7);
    fs::write(index, bytes).expect("it can be written");
    for end in ["-wal", "-shm"] {
        fs::remove_file(format!("{}{end}", index.display())).ok();
    }
}

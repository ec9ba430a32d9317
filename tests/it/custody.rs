//! One file and more than one program: another outcrop, or anybody else.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use rustix::process::Signal;

use crate::harness::{Records, Running, Service, eventually, outcrop, state};

/// A run with a file that has one turn.
fn first() -> Running {
    let outcrop = outcrop().sandbox().model("echo").arg("talk.jsonl").ready();
    outcrop.say("hello rate=9999");
    outcrop
}

/// A run of the same home that has found the file taken.
fn second(first: &Running) -> Running {
    let second = outcrop()
        .sandbox()
        .model("echo")
        .home(first.home())
        .arg("talk.jsonl")
        .open();
    second
        .see("take over")
        .see("SANDBOX")
        .see("hello rate=9999");
    second
}

fn path(outcrop: &Running, name: &str) -> PathBuf {
    outcrop.home().path().join(name)
}

fn records(outcrop: &Running) -> Records {
    Records::read(&path(outcrop, "talk.jsonl"))
}

/// No record has the number of another one, which two writers would have brought about.
fn assert_one_writer(outcrop: &Running) {
    let text = fs::read_to_string(path(outcrop, "talk.jsonl")).unwrap();
    let mut numbers: Vec<u64> = text
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["n"]
                .as_u64()
                .unwrap()
        })
        .collect();
    let all = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), all, "{text}");
}

#[test]
fn who_finds_the_file_taken_sees_what_the_other_one_does() {
    let first = first();
    let second = second(&first);
    second.see("follow").see("fork a copy").keys("<enter>");
    second.see_no("fork a copy").see("read-only, live");
    first.say("granite rate=9999");
    second.see("granite rate=9999").see("end_turn");
    second.keys("mine<enter>").see("writes to this file");
    assert_eq!(records(&first).prompts().len(), 2);
}

#[test]
fn who_takes_over_writes_and_the_other_one_follows() {
    let first = first();
    let second = second(&first);
    second
        .keys("<esc><ctrl-x><ctrl-o>")
        .see("it goes on in")
        .see("●saved");
    first.see("has taken this file over").see("read-only, live");
    second.say("from the second rate=9999");
    first.see("from the second rate=9999");
    first.keys("nothing<enter>").see("writes to this file");
    // And back again.
    first.keys("<ctrl-x><ctrl-o>").see("●saved");
    second.see("has taken this file over");
    first.keys("<ctrl-c>").say("from the first rate=9999");
    second.see("from the first rate=9999");
    assert_eq!(records(&first).prompts().len(), 3);
    assert_one_writer(&first);
}

#[test]
fn a_reply_ends_before_the_file_changes_hands() {
    let service = Service::start();
    let first = outcrop()
        .service(&service)
        .model("drizzle")
        .arg("talk.jsonl")
        .ready();
    first
        .keys("tokens=40 rate=20<enter>")
        .see("streaming · ttft");
    let second = outcrop()
        .sandbox()
        .model("echo")
        .home(first.home())
        .arg("talk.jsonl")
        .open();
    second.see("take over").keys("<esc><ctrl-x><ctrl-o>");
    second.see("finishes its reply first");
    first.see("when the reply has ended");
    second.see("it goes on in").see("●saved");
    assert_eq!(records(&first).outcome(), "done");
    first.see("has taken this file over");
    assert_one_writer(&first);
}

#[test]
fn who_does_not_answer_keeps_the_file() {
    let first = first();
    let second = second(&first);
    first.signal(Signal::STOP);
    eventually("it is stopped", || state(first.pid()) == 'T');
    second.keys("<esc><ctrl-x><ctrl-o>").see("does not answer");
    second
        .see("read-only, live")
        .keys("<ctrl-x><ctrl-y>")
        .see("●saved");
    first.signal(Signal::CONT);
    let copy = path(&first, "talk-copy.jsonl");
    let before = first.home().ends();
    second.keys("in the copy rate=9999<enter>");
    Records::until(&copy, "it goes on there", |it| it.prompts().len() == 2);
    // Else the end of this reply would be taken for that of the next one.
    eventually("its reply has ended", || first.home().ends() > before);
    first.say("in the file rate=9999");
    assert_eq!(records(&first).prompts().len(), 2);
}

#[test]
fn a_file_whose_writer_was_killed_is_free() {
    let first = first();
    let second = second(&first);
    first.kill();
    second
        .keys("<esc><ctrl-x><ctrl-o>")
        .see("it goes on in")
        .see("●saved");
    second.say("alone rate=9999");
    assert_eq!(records(&second).prompts().len(), 2);
}

#[test]
fn who_asks_while_the_other_one_leaves_gets_the_file() {
    let service = Service::start();
    let first = outcrop()
        .service(&service)
        .model("drizzle")
        .arg("talk.jsonl")
        .ready();
    first
        .keys("tokens=300 rate=5<enter>")
        .see("streaming · ttft");
    let second = outcrop()
        .sandbox()
        .home(first.home())
        .arg("talk.jsonl")
        .open();
    second.see("take over").keys("<esc><ctrl-x><ctrl-o>");
    second.see("finishes its reply first");
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    second.see("it goes on in").see("●saved");
    assert_eq!(records(&second).outcome(), "cancelled");
}

#[test]
fn what_was_cut_off_a_file_is_in_the_copy() {
    let outcrop = first();
    let file = path(&outcrop, "talk.jsonl");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    outcrop
        .keys("more rate=9999<enter>")
        .see("has cut something off")
        .see("end_turn")
        .see("Enter send");
    outcrop.keys("<ctrl-x><ctrl-y>").see("●saved");
    let copy = path(&outcrop, "talk-copy.jsonl");
    assert!(fs::read(&copy).unwrap().starts_with(&whole));
    assert_eq!(Records::read(&copy).prompts().len(), 2);
}

fn says_once_more(outcrop: &Running) {
    outcrop.asks(|it| {
        it.keys("<enter>");
    });
}

#[test]
fn a_removed_file_is_written_again_with_everything() {
    let outcrop = first();
    let file = path(&outcrop, "talk.jsonl");
    let before = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    outcrop
        .keys("more rate=9999<enter>")
        .see("was removed")
        .see("NOT SAVED");
    outcrop.see("end_turn").see("Enter send");
    assert!(!file.exists());
    outcrop
        .keys("<ctrl-x><ctrl-w>")
        .see("write talk.jsonl again")
        .keys("<enter>");
    outcrop.see("saved to").see("●saved");
    assert!(fs::read(&file).unwrap().starts_with(&before));
    assert_eq!(records(&outcrop).prompts().len(), 2);
    outcrop.say("again rate=9999");
    assert_eq!(records(&outcrop).prompts().len(), 3);
}

#[test]
fn a_replaced_file_is_left_alone_and_the_rest_is_kept_in_a_copy() {
    let outcrop = first();
    let file = path(&outcrop, "talk.jsonl");
    let other = path(&outcrop, "other");
    fs::copy(&file, &other).unwrap();
    fs::rename(&other, &file).unwrap();
    let theirs = fs::read(&file).unwrap();
    outcrop
        .keys("more rate=9999<enter>")
        .see("was replaced")
        .see("end_turn")
        .see("Enter send");
    assert_eq!(fs::read(&file).unwrap(), theirs);
    // The file is read again; what it does not have is put into a copy.
    outcrop
        .keys("<ctrl-x><ctrl-r>")
        .see_no("NOT SAVED")
        .see_no("more rate=9999")
        .see("●saved");
    let copy = Records::read(&path(&outcrop, "talk-copy.jsonl"));
    assert_eq!(copy.prompts(), ["hello rate=9999", "more rate=9999"]);
    outcrop.say("on here rate=9999");
    assert!(fs::read(&file).unwrap().starts_with(&theirs));
}

#[test]
fn a_moved_file_is_gone_on_with_where_it_is() {
    let outcrop = first();
    let file = path(&outcrop, "talk.jsonl");
    let there = path(&outcrop, "elsewhere.jsonl");
    fs::rename(&file, &there).unwrap();
    outcrop
        .keys("more rate=9999<enter>")
        .see("was moved")
        .see("end_turn")
        .see("Enter send");
    outcrop
        .keys("<ctrl-x><ctrl-g>")
        .see("elsewhere.jsonl")
        .see("●saved");
    assert_eq!(Records::read(&there).prompts().len(), 2);
    assert!(!file.exists());
}

#[test]
fn what_another_program_has_appended_is_seen_on_coming_back_and_read() {
    let outcrop = first();
    let file = path(&outcrop, "talk.jsonl");
    let mut theirs = fs::OpenOptions::new().append(true).open(&file).unwrap();
    theirs.write_all(b"somebody was here\n").unwrap();
    let after = fs::read(&file).unwrap();
    outcrop
        .keys("<focus>")
        .see("another program has written to the file");
    outcrop
        .keys("<ctrl-x><ctrl-w>")
        .see("go on in a copy without")
        .keys("<esc>");
    outcrop
        .keys("<ctrl-x><ctrl-r>")
        .see("of the file could not be read");
    assert_eq!(fs::read(&file).unwrap(), after);
    outcrop
        .keys("<ctrl-x><ctrl-g>")
        .see("●saved")
        .say("behind it rate=9999");
    assert!(fs::read(&file).unwrap().starts_with(&after));
}

#[test]
fn a_file_that_was_cut_is_not_written_to() {
    let outcrop = first();
    let file = path(&outcrop, "talk.jsonl");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    outcrop
        .keys("more rate=9999<enter>")
        .see("has cut something off")
        .see("end_turn");
    assert_eq!(fs::read(&file).unwrap(), whole[..whole.len() / 2]);
    // It is put back as it was, and goes on.
    fs::write(&file, &whole).unwrap();
    outcrop.keys("<f5>").see("written again").see("●saved");
    assert_eq!(records(&outcrop).prompts().len(), 2);
}

#[test]
fn a_damaged_file_goes_on_in_its_place_and_keeps_its_bytes() {
    let first = first();
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let file = path(&first, "talk.jsonl");
    let damaged = fs::read_to_string(&file)
        .unwrap()
        .replace("\"end_turn\"", "\"end_turm\"");
    fs::write(&file, &damaged).unwrap();
    let second = outcrop()
        .sandbox()
        .model("echo")
        .home(first.home())
        .arg("talk.jsonl")
        .open();
    second.see("could not be read").see("SANDBOX");
    second
        .keys("<ctrl-x><ctrl-d>")
        .see("its checksum is wrong")
        .keys("<enter>")
        .see("bytes");
    second.keys("<esc><ctrl-x><ctrl-g>").see("●saved");
    says_once_more_after(&second);
    assert!(fs::read_to_string(&file).unwrap().starts_with(&damaged));
    assert_eq!(records(&second).prompts().len(), 2);
}

fn says_once_more_after(outcrop: &Running) {
    outcrop.keys("more rate=9999");
    says_once_more(outcrop);
}

#[test]
fn a_read_only_folder_loses_nothing() {
    let outcrop = outcrop().sandbox().arg("/proc/talk.jsonl").ready();
    outcrop
        .keys("hello rate=9999<enter>")
        .see("not saved")
        .see("end_turn")
        .see("Enter send");
    outcrop
        .keys("<ctrl-x>w")
        .see("Save as")
        .keys("here.jsonl<enter>")
        .see("●saved");
    assert_eq!(
        Records::read(&path(&outcrop, "here.jsonl")).prompts().len(),
        1
    );
}

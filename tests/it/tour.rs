//! The tour of the very first start.

use std::sync::Arc;

use crate::harness::{Home, Running, Start, eventually, outcrop};

const TOUR: &str = "First things to know";

fn first(home: &Arc<Home>) -> Start {
    outcrop().home(home).sandbox()
}

fn untouched() -> Arc<Home> {
    Arc::new(Home::untouched())
}

fn is_remembered(outcrop: &Running) {
    let path = ".local/state/outcrop/recents.json";
    let path = outcrop.home().path().join(path);
    eventually("the tour is remembered", || path.exists());
}

#[test]
fn it_is_shown_once_and_comes_back_when_it_is_asked_for() {
    let home = untouched();
    let one = first(&home).open();
    one.see(TOUR).see("^X c").see("a second model");
    one.keys("<esc>").see_no(TOUR).see("type a message");
    is_remembered(&one);
    one.keys("<ctrl-x>q");
    assert_eq!(one.exit(), 0);
    let two = first(&home).ready();
    assert!(!two.screen().has(TOUR));
    two.keys("<ctrl-x><ctrl-n>").see(TOUR);
    two.keys("<enter>").see_no(TOUR);
    two.keys("/tour").see("first things");
    two.keys("<enter>").see(TOUR);
}

#[test]
fn what_is_typed_is_a_message_at_once() {
    let outcrop = first(&untouched()).open();
    outcrop.see(TOUR).keys("hello rock").see_no(TOUR);
    outcrop.until("the whole message is written", |screen| {
        screen.editor() == ["hello rock"]
    });
}

#[test]
fn what_it_offers_is_done_by_its_key() {
    let outcrop = first(&untouched()).open();
    outcrop
        .see(TOUR)
        .keys("<ctrl-p>")
        .see_no(TOUR)
        .see("Commands");
}

#[test]
fn it_lies_over_the_screen_that_offers_the_sandbox() {
    let outcrop = outcrop().home(&untouched()).open();
    outcrop.see(TOUR).keys("<esc>").see("Welcome to outcrop");
    outcrop.keys("s").see("SANDBOX");
}

#[test]
fn a_letter_goes_into_the_message_and_not_to_what_lies_below() {
    let outcrop = outcrop().home(&untouched()).open();
    outcrop.see(TOUR).keys("<esc>").see("Welcome to outcrop");
    outcrop.keys("<ctrl-x><ctrl-n>").see(TOUR).keys("quit");
    outcrop.see_no(TOUR).see_no("Welcome to outcrop");
    outcrop.until("the whole message is written", |screen| {
        screen.editor() == ["quit"]
    });
}

#[test]
fn whoever_names_a_file_sees_the_conversation() {
    let outcrop = first(&untouched()).arg("rocks.jsonl").ready();
    assert!(!outcrop.screen().has(TOUR));
}

#[test]
fn it_scrolls_on_the_smallest_screen() {
    let outcrop = first(&untouched()).size(40, 12).open();
    outcrop.see("First things").see("sends what you write");
    outcrop
        .keys("<down><down><down>")
        .see("try everything offline");
    outcrop.keys("<esc>").see_no("try everything offline");
}

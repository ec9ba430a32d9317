//! The first screen, with nobody to talk to.

use std::sync::Arc;

use rustix::process::Signal;

use crate::harness::{Home, eventually, outcrop};

/// What a synchronized update begins and ends with.
const FRAME: [&str; 2] = ["\x1b[?2026h", "\x1b[?2026l"];

fn first_frame(raw: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(raw).into_owned();
    let (_, rest) = text.split_once(FRAME[0])?;
    let (frame, _) = rest.split_once(FRAME[1])?;
    Some(frame.to_owned())
}

#[test]
fn it_says_what_was_looked_for() {
    let outcrop = outcrop().open();
    outcrop
        .see("Welcome to outcrop")
        .see("no credentials found");
    for place in ["AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", ".aws/"] {
        outcrop.see(place);
    }
    for choice in [
        "s sandbox",
        "c how to configure",
        "r look for credentials again",
        "q quit",
    ] {
        outcrop.see(choice);
    }
}

#[test]
fn the_first_frame_waits_for_nothing() {
    let home = Arc::new(Home::empty());
    home.credentials_after(5);
    let outcrop = outcrop().home(&home).open();
    outcrop.until_raw("a frame", |raw| first_frame(raw).is_some());
    let frame = first_frame(&outcrop.raw()).unwrap();
    assert!(
        frame.contains("Message") && frame.contains('╭'),
        "{frame:?}"
    );
    assert!(frame.contains("looking for credentials"), "{frame:?}");
    outcrop
        .keys("typed already")
        .see("typed already")
        .see("looking for credentials");
}

#[test]
fn the_start_screen_takes_no_letters_of_a_message() {
    let home = Arc::new(Home::empty());
    home.write(
        ".aws/config",
        "[default]\ncredential_process = /bin/sh -c \"sleep 1; exit 1\"\n",
    );
    let outcrop = outcrop().home(&home).open();
    outcrop
        .see("type already")
        .keys("a ")
        .see("not connected")
        .keys("quiet screen");
    outcrop.until("the message is whole", |screen| {
        screen.editor() == ["a quiet screen"]
    });
}

#[test]
fn s_goes_to_the_sandbox() {
    let outcrop = outcrop().open();
    outcrop
        .see("Welcome")
        .keys("s")
        .see("SANDBOX")
        .see_no("Welcome");
    outcrop.see("Sandbox Guide").say("hello rate=9999");
}

#[test]
fn c_tells_how_to_configure_credentials() {
    let outcrop = outcrop().open();
    outcrop
        .see("Welcome")
        .keys("c")
        .see("aws configure sso")
        .see("bedrock:ListFoundationModels");
    outcrop
        .keys("<esc>")
        .see_no("aws configure sso")
        .see("Welcome");
}

#[test]
fn r_looks_again() {
    let outcrop = outcrop().open();
    outcrop.see("Welcome");
    let keys = "[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n";
    outcrop.home().write(".aws/credentials", keys);
    outcrop.keys("r").see_no("Welcome").see("profile default");
}

#[test]
fn q_quits() {
    let outcrop = outcrop().open();
    outcrop.see("Welcome").keys("q");
    assert_eq!(outcrop.exit(), 0);
    assert!(outcrop.home().files().is_empty());
}

#[test]
fn escape_shows_the_screen_below_and_the_sandbox_is_still_a_key_away() {
    let outcrop = outcrop().open();
    outcrop
        .see("Welcome")
        .keys("<esc>")
        .see_no("Welcome")
        .see("not connected");
    outcrop.keys("<ctrl-x>b").see("SANDBOX");
}

#[test]
fn starting_writes_nothing_into_the_home_folder() {
    let outcrop = outcrop().home(&Arc::new(Home::untouched())).open();
    outcrop.see("First things to know").see("Welcome");
    outcrop.signal(Signal::TERM);
    outcrop.exit();
    let left = std::fs::read_dir(outcrop.home().path()).unwrap().count();
    eventually("the home folder is empty", || left == 0);
}

#[test]
fn the_narrowest_screen_that_is_promised_shows_the_name_whole() {
    let outcrop = outcrop().sandbox().size(40, 12).ready();
    outcrop.until("the name stands on top", |screen| {
        screen.rows[0].starts_with(" outcrop ")
    });
}

//! Pictures in the terminal: seen, viewed, and what the terminal tells of itself.

use std::os::unix::fs::PermissionsExt as _;

use crate::harness::{Running, Service, outcrop, plain};

/// Writes a picture with a light and a dark half into the home folder.
fn picture(outcrop: &Running) {
    let path = outcrop.home().path().join("strata.png");
    let colour = |_, y| {
        image::Rgb(if y < 50 {
            [240, 240, 200]
        } else {
            [30, 20, 10]
        })
    };
    image::RgbImage::from_fn(200, 99, colour)
        .save(path)
        .unwrap();
}

fn attached(outcrop: &Running) -> &Running {
    picture(outcrop);
    outcrop
        .keys("<ctrl-x>a")
        .see("Attach a file")
        .keys("strata.png<enter>")
        .see("#1 strata.png")
}

#[test]
fn a_picture_is_seen_hidden_and_viewed() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("either").ready();
    attached(&outcrop).say("what is it? rate=9999");
    outcrop
        .keys("<ctrl-home>")
        .see("image, png 200×99 · strata.png")
        .see("▀▀▀▀▀▀▀▀");
    outcrop.keys("<ctrl-x><ctrl-v>").see_no("▀▀▀▀▀▀▀▀");
    outcrop.keys("<ctrl-x><ctrl-v>").see("▀▀▀▀▀▀▀▀");
    outcrop
        .keys("<ctrl-x>V")
        .see("1/1 · strata.png · ")
        .see("png 200×99 · ")
        .see("message 1 (yours)")
        .keys("1")
        .see("100%")
        .keys("<esc>")
        .see_no("1/1 ·");
}

#[test]
fn a_conversation_that_is_opened_shows_its_pictures_at_once() {
    let service = Service::start();
    let first = outcrop().service(&service).model("either").ready();
    attached(&first).say("what is it? rate=9999");
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let again = outcrop().home(first.home()).service(&service);
    // High enough to show all of it.
    let again = again.arg("--resume").size(110, 200).open();
    again.see("image, png 200×99 · strata.png").see("▀▀▀▀▀▀▀▀");
}

#[test]
fn answers_of_the_terminal_never_reach_the_editor() {
    let service = Service::start();
    let start = outcrop().service(&service).model("either");
    let outcrop = start.asked().ready();
    let asked = |raw: &[u8]| raw.windows(3).any(|part| part == b"\x1b[c");
    outcrop.until_raw("the terminal is asked", asked);
    // Keys and pieces of answers, each in a write of its own.
    for piece in [
        "h",
        "\x1b_Gi=",
        "31;",
        "OK\x1b",
        "\\",
        "e",
        "l",
        "\x1b[6;2",
        "0;10t",
        "l",
        "<bare-esc>",
        "[?6",
        "2;4;22c",
        "o",
    ] {
        outcrop.keys(piece);
    }
    outcrop.see("│hello ");
    let written = outcrop.screen().editor().concat();
    assert_eq!(written.trim(), "hello");
    // And they were understood.
    outcrop.keys("<ctrl-x>a").see("Attach a file").keys("<esc>");
    attached(&outcrop).keys("<enter>").see("assistant");
    outcrop.keys("<ctrl-home>");
    let sent = |raw: &[u8]| {
        let text = String::from_utf8_lossy(raw);
        text.contains("a=T,U=1,f=32,t=d,s=200,v=100")
    };
    outcrop.until_raw("the picture is sent in kitty's way", sent);
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    let raw = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    let (forgotten, left) = (raw.rfind("a=d,d=I"), raw.rfind("\x1b[?1049l"));
    assert!(
        forgotten.is_some() && forgotten < left,
        "the terminal keeps nothing"
    );
}

#[test]
fn a_terminal_that_answers_nothing_shows_characters_and_loses_no_key() {
    let service = Service::start();
    let start = outcrop().service(&service).model("either");
    let outcrop = start.asked().ready();
    outcrop.keys("ä<left>b<end>c<ctrl-j>d<alt-enter>");
    outcrop.paste("pasted 🪨").see("pasted 🪨").see("│bäc");
    attached(&outcrop).asks(|outcrop| {
        outcrop.keys(" rate=9999<enter>");
    });
    outcrop.keys("<ctrl-home>").see("▀▀▀▀▀▀▀▀");
}

/// Whether a picture has gone to the terminal in kitty's way, in so many pixels.
fn sent(raw: &[u8], pixels: &str) -> bool {
    String::from_utf8_lossy(raw).contains(&format!("a=T,U=1,f=32,t=d,{pixels}"))
}

#[test]
fn a_protocol_that_is_set_goes_by_the_cells_that_the_terminal_has() {
    let service = Service::start();
    let start = outcrop().service(&service).model("either");
    let outcrop = start.asked().env("OUTCROP_IMAGES", "kitty").ready();
    let asked = |raw: &[u8]| raw.windows(3).any(|part| part == b"\x1b[c");
    outcrop.until_raw("the terminal is asked", asked);
    outcrop.keys("\x1b_Gi=31;OK\x1b\\\x1b[6;25;10t\x1b[?62;4;22c");
    attached(&outcrop).keys("<enter>").see("assistant");
    outcrop.keys("<ctrl-home>");
    let whole = |raw: &[u8]| sent(raw, "s=200,v=100");
    outcrop.until_raw("the picture is sent in cells of 25 rows", whole);
}

#[test]
fn behind_tmux_the_answer_to_what_was_passed_on_is_heard() {
    let service = Service::start();
    let (_, home) = plain(&[]);
    let tmux = home.write("bin/tmux", "#!/bin/sh\necho on\n");
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&tmux, mode).unwrap();
    let start = outcrop().home(&home).service(&service).model("either");
    let path = std::env::var("PATH").unwrap_or_default();
    let outcrop = start
        .asked()
        .env(
            "PATH",
            &format!("{}:{path}", tmux.parent().unwrap().display()),
        )
        .env("TMUX", "/tmp/tmux,1,0")
        .env("OUTCROP_IMAGES", "kitty")
        .ready();
    let asked = |raw: &[u8]| String::from_utf8_lossy(raw).contains("\x1bPtmux;\x1b\x1b_Gi=31");
    outcrop.until_raw("the terminal behind tmux is asked", asked);
    // tmux answers, then the terminal behind it.
    outcrop.keys("a\x1b[6;25;10t\x1b[?1;2;4cb\x1b[?5522;2$y\x1b_Gi=31;OK\x1b\\c");
    outcrop.see("│abc ");
    assert_eq!(outcrop.screen().editor().concat().trim(), "abc");
}

#[test]
fn a_protocol_that_is_not_known_is_told() {
    let outcrop = outcrop().env("OUTCROP_IMAGES", "gif").open();
    outcrop
        .see("OUTCROP_IMAGES is \"gif\"")
        .see("halfblocks or off");
}

//! Calls that a program answers, from the question to the reply: asked, approved, run, given back.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::harness::{Home, Running, Service, outcrop};

/// What the program writes. It keeps what it was told beside itself.
const SONG: &str = "#!/bin/sh\ncat > \"$0.told\"\nprintf 'Elemental Hotel'\n";

const TOOL: &str = r#"[{"name":"top_song","description":"The most popular song of a radio station.","input_schema":{"type":"object","properties":{"sign":{"type":"string"}},"required":["sign"]}}]"#;

/// A home with a program for `top_song`; and the program.
fn home() -> (Arc<Home>, PathBuf) {
    let home = Home::empty();
    let song = home.write("radio/song", SONG);
    allow(&song, 0o700);
    let set = format!("[runners.top_song]\ncommand = [\"{}\"]\n", song.display());
    let set = home.write(".config/outcrop/tools/radio.toml", &set);
    allow(&set, 0o600);
    allow(set.parent().unwrap(), 0o700);
    (Arc::new(home), song)
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn ready(service: &Service, home: &Arc<Home>, wire: &str) -> Running {
    let outcrop = outcrop()
        .home(home)
        .service(service)
        .model("tool")
        .size(130, 60)
        .ready();
    outcrop.informed();
    outcrop.turn("wire", wire).write("tools", TOOL);
    outcrop
}

/// Asks, and sees all of what would run.
fn asked(outcrop: &Running) {
    outcrop.asks(|outcrop| {
        outcrop
            .keys("What is the top song on WZPZ?")
            .keys("<enter>");
    });
    outcrop.see("May this run for top_song?");
    outcrop.see("«{\"sign\":\"WZPZ\"}»");
    outcrop.see("all of it was on the screen");
}

/// Approves this one time. For a moment nothing can be approved, so it is said until it is taken.
fn approve(outcrop: &Running) {
    outcrop.keys("<right>");
    let gone = || {
        outcrop.soon(Duration::from_millis(100), |screen| {
            !screen.has("May this run")
        })
    };
    while !gone() {
        outcrop.keys("<enter>");
    }
}

#[test]
fn a_program_answers_on_both_wires() {
    for wire in ["messages", "converse"] {
        let service = Service::start();
        let (home, song) = home();
        let outcrop = ready(&service, &home, wire);
        asked(&outcrop);
        assert!(!song.with_extension("told").exists());
        outcrop.asks(approve);
        outcrop.see("The most popular song on WZPZ is “Elemental Hotel”");
        let told = fs::read_to_string(song.with_extension("told")).unwrap();
        assert_eq!(told, "{\"sign\":\"WZPZ\"}", "{wire}");
        let records = outcrop.finished();
        let consent = records.of_kind("consent")[0].clone();
        let answer = records.of_kind("answer")[0].clone();
        assert_eq!(consent["verdict"], "approve");
        assert_eq!(consent["sha256"], answer["args_sha256"]);
        assert_eq!(
            (answer["by"].as_str(), answer["exit"].as_i64()),
            (Some("runner"), Some(0))
        );
        let last = &service.last().body["messages"][2]["content"][0];
        assert!(last.to_string().contains("Elemental Hotel"), "{last}");
    }
}

#[test]
fn a_program_that_was_changed_after_it_was_shown_does_not_run() {
    let service = Service::start();
    let (home, song) = home();
    let outcrop = ready(&service, &home, "messages");
    asked(&outcrop);
    fs::write(&song, "#!/bin/sh\necho other > \"$0.told\"\n").unwrap();
    approve(&outcrop);
    outcrop.see("top_song did not run: its files have changed; ^X t, r asks you again");
    outcrop.keys("<ctrl-x>!");
    outcrop.see("is not what it was when you were asked");
    outcrop.keys("<esc>");
    assert!(!song.with_extension("told").exists());
    // The call waits on, and can be answered otherwise.
    outcrop.keys("<ctrl-x>t").see("top_song").see("waiting");
}

#[test]
fn what_is_denied_does_not_run_and_the_model_is_told_why() {
    let service = Service::start();
    let (home, song) = home();
    let outcrop = ready(&service, &home, "converse");
    asked(&outcrop);
    let asks_why = |outcrop: &Running| {
        outcrop.soon(Duration::from_millis(100), |screen| {
            screen.has("Deny the call")
        })
    };
    while !asks_why(&outcrop) {
        outcrop.keys("<enter>");
    }
    outcrop.asks(|outcrop| {
        outcrop.keys("too loud").keys("<enter>");
    });
    outcrop.see("too loud");
    assert!(!song.with_extension("told").exists());
    assert_eq!(outcrop.finished().of_kind("consent")[0]["verdict"], "deny");
}

/// Takes down what was asked for, and writes a screenshot.
const SCREEN: &str = "#!/bin/sh\ncat >> \"$0.told\"\necho >> \"$0.told\"\ncat \"$0.png\"\n";

const COMPUTER: &str = r#"[{"type":"computer_20241022","name":"computer","display_width_px":800,"display_height_px":600,"display_number":1}]"#;

/// How many actions the model asks for before it is done.
const ACTIONS: usize = 7;

/// A home with a program for `computer`, which gives a screenshot with a button; and the program.
fn desk() -> (Arc<Home>, PathBuf) {
    let home = Home::empty();
    let screen = home.write("desk/screen", SCREEN);
    allow(&screen, 0o700);
    let colour = |x, y| {
        image::Rgb(match (x, y) {
            (300..340, 200..240) => [128, 0, 128],
            (0..200, _) => [255, 255, 0],
            _ => [0, 128, 0],
        })
    };
    let picture = image::RgbImage::from_fn(400, 300, colour);
    picture.save(screen.with_extension("png")).unwrap();
    let set = format!(
        "tools = '''{COMPUTER}'''\n\n[runners.computer]\ncommand = [\"{}\"]\nresult = \"image\"\n",
        screen.display()
    );
    let set = home.write(".config/outcrop/tools/desk.toml", &set);
    allow(&set, 0o600);
    allow(set.parent().unwrap(), 0o700);
    (Arc::new(home), screen)
}

#[test]
fn a_computer_is_used_by_a_program_that_gives_screenshots() {
    let service = Service::start();
    let (home, screen) = desk();
    let outcrop = outcrop()
        .home(&home)
        .service(&service)
        .model("tool")
        .size(130, 60)
        .ready();
    outcrop.informed();
    outcrop
        .turn("wire", "messages")
        .write("tools", COMPUTER)
        .write("betas", "computer-use-2024-10-22");
    outcrop.asks(|outcrop| {
        outcrop.keys("Open the bookmarks and find the radio station<enter>");
    });
    for _ in 0..ACTIONS {
        outcrop.see("May this run for computer?");
        outcrop.see("all of it was on the screen");
        outcrop.asks(approve);
    }
    outcrop.see("I am done. Where I clicked");
    outcrop.see("the screen is purple now");
    let told = fs::read_to_string(screen.with_extension("told")).unwrap();
    let actions: Vec<&str> = told.lines().collect();
    assert_eq!(actions.len(), ACTIONS, "{told}");
    assert!(actions[0].contains("screenshot"), "{told}");
    assert!(actions[2].contains("left_click"), "{told}");
    let last = service.last().body;
    let result = &last["messages"].as_array().unwrap().last().unwrap()["content"][0];
    assert_eq!(result["content"][0]["source"]["media_type"], "image/png");
    outcrop.keys("<ctrl-x>F").see("Film strip").see("400×300");
    let records = outcrop.finished();
    assert!(
        records
            .of_kind("answer")
            .iter()
            .all(|answer| answer["by"] == "runner")
    );
    // The picture is kept once, however often it was given.
    assert_eq!(records.count("blob"), 1);
}

#[test]
fn what_is_sent_while_a_program_runs_waits_for_its_result() {
    let service = Service::start();
    let (home, song) = home();
    let gate = song.with_extension("gate");
    rustix::fs::mkfifoat(
        rustix::fs::CWD,
        &gate,
        rustix::fs::Mode::from_raw_mode(0o600),
    )
    .unwrap();
    fs::write(&song, "#!/bin/sh\ncat > \"$0.told\"\ncat \"$0.gate\"\n").unwrap();
    let outcrop = ready(&service, &home, "messages");
    asked(&outcrop);
    approve(&outcrop);
    outcrop.keys("and on WKRP?<enter>").see("queued");
    // Opening it waits until the program has come so far.
    fs::write(&gate, "Elemental Hotel").unwrap();
    outcrop.see_no("queued");
    outcrop.see("The most popular song on WZPZ is “Elemental Hotel”");
    // The queued question asks for the program too.
    outcrop.see("May this run for top_song?");
    outcrop.see("«{\"sign\":\"WKRP\"}»");
    let records = outcrop.finished();
    assert_eq!(records.of_kind("answer").len(), 1);
    assert_eq!(records.of_kind("consent").len(), 1);
}

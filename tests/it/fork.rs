//! Forks: a path of a conversation goes on in a file of its own.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::harness::{Home, Records, Running, Service, eventually, outcrop};

/// Two turns in a file that was named by the program.
fn two_turns() -> Running {
    let outcrop = outcrop().sandbox().model("echo").size(160, 40).ready();
    outcrop.say("older rate=9999").say("newer rate=9999");
    outcrop.see("●saved");
    outcrop
}

/// Forks at the last message, and gives the file of the fork.
#[track_caller]
fn fork(outcrop: &Running) -> PathBuf {
    let before = outcrop.home().files();
    outcrop
        .keys("<ctrl-x><ctrl-k>")
        .see("forked into")
        .see("●saved");
    let mut made = outcrop.home().files();
    made.retain(|file| !before.contains(file));
    assert_eq!(made.len(), 1, "{made:?}");
    made.remove(0)
}

fn quit(outcrop: &Running) {
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
}

/// Opens a file of a run that has ended.
fn reopened(first: &Running, file: &Path) -> Running {
    let start = outcrop().sandbox().home(first.home()).size(160, 40);
    start.arg(file.display().to_string()).open()
}

#[test]
fn a_fork_goes_on_in_a_file_of_its_own() {
    let first = two_turns();
    let source = first.file();
    let before = fs::read(&source).unwrap();
    first.keys("half a sen");
    let fork = fork(&first);
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let said = format!(
        "forked into {}; the conversation before is {}",
        name(&fork),
        name(&source)
    );
    first.see(&said).see("newer rate=9999").see("half a sen");
    assert!(name(&fork).contains("older-rate-9999"));
    assert_eq!(Home::mode(&fork), 0o600);

    first.say("tence rate=9999");
    let prompts = [
        "older rate=9999",
        "newer rate=9999",
        "half a sentence rate=9999",
    ];
    assert_eq!(Records::read(&fork).prompts(), prompts);
    quit(&first);
    assert_eq!(fs::read(&source).unwrap(), before);

    let old = reopened(&first, &source);
    old.see("newer rate=9999").see("SANDBOX");
    assert!(!old.screen().has("sentence"));
    quit(&old);
    let new = reopened(&first, &fork);
    new.see("newer rate=9999")
        .see("half a sentence")
        .see("SANDBOX");
    new.say("more rate=9999");
    assert_eq!(Records::read(&fork).prompts().len(), 4);
}

#[test]
fn the_lines_of_the_path_are_those_of_the_source() {
    let outcrop = two_turns();
    let source = fs::read_to_string(outcrop.file()).unwrap();
    let records = Records::read(&outcrop.file());
    let file = fork(&outcrop);
    let lines = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    let kept = &lines[1..lines.len() - 1];
    assert!(kept.len() > 8 && kept.iter().all(|line| source.contains(line)));
    let header = &Records::read(&file).of_kind("header")[0].clone();
    let last = &records.of_kind("generation")[1]["n"];
    let id = &records.of_kind("header")[0]["id"];
    assert_eq!(header["origin"], json!({"id": id, "n": last}));
    assert_ne!(&header["id"], id);
}

#[test]
fn a_picture_rides_along() {
    let service = Service::start();
    let outcrop = outcrop()
        .service(&service)
        .model("either")
        .size(130, 60)
        .ready();
    let picture = outcrop.home().path().join("strata.png");
    image::RgbImage::from_pixel(4, 3, image::Rgb([60, 80, 9]))
        .save(&picture)
        .unwrap();
    let data = STANDARD.encode(fs::read(&picture).unwrap());
    outcrop
        .keys("<ctrl-x>a")
        .see("Attach a file")
        .keys("strata.png<enter>")
        .see("Image #1 strata.png")
        .say("what is it? rate=9999");
    let source = outcrop.file();
    let fork = fork(&outcrop);
    fs::remove_file(picture).unwrap();
    fs::remove_file(source).unwrap();
    outcrop.say("and now? rate=9999");
    let image = json!({"image": {"format": "png", "source": {"bytes": data}}});
    let text = json!({"text": "what is it? rate=9999"});
    let said = json!({"role": "user", "content": [image, text]});
    assert_eq!(service.last().body["messages"][0], said);
    assert_eq!(Records::read(&fork).count("blob"), 1);
}

#[test]
fn a_damaged_conversation_goes_on_in_a_fork() {
    let first = two_turns();
    let source = first.file();
    quit(&first);
    let whole = fs::read_to_string(&source).unwrap();
    let damaged = whole.replacen("\"first\"", "\"worst\"", 1);
    assert_ne!(damaged, whole, "the line of the title is damaged");
    fs::write(&source, &damaged).unwrap();
    let second = reopened(&first, &source);
    second.see("read-only").see("SANDBOX");
    let fork = fork(&second);
    second.see_no("read-only").say("more rate=9999");
    assert_eq!(Records::read(&fork).prompts().len(), 3);
    assert_eq!(fs::read_to_string(&source).unwrap(), damaged);
}

#[test]
fn a_reply_that_streams_is_not_forked() {
    let outcrop = outcrop().sandbox().size(160, 40).ready();
    outcrop.keys("<ctrl-x><ctrl-k>").see("send a message first");
    outcrop.keys("tell rate=20<enter>").see("sandbox");
    eventually("it streams", || outcrop.home().open_replies() == 1);
    outcrop.keys("<ctrl-x><ctrl-k>").see("let it end");
    assert_eq!(outcrop.home().files().len(), 1);
    outcrop.keys("<esc>").see("stopped by you");
    fork(&outcrop);
}

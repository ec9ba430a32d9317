//! Conversation files: made, opened, damaged, locked, full.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::harness::{Home, Records, Running, Service, outcrop};

fn written(name: &str) -> Running {
    let outcrop = outcrop().sandbox().arg(name).ready();
    outcrop.say("hello rate=9999");
    outcrop
}

fn quit(outcrop: &Running) {
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
}

/// Where a file of this name is that was named on the command line.
fn path(outcrop: &Running, name: &str) -> PathBuf {
    outcrop.home().path().join(name)
}

#[test]
fn a_missing_file_is_made_with_the_first_message() {
    let outcrop = outcrop().sandbox().arg("talk.jsonl").ready();
    let path = path(&outcrop, "talk.jsonl");
    outcrop.keys("typing").see("typing");
    assert!(!path.exists());
    outcrop.keys(" rate=9999<enter>").see("end_turn");
    assert_eq!(Home::mode(&path), 0o600);
    assert_eq!(Records::read(&path).prompts(), ["typing rate=9999"]);
    assert!(outcrop.home().files().is_empty());
}

#[test]
fn a_file_in_a_folder_that_is_not_there_is_told() {
    let outcrop = outcrop().sandbox().arg("no/such/talk.jsonl").open();
    assert_eq!(outcrop.exit(), 6);
    let said = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    assert!(
        said.contains("no/such/talk.jsonl") && said.contains("check the path"),
        "{said}"
    );
}

#[test]
fn a_conversation_comes_back_as_it_was() {
    let first = written("talk.jsonl");
    let shown = first.screen();
    quit(&first);
    let second = outcrop()
        .sandbox()
        .home(first.home())
        .arg("talk.jsonl")
        .open();
    let body = |rows: &[String]| rows[1..20].to_vec();
    second.until("it looks the same", |screen| {
        body(&screen.rows) == body(&shown.rows)
    });
    second.see("●saved").say("more rate=9999");
    assert_eq!(
        Records::read(&path(&second, "talk.jsonl")).prompts().len(),
        2
    );
}

#[test]
fn resume_opens_the_last_conversation() {
    let first = outcrop().sandbox().ready();
    first
        .say("older rate=9999")
        .keys("<ctrl-n>")
        .see("type a message")
        .say("newer rate=9999");
    quit(&first);
    let second = outcrop()
        .sandbox()
        .home(first.home())
        .arg("--resume")
        .open();
    second.see("newer rate=9999");
    assert!(!second.screen().has("older rate=9999"));
}

#[test]
fn a_file_of_another_kind_is_refused_and_left_alone() {
    let home = Arc::new(Home::empty());
    home.write("notes.txt", "milk\neggs\n");
    let outcrop = outcrop().home(&home).sandbox().arg("notes.txt").open();
    assert_eq!(outcrop.exit(), 6);
    let said = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    assert!(said.contains("it is not a conversation file"), "{said}");
    assert!(!said.contains("\x1b[?1049h"), "{said:?}");
    assert_eq!(
        fs::read_to_string(home.path().join("notes.txt")).unwrap(),
        "milk\neggs\n"
    );
}

/// Changes a letter in the last line that holds this text.
fn damage(path: &Path, text: &str) -> String {
    let whole = fs::read_to_string(path).unwrap();
    let at = whole.rfind(text).unwrap();
    let mut bytes = whole.into_bytes();
    bytes[at] = b'#';
    let damaged = String::from_utf8(bytes).unwrap();
    fs::write(path, &damaged).unwrap();
    damaged
}

#[test]
fn a_damaged_line_is_told_and_the_file_is_only_read() {
    let first = written("talk.jsonl");
    quit(&first);
    let path = path(&first, "talk.jsonl");
    let damaged = damage(&path, "end_turn");
    let second = outcrop()
        .sandbox()
        .home(first.home())
        .arg("talk.jsonl")
        .open();
    second
        .see("read-only")
        .see("checksum is wrong")
        .see("^X w")
        .see("hello rate=9999");
    second
        .see("SANDBOX")
        .keys("more<enter>")
        .see("reading only");
    quit(&second);
    assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
}

#[test]
fn a_damaged_conversation_goes_on_in_a_copy() {
    let first = written("talk.jsonl");
    quit(&first);
    damage(&path(&first, "talk.jsonl"), "end_turn");
    let second = outcrop()
        .sandbox()
        .home(first.home())
        .arg("talk.jsonl")
        .open();
    second
        .see("read-only")
        .see("SANDBOX")
        .keys("<ctrl-x>w")
        .see("Save as")
        .keys("copy.jsonl<enter>");
    second.see("saved to").say("more rate=9999");
    let copy = Records::until(
        &path(&second, "copy.jsonl"),
        "it goes on there",
        |records| records.prompts().len() == 2,
    );
    assert_eq!(copy.prompts(), ["hello rate=9999", "more rate=9999"]);
}

#[test]
fn a_torn_tail_is_told_and_the_chat_goes_on() {
    let first = written("talk.jsonl");
    quit(&first);
    let path = path(&first, "talk.jsonl");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 9]).unwrap();
    let second = outcrop()
        .sandbox()
        .home(first.home())
        .arg("talk.jsonl")
        .open();
    second
        .see("hello rate=9999")
        .see("could not be read")
        .see("SANDBOX");
    second.keys("more rate=9999<enter>").see("end_turn");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.as_bytes().starts_with(&whole[..whole.len() - 9]));
    assert!(text.contains("more rate=9999"));
}

#[test]
fn a_file_that_is_open_elsewhere_is_only_read() {
    let first = written("talk.jsonl");
    let second = outcrop()
        .sandbox()
        .home(first.home())
        .arg("talk.jsonl")
        .open();
    second
        .see("another outcrop has it open")
        .see("read-only")
        .see("hello rate=9999");
    second
        .see("SANDBOX")
        .keys("more<enter>")
        .see("reading only");
    first.say("still mine rate=9999");
    quit(&first);
    assert_eq!(
        Records::read(&path(&first, "talk.jsonl")).prompts().len(),
        2
    );
}

/// A run whose files cannot grow beyond some blocks.
fn limited(service: &Service, blocks: u32) -> Running {
    let script = format!(r#"ulimit -f {blocks}; exec "$@""#);
    outcrop()
        .service(service)
        .model("echo")
        .under(&script)
        .ready()
}

#[test]
fn a_disk_that_fails_is_told_and_the_chat_goes_on() {
    let service = Service::start();
    let outcrop = limited(&service, 8);
    outcrop
        .keys("x rate=9999 ")
        .paste(&"basalt ".repeat(900))
        .keys("<enter>")
        .see("end_turn");
    outcrop
        .see("not saved: could not write")
        .see("File too large")
        .see("NOT SAVED")
        .see("^X w");
    outcrop.keys("still here rate=9999<enter>");
    let answered = outcrop.until("it is answered", |screen| {
        screen.has("Enter send") && screen.has("still here")
    });
    assert!(answered.has("NOT SAVED"));
    assert_eq!(service.last().messages().len(), 3);
}

#[test]
fn what_could_not_be_saved_can_be_saved_elsewhere() {
    let service = Service::start();
    let script =
        r#"mkdir small; mount -t tmpfs -o size=16k none small || echo unmountable; exec "$@""#;
    let outcrop = outcrop()
        .service(&service)
        .model("echo")
        .arg("small/talk.jsonl")
        .under(script)
        .ready();
    if String::from_utf8_lossy(&outcrop.raw()).contains("unmountable") {
        return;
    }
    outcrop
        .keys("x rate=9999 ")
        .paste(&"basalt ".repeat(3000))
        .keys("<enter>")
        .see("end_turn");
    outcrop
        .see("No space left on device")
        .see("NOT SAVED")
        .keys("<ctrl-x>w")
        .see("Save as");
    outcrop
        .keys("elsewhere.jsonl<enter>")
        .see("saved to")
        .see_no("NOT SAVED")
        .see("●saved");
    let records = Records::read(&path(&outcrop, "elsewhere.jsonl"));
    assert_eq!((records.count("message"), records.count("end")), (1, 1));
    assert!(records.reply(0).len() > 20_000);
    outcrop.say("more rate=9999");
    assert_eq!(
        Records::read(&path(&outcrop, "elsewhere.jsonl"))
            .prompts()
            .len(),
        2
    );
    unmount(&outcrop);
}

fn unmount(outcrop: &Running) {
    quit(outcrop);
    let place = path(outcrop, "small");
    std::process::Command::new("umount")
        .arg(place)
        .status()
        .unwrap();
}

#[test]
fn save_as_goes_on_in_the_other_file() {
    let outcrop = written("talk.jsonl");
    outcrop
        .keys("<ctrl-x>w")
        .see("Save as")
        .keys("other.jsonl<enter>")
        .see("saved to");
    outcrop.say("more rate=9999");
    assert_eq!(
        Records::read(&path(&outcrop, "talk.jsonl")).prompts().len(),
        1
    );
    assert_eq!(
        Records::read(&path(&outcrop, "other.jsonl"))
            .prompts()
            .len(),
        2
    );
    assert_eq!(Home::mode(&path(&outcrop, "other.jsonl")), 0o600);
}

#[test]
fn save_as_never_overwrites() {
    let outcrop = written("talk.jsonl");
    outcrop.home().write("taken.txt", "mine\n");
    outcrop
        .keys("<ctrl-x>w")
        .see("Save as")
        .keys("taken.txt<enter>")
        .see("could not");
    assert_eq!(
        fs::read_to_string(path(&outcrop, "taken.txt")).unwrap(),
        "mine\n"
    );
    outcrop.say("more rate=9999");
    assert_eq!(
        Records::read(&path(&outcrop, "talk.jsonl")).prompts().len(),
        2
    );
}

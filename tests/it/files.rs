//! Conversation files: made, opened, damaged, locked, full.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use crate::harness::{Home, Records, Running, Service, eventually, outcrop};

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
        .see("missing: the end of a reply")
        .see("^X ^G")
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
        .keys("<esc>")
        .see_no("fork a copy")
        .keys("more<enter>")
        .see("reading only");
    first.say("still mine rate=9999");
    quit(&first);
    assert_eq!(
        Records::read(&path(&first, "talk.jsonl")).prompts().len(),
        2
    );
}

/// A run whose files cannot grow beyond some kilobytes.
fn limited(service: &Service) -> Running {
    let script = r#"trap '' XFSZ; ulimit -f 40; exec "$@""#;
    let outcrop = outcrop()
        .service(service)
        .model("echo")
        .under(script)
        .ready();
    outcrop.say("x rate=9999");
    outcrop
}

/// A message of many words, and its echo, which is more than the disk takes.
fn overfill(outcrop: &Running) {
    outcrop
        .paste(&"basalt ".repeat(1900))
        .keys("rate=9999<enter>")
        .see("NOT SAVED");
}

#[test]
fn a_disk_that_fails_is_told_and_the_chat_goes_on() {
    let service = Service::start();
    let outcrop = limited(&service);
    overfill(&outcrop);
    outcrop
        .see("not saved: could not write")
        .see("File too large")
        .see("^X w");
    outcrop
        .see("end_turn")
        .see("Enter send")
        .keys("still here rate=9999<enter>");
    eventually("it is sent", || service.asked().len() == 3);
    outcrop.see("still here").see("Enter send").see("NOT SAVED");
    assert_eq!(service.last().messages().len(), 5);
}

#[test]
fn a_limit_on_the_size_of_files_does_not_kill() {
    let script = r#"ulimit -f 40; "$@"; echo code=$?; read end"#;
    let outcrop = outcrop().sandbox().model("echo").under(script).ready();
    outcrop.say("x rate=9999");
    overfill(&outcrop);
    outcrop
        .see("Enter send")
        .keys("<ctrl-x>q")
        .see("quit again to leave without")
        .keys("<ctrl-x>q")
        .see("code=0");
}

/// A mounted file system. It goes with the test, also with one that fails.
struct Mounted(PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        Command::new("umount")
            .arg("--lazy")
            .arg(&self.0)
            .status()
            .ok();
    }
}

/// A run on a file system of its own with little room; `None` where none can be mounted.
fn cramped(service: &Service) -> Option<(Running, Mounted)> {
    let script =
        r#"mkdir small; mount -t tmpfs -o size=24k none small || echo unmountable; exec "$@""#;
    let start = outcrop()
        .service(service)
        .model("echo")
        .arg("small/talk.jsonl");
    let outcrop = start.under(script).ready();
    let mounted = !String::from_utf8_lossy(&outcrop.raw()).contains("unmountable");
    let mount = Mounted(path(&outcrop, "small"));
    outcrop.say("x rate=9999");
    mounted.then_some((outcrop, mount))
}

fn mount(outcrop: &Running, program: &str, options: &[&str]) {
    let place = path(outcrop, "small");
    let status = Command::new(program).args(options).arg(place).status();
    assert!(status.unwrap().success());
}

#[test]
fn what_could_not_be_saved_can_be_saved_elsewhere() {
    let service = Service::start();
    let Some((outcrop, _mounted)) = cramped(&service) else {
        return;
    };
    overfill(&outcrop);
    outcrop
        .see("No space left on device")
        .see("end_turn")
        .see("Enter send")
        .keys("<ctrl-x>w");
    outcrop
        .see("Save as")
        .keys("elsewhere.jsonl<enter>")
        .see("saved to")
        .see_no("NOT SAVED")
        .see("●saved");
    let elsewhere = path(&outcrop, "elsewhere.jsonl");
    let records = Records::read(&elsewhere);
    assert_eq!((records.prompts().len(), records.count("end")), (2, 2));
    assert!(records.reply(1).len() > 12_000);
    outcrop.say("more rate=9999");
    assert_eq!(Records::read(&elsewhere).prompts().len(), 3);
    quit(&outcrop);
}

#[test]
fn a_disk_that_has_room_again_gets_everything() {
    let service = Service::start();
    let Some((outcrop, _mounted)) = cramped(&service) else {
        return;
    };
    overfill(&outcrop);
    outcrop.see("end_turn").see("Enter send");
    mount(&outcrop, "mount", &["-o", "remount,size=1m"]);
    outcrop.keys("<f5>").see("written again").see("●saved");
    let records = Records::read(&path(&outcrop, "small/talk.jsonl"));
    assert_eq!((records.prompts().len(), records.count("end")), (2, 2));
    assert_eq!(records.reply(1), records.prompts()[1]);
    quit(&outcrop);
}

#[test]
fn a_long_title_leaves_room_for_the_word_saved() {
    let outcrop = outcrop().sandbox().size(80, 24).ready();
    outcrop.say("please tell me everything that is known about the origin of granite rate=9999");
    outcrop.see("●saved");
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

#[test]
fn a_draft_that_cannot_be_read_is_kept_and_told_of() {
    let home = Arc::new(Home::empty());
    let drafts = home.path().join(".local/state/outcrop/drafts");
    let one = outcrop().home(&home).sandbox().ready();
    one.say("of granite rate=9999");
    one.keys("unsent of gneiss");
    quit(&one);
    let path = fs::read_dir(&drafts)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, &text[..text.len() / 2]).unwrap();
    let two = outcrop().home(&home).sandbox().arg("--resume").open();
    two.see("is damaged");
    two.keys("<ctrl-x>!")
        .see("it is kept as")
        .see(".json.damaged");
    let kept = format!("{}.damaged", path.display());
    assert_eq!(fs::read_to_string(kept).unwrap(), &text[..text.len() / 2]);
}

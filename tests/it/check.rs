//! `outcrop check` and `outcrop recover`.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use serde_json::Value;

use crate::harness::{Home, plain};

const SOUND: &str = include_str!("../data/golden/0.1.0.jsonl");

/// Runs the program in a folder with these files; gives exit code, output, errors and the folder.
fn run(args: &[&str], files: &[(&str, &[u8])]) -> (i32, String, String, Arc<Home>) {
    let (mut command, home) = plain(args);
    for (name, content) in files {
        fs::write(home.path().join(name), content).unwrap();
    }
    command.current_dir(home.path()).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().unwrap();
    (code, text(&output.stdout), text(&output.stderr), home)
}

/// The file with a changed byte in line 7 and a line that was torn off.
fn damaged() -> Vec<u8> {
    let mut bytes = SOUND.replace("What is this?", "What is that?").into_bytes();
    bytes.truncate(bytes.len() - 30);
    bytes
}

fn path(home: &Home, name: &str) -> PathBuf {
    home.path().join(name)
}

#[test]
fn a_sound_file_is_fine() {
    let (code, out, error, _) = run(&["check", "a.jsonl"], &[("a.jsonl", SOUND.as_bytes())]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("a.jsonl: fine; 47 lines"), "{out}");
    assert!(out.contains("3 blob") && out.contains("1 ballad"), "{out}");
}

#[test]
fn damage_is_told_with_its_place_and_its_cost() {
    let files: [(&str, &[u8]); 2] = [("a.jsonl", &damaged()), ("b.jsonl", SOUND.as_bytes())];
    let (code, out, error, _) = run(&["check", "a.jsonl", "b.jsonl"], &files);
    assert_eq!((code, error.as_str()), (1, ""), "{out}");
    for told in [
        "a.jsonl: 3 findings (1 damaged, 1 torn, 1 astray)",
        "line 7, bytes ",
        "damaged: its checksum is wrong; missing: a message",
        "line 8, bytes ",
        "astray: it follows message 7, which is not there",
        "torn: it breaks off in the middle; missing: a piece of a reply (reply 48)",
        "b.jsonl: fine",
    ] {
        assert!(out.contains(told), "{told}\n{out}");
    }
}

#[test]
fn programs_get_json() {
    let files: [(&str, &[u8]); 1] = [("a.jsonl", &damaged())];
    let (code, out, _, _) = run(&["check", "--json", "a.jsonl", "none.jsonl"], &files);
    assert_eq!(code, 6);
    let lines: Vec<Value> = out
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    assert_eq!(
        (&lines[0]["file"], &lines[0]["lines"]),
        (&"a.jsonl".into(), &47.into())
    );
    assert_eq!(lines[0]["version"], serde_json::json!([1, 0]));
    let finding = &lines[0]["findings"][0];
    assert_eq!(
        (&finding["line"], &finding["kind"]),
        (&7.into(), &"damaged".into())
    );
    let at = SOUND.find("What is this?").unwrap() as u64;
    let range = (
        finding["bytes"][0].as_u64().unwrap(),
        finding["bytes"][1].as_u64().unwrap(),
    );
    assert!(range.0 < at && at < range.1, "{range:?}");
    assert!(lines[1]["error"].as_str().unwrap().contains("none.jsonl"));
}

#[test]
fn what_is_no_conversation_cannot_be_checked_or_recovered() {
    let files: [(&str, &[u8]); 1] = [("notes.txt", b"milk\neggs\n")];
    for args in [["check", "notes.txt"], ["recover", "notes.txt"]] {
        let (code, _, error, home) = run(&args, &files);
        assert_eq!(code, 6, "{args:?}");
        assert!(error.contains("it is not a conversation file"), "{error}");
        let entries = fs::read_dir(home.path()).unwrap();
        let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name()).collect();
        names.sort();
        // The first folder was there before.
        assert_eq!(names, [".local", "notes.txt"]);
    }
}

#[test]
fn a_recovered_copy_is_sound_and_the_source_stays() {
    let bytes = damaged();
    let (code, out, error, home) = run(&["recover", "a.jsonl"], &[("a.jsonl", &bytes)]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(out.contains("a-recovered.jsonl: 45 records of a.jsonl; 2 lines could not be read"));
    assert!(
        out.contains("line 7: its checksum is wrong; missing: a message"),
        "{out}"
    );
    assert_eq!(fs::read(path(&home, "a.jsonl")).unwrap(), bytes);
    let copy = fs::read(path(&home, "a-recovered.jsonl")).unwrap();
    assert_eq!(Home::mode(&path(&home, "a-recovered.jsonl")), 0o600);
    let (code, out, _, _) = run(&["check", "copy.jsonl"], &[("copy.jsonl", &copy)]);
    // Nothing is damaged any more; a message is missing still.
    assert_eq!(code, 1);
    assert!(
        out.contains("1 finding (1 astray)") && out.contains("2 damaged"),
        "{out}"
    );
}

#[test]
fn nothing_is_ever_overwritten() {
    let files: [(&str, &[u8]); 2] = [("a.jsonl", &damaged()), ("b.jsonl", b"mine")];
    let (code, _, error, home) = run(&["recover", "a.jsonl", "-o", "b.jsonl"], &files);
    assert_eq!(code, 6);
    assert!(
        error.contains("b.jsonl") && error.contains("exists"),
        "{error}"
    );
    assert_eq!(fs::read(path(&home, "b.jsonl")).unwrap(), b"mine");
}

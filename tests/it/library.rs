//! The library: conversations are listed, named, pinned, opened, thrown away and brought back.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Records, Running, eventually, outcrop};

/// Two conversations, in the order in which they were begun; the second one is open.
fn two() -> Running {
    let outcrop = outcrop().sandbox().model("echo").size(120, 34).ready();
    outcrop.say("granite rate=9999").see("●saved");
    outcrop.keys("<ctrl-n>").see("new conversation");
    outcrop.say("basalt rate=9999").see("●saved");
    outcrop
}

/// The conversation file that has this word in its name.
#[track_caller]
fn file(outcrop: &Running, word: &str) -> PathBuf {
    let mut files = outcrop.home().files().into_iter();
    let named = |path: &PathBuf| path.to_string_lossy().contains(word);
    files.find(named).expect("there is such a file")
}

fn trash(outcrop: &Running) -> PathBuf {
    outcrop.home().path().join(".local/share/outcrop/trash")
}

fn in_trash(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let found = paths.filter(|path| path.extension().is_some_and(|it| it == "jsonl"));
    found.map(|path| path.display().to_string()).collect()
}

fn quit(outcrop: &Running) {
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
}

#[test]
fn conversations_are_named_pinned_opened_and_thrown_away() {
    let first = two();
    first.keys("<ctrl-o>").see("Conversations · 2");
    // The one that is not open gets its records all the same.
    first.keys("granite").see("1 of 2").keys("<ctrl-r>");
    first.see("Title of the conversation").keys(" rocks<enter>");
    first.see("granite rate=9999 rocks");
    first.keys("<ctrl-s>").see("★");
    let granite = file(&first, "granite");
    let marked = Records::until(&granite, "it is pinned", |records| {
        records.count("file_mark") == 1
    });
    assert_eq!(marked.count("title"), 2);
    // It is opened, with its title in the header, and the other one is left.
    first.keys("<enter>").see("opened").see("you");
    first.see(" outcrop  granite rate=9999 rocks ●saved");
    // The open one goes to the trash too: a new one begins first.
    first.keys("<ctrl-o>").see("▸").keys("rocks").see("1 of 2");
    first.keys("<delete>").see("is in the trash");
    first.see("new conversation");
    assert_eq!(in_trash(&trash(&first)).len(), 1);
    assert!(!granite.exists());
    quit(&first);

    let again = outcrop().sandbox().home(first.home()).size(120, 34);
    let second = again.ready();
    second
        .keys("<ctrl-o>")
        .see("Conversations · 1")
        .see("basalt");
    second.keys("<ctrl-b>").see("Trash · 1").see("★ granite");
    second.keys("<enter>").see("is out of the trash");
    second.see("the trash is empty");
    assert!(granite.exists());
    second.keys("<ctrl-b>").see("Conversations · 2");
    second.keys("granite<enter>").see("opened");
    second.see("granite rate=9999 rocks ●saved");
    second.say("more rate=9999");
}

#[test]
fn the_trash_is_emptied_after_asking() {
    let outcrop = two();
    outcrop.keys("<ctrl-o>").see("Conversations · 2");
    // What the index has by now can come first, and what it lacks above it.
    outcrop.keys("<ctrl-home><tab><tab>").see("2 marked");
    outcrop
        .keys("<delete>")
        .see("2 conversations are in the trash");
    outcrop.see("no conversation was begun yet");
    outcrop.keys("<ctrl-/>").see("out of the trash");
    outcrop
        .see("Conversations · 2")
        .keys("granite")
        .see("1 of 2");
    outcrop.keys("<delete>").see("Conversations · 1");
    outcrop.keys("<ctrl-b>").see("Trash · 1").keys("<ctrl-k>");
    outcrop.see("remove 1 conversation").keys("<down><enter>");
    outcrop.see("gone for good").see("Trash · 0");
    assert!(in_trash(&trash(&outcrop)).is_empty());
    assert!(file(&outcrop, "basalt").exists());
}

#[test]
fn what_was_left_unsent_waits_in_its_conversation() {
    let outcrop = two();
    outcrop.keys("half a thought");
    outcrop.keys("<ctrl-o>").see("Conversations · 2");
    outcrop.keys("granite<enter>").see("opened");
    outcrop.see_no("half a thought").keys("another half");
    outcrop.keys("<ctrl-o>").see("▸").keys("basalt<enter>");
    outcrop.see("half a thought").see_no("another half");
    outcrop.keys("<ctrl-x>O").see("local/share");
    outcrop.keys("granite<enter>").see("another half");
}

#[test]
fn a_conversation_of_another_folder_is_listed_copied_and_dropped() {
    let first = two();
    let source = file(&first, "granite");
    quit(&first);
    let name = "old notes.jsonl";
    let text = fs::read_to_string(&source).unwrap();
    let there = first.home().write(&format!("elsewhere/{name}"), &text);
    fs::remove_file(source).unwrap();
    let again = outcrop().sandbox().home(first.home()).size(120, 34);
    let second = again
        .config("library_folders = [\"~/elsewhere\"]\n")
        .ready();
    second.keys("<ctrl-o>").see("Conversations · 2");
    second.keys("granite").see(name).keys("<ctrl-d>");
    second.see("the copy is").see("(copy)");
    eventually("the copy is beside it", || {
        fs::read_dir(there.parent().unwrap()).unwrap().count() == 2
    });
    second.keys("<esc>").see_no("Conversations ·");
    second.paste(&format!("'{}'", there.display()));
    second.see("This is a conversation").keys("<enter>");
    second
        .see("opened old notes.jsonl")
        .see("granite rate=9999");
    second.see_no("elsewhere");
}

#[test]
fn a_model_gives_a_title_when_it_is_asked() {
    let outcrop = two();
    outcrop.keys("<ctrl-o>").see("Conversations · 2");
    outcrop.keys("granite").see("1 of 2").keys("<ctrl-a>");
    outcrop.see("the model calls it");
    let granite = file(&outcrop, "granite");
    let named = Records::until(&granite, "it has a title", |records| {
        records.count("title") == 2
    });
    assert_eq!(named.of_kind("title")[1]["by"], "model");
    assert_eq!(
        named.count("generation"),
        1,
        "the request is not part of it"
    );
}

#[test]
fn on_a_wide_screen_it_stands_beside_the_conversation_and_is_there_again() {
    let first = outcrop().sandbox().model("echo").size(170, 34).ready();
    first.keys("<ctrl-o>").see("no conversation was begun yet");
    first.keys("<esc>").see("type a message");
    first.say("granite rate=9999").see("▸  granite");
    first.keys("<ctrl-n>").see("new conversation");
    first.say("basalt rate=9999").see("▸  basalt");
    first.keys("<ctrl-o>granite<enter>").see("opened");
    first.see("outcrop  granite").see("▸  granite");
    eventually("it is remembered", || {
        first.home().state().contains(r#""pane":true"#)
    });
    quit(&first);
    let again = outcrop().sandbox().home(first.home()).size(170, 34);
    let second = again.ready();
    second.see("Conversations · 2").see("granite rate=9999");
    second.resize(120, 34).see_no("Conversations · 2");
    second.resize(170, 34).see("Conversations · 2");
    second.keys("<ctrl-o>").see("Esc write").keys("<ctrl-o>");
    second.see_no("Conversations · 2");
}

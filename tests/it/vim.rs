//! Modal editing, what Enter does, and drafts that are put aside.

use std::sync::Arc;

use rustix::process::Signal;

use crate::harness::{Home, Running, eventually, outcrop, state, violations};

const VIM: &str = "editing = \"vim\"\n";

fn vim() -> Running {
    outcrop().sandbox().config(VIM).ready()
}

fn reads(outcrop: &Running, lines: &[&str]) {
    outcrop.until(&format!("the message is {lines:?}"), |screen| {
        screen.editor() == lines
    });
}

#[test]
fn a_message_is_edited_by_commands_and_sent() {
    let outcrop = vim();
    outcrop.see("INSERT").keys("hallo rock").see("hallo rock");
    outcrop.keys("<esc>").see("NORMAL").see("i insert");
    outcrop.keys("bbcwhello<esc>").see("hello rock");
    outcrop.keys("A and<enter>");
    outcrop.until("it was sent", |screen| screen.has("end_turn"));
    assert_eq!(outcrop.finished().prompts(), ["hello rock and"]);
    // The next message is written at once.
    outcrop.see("INSERT").keys("i am text").see("i am text");
    outcrop.keys("<esc>dd<enter>").see("NORMAL");
    reads(&outcrop, &[""]);
}

#[test]
fn enter_sends_in_normal_mode_too() {
    let outcrop = vim();
    outcrop
        .keys("rock rate=9999<esc>")
        .see("NORMAL")
        .keys("<enter>");
    outcrop.see("end_turn").see("INSERT");
    assert_eq!(outcrop.finished().prompts(), ["rock rate=9999"]);
}

#[test]
fn other_keys_keep_their_meaning_in_normal_mode() {
    let outcrop = vim();
    outcrop.keys("a rock<esc>").see("NORMAL");
    outcrop
        .keys("<ctrl-p>")
        .see("Commands")
        .keys("<esc>")
        .see("NORMAL");
    outcrop
        .keys(":")
        .see("Commands")
        .keys("<esc>")
        .see("NORMAL");
    outcrop
        .keys("<ctrl-x>m")
        .see("Sandbox Guide")
        .keys("<esc>")
        .see("NORMAL");
    // The usual ladder: from the message to the conversation, and back to write.
    outcrop.keys("<esc>").see("i write");
    outcrop.keys("i").see("INSERT");
    reads(&outcrop, &["a rock"]);
}

#[test]
fn a_selection_is_shown_and_taken() {
    let outcrop = vim();
    outcrop.keys("one two three<esc>").see("NORMAL");
    outcrop.keys("bviw").see("VISUAL").keys("d").see("NORMAL");
    reads(&outcrop, &["one two"]);
    outcrop.keys("u");
    reads(&outcrop, &["one two three"]);
    outcrop.keys("<ctrl-r>0.");
    reads(&outcrop, &["wo"]);
}

#[test]
fn the_system_prompt_is_edited_in_modes_too() {
    let outcrop = vim();
    outcrop.keys("<ctrl-x>s").see("System prompt").see("INSERT");
    outcrop.keys("be brief<esc>").see("NORMAL").keys("yyp");
    outcrop.keys("<esc>").see_no("System prompt \u{b7}");
    // What was copied there can be put into the message.
    outcrop.keys("x<esc>p");
    reads(&outcrop, &["x", "be brief"]);
}

#[test]
fn the_caret_has_the_shape_of_the_mode_and_is_given_back() {
    let outcrop = outcrop().sandbox().asked().config(VIM).ready();
    let wrote = |what: &str| {
        outcrop.until_raw(&format!("{what:?} was written"), |raw| {
            String::from_utf8_lossy(raw).contains(what)
        });
    };
    wrote("\x1b[6 q");
    outcrop.keys("x<esc>").see("NORMAL");
    wrote("\x1b[2 q");
    outcrop.keys("d");
    wrote("\x1b[4 q");
    outcrop.keys("<esc>").keys("<ctrl-z>");
    eventually("the process is stopped", || state(outcrop.pid()) == 'T');
    wrote("\x1b[0 q");
    let left = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    let (usual, last) = (left.rfind("\x1b[0 q"), left.rfind("\x1b[2 q"));
    assert!(usual > last, "the shell gets its caret back");
    outcrop.signal(Signal::CONT).see("NORMAL");
    outcrop.until_raw("the caret is a block again", |raw| {
        let raw = String::from_utf8_lossy(raw);
        raw.rfind("\x1b[2 q") > raw.rfind("\x1b[0 q")
    });
    outcrop.keys("dd<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    let raw = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    assert!(raw.rfind("\x1b[0 q") > raw.rfind("\x1b[2 q"), "given back");
}

#[test]
fn without_modes_the_caret_is_left_alone() {
    let outcrop = outcrop().sandbox().ready();
    outcrop.keys("x<esc>").see("i write").keys("<ctrl-x>q");
    outcrop.exit();
    let raw = outcrop.raw();
    for shape in ["\x1b[0 q", "\x1b[2 q", "\x1b[6 q"] {
        assert!(!String::from_utf8_lossy(&raw).contains(shape), "{shape:?}");
    }
    assert_eq!(violations(&raw), Vec::<String>::new());
}

#[test]
fn the_settings_count_while_it_runs() {
    let outcrop = outcrop().sandbox().config("").ready();
    outcrop.see("Enter send").keys("text");
    let config = ".config/outcrop/config.toml";
    outcrop
        .home()
        .write(config, "editing = \"vim\"\nenter = \"newline\"\n");
    outcrop
        .see("INSERT")
        .see("Alt-Enter send")
        .see("Enter newline");
    outcrop.keys("<enter>more");
    reads(&outcrop, &["text", "more"]);
    outcrop.keys("<alt-enter>").see("end_turn");
    assert_eq!(outcrop.finished().prompts(), ["text\nmore"]);
    outcrop.home().write(config, "");
    outcrop.see_no("INSERT").see("Enter send");
}

#[test]
fn drafts_are_put_aside_and_outlive_the_program() {
    let home = Arc::new(Home::empty());
    let one = outcrop().home(&home).sandbox().ready();
    one.keys("first<ctrl-s>").see("1 put aside");
    one.keys("second<ctrl-s>").see("2 put aside");
    reads(&one, &[""]);
    eventually("they are on disk", || {
        let state = home.state();
        state.contains("first") && state.contains("second")
    });
    one.kill();
    let two = outcrop().home(&home).sandbox().ready();
    two.see("2 put aside").keys("<ctrl-s>").see("1 put aside");
    reads(&two, &["second"]);
    // A message that is sent leaves the other one where it is.
    two.keys(" rate=9999<enter>")
        .see("end_turn")
        .see("1 put aside");
    two.keys("/stash")
        .see("put the draft aside")
        .keys("<enter>");
    reads(&two, &["first"]);
    two.see_no("put aside");
}

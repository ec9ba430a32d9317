//! Texts in the user's own editor, which is a shell script here.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use rustix::process::{Pid, Signal};

use crate::harness::{
    Home, Records, Running, Service, child_of, eventually, lasts, outcrop, state,
};

/// An editor that says what it was given, and writes what is typed into it.
const ASKS: &str = r#"
printf 'EDITING %s.\n' "$(cat "$1")"
IFS= read -r line
printf '%s\n' "$line" > "$1"
"#;

fn editing_with(script: &str) -> Running {
    outcrop().sandbox().editor(script).ready()
}

#[track_caller]
fn holds(outcrop: &Running, text: &str) {
    outcrop.until(&format!("the editor holds {text:?}"), |screen| {
        screen.alternate && screen.editor() == [text]
    });
}

/// The files of texts that are edited.
fn handed_out(outcrop: &Running) -> Vec<PathBuf> {
    let folder = outcrop.home().path().join(".local/state/outcrop/editing");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

#[track_caller]
fn nothing_is_left(outcrop: &Running) {
    eventually("the file is gone", || handed_out(outcrop).is_empty());
}

#[test]
fn a_message_comes_back_from_a_private_file() {
    let script = r#"
stat -c '%a %n' "$1" "${1%/*}" > "$HOME/modes"
printf ' outside\r\n' >> "$1"
"#;
    let outcrop = editing_with(script);
    outcrop.keys("from<ctrl-g>");
    holds(&outcrop, "from outside");
    nothing_is_left(&outcrop);
    let modes = fs::read_to_string(outcrop.home().path().join("modes")).unwrap();
    let modes: Vec<&str> = modes.lines().collect();
    assert!(
        modes[0].starts_with("600 ") && modes[0].ends_with("message.md"),
        "{modes:?}"
    );
    assert!(modes[1].starts_with("700 "), "{modes:?}");
    outcrop.keys("<ctrl-/>");
    holds(&outcrop, "from");
}

#[test]
fn a_system_prompt_comes_back_and_goes_out_with_the_next_request() {
    let service = Service::start();
    let script = r#"printf 'You are a rock.\nBe hard.\n' > "$1""#;
    let outcrop = outcrop()
        .service(&service)
        .model("echo")
        .editor(script)
        .ready();
    outcrop
        .keys("<ctrl-x>s")
        .see("leave as it was")
        .keys("<ctrl-g>")
        .see("Be hard.")
        .keys("<esc>")
        .see_no("leave as it was")
        .say("hello");
    let system = &service.last().body["system"];
    assert_eq!(system[0]["text"], "You are a rock.\nBe hard.");
}

#[test]
fn keys_go_to_the_editor_and_then_at_once_to_outcrop() {
    let outcrop = editing_with(ASKS);
    outcrop.keys("0").see("0");
    for round in 0..20 {
        outcrop.keys("<ctrl-g>").see(&format!("EDITING {round}."));
        outcrop.keys(&format!("{}<enter>", round + 1));
        holds(&outcrop, &(round + 1).to_string());
    }
    outcrop.keys("!");
    holds(&outcrop, "20!");
}

#[test]
fn what_is_typed_ahead_never_comes_after() {
    let outcrop = editing_with(ASKS);
    outcrop.keys("mine<ctrl-g>zzz").see("EDITING mine.");
    outcrop.keys("text<enter>!");
    // Either it was dropped, or it was not read before the editor was there.
    outcrop.until("nothing of it comes later", |screen| {
        let editor = screen.editor();
        screen.alternate && (editor == ["text!"] || editor == ["zzztext!"])
    });
}

#[test]
fn every_byte_reaches_an_editor_in_raw_mode() {
    let script = r#"
old=$(stty -g)
stty raw -echo
printf 'EDITING\r\n'
head -c 17 > "$HOME/bytes"
stty "$old"
"#;
    let outcrop = editing_with(script);
    outcrop.keys("mine<ctrl-g>").see("EDITING");
    for key in [
        "<up>",
        "<ctrl-c>",
        "q",
        "<ctrl-x>q",
        "<ctrl-z>",
        "<f5>",
        "<bare-esc>",
        "yz",
        "!",
    ] {
        outcrop.keys(key);
    }
    holds(&outcrop, "mine");
    let bytes = fs::read(outcrop.home().path().join("bytes")).unwrap();
    assert_eq!(bytes, b"\x1b[A\x03q\x18q\x1a\x1b[15~\x1byz!");
    outcrop.keys("x");
    holds(&outcrop, "minex");
}

#[test]
fn ctrl_c_and_ctrl_backslash_are_the_editors() {
    for (key, words) in [("<ctrl-c>", "signal 2"), ("<ctrl-\\>", "signal 3")] {
        let outcrop = editing_with(ASKS);
        outcrop.keys("mine<ctrl-g>").see("EDITING mine.");
        outcrop.keys(key).see(words);
        holds(&outcrop, "mine");
        nothing_is_left(&outcrop);
        outcrop.keys("x");
        holds(&outcrop, "minex");
    }
}

#[test]
fn an_editor_that_fails_changes_nothing_and_loses_nothing() {
    for (script, words) in [
        ("echo more >> \"$1\"; exit 3", "ended with exit code 3"),
        ("echo more >> \"$1\"; kill -9 $$", "ended by signal 9"),
        ("printf 'more \\377\\n' >> \"$1\"", "no UTF-8 in line 1"),
    ] {
        let outcrop = editing_with(script);
        outcrop.keys("mine <ctrl-g>").see("kept in");
        holds(&outcrop, "mine");
        let files = handed_out(&outcrop);
        assert_eq!(files.len(), 1, "{files:?}");
        let kept = fs::read(&files[0]).unwrap();
        assert!(kept.starts_with(b"mine more"), "{kept:?}");
        assert_eq!(Home::mode(&files[0]), 0o600);
        outcrop.keys("<ctrl-x>!").see("Last error");
        outcrop.see(words);
    }
}

#[test]
fn an_editor_that_is_not_there_is_told() {
    let outcrop = outcrop()
        .sandbox()
        .env("VISUAL", "/no/such/editor -x")
        .ready();
    outcrop
        .keys("mine<ctrl-x><ctrl-e>")
        .see("cannot start `/no/such/editor`");
    holds(&outcrop, "mine");
    nothing_is_left(&outcrop);
}

#[test]
fn a_reply_is_received_and_written_meanwhile_and_nothing_is_drawn() {
    let service = Service::start();
    let outcrop = outcrop()
        .service(&service)
        .model("drizzle")
        .editor(ASKS)
        .ready();
    outcrop
        .keys("tokens=60 rate=30<enter>")
        .see("streaming · ttft")
        .keys("<ctrl-g>")
        .see("EDITING");
    let before = outcrop.raw().len();
    let done = |records: &Records| records.outcome() == "done";
    Records::until(&outcrop.file(), "the reply is whole", done);
    assert_eq!(outcrop.raw().len(), before, "something was drawn");
    outcrop.keys("next<enter>").see("end_turn");
    holds(&outcrop, "next");
}

#[test]
fn an_editor_that_waits_costs_nothing() {
    let outcrop = editing_with(ASKS);
    outcrop.keys("mine<ctrl-g>").see("EDITING mine.");
    let ticks = || crate::harness::processor_ticks(outcrop.pid());
    let before = ticks();
    lasts("the editor waits", Duration::from_secs(1), || {
        !outcrop.screen().alternate
    });
    assert!(ticks() - before <= 1);
}

#[test]
fn a_terminal_that_was_resized_meanwhile_is_drawn_at_its_size() {
    let outcrop = editing_with(ASKS);
    outcrop.keys("mine<ctrl-g>").see("EDITING mine.");
    outcrop.resize(60, 20).keys("other<enter>");
    holds(&outcrop, "other");
    let screen = outcrop.screen();
    let frame = screen.rows.iter().find(|row| row.contains("╭─ Message"));
    assert_eq!(frame.map(|row| row.chars().count()), Some(60), "{screen}");
}

#[test]
fn the_whole_job_stops_and_goes_on() {
    let script = r#"
echo EDITING
read -r line
kill -TSTP 0
echo AGAIN
read -r line
printf '%s\n' "$line" > "$1"
"#;
    let shell = r#"set -m; "$@"; echo "the job stands"; read go; fg; echo code=$?; read end"#;
    let outcrop = outcrop().sandbox().editor(script).under(shell).ready();
    outcrop.keys("mine<ctrl-g>").see("EDITING").keys("<enter>");
    outcrop.see("the job stands");
    assert_eq!(state(child_of(outcrop.pid())), 'T');
    let entered = |outcrop: &Running| {
        let raw = String::from_utf8_lossy(&outcrop.raw()).into_owned();
        raw.matches("\x1b[?1049h").count()
    };
    outcrop.keys("<enter>").see("AGAIN");
    assert_eq!(entered(&outcrop), 1, "the screen was touched");
    outcrop.keys("text<enter>");
    holds(&outcrop, "text");
    outcrop.keys("<ctrl-c>").see("cleared").keys("<ctrl-d>");
    outcrop.see("code=0");
}

#[test]
fn a_signal_that_ends_outcrop_ends_the_editor_and_tells_where_the_text_is() {
    let script = r#"echo $$ > "$HOME/editor"; echo " more" >> "$1"; echo EDITING; read -r line"#;
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let outcrop = editing_with(script);
        outcrop.keys("mine<ctrl-g>").see("EDITING");
        outcrop.signal(signal);
        assert_eq!(outcrop.exit(), code);
        outcrop.see("outcrop: kept in");
        let editor = fs::read_to_string(outcrop.home().path().join("editor")).unwrap();
        let editor = Pid::from_raw(editor.trim().parse().unwrap()).unwrap();
        eventually("the editor has ended", || {
            matches!(state(editor), '?' | 'Z')
        });
        let files = handed_out(&outcrop);
        assert_eq!(files.len(), 1, "{files:?}");
        assert_eq!(fs::read_to_string(&files[0]).unwrap(), "mine more\n");
    }
}

#[test]
fn a_terminal_that_is_closed_under_the_editor_ends_both() {
    let mut outcrop = editing_with(ASKS);
    outcrop.keys("mine<ctrl-g>").see("EDITING mine.");
    outcrop.hang_up();
    assert_eq!(outcrop.exit(), 129);
}

#[test]
fn a_conversation_with_a_mistake_comes_up_again_until_it_is_mended() {
    let script = r#"
cp "$1" "$HOME/round"
if grep -q '^<!-- outcrop: line' "$1"; then
    sed -i -e 's/^# asistant/# assistant/' -e 's/^Be brief/Be long/' "$1"
else
    sed -i 's/^# assistant/# asistant/' "$1"
fi
"#;
    let outcrop = editing_with(script);
    outcrop.write("system", "Be brief.").say("hello rate=9999");
    outcrop.keys("<esc>E").see("the system prompt was changed");
    nothing_is_left(&outcrop);
    let round = fs::read_to_string(outcrop.home().path().join("round")).unwrap();
    let lines: Vec<&str> = round.lines().collect();
    let mark = lines
        .iter()
        .position(|line| line.starts_with("<!-- outcrop: line"));
    assert!(
        lines[mark.unwrap() + 1].starts_with("# asistant {#"),
        "{round}"
    );
    let set = outcrop.records();
    let last = set.of_kind("lane_set").pop().unwrap().clone();
    assert_eq!(last["settings"]["system"], "Be long.");
}

#[test]
fn a_mistake_that_is_left_gives_up_and_keeps_the_text() {
    let script = r#"grep -q asistant "$1" || sed -i 's/^# assistant/# asistant/' "$1""#;
    let outcrop = editing_with(script);
    outcrop.say("hello rate=9999");
    outcrop.keys("<esc>E").see("kept in");
    outcrop
        .keys("<ctrl-x>!")
        .see("this cannot be taken as it is");
    let files = handed_out(&outcrop);
    assert_eq!(files.len(), 1, "{files:?}");
    assert!(
        fs::read_to_string(&files[0])
            .unwrap()
            .contains("# asistant")
    );
}

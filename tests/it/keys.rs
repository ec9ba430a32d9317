//! `keys.toml` and `outcrop keys`: keys of one's own in a real run, taken in while it goes on, faults told.

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use crate::harness::{Home, Running, outcrop};

const FILE: &str = ".config/outcrop/keys.toml";

fn command(home: &Home, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outcrop"));
    command.arg("keys").args(args).env_clear();
    command.env("HOME", home.path());
    command
}

fn run(home: &Home, args: &[&str]) -> Output {
    command(home, args).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn with(text: &str) -> (Running, Arc<Home>) {
    let home = Arc::new(Home::empty());
    home.write(FILE, text);
    (outcrop().home(&home).sandbox().ready(), home)
}

#[test]
fn keys_of_the_file_count_and_so_do_those_that_it_gets_later() {
    let (outcrop, home) = with("[global]\n\"palette\" = [\"f9\"]\n");
    // The hint below names the key that counts.
    outcrop.see("F9 palette").keys("\x1b[20~").see("Commands");
    outcrop.keys("<esc>").see_no("Commands");
    home.write(
        FILE,
        "leader = \"ctrl-t\"\n[global]\n\"palette\" = [\"f8\"]\n",
    );
    outcrop.see("keys.toml was read").see("F8 palette");
    outcrop.keys("<ctrl-t>m").see("Models").keys("<esc>");
    outcrop.see_no("Models").keys("\x14").see("^T");
    outcrop.keys("<esc>").see_no("hidden characters");
    // A line that says nothing any more leads back to the defaults.
    home.write(FILE, "# none\n");
    outcrop.see("^P palette");
    outcrop.keys("<ctrl-x>m").see("Models");
}

#[test]
fn faults_are_told_and_change_nothing() {
    let (outcrop, home) = with("[global]\n\"pallete\" = [\"f9\"]\n");
    outcrop.see("the default keys count: line 2, column 1");
    outcrop.keys("<ctrl-p>").see("Commands").keys("<esc>");
    home.write(FILE, "[global]\n\"palette\" = [\"f9\"]\n");
    outcrop.see("keys.toml was read");
    home.write(
        FILE,
        "[global]\n\"palette\" = [\"ctl-9\"]\n[composer]\n\"send\" = [\"x\"]\n",
    );
    outcrop.see("it changes nothing: line 2, column 14");
    outcrop.keys("<ctrl-x>!").see("line 4, column 11");
    outcrop.keys("<esc>").keys("\x1b[20~").see("Commands");
}

#[test]
fn what_may_follow_is_shown_after_a_moment() {
    let (outcrop, _home) = with("");
    outcrop.keys("<ctrl-x>").see("attach").see("conversations");
    outcrop.keys("m").see("Models").see_no("take back");
}

#[test]
fn the_palette_remembers_over_restarts() {
    let home = Arc::new(Home::empty());
    let first = outcrop().home(&home).sandbox().ready();
    first
        .keys("<ctrl-p>")
        .see("Commands")
        .keys("hand the mouse");
    first.see_no("begin a new").keys("<enter>");
    first.see("the terminal has the mouse").keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let second = outcrop().home(&home).sandbox().ready();
    second.keys("<ctrl-p>");
    second.until("it comes first", |screen| {
        let mut rows = screen.rows.iter();
        let filter = rows.position(|row| row.contains("Commands"));
        filter.is_some_and(|at| screen.rows[at + 2].contains("mouse"))
    });
}

#[test]
fn the_map_is_printed_checked_and_begun_with() {
    let home = Home::empty();
    let check = run(&home, &["--check"]);
    assert!(check.status.success());
    assert!(err(&check).contains("is not there, and need not be"));
    let table = out(&run(&home, &[]));
    for line in [
        "Everywhere [global]",
        "^P, ^X ^P",
        "Conversation [transcript]",
    ] {
        assert!(table.contains(line), "{line}\n{table}");
    }
    // What is printed to begin with says what holds already.
    let toml = out(&run(&home, &["--toml"]));
    home.write(FILE, &toml);
    let check = run(&home, &["--check"]);
    assert!(err(&check).contains("is in order"), "{check:?}");
    assert_eq!(out(&run(&home, &[])), table);
    // That of a preset makes the preset.
    let emacs = out(&run(&home, &["--preset", "emacs"]));
    assert!(emacs.contains("Alt-x"), "{emacs}");
    home.write(FILE, &out(&run(&home, &["--preset", "emacs", "--toml"])));
    assert_eq!(out(&run(&home, &[])), emacs);
    home.write(FILE, "preset = \"emacs\"\n");
    assert_eq!(out(&run(&home, &[])), emacs);
    let json: serde_json::Value = serde_json::from_str(&out(&run(&home, &["--json"]))).unwrap();
    let rows = json.as_array().unwrap();
    let palette = rows.iter().find(|row| row["action"] == "palette").unwrap();
    assert_eq!(
        palette["keys"],
        serde_json::json!(["alt-x", "ctrl-x ctrl-p"])
    );
    assert_eq!(palette["scope"], "global");
    let wrong = run(&home, &["--preset", "emcas"]);
    assert!(err(&wrong).contains("did you mean `emacs`?"), "{wrong:?}");

    home.write(
        FILE,
        "[global]\nnwe = [\"f9\"]\nquit = [\"f9\"]\nnew = [\"f9\", \"zz\"]\n[lsit]\n",
    );
    let check = run(&home, &["--check"]);
    assert_eq!(check.status.code(), Some(3));
    let told = err(&check);
    for fault in [
        "keys.toml: line 2, column 1: there is no action \"nwe\" in [global]; did you mean \"new\"?",
        "line 4, column 8: `F9` is given to \"quit\" already, in line 3",
        "line 4, column 14: `zz` is no key",
        "line 5, column 2: there is no place [lsit]; did you mean `list`?",
    ] {
        assert!(told.contains(fault), "{fault}\n{told}");
    }
    let live = run(&home, &[]);
    assert_eq!(live.status.code(), Some(3));
    assert_eq!(out(&live), table, "the defaults count until then");
}

#[test]
fn nobody_has_to_read_all_of_it() {
    let home = Home::empty();
    let mut command = command(&home, &[]);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    let mut reader = BufReader::with_capacity(16, child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert!(line.starts_with("Everywhere"), "{line}");
    assert_eq!(err(&output), "");
}

#[test]
fn what_enter_does_is_listed_and_a_file_says_nothing_of_it() {
    let home = Home::empty();
    home.write(".config/outcrop/config.toml", "enter = \"newline\"\n");
    let listed = out(&run(&home, &[]));
    for (keys, name) in [
        ("Enter", "newline"),
        ("Alt-Enter", "send"),
        ("^J, Shift-Enter", "newline"),
    ] {
        let has = |line: &str| {
            let rest = line.trim_start().strip_prefix(keys).map(str::trim_start);
            rest.is_some_and(|rest| rest.starts_with(name))
        };
        assert!(listed.lines().any(has), "{keys} {name}\n{listed}");
    }
    home.write(FILE, &out(&run(&home, &["--toml"])));
    let checked = run(&home, &["--check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", err(&checked));
}

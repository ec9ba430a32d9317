//! `config.toml`: made, looked at, changed from the command line, and taken in while the program runs.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

use crate::harness::{Home, Service, outcrop};

fn run(home: &Home, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outcrop"));
    command.arg("config").args(args).env_clear();
    command.env("HOME", home.path()).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let home = Home::empty();
    for args in [["show", "--origin"], ["init", "--print"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_outcrop"));
        command.arg("config").args(args).env_clear();
        command.env("HOME", home.path()).stdout(writer);
        let output = command.output().unwrap();
        assert_eq!(err(&output), "");
        assert_eq!(output.status.code(), Some(141));
    }
}

#[test]
fn settings_are_made_shown_checked_and_changed() {
    let home = Home::empty();
    let path = PathBuf::from(out(&run(&home, &["path"])).trim());
    assert_eq!(path, home.path().join(".config/outcrop/config.toml"));
    assert!(err(&run(&home, &["check"])).contains("is not there, and need not be"));
    assert!(run(&home, &["init"]).status.success());
    let commented = fs::read_to_string(&path).unwrap();
    assert_eq!(out(&run(&home, &["init", "--print"])), commented);
    assert!(!run(&home, &["init"]).status.success(), "it would be lost");
    assert!(run(&home, &["check"]).status.success());

    assert!(run(&home, &["set", "theme", "light"]).status.success());
    assert!(run(&home, &["set", "timers.headers", "7"]).status.success());
    let changed = fs::read_to_string(&path).unwrap();
    for line in commented.lines().filter(|line| line.starts_with('#')) {
        assert!(changed.contains(line), "{line} is lost:\n{changed}");
    }
    let shown = out(&run(&home, &["show", "--origin"]));
    let line = |key: &str| {
        let mut lines = shown.lines();
        lines.find(|line| line.starts_with(key)).unwrap().to_owned()
    };
    assert!(
        line("theme = \"light\"").contains("# config.toml:"),
        "{shown}"
    );
    assert!(
        line("timers.headers = 7").contains("# config.toml:"),
        "{shown}"
    );
    assert!(
        line("timers.first_event = 300").ends_with("# not set"),
        "{shown}"
    );
    // All of it is TOML again.
    assert!(toml::from_str::<toml::Table>(&shown).is_ok(), "{shown}");
    assert!(run(&home, &["unset", "theme"]).status.success());
    let unset = fs::read_to_string(&path).unwrap();
    assert!(
        !unset.lines().any(|line| line.starts_with("theme")),
        "{unset}"
    );

    let wrong = run(&home, &["set", "them", "light"]);
    assert!(err(&wrong).contains("did you mean `theme`?"), "{wrong:?}");
    let before = fs::read_to_string(&path).unwrap();
    let wrong = run(&home, &["set", "in_flight", "0"]);
    assert!(
        err(&wrong).contains("wants a whole number from 1"),
        "{wrong:?}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), before);

    let wrong = run(&home, &["set", "theme", "nordd"]);
    assert!(!wrong.status.success(), "{wrong:?}");
    assert!(err(&wrong).contains("did you mean `nord`?"), "{wrong:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), before);

    fs::write(&path, "region = \"a\"\ntheme_dark = \"nordd\"\n").unwrap();
    let check = run(&home, &["check"]);
    assert_eq!(check.status.code(), Some(3));
    let told = err(&check);
    let wanted = "line 2, column 14: `theme_dark`: there is no theme nordd";
    assert!(told.contains(wanted), "{told}");

    fs::write(&path, "them = 1\nregion = 2\n").unwrap();
    let check = run(&home, &["check"]);
    assert_eq!(check.status.code(), Some(3));
    let told = err(&check);
    assert!(
        told.contains("line 1, column 1: unknown key `them`"),
        "{told}"
    );
    assert!(told.contains("line 2, column 10: `region` wants"), "{told}");
    let schema: serde_json::Value =
        serde_json::from_slice(&run(&home, &["schema"]).stdout).unwrap();
    assert!(
        schema
            .pointer("/properties/timers/properties/headers")
            .is_some()
    );
}

#[test]
fn a_file_that_is_written_counts_while_the_program_runs() {
    let service = Service::start();
    let home = Arc::new(Home::empty());
    home.write(".config/outcrop/presets/brief.toml", "max_tokens = 321\n");
    let write = |text: &str| home.write(".config/outcrop/config.toml", text);
    write("# mine\n");
    let outcrop = outcrop()
        .home(&home)
        .service(&service)
        .model("echo")
        .ready();
    outcrop.say("quartz rate=9999");
    write("# mine\npreset = \"brief\"\n");
    outcrop.see("config.toml was read: preset");
    outcrop.keys("<ctrl-n>").see("new conversation");
    outcrop.say("granite rate=9999");
    assert!(service.last().raw.contains("\"maxTokens\":321"));
    // What is wrong changes nothing, and is told with its place.
    write("# mine\npreste = \"brief\"\n");
    outcrop.see("config.toml changes nothing: line 2, column 1");
    outcrop.keys("<ctrl-n>").see("new conversation");
    outcrop.say("basalt rate=9999");
    assert!(service.last().raw.contains("\"maxTokens\":321"));
    write("# mine\npreset = \"brief\"\nregion = \"eu-north-1\"\n");
    outcrop.see("region counts from the next start on");
    write("# mine\n");
    outcrop.see("config.toml was read: preset; region counts");
    write("# mine\ntheme = \"nrd\"\n");
    outcrop.see("there is no theme nrd; did you mean `nord`?");
}

#[test]
fn a_file_that_is_made_while_the_program_runs_counts_too() {
    let home = Arc::new(Home::empty());
    assert!(!home.path().join(".config").exists());
    let outcrop = outcrop().home(&home).sandbox().ready();
    home.write(".config/outcrop/config.toml", "editing = \"vim\"\n");
    outcrop.see("config.toml was read: editing").see("INSERT");
    std::fs::remove_dir_all(home.path().join(".config/outcrop")).unwrap();
    outcrop.see_no("INSERT");
    home.write(".config/outcrop/config.toml", "editing = \"vim\"\n");
    outcrop.see("INSERT");
}

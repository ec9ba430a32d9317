//! Conversations in other forms, and back.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

use crate::harness::{Home, Running, Service, outcrop};

/// A fixture of the import.
fn fixture(name: &str) -> String {
    format!("{}/tests/data/import/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Runs a command with the home folder of a run.
fn run(home: &Home, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outcrop"));
    command.args(args).env_clear().env("HOME", home.path());
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Two turns with the sandbox.
fn chatted(service: &Service) -> Running {
    let first = outcrop()
        .service(service)
        .model("echo")
        .size(200, 40)
        .ready();
    first.say("What is *chalk*? rate=9999");
    first.say("And \"granite\" & co? rate=9999");
    first
}

#[test]
fn a_conversation_goes_out_in_every_form_and_comes_back() {
    let service = Service::start();
    let first = chatted(&service);
    let file = first.file();
    first.keys("<ctrl-x>e").see("this path").keys("<enter>");
    first.see("Export as").keys("<enter>").see("Export to");
    first.keys("<enter>").see("exported to").see("Not in it");
    let target = file.with_extension("md");
    let markdown = fs::read_to_string(&target).unwrap();
    assert!(markdown.starts_with("---\ntitle: "), "{markdown}");
    assert!(markdown.contains("\n## User\n") && markdown.contains("What is *chalk*?"));
    assert_eq!(Home::mode(&target), 0o600);
    // What is there is not replaced.
    first.keys("<esc>").see_no("Not in it");
    first.keys("<ctrl-x>e<enter><enter><enter>");
    first.see("not exported").see("is not replaced");
    first.keys("<esc>").see_no("Export to");
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let (home, file) = (first.home(), file.display().to_string());

    let page = out(&run(home, &["export", &file, "--format", "html"]));
    assert!(page.contains("And &quot;granite&quot; &amp; co?"), "{page}");
    assert!(!page.contains("<script") && page.contains("default-src 'none'"));
    let json = home.path().join("body.json");
    let json = json.display().to_string();
    let made = run(home, &["export", &file, "-o", &json]);
    assert_eq!(out(&made), "");
    assert!(
        told(&made).contains("not in it: the model"),
        "{}",
        told(&made)
    );
    let body = fs::read_to_string(&json).unwrap();
    assert!(body.contains("\"inferenceConfig\""), "{body}");
    assert!(!run(home, &["export", &file, "-o", &json]).status.success());
    let copy = out(&run(home, &["export", &file, "-f", "jsonl", "-w", "tree"]));
    assert_eq!(copy, fs::read_to_string(&file).unwrap());

    let line = out(&run(home, &["import", &json]));
    let (told, path) = line.trim_end().rsplit_once('\t').unwrap();
    assert!(
        told.starts_with("What is *chalk*?") && told.contains("4 messages"),
        "{told}"
    );
    let second = outcrop().service(&service).home(home).model("echo");
    let second = second.arg(path).size(120, 40).open();
    second.see("granite").say("More? rate=9999");
}

#[test]
fn a_file_of_another_program_is_imported_and_opened() {
    let service = Service::start();
    let first = outcrop()
        .service(&service)
        .model("echo")
        .size(120, 40)
        .ready();
    first.keys("half a thought");
    first.keys("<ctrl-x>E").see("Import a file");
    first.keys(&format!("{}<enter>", fixture("aichat.yaml")));
    first.see("a picture of which there is only an address");
    first.keys("<esc>").see("It is a stone: yes.");
    first.see_no("half a thought");
    // Many conversations are told of, and none of them is opened.
    first.keys("<ctrl-x>E").see("Import a file");
    first.keys(&format!("{}<enter>", fixture("claude.json")));
    first
        .see("2 conversations imported from Claude")
        .see("Stones of the coast");
    assert_eq!(first.home().files().len(), 3);
    first.keys("<esc>").see_no("Stones of the coast");
    first.keys("<ctrl-x>E").see("Import a file");
    first
        .keys("/nowhere.json<enter>")
        .see("cannot read /nowhere.json");
}

/// As many conversations as somebody has who has talked for years.
fn years(folder: &std::path::Path, count: usize) -> String {
    let one = |no| {
        format!(
            r#"{{"uuid":"{no}","name":"Stone {no}","chat_messages":[{{"uuid":"{no}m","sender":"human","text":"q","content":[]}}]}}"#
        )
    };
    let all: Vec<String> = (0..count).map(one).collect();
    let path = folder.join("conversations.json");
    std::fs::write(&path, format!("[{}]", all.join(","))).unwrap();
    path.display().to_string()
}

#[test]
fn an_import_of_years_tells_how_far_it_is_and_ends_where_it_is_stopped() {
    const ALL: usize = 30_000;
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("echo").ready();
    let path = years(outcrop.home().path(), ALL);
    outcrop.keys("<ctrl-x>E").see("Import a file");
    outcrop.keys(&format!("{path}<enter>"));
    outcrop.see("of 30,000 conversations").see("^X ~ stop");
    outcrop.keys("<ctrl-x>~").see("stopped before");
    // It is over: what is there now is all that there will be.
    let made = outcrop.home().files().len();
    assert!(made > 0 && made < ALL, "{made}");
    outcrop
        .see("Imported")
        .see(&format!("before {} conv", ALL - made));
    outcrop.keys("<esc>half a thought").see("half a thought");
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
    assert_eq!(outcrop.home().files().len(), made);
}

#[test]
fn the_command_line_tells_how_far_an_import_is_where_somebody_looks() {
    let home = Arc::new(Home::empty());
    let path = years(home.path(), 2500);
    let running = outcrop().home(&home).arg("import").arg(path).open();
    running.see("of 2,500 conversations");
    assert_eq!(running.exit_within(Duration::from_mins(2)), 0);
    // The line is gone, and what is told stands in its place.
    running.see("Stone 2499: 1 message").see_no("2,500");
    assert_eq!(home.files().len(), 2500);
}

#[test]
fn what_would_be_imported_is_listed_line_by_line() {
    let home = Home::empty();
    let names = [
        "claude.json",
        "chatgpt.json",
        "codex.jsonl",
        "messages.json",
    ];
    let files = names.map(fixture);
    let mut args = vec!["import", "--list"];
    args.extend(files.iter().map(String::as_str));
    let listed = run(&home, &args);
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert_eq!(text.lines().count(), 5, "{text}");
    assert!(
        text.contains("Sorting shells: 5 messages; left out: a part of kind"),
        "{text}"
    );
    assert!(told(&listed).contains("left out: a conversation, which has no message"));
    assert_eq!(listed.status.code(), Some(0), "nothing is wrong with it");
    assert_eq!(home.files(), Vec::<std::path::PathBuf>::new());
    let unknown = home.write("notes.txt", "nothing");
    let refused = run(&home, &["import", &unknown.display().to_string()]);
    assert!(told(&refused).contains("nothing that outcrop knows"));
    assert_eq!(refused.status.code(), Some(1));
    assert!(Path::new(&fixture("README.md")).exists());
}

//! Servers of the Model Context Protocol: asked for their tools, and called, in the whole program.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use crate::harness::{Home, Records, Running, Service, outcrop};

/// The server that is built with the tests.
fn server() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_outcrop")).with_file_name("examples/mcp_server");
    let told = "`cargo build --example mcp_server` makes what this test starts";
    assert!(path.is_file(), "{}: {told}", path.display());
    path
}

/// A home with a tool set that names the server, and the file of the set.
fn home() -> (Arc<Home>, PathBuf) {
    home_with(&format!("command = [\"{}\"]", server().display()))
}

/// The same with the server reached in this way.
fn home_with(reach: &str) -> (Arc<Home>, PathBuf) {
    let home = Home::empty();
    let set = format!("# mine\n[servers.radio]\n{reach}\n");
    let set = home.write(".config/outcrop/tools/air.toml", &set);
    fs::set_permissions(&set, fs::Permissions::from_mode(0o600)).unwrap();
    let folder = set.parent().unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    (Arc::new(home), set)
}

/// Runs a command with a home folder.
fn run(home: &Home, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outcrop"));
    command.args(args).env_clear().env("HOME", home.path());
    command.output().unwrap()
}

/// Takes a choice of the question. For a moment nothing can be chosen, so it is said until it is taken.
fn choose(outcrop: &Running, steps: usize) {
    outcrop.see("all of it was on the screen");
    for _ in 0..steps {
        outcrop.keys("<right>");
    }
    let gone = || outcrop.soon(Duration::from_millis(100), |screen| !screen.has("[ Deny ]"));
    while !gone() {
        outcrop.keys("<enter>");
    }
}

#[test]
fn a_server_is_asked_for_its_tools_and_answers_calls() {
    let service = Service::start();
    let (home, set) = home();
    let outcrop = outcrop()
        .home(&home)
        .service(&service)
        .model("tool")
        .size(150, 80)
        .ready();
    outcrop.informed();
    outcrop.keys("<ctrl-x>T").see("＋ from radio");
    outcrop.keys("from radio").keys("<enter>");
    outcrop.see("May the server radio be asked for its tools?");
    outcrop.see("which tools it has");
    choose(&outcrop, 1);
    outcrop.see("Tools that were found").see("radio.top-song");
    outcrop.keys("radio_top").see("[ ] radio_top-song");
    outcrop.keys("<enter>").see("[x] radio_top-song");
    outcrop.see("kept in the tool set air: radio answers");
    outcrop.keys("<esc>").see_no("Tools that were found");

    outcrop.asks(|outcrop| {
        outcrop
            .keys("use radio_top-song args={\"sign\":\"WZPZ\"}")
            .keys("<enter>");
    });
    outcrop.see("May this run for radio_top-song?");
    outcrop
        .see("tool of the server")
        .see("[ Approve this tool ]");
    outcrop.asks(|outcrop| choose(outcrop, 3));
    outcrop.see("Elemental Hotel");
    // The same tool with other arguments is not asked about again.
    outcrop.asks(|outcrop| {
        outcrop
            .keys("use radio_top-song args={\"sign\":\"WXYZ\"}")
            .keys("<enter>");
    });
    let file = outcrop.file();
    Records::until(&file, "both calls have answers", |it| {
        it.count("answer") == 2
    });
    let records = outcrop.finished();
    assert_eq!(records.count("consent"), 1);
    let kept = fs::read_to_string(&set).unwrap();
    assert!(
        kept.contains("[runners.radio_top-song]\nserver = \"radio\"\ntool = \"radio.top-song\""),
        "{kept}"
    );
    let before = fs::read_to_string(set.with_extension("toml.bak")).unwrap();
    assert!(before.starts_with("# mine\n"), "{before}");
}

#[test]
fn a_server_is_asked_from_the_command_line() {
    let (home, set) = home();
    let list = run(&home, &["tools", "server", "air", "radio", "--list"]);
    assert!(list.status.success(), "{list:?}");
    let told = String::from_utf8(list.stdout).unwrap();
    assert!(told.contains("radio_top-song\tradio.top-song\n"), "{told}");
    // What is started without a question is told before.
    let told = String::from_utf8(list.stderr).unwrap();
    let starts = format!("outcrop: starting {}\n", server().display());
    assert!(told.starts_with(&starts), "{told}");
    let kept = run(
        &home,
        &[
            "tools", "server", "air", "radio", "--keep", "--only", "picture",
        ],
    );
    assert!(kept.status.success(), "{kept:?}");
    assert!(
        fs::read_to_string(&set)
            .unwrap()
            .contains("[runners.picture]")
    );
    let wrong = run(&home, &["tools", "server", "air", "rado"]);
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert!(
        told.contains("has no server rado") && told.contains("radio"),
        "{told}"
    );
    assert!(!wrong.status.success());
}

/// What listens as long as it is needed.
struct Listening(Child);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[test]
fn what_is_for_this_machine_goes_to_no_proxy() {
    let mut child = Command::new(server())
        .arg("--http")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = child.stdout.take().unwrap();
    let _listening = Listening(child);
    let mut url = String::new();
    BufReader::new(out).read_line(&mut url).unwrap();
    let (home, _) = home_with(&format!("url = \"{}\"", url.trim()));
    let mut command = Command::new(env!("CARGO_BIN_EXE_outcrop"));
    command
        .args(["tools", "server", "air", "radio", "--list"])
        .env_clear()
        .env("HOME", home.path());
    // Nothing listens at the port for discarding.
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        command.env(name, "http://127.0.0.1:9");
    }
    let list = command.output().unwrap();
    assert!(list.status.success(), "{list:?}");
    let told = String::from_utf8(list.stdout).unwrap();
    assert!(told.contains("radio_top-song\tradio.top-song\n"), "{told}");
}

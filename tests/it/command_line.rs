//! What is printed, without a terminal.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use crate::harness::{outcrop, plain};

/// Exit code, standard output and standard error.
fn run(args: &[&str]) -> (i32, String, String) {
    let (mut command, _home) = plain(args);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn help_names_everything() {
    let (code, out, error) = run(&["--help"]);
    assert_eq!((code, error.as_str()), (0, ""));
    for word in [
        "--resume",
        "--model",
        "--profile",
        "--region",
        "--endpoint-url",
        "--sandbox",
        "[FILE]",
    ] {
        assert!(out.contains(word), "{word}\n{out}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let (code, out, _) = run(&["--version"]);
    assert_eq!(
        (code, out),
        (0, format!("outcrop {}\n", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn without_a_terminal_there_is_a_hint() {
    let (code, out, error) = run(&[]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        error.contains("must be a terminal") && error.contains("outcrop --help"),
        "{error}"
    );
}

#[test]
fn wrong_use_is_told() {
    for args in [
        &["--nonsense"][..],
        &["--sandbox", "--region", "x"],
        &["a.jsonl", "--resume"],
    ] {
        let (code, out, error) = run(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(error.contains("Usage"), "{error}");
    }
}

#[test]
fn a_terminal_for_keys_alone_is_not_enough() {
    let outcrop = outcrop().under(r#""$@" | cat; echo end; read x"#).open();
    outcrop.see("must be a terminal").see("end");
    assert!(!String::from_utf8_lossy(&outcrop.raw()).contains("\x1b[?1049h"));
}

#[test]
fn the_sandbox_serves_other_programs() {
    let (mut command, _home) = plain(&["sandbox", "--port", "0"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let lines: Vec<String> = lines.map(Result::unwrap).take(4).collect();
    let url = lines[1]
        .strip_prefix("export AWS_ENDPOINT_URL_BEDROCK=http://")
        .unwrap();
    assert!(
        lines[2].ends_with(url) && lines[3].starts_with("export AWS_ACCESS_KEY_ID="),
        "{lines:?}"
    );
    let answer = listing(url);
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("outcrop.guide-v1:0"),
        "{answer}"
    );
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

fn listing(address: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET /foundation-models HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer x\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

//! Kill -9: what was on the screen is on disk.

use std::time::Duration;

use crate::harness::{Records, Running, Service, eventually, lasts, outcrop};

/// Words of a reply as they stand on the screen, without those of our own.
fn shown_reply(outcrop: &Running) -> String {
    let screen = outcrop.screen();
    let rows = &screen.rows;
    let from = rows
        .iter()
        .position(|row| row.contains("assistant ·"))
        .map_or(0, |at| at + 1);
    let to = rows
        .iter()
        .position(|row| row.contains("… streaming"))
        .unwrap_or(from);
    let words: Vec<&str> = rows[from..to.max(from)]
        .iter()
        .flat_map(|row| row.split_whitespace())
        .collect();
    words.join(" ")
}

/// The words of Markdown, without its marks.
fn plain(text: &str) -> String {
    let marks = ['*', '`', '_', '#'];
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.replace(marks, ""))
        .collect();
    words.join(" ")
}

/// Kills a run in the middle of a reply; gives it and what its screen showed 50 ms before.
fn killed(service: &Service) -> (Running, String) {
    let outcrop = outcrop().service(service).model("drizzle").ready();
    outcrop
        .keys("tokens=300 rate=40<enter>")
        .see("streaming · ttft");
    outcrop.until("some words are shown", |screen| screen.has("… streaming"));
    eventually("some words are shown", || {
        shown_reply(&outcrop).split(' ').count() > 12
    });
    let shown = shown_reply(&outcrop);
    // The promise is about text that is older than this.
    lasts("it streams", Duration::from_millis(60), || {
        service.open_streams() == 1
    });
    outcrop.kill();
    (outcrop, shown)
}

#[test]
fn a_kill_in_mid_stream_loses_nothing_that_was_seen() {
    let service = Service::start();
    let (first, shown) = killed(&service);
    let kept = plain(&first.records().reply(0));
    assert!(
        kept.starts_with(&plain(&shown)),
        "shown: {shown}\nkept: {kept}"
    );
    let second = outcrop()
        .service(&service)
        .model("drizzle")
        .home(first.home())
        .arg("--resume")
        .open();
    second
        .see("tokens=300 rate=40")
        .see("interrupted: outcrop ended in the middle")
        .see(&shown);
}

#[test]
fn finished_turns_survive_one_kill_after_the_other() {
    let service = Service::start();
    let home = std::sync::Arc::new(crate::harness::Home::empty());
    let run = || {
        outcrop()
            .service(&service)
            .model("echo")
            .home(&home)
            .arg("talk.jsonl")
            .open()
    };
    for turn in 1..=5 {
        let outcrop = run();
        outcrop
            .see("env keys")
            .keys(&format!("turn {turn} rate=9999"));
        outcrop.asks(|it| {
            it.keys("<enter>");
        });
        outcrop.see("end_turn").kill();
        let records = Records::read(&home.path().join("talk.jsonl"));
        let ended = records.of_kind("end").into_iter();
        let done = ended.filter(|end| end["outcome"] == "done").count();
        assert_eq!((records.prompts().len(), done), (turn, turn));
    }
    let last = run();
    last.see("turn 5 rate=9999").see("end_turn").see("●saved");
}

#[test]
fn a_message_is_on_disk_before_anybody_answers_it() {
    let service = Service::start();
    let first = outcrop().service(&service).model("drizzle").ready();
    first.keys("tokens=300 rate=1<enter>");
    service.until_open_streams(1);
    first.kill();
    assert_eq!(first.records().prompts(), ["tokens=300 rate=1"]);
    let second = outcrop()
        .service(&service)
        .home(first.home())
        .arg("--resume")
        .open();
    second.see("tokens=300 rate=1").see("interrupted");
}

#[test]
fn enter_retries_what_was_interrupted() {
    let service = Service::start();
    let (first, _) = killed(&service);
    let second = outcrop()
        .service(&service)
        .model("drizzle")
        .home(first.home())
        .arg("--resume")
        .open();
    second
        .see("Enter retries")
        .see("env keys")
        .keys("<enter>")
        .see("streaming");
    service.until_open_streams(1);
    second.keys("<esc>").see("stopped by you");
    let records = Records::read(&second.file());
    assert_eq!(
        (records.prompts().len(), records.count("generation")),
        (1, 2)
    );
    let asked = service.asked();
    assert_eq!(asked[0].messages(), asked[1].messages());
}

#[test]
fn a_draft_survives() {
    let first = outcrop().sandbox().ready();
    first.keys("half a thought<ctrl-j>and more").see("and more");
    eventually("the draft is on disk", || {
        first.home().state().contains("and more")
    });
    first.kill();
    let second = outcrop().sandbox().home(first.home()).ready();
    second.until("the draft is back", |screen| {
        screen.editor() == ["half a thought", "and more"]
    });
}

#[test]
fn the_draft_of_a_conversation_comes_back_with_it() {
    let first = outcrop().sandbox().ready();
    first
        .say("hello rate=9999")
        .keys("unsent words")
        .see("unsent words");
    eventually("the draft is on disk", || {
        first.home().state().contains("unsent words")
    });
    first.kill();
    let second = outcrop()
        .sandbox()
        .home(first.home())
        .arg("--resume")
        .open();
    second
        .see("hello rate=9999")
        .until("the draft is back", |screen| {
            screen.editor() == ["unsent words"]
        });
    let third = outcrop().sandbox().home(first.home()).ready();
    assert_eq!(third.screen().editor(), [""]);
}

#[test]
fn a_waiting_message_survives() {
    let service = Service::start();
    let first = outcrop().service(&service).model("drizzle").ready();
    first
        .keys("tokens=300 rate=20<enter>")
        .see("streaming · ttft")
        .keys("and then<enter>")
        .see("queued");
    eventually("it is on disk", || {
        first.home().state().contains("\"queued\"")
    });
    first.kill();
    let second = outcrop()
        .service(&service)
        .home(first.home())
        .arg("--resume")
        .open();
    second.see("interrupted").see("and then");
}

#[test]
fn resume_without_a_conversation_says_so() {
    let outcrop = outcrop().sandbox().arg("--resume").open();
    assert_eq!(outcrop.exit(), 1);
    let said = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    assert!(said.contains("there is no conversation in"), "{said}");
}

#[test]
fn enter_retries_even_before_the_credentials_are_there() {
    let service = Service::start();
    let (first, _) = killed(&service);
    first.home().credentials_after(1);
    let url = service.url();
    let second = outcrop()
        .home(first.home())
        .arg("--resume")
        .arg("--endpoint-url")
        .arg(&url)
        .open();
    second
        .see("Enter retries")
        .see("looking for credentials")
        .keys("<enter>");
    second.see("default").see("streaming");
}

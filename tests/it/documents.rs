//! Documents, films and sound through the whole program: what arrives, and what replies cite.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::{Button, Running, Service, outcrop};

const LAYERS: &str = "chalk lies on top\nflint lies below it\nmarl lies deepest\n";

fn started(service: &Service, model: &str) -> Running {
    let outcrop = outcrop().service(service).model(model).size(130, 60);
    let outcrop = outcrop.ready();
    outcrop.informed();
    outcrop
}

/// Attaches what is named, and waits until it goes along.
fn attach(outcrop: &Running, named: &str, chip: &str) {
    outcrop.keys("<ctrl-x>a").see("Attach");
    outcrop.keys(&format!("{named}<enter>")).see(chip);
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Attaches the layers with citations on, and asks.
fn cited(service: &Service, wire: &str) -> Running {
    let outcrop = started(service, "look");
    outcrop.home().write("layers.txt", LAYERS);
    outcrop.turn("wire", wire);
    attach(&outcrop, "layers.txt", "Document #1 layers.txt");
    outcrop.keys("<ctrl-x><ctrl-a>").see("layers.txt");
    outcrop.keys("c").see("txt 56 B, cited").keys("<esc>");
    outcrop.say("what lies where?");
    outcrop
}

#[test]
fn a_reply_tells_its_passages_in_notes_that_open() {
    for wire in ["converse", "messages"] {
        let service = Service::start();
        let outcrop = cited(&service, wire);
        let said = "Document 1 says from character 0: chalk lies on top[1]";
        outcrop.see(said);
        outcrop.see("[1] layers.txt, characters 1 to 17 · “chalk lies on top”");
        let content = service.last().body["messages"][0]["content"].clone();
        let expected = if wire == "converse" {
            json!({"document": {
                "format": "txt",
                "name": "document-1",
                "source": {"text": LAYERS},
                "citations": {"enabled": true},
            }})
        } else {
            json!({"type": "document",
                "source": {"type": "text", "media_type": "text/plain", "data": LAYERS},
                "title": "document-1",
                "citations": {"enabled": true}})
        };
        assert_eq!(content[0], expected);
        // By key: the second of three, in its surroundings.
        outcrop.keys("<ctrl-x>[").see("Notes");
        outcrop.keys("<down><enter>").see("Note 2 of 3");
        outcrop.see("▶ flint lies below it ◀").keys("<esc>");
        outcrop.see_no("Note 2 of 3");
        // By the mouse: on the mark in the text.
        let screen = outcrop.screen();
        let rows = screen.rows.iter().enumerate();
        let mut marks = rows.filter_map(|(at, row)| {
            let column = row.find("deepest[3]")?;
            Some((row[..column].chars().count() + 8, at))
        });
        outcrop.mouse(Button::Down, marks.next().unwrap());
        outcrop.see("Note 3 of 3").see("▶ marl lies deepest ◀");
        outcrop.keys("<esc>").see_no("Note 3 of 3");
        // What goes back is the text, without notes.
        outcrop.say("and?");
        let messages = service.last().messages();
        assert!(
            messages[1].1.contains("character 0: chalk lies on top"),
            "{messages:?}"
        );
        assert!(!messages[1].1.contains("[1]"), "{messages:?}");
    }
}

#[test]
fn notes_are_there_again_and_go_out_in_every_form() {
    let service = Service::start();
    let first = cited(&service, "converse");
    let (home, file) = (first.home().clone(), first.file());
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let again = outcrop()
        .home(&home)
        .service(&service)
        .size(130, 60)
        .arg(file.display().to_string())
        .open();
    again.see("deepest[3]");
    again.see("[3] layers.txt, characters 39 to 55 · “marl lies deepest”");
    again.keys("<ctrl-x>q");
    assert_eq!(again.exit(), 0);
    let exported = |form: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outcrop"));
        let path = file.display().to_string();
        command.args(["export", &path, "--format", form]);
        let output = command
            .env_clear()
            .env("HOME", home.path())
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let markdown = exported("md");
    let label = |line: &str| {
        let (label, _) = line.strip_prefix("[^")?.split_once("-3]: layers.txt")?;
        Some(label.to_owned())
    };
    let label = markdown.lines().find_map(label).expect("a footnote");
    assert!(
        markdown.contains(&format!("marl lies deepest[^{label}-3]")),
        "{markdown}"
    );
    let page = exported("html");
    assert!(page.contains("deepest[3]"), "{page}");
    assert!(
        page.contains("<li>layers.txt, characters 39 to 55"),
        "{page}"
    );
    let text = exported("txt");
    assert!(
        text.contains("[3] layers.txt, characters 39 to 55: “marl lies deepest”"),
        "{text}"
    );
    let body: Value = serde_json::from_str(&exported("converse")).unwrap();
    let document = &body["messages"][0]["content"][0]["document"];
    assert_eq!(document["citations"], json!({"enabled": true}));
}

#[test]
fn texts_and_attachments_arrive_in_their_order_and_ride_along() {
    let service = Service::start();
    for wire in ["converse", "messages"] {
        let outcrop = started(&service, "look");
        outcrop.turn("wire", wire);
        outcrop.home().write("layers.txt", LAYERS);
        let picture = outcrop.home().path().join("flag.png");
        image::RgbImage::from_pixel(40, 30, image::Rgb([255, 0, 0]))
            .save(&picture)
            .unwrap();
        outcrop.keys("see ");
        attach(&outcrop, "flag.png", "[Image #1]");
        outcrop.keys("and ");
        attach(&outcrop, "layers.txt", "[Document #1]");
        outcrop.say("please");
        outcrop.see("Your message: text, image 1, text, document 1, text.");
        let reply = outcrop.finished().reply(0);
        for bytes in [fs::read(&picture).unwrap(), LAYERS.into()] {
            let line = format!("- bytes: {}\n- sha256: {}", bytes.len(), sha256(&bytes));
            assert!(reply.contains(&line), "{reply}");
        }
        let first = service.last().body["messages"][0].clone();
        outcrop.say("and now?");
        let body = service.last().body;
        assert_eq!(body["messages"][0], first);
        assert_eq!(body["messages"].as_array().unwrap().len(), 3);
    }
}

#[test]
fn films_and_sound_go_as_bytes_or_by_their_place_in_a_bucket() {
    let service = Service::start();
    let outcrop = started(&service, "watch");
    let sound = outcrop.home().path().join("drip.wav");
    fs::write(&sound, b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0").unwrap();
    attach(&outcrop, "drip.wav", "Audio #1 drip.wav");
    attach(
        &outcrop,
        "s3://films/reef.mp4 123456789012",
        "Video #1 reef.mp4",
    );
    outcrop.see("in S3");
    outcrop.say("what is it?");
    outcrop.see("lies at: s3://films/reef.mp4");
    let content = service.last().body["messages"][0]["content"].clone();
    let bytes = STANDARD.encode(fs::read(&sound).unwrap());
    let audio = json!({"audio": {"format": "wav", "source": {"bytes": bytes}}});
    let place = json!({"uri": "s3://films/reef.mp4", "bucketOwner": "123456789012"});
    let video = json!({"video": {"format": "mp4", "source": {"s3Location": place}}});
    assert_eq!(content[0], audio);
    assert_eq!(content[1], video);
    // What cannot be is told, with what to do.
    outcrop.keys("<ctrl-x>a").see("Attach");
    outcrop.keys("s3://films/reef.mp4 me<enter>");
    outcrop.see("12 digits of its owner").keys("<esc>");
    outcrop.keys("<ctrl-x>a").see("Attach");
    outcrop.keys("s3://films/reef.doc<enter>");
    outcrop.see("does not end like a film or sound");
}

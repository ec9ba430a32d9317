//! Ways to attach a file, from the hand to the bytes that the service gets.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::harness::{Button, Home, Running, Service, Start, outcrop, plain};

/// A picture of so many pixels, all of one colour.
pub(crate) fn png(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let pixels = image::RgbImage::from_pixel(width, height, image::Rgb(colour));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// Writes a file into the home folder, in which the program works.
fn put(home: &Home, name: &str, bytes: &[u8]) -> PathBuf {
    let path = home.write(name, "");
    fs::write(&path, bytes).unwrap();
    path
}

fn start(service: &Service) -> Start {
    outcrop().service(service).model("either")
}

/// The content of the last message that was sent: texts, and the bytes of pictures.
fn sent(service: &Service) -> Vec<Result<String, Vec<u8>>> {
    let body = service.last().body;
    let last = body["messages"].as_array().and_then(|all| all.last());
    let content = last.and_then(|last| last["content"].as_array()).unwrap();
    content.iter().map(block).collect()
}

fn block(block: &Value) -> Result<String, Vec<u8>> {
    match block["text"].as_str() {
        Some(text) => Ok(text.to_owned()),
        None => Err(STANDARD
            .decode(block["image"]["source"]["bytes"].as_str().unwrap())
            .unwrap()),
    }
}

/// The column and the row in which this text begins.
fn place_of(outcrop: &Running, text: &str) -> (usize, usize) {
    let rows = outcrop.screen().rows;
    let row = rows.iter().position(|row| row.contains(text)).unwrap();
    let before = rows[row].split(text).next().unwrap();
    (before.chars().count(), row)
}

fn click(outcrop: &Running, place: (usize, usize)) {
    outcrop.mouse(Button::Down, place).mouse(Button::Up, place);
}

fn ask(outcrop: &Running) {
    outcrop.asks(|outcrop| {
        outcrop.keys("<enter>");
    });
}

#[test]
fn a_file_is_picked_with_the_keys_and_with_the_mouse() {
    let service = Service::start();
    let outcrop = start(&service).ready();
    let rock = png(3, 2, [200, 0, 0]);
    put(outcrop.home(), "pictures/rock.png", &rock);
    put(
        outcrop.home(),
        "pictures/slate.png",
        &png(5, 4, [0, 0, 200]),
    );
    outcrop
        .keys("<ctrl-x>a")
        .see("Attach a file")
        .see("pictures/");
    outcrop.keys("<enter>").see("rock.png").see("png 3×2");
    // The second row, by the mouse: once to select it, once to take it.
    let place = place_of(&outcrop, "slate.png");
    click(&outcrop, place);
    outcrop.see("png 5×4");
    click(&outcrop, place);
    outcrop.see_no("Attach a file").see("slate.png  png 5×4");
    // The folder is remembered.
    outcrop.keys("<ctrl-x>a").see("rock.png").keys("roc<enter>");
    outcrop.see("rock.png  png 3×2");
    outcrop.keys("what?");
    ask(&outcrop);
    let expected = [
        Err(png(5, 4, [0, 0, 200])),
        Err(rock),
        Ok("what?".to_owned()),
    ];
    assert_eq!(sent(&service), expected);
}

#[test]
fn a_file_is_named_in_the_message() {
    let service = Service::start();
    let outcrop = start(&service).ready();
    let rock = png(3, 2, [200, 0, 0]);
    put(outcrop.home(), "pictures/my rock.png", &rock);
    put(outcrop.home(), "target/rock.png", b"ignored");
    put(outcrop.home(), ".gitignore", b"target\n");
    outcrop.keys("see @rock").see("pictures/my rock.png");
    assert!(!outcrop.screen().has("target/rock.png"));
    outcrop.keys("<tab>").see("see [Image #1]");
    outcrop.keys("please");
    ask(&outcrop);
    let expected = [Ok("see".to_owned()), Err(rock), Ok("please".to_owned())];
    assert_eq!(sent(&service), expected);
}

#[test]
fn dropped_files_are_attached_and_other_texts_are_pasted() {
    let service = Service::start();
    let outcrop = start(&service).ready();
    let rock = png(3, 2, [200, 0, 0]);
    let a = put(outcrop.home(), "a b.png", &rock);
    let c = put(outcrop.home(), "c.png", &png(4, 4, [1, 2, 3]));
    outcrop.paste("/no/such/file.png").see("/no/such/file.png");
    outcrop
        .paste(" and ")
        .paste(&format!("'{}' {}", a.display(), c.display()));
    outcrop.see("and [Image #1] [Image #2]");
    outcrop.keys("<ctrl-/>").see("c.png").see_no("[Image #1]");
    outcrop.keys("<alt-/>").see("and [Image #1] [Image #2]");
    ask(&outcrop);
    let expected = [
        Ok("/no/such/file.png and".to_owned()),
        Err(rock),
        Err(png(4, 4, [1, 2, 3])),
    ];
    assert_eq!(sent(&service), expected);
}

#[test]
fn the_command_line_attaches_files_and_what_is_piped() {
    let service = Service::start();
    let home = std::sync::Arc::new(Home::empty());
    let rock = png(3, 2, [200, 0, 0]);
    let file = put(&home, "rock.png", &rock);
    let start = start(&service)
        .home(&home)
        .under("printf 'line one\\nline two' | \"$@\"");
    let outcrop = start
        .arg("--attach")
        .arg(file.display().to_string())
        .ready();
    outcrop.see("rock.png  png 3×2").see("stdin");
    outcrop.keys("what?");
    ask(&outcrop);
    let expected = [Err(rock), Ok("line one\nline two\n\nwhat?".to_owned())];
    let mut all = sent(&service);
    all.sort_by_key(Result::is_ok);
    assert_eq!(all, expected);
    outcrop.keys("<ctrl-x>q");
    assert_eq!(outcrop.exit(), 0);
}

#[test]
fn a_picture_that_is_piped_survives_a_restart() {
    let service = Service::start();
    let home = std::sync::Arc::new(Home::empty());
    let rock = png(3, 2, [200, 0, 0]);
    put(&home, "rock.png", &rock);
    let first = start(&service)
        .home(&home)
        .under("\"$@\" <rock.png")
        .ready();
    first.see("stdin  png 3×2");
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let kept = home.path().join(".local/state/outcrop/attachments");
    let files = || fs::read_dir(&kept).map_or(0, Iterator::count);
    assert_eq!(files(), 1);
    let second = start(&service).home(&home).ready();
    second.see("stdin  png 3×2").keys("what?");
    ask(&second);
    assert_eq!(sent(&service), [Err(rock), Ok("what?".to_owned())]);
    second.keys("<ctrl-x>q");
    assert_eq!(second.exit(), 0);
    // No draft needs it any more.
    assert_eq!(files(), 0);
}

#[test]
fn what_cannot_be_attached_is_told_before_the_screen_is_taken() {
    let home = std::sync::Arc::new(Home::empty());
    let missing = outcrop()
        .home(&home)
        .arg("--attach")
        .arg("nowhere.png")
        .open();
    missing.see("outcrop: not attached: cannot read");
    assert_eq!(missing.exit(), 1);
    let bad = put(&home, "bad.bin", b"\x80\x00\x01");
    let bad = outcrop()
        .home(&home)
        .arg("--attach")
        .arg(bad.display().to_string())
        .open();
    bad.see("bad.bin is nothing that Bedrock takes");
    assert_eq!(bad.exit(), 1);
    let typed = outcrop().home(&home).arg("--attach").arg("-").open();
    typed.see("standard input is the terminal");
    assert_eq!(typed.exit(), 2);
    let (mut command, _home) = plain(&["--attach", "nowhere.png"]);
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn without_a_display_it_is_said_what_works() {
    let here = outcrop().sandbox().ready();
    here.keys("<ctrl-v>").see("^X a picks one");
    let far = outcrop().sandbox().env("SSH_TTY", "/dev/pts/9").ready();
    far.keys("<ctrl-v>").see("over SSH").see("^X a picks one");
}

#[test]
fn a_picture_of_the_conversation_is_attached_again() {
    let service = Service::start();
    let outcrop = start(&service).ready();
    let rock = png(3, 2, [200, 0, 0]);
    let file = put(outcrop.home(), "rock.png", &rock);
    outcrop.paste(&file.display().to_string()).see("[Image #1]");
    ask(&outcrop);
    outcrop
        .see("end_turn")
        .keys("<ctrl-x>A")
        .see("Attach again")
        .keys("<enter>");
    outcrop.see("rock.png  png 3×2").keys("again?");
    ask(&outcrop);
    assert_eq!(sent(&service), [Err(rock), Ok("again?".to_owned())]);
}

#[test]
fn a_long_paste_folds_waits_and_goes_as_text_or_as_a_document() {
    let service = Service::start();
    let outcrop = start(&service).ready();
    let long: String = (1..=12).fold(String::new(), |mut text, no| {
        writeln!(text, "layer {no}").unwrap();
        text
    });
    outcrop.keys("sum up: ").paste(&long);
    outcrop
        .see("sum up: [Text #1]")
        .see("pasted text, 12 lines");
    outcrop.keys(" shortly").see("[Text #1] shortly");
    ask(&outcrop);
    assert_eq!(sent(&service), [Ok(format!("sum up: {long} shortly"))]);
    outcrop.see("end_turn").keys("and ").paste(&long);
    outcrop.see("and [Text #1]").keys("<ctrl-x><ctrl-a>");
    outcrop.see("Attachments").keys("t").see("Document #1");
    outcrop.keys("<esc>").see("and [Document #1]");
    ask(&outcrop);
    let body = service.last().body;
    let content = body["messages"].as_array().unwrap().last().unwrap()["content"].clone();
    assert_eq!(content[0]["text"], "and");
    let document = &content[1]["document"];
    assert_eq!(document["format"], "txt");
    assert_eq!(document["source"]["bytes"], STANDARD.encode(&long));
}

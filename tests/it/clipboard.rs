//! The clipboard of the user's own terminal, by OSC 5522: the test is the terminal.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::harness::{Running, Service, outcrop};

/// What the terminal says of the mode that goes with its clipboard.
const HAS_IT: &str = "\x1b[?5522;2$y\x1b[?62;22c";

/// A run in a terminal that has answered its questions.
fn in_terminal(service: &Service, answers: &str) -> Running {
    let start = outcrop().service(service).model("either");
    let outcrop = start.asked().env("SSH_TTY", "/dev/pts/9").ready();
    let asked = |raw: &[u8]| String::from_utf8_lossy(raw).contains("\x1b[?5522$p\x1b[c");
    outcrop.until_raw("the terminal is asked", asked);
    // What is typed behind the answers is seen once they were heard.
    outcrop.keys(answers).keys("g").see("│g");
    outcrop
}

/// Presses Ctrl-V; gives the id of the question that the terminal gets.
fn ask(outcrop: &Running) -> String {
    const BEGIN: &str = "\x1b]5522;type=read:id=";
    let count = |raw: &[u8]| String::from_utf8_lossy(raw).matches(BEGIN).count();
    let before = count(&outcrop.raw());
    outcrop.keys("<ctrl-v>");
    outcrop.until_raw("the terminal is asked for its clipboard", |raw| {
        let text = String::from_utf8_lossy(raw);
        let last = text.rsplit(BEGIN).next().unwrap_or_default();
        count(raw) > before && last.contains("\x1b\\")
    });
    let raw = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    let question = raw.rsplit(BEGIN).next().unwrap();
    let (id, rest) = question.split_once(';').unwrap();
    let kinds = rest.split_once("\x1b\\").unwrap().0;
    let kinds = STANDARD.decode(kinds).unwrap();
    assert!(kinds.starts_with(b"image/png image/jpeg"));
    id.to_owned()
}

fn packet(id: &str, rest: &str) -> String {
    format!("\x1b]5522;type=read:status={rest}\x1b\\")
        .replace(":status", &format!(":id={id}:status"))
}

/// A whole answer with this content.
fn answer(id: &str, kind: &str, bytes: &[u8]) -> Vec<String> {
    let mut packets = vec![packet(id, "OK")];
    for part in bytes.chunks(4096) {
        let (kind, part) = (STANDARD.encode(kind), STANDARD.encode(part));
        packets.push(packet(id, &format!("DATA:mime={kind};{part}")));
    }
    packets.push(packet(id, "DONE"));
    packets
}

/// A picture that does not compress well, so that it takes several packets.
fn picture() -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    let mut noise = 7_u32;
    let pixels = image::RgbImage::from_fn(120, 90, |_, _| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = noise.to_be_bytes();
        image::Rgb([a, b, c])
    });
    pixels.write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

#[test]
fn a_picture_of_the_terminals_clipboard_is_attached_while_keys_are_typed() {
    let service = Service::start();
    let outcrop = in_terminal(&service, HAS_IT);
    let id = ask(&outcrop);
    outcrop.see("reading the clipboard of the terminal");
    let picture = picture();
    let packets = answer(&id, "image/png", &picture);
    assert!(packets.len() > 5, "{}", packets.len());
    for (packet, key) in packets.iter().zip("ranite is a rock".chars()) {
        // In pieces, each in a write of its own.
        let middle = packet.len() / 2;
        for piece in [&packet[..1], &packet[1..middle], &packet[middle..]] {
            outcrop.keys(piece);
        }
        outcrop.keys(&key.to_string());
    }
    outcrop
        .see("#1 clipboard.png")
        .see("120×90")
        .see("│granite ");
    outcrop.see_no("reading the clipboard");
    // The keys are crossterm's again, and nothing of the answer was one.
    outcrop.keys("<ctrl-a>the <end>!").see("│the granite ");
    assert!(!outcrop.screen().has("5522") && !outcrop.screen().has("status"));
    let kept = outcrop
        .home()
        .path()
        .join(".local/state/outcrop/attachments");
    let mut files = std::fs::read_dir(kept).unwrap().flatten();
    let file = files.next().unwrap().path();
    assert_eq!(std::fs::read(file).unwrap(), picture);
    assert!(files.next().is_none());
    outcrop.asks(|outcrop| {
        outcrop.keys(" rate=9999<enter>");
    });
}

#[test]
fn a_refusal_is_told_and_a_text_is_pasted() {
    let service = Service::start();
    let outcrop = in_terminal(&service, HAS_IT);
    let id = ask(&outcrop);
    outcrop.keys(&packet(&id, "EPERM"));
    outcrop.see("the terminal does not let its clipboard be read");
    outcrop.keys("n").see("│gn");
    let id = ask(&outcrop);
    for packet in answer(&id, "text/plain", b"eiss is grey") {
        outcrop.keys(&packet);
    }
    outcrop.see("│gneiss is grey");
}

#[test]
fn who_waits_no_more_gets_nothing_of_what_comes_late() {
    let service = Service::start();
    let outcrop = in_terminal(&service, HAS_IT);
    let late = ask(&outcrop);
    outcrop.see("reading the clipboard of the terminal");
    outcrop.keys("<esc>").see("not waited for any more");
    outcrop.keys("n").see("│gn");
    let id = ask(&outcrop);
    for packet in answer(&late, "text/plain", b"basalt") {
        outcrop.keys(&packet);
    }
    for packet in answer(&id, "text/plain", b"eiss") {
        outcrop.keys(&packet);
    }
    outcrop.see("│gneiss").keys("!").see("│gneiss!");
}

#[test]
fn without_the_protocol_it_is_said_what_works() {
    let service = Service::start();
    let outcrop = in_terminal(&service, "\x1b[?5522;0$y\x1b[?62;22c");
    outcrop.keys("<ctrl-v>").see("over SSH the clipboard here");
    let raw = String::from_utf8_lossy(&outcrop.raw()).into_owned();
    assert!(!raw.contains("]5522;"));
}

//! Pictures through the whole program: what the sandbox sees is what lies in the file.

use std::fmt::Write as _;
use std::fs;

use sha2::{Digest, Sha256};

use crate::harness::{Service, outcrop};

#[test]
fn what_is_seen_is_what_was_attached() {
    let service = Service::start();
    let outcrop = outcrop().service(&service).model("look").size(130, 60);
    let outcrop = outcrop.ready();
    outcrop.informed();
    let path = outcrop.home().path().join("flag.png");
    let half = |x: u32| {
        if x < 48 { [255, 0, 0] } else { [0, 0, 255] }
    };
    image::RgbImage::from_fn(96, 30, |x, _| image::Rgb(half(x)))
        .save(&path)
        .unwrap();
    let bytes = fs::read(&path).unwrap();
    let hash = Sha256::digest(&bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        });
    for (turn, wire) in ["converse", "messages"].into_iter().enumerate() {
        outcrop
            .turn("wire", wire)
            .keys("<ctrl-x>a")
            .see("Attach a file")
            .keys("flag.png<enter>")
            .see("Image #1 flag.png")
            .say("what is it?");
        outcrop.see("pixels: 96x30").see("red 50%");
        let reply = outcrop.finished().reply(turn);
        assert!(reply.starts_with("Your message: image 1, text."), "{reply}");
        assert!(
            reply.contains(&format!("- bytes: {}\n- sha256: {hash}\n", bytes.len())),
            "{reply}"
        );
    }
}

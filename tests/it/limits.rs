//! Attachments that are too large, odd or bad, from the hand to the bytes that the service gets.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::harness::{Running, Service, Start, outcrop};

/// A picture of noise, whose bytes are about as many as its pixels.
fn noise(width: u32, height: u32) -> image::RgbImage {
    let mut seed = 1_u32;
    image::RgbImage::from_fn(width, height, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, red, green, blue] = seed.to_le_bytes();
        image::Rgb([red, green, blue])
    })
}

fn path_of(outcrop: &Running, name: &str) -> PathBuf {
    outcrop.home().path().join(name)
}

fn start(service: &Service) -> Start {
    outcrop().service(service).model("echo").size(150, 40)
}

/// The bytes of the picture in the last message that was sent.
fn sent(service: &Service) -> Vec<u8> {
    let body = service.last().body;
    let content = body["messages"].as_array().unwrap().last().unwrap()["content"].clone();
    let image = content.as_array().unwrap().iter();
    let mut data = image.filter_map(|block| block["image"]["source"]["bytes"].as_str());
    STANDARD.decode(data.next_back().unwrap()).unwrap()
}

#[test]
fn a_picture_that_is_too_large_is_made_smaller_on_a_key() {
    let service = Service::start();
    let outcrop = start(&service).ready();
    let path = path_of(&outcrop, "panorama.png");
    noise(8100, 30).save(&path).unwrap();
    outcrop.paste(&path.display().to_string());
    outcrop
        .see("Make the picture smaller")
        .see("as it is")
        .see("8100×30")
        .see("over 8000 px")
        .until("all ways are measured", |screen| {
            screen.has("jpeg 1568×6 ") && screen.has("jpeg 8000×30 ")
        });
    outcrop
        .keys("<down><enter>")
        .see("scaled to 1568 px from 8100×30, jpeg 85");
    // The original, and once more what was made of it.
    outcrop
        .keys("\x1f")
        .see("panorama.png is the original again");
    outcrop.keys("<ctrl-x>S").see("measuring").keys("<enter>");
    outcrop
        .see("undo gives the original back")
        .see("jpeg 1568×6");
    outcrop.asks(|outcrop| {
        outcrop.keys("what is it?<enter>");
    });
    let bytes = sent(&service);
    let picture = image::load_from_memory(&bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (1568, 6));
    let kept = fs::read_dir(path_of(&outcrop, ".local/state/outcrop/attachments")).unwrap();
    let kept = kept.map(|entry| fs::read(entry.unwrap().path()).unwrap());
    assert!(kept.into_iter().any(|kept| kept == bytes));
}

#[test]
fn a_bad_file_gives_its_sentence_and_the_text_stays() {
    let service = Service::start();
    let outcrop = start(&service).ready();
    let mut bytes = std::io::Cursor::new(Vec::new());
    noise(40, 40)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    let bytes = bytes.into_inner();
    let half = path_of(&outcrop, "half.png");
    fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
    outcrop.keys("look at ").paste(&half.display().to_string());
    outcrop.see("half.png looks like png and is damaged: its end is missing");
    outcrop.see("look at");
    let lie = path_of(&outcrop, "lie.jpg");
    fs::write(&lie, &bytes).unwrap();
    outcrop.paste(&lie.display().to_string());
    outcrop.see("lie.jpg: is a png, though its name says jpg");
    outcrop.asks(|outcrop| {
        outcrop.keys("<enter>");
    });
    assert_eq!(sent(&service), bytes);
}

/// The loop decodes nothing: what is typed while a photo of twelve megapixels is read stands behind its
/// mark, and nothing of it is lost.
#[test]
fn keys_do_not_wait_for_a_photo() {
    let service = Service::start();
    let outcrop = start(&service).ready();
    let path = path_of(&outcrop, "photo.jpg");
    let colour = |x: u32, y: u32| {
        let byte = |number: u32| u8::try_from(number % 256).unwrap();
        image::Rgb([byte(x / 16), byte(y / 12), byte((x + y) / 28)])
    };
    image::RgbImage::from_fn(4000, 3000, colour)
        .save(&path)
        .unwrap();
    outcrop.keys("look ").paste(&path.display().to_string());
    outcrop.keys("quickly").see("quickly").see("jpeg 4000×3000");
    outcrop.asks(|outcrop| {
        outcrop.keys("<enter>");
    });
    // Without metadata in it the file goes as it is.
    assert_eq!(sent(&service), fs::read(&path).unwrap());
}

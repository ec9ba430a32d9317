//! Pictures are made within limits, and reach each terminal in its own way, once.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageEncoder as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::develop::Job;
use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::app::layout::Size;
use crate::app::pictures::{Depth, Extent, Protocol, Region, Wrapping};
use crate::shell::blobs::Blobs;
use crate::shell::screen::Screen;
use crate::ui::pictures::{Mask, Meanwhile, mark};

const SCREEN: Size = Size {
    width: 20,
    height: 6,
};

fn means(protocol: Protocol) -> Means {
    Means {
        protocol,
        cell: (2, 4),
        wrapping: Wrapping::None,
        depth: Depth::All,
    }
}

/// Red and green above, blue and white below: two rows of two cells.
fn tiny() -> DynamicImage {
    let colours = [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]];
    let colour = |x: u32, y: u32| Rgb(colours[(y / 4) as usize][(x / 2) as usize]);
    RgbImage::from_fn(4, 8, colour).into()
}

fn shot(hash: &str) -> Shot {
    Shot {
        hash: hash.to_owned(),
        form: Form::Thumbnail(SCREEN),
        marks: Vec::new(),
    }
}

fn placed(hash: &str, area: Rect, skip: u16) -> Placed {
    Placed {
        shot: shot(hash),
        message: None,
        area,
        skip,
        meanwhile: Meanwhile::Nothing,
    }
}

/// A terminal and the pictures for it.
struct Stage {
    gallery: Gallery,
    screen: Screen,
}

impl Stage {
    fn new(means: Means) -> Self {
        let mut gallery = Gallery::default();
        let print = Print::make(tiny(), means, 7).unwrap();
        gallery.add(shot("a"), print);
        let mut stage = Self {
            gallery,
            screen: Screen::new(SCREEN),
        };
        // What is on the screen is known.
        stage.frame(&[], "", None);
        stage
    }

    /// A frame with these pictures, a text in the last row, and something that lies over all.
    fn frame(&mut self, pictures: &[Placed], text: &str, over: Option<Rect>) -> String {
        let buf = self.screen.buffer();
        for (nth, one) in pictures.iter().enumerate() {
            for position in one.area.positions() {
                buf[position].set_char(mark(nth));
            }
        }
        buf.set_string(0, SCREEN.height - 1, text, Style::new());
        for position in over.into_iter().flat_map(Rect::positions) {
            buf[position].set_char('x');
        }
        let masks = pictures.iter().enumerate();
        let masks = masks.map(|(nth, one)| Mask::take(one.area, mark(nth), buf));
        for (one, mask) in pictures.iter().zip(masks.collect::<Vec<_>>()) {
            self.gallery.hang(one, &mask, buf);
        }
        let Beside { before, after } = self.gallery.saw(pictures);
        let cells = self.screen.frame(None, &[]).unwrap();
        String::from_utf8([&before, cells, &after].concat()).unwrap()
    }
}

const WHOLE: Rect = Rect::new(3, 1, 2, 2);

const PIXELS: [Protocol; 3] = [Protocol::Kitty, Protocol::Iterm2, Protocol::Sixel];

/// What begins a picture, or a piece of one.
const SENDS: [&str; 3] = ["_G", "]1337;File", "\u{1b}P"];

fn sends(bytes: &str) -> bool {
    SENDS.iter().any(|part| bytes.contains(part))
}

#[test]
fn each_terminal_gets_a_picture_in_its_own_way() {
    for protocol in [
        Protocol::Kitty,
        Protocol::Iterm2,
        Protocol::Sixel,
        Protocol::HalfBlocks,
    ] {
        for wrapping in [Wrapping::None, Wrapping::Tmux] {
            // tmux draws sixel itself, and passes half blocks on as the text that they are.
            let drawn_by_tmux = matches!(protocol, Protocol::Sixel | Protocol::HalfBlocks);
            if wrapping == Wrapping::Tmux && drawn_by_tmux {
                continue;
            }
            let mut stage = Stage::new(Means {
                wrapping,
                ..means(protocol)
            });
            let bytes = stage.frame(&[placed("a", WHOLE, 0)], "", None);
            let name = format!("{}_{wrapping:?}", protocol.name()).to_lowercase();
            insta::assert_snapshot!(name, bytes.escape_debug().to_string());
        }
    }
}

#[test]
fn while_text_streams_a_picture_is_not_sent_again() {
    for protocol in PIXELS {
        let mut stage = Stage::new(means(protocol));
        let pictures = [placed("a", WHOLE, 0)];
        assert!(sends(&stage.frame(&pictures, "", None)), "{protocol:?}");
        let mut text = String::new();
        for letter in "abcdefgh".chars() {
            text.push(letter);
            let bytes = stage.frame(&pictures, &text, None);
            assert!(!sends(&bytes), "{protocol:?}: {bytes:?}");
            assert!(bytes.len() < 80, "{protocol:?}: {} bytes", bytes.len());
        }
        assert_eq!(stage.frame(&pictures, &text, None), "", "{protocol:?}");
    }
}

#[test]
fn a_picture_that_moves_is_sent_to_kitty_once() {
    let mut stage = Stage::new(means(Protocol::Kitty));
    assert!(
        stage
            .frame(&[placed("a", WHOLE, 0)], "", None)
            .contains("_G")
    );
    let below = Rect { y: 3, ..WHOLE };
    let bytes = stage.frame(&[placed("a", below, 0)], "", None);
    assert!(
        bytes.contains('\u{10EEEE}') && !bytes.contains("_G"),
        "{bytes:?}"
    );
    // And again after the terminal has lost it.
    let farewell = String::from_utf8(stage.gallery.leave()).unwrap();
    assert_eq!(farewell, "\u{1b}_Ga=d,d=I,i=7,q=2\u{1b}\\");
    stage.screen.forget();
    assert!(
        stage
            .frame(&[placed("a", below, 0)], "", None)
            .contains("_G")
    );
}

#[test]
fn nothing_stays_of_a_picture_that_goes() {
    for protocol in PIXELS {
        let mut stage = Stage::new(means(protocol));
        stage.frame(&[placed("a", WHOLE, 0)], "", None);
        let bytes = stage.frame(&[], "", None);
        for row in [2, 3] {
            let cleared = format!("\u{1b}[{row};4H  ");
            assert!(bytes.contains(&cleared), "{protocol:?}: {bytes:?}");
        }
    }
}

#[test]
fn what_lies_over_a_picture_is_not_drawn_over() {
    let over = Rect::new(4, 2, 2, 1);
    for protocol in PIXELS.into_iter().chain([Protocol::HalfBlocks]) {
        let mut stage = Stage::new(means(protocol));
        let bytes = stage.frame(&[placed("a", WHOLE, 0)], "", Some(over));
        assert!(bytes.contains('x'), "{protocol:?}: {bytes:?}");
        match protocol {
            // All or nothing.
            Protocol::Sixel => assert!(!sends(&bytes), "{bytes:?}"),
            // The first row, which is whole.
            Protocol::Iterm2 => assert_eq!(bytes.matches("]1337").count(), 1),
            // Three of four cells.
            Protocol::Kitty => assert_eq!(bytes.matches('\u{10EEEE}').count(), 3),
            Protocol::HalfBlocks => assert_eq!(bytes.matches("48;2;").count(), 3),
            Protocol::Off => unreachable!(),
        }
        let bytes = stage.frame(&[placed("a", WHOLE, 0)], "", None);
        assert!(!bytes.is_empty(), "{protocol:?}: it comes back whole");
    }
}

#[test]
fn a_picture_half_out_of_sight_shows_its_other_half() {
    let seen = Rect { height: 1, ..WHOLE };
    for (protocol, first, second) in [
        (Protocol::HalfBlocks, "38;2;219;36;0", "38;2;59;36;223"),
        (Protocol::Kitty, "\u{10EEEE}\u{305}", "\u{10EEEE}\u{30D}"),
    ] {
        for (skip, shown, not) in [(0, first, second), (1, second, first)] {
            let mut stage = Stage::new(means(protocol));
            let bytes = stage.frame(&[placed("a", seen, skip)], "", None);
            assert!(bytes.contains(shown), "{protocol:?}: {bytes:?}");
            assert!(!bytes.contains(not), "{protocol:?}: {bytes:?}");
        }
    }
    let mut stage = Stage::new(means(Protocol::Iterm2));
    let bytes = stage.frame(&[placed("a", seen, 1)], "", None);
    assert_eq!(bytes.matches("]1337").count(), 1);
    let mut stage = Stage::new(means(Protocol::Sixel));
    assert!(!sends(&stage.frame(&[placed("a", seen, 1)], "", None)));
}

#[test]
fn what_is_kept_is_bounded_and_what_goes_is_forgotten_by_the_terminal() {
    let large = |n: u8| RgbaImage::from_pixel(120, 70, Rgba([n, 0, 0, 255]));
    let one = Print::make(large(0).into(), means(Protocol::Kitty), 1).unwrap();
    let limit = one.bytes() * 5 + 100;
    let mut gallery = Gallery::with_limit(limit);
    let mut forgotten = 0;
    for n in 0..100_u8 {
        let print = Print::make(large(n).into(), means(Protocol::Kitty), 1 + u32::from(n));
        let name = n.to_string();
        gallery.add(shot(&name), print.unwrap());
        let beside = gallery.saw(&[placed(&name, WHOLE, 0)]);
        assert!(beside.before.len() > 120 * 70 * 4);
        forgotten += String::from_utf8(beside.after)
            .unwrap()
            .matches("a=d")
            .count();
        assert!(gallery.bytes() <= limit, "{} at {n}", gallery.bytes());
    }
    assert_eq!(forgotten, 95);
    assert!(gallery.has(&shot("99")) && !gallery.has(&shot("94")));
}

#[test]
fn what_is_in_sight_is_kept_even_beyond_the_limit() {
    let mut gallery = Gallery::with_limit(1);
    gallery.add(
        shot("a"),
        Print::make(tiny(), means(Protocol::Sixel), 1).unwrap(),
    );
    gallery.saw(&[placed("a", WHOLE, 0)]);
    assert!(gallery.has(&shot("a")));
    gallery.saw(&[]);
    assert!(!gallery.has(&shot("a")) && gallery.bytes() == 0);
}

fn made(bytes: &[u8]) -> Result<Made, String> {
    let job = Job {
        plate: None,
        shot: shot("a"),
        means: Means::default(),
        id: 1,
    };
    job.of_bytes(bytes, job.shot.form)
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG that says it has so many pixels, and has none.
fn lying(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encoded(&tiny(), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| (sum >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(sum & 1));
    let byte = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), step);
    !bytes.iter().fold(!0, byte)
}

#[test]
fn every_kind_that_goes_along_can_be_seen() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::WebP,
    ] {
        let made = made(&encoded(&tiny(), format)).unwrap();
        let size = (made.measured.width, made.measured.height);
        assert_eq!(size, (4, 8), "{format:?}");
    }
    let deep = DynamicImage::new_rgba16(30, 20);
    assert_eq!(
        made(&encoded(&deep, ImageFormat::Png))
            .unwrap()
            .measured
            .width,
        30
    );
    let grey = DynamicImage::new_luma8(30, 20);
    assert!(made(&encoded(&grey, ImageFormat::Jpeg)).is_ok());
}

#[test]
fn a_picture_is_turned_as_the_camera_was_held() {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    // Orientation 6: to be turned to the right.
    let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    encoder.set_exif_metadata(exif.to_vec()).unwrap();
    encoder
        .encode_image(&DynamicImage::new_rgb8(300, 100))
        .unwrap();
    let made = made(&bytes).unwrap();
    assert_eq!((made.measured.width, made.measured.height), (100, 300));
}

#[test]
fn what_cannot_be_seen_is_told_in_a_sentence() {
    let whole = encoded(&tiny(), ImageFormat::Png);
    for (bytes, told) in [
        (
            lying(60_000, 60_000),
            "60000×60000 pixels, too many to be shown",
        ),
        (
            lying(15_000, 15_000),
            "15000×15000 pixels, too many to be shown",
        ),
        (lying(10_001, 10_000), "too many to be shown"),
        // What may be attached is not too large to be shown.
        (lying(10_000, 10_000), "it is damaged"),
        (lying(20_000, 5), "it is damaged"),
        (whole[..40].to_vec(), "it is damaged"),
        (b"hello".to_vec(), "it is no png, jpeg, gif or webp"),
        (Vec::new(), "it is no png, jpeg, gif or webp"),
        (b"BM\0\0\0\0\0\0\0\0".to_vec(), "cannot be shown, but"),
    ] {
        let why = made(&bytes).unwrap_err();
        assert!(why.contains(told), "{why}");
    }
}

#[test]
fn a_job_without_bytes_says_so() {
    let job = Job {
        plate: None,
        shot: shot("sha256:00"),
        means: Means::default(),
        id: 1,
    };
    let developed = job.done(&Source::Attached(Blobs::default()));
    assert_eq!(developed.result.unwrap_err(), "its bytes are not at hand");
}

#[test]
fn a_picture_in_a_reply_is_made_of_its_base64() {
    let bytes = encoded(&tiny(), ImageFormat::Png);
    for (text, told) in [
        (Some(STANDARD.encode(bytes)), None),
        (
            Some("no base64".to_owned()),
            Some("it is damaged: it is no base64"),
        ),
        (None, Some("its bytes are not at hand")),
    ] {
        let job = Job {
            plate: None,
            shot: shot("inline:00"),
            means: Means::default(),
            id: 1,
        };
        let made = job.done(&Source::Inline(text)).result;
        assert_eq!(made.as_ref().err().map(String::as_str), told);
        assert!(made.is_err() || made.unwrap().measured.height == 8);
    }
}

/// A picture for the viewer, decoded.
fn viewed(hash: &str) -> Developed {
    let whole = Region {
        x: 0,
        y: 0,
        width: tiny().width(),
        height: tiny().height(),
    };
    let shot = Shot {
        form: Form::Part(
            whole,
            Extent {
                width: 4,
                height: 8,
            },
        ),
        ..shot(hash)
    };
    let job = Job {
        plate: None,
        shot: shot.clone(),
        means: means(Protocol::Kitty),
        id: 1,
    };
    let bytes = encoded(&tiny(), ImageFormat::Png);
    Developed {
        result: job.of_bytes(&bytes, shot.form),
        means: job.means,
        shot,
    }
}

#[test]
fn what_is_made_ahead_does_not_take_the_place_of_what_is_in_sight() {
    let mut darkroom = Darkroom::new(Surroundings::of(|_| String::new()));
    darkroom.means = means(Protocol::Kitty);
    let (here, ahead) = (viewed("here"), viewed("ahead"));
    let seen = Placed {
        shot: here.shot.clone(),
        ..placed("here", WHOLE, 0)
    };
    darkroom.saw(&[seen]);
    let kept = |darkroom: &Darkroom| darkroom.plate.as_ref().map(|plate| plate.hash.clone());
    darkroom.take(here);
    assert_eq!(kept(&darkroom).as_deref(), Some("here"));
    darkroom.take(ahead);
    assert_eq!(kept(&darkroom).as_deref(), Some("here"));
    darkroom.saw(&[]);
    assert_eq!(kept(&darkroom), None);
}

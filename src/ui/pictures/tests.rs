//! Screens with pictures as half blocks.

use std::fmt::Write as _;

use image::{DynamicImage, Rgb, RgbImage};
use ratatui::buffer::Buffer;

use super::*;
use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::pictures::{Extent, Form, Means, Measured, Protocol, Region, fit};
use crate::app::prepare;
use crate::app::themes::Richness;
use crate::chat::content::{ContentBlock, Json};
use crate::chat::message::Role;
use crate::chat::record::{Body, Record};
use crate::ui::draw;
use crate::ui::theme::Wardrobe;

const SIZES: [(u16, u16); 3] = [(80, 24), (200, 50), (50, 15)];

/// A part of a dark disc on light ground, which has as many pixels as the fixture's picture.
fn disc(part: Region, extent: Extent) -> DynamicImage {
    let colour = |x: u32, y: u32| {
        let x = i64::from(part.x + x * part.width / extent.width) - 406;
        let y = i64::from(part.y + y * part.height / extent.height) - 305;
        if x * x + y * y < 200 * 200 {
            Rgb([20, 30, 60])
        } else {
            Rgb([u8::try_from(200 + y / 10).unwrap(), 220, 210])
        }
    };
    RgbImage::from_fn(extent.width, extent.height, colour).into()
}

fn measured() -> Measured {
    Measured {
        width: 812,
        height: 610,
        bytes: 91_700,
    }
}

/// A conversation with a picture in a question, and one that a tool gave back.
fn pictured() -> Play {
    let mut play = Play::connected();
    let picture = picture();
    let hash = picture.hash.clone();
    play.apply(Record::Blob(picture.blob().unwrap()));
    let text = ContentBlock::Text("What is this?".to_owned());
    let question = vec![picture.block().unwrap(), text];
    said(&mut play, Role::User, question);
    let call = vec![ContentBlock::Text("I look closer.".to_owned())];
    said(&mut play, Role::Assistant, call);
    let content = format!(r#"[{{"image":{{"hash":"{hash}","format":"png"}}}}]"#);
    let result = ContentBlock::ToolResult {
        id: "t1".to_owned(),
        status: None,
        content: Json(content),
    };
    said(&mut play, Role::User, vec![result]);
    play.tell(Msg::Pictured(hash, Ok(measured())));
    play
}

fn said(play: &mut Play, role: Role, content: Vec<ContentBlock>) {
    let parent = play.state.conversation.newest();
    let n = play.apply(Record::Message {
        parent,
        role,
        turn: None,
        case: None,
        body: Body::New(content),
    });
    let lane = LANE;
    let message = crate::chat::ids::MessageId(n);
    play.apply(Record::Leaf {
        lane,
        message: Some(message),
    });
}

/// The screen at this size, once all pictures of it were made.
fn drawn(play: &mut Play, (width, height): (u16, u16)) -> Buffer {
    play.tell(Msg::Resized(Size { width, height }));
    let mut gallery = Gallery::default();
    let wardrobe = Wardrobe::new(Richness::All);
    let mut last = None;
    for _ in 0..2 {
        prepare(&mut play.state);
        let mut buf = Buffer::empty(play.state.view.size.area());
        let drawn = draw(&play.state, &wardrobe, &gallery, &mut buf);
        for one in &drawn.pictures {
            gallery.add(one.shot.clone(), made(&one.shot));
        }
        last = Some(buf);
    }
    last.unwrap()
}

fn made(shot: &Shot) -> Print {
    let means = Means::default();
    let whole = Region {
        x: 0,
        y: 0,
        width: 812,
        height: 610,
    };
    let (part, extent) = match shot.form {
        Form::Thumbnail(room) => (whole, fit(measured(), means.cell, room).0),
        Form::Part(part, extent) => (part, extent),
    };
    Print::make(disc(part, extent), means, 1).unwrap()
}

fn text(buf: &Buffer) -> String {
    let mut text = String::new();
    for row in buf.area.rows() {
        let cells = row.positions().map(|position| buf[position].symbol());
        writeln!(text, "{}", cells.collect::<String>().trim_end()).unwrap();
    }
    text
}

#[test]
fn pictures_look_as_they_should() {
    for size in SIZES {
        let mut play = pictured();
        let name = format!("pictures_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, text(&drawn(&mut play, size)));
        play.key("tab");
        play.key("o");
        let name = format!("viewer_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, text(&drawn(&mut play, size)));
        play.key("1");
        let name = format!("viewer_zoomed_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, text(&drawn(&mut play, size)));
    }
}

#[test]
fn what_cannot_be_shown_is_told_in_its_line() {
    let mut play = pictured();
    let why = "it is damaged: \u{1b}[2J".to_owned();
    play.tell(Msg::Pictured(picture().hash, Err(why)));
    let screen = text(&drawn(&mut play, (80, 24)));
    assert!(screen.contains("gneiss.png · it is damaged: "), "{screen}");
    assert!(
        !screen.contains('\u{1b}') && !screen.contains('▄'),
        "{screen}"
    );
}

#[test]
fn a_picture_that_kitty_gets_takes_the_memory_of_both_its_copies() {
    let means = Means {
        protocol: Protocol::Kitty,
        ..Means::default()
    };
    let mut print = Print::make(DynamicImage::new_rgba8(30, 40), means, 1).unwrap();
    // The library's, and the one that is sent when it is shown again.
    assert_eq!(print.bytes(), print.send().len() * 2);
}

#[test]
fn a_picture_that_has_not_come_keeps_its_rows_free() {
    let mut play = pictured();
    let wardrobe = Wardrobe::new(Richness::All);
    let mut buf = Buffer::empty(play.state.view.size.area());
    prepare(&mut play.state);
    let waiting = draw(&play.state, &wardrobe, &Gallery::default(), &mut buf);
    assert!(!waiting.pictures.is_empty());
    let before = text(&buf);
    assert!(before.contains('⋯'), "{before}");
    let size = play.state.view.size;
    let after = text(&drawn(&mut play, (size.width, size.height)));
    let words = |screen: &str| {
        let lines = screen.lines().enumerate();
        let lines = lines.filter(|(_, line)| line.contains("image, png"));
        lines.map(|(at, _)| at).collect::<Vec<_>>()
    };
    assert_eq!(words(&before), words(&after), "no line moves");
}

#[test]
fn no_mark_of_a_picture_is_left_on_any_screen() {
    let wardrobe = Wardrobe::new(Richness::All);
    for keys in [
        "tab",
        "tab o",
        "ctrl-x v",
        "ctrl-p",
        "ctrl-x ctrl-v",
        "ctrl-x shift-f",
    ] {
        let mut play = pictured();
        play.key(keys);
        for width in (1..70).step_by(9) {
            for height in (1..30).step_by(4) {
                play.tell(Msg::Resized(Size { width, height }));
                let mut buf = Buffer::empty(play.state.view.size.area());
                draw(&play.state, &wardrobe, &Gallery::default(), &mut buf);
                let is_mark = |symbol: &str| symbol.chars().any(|c| c >= mark(0));
                let left = buf.content.iter().filter(|cell| is_mark(cell.symbol()));
                assert_eq!(left.count(), 0, "{keys} at {width}x{height}");
            }
        }
    }
}

#[test]
fn pictures_are_hidden_by_a_key_and_off_by_the_terminal() {
    let mut play = pictured();
    assert!(text(&drawn(&mut play, (80, 40))).contains('▄'));
    play.key("ctrl-x ctrl-v");
    let screen = text(&drawn(&mut play, (80, 40)));
    assert!(
        !screen.contains('▄') && screen.contains("image, png 812×610"),
        "{screen}"
    );
    play.key("ctrl-x ctrl-v");
    assert!(text(&drawn(&mut play, (80, 40))).contains('▄'));
    play.tell(Msg::ShowsPictures(Means {
        protocol: Protocol::Off,
        ..Means::default()
    }));
    assert!(!text(&drawn(&mut play, (80, 40))).contains('▄'));
}

#[test]
fn a_film_strip_looks_as_it_should() {
    // The second one is the smallest with small pictures in the strip.
    for size in SIZES.into_iter().chain([(100, 30)]) {
        let mut play = computing();
        play.key("ctrl-x shift-f");
        let name = format!("film_waits_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, text(&drawn(&mut play, size)));
        play.key("left left");
        let name = format!("film_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, text(&drawn(&mut play, size)));
    }
}

/// A film of so many screenshots, each another picture.
fn long_film(count: usize) -> Play {
    let mut play = Play::connected();
    for n in 0..count {
        let hash = format!("sha256:{n:064x}");
        let format = "png".to_owned();
        let image = ContentBlock::Image {
            hash: hash.clone(),
            format,
        };
        said(&mut play, Role::User, vec![image]);
        play.tell(Msg::Pictured(hash, Ok(measured())));
    }
    play.key("ctrl-x shift-f");
    play
}

/// The small pictures that a frame shows, and all others.
fn split(play: &mut Play) -> (Vec<Shot>, Vec<Shot>) {
    let wardrobe = Wardrobe::new(Richness::All);
    let mut buf = Buffer::empty(play.state.view.size.area());
    prepare(&mut play.state);
    let drawn = draw(&play.state, &wardrobe, &Gallery::default(), &mut buf);
    let last = drawn.pictures.last().map(|placed| placed.shot.form);
    assert!(
        matches!(last, None | Some(Form::Part(..))),
        "the large one is made first"
    );
    let shots = drawn.pictures.into_iter().map(|placed| placed.shot);
    // Those of the conversation, which lies below, have another size.
    let room = Size {
        width: 15,
        height: 5,
    };
    shots.partition(|shot| shot.form == Form::Thumbnail(room))
}

#[test]
fn the_strip_shows_as_many_small_pictures_as_there_is_room_for() {
    let mut play = long_film(300);
    for (size, most) in [
        ((80, 50), 0),
        ((200, 29), 0),
        ((100, 30), 6),
        ((200, 50), 12),
    ] {
        let (width, height) = size;
        play.tell(Msg::Resized(Size { width, height }));
        assert_eq!(split(&mut play).0.len(), most, "{size:?}");
    }
    play.key("home");
    for _ in 0..20 {
        play.key("right");
    }
    let (before, _) = split(&mut play);
    play.key("right");
    let (after, _) = split(&mut play);
    let fresh = after.iter().filter(|shot| !before.contains(shot));
    assert_eq!(fresh.count(), 1, "the others were made already");
    play.tell(Msg::ShowsPictures(Means {
        protocol: Protocol::Off,
        ..Means::default()
    }));
    assert_eq!(split(&mut play).0.len(), 0);
}

#[test]
fn a_small_picture_is_clicked_to_see_it_large() {
    let mut play = long_film(12);
    play.tell(Msg::Resized(Size {
        width: 200,
        height: 50,
    }));
    let wardrobe = Wardrobe::new(Richness::All);
    let mut buf = Buffer::empty(play.state.view.size.area());
    let drawn = draw(&play.state, &wardrobe, &Gallery::default(), &mut buf);
    let hash = format!("sha256:{:064x}", 3);
    let small = drawn
        .pictures
        .iter()
        .find(|placed| placed.shot.hash == hash);
    let area = small.unwrap().area;
    let target = drawn.clicks.at(area.x + 1, area.y + 1).unwrap();
    play.tell(Msg::Clicked(target));
    let (_, large) = split(&mut play);
    assert!(large.iter().any(|shot| shot.hash == hash));
}

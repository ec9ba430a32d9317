//! The pictures of the README and the film, made by sessions against the sandbox.
//!
//! A test makes each anew and fails when a file of the tree is another one. This writes them:
//! `OUTCROP_WRITE=1 cargo test --lib picture`.

mod cast;
mod scenes;
mod stage;
mod strokes;
mod svg;

use std::fs;
use std::num::NonZero;
use std::path::Path;

use serde_json::Value;

use crate::app::layout::Size;

/// Writes the files instead of comparing them, if it is set.
const WRITE: &str = "OUTCROP_WRITE";

/// The largest that a picture may be, in bytes.
const LARGEST: usize = 80_000;

/// The largest that the film may be.
const LARGEST_FILM: usize = 300_000;

/// Compares a file of the tree with what it should be, or writes it.
fn is_fresh(path: &str, made: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os(WRITE).is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, made).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        there == made,
        "{path} is not what the program shows now; this makes it anew:\n  {WRITE}=1 cargo test --lib picture"
    );
}

#[test]
fn the_pictures_show_the_program_as_it_is() {
    for make in scenes::PICTURES {
        let picture = make();
        let size = picture.file.len();
        assert!(size <= LARGEST, "{}: {size} bytes", picture.name);
        is_fresh(
            &format!("assets/pictures/{}.svg", picture.name),
            &picture.file,
        );
    }
}

#[test]
fn the_film_shows_the_program_as_it_is() {
    let camera = scenes::film();
    let file = camera.file("outcrop");
    assert!(file.len() <= LARGEST_FILM, "{} bytes", file.len());
    is_fresh("assets/outcrop.cast", &file);
}

fn terminal(size: Size) -> vt100::Parser {
    let [height, width] = [size.height, size.width].map(|it| NonZero::new(it).unwrap());
    vt100::Parser::new(height, width, 0)
}

#[test]
fn the_film_ends_with_the_last_screen() {
    crossterm::style::force_color_output(true);
    let camera = scenes::film();
    let file = camera.file("outcrop");
    let mut lines = file
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let header = lines.next().unwrap();
    assert_eq!(header["version"], 2);
    let size = (camera.size.height, camera.size.width);
    assert_eq!(
        (header["height"].as_u64(), header["width"].as_u64()),
        (Some(size.0.into()), Some(size.1.into()))
    );
    let mut parser = terminal(camera.size);
    let mut last = 0.0;
    for event in lines {
        let event = event.as_array().unwrap();
        let [at, kind, data] = event.as_slice() else {
            panic!("{event:?}");
        };
        let at = at.as_f64().unwrap();
        assert!(at >= last, "time goes back: {at} after {last}");
        last = at;
        assert_eq!(kind, "o");
        parser.process(data.as_str().unwrap().as_bytes());
    }
    assert!((20.0..40.0).contains(&last), "it takes {last} s");
    for position in camera.cells.area.positions() {
        let drawn = camera.cells[position].symbol();
        let played = parser.screen().cell(position.y, position.x).unwrap();
        let played = played.contents();
        let blank = played.is_empty() && drawn == " ";
        assert!(blank || played == drawn, "{position}: {played:?}");
    }
    let (row, column) = parser.screen().cursor_position();
    let caret = camera.caret.map(|caret| (caret.y, caret.x));
    assert_eq!(caret, Some((row, column)));
}

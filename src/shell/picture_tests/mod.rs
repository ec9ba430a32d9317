//! The pictures of the README and the film, made by sessions against the sandbox.
//!
//! A test makes each anew and fails when a file of the tree is another one. This writes them:
//! `OUTCROP_WRITE=1 cargo test --lib picture_tests`.

mod cast;
mod scenes;
mod stage;
mod strokes;
mod svg;

use std::fs;
use std::num::NonZero;
use std::path::Path;

use serde_json::Value;

use cast::Camera;

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
        "{path} is not what the program shows now; this makes it anew:\n  {WRITE}=1 cargo test --lib picture_tests"
    );
}

/// The pictures of one window.
const PICTURES: [&str; 5] = ["chat", "compare", "settings", "tools", "map"];

fn is_fresh_picture(name: &str, made: &str) {
    assert!(made.len() <= LARGEST, "{name}: {} bytes", made.len());
    is_fresh(&format!("assets/pictures/{name}.svg"), made);
}

#[test]
fn the_pictures_show_the_program_as_it_is() {
    for name in PICTURES {
        is_fresh_picture(name, &scenes::play(name).picture());
    }
}

#[test]
fn the_gallery_shows_the_themes_as_they_are() {
    is_fresh_picture("themes", &scenes::play("themes").gallery());
}

/// The file of the film, and its last screen.
fn filmed() -> (String, Camera) {
    let scene = scenes::play("film");
    let title = scene.title.clone();
    let camera = scene.film();
    (camera.file(&title), camera)
}

#[test]
fn the_film_shows_the_program_as_it_is() {
    let (file, _) = filmed();
    assert!(file.len() <= LARGEST_FILM, "{} bytes", file.len());
    is_fresh("assets/outcrop.cast", &file);
}

fn terminal(size: Size) -> vt100::Parser {
    let [height, width] = [size.height, size.width].map(|it| NonZero::new(it).unwrap());
    vt100::Parser::new(height, width, 0)
}

#[test]
fn the_film_ends_with_the_last_screen() {
    let (file, camera) = filmed();
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
    let screen = parser.screen();
    let (row, column) = screen.cursor_position();
    let seen = (!screen.hide_cursor()).then_some((column, row));
    let caret = camera.caret.map(|caret| (caret.x, caret.y));
    assert_eq!(caret, seen);
}

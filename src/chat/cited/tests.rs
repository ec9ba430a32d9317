//! Passages of both wires, notes in their places, and what a reader gets of them.

use super::*;
use crate::chat::generation::{Micros, Sent};
use crate::chat::ids::LaneId;
use crate::chat::settings::{Settings, Wire};
use crate::chat::stream::{Delta, Piece, fold};

fn json(text: &str) -> Json {
    Json(text.to_owned())
}

const CHARS: &str = r#"{"type":"char_location","cited_text":"Grass is green.","document_index":0,"document_title":"document-1","start_char_index":10,"end_char_index":25}"#;
const PAGE: &str = r#"{"title":"document-2","sourceContent":[{"text":"a"},{"text":"b"}],"location":{"documentPage":{"documentIndex":1,"start":3,"end":4}}}"#;

#[test]
fn both_wires_tell_the_same_of_a_passage() {
    let chars = Passage::of(&json(CHARS)).unwrap();
    assert_eq!(chars.quoted, "Grass is green.");
    assert_eq!(chars.place.told(), "characters 11 to 25");
    let converse = r#"{"title":"document-1","sourceContent":[{"text":"Grass is green."}],"location":{"documentChar":{"documentIndex":0,"start":10,"end":25}}}"#;
    assert_eq!(Passage::of(&json(converse)).unwrap(), chars);
    let page = Passage::of(&json(PAGE)).unwrap();
    assert_eq!(page.quoted, "a\nb");
    assert_eq!(page.place.told(), "page 3");
    assert_eq!(page.document(), Some(1));
}

#[test]
fn a_place_that_nobody_knows_is_kept_as_it_came() {
    let odd = r#"{"location":{"hologram":{"z":1.50}}}"#;
    let passage = Passage::of(&json(odd)).unwrap();
    assert_eq!(passage.place, Place::Other(json(odd)));
    assert_eq!(passage.document(), None);
    assert_eq!(Passage::of(&json("[]")), None);
    assert_eq!(Passage::of(&json("{")), None);
}

#[test]
fn the_neutral_name_tells_the_document_before_its_place_does() {
    let of = |title: &str| {
        let text = CHARS.replace("document-1", title);
        Passage::of(&json(&text)).unwrap().document()
    };
    assert_eq!(of("document-7"), Some(6));
    assert_eq!(of("Survey"), Some(0));
    assert_eq!(of("document-0"), Some(0));
}

/// A reply of these pieces, and where its notes stand.
fn reply(pieces: &[(u32, Piece)]) -> (Vec<ContentBlock>, Generation, Vec<(usize, usize, usize)>) {
    let sent = Sent {
        wire: Wire::Messages,
        model: String::new(),
        region: String::new(),
        sha256: String::new(),
    };
    let mut generation = Generation::new(LaneId(2), Settings::default(), sent);
    let mut content = Vec::new();
    for (block, piece) in pieces {
        let delta = Delta {
            us: Micros(1),
            block: *block,
            piece: piece.clone(),
        };
        fold(&mut content, &mut generation, &delta);
    }
    let places = placed(&content, &generation);
    let places = places
        .iter()
        .map(|placed| (placed.block, placed.at, placed.number))
        .collect();
    (content, generation, places)
}

fn text(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

fn cites(text: &str) -> Piece {
    Piece::Citation(json(text))
}

#[test]
fn notes_stand_where_the_cited_text_ends() {
    let (content, generation, places) = reply(&[
        (0, text("As told, ")),
        (1, text("grass is green")),
        (1, cites(CHARS)),
        (1, cites(PAGE)),
        (2, text(" and ")),
        (3, text("so on ")),
        (3, cites(CHARS)),
    ]);
    assert_eq!(content.len(), 4);
    assert_eq!(places, [(1, 14, 1), (1, 14, 2), (3, 5, 1)]);
    assert_eq!(generation.notes.passages.len(), 2);
    assert_eq!(generation.unknown, 0);
}

#[test]
fn one_that_comes_before_its_text_waits_for_the_end() {
    let before = [(0, cites(CHARS)), (0, text("grass"))];
    assert_eq!(reply(&before).2, []);
    let mut after = before.to_vec();
    after.push((1, text("!")));
    assert_eq!(reply(&after).2, [(0, 5, 1)]);
}

#[test]
fn a_block_that_only_cites_belongs_to_what_was_said_before() {
    let (content, _, places) = reply(&[(0, text("grass. ")), (1, cites(CHARS)), (2, text("So"))]);
    assert_eq!(content.len(), 2);
    assert_eq!(places, [(0, 6, 1)]);
}

#[test]
fn a_citation_that_cannot_be_read_is_kept_as_a_block() {
    let (content, generation, places) = reply(&[(0, text("a")), (0, cites("7"))]);
    assert_eq!((content.len(), generation.unknown), (2, 1));
    assert_eq!(places, []);
}

#[test]
fn marks_go_into_a_text_in_their_order() {
    let marks = [(1, "[1]"), (1, "[2]"), (3, "[1]")];
    let marks = marks.map(|(at, mark)| (at, mark.to_owned()));
    assert_eq!(noted("abc", marks.into_iter()), "a[1][2]bc[1]");
    let start = [(0, "[1]".to_owned())];
    assert_eq!(noted("abc", start.into_iter()), "[1]abc");
    assert!(matches!(
        noted("abc", std::iter::empty()),
        Cow::Borrowed("abc")
    ));
}

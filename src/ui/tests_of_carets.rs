//! The caret stands where text goes, whatever stands before it.

use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellWidth as _};
use ratatui::layout::Position;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::app::editing::Edit;
use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::prepare;
use crate::chat::shown::cell_is_safe;

use super::draw::draw;
use super::pictures::Gallery;
use super::tests;
use super::theme::Wardrobe;

/// The cells and the caret of a state.
fn frame(play: &mut Play) -> (Buffer, Option<Position>) {
    frame_in(play, &tests::wardrobe())
}

fn frame_in(play: &mut Play, wardrobe: &Wardrobe) -> (Buffer, Option<Position>) {
    prepare(&mut play.state);
    let mut buf = Buffer::empty(play.state.view.size.area());
    let drawn = draw(&play.state, wardrobe, &Gallery::default(), &mut buf);
    (buf, drawn.caret)
}

/// What stands in some cells of a row, each wide character once.
fn words(buf: &Buffer, y: u16, columns: std::ops::Range<u16>) -> String {
    let mut words = String::new();
    let mut x = columns.start;
    while x < columns.end {
        let cell = &buf[(x, y)];
        words.push_str(cell.symbol());
        x += cell.symbol().cell_width().max(1);
    }
    words
}

/// How a text looks in cells: without selectors, about which terminals do not agree, and with a blank
/// where one had made a sign wider.
fn in_cells(text: &str) -> String {
    let cluster = |cluster: &str| {
        let bare = cluster.replace(['\u{fe0e}', '\u{fe0f}'], "");
        let (wide, narrow) = (cluster.cell_width(), bare.cell_width());
        if cell_is_safe(cluster) {
            cluster.to_owned()
        } else if cell_is_safe(&bare) {
            format!(
                "{bare}{}",
                " ".repeat(usize::from(wide.saturating_sub(narrow)))
            )
        } else {
            "▯".repeat(usize::from(wide))
        }
    };
    text.graphemes(true).map(cluster).collect()
}

/// What is one character to a person.
fn character() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "b",
        " ",
        "漢",
        "字",
        "か",
        "한",
        "Ａ",
        "e\u{301}",
        "o\u{308}\u{323}",
        "ש",
        "ل",
        "م",
        "👩‍💻",
        "👨‍👩‍👧‍👦",
        "🇩🇪",
        "🇯🇵",
        "👍🏽",
        "🪨",
        "ﾞ",
        "न",
        "क्षि",
    ])
}

fn selected() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["❤️", "1️⃣", "☎️", "x", "漢", "✈︎", "🏳️‍🌈"])
}

fn moves() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop::sample::select(vec![
        Edit::Left,
        Edit::Right,
        Edit::Up,
        Edit::Down,
        Edit::WordLeft,
        Edit::WordRight,
        Edit::LineStart,
        Edit::LineEnd,
        Edit::Top,
        Edit::Bottom,
        Edit::DeleteBack,
        Edit::DeleteForward,
        Edit::Newline,
    ]);
    prop::collection::vec(edit, 0..12)
}

/// Before the caret stands what is before the cursor, and after it what is after it.
fn agrees(play: &mut Play, wardrobe: &Wardrobe) -> Result<(), TestCaseError> {
    // Drawn once, so that lines are known as they are wrapped; then as it is.
    frame_in(play, wardrobe);
    let (buf, caret) = frame_in(play, wardrobe);
    let Some(caret) = caret else {
        return Err(TestCaseError::fail("the caret is hidden"));
    };
    let area = play.state.view.panes.composer;
    let (left, right) = (area.x + 1, area.right() - 1);
    let widget = play.state.composer.area();
    let line = &widget.lines()[widget.cursor().0];
    let cut = line.char_indices().nth(widget.cursor().1);
    let cut = cut.map_or(line.len(), |(at, _)| at);
    let (before, behind) = (in_cells(&line[..cut]), in_cells(&line[cut..]));
    let row = words(&buf, caret.y, left..caret.x);
    let rest = words(&buf, caret.y, caret.x..right);
    let full = caret.x + 1 == right && behind.is_empty();
    let whole = format!("{row}{rest}");
    prop_assert!(
        before.ends_with(&row) || (full && before.ends_with(&whole)),
        "{:?} | {:?} is drawn as {:?} | {:?}",
        before,
        behind,
        row,
        rest
    );
    prop_assert!(
        full || behind.starts_with(rest.trim_end()),
        "{:?} | {:?} is drawn as {:?} | {:?}",
        before,
        behind,
        row,
        rest
    );
    // Not less of the line than its row has.
    prop_assert!(row == before || row.cell_width() > 0 || caret.x == left);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_caret_stands_behind_what_is_before_the_cursor(
        text in prop::collection::vec(character(), 0..60),
        moves in moves(),
        width in 22_u16..90,
    ) {
        let wardrobe = tests::wardrobe();
        let mut play = Play::connected();
        play.tell(Msg::Resized(Size { width, height: 24 }));
        play.state.composer.insert(&text.concat());
        frame(&mut play);
        for edit in moves {
            play.state.composer.edit(edit);
            agrees(&mut play, &wardrobe)?;
        }
        agrees(&mut play, &wardrobe)?;
    }

    #[test]
    fn the_caret_stands_right_behind_signs_with_selectors(
        text in prop::collection::vec(selected(), 0..20),
        moves in moves(),
    ) {
        let wardrobe = tests::wardrobe();
        let mut play = Play::connected();
        play.state.composer.insert(&text.concat());
        for edit in moves {
            play.state.composer.edit(edit);
            agrees(&mut play, &wardrobe)?;
        }
        agrees(&mut play, &wardrobe)?;
    }

    #[test]
    fn the_caret_stands_at_the_end_of_what_is_typed_into_a_line(
        text in prop::collection::vec(prop_oneof![character(), selected()], 0..60),
        keys in prop::sample::select(vec!["ctrl-p", "ctrl-x m", "ctrl-x w", "ctrl-x /", "ctrl-o", "ctrl-r"]),
        width in 22_u16..90,
    ) {
        let mut play = Play::connected();
        play.turn("one", "first");
        play.tell(Msg::Resized(Size { width: 80, height: 24 }));
        play.key(keys);
        let text = text.concat();
        let input = play.state.overlays.last_mut().unwrap().input().unwrap();
        input.clear();
        input.push_str(&text);
        play.tell(Msg::Resized(Size { width, height: 24 }));
        let (buf, caret) = frame(&mut play);
        let caret = caret.unwrap();
        let row = words(&buf, caret.y, 0..caret.x);
        let rest = words(&buf, caret.y, caret.x..width);
        prop_assert!(rest.trim_matches(['│', ' ']).is_empty(), "{:?}{:?}", row, rest);
        if let Some(last) = crate::chat::shown::Shown::label(&text).as_str().graphemes(true).next_back() {
            prop_assert!(row.ends_with(last), "{:?} ends with {:?}", row, last);
        }
    }
}

#[test]
fn the_caret_is_hidden_under_what_takes_no_text() {
    let mut play = Play::connected();
    play.turn("one", "first");
    assert!(frame(&mut play).1.is_some(), "in the message");
    play.key("ctrl-p");
    assert!(frame(&mut play).1.is_some(), "in the filter");
    play.key("f1");
    assert_eq!(frame(&mut play).1, None, "help lies over the filter");
    play.key("esc");
    assert!(frame(&mut play).1.is_some());
    play.key("esc");
    play.key("f2");
    assert_eq!(frame(&mut play).1, None, "no number is typed yet");
    play.typed("0.5");
    let (buf, caret) = frame(&mut play);
    let caret = caret.unwrap();
    assert_eq!(buf[(caret.x - 1, caret.y)].symbol(), "5");
    play.key("ctrl-x j");
    assert_eq!(frame(&mut play).1, None, "the map");
}

#[test]
fn text_from_right_to_left_keeps_its_order_and_brings_no_marks() {
    let mut play = Play::connected();
    play.turn("שלום abc", "x\u{202e}y مرحبا");
    play.tell(Msg::Paste("שלום".to_owned()));
    let (buf, _) = frame(&mut play);
    let screen = tests::text(&buf);
    assert!(
        screen.contains("שלום abc") && screen.contains("مرحبا"),
        "{screen}"
    );
    assert!(screen.contains("‹RLO›"), "{screen}");
    let marks = [
        '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}', '\u{2066}',
        '\u{2067}', '\u{2069}',
    ];
    assert!(!screen.contains(marks));
}

#[test]
fn flags_in_a_row_stay_whole_before_and_behind_the_caret() {
    let flags = "🇩🇪🇯🇵🇩🇪";
    for moves in 0..4 {
        let mut play = Play::connected();
        play.state.composer.insert(flags);
        play.state.composer.edit(Edit::LineStart);
        for _ in 0..moves {
            play.state.composer.edit(Edit::Right);
        }
        let (buf, _) = frame(&mut play);
        let screen = tests::text(&buf);
        assert!(screen.contains(flags), "{moves} to the right: {screen}");
    }
}

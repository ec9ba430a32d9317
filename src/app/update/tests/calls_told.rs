//! How calls and their results are told in the conversation and in the pane, and what that costs.

use std::time::Duration;

use crate::app::calls::Stage;
use crate::app::fixture::*;
use crate::app::inspect::Inspect;
use crate::app::layout::Size;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::chat::call::items::{self, Item};
use crate::chat::content::ContentBlock;
use crate::chat::json::Value;
use crate::chat::message::Role;
use crate::chat::record::Record;

fn pane(play: &Play) -> &Inspect {
    let mut overlays = play.state.overlays.iter();
    let found = overlays.find_map(|overlay| {
        if let Overlay::Inspect(pane) = overlay {
            Some(pane.as_ref())
        } else {
            None
        }
    });
    found.unwrap()
}

/// The visible lines of the conversation.
fn lines(play: &Play) -> Vec<String> {
    let lines = play.state.view.transcript.lines();
    lines.map(|(_, line)| line.text()).collect()
}

/// The rows of the call in full.
fn rows(play: &Play) -> Vec<String> {
    let rows = pane(play).detail().rows().iter();
    rows.map(|row| row.line.text()).collect()
}

/// A conversation with one call, as it would be read from a file.
fn called(name: &str, input: &str) -> Play {
    let mut play = Play::connected();
    play.tell(Msg::Resized(Size {
        width: 80,
        height: 40,
    }));
    let ask = vec![ContentBlock::Text("What is played?".to_owned())];
    said(&mut play, Role::User, ask);
    said(&mut play, Role::Assistant, vec![calling("t0", name, input)]);
    play.tell(Msg::Tick);
    play
}

/// The same, and this was given back.
fn given_back(text: &str) -> Play {
    let mut play = called("top_song", "{\"sign\":\"WZPZ\"}");
    let result = ContentBlock::ToolResult {
        id: "t0".to_owned(),
        status: None,
        content: items::write(&[Item::Text(text.to_owned())]),
    };
    said(&mut play, Role::User, vec![result]);
    play.tell(Msg::Tick);
    play
}

/// How often results are read while so many frames are drawn.
fn reads(play: &mut Play, frames: usize) -> usize {
    let before = items::reads();
    for _ in 0..frames {
        play.tick(Duration::from_millis(16));
    }
    items::reads() - before
}

#[test]
fn a_result_is_read_once_and_not_with_each_frame() {
    let mut play = given_back("a song");
    assert!(lines(&play).iter().any(|line| line.contains("a song")));
    assert_eq!(reads(&mut play, 10), 0);
    play.key("ctrl-x t");
    assert!(rows(&play).iter().any(|row| row.contains("a song")));
    assert_eq!(reads(&mut play, 10), 0);
}

#[test]
fn a_list_of_calls_that_are_answered_reads_none_of_the_results() {
    let mut play = Play::connected();
    play.offers_top_song();
    let id = play.ask("What is played?");
    for block in 0..20 {
        play.calls(id, (block, "top_song"), &["{\"sign\":\"WZPZ\"}"]);
    }
    play.ended_in_calls(id);
    play.appended();
    play.key("ctrl-x t");
    for _ in 0..19 {
        play.key("a");
        play.typed("song");
        play.key("ctrl-s");
    }
    assert_eq!(pane(&play).waiting(), 1);
    assert_eq!(reads(&mut play, 10), 0);
}

#[test]
fn hidden_characters_of_a_folded_call_and_its_result_are_counted() {
    let long = "word ".repeat(200);
    let mut play = given_back(&format!("{long}\u{e0041}"));
    let told = |play: &Play, sign: &str| {
        let lines = lines(play);
        let head = lines.iter().find(|line| line.starts_with("results"));
        head.is_some_and(|head| head.contains(sign))
    };
    assert!(told(&play, "⚠ 1 hidden"), "{:?}", lines(&play));
    play.key("tab");
    play.key("space");
    play.key("space");
    assert!(told(&play, "⚠ 1 hidden"), "{:?}", lines(&play));
    let hides = format!("{{\"sign\":\"{long}\\u202e\"}}");
    let play = called("top_song", &hides);
    let lines = lines(&play);
    assert!(
        lines.iter().any(|line| line.contains("⚠ 1 hidden")),
        "{lines:?}"
    );
}

#[test]
fn no_model_pushes_the_word_for_where_a_call_stands_out_of_sight() {
    let overrides = "\u{202e}".repeat(300);
    let name = "top_song_".repeat(30);
    for (name, sign) in [
        ("top_song", overrides.as_str()),
        (&name, "WZPZ"),
        (&overrides, "WZPZ"),
    ] {
        let play = called(name, &format!("{{\"sign\":\"{sign}\"}}"));
        let width = usize::from(play.state.view.panes.transcript.width);
        let shown = play.state.view.transcript.lines();
        let mut titles = shown.filter(|(_, line)| line.text().starts_with("▸"));
        let (_, title) = titles.next().unwrap();
        assert!(title.text().contains(" · waiting"), "{}", title.text());
        assert!(title.width() <= width, "{}", title.text());
    }
}

#[test]
fn while_a_program_runs_the_pane_is_laid_out_once_a_second() {
    let mut play = asked_to_run("{}");
    let run = &mut play.state.calls.runs[0];
    let Stage::Asking(asked) = run.stage.clone() else {
        panic!("{run:?}");
    };
    run.stage = Stage::Runs(asked);
    run.since = play.now.mono;
    play.tell(Msg::Tick);
    play.state.overlays.clear();
    play.key("ctrl-x t");
    play.tick(Duration::from_millis(100));
    let laid = |play: &Play| pane(play).detail().rows().as_ptr();
    let (first, before) = (laid(&play), rows(&play));
    for _ in 0..5 {
        play.tick(Duration::from_millis(100));
        assert_eq!(laid(&play), first);
    }
    play.tick(Duration::from_millis(900));
    assert_ne!(rows(&play), before);
}

#[test]
fn the_head_of_a_call_follows_the_lanes() {
    let mut play = Play::connected();
    play.offers_top_song();
    let id = play.ask("What is played?");
    play.calls(id, (0, "top_song"), &["{}"]);
    play.ended_in_calls(id);
    play.appended();
    play.key("ctrl-x t");
    let ends = |play: &Play| rows(play).iter().any(|row| row.contains("path ends here"));
    assert!(ends(&play));
    play.apply(Record::Leaf {
        lane: LANE,
        message: None,
    });
    play.tell(Msg::Tick);
    assert!(!ends(&play));
}

/// The pane over a call with these items as its result, the call in full in focus.
fn looked_at(items: &[Item]) -> Play {
    let mut play = called("top_song", "{\"sign\":\"WZPZ\"}");
    let result = ContentBlock::ToolResult {
        id: "t0".to_owned(),
        status: None,
        content: items::write(items),
    };
    said(&mut play, Role::User, vec![result]);
    play.tell(Msg::Resized(Size {
        width: 50,
        height: 60,
    }));
    play.key("ctrl-x t");
    play.key("tab");
    play
}

/// Selects the nth row that has this text.
fn select(play: &mut Play, text: &str, nth: usize) {
    let rows = rows(play);
    let has = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.contains(text));
    let at = has.map(|(at, _)| at).nth(nth).unwrap();
    play.tell(Msg::Clicked(Target::CallRow(at)));
}

fn json(text: &str) -> Item {
    Item::Json(Value::parse(text).unwrap())
}

#[test]
fn to_fold_one_item_of_a_result_leaves_the_others_as_they_are() {
    let two = [json("{\"a\":[1,2]}"), json("{\"a\":[3,4]}")];
    let mut play = looked_at(&two);
    select(&mut play, "a: array[2]", 1);
    play.key("left");
    let folded = |play: &Play| {
        let rows = rows(play);
        let arrays = rows.iter().filter(|row| row.contains("a: array[2]"));
        arrays.map(|row| row.contains('▸')).collect::<Vec<_>>()
    };
    assert_eq!(folded(&play), [false, true]);
    play.key("right");
    assert_eq!(folded(&play), [false, false]);
    play.key("*");
    play.key("*");
    let rows = rows(&play);
    assert!(rows.iter().any(|row| row.contains("0: 1")), "{rows:?}");
    assert!(!rows.iter().any(|row| row.contains("0: 3")), "{rows:?}");
}

#[test]
fn a_key_of_a_value_that_looks_like_a_sign_folds_nothing() {
    let mut play = looked_at(&[json("{\"▾ a\":\"▸ b\",\"c\":[1]}")]);
    let before = rows(&play);
    select(&mut play, "▸ b", 0);
    play.key("right");
    play.key("enter");
    assert_eq!(rows(&play), before);
}

#[test]
fn rows_of_a_table_do_not_fold_the_tree() {
    let mut play = looked_at(&[json("[{\"a\":1},{\"a\":2}]")]);
    let tree = rows(&play);
    play.key("m");
    let table = rows(&play);
    select(&mut play, "2", 0);
    assert_ne!(tree, table);
    play.key("enter");
    for _ in 0..2 {
        play.key("m");
    }
    assert_eq!(rows(&play), tree);
}

#[test]
fn a_row_that_is_wider_than_the_pane_goes_on_below() {
    let name = "a_name_of_a_member_that_is_much_longer_than_the_pane_is_wide_";
    let play = looked_at(&[json(&format!("{{\"{name}\":\"its value\"}}"))]);
    let shown = rows(&play);
    let area = crate::app::inspect::areas(play.state.view.size, 1).1;
    let all = pane(&play).detail().rows().iter();
    for row in all {
        assert!(row.line.width() <= usize::from(area.width), "{shown:?}");
    }
    let text = shown.join("").replace(' ', "");
    assert!(
        text.contains(&format!("{name}:\"itsvalue\"string")),
        "{shown:?}"
    );
}

#[test]
fn the_columns_of_a_table_end_with_the_last_one() {
    let mut play = looked_at(&[json("[{\"a\":1,\"b\":2},{\"a\":3,\"b\":4}]")]);
    play.key("m");
    for _ in 0..5 {
        play.typed(">");
    }
    assert_eq!(pane(&play).view.across, 1);
}

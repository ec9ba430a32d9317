//! How calls and their results are told in the conversation and in the pane, and what that costs.

use std::time::Duration;

use crate::app::calls::Stage;
use crate::app::fixture::*;
use crate::app::inspect::Inspect;
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::chat::call::items::{self, Item};
use crate::chat::content::ContentBlock;
use crate::chat::message::Role;
use crate::chat::record::Record;

fn pane(play: &Play) -> &Inspect {
    let mut overlays = play.state.overlays.iter();
    let found = overlays.find_map(|overlay| match overlay {
        Overlay::Inspect(pane) => Some(pane.as_ref()),
        _ => None,
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
    let Stage::Asking(plan) = run.stage.clone() else {
        panic!("{run:?}");
    };
    run.stage = Stage::Runs(plan);
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

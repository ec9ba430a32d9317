//! Code blocks by key: going to them, copying them, lines that are cut.

use super::notice;
use crate::app::code::{CodeId, CodeLines};
use crate::app::copying::What;
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::{Msg, Target};
use crate::app::preferences::{Preferences, Reconfigured};
use crate::app::transcript::chosen;
use crate::app::update::chosen_code;

const REPLY: &str =
    "Look:\n\n```rust\nfn main() {\n\tdig();\n}\n```\n\nor\n\n```sh\ncargo run\n```\n";

/// A conversation whose last reply has two code blocks, in focus.
fn two_blocks() -> Play {
    let mut play = Play::connected();
    play.turn("one", "no code");
    play.turn("two", REPLY);
    play.key("tab");
    play
}

fn copied(effects: &[Effect]) -> Option<&str> {
    match effects {
        [Effect::Copy(copying)] => Some(&copying.text),
        _ => None,
    }
}

fn nth(play: &Play) -> Option<usize> {
    chosen_code(&play.state).map(|block| block.nth)
}

#[test]
fn a_block_is_copied_by_its_number_with_its_tabs() {
    let mut play = two_blocks();
    let effects = play.key("c 1");
    assert_eq!(copied(&effects), Some("fn main() {\n\tdig();\n}"));
    let named = |effects: &[Effect]| matches!(effects, [Effect::Copy(copying)] if copying.what == What::Code(1));
    assert!(named(&effects));
    assert_eq!(copied(&play.key("c 2")), Some("cargo run"));
    assert_eq!(play.key("c 3"), []);
    assert_eq!(notice(&play), "this message has 2 code blocks");
}

#[test]
fn of_several_blocks_the_chosen_one_is_copied() {
    let mut play = two_blocks();
    assert_eq!(play.key("c c"), []);
    assert!(
        notice(&play).starts_with("2 code blocks: c 1 to c 2"),
        "{}",
        notice(&play)
    );
    play.key("(");
    assert_eq!(nth(&play), Some(1));
    assert_eq!(copied(&play.key("c c")), Some("cargo run"));
    play.key("(");
    assert_eq!(nth(&play), Some(0));
    assert!(copied(&play.key("c c")).unwrap().starts_with("fn main"));
    play.key("(");
    assert_eq!(notice(&play), "there is no code block above");
    play.key(")");
    assert_eq!(nth(&play), Some(1));
    play.key(")");
    assert_eq!(notice(&play), "there is no code block below");
    // Another message is chosen: no block is any more.
    play.key("{");
    assert_eq!(nth(&play), None);
}

#[test]
fn the_only_block_needs_no_number() {
    let mut play = Play::connected();
    play.turn("one", "```\na\n```");
    play.key("tab");
    assert_eq!(copied(&play.key("c c")), Some("a"));
    play.key("i");
    play.turn("two", "none");
    play.key("tab");
    assert_eq!(play.key("c c"), []);
    assert_eq!(notice(&play), "no code block in this message");
}

#[test]
fn blocks_are_gone_to_over_many_messages() {
    let mut play = Play::connected();
    for _ in 0..3 {
        play.turn("code", REPLY);
        play.turn("talk", &"words\n\n".repeat(60));
    }
    play.key("tab");
    let mut seen = Vec::new();
    for _ in 0..6 {
        play.key("(");
        let block = chosen_code(&play.state).unwrap();
        let line = play.state.view.transcript.code_in_sight();
        assert!(line.iter().any(|code| code.id == block), "{block:?}");
        assert_eq!(chosen(&play.state), Some(block.message));
        seen.push((block.message, block.nth));
    }
    let mut sorted = seen.clone();
    sorted.sort_unstable();
    sorted.reverse();
    sorted.dedup();
    assert_eq!((seen.len(), &seen), (sorted.len(), &sorted));
    play.key("(");
    assert_eq!(notice(&play), "there is no code block above");
    for _ in 0..5 {
        play.key(")");
    }
    let block = chosen_code(&play.state).unwrap();
    assert_eq!((block.message, block.nth), seen[0]);
    // From where one has scrolled to, the nearest one is gone to.
    play.key("g");
    play.key(")");
    let block = chosen_code(&play.state).unwrap();
    assert_eq!((block.message, block.nth), seen[5]);
}

#[test]
fn a_click_on_the_head_copies() {
    let mut play = two_blocks();
    let seen = play.state.view.transcript.code_in_sight();
    let id: CodeId = seen.last().unwrap().id;
    let effects = play.tell(Msg::Clicked(Target::Code(LANE, id)));
    assert_eq!(copied(&effects), Some("cargo run"));
    assert_eq!(nth(&play), Some(1));
}

#[test]
fn code_is_copied_while_it_streams_and_from_the_source_view() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.streamed(id, "```rust\nlet a");
    play.key("tab");
    assert_eq!(copied(&play.key("c 1")), Some("let a"));
    play.streamed(id, " = 1;\n```");
    play.key("v");
    assert_eq!(copied(&play.key("c 1")), Some("let a = 1;"));
}

#[test]
fn cut_lines_scroll_sideways_block_by_block() {
    let mut play = Play::connected();
    let long = "x".repeat(200);
    play.turn("one", &format!("```\n{long}\n```\n\n```\n{long}\n```\n"));
    play.key("tab");
    assert_eq!(play.key("shift-right"), []);
    assert_eq!(notice(&play), "code lines are not cut; shift-W cuts them");
    play.key("shift-w");
    assert_eq!(play.state.view.modes.code.lines, CodeLines::Scroll);
    play.key("(");
    let second = chosen_code(&play.state).unwrap();
    play.key("shift-right");
    play.key("shift-right");
    let code = &play.state.view.modes.code;
    assert_eq!(code.shift(second), 16);
    assert_eq!(code.shifts.len(), 1);
    for _ in 0..40 {
        play.key("shift-right");
    }
    let room = usize::from(play.state.view.panes.text_width());
    assert_eq!(play.state.view.modes.code.shift(second), 202 - room);
    assert_eq!(notice(&play), "this is the end of the lines");
    for _ in 0..40 {
        play.key("shift-left");
    }
    assert_eq!(play.state.view.modes.code.shift(second), 0);
    assert_eq!(notice(&play), "this is the beginning of the lines");
    // What is copied is the whole line, wherever it is scrolled to.
    play.key("shift-right");
    assert_eq!(copied(&play.key("c c")), Some(long.as_str()));
    play.key("shift-w");
    assert_eq!(play.state.view.modes.code.lines, CodeLines::Wrap);
    assert_eq!(play.state.view.modes.code.shift(second), 0);
}

#[test]
fn the_setting_counts_at_once() {
    let mut play = two_blocks();
    play.tell(Msg::Reconfigured(Ok(Box::new(Reconfigured {
        preferences: Preferences {
            code_lines: CodeLines::Scroll,
            ..Preferences::default()
        },
        changed: vec!["code_lines"],
        later: Vec::new(),
    }))));
    assert_eq!(play.state.view.modes.code.lines, CodeLines::Scroll);
    assert_eq!(notice(&play), "config.toml was read: code_lines");
}

//! Keys and pasted text.

use std::time::Duration;

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::{Overlay, Topic};
use crate::app::picker::PickerRow;
use crate::app::reader::{self, Entry};
use crate::app::view::Pane;
use crate::chat::generation::Outcome;

#[test]
fn esc_closes_then_stops_then_clears_then_changes_the_pane() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.state.notices.say("a notice", play.now.mono);
    play.key("f1");
    play.key("esc");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.outcome(id), None);
    play.key("esc");
    assert_eq!(play.outcome(id), Some(Outcome::Cancelled));
    assert!(play.state.notices.passing().is_some());
    play.key("esc");
    assert_eq!(play.state.notices.passing(), None);
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Transcript);
}

#[test]
fn a_notice_that_is_cut_can_be_read_beside_the_last_error() {
    let mut play = Play::connected();
    let read = |play: &mut Play| {
        play.key("ctrl-x !");
        let lines = reader::lines(&play.state, Topic::LastError, 300);
        play.key("esc");
        lines.into_iter().map(|line| match line {
            Entry::Text(text) => text,
            other @ (Entry::Group(_) | Entry::Key(..)) => panic!("{other:?}"),
        })
    };
    play.state.notices.error("the error", play.now.mono);
    play.state.notices.say("short", play.now.mono);
    assert_eq!(read(&mut play).collect::<Vec<_>>(), ["the error"]);
    let long = "word ".repeat(40);
    play.state.notices.say(long.trim(), play.now.mono);
    assert_eq!(
        read(&mut play).collect::<Vec<_>>(),
        [long.trim(), "", "the error"]
    );
    play.state.notices.error(long.trim(), play.now.mono);
    assert_eq!(read(&mut play).collect::<Vec<_>>(), [long.trim()]);
}

#[test]
fn esc_never_destroys_text() {
    let mut play = Play::connected();
    play.typed("mine");
    for _ in 0..4 {
        play.key("esc");
    }
    assert_eq!(play.text(), "mine");
}

#[test]
fn ctrl_c_stops_then_clears_then_asks_then_quits() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.typed("more");
    play.key("ctrl-c");
    assert_eq!(play.outcome(id), Some(Outcome::Cancelled));
    assert_eq!(play.text(), "more");
    assert_eq!(play.key("ctrl-c"), [Effect::SavePrompt("more".to_owned())]);
    assert_eq!(play.text(), "");
    assert_eq!(play.key("ctrl-c"), []);
    assert_eq!(play.key("ctrl-c").last(), Some(&Effect::Quit));
    play.key("up");
    assert_eq!(play.text(), "more");
}

#[test]
fn a_second_ctrl_c_quits_only_at_once() {
    let mut play = Play::connected();
    play.key("ctrl-c");
    play.tick(Duration::from_secs(2));
    assert_eq!(play.key("ctrl-c"), []);
    play.key("tab");
    assert_eq!(play.key("ctrl-c"), []);
}

#[test]
fn ctrl_d_deletes_and_quits_when_there_is_nothing_to_delete() {
    let mut play = Play::connected();
    play.typed("ab");
    play.key("ctrl-a");
    assert_eq!(play.key("ctrl-d"), []);
    assert_eq!(play.text(), "b");
    play.key("ctrl-d");
    assert_eq!(play.key("ctrl-d").last(), Some(&Effect::Quit));
}

#[test]
fn an_unknown_sequence_says_so_and_types_nothing() {
    let mut play = Play::connected();
    play.key("ctrl-x");
    assert_eq!(play.state.input.pending.len(), 1);
    play.key("8");
    assert!(play.state.input.pending.is_empty());
    assert!(
        play.state
            .notices
            .passing()
            .unwrap()
            .contains("no such key sequence")
    );
    assert_eq!(play.text(), "");
    play.typed("y");
    assert_eq!(play.text(), "y");
}

#[test]
fn esc_leaves_a_sequence_and_nothing_else() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.key("ctrl-x esc");
    assert_eq!(play.outcome(id), None);
    assert_eq!(play.state.view.focus, Pane::Composer);
}

#[test]
fn a_slash_opens_the_commands_and_stays_in_the_text() {
    let mut play = Play::connected();
    play.typed("/");
    assert!(matches!(play.state.overlays[..], [Overlay::Slash(_)]));
    assert_eq!(play.text(), "/");
    play.typed("model");
    play.key("enter");
    assert!(matches!(play.state.overlays[..], [Overlay::Picker(_)]));
    assert_eq!(play.text(), "");
}

#[test]
fn a_path_can_be_typed_through_the_slash_popup() {
    let mut play = Play::connected();
    play.typed("/etc/hosts, what is 0.0.0.0?");
    assert_eq!(play.text(), "/etc/hosts, what is 0.0.0.0?");
    assert!(play.state.overlays.is_empty(), "nothing matches any more");
    assert_eq!(prepares(&play.key("enter")).len(), 1);
}

#[test]
fn leaving_the_slash_popup_leaves_what_was_typed() {
    let mut play = Play::connected();
    play.typed("/mod");
    play.key("esc");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.text(), "/mod");
}

#[test]
fn backspace_goes_through_the_slash_popup_and_out() {
    let mut play = Play::connected();
    play.typed("/m");
    play.key("backspace");
    assert_eq!(play.text(), "/");
    assert!(matches!(play.state.overlays[..], [Overlay::Slash(_)]));
    play.key("backspace");
    assert_eq!(play.text(), "");
    assert!(play.state.overlays.is_empty());
}

#[test]
fn a_slash_within_a_text_opens_nothing() {
    let mut play = Play::connected();
    play.typed("a/b");
    assert!(play.state.overlays.is_empty());
}

#[test]
fn pasted_text_is_never_a_command() {
    let mut play = Play::connected();
    play.key("tab");
    assert_eq!(play.tell(Msg::Paste("q\r\n/quit\r".to_owned())), []);
    assert_eq!(play.text(), "q\n/quit\n");
    assert_eq!(play.state.view.focus, Pane::Composer);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn a_filter_takes_one_line_of_pasted_text() {
    let mut play = Play::connected();
    play.key("ctrl-x m");
    play.tell(Msg::Paste("opus\nmore".to_owned()));
    let Some(Overlay::Picker(picker)) = play.state.overlays.last() else {
        panic!();
    };
    assert_eq!(picker.list.filter, "opus");
    assert_eq!(play.text(), "");
}

#[test]
fn text_pasted_over_help_goes_to_the_editor() {
    let mut play = Play::connected();
    play.key("f1");
    play.tell(Msg::Paste("kept".to_owned()));
    assert_eq!(play.text(), "kept");
}

#[test]
fn a_click_on_a_heading_or_on_what_cannot_be_called_chooses_nothing() {
    let mut play = Play::without_model();
    play.say("hello");
    let Some(Overlay::Picker(picker)) = play.state.overlays.last() else {
        panic!();
    };
    let dead: Vec<usize> = (0..picker.rows.len())
        .filter(|row| picker.rows[*row].choice().is_none())
        .collect();
    assert!(
        picker
            .rows
            .iter()
            .any(|row| matches!(row, PickerRow::Unusable(_)))
    );
    for row in dead {
        assert_eq!(play.tell(Msg::Clicked(Target::Row(row))), []);
    }
    assert_eq!(play.text(), "hello");
    assert_eq!(play.state.overlays.len(), 1);
}

#[test]
fn a_click_on_a_route_chooses_it() {
    let mut play = Play::without_model();
    play.key("ctrl-x m");
    let Some(Overlay::Picker(picker)) = play.state.overlays.last() else {
        panic!();
    };
    let row = picker
        .rows
        .iter()
        .rposition(|row| row.choice().is_some())
        .unwrap();
    let choice = picker.rows[row].choice().cloned();
    let before = play.settings().model.clone();
    play.tell(Msg::Clicked(Target::Row(row)));
    assert_eq!(play.settings().model, before);
    play.tell(Msg::Clicked(Target::Row(row)));
    assert_eq!(play.settings().model, choice);
}

#[test]
fn help_scrolled_past_its_end_scrolls_back_at_once() {
    let mut play = Play::connected();
    play.key("f1");
    for _ in 0..40 {
        play.key("pagedown");
        crate::app::prepare(&mut play.state);
    }
    let scroll = |play: &Play| match play.state.overlays.last() {
        Some(Overlay::Reader(reader)) => reader.scroll,
        other => panic!("{other:?}"),
    };
    let end = scroll(&play);
    play.key("k");
    crate::app::prepare(&mut play.state);
    assert_eq!(scroll(&play), end - 1);
}

//! Modal editing in the program: which keys it takes, and which it leaves.

use crate::app::composer::{Draft, Field};
use crate::app::editor::{Editor, Subject};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::keymap::Enter;
use crate::app::modal;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::app::preferences::Preferences;
use crate::app::settings::row::Row;
use crate::app::update::{editor, prefer};
use crate::app::view::Pane;
use crate::app::vim::Editing;

fn set(play: &mut Play, editing: Editing, enter: Enter) {
    let preferences = Preferences {
        editing,
        enter,
        ..Preferences::default()
    };
    prefer(&mut play.state, preferences);
}

fn vim() -> Play {
    let mut play = Play::connected();
    set(&mut play, Editing::Vim, Enter::Sends);
    play
}

fn mode(play: &Play) -> String {
    modal::told(&play.state).unwrap_or_default()
}

fn text(play: &Play) -> String {
    play.state.composer.text()
}

#[test]
fn letters_are_text_until_escape_and_commands_then() {
    let mut play = vim();
    play.typed("one two");
    play.key("esc");
    assert_eq!(mode(&play), "NORMAL");
    play.typed("bdw");
    assert_eq!(text(&play), "one ");
    play.typed("u");
    assert_eq!(text(&play), "one two");
    play.key("ctrl-r");
    assert_eq!(text(&play), "one ");
}

#[test]
fn escape_goes_on_to_the_usual_once_nothing_is_begun() {
    let mut play = vim();
    play.typed("a");
    play.key("esc");
    play.typed("d");
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Composer);
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Transcript);
    play.key("i");
    assert_eq!(
        (play.state.view.focus, mode(&play)),
        (Pane::Composer, "INSERT".to_owned())
    );
}

#[test]
fn enter_sends_in_both_modes_and_one_writes_again() {
    for keys in ["enter", "esc enter"] {
        let mut play = vim();
        play.typed("hello");
        let effects = play.key(keys);
        assert!(
            effects
                .iter()
                .any(|effect| matches!(effect, Effect::Append(_))),
            "{keys}"
        );
        assert_eq!(mode(&play), "INSERT");
    }
}

#[test]
fn sequences_and_other_keys_go_through_the_keymap_in_every_mode() {
    let mut play = vim();
    play.typed("a");
    play.key("esc ctrl-x m");
    assert!(matches!(play.state.overlays[..], [Overlay::Picker(_)]));
    play.key("esc");
    assert_eq!(mode(&play), "NORMAL");
    play.typed(":");
    assert!(matches!(play.state.overlays[..], [Overlay::Palette(_)]));
}

#[test]
fn a_slash_and_a_path_are_offered_while_one_inserts_only() {
    let mut play = vim();
    play.key("esc");
    play.typed("/");
    assert!(play.state.overlays.is_empty());
    play.typed("i/");
    assert!(matches!(play.state.overlays[..], [Overlay::Slash(_)]));
}

#[test]
fn the_beginning_of_the_reply_has_the_same_register() {
    let mut play = vim();
    play.typed("{");
    play.key("esc");
    play.typed("x");
    play.key("ctrl-x f");
    assert_eq!(
        (play.state.composer.field(), mode(&play).as_str()),
        (Field::Prefill, "INSERT")
    );
    play.key("esc");
    play.typed("p");
    assert_eq!(play.state.composer.prefill(), "{");
}

#[test]
fn a_paste_is_text_in_every_mode_and_taken_back_at_once() {
    let mut play = vim();
    play.typed("ab");
    play.key("esc");
    play.tell(Msg::Paste("dd".to_owned()));
    assert_eq!(text(&play), "addb");
    play.typed("u");
    assert_eq!(text(&play), "ab");
}

#[test]
fn an_editor_over_the_panes_has_modes_and_escape_takes_the_text() {
    let mut play = vim();
    play.key("ctrl-x s");
    play.typed("be brief");
    play.key("esc");
    play.typed("x");
    play.key("enter");
    assert!(matches!(play.state.overlays[..], [Overlay::Editor(_)]));
    play.key("esc");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.state.settings().system, "be brie");
}

#[test]
fn modes_come_and_go_with_the_setting_and_the_text_stays() {
    let mut play = vim();
    play.typed("ab");
    play.key("esc");
    play.typed("x");
    set(&mut play, Editing::Plain, Enter::Sends);
    play.typed("x");
    assert_eq!((text(&play).as_str(), mode(&play).as_str()), ("xa", ""));
    play.key("ctrl-_");
    assert_eq!(text(&play), "a");
}

#[test]
fn enter_begins_a_line_where_it_is_set_so() {
    let mut play = Play::connected();
    set(&mut play, Editing::Plain, Enter::BeginsLine);
    play.typed("a");
    play.key("enter");
    play.typed("b");
    assert_eq!(text(&play), "a\nb");
    let effects = play.key("alt-enter");
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Append(_)))
    );
    set(&mut play, Editing::Plain, Enter::Sends);
    play.typed("c");
    play.key("alt-enter");
    assert_eq!(text(&play), "c\n");
}

#[test]
fn a_long_insertion_is_one_step() {
    let mut play = vim();
    play.typed(&"long ".repeat(200));
    play.key("esc");
    play.typed("u");
    assert_eq!(text(&play), "");
}

#[test]
fn an_editor_of_one_line_keeps_one_whatever_is_repeated() {
    let mut play = vim();
    let region = Editor::new(Subject::Row(Row::Region), "eu");
    editor::open(&mut play.state, region);
    play.tell(Msg::Tick);
    play.key("esc");
    play.typed("2A");
    play.tell(Msg::Paste("-a\n-b".to_owned()));
    play.typed("c");
    play.key("esc");
    play.typed("2oX");
    play.key("esc");
    let Some(Overlay::Editor(editor)) = play.state.overlays.last() else {
        panic!("the editor is closed");
    };
    assert_eq!(editor.text(), "eu-ac-acXX");
}

#[test]
fn another_conversation_begins_with_insertion() {
    let mut play = vim();
    play.turn("one", "first");
    play.typed("a");
    play.key("esc");
    let file = forked(&play.state.conversation, 2);
    play.tell(Msg::Opened(Box::new(file), Some(Draft::default()), None));
    assert_eq!(mode(&play), "INSERT");
    play.key("esc");
    assert_eq!(mode(&play), "NORMAL");
    play.tell(Msg::Began(conversation_id(3)));
    assert_eq!(mode(&play), "INSERT");
}

#[test]
fn what_is_done_again_is_what_stands_there() {
    // Enter begins a line after a backslash, which goes.
    let mut play = vim();
    play.typed("x");
    play.key("esc");
    play.typed("aa\\");
    play.key("enter");
    play.typed("b");
    play.key("esc");
    play.typed(".");
    assert_eq!(text(&play), "xa\nba\nb");
    // Backspace takes a character with all that belongs to it.
    for typed in ["ae\u{301}", "ae\u{301}\u{323}"] {
        let mut play = vim();
        play.typed("x");
        play.key("esc");
        play.typed(typed);
        play.key("backspace");
        play.typed("y");
        play.key("esc");
        play.typed(".");
        assert_eq!(text(&play), "xyy", "{typed:?}");
    }
    let mut play = vim();
    play.typed("e");
    play.key("esc");
    play.typed("a\u{301}");
    play.key("backspace");
    play.typed("y");
    play.key("esc");
    play.typed(".");
    assert_eq!(text(&play), "yy");
}

#[test]
fn what_is_typed_where_commands_are_offered_is_done_again_too() {
    let mut play = vim();
    play.typed("x");
    play.key("esc");
    play.typed("xi/tou");
    assert!(matches!(play.state.overlays[..], [Overlay::Slash(_)]));
    play.key("esc");
    assert_eq!(mode(&play), "INSERT");
    play.typed("!");
    play.key("esc");
    play.typed(".");
    assert_eq!(text(&play), "/tou/tou!!");
    // What was chosen is no text any more.
    let mut play = vim();
    play.typed("x");
    play.key("esc");
    play.typed("xi/tour");
    play.key("enter esc");
    assert_eq!(mode(&play), "INSERT");
    play.typed("a");
    play.key("esc");
    play.typed(".");
    assert_eq!(text(&play), "aa");
}

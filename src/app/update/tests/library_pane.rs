//! The library as a pane beside the conversation, on a screen with room for it.

use std::path::PathBuf;

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::layout::{Side, Size};
use crate::app::library::{News, Order};
use crate::app::memory::Memory;
use crate::app::msg::{Msg, Target};
use crate::app::state::Start;
use crate::app::view::Pane;
use crate::chat::conversation::Conversation;

const WIDE: Size = Size {
    width: 160,
    height: 40,
};

fn file(name: &str) -> PathBuf {
    PathBuf::from(format!("/home/me/{name}.jsonl"))
}

/// The pane has the focus. The order: trip, rocks, which is open, rivers, silent.
fn pane() -> Play {
    let mut play = Play::connected();
    play.tell(Msg::Resized(WIDE));
    play.turn("one", "first");
    play.tell(Msg::Created(file("rocks")));
    let effects = play.key("ctrl-o");
    assert_eq!(effects[0], Effect::Library(Order::NotePane(Side::Open)));
    assert!(matches!(effects[1], Effect::Library(Order::List(_))));
    play.tell(Msg::Library(News::Shelf(volumes())));
    play
}

fn selected(play: &Play) -> PathBuf {
    let library = play.state.view.library.as_ref().unwrap();
    library.choice().unwrap().path.clone()
}

#[test]
fn the_key_opens_it_goes_there_and_closes_it() {
    let mut play = pane();
    assert!(play.state.overlays.is_empty());
    let panes = play.state.view.panes;
    assert_eq!(panes.transcript.x, panes.library.right());
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Composer);
    assert!(play.state.view.shows_library());
    play.key("ctrl-o");
    assert_eq!(play.state.view.focus, Pane::Library);
    let closed = Effect::Library(Order::NotePane(Side::Closed));
    assert_eq!(play.key("ctrl-o"), [closed]);
    assert_eq!(play.state.view.focus, Pane::Composer);
    assert!(play.state.view.panes.library.is_empty());
}

#[test]
fn panes_are_gone_through_in_a_ring() {
    let mut play = pane();
    play.key("esc");
    play.key("f2");
    play.key("tab");
    assert_eq!(play.state.view.focus, Pane::Library);
    for pane in [
        Pane::Settings,
        Pane::Transcript,
        Pane::Composer,
        Pane::Library,
    ] {
        play.key("backtab");
        assert_eq!(play.state.view.focus, pane);
    }
}

#[test]
fn it_filters_marks_and_opens_as_over_the_panes() {
    let mut play = pane();
    play.typed("rivx");
    play.key("backspace");
    assert_eq!(selected(&play), file("rivers"));
    assert_eq!(play.key("enter"), [Effect::Open(file("rivers"), None)]);
    let opened = forked(&play.state.conversation, 2);
    play.tell(Msg::Opened(Box::new(opened), None, None));
    assert_eq!(play.state.view.focus, Pane::Composer);
    assert!(play.state.view.shows_library(), "it stays open");
    play.key("ctrl-o");
    play.key("tab");
    let effects = play.key("delete");
    let thrown = Effect::Library(Order::Throw(vec![file("rivers")]));
    assert_eq!(effects, [thrown]);
    play.tell(Msg::Paste(" \nx".to_owned()));
    let filter = &play.state.view.library.as_ref().unwrap().list.filter;
    assert_eq!(filter, "riv ");
}

#[test]
fn a_click_selects_and_another_one_opens() {
    let mut play = pane();
    play.key("esc");
    assert_eq!(play.tell(Msg::Clicked(Target::Row(2))), []);
    assert_eq!(selected(&play), file("rivers"));
    play.tell(Msg::Wheel(Target::Row(0), -1));
    assert_eq!(selected(&play), file("rocks"));
    let effects = play.tell(Msg::Clicked(Target::Row(2)));
    assert_eq!(effects, []);
    let effects = play.tell(Msg::Clicked(Target::Row(2)));
    assert_eq!(effects, [Effect::Open(file("rivers"), None)]);
}

#[test]
fn it_goes_when_there_is_no_room_and_comes_back() {
    let mut play = pane();
    let narrow = Size { width: 100, ..WIDE };
    assert_eq!(play.tell(Msg::Resized(narrow)), []);
    assert_eq!(play.state.view.focus, Pane::Composer);
    play.typed("a");
    assert_eq!(play.text(), "a");
    let effects = play.tell(Msg::Resized(WIDE));
    assert!(matches!(effects[..], [Effect::Library(Order::List(_))]));
    assert!(!play.state.view.panes.library.is_empty());
}

#[test]
fn it_is_listed_anew_after_each_turn_and_stays_when_its_conversation_goes() {
    let mut play = pane();
    let effects = play.tell(Msg::Synced(Ok(())));
    assert!(matches!(effects[..], [Effect::Library(Order::List(_))]));
    play.key("down");
    play.key("delete");
    let effects = play.tell(Msg::Began(conversation_id(2)));
    assert_eq!(
        effects,
        [Effect::Library(Order::Throw(vec![file("rocks")]))]
    );
    assert!(play.state.overlays.is_empty() && play.state.view.shows_library());
    play.say("two");
    assert_eq!(play.tell(Msg::Synced(Ok(()))), [], "not while replies come");
}

#[test]
fn it_is_open_at_the_start_if_it_was_at_the_end() {
    let mut memory = Memory::default();
    memory.holdings.pane = Side::Open;
    let play = Play::begin(Start {
        memory,
        size: WIDE,
        ..start()
    });
    assert!(play.state.view.shows_library());
    assert_eq!(play.state.view.focus, Pane::Composer);
    assert_eq!(Conversation::len(&play.state.conversation), 0);
}

//! Going over to another conversation file, and to a message of it.

use std::path::PathBuf;

use crate::app::composer::Draft;
use crate::app::effect::Effect;
use crate::app::file::{FileOrder, Mode};
use crate::app::fixture::*;
use crate::app::msg::Msg;
use crate::app::update::opened;
use crate::app::view::Anchor;
use crate::chat::ids::MessageId;

/// A conversation of two turns in a file, and another one like it that was opened.
fn opening() -> (Play, MessageId) {
    let mut play = Play::connected();
    let first = play.turn("one", "first").reply();
    play.turn("two", "second");
    play.tell(Msg::Created(PathBuf::from("/home/me/one.jsonl")));
    (play, first)
}

#[test]
fn the_message_that_was_asked_for_is_shown() {
    let (mut play, first) = opening();
    let file = forked(&play.state.conversation, 2);
    let draft = Some(Draft::default());
    let effects = play.tell(Msg::Opened(Box::new(file), draft, Some(first)));
    assert!(effects.contains(&Effect::GoOver(conversation_id(2))));
    assert_eq!(play.state.view.reading.chosen, Some(first));
}

#[test]
fn a_message_that_is_not_there_is_told() {
    let (mut play, _) = opening();
    let file = forked(&play.state.conversation, 2);
    let goal = Some(MessageId(999));
    play.tell(Msg::Opened(Box::new(file), Some(Draft::default()), goal));
    assert_eq!(play.state.conversation.id(), &conversation_id(2));
    assert_eq!(play.state.view.reading.anchor, Anchor::Follow);
}

#[test]
fn the_file_that_is_open_is_not_opened_again() {
    let (mut play, first) = opening();
    let here = PathBuf::from("/home/me/one.jsonl");
    play.state.notices.say("a notice", play.now.mono);
    assert_eq!(opened::open(&mut play.state, here, Some(first)), []);
    assert_eq!(play.state.notices.passing(), None);
    assert_eq!(play.state.view.reading.chosen, Some(first));
    let there = PathBuf::from("/home/me/two.jsonl");
    let effects = opened::open(&mut play.state, there.clone(), None);
    assert_eq!(effects, [Effect::Open(there, None)]);
}

#[test]
fn a_file_that_could_not_be_written_is_not_left() {
    let (mut play, _) = opening();
    play.say("three");
    play.not_appended();
    let there = PathBuf::from("/home/me/two.jsonl");
    assert_eq!(opened::open(&mut play.state, there.clone(), None), []);
    let closes = [Effect::File(FileOrder::Forget)];
    let effects = play.tell(Msg::BeganAt(conversation_id(3), there));
    assert_eq!(effects, closes);
    assert_eq!(play.state.conversation.id(), &conversation_id(1));
}

#[test]
fn a_file_that_is_not_there_begins_a_conversation() {
    let (mut play, _) = opening();
    play.typed("unsent");
    let there = PathBuf::from("/home/me/new.jsonl");
    let effects = play.tell(Msg::BeganAt(conversation_id(3), there.clone()));
    assert!(matches!(&effects[0], Effect::SaveDraft(id, _) if *id == conversation_id(1)));
    assert_eq!(effects.last(), Some(&Effect::GoOver(conversation_id(3))));
    assert_eq!(play.state.file.path, Some(there));
    assert_eq!(
        (play.state.conversation.len(), play.text()),
        (0, String::new())
    );
    let effects = play.say("hello");
    assert_eq!(kinds(&effects)[0], "header");
}

#[test]
fn the_file_that_is_open_is_not_gone_over_to() {
    let (mut play, _) = opening();
    play.typed("unsent");
    let mut file = forked(&play.state.conversation, 1);
    file.path = PathBuf::from("/home/me/one.jsonl");
    file.mode = Mode::ReadOnly;
    let opened = Msg::Opened(Box::new(file), Some(Draft::default()), None);
    assert_eq!(play.tell(opened), []);
    assert_eq!(play.state.file.mode, Mode::Writable);
    assert_eq!(play.text(), "unsent");
}

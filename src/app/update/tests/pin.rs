//! A beginning that every reply has.

use crate::app::effect::Effect;
use crate::app::fixture::*;

fn begun(effects: &[Effect]) -> Vec<String> {
    let requests = effects.iter().filter_map(|effect| {
        let Effect::Prepare(_, _, request) = effect else {
            return None;
        };
        Some(request.prefill.clone())
    });
    requests.collect()
}

/// A conversation with `{` pinned.
fn pinned() -> Play {
    let mut play = Play::connected();
    play.turn("one", "reply");
    play.key("ctrl-x f");
    play.typed("{");
    let effects = play.key("ctrl-x ctrl-f");
    assert_eq!(kinds(&effects), ["prefill_pin"]);
    play
}

#[test]
fn what_is_pinned_begins_every_reply() {
    let mut play = pinned();
    for text in ["two", "three"] {
        let effects = play.say(text);
        assert_eq!(begun(&effects), ["{"]);
        let id = play.sent(&effects);
        play.streamed(id, "}");
        play.ended(id);
        play.appended();
    }
    assert_eq!(play.state.composer.prefill(), "{");
    play.key("ctrl-x ctrl-f");
    assert_eq!(play.state.composer.prefill(), "");
    assert_eq!(begun(&play.say("four")), [""]);
}

#[test]
fn once_it_can_be_otherwise() {
    let mut play = pinned();
    play.key("ctrl-x f");
    play.key("backspace");
    play.key("ctrl-x f");
    assert_eq!(begun(&play.say("two")), [""]);
    assert_eq!(play.state.composer.prefill(), "{");
}

#[test]
fn a_queued_message_has_it_too() {
    let mut play = pinned();
    let id = play.ask("two");
    play.say("three");
    assert_eq!(play.state.composer.queue, ["three"]);
    assert_eq!(begun(&play.ended(id)), ["{"]);
}

#[test]
fn undo_takes_the_pin_away_and_redo_brings_it_back() {
    let mut play = pinned();
    play.key("ctrl-x z");
    assert_eq!(play.state.composer.prefill(), "");
    play.key("ctrl-x shift-z");
    assert_eq!(play.state.composer.prefill(), "{");
}

#[test]
fn without_a_text_there_is_nothing_to_pin() {
    let mut play = Play::connected();
    assert_eq!(play.key("ctrl-x ctrl-f"), []);
    let notice = play.state.notices.passing().unwrap();
    assert!(notice.contains("^X f"), "{notice}");
}

#[test]
fn with_a_pin_enter_still_asks_a_broken_reply_again() {
    let mut play = pinned();
    let id = play.ask("two");
    play.failed(id, crate::chat::failure::FailureKind::ModelError);
    play.appended();
    assert_eq!(begun(&play.key("enter")), ["{"]);
}

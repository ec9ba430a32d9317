//! Replies: deltas, ends, stopping, and what comes too late.

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::Msg;
use crate::chat::failure::FailureKind;
use crate::chat::generation::{GenerationEvent, Outcome};
use crate::chat::record::Record;

#[test]
fn each_piece_is_written_as_it_comes() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    assert_eq!(kinds(&play.streamed(id, "Hel")), ["deltas"]);
    assert_eq!(kinds(&play.streamed(id, "lo")), ["deltas"]);
    assert_eq!(kinds(&play.ended(id)), ["end"]);
    assert_eq!(play.path(), ["hello", "Hello"]);
    assert!(play.state.flight.is_empty());
}

#[test]
fn the_request_id_is_kept() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    let accepted = GenerationEvent::Accepted {
        request_id: Some("abc".to_owned()),
        status: 200,
    };
    let effects = play.tell(Msg::Generation(id, accepted));
    let Record::Attempt { attempt, .. } = &entries(&effects)[0].record else {
        panic!("{effects:?}");
    };
    assert_eq!(
        (attempt.no, attempt.request_id.as_deref()),
        (1, Some("abc"))
    );
}

#[test]
fn late_events_of_a_stopped_reply_change_nothing() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.streamed(id, "part");
    assert_eq!(play.key("esc")[0], Effect::Abort(id));
    let before = play.state.conversation.clone();
    let accepted = GenerationEvent::Accepted {
        request_id: None,
        status: 200,
    };
    for event in [accepted, deltas("late"), GenerationEvent::Ended(done())] {
        assert_eq!(play.tell(Msg::Generation(id, event)), []);
    }
    assert_eq!(play.state.conversation, before);
    assert_eq!(play.outcome(id), Some(Outcome::Cancelled));
    assert_eq!(play.path(), ["hello", "part"]);
}

#[test]
fn a_failure_after_text_keeps_the_text_and_is_not_sent_again() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.streamed(id, "part");
    let effects = play.failed(id, FailureKind::Throttled);
    assert_eq!(kinds(&effects), ["end"]);
    assert_eq!(play.path(), ["hello", "part"]);
    assert!(matches!(play.outcome(id), Some(Outcome::Failed(_))));
    assert!(play.state.flight.is_empty());
}

#[test]
fn enter_without_text_asks_a_broken_reply_again_as_its_sibling() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.failed(id, FailureKind::Validation);
    let effects = play.key("enter");
    let again = play.sent(&effects);
    let conversation = &play.state.conversation;
    let parent = conversation.message(id.reply()).unwrap().parent;
    assert_eq!(conversation.children(parent), [id.reply(), again.reply()]);
    assert_eq!(play.path(), ["hello", ""]);
}

#[test]
fn enter_without_text_asks_for_a_message_that_has_no_reply() {
    let mut play = Play::connected();
    play.say("hello");
    play.key("esc");
    assert_eq!(prepares(&play.key("enter")).len(), 1);
}

#[test]
fn enter_without_text_leaves_alone_what_ended_well_or_cannot_be_mended() {
    let mut play = Play::connected();
    play.turn("hello", "fine");
    assert_eq!(play.key("enter"), []);
    let id = play.ask("more");
    play.failed(id, FailureKind::ContextOverflow);
    assert_eq!(play.key("enter"), []);
}

#[test]
fn f5_asks_for_another_reply_beside_a_good_one() {
    let mut play = Play::connected();
    let first = play.turn("hello", "fine");
    let effects = play.key("f5");
    let second = play.sent(&effects);
    let parent = play
        .state
        .conversation
        .message(first.reply())
        .unwrap()
        .parent;
    assert_eq!(play.state.conversation.children(parent).len(), 2);
    assert_eq!(play.state.lane().unwrap().leaf(), Some(second.reply()));
}

#[test]
fn leaving_stops_the_reply_and_keeps_the_draft() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.typed("more");
    let effects = play.key("ctrl-x q");
    assert_eq!(effects[0], Effect::Abort(id));
    assert_eq!(kinds(&effects), ["end"]);
    assert!(
        matches!(&effects[effects.len() - 2], Effect::SaveDraft(_, draft) if draft.text == "more")
    );
    assert_eq!(effects.last(), Some(&Effect::Quit));
}

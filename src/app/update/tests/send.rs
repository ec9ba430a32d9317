//! From the editor to a request on its way.

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::flight::Phase;
use crate::app::msg::Msg;
use crate::chat::ids::{GenerationId, MessageId, Number};
use crate::chat::record::Record;

#[test]
fn the_first_message_makes_the_file_and_asks_for_the_body() {
    let mut play = Play::connected();
    let effects = play.say("What is an outcrop?");
    let new_file = Effect::NewFile(conversation_id(1), "What is an outcrop?".to_owned());
    let made = effects
        .iter()
        .position(|effect| *effect == new_file)
        .unwrap();
    let written = effects
        .iter()
        .position(|effect| matches!(effect, Effect::Append(_)))
        .unwrap();
    assert!(made < written, "{effects:?}");
    assert_eq!(
        kinds(&effects),
        ["header", "lane", "lane_set", "title", "message", "leaf"]
    );
    assert_eq!(prepares(&effects), [MessageId(5)]);
    assert!(effects.contains(&Effect::SavePrompt("What is an outcrop?".to_owned())));
    assert_eq!(play.text(), "");
}

#[test]
fn a_later_message_follows_the_reply_and_makes_no_file() {
    let mut play = Play::connected();
    let reply = play.turn("one", "first");
    let effects = play.say("two");
    assert_eq!(kinds(&effects), ["message", "leaf"]);
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::NewFile(..)))
    );
    let message = play
        .state
        .conversation
        .message(prepares(&effects)[0])
        .unwrap();
    assert_eq!(message.parent, Some(reply.reply()));
    assert_eq!(play.path(), ["one", "first", "two"]);
}

#[test]
fn the_records_of_one_send_are_one_action() {
    let mut play = Play::connected();
    play.turn("one", "first");
    let entries = entries(&play.say("two"));
    assert!(
        entries.iter().all(|entry| entry.act == entries[0].n),
        "{entries:?}"
    );
}

#[test]
fn a_request_is_sent_once_its_records_are_on_disk() {
    let mut play = Play::connected();
    let effects = play.say("hello");
    let message = prepares(&effects)[0];
    let effects = play.prepared(message);
    assert_eq!(kinds(&effects), ["generation"]);
    assert_eq!(generates(&effects), []);
    let id = GenerationId(last(&effects).0);
    let before = play.tell(Msg::Appended(Number(id.0 - 1), Ok(())));
    assert_eq!(generates(&before), []);
    assert_eq!(generates(&play.appended()), [id]);
    assert_eq!(generates(&play.appended()), []);
}

#[test]
fn a_disk_that_fails_raises_the_banner_and_does_not_stop_the_chat() {
    let mut play = Play::connected();
    let effects = play.say("hello");
    play.prepared(prepares(&effects)[0]);
    let effects = play.not_appended();
    assert_eq!(generates(&effects).len(), 1);
    assert!(
        play.state
            .notices
            .banner
            .as_ref()
            .unwrap()
            .contains("no space left")
    );
    play.appended();
    assert_eq!(play.state.notices.banner, None);
}

#[test]
fn while_the_disk_fails_each_request_waits_for_its_own_verdict() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.not_appended();
    play.ended(id);
    let effects = play.say("two");
    let effects = play.prepared(prepares(&effects)[0]);
    assert_eq!(generates(&effects), []);
    assert_eq!(generates(&play.not_appended()).len(), 1);
}

#[test]
fn white_space_is_never_sent() {
    let mut play = Play::connected();
    play.typed("  ");
    play.key("ctrl-j");
    assert_eq!(play.key("enter"), []);
    assert_eq!(play.key("ctrl-x enter"), []);
    assert!(play.state.conversation.lane(LANE).unwrap().path.is_empty());
}

#[test]
fn enter_after_a_backslash_begins_a_new_line() {
    let mut play = Play::connected();
    assert_eq!(play.say("one\\"), []);
    play.typed("two");
    assert_eq!(play.text(), "one\ntwo");
}

#[test]
fn a_backslash_does_not_keep_a_message_from_being_sent_at_once() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.streamed(id, "par");
    play.typed("C:\\");
    let effects = play.key("ctrl-x enter");
    assert_eq!(prepares(&effects).len(), 1);
    assert_eq!(play.path(), ["one", "par", "C:\\"]);
}

#[test]
fn stop_and_send_answers_the_partial_reply() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.streamed(id, "part");
    play.typed("two");
    let effects = play.key("ctrl-x enter");
    assert_eq!(effects[0], Effect::Abort(id));
    assert_eq!(kinds(&effects), ["end", "message", "leaf"]);
    let message = play
        .state
        .conversation
        .message(prepares(&effects)[0])
        .unwrap();
    assert_eq!(message.parent, Some(id.reply()));
}

#[test]
fn stop_and_send_stops_nothing_when_it_cannot_send() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.streamed(id, "part");
    play.typed("two");
    play.key("ctrl-x l");
    play.tell(Msg::Connected(Err(no_credentials())));
    assert_eq!(play.key("ctrl-x enter"), []);
    assert_eq!(play.text(), "two");
    assert_eq!(play.outcome(id), None);
}

#[test]
fn the_body_of_a_request_that_was_stopped_is_not_sent() {
    let mut play = Play::connected();
    let effects = play.say("hello");
    play.key("esc");
    assert_eq!(play.prepared(prepares(&effects)[0]), []);
    assert!(play.state.flight.is_empty());
}

#[test]
fn without_credentials_the_text_stays() {
    let mut play = Play::new();
    play.tell(Msg::Connected(Err(no_credentials())));
    play.key("esc");
    assert_eq!(play.say("hello"), []);
    assert_eq!(play.text(), "hello");
    assert!(
        play.state
            .notices
            .passing()
            .unwrap()
            .contains("no credentials")
    );
}

#[test]
fn a_model_that_was_used_is_remembered_first() {
    let mut play = Play::connected();
    let other = play
        .state
        .service
        .catalog
        .find("anthropic.claude-opus-5")
        .unwrap();
    play.state.memory.used(&other);
    let effects = play.say("hello");
    assert!(effects.contains(&Effect::SaveMemory(play.state.memory.clone())));
    assert_eq!(play.state.memory.recents[0], nova());
}

#[test]
fn a_request_says_in_which_phase_it_is() {
    let mut play = Play::connected();
    let effects = play.say("hello");
    let phase = |play: &Play| play.state.flight.of_lane(LANE).unwrap().phase;
    assert_eq!(phase(&play), Phase::Preparing);
    play.prepared(prepares(&effects)[0]);
    let id = GenerationId(7);
    assert_eq!(phase(&play), Phase::Writing(id));
    play.appended();
    assert_eq!(phase(&play), Phase::Waiting(id));
    play.streamed(id, "a");
    assert_eq!(phase(&play), Phase::Streaming(id));
}

#[test]
fn a_body_that_was_built_for_another_model_is_not_taken_for_this_one() {
    let mut play = Play::connected();
    let effects = play.say("hello");
    let message = prepares(&effects)[0];
    play.key("esc");
    play.key("ctrl-x m");
    play.typed("opus");
    play.key("enter");
    assert_eq!(prepares(&play.key("f5")), [message]);
    assert_eq!(play.prepared(message), [], "the body is that of Nova Pro");
}

#[test]
fn a_message_and_its_generation_are_one_action() {
    let mut play = Play::connected();
    let said = play.say("hello");
    let asked = play.prepared(prepares(&said)[0]);
    let message = entries(&said)
        .into_iter()
        .find(|entry| matches!(entry.record, Record::Message { .. }));
    assert_eq!(entries(&asked)[0].act, message.unwrap().act);
}

#[test]
fn a_picture_without_a_word_is_a_message_and_asks_nothing_again() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.failed(id, crate::chat::failure::FailureKind::ModelError);
    play.attach(Ok(picture()));
    let asked = prepares(&play.key("enter"));
    let message = play.state.conversation.message(asked[0]).unwrap();
    assert_eq!(message.content, [picture().block().unwrap()]);
}

#[test]
fn a_new_conversation_begins_without_the_prefill_of_the_one_before() {
    let mut play = Play::connected();
    play.turn("one", "two");
    play.key("ctrl-x f");
    play.typed("Sure");
    let effects = play.key("ctrl-n");
    assert!(matches!(&effects[0], Effect::SaveDraft(_, draft) if draft.prefill == "Sure"));
    play.tell(Msg::Began(conversation_id(9)));
    assert_eq!(play.state.composer.prefill(), "");
}

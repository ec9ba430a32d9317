//! Messages that wait.

use crate::app::chips::{NotAttached, Wanted};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::{ListingAge, Msg};
use crate::app::overlay::Overlay;
use crate::chat::failure::FailureKind;

#[test]
fn a_message_waits_for_the_reply_to_end() {
    let mut play = Play::connected();
    let id = play.ask("one");
    assert_eq!(play.say("two"), [Effect::SavePrompt("two".to_owned())]);
    assert_eq!(play.say("three"), [Effect::SavePrompt("three".to_owned())]);
    play.streamed(id, "first");
    let effects = play.ended(id);
    assert_eq!(kinds(&effects), ["end", "message", "leaf"]);
    let id = play.sent(&effects);
    assert_eq!(play.path(), ["one", "first", "two", ""]);
    play.streamed(id, "second");
    assert_eq!(prepares(&play.ended(id)).len(), 1);
    assert!(play.state.composer.queue.is_empty());
}

#[test]
fn a_waiting_message_is_kept_with_the_draft() {
    let mut play = Play::connected();
    play.ask("one");
    play.say("two");
    let effects = play.tick(std::time::Duration::from_secs(1));
    assert!(matches!(&effects[..], [Effect::SaveDraft(_, draft)] if draft.queued == ["two"]));
}

#[test]
fn it_is_not_sent_after_a_failure() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.say("two");
    let effects = play.failed(id, FailureKind::Validation);
    assert_eq!(prepares(&effects), []);
    assert_eq!(play.state.composer.queue, ["two"]);
}

#[test]
fn it_is_not_sent_after_a_stop_until_the_user_says_so() {
    let mut play = Play::connected();
    play.ask("one");
    play.say("two");
    let effects = play.key("esc");
    assert_eq!(prepares(&effects), []);
    assert!(
        play.state
            .notices
            .passing()
            .unwrap()
            .contains("F5 sends it")
    );
    assert_eq!(prepares(&play.key("f5")).len(), 1);
    assert!(play.state.composer.queue.is_empty());
}

#[test]
fn after_a_failure_a_new_list_or_model_does_not_send_it() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.say("two");
    play.failed(id, FailureKind::Validation);
    assert_eq!(
        prepares(&play.tell(Msg::Listed(listing(), ListingAge::Fresh))),
        []
    );
    play.key("ctrl-x m");
    play.typed("opus");
    assert_eq!(prepares(&play.key("enter")), []);
    assert_eq!(play.state.composer.queue, ["two"]);
}

#[test]
fn after_a_failure_enter_retries_the_reply_and_not_the_waiting_message() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.say("two");
    play.failed(id, FailureKind::Validation);
    let question = play
        .state
        .conversation
        .message(id.reply())
        .unwrap()
        .parent
        .unwrap();
    assert_eq!(prepares(&play.key("enter")), [question]);
    assert_eq!(play.state.composer.queue, ["two"]);
}

#[test]
fn up_takes_the_last_one_back() {
    let mut play = Play::connected();
    play.ask("one");
    play.say("two");
    play.say("three");
    play.key("up");
    assert_eq!(play.text(), "three");
    assert_eq!(play.state.composer.queue, ["two"]);
}

#[test]
fn taking_back_does_not_overwrite_text() {
    let mut play = Play::connected();
    play.ask("one");
    play.say("two");
    play.typed("mine");
    play.key("ctrl-x u");
    assert_eq!(play.text(), "mine");
    assert_eq!(play.state.composer.queue, ["two"]);
}

#[test]
fn a_message_written_before_the_connection_stands_is_sent_then() {
    let mut play = Play::begin(crate::app::state::Start {
        memory: remembered(),
        ..start()
    });
    play.say("early");
    assert_eq!(play.state.composer.queue, ["early"]);
    let effects = play.tell(Msg::Connected(Ok(bedrock())));
    assert_eq!(prepares(&effects).len(), 1);
}

#[test]
fn a_message_that_waits_for_a_model_opens_the_picker() {
    let mut play = Play::new();
    play.say("early");
    play.tell(Msg::Connected(Ok(bedrock())));
    play.tell(Msg::Listed(listing(), ListingAge::Fresh));
    assert!(matches!(play.state.overlays[..], [Overlay::Picker(_)]));
    assert_eq!(prepares(&play.key("enter")).len(), 1);
}

#[test]
fn what_waited_in_an_earlier_run_waits_for_the_users_word() {
    let mut play = Play::begin(crate::app::state::Start {
        memory: remembered(),
        draft: crate::app::composer::Draft {
            queued: vec!["old".into()],
            ..crate::app::composer::Draft::default()
        },
        ..start()
    });
    assert_eq!(prepares(&play.tell(Msg::Connected(Ok(bedrock())))), []);
    assert_eq!(prepares(&play.key("f5")).len(), 1);
}

#[test]
fn pictures_and_a_prefill_do_not_go_with_a_message_that_was_queued_before() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.say("two");
    play.attach(Ok(picture()));
    play.key("ctrl-x f");
    play.typed("Sure");
    play.key("ctrl-x f");
    play.typed("three");
    let effects = play.ended(id);
    assert_eq!(kinds(&effects), ["end", "message", "leaf"]);
    let request = request(&effects);
    assert_eq!(request.prefill, "");
    assert_eq!(play.state.composer.chips.list, [picture()]);
    assert_eq!(play.state.composer.prefill(), "Sure");
    assert_eq!(play.state.composer.text(), "three");
}

#[test]
fn what_cannot_be_queued_stays_in_the_editor() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.key("ctrl-x f");
    play.typed("Sure");
    play.key("ctrl-x f");
    assert_eq!(play.say("two"), []);
    let notice = play.state.notices.passing().unwrap();
    assert!(notice.contains("cannot be queued"), "{notice}");
    assert_eq!(play.state.composer.text(), "two");
    play.ended(id);
    let effects = play.key("enter");
    assert_eq!(kinds(&effects), ["message", "leaf"]);
}

#[test]
fn what_goes_along_waits_with_its_message() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.attach(Ok(picture()));
    play.say("look at [Image #1] now");
    assert!(play.state.composer.is_blank());
    assert_eq!(play.state.composer.queue[0].attached, [picture()]);
    play.say("three");
    play.key("up");
    play.key("ctrl-u");
    assert!(
        play.state.composer.chips.is_empty(),
        "that was the other one"
    );
    let effects = play.ended(id);
    assert_eq!(kinds(&effects), ["end", "blob", "message", "leaf"]);
    let said = play
        .state
        .conversation
        .messages()
        .max_by_key(|message| message.id)
        .unwrap();
    assert_eq!(said.content.len(), 3);
    assert_eq!(said.content[1], picture().block().unwrap());
}

#[test]
fn a_message_that_is_taken_back_brings_what_goes_along() {
    let mut play = Play::connected();
    play.ask("one");
    play.attach(Ok(picture()));
    play.say("two");
    play.key("up");
    assert_eq!(play.state.composer.text(), "two");
    assert_eq!(play.state.composer.chips.list, [picture()]);
}

#[test]
fn a_message_that_waits_is_not_sent_before_its_files_are_read_again() {
    let draft = crate::app::composer::Draft {
        queued: vec![crate::app::composer::Unsent {
            text: "look at [Image #1] and [Image #2]".to_owned(),
            attached: vec![Wanted::again(&picture()), Wanted::again(&picture())],
        }],
        ..crate::app::composer::Draft::default()
    };
    let mut play = Play::connected();
    play.state.composer.take_draft(draft.clone());
    let effects = play.tell(Msg::DraftHolds(Vec::new()));
    let [Effect::Restore(id, wanted)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(play.state.composer.draft().queued, draft.queued);
    assert_eq!(play.key("f5"), [], "it is not complete");
    let gone = NotAttached::nothing("gneiss.png is gone");
    let found = vec![
        (wanted[0].clone(), Err(gone)),
        (wanted[1].clone(), Ok(picture())),
    ];
    play.tell(Msg::Restored(*id, found));
    assert_eq!(play.state.composer.queue[0].text, "look at and [Image #1]");
    let effects = play.key("f5");
    assert_eq!(prepares(&effects).len(), 1);
}

#[test]
fn the_reply_goes_on_while_the_user_is_asked_before_sending() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.key("ctrl-x f");
    play.typed("Sure ");
    play.key("ctrl-x f");
    play.typed("two");
    assert_eq!(play.key("ctrl-x enter"), []);
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Menu(_))));
    assert_eq!(play.outcome(id), None);
    play.key("esc");
    assert_eq!(play.state.composer.text(), "two");
}

/// The request that is built.
fn request(effects: &[Effect]) -> std::sync::Arc<crate::chat::request::Request> {
    let built = effects
        .iter()
        .find(|effect| matches!(effect, Effect::Prepare(..)));
    let Some(Effect::Prepare(_, _, request)) = built else {
        panic!("no request is built");
    };
    request.clone()
}

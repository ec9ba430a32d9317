//! The conversation's file: reading only, saving elsewhere, another conversation.

use std::path::PathBuf;

use crate::app::composer::Draft;
use crate::app::effect::Effect;
use crate::app::file::{Mode, Saved};
use crate::app::fixture::*;
use crate::app::msg::{ListingAge, Msg};
use crate::app::state::{LoadedFile, Opened, Start};
use crate::chat::failure::FailureKind;
use crate::chat::record::Record;

/// A conversation whose last reply failed, opened for reading only, with a message that waits.
fn read_only() -> Play {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.failed(id, FailureKind::Validation);
    let loaded = LoadedFile {
        conversation: play.state.conversation.clone(),
        path: PathBuf::from("/tmp/a.jsonl"),
        mode: Mode::ReadOnly,
        damage: Some("line 3 is damaged".to_owned()),
        condition: crate::app::file::Condition::default(),
    };
    let mut play = Play::begin(Start {
        opened: Opened::Loaded(Box::new(loaded)),
        memory: remembered(),
        draft: Draft {
            queued: vec!["waits".into()],
            ..crate::app::composer::Draft::default()
        },
        ..start()
    });
    play.tell(Msg::Connected(Ok(bedrock())));
    let effects = play.tell(Msg::Listed(listing(), ListingAge::Fresh));
    assert_eq!(kinds(&effects), [""; 0]);
    play
}

#[test]
fn a_file_that_is_only_read_is_never_written_to() {
    let mut play = read_only();
    assert_eq!(
        play.state.notices.banner.as_deref(),
        Some("line 3 is damaged")
    );
    for keys in ["f5", "enter", "ctrl-x r"] {
        assert_eq!(play.key(keys), [], "{keys}");
        assert!(
            play.state
                .notices
                .passing()
                .unwrap()
                .contains("reading only")
        );
    }
    assert_eq!(play.say("hello"), []);
    assert_eq!(play.text(), "hello");
    assert!(play.state.flight.is_empty());
}

#[test]
fn a_copy_of_a_file_that_is_only_read_can_be_gone_on_with() {
    let mut play = read_only();
    play.key("ctrl-x w");
    play.typed("b.jsonl");
    assert_eq!(
        play.key("enter"),
        [Effect::SaveAs(PathBuf::from("b.jsonl"))]
    );
    play.tell(Msg::SavedAs(Ok(PathBuf::from("b.jsonl"))));
    assert_eq!(play.state.file.saved(), Saved::Yes);
    assert_eq!(prepares(&play.say("hello")).len(), 1);
}

#[test]
fn a_new_conversation_keeps_the_settings_and_makes_no_file() {
    let mut play = Play::connected();
    play.turn("one", "first");
    assert_eq!(play.key("ctrl-n").last(), Some(&Effect::Restart));
    assert_eq!(play.tell(Msg::Began(conversation_id(2))), []);
    assert_eq!(play.settings().model, Some(nova()));
    assert_eq!(play.state.conversation.len(), 0);
    assert_eq!(play.state.file.saved(), Saved::Nothing);
    let effects = play.say("two");
    assert_eq!(kinds(&effects)[..3], ["header", "lane", "lane_set"]);
    let Record::Header(header) = &entries(&effects)[0].record else {
        panic!("{effects:?}");
    };
    assert_eq!(header.id, conversation_id(2));
}

#[test]
fn settings_that_go_along_are_told() {
    let mut play = Play::connected();
    let mut settings = play.settings();
    settings.system = "be brief".to_owned();
    play.set(settings);
    play.turn("one", "first");
    play.key("ctrl-n");
    let told = Some("a new conversation, with the settings of the one before");
    assert_eq!(play.state.notices.passing(), told);
    play.tell(Msg::Began(conversation_id(2)));
    assert_eq!(play.settings().system, "be brief");
    assert_eq!(play.state.notices.passing(), told);
}

#[test]
fn leaving_a_conversation_stops_its_reply_and_keeps_its_draft() {
    let mut play = Play::connected();
    let id = play.ask("one");
    play.typed("unsent");
    let effects = play.key("ctrl-n");
    assert_eq!(effects[0], Effect::Abort(id));
    assert_eq!(kinds(&effects), ["end"]);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::SaveDraft(id, draft)
        if *id == conversation_id(1) && draft.text == "unsent"))
    );
    play.tell(Msg::Began(conversation_id(2)));
    assert_eq!(play.text(), "");
    assert!(play.state.flight.is_empty());
    assert_eq!(play.streamed(id, "late"), []);
}

#[test]
fn what_was_told_in_passing_does_not_follow_into_a_new_conversation() {
    let mut play = Play::connected();
    play.state.notices.say("of nothing yet", play.now.mono);
    assert_eq!(play.key("ctrl-n"), []);
    assert_eq!(play.state.notices.passing(), None);
    play.turn("one", "first");
    play.state.notices.error("of this one", play.now.mono);
    assert_eq!(play.key("ctrl-n").last(), Some(&Effect::Restart));
    assert_eq!(play.state.notices.passing(), None);
    assert_eq!(
        play.state.notices.last_error.as_deref(),
        Some("of this one"),
        "^X ! still has it"
    );
}

#[test]
fn that_a_reply_was_stopped_or_nothing_was_written_is_told_all_the_same() {
    let mut play = Play::connected();
    play.ask("one");
    play.state.notices.say("before", play.now.mono);
    play.key("ctrl-n");
    let told = play.state.notices.passing().unwrap().to_owned();
    assert!(told.contains("was stopped"), "{told}");
    play.tell(Msg::Began(conversation_id(2)));
    assert_eq!(play.state.notices.passing(), Some(told.as_str()));
    play.say("two");
    play.not_appended();
    play.key("ctrl-n");
    let told = play.state.notices.passing().unwrap();
    assert!(told.starts_with("not saved"), "{told}");
    assert!(play.state.notices.banner.is_some());
}

#[test]
fn a_message_that_goes_takes_what_was_told_before_it_away() {
    let mut play = Play::connected();
    play.state.notices.say("write a message", play.now.mono);
    play.say("one");
    assert_eq!(play.state.notices.passing(), None);
    play.state.notices.say("a notice", play.now.mono);
    play.say("waits");
    assert_eq!(play.state.composer.queue.len(), 1);
    assert_eq!(play.state.notices.passing(), None);
}

#[test]
fn a_model_chosen_before_the_first_message_waits_for_it() {
    let mut play = Play::without_model();
    play.key("ctrl-x m");
    play.typed("nova");
    assert_eq!(play.key("enter"), []);
    assert_eq!(play.state.file.preface.len(), 3);
    assert_eq!(kinds(&play.say("one"))[..3], ["header", "lane", "lane_set"]);
}

#[test]
fn the_header_tells_how_far_the_file_is() {
    let mut play = Play::connected();
    assert_eq!(play.state.file.saved(), Saved::Nothing);
    play.say("one");
    assert_eq!(play.state.file.saved(), Saved::Soon);
    play.not_appended();
    assert_eq!(play.state.file.saved(), Saved::Failed);
    play.appended();
    assert_eq!(play.state.file.saved(), Saved::Yes);
}

#[test]
fn a_path_is_asked_for_until_there_is_one() {
    let mut play = Play::connected();
    play.key("ctrl-x w");
    assert!(
        play.state.overlays.is_empty(),
        "there is nothing to save yet"
    );
    play.turn("one", "first");
    play.key("ctrl-x w");
    assert_eq!(play.key("enter"), []);
    assert_eq!(play.state.overlays.len(), 1);
}

//! Forks, and going over to another file.

use std::path::PathBuf;

use crate::app::action::Action;
use crate::app::chips::Wanted;
use crate::app::composer::{Draft, Waits};
use crate::app::effect::{Effect, ForkOrder};
use crate::app::file::{FileOrder, Mode, Saved};
use crate::app::fixture::*;
use crate::app::msg::Msg;
use crate::app::state::{LoadedFile, Opened, Start};
use crate::app::view::Anchor;
use crate::chat::ids::Number;
use crate::chat::record::Record;

const FORK: &str = "ctrl-x ctrl-k";

/// A conversation of one turn that was forked; the fork is not opened yet.
fn forking() -> (Play, Msg) {
    let mut play = Play::connected();
    play.turn("one", "first");
    play.tell(Msg::Created(PathBuf::from("/home/me/one.jsonl")));
    assert!(matches!(play.key(FORK)[..], [Effect::Fork(_)]));
    let fork = forked(&play.state.conversation, 2);
    (play, Msg::Opened(Box::new(fork), None, None))
}

fn place(effects: &[Effect], is: impl Fn(&Effect) -> bool) -> usize {
    effects.iter().position(is).unwrap()
}

#[test]
fn a_fork_is_made_at_the_end_of_the_path() {
    let mut play = Play::connected();
    let reply = play.turn("one", "first").reply();
    let order = ForkOrder {
        message: reply,
        lane: LANE,
        words: "one".to_owned(),
        waiting: Vec::new(),
    };
    assert_eq!(play.key(FORK), [Effect::Fork(order)]);
    assert_eq!(
        play.path(),
        ["one", "first"],
        "nothing happens until it is there"
    );
}

#[test]
fn the_fork_is_gone_over_to_with_what_is_written() {
    let (mut play, opened) = forking();
    play.typed("unsent");
    play.tell(Msg::Do(Action::ScrollTop));
    let effects = play.tell(opened);
    let saved = place(&effects, |effect| {
        matches!(effect, Effect::SaveDraft(id, draft)
            if *id == conversation_id(1) && draft.text == "unsent")
    });
    let over = place(&effects, |it| *it == Effect::GoOver(conversation_id(2)));
    assert!(saved < over, "{effects:?}");
    assert_eq!(play.state.conversation.id(), &conversation_id(2));
    assert_eq!(play.path(), ["one", "first"]);
    assert_eq!(play.text(), "unsent");
    assert_eq!(play.state.file.saved(), Saved::Yes);
    assert_eq!(play.state.view.reading.anchor, Anchor::Follow);
    assert_eq!(
        play.state.notices.passing().unwrap(),
        "forked into fork-2.jsonl; the conversation before is one.jsonl"
    );
    let last = play.state.conversation.next_number();
    let effects = play.key("enter");
    let entries = entries(&effects);
    assert_eq!(kinds(&effects), ["message", "leaf"]);
    assert_eq!(entries[0].n, last);
}

#[test]
fn what_is_written_becomes_the_draft_of_the_fork_too() {
    let (mut play, opened) = forking();
    play.typed("unsent");
    play.tell(opened);
    let effects = play.tick(std::time::Duration::from_secs(2));
    let kept = |effect: &Effect| {
        matches!(effect, Effect::SaveDraft(id, draft)
            if *id == conversation_id(2) && draft.text == "unsent")
    };
    assert!(effects.iter().any(kept), "{effects:?}");
}

#[test]
fn a_reply_that_came_on_its_way_meanwhile_is_stopped_where_it_belongs() {
    let (mut play, opened) = forking();
    let id = play.ask("two");
    play.streamed(id, "half");
    let effects = play.tell(opened);
    assert_eq!(effects[0], Effect::Abort(id));
    let ended = place(&effects, |it| matches!(it, Effect::Append(_)));
    let over = place(&effects, |it| matches!(it, Effect::GoOver(_)));
    assert!(ended < over, "{effects:?}");
    assert_eq!(kinds(&effects), ["end"]);
    assert_eq!(play.path(), ["one", "first"]);
    assert!(play.state.flight.is_empty());
    assert_eq!(play.streamed(id, "late"), []);
    assert_eq!(play.path(), ["one", "first"]);
}

#[test]
fn queued_messages_stay_with_the_conversation_that_they_were_written_for() {
    let (mut play, opened) = forking();
    play.ask("two");
    play.say("waits");
    let effects = play.tell(opened);
    let kept = |effect: &Effect| {
        matches!(effect, Effect::SaveDraft(id, draft)
            if *id == conversation_id(1) && draft.queued == ["waits"])
    };
    assert!(effects.iter().any(kept), "{effects:?}");
    assert!(play.state.composer.queue.is_empty());
    assert_eq!(play.state.composer.waits, Waits::ForService);
}

/// Presses the keys of a fork, which must come to nothing but this sentence.
fn refused(play: &mut Play, why: &str) {
    assert_eq!(play.key(FORK), []);
    let said = play.state.notices.passing().unwrap();
    assert!(said.contains(why), "{said}");
}

#[test]
fn what_cannot_be_forked_yet_is_told_with_what_to_do() {
    let mut play = Play::connected();
    refused(&mut play, "send a message first");
    let effects = play.say("one");
    refused(&mut play, "let it end");
    let id = play.sent(&effects);
    refused(&mut play, "let it end");
    play.streamed(id, "first");
    refused(&mut play, "Esc");
    play.ended(id);
    play.not_appended();
    refused(&mut play, "^X w saves elsewhere");
    play.appended();
    assert_eq!(play.key(FORK).len(), 1);
}

#[test]
fn a_fork_that_fails_leaves_everything_as_it_was() {
    let (mut play, _) = forking();
    play.typed("unsent");
    let before = play.state.conversation.clone();
    let why = "not forked: could not create a.jsonl: no space left on device";
    assert_eq!(play.tell(Msg::NotOpened(why.to_owned())), []);
    assert_eq!(play.state.notices.passing(), Some(why));
    assert_eq!(play.state.conversation, before);
    assert_eq!(play.text(), "unsent");
    assert_eq!(
        play.state.file.path,
        Some(PathBuf::from("/home/me/one.jsonl"))
    );
}

#[test]
fn a_conversation_that_could_not_be_saved_meanwhile_is_not_left() {
    let (mut play, opened) = forking();
    play.say("two");
    play.not_appended();
    // What was opened is locked, and so has to be closed.
    let closes = [Effect::File(FileOrder::Forget)];
    assert_eq!(play.tell(opened), closes);
    assert_eq!(play.state.conversation.id(), &conversation_id(1));
    let said = play.state.notices.passing().unwrap();
    assert!(
        said.contains("fork-2.jsonl") && said.contains("not saved"),
        "{said}"
    );
}

#[test]
fn settings_that_a_file_does_not_take_go_along_into_the_fork() {
    let mut play = Play::connected();
    play.turn("one", "first");
    let loaded = LoadedFile {
        conversation: play.state.conversation.clone(),
        path: PathBuf::from("/home/me/a.jsonl"),
        mode: Mode::ReadOnly,
        damage: Some("line 3 is damaged".to_owned()),
        condition: crate::app::file::Condition::default(),
    };
    let mut play = Play::begin(Start {
        opened: Opened::Loaded(Box::new(loaded)),
        memory: remembered(),
        ..start()
    });
    play.key("ctrl-x s");
    play.typed("Be brief.");
    play.key("ctrl-s");
    let effects = play.key(FORK);
    let [Effect::Fork(order)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let is_set = |record: &Record| matches!(record, Record::LaneSet { settings, .. } if settings.system == "Be brief.");
    assert!(order.waiting.iter().any(|entry| is_set(&entry.record)));
    play.tell(Msg::Opened(
        Box::new(forked(&play.state.conversation, 2)),
        None,
        None,
    ));
    assert_eq!(play.state.file.saved(), Saved::Yes);
    assert_eq!(play.state.notices.banner, None, "the fork is sound");
    assert_eq!(play.settings().system, "Be brief.");
}

#[test]
fn another_file_brings_its_draft_and_what_is_wrong_with_it() {
    let (mut play, _) = forking();
    play.typed("unsent");
    let file = LoadedFile {
        damage: Some("line 3 is damaged".to_owned()),
        condition: crate::app::file::Condition::default(),
        ..forked(&play.state.conversation, 3)
    };
    let draft = Draft {
        text: "its own".to_owned(),
        prefill: "So".to_owned(),
        attached: vec![Wanted::again(&picture())],
        queued: vec!["waits".into()],
        ..Draft::default()
    };
    let effects = play.tell(Msg::Opened(Box::new(file), Some(draft), None));
    assert!(effects.iter().any(
        |effect| matches!(effect, Effect::Restore(_, wanted) if *wanted == [Wanted::again(&picture())])
    ));
    assert_eq!(
        (play.text(), play.state.composer.prefill()),
        ("its own".into(), "So".into())
    );
    assert_eq!(play.state.composer.queue, ["waits"]);
    assert_eq!(play.state.composer.waits, Waits::ForUser);
    assert_eq!(
        play.state.notices.banner.as_deref(),
        Some("line 3 is damaged")
    );
    assert!(
        play.state
            .notices
            .passing()
            .unwrap()
            .starts_with("opened fork-3.jsonl")
    );
    play.key("esc");
    assert_ne!(play.state.file.handed, Number(0));
}

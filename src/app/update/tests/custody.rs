//! Who may write to the file, and what is done when others have a part in it.

use std::path::PathBuf;

use crate::app::composer::Draft;
use crate::app::effect::Effect;
use crate::app::file::{Awaits, FileEvent, FileOrder, Hold, Mode, Saved};
use crate::app::fixture::*;
use crate::app::menu::{MenuKind, Pick};
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::app::state::{APART, LoadedFile};
use crate::app::update::file::record_quietly;
use crate::chat::failure::FileChange;
use crate::chat::ids::{LaneId, Number};
use crate::chat::record::{Entry, Record, TitleBy};
use crate::chat::time::Wall;

/// The labels of the menu on top.
fn rows(play: &Play) -> Vec<String> {
    match play.state.overlays.last() {
        Some(Overlay::Menu(menu)) => {
            assert!(matches!(menu.kind, MenuKind::File | MenuKind::Flaws));
            menu.chooser.rows().map(|row| row.label.clone()).collect()
        }
        _ => Vec::new(),
    }
}

fn path() -> PathBuf {
    PathBuf::from("/home/me/talk.jsonl")
}

fn file(event: FileEvent) -> Msg {
    Msg::File(event)
}

fn order(order: FileOrder) -> Vec<Effect> {
    vec![Effect::File(order)]
}

/// The conversation as it is opened again, to be written to.
fn opened_again(play: &Play) -> Box<LoadedFile> {
    Box::new(LoadedFile {
        conversation: play.state.conversation.clone(),
        path: path(),
        mode: Mode::Writable,
        damage: None,
        condition: crate::app::file::Condition::default(),
    })
}

/// A conversation of one turn in a file.
fn written() -> Play {
    let mut play = Play::connected();
    play.turn("one", "first");
    play.tell(Msg::Created(path()));
    play.appended();
    play
}

/// The user changes a setting.
fn set_system(play: &mut Play) {
    let mut settings = play.settings();
    settings.system = "dry".to_owned();
    let lane = play.state.lane_id().unwrap();
    let record = Record::LaneSet { lane, settings };
    assert_eq!(record_quietly(&mut play.state, record), []);
}

fn title(n: u64) -> Entry {
    Entry {
        n: Number(n),
        at: Wall(1),
        act: Number(n),
        record: Record::Title {
            text: "told by the other one".to_owned(),
            by: TitleBy::Hand,
        },
    }
}

#[test]
fn who_finds_the_file_taken_is_asked_and_follows_until_then() {
    let mut play = held(Hold::Elsewhere);
    assert_eq!(rows(&play), ["follow", "copy", "take over"]);
    assert_eq!(play.state.file.saved(), Saved::Following);
    assert_eq!(play.key("esc"), []);
    play.tell(file(FileEvent::Followed(vec![title(90)], 0)));
    assert_eq!(
        play.state.conversation.title(),
        Some("told by the other one")
    );
    assert_eq!(play.say("hello"), []);
    assert!(
        play.state
            .notices
            .passing()
            .unwrap()
            .contains("reading only")
    );
}

#[test]
fn what_is_changed_while_following_never_meets_the_numbers_of_the_other_one() {
    let mut play = held(Hold::Elsewhere);
    play.key("esc");
    set_system(&mut play);
    let own = &play.state.file.preface.last().unwrap().n;
    assert!(*own >= APART, "{own:?}");
    play.tell(file(FileEvent::Followed(vec![title(90)], 0)));
    assert_eq!(play.settings().system, "dry");
}

#[test]
fn taking_over_asks_and_goes_on_with_what_was_changed_meanwhile() {
    let mut play = held(Hold::Elsewhere);
    let again = opened_again(&written());
    set_system(&mut play);
    play.key("esc");
    assert_eq!(
        play.key("ctrl-x ctrl-o"),
        order(FileOrder::TakeOver(path()))
    );
    play.tell(file(FileEvent::Busy));
    assert!(
        play.state
            .notices
            .passing()
            .unwrap()
            .contains("finishes its reply")
    );
    let effects = play.tell(file(FileEvent::Reopened(again, Box::default())));
    assert!(matches!(effects[0], Effect::GoOver(_)));
    assert_eq!(kinds(&effects), ["lane_set"]);
    assert!(entries(&effects)[0].n < APART);
    assert_eq!(play.settings().system, "dry");
    assert_eq!(prepares(&play.say("hello")).len(), 1);
}

/// Taken over from another outcrop that has left this unsent.
fn taken_over(play: &mut Play, unsent: &str) -> Vec<Effect> {
    let again = opened_again(&written());
    play.key("esc");
    play.key("ctrl-x ctrl-o");
    let draft = Draft {
        text: unsent.to_owned(),
        ..Draft::default()
    };
    play.tell(file(FileEvent::Reopened(again, Box::new(draft))))
}

#[test]
fn what_the_other_outcrop_has_left_unsent_is_not_lost() {
    let mut play = held(Hold::Elsewhere);
    taken_over(&mut play, "half a sentence");
    assert_eq!(play.text(), "half a sentence");
    let mut play = held(Hold::Elsewhere);
    play.key("esc");
    play.typed("mine");
    let effects = taken_over(&mut play, "half a sentence");
    assert_eq!(play.text(), "mine");
    assert!(effects.contains(&Effect::SavePrompt("half a sentence".to_owned())));
}

#[test]
fn a_file_that_comes_over_late_does_not_replace_what_is_on_the_screen() {
    let mut play = held(Hold::Elsewhere);
    let again = opened_again(&written());
    play.key("esc");
    play.key("ctrl-x ctrl-o");
    play.tell(file(FileEvent::Busy));
    play.key("ctrl-n");
    play.tell(Msg::Began(conversation_id(7)));
    play.ask("elsewhere");
    let effects = play.tell(file(FileEvent::Reopened(again, Box::default())));
    assert_eq!(effects, order(FileOrder::Forget));
    assert_eq!(play.state.conversation.id(), &conversation_id(7));
    assert!(!play.state.flight.is_empty(), "the reply goes on");
}

#[test]
fn the_own_file_by_another_way_stays_as_it_is() {
    let mut play = written();
    let mut other = opened_again(&play);
    other.path = PathBuf::from("/home/me/../me/talk.jsonl");
    other.mode = Mode::ReadOnly;
    other.condition.hold = Some(Hold::Elsewhere);
    let effects = play.tell(Msg::Opened(other, Some(Draft::default()), None));
    assert_eq!(effects, order(FileOrder::Forget));
    assert_eq!(play.state.file.mode, Mode::Writable);
    assert_eq!(play.state.file.path, Some(path()));
}

#[test]
fn a_removed_file_is_copied_before_it_is_read_again() {
    let mut play = written();
    let n = play.state.file.handed;
    play.tell(Msg::Appended(n, Err(changed(FileChange::Removed))));
    assert_eq!(play.key("ctrl-x ctrl-r"), order(FileOrder::Copy(path())));
}

#[test]
fn who_gets_no_answer_goes_on_following() {
    let mut play = held(Hold::Elsewhere);
    play.key("esc");
    play.key("ctrl-x ctrl-o");
    let why = "the other outcrop does not answer".to_owned();
    play.tell(file(FileEvent::NotReopened(why)));
    assert!(
        play.state
            .notices
            .passing()
            .unwrap()
            .contains("does not answer")
    );
    assert_eq!(play.state.file.saved(), Saved::Following);
}

#[test]
fn who_is_asked_gives_the_file_up_and_follows() {
    let mut play = written();
    play.typed("unsent");
    let effects = play.tell(file(FileEvent::Asked));
    assert_eq!(effects.last(), Some(&Effect::File(FileOrder::Yield)));
    assert!(matches!(effects[0], Effect::SaveDraft(..)));
    // Nothing is written from now on, whatever the writer answers.
    assert_eq!(kinds(&play.say("hello")), [""; 0]);
    assert_eq!(play.tell(file(FileEvent::Yielded(Ok(())))), []);
    assert_eq!(play.state.file.saved(), Saved::Following);
    assert!(
        play.state
            .notices
            .banner
            .as_ref()
            .unwrap()
            .contains("taken this file over")
    );
    assert!(play.state.conversation.next_number() >= APART);
}

#[test]
fn a_reply_ends_before_the_file_is_given_up() {
    let mut play = written();
    let id = play.ask("two");
    assert_eq!(play.tell(file(FileEvent::Asked)), order(FileOrder::SayBusy));
    assert_eq!(kinds(&play.streamed(id, "second")), ["deltas"]);
    let effects = play.ended(id);
    assert_eq!(kinds(&effects), ["end"]);
    assert_eq!(effects.last(), Some(&Effect::File(FileOrder::Yield)));
}

#[test]
fn what_cannot_be_written_is_not_given_up() {
    let mut play = written();
    play.tell(file(FileEvent::Asked));
    play.tell(file(FileEvent::Yielded(Err(full_disk()))));
    assert_eq!(play.state.file.mode, Mode::Writable);
    assert_eq!(prepares(&play.say("hello")).len(), 1);
}

#[test]
fn a_damaged_file_is_gone_on_with_here_or_in_a_copy() {
    let mut play = held(Hold::Damaged);
    assert_eq!(rows(&play), [""; 0]);
    play.key("ctrl-x ctrl-w");
    assert_eq!(rows(&play), ["go on here", "copy", "damaged lines"]);
    assert_eq!(play.key("enter"), order(FileOrder::GoOn(path())));
    assert_eq!(play.key("ctrl-x ctrl-y"), order(FileOrder::Copy(path())));
    play.key("ctrl-x ctrl-d");
    assert_eq!(rows(&play), ["line 4"]);
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("no menu");
    };
    let Some(Pick::Problem(text)) = menu.chooser.choice().map(|row| &row.pick) else {
        panic!("no text");
    };
    assert!(text.contains("bytes 812 to 1043") && text.contains("a piece of a reply"));
}

#[test]
fn a_file_of_an_unknown_or_newer_version_is_never_written_to() {
    let mut play = held(Hold::VersionUnknown);
    assert_eq!(play.key("ctrl-x ctrl-g"), []);
    play.key("ctrl-x ctrl-w");
    assert_eq!(rows(&play), ["copy", "damaged lines"]);
    let mut play = held(Hold::TooNew);
    for keys in [
        "ctrl-x ctrl-g",
        "ctrl-x ctrl-y",
        "ctrl-x ctrl-w",
        "ctrl-x ctrl-o",
    ] {
        assert_eq!(play.key(keys), [], "{keys}");
        assert_eq!(rows(&play), [""; 0]);
    }
}

#[test]
fn what_can_be_done_depends_on_what_was_done_to_the_file() {
    for (change, labels) in [
        (FileChange::Removed, &["go on here", "save as"][..]),
        (FileChange::Moved, &["go on here", "copy", "save as"]),
        (FileChange::Replaced, &["copy", "reload", "save as"]),
        (FileChange::Grown, &["copy", "reload", "save as"]),
        (FileChange::Shrunk, &["copy", "reload", "save as"]),
    ] {
        let mut play = written();
        let n = play.state.file.handed;
        play.tell(Msg::Appended(n, Err(changed(change))));
        assert_eq!(play.state.file.saved(), Saved::Failed);
        let banner = play.state.notices.banner.clone().unwrap();
        assert!(
            banner.contains(change.told()) && banner.contains("^X ^W"),
            "{banner}"
        );
        play.key("ctrl-x ctrl-w");
        assert_eq!(rows(&play), labels, "{change:?}");
    }
}

#[test]
fn what_is_nowhere_else_is_copied_before_the_file_is_read_again() {
    let mut play = written();
    let again = opened_again(&play);
    let n = play.state.file.handed;
    play.tell(Msg::Appended(n, Err(changed(FileChange::Replaced))));
    assert_eq!(play.key("ctrl-x ctrl-r"), order(FileOrder::Copy(path())));
    let copy = PathBuf::from("/home/me/talk-copy.jsonl");
    let effects = play.tell(Msg::SavedAs(Ok(copy)));
    assert_eq!(effects, order(FileOrder::Reopen(path())));
    play.tell(file(FileEvent::Reopened(again, Box::default())));
    assert_eq!(play.state.file.path, Some(path()));
    assert_eq!(play.state.file.awaits, Awaits::Nothing);
    assert_eq!(play.state.notices.banner, None);
}

#[test]
fn a_file_that_is_all_written_is_let_go_of_before_it_is_read_again() {
    let mut play = written();
    assert_eq!(play.key("ctrl-x ctrl-r"), order(FileOrder::Yield));
    // Somebody who asks in between has to wait.
    assert_eq!(play.tell(file(FileEvent::Asked)), order(FileOrder::SayBusy));
    let effects = play.tell(file(FileEvent::Yielded(Ok(()))));
    assert_eq!(effects, order(FileOrder::Reopen(path())));
    let mut play = written();
    play.ask("two");
    assert_eq!(play.key("ctrl-x ctrl-r"), []);
}

#[test]
fn a_copy_of_a_followed_file_is_read_again_whole() {
    let mut play = held(Hold::Elsewhere);
    play.key("esc");
    assert_eq!(play.key("ctrl-x ctrl-y"), order(FileOrder::Copy(path())));
    let copy = PathBuf::from("/home/me/talk-copy.jsonl");
    let effects = play.tell(Msg::SavedAs(Ok(copy.clone())));
    assert_eq!(effects, order(FileOrder::Yield));
    let effects = play.tell(file(FileEvent::Yielded(Ok(()))));
    assert_eq!(effects, order(FileOrder::Reopen(copy)));
}

#[test]
fn coming_back_to_the_terminal_looks_at_a_file_that_is_there() {
    let mut play = Play::connected();
    assert_eq!(play.tell(file(FileEvent::Returned)), []);
    let mut play = written();
    assert_eq!(play.tell(file(FileEvent::Returned)), order(FileOrder::Look));
    play.tell(Msg::Appended(Number(0), Ok(())));
    assert_eq!(play.state.notices.passing(), None);
    let mut play = held(Hold::Damaged);
    assert_eq!(play.tell(file(FileEvent::Returned)), []);
}

#[test]
fn without_a_file_there_is_nothing_to_do() {
    let mut play = Play::connected();
    for keys in [
        "ctrl-x ctrl-w",
        "ctrl-x ctrl-g",
        "ctrl-x ctrl-r",
        "ctrl-x ctrl-y",
    ] {
        assert_eq!(play.key(keys), [], "{keys}");
        assert!(play.state.notices.passing().is_some());
    }
    assert_eq!(play.state.lane_id(), Some(LaneId(2)));
}

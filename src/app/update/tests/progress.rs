//! What lasts: named, counted, and given up, in virtual time.

use std::time::Duration;

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::export::{Imported, ImportedOne};
use crate::app::fixture::*;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::app::progress::Task;
use crate::app::update::next_wake;
use crate::chat::progress::{Progress, Unit};

/// An import that has just begun.
fn importing() -> Play {
    let mut play = Play::connected();
    play.state.notices.clear();
    play.key("ctrl-x shift-e");
    play.typed("/home/a.json");
    let effects = play.key("enter");
    assert!(matches!(&effects[..], [Effect::Import(_)]), "{effects:?}");
    play
}

fn lasts(play: &Play) -> Option<Task> {
    let told = play.state.notices.tasks.told(play.now.mono);
    told.map(|told| told.task)
}

#[test]
fn what_is_fast_is_not_told_and_wakes_nobody_after() {
    let mut play = importing();
    assert_eq!(lasts(&play), None);
    let wakes = next_wake(&play.state).expect("it is looked at once it lasts");
    let soon = wakes.since(play.now.mono);
    assert!(soon <= Duration::from_millis(300), "{soon:?}");
    play.wait(Duration::from_millis(200));
    play.tell(Msg::Imported(Err("no".to_owned())));
    assert_eq!(lasts(&play), None);
    play.tick(Duration::from_secs(9));
    assert_eq!(next_wake(&play.state), None);
}

#[test]
fn what_lasts_is_told_with_its_time_and_can_be_given_up() {
    let mut play = importing();
    play.tick(Duration::from_millis(300));
    assert_eq!(lasts(&play), Some(Task::Importing));
    play.tick(Duration::from_secs(3));
    let told = play.state.notices.tasks.told(play.now.mono).unwrap();
    assert_eq!(told.lasted(play.now.mono).as_deref(), Some("3 s"));
    let effects = play.tell(Msg::Do(Action::StopTask));
    assert_eq!(effects, [Effect::GiveUp(Task::Importing)]);
    assert_eq!(lasts(&play), None);
    assert_eq!(play.state.notices.passing(), Some("stopped: importing"));
    // The time that it would have counted is gone too.
    play.tick(Duration::from_secs(9));
    assert_eq!(next_wake(&play.state), None);
}

fn line(play: &Play, width: u16) -> String {
    let (now, keymap) = (play.now.mono, &play.state.input.keymap);
    let line = play.state.notices.lasting(width, now, keymap);
    line.expect("something lasts").words
}

#[test]
fn it_is_told_how_far_it_is_as_the_width_allows() {
    let mut play = importing();
    let far = |done| Progress {
        done,
        of: 2000,
        unit: Unit::Conversations,
    };
    play.tell(Msg::Progressed(Task::Importing, far(0)));
    assert_eq!(lasts(&play), None, "it has not lasted yet");
    play.tick(Duration::from_secs(3));
    play.state.notices.clear();
    play.tell(Msg::Progressed(Task::Exporting, far(7)));
    assert_eq!(
        line(&play, 80),
        " importing · 0 of 2,000 conversations · 3 s "
    );
    play.tell(Msg::Progressed(Task::Importing, far(120)));
    assert_eq!(
        line(&play, 80),
        " importing · 120 of 2,000 conversations · 3 s "
    );
    assert_eq!(line(&play, 50), " importing · 6 % · 3 s ");
    assert_eq!(line(&play, 40), " importing · 6 % ");
    assert_eq!(line(&play, 20), " 6 % ");
    play.state.notices.say(
        "something else of 45 columns, up to the half".to_owned(),
        play.now.mono,
    );
    assert_eq!(
        line(&play, 80),
        " importing · 6 % · 3 s ",
        "there is a notice beside it"
    );
    // Begun anew, it is at the beginning, and nothing of it is left once it has ended.
    play.key("ctrl-x shift-e");
    play.typed("/home/a.json");
    play.key("enter");
    play.tick(Duration::from_secs(2));
    play.state.notices.clear();
    assert_eq!(line(&play, 80), " importing · 2 s ");
    assert_eq!(line(&play, 20), " importing ");
    play.tell(Msg::Imported(Err("no".to_owned())));
    play.tell(Msg::Progressed(Task::Importing, far(130)));
    assert_eq!(lasts(&play), None);
}

#[test]
fn an_import_that_was_stopped_tells_what_is_there() {
    let mut play = importing();
    play.tick(Duration::from_secs(1));
    play.tell(Msg::Do(Action::StopTask));
    let one = ImportedOne {
        path: "/home/x.jsonl".into(),
        title: "Stones".to_owned(),
        messages: 2,
        left: Vec::new(),
    };
    play.tell(Msg::Imported(Ok(Imported {
        from: "/home/a.json".into(),
        source: "Claude",
        made: vec![one],
        problems: Vec::new(),
        notes: Vec::new(),
        unmade: 1880,
    })));
    let told = play.state.notices.passing().unwrap();
    assert!(
        told.starts_with("stopped before 1880 conversations · imported from Claude"),
        "{told}"
    );
    let Some(Overlay::Page(page)) = play.state.overlays.last() else {
        panic!("what was made is not listed");
    };
    assert!(page.text().contains("/home/x.jsonl"));
}

#[test]
fn a_notice_that_is_cut_by_what_lasts_is_shown_whole_by_its_key() {
    let mut play = importing();
    play.tick(Duration::from_secs(1));
    let text = "a notice that would have had the line for itself, of 60 columns";
    play.state.notices.say(text, play.now.mono);
    let (now, keymap) = (play.now.mono, &play.state.input.keymap);
    let room = play.state.notices.room(80, now, keymap);
    assert!(
        room < 60 && play.state.notices.is_cut(room, keymap),
        "{room}"
    );
    assert!(!play.state.notices.is_cut(80, keymap));
    play.tell(Msg::Do(Action::ShowLastError));
    assert_eq!(play.state.notices.in_full(), ("Notice", text));
}

#[test]
fn esc_gives_it_up_when_nothing_else_is_there_to_be_stopped() {
    let mut play = importing();
    play.tick(Duration::from_secs(1));
    play.key("ctrl-x ?");
    assert_eq!(play.key("esc"), [], "the help was closed");
    assert_eq!(play.key("esc"), [Effect::GiveUp(Task::Importing)]);
}

#[test]
fn a_copy_that_is_stopped_leaves_the_conversation_where_it_is() {
    let mut play = Play::connected();
    play.turn("hello", "hi");
    play.key("ctrl-x w");
    play.typed("/home/b.jsonl");
    let effects = play.key("enter");
    assert!(matches!(&effects[..], [Effect::SaveAs(_)]), "{effects:?}");
    play.tick(Duration::from_secs(1));
    assert_eq!(lasts(&play), Some(Task::SavingAs));
    let path = play.state.file.path.clone();
    let effects = play.tell(Msg::Do(Action::StopTask));
    assert_eq!(effects, [Effect::GiveUp(Task::SavingAs)]);
    assert_eq!((lasts(&play), &play.state.file.path), (None, &path));
    // It was there already.
    play.tell(Msg::SavedAs(Ok("/home/b.jsonl".into())));
    assert_eq!(play.state.file.path, Some("/home/b.jsonl".into()));
}

#[test]
fn what_is_not_ours_is_told_and_not_stopped() {
    let mut play = Play::connected();
    play.turn("hello", "see https://a.example/b");
    play.key("esc");
    play.key("shift-l");
    play.key("enter");
    let effects = play.key("enter");
    assert!(matches!(&effects[..], [Effect::OpenLink(_)]), "{effects:?}");
    play.tick(Duration::from_secs(1));
    assert_eq!(lasts(&play), Some(Task::Viewing));
    assert_eq!(play.tell(Msg::Do(Action::StopTask)), []);
    assert_eq!(lasts(&play), Some(Task::Viewing));
    let told = play.state.notices.passing().unwrap();
    assert_eq!(told, "opening it elsewhere cannot be stopped half-way");
}

//! What goes along with a message: marks in its text, drafts, and what is still being read.

use crate::app::chips::{ArrivalId, NotAttached, Wanted};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::Msg;
use crate::chat::attached::Attached;

/// Another picture than the usual one.
fn other() -> Attached {
    Attached {
        hash: format!("sha256:{}", "cd".repeat(32)),
        name: "slate.png".to_owned(),
        ..picture()
    }
}

/// Asks for a file by its path.
fn ask_for(play: &mut Play, path: &str) -> ArrivalId {
    play.key("ctrl-x a");
    play.typed(path);
    let effects = play.key("enter");
    let [Effect::Attach(fetches)] = &effects[..] else {
        panic!("{effects:?}");
    };
    fetches[0].id
}

#[test]
fn a_mark_stands_where_the_picture_was_asked_for() {
    let mut play = Play::connected();
    play.typed("compare ");
    let first = ask_for(&mut play, "/pictures/gneiss.png");
    assert_eq!(play.state.composer.text(), "compare [reading gneiss.png] ");
    play.typed("with ");
    let second = ask_for(&mut play, "/pictures/slate.png");
    play.typed("please");
    play.tell(Msg::Attached(second, Ok(other())));
    play.tell(Msg::Attached(first, Ok(picture())));
    assert_eq!(
        play.state.composer.text(),
        "compare [Image #2] with [Image #1] please"
    );
    play.key("enter");
    let content = &play
        .state
        .conversation
        .messages()
        .max_by_key(|message| message.id)
        .unwrap()
        .content;
    let told: Vec<&str> = content
        .iter()
        .map(|block| {
            if let Some(text) = block.as_text() {
                text
            } else if Some(block) == picture().block().as_ref() {
                "gneiss"
            } else {
                "slate"
            }
        })
        .collect();
    assert_eq!(told, ["compare", "gneiss", "with", "slate", "please"]);
}

#[test]
fn nothing_is_sent_before_all_has_come() {
    let mut play = Play::connected();
    play.typed("what is this? ");
    let id = ask_for(&mut play, "/pictures/gneiss.png");
    assert_eq!(play.key("enter"), []);
    let said = play.state.notices.passing().unwrap().to_owned();
    assert!(said.contains("gneiss.png is still being read"), "{said}");
    play.tell(Msg::Attached(id, Err(NotAttached::unfit("it is damaged"))));
    assert_eq!(play.state.composer.text(), "what is this? ");
    assert!(!play.key("enter").is_empty());
}

#[test]
fn a_picture_can_go_without_a_word() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    let effects = play.key("enter");
    let prompt = |effect: &Effect| matches!(effect, Effect::SavePrompt(_));
    assert!(!effects.iter().any(prompt));
    assert_eq!(play.state.conversation.title(), Some("gneiss.png"));
    let asked = play
        .state
        .conversation
        .messages()
        .max_by_key(|message| message.id)
        .unwrap();
    assert_eq!(asked.content, [picture().block().unwrap()]);
}

#[test]
fn what_is_taken_off_takes_its_mark_along() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.attach(Ok(other()));
    play.typed("a [Image #1] b [Image #2] c");
    play.tell(Msg::Clicked(crate::app::msg::Target::ChipCross(0)));
    assert_eq!(play.state.composer.text(), "a b [Image #1] c");
    assert_eq!(play.state.composer.chips.list, [other()]);
}

#[test]
fn a_draft_whose_picture_is_gone_keeps_the_marks_of_the_others() {
    let mut play = Play::connected();
    play.typed("a [Image #1] b [Image #2]");
    let wanted = [picture(), other()].map(|own| Wanted::again(&own));
    let effects = play.tell(Msg::DraftHolds(wanted.to_vec()));
    let [Effect::Restore(id, asked)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(*asked, wanted);
    let [first, second] = wanted;
    let gone = NotAttached::nothing("cannot read gneiss.png: no such file");
    let found = vec![(first, Err(gone)), (second, Ok(other()))];
    play.tell(Msg::Restored(*id, found));
    assert_eq!(play.state.composer.text(), "a b [Image #1]");
    assert_eq!(play.state.composer.chips.list, [other()]);
    let told = play.state.notices.passing().unwrap();
    assert!(told.contains("no such file"), "{told}");
}

#[test]
fn what_was_asked_for_another_draft_comes_too_late() {
    let mut play = Play::connected();
    let id = ask_for(&mut play, "/pictures/gneiss.png");
    play.key("ctrl-n");
    let begun = crate::chat::ids::ConversationId::from_random([9; 6]);
    play.tell(Msg::Began(begun));
    play.tell(Msg::Attached(id, Ok(picture())));
    assert!(play.state.composer.chips.list.len() <= 1);
}

/// A draft with a picture, which is being read again.
fn restoring(play: &mut Play) -> (ArrivalId, Vec<Wanted>) {
    play.typed("look [Image #1] ");
    let effects = play.tell(Msg::DraftHolds(vec![Wanted::again(&picture())]));
    let [Effect::Restore(id, wanted)] = &effects[..] else {
        panic!("{effects:?}");
    };
    (*id, wanted.clone())
}

#[test]
fn what_is_being_read_stays_in_the_draft() {
    let mut play = Play::connected();
    let (id, wanted) = restoring(&mut play);
    assert_eq!(play.state.composer.draft().attached, wanted);
    play.tell(Msg::Restored(id, vec![(wanted[0].clone(), Ok(picture()))]));
    assert_eq!(play.state.composer.draft().attached, wanted);
    ask_for(&mut play, "/pictures/slate.png");
    let draft = play.state.composer.draft();
    assert_eq!(draft.attached.len(), 2);
    assert_eq!(
        draft.attached[1],
        Wanted::file("/pictures/slate.png".into())
    );
    assert_eq!(draft.text, "look [Image #1] ", "no words of ours");
}

#[test]
fn what_comes_before_the_draft_is_numbered_after_it() {
    let mut play = Play::connected();
    let (id, wanted) = restoring(&mut play);
    let early = ask_for(&mut play, "/pictures/slate.png");
    play.tell(Msg::Attached(early, Ok(other())));
    play.tell(Msg::Restored(id, vec![(wanted[0].clone(), Ok(picture()))]));
    assert_eq!(play.state.composer.text(), "look [Image #1] [Image #2] ");
    assert_eq!(play.state.composer.chips.list, [picture(), other()]);
}

#[test]
fn two_files_of_one_name_keep_their_places() {
    let mut play = Play::connected();
    play.typed("big: ");
    let first = ask_for(&mut play, "/one/x.png");
    play.typed("small: ");
    let second = ask_for(&mut play, "/two/x.png");
    play.tell(Msg::Attached(second, Ok(other())));
    play.tell(Msg::Attached(first, Ok(picture())));
    assert_eq!(
        play.state.composer.text(),
        "big: [Image #2] small: [Image #1] "
    );
}

#[test]
fn a_file_that_became_something_else_is_not_taken_for_what_it_was() {
    let mut play = Play::connected();
    let (id, mut wanted) = restoring(&mut play);
    wanted[0].title = Some("Document");
    play.tell(Msg::Restored(id, vec![(wanted[0].clone(), Ok(picture()))]));
    assert!(play.state.composer.chips.is_empty());
    let told = play.state.notices.passing().unwrap();
    assert!(told.contains("another kind of file"), "{told}");
}

#[test]
fn ctrl_c_takes_off_what_goes_along_and_then_quits() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    assert_eq!(play.key("ctrl-c"), []);
    assert!(play.state.composer.chips.is_empty());
    play.key("ctrl-c");
    let told = play.state.notices.passing().unwrap();
    assert!(told.contains("again to quit"), "{told}");
}

#[test]
fn a_picture_that_is_asked_for_in_the_prefill_leaves_it_alone() {
    let mut play = Play::connected();
    play.typed("hi");
    play.key("ctrl-x f");
    play.typed("Sure");
    ask_for(&mut play, "/pictures/gneiss.png");
    assert_eq!(play.state.composer.prefill(), "Sure");
    assert_eq!(play.state.composer.text(), "hi");
}

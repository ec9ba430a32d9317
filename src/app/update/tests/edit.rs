//! Editing, inserting, moving, leaving out: each makes something new and keeps the old.

use super::{choose, notice, two_turns};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::overlay::Overlay;
use crate::app::transcript::chosen;
use crate::chat::content::ContentBlock;
use crate::chat::message::{Origin, Role};

fn sent_texts(effects: &[Effect]) -> Vec<(Role, String)> {
    let mut all = effects.iter();
    let request = all.find_map(|effect| {
        let Effect::Prepare(_, _, request) = effect else {
            return None;
        };
        Some(request.clone())
    });
    let turns = request.unwrap().messages.clone();
    let text = |content: &[ContentBlock]| {
        let texts = content.iter().filter_map(ContentBlock::as_text);
        texts.collect::<Vec<_>>().join("|")
    };
    turns
        .iter()
        .map(|turn| (turn.role, text(&turn.content)))
        .collect()
}

fn said(play: &Play, at: usize) -> crate::chat::message::Message {
    let id = play.state.lane().unwrap().path[at];
    play.state.conversation.message(id).unwrap().clone()
}

#[test]
fn an_edited_message_is_sent_as_a_sibling() {
    let mut play = two_turns();
    let old = choose(&mut play, "one");
    play.key("e");
    play.typed(" more");
    let effects = play.key("enter");
    assert!(play.state.overlays.is_empty());
    assert_eq!(sent_texts(&effects), [(Role::User, "one more".to_owned())]);
    let id = play.sent(&effects);
    play.streamed(id, "well");
    play.ended(id);
    assert_eq!(play.path(), ["one more", "well"]);
    assert_eq!(said(&play, 0).origin, Some(Origin::Edited(old)));
    choose(&mut play, "one more");
    play.key("left");
    assert_eq!(play.path(), ["one", "reply one", "two", "reply two"]);
}

#[test]
fn from_a_reply_that_pushed_the_edited_message_out_of_sight_its_versions_are_a_key_away() {
    let mut play = two_turns();
    choose(&mut play, "two");
    play.key("e");
    play.typed(" more");
    let effects = play.key("enter");
    let id = play.sent(&effects);
    let long = "line\n\n".repeat(60);
    play.streamed(id, &long);
    play.ended(id);
    play.appended();
    assert_eq!(chosen(&play.state), Some(id.reply()));
    play.key("left");
    assert_eq!(play.path(), ["one", "reply one", "two", "reply two"]);
    play.key("right");
    assert_eq!(play.path()[2], "two more");
    // The turns before are not touched from here.
    play.key("left");
    choose(&mut play, "reply one");
    play.key("left");
    assert!(notice(&play).contains("one version"), "{}", notice(&play));
}

#[test]
fn a_message_that_was_not_changed_is_sent_again_as_it_is() {
    let mut play = two_turns();
    choose(&mut play, "two");
    play.key("e");
    let effects = play.key("enter");
    assert_eq!(entries(&effects), []);
    assert_eq!(prepares(&effects).len(), 1);
}

#[test]
fn an_edit_without_sending_keeps_all_that_follows() {
    let mut play = two_turns();
    choose(&mut play, "reply one");
    play.key("e");
    play.typed("!");
    let effects = play.key("esc");
    assert_eq!(kinds(&effects), ["message", "message", "message", "leaf"]);
    assert_eq!(prepares(&effects), []);
    assert_eq!(play.path(), ["one", "reply one!", "two", "reply two"]);
    assert_eq!(said(&play, 3).role, Role::Assistant);
    assert_eq!(chosen(&play.state), Some(said(&play, 1).id));
    play.key("left");
    assert_eq!(play.path(), ["one", "reply one", "two", "reply two"]);
    play.key("u");
    assert_eq!(
        play.path()[1],
        "reply one!",
        "going there was an action too"
    );
}

#[test]
fn an_edit_that_changes_nothing_is_none() {
    let mut play = two_turns();
    play.key("e");
    assert_eq!(entries(&play.key("esc")), []);
    play.key("e");
    play.typed("x");
    play.key("ctrl-c");
    play.key("ctrl-c");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.path()[3], "reply two");
}

#[test]
fn a_stopped_reply_is_edited_in_the_middle_and_gone_on_with() {
    let mut play = two_turns();
    play.key("i");
    let id = play.ask("three");
    play.streamed(id, "The rock is grey and old");
    play.key("esc");
    play.key("tab");
    play.key("e");
    for _ in 0.." and old".len() {
        play.key("left");
    }
    play.typed(" green");
    let effects = play.key("ctrl-x enter");
    let next = play.sent(&effects);
    assert_eq!(play.path()[5], "The rock is grey green");
    play.streamed(next, " and young");
    play.ended(next);
    assert_eq!(play.path()[5], "The rock is grey green and young");
    assert_eq!(said(&play, 5).prefill(), "The rock is grey green");
    play.key("left");
    assert_eq!(play.path()[5], "The rock is grey and old");
}

#[test]
fn a_reply_is_gone_on_with_from_its_end() {
    let mut play = two_turns();
    play.key("i");
    let id = play.ask("three");
    play.streamed(id, "Rocks are ");
    play.key("esc");
    play.key("tab");
    let effects = play.key(".");
    assert!(notice(&play).contains("white space"), "{}", notice(&play));
    let next = play.sent(&effects);
    assert_eq!(said(&play, 5).prefill(), "Rocks are");
    play.streamed(next, " old");
    assert_eq!(play.path()[5], "Rocks are old");
}

#[test]
fn without_any_text_before_the_cursor_there_is_nothing_to_go_on_with() {
    let mut play = two_turns();
    play.key("e");
    play.key("home");
    assert_eq!(play.key("ctrl-x enter"), []);
    let Some(Overlay::Editor(editor)) = play.state.overlays.last() else {
        panic!("the editor stays open");
    };
    let problem = editor.problem.as_deref().unwrap();
    assert!(problem.contains("no text to go on with"), "{problem}");
}

#[test]
fn messages_are_inserted_on_both_sides() {
    let mut play = two_turns();
    choose(&mut play, "two");
    play.key("+");
    play.typed("between");
    play.key("esc");
    assert_eq!(
        play.path(),
        ["one", "reply one", "two", "between", "reply two"]
    );
    assert_eq!(said(&play, 3).role, Role::Assistant);
    choose(&mut play, "reply one");
    play.key("^");
    play.typed("before");
    play.key("esc");
    assert_eq!(play.path()[..3], ["one", "before", "reply one"]);
    assert_eq!(said(&play, 1).role, Role::User);
    play.key("u");
    play.key("u");
    assert_eq!(play.path(), ["one", "reply one", "two", "reply two"]);
}

#[test]
fn messages_change_places() {
    let mut play = two_turns();
    choose(&mut play, "two");
    play.key("<");
    assert_eq!(play.path(), ["one", "two", "reply one", "reply two"]);
    play.key("<");
    play.key("<");
    assert!(notice(&play).contains("nothing to change places"));
    play.key(">");
    play.key(">");
    assert_eq!(play.path(), ["one", "reply one", "two", "reply two"]);
}

#[test]
fn a_moved_message_is_a_copy_that_knows_its_original() {
    let mut play = two_turns();
    let old = choose(&mut play, "two");
    play.key("<");
    play.key(">");
    play.key("<");
    assert_eq!(said(&play, 1).origin, Some(Origin::Same(old)));
}

#[test]
fn a_message_is_deleted_from_the_path_only() {
    let mut play = two_turns();
    choose(&mut play, "reply one");
    play.key("d");
    assert_eq!(play.path(), ["one", "two", "reply two"]);
    choose(&mut play, "two");
    play.key("left");
    assert_eq!(play.path(), ["one", "reply one", "two", "reply two"]);
}

#[test]
fn a_branch_goes_to_the_trash_and_comes_back() {
    let mut play = two_turns();
    let old = choose(&mut play, "two");
    let effects = play.key("shift-d");
    assert_eq!(kinds(&effects), ["trash", "leaf"]);
    assert_eq!(play.path(), ["one", "reply one"]);
    assert!(play.state.conversation.is_trash(old));
    play.key("u");
    assert_eq!(play.path(), ["one", "reply one", "two", "reply two"]);
}

#[test]
fn the_other_one_has_said_it() {
    let mut play = two_turns();
    choose(&mut play, "reply one");
    play.key("s");
    assert_eq!(said(&play, 1).role, Role::User);
    play.key("i");
    let effects = play.say("three");
    assert_eq!(
        sent_texts(&effects),
        [
            (Role::User, "one|reply one|two".to_owned()),
            (Role::Assistant, "reply two".to_owned()),
            (Role::User, "three".to_owned()),
        ]
    );
}

#[test]
fn what_is_left_out_is_not_sent_and_stays() {
    let mut play = two_turns();
    choose(&mut play, "one");
    let effects = play.key("shift-x");
    assert_eq!(kinds(&effects), ["context", "context"]);
    play.key("i");
    let effects = play.say("three");
    let texts = sent_texts(&effects);
    assert_eq!(texts.len(), 3);
    assert_eq!(texts[0].1, "two");
    assert_eq!(play.path().len(), 5);
    play.key("esc");
    choose(&mut play, "reply one");
    play.key("shift-x");
    let lane = play.state.lane_id().unwrap();
    assert!(!play.state.conversation.is_left_out(said(&play, 0).id, lane));
}

#[test]
fn what_the_service_would_refuse_is_marked_and_mended_on_a_key() {
    let mut play = two_turns();
    choose(&mut play, "one");
    play.key("x");
    let order = play.state.view.transcript.order().clone();
    let refused = order.refused().unwrap();
    assert!(refused.text.contains("begins with a message of yours"));
    assert_eq!(refused.message, said(&play, 1).id);
    play.key("!");
    let order = play.state.view.transcript.order();
    assert_eq!(order.refused(), None);
    play.key("!");
    assert!(notice(&play).contains("nothing here needs"));
}

#[test]
fn a_branch_has_a_name() {
    let mut play = two_turns();
    let id = choose(&mut play, "two");
    play.key("b");
    play.typed("the dry one");
    let effects = play.key("enter");
    assert_eq!(kinds(&effects), ["mark"]);
    assert_eq!(play.state.conversation.name(id), Some("the dry one"));
    play.key("b");
    play.typed("-");
    play.key("enter");
    assert_eq!(play.state.conversation.name(id), None);
}

#[test]
fn an_edit_keeps_pictures_and_what_the_user_began() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.turn("what is this?", "a rock");
    play.key("tab");
    choose(&mut play, "what is this?");
    play.key("e");
    play.typed("!");
    play.key("esc");
    let content = said(&play, 0).content;
    assert_eq!(content.len(), 2);
    assert!(matches!(content[0], ContentBlock::Image { .. }));
}

#[test]
fn what_was_cut_is_pasted_after_a_command_was_looked_for() {
    let mut play = Play::connected();
    play.typed("words");
    play.key("ctrl-u");
    play.typed("/m");
    play.key("esc backspace backspace ctrl-y");
    assert_eq!(play.text(), "words");
}

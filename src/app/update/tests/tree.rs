//! Siblings, regenerating, undo, lanes: the tree and the way through it.

use super::{choose, notice, two_turns};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::transcript::chosen;
use crate::app::view::Anchor;
use crate::chat::ids::MessageId;

/// Presses a key, and lets the reply that it asks for come.
fn replied(play: &mut Play, effects: &[Effect], text: &str) {
    let id = play.sent(effects);
    play.streamed(id, text);
    play.ended(id);
    play.appended();
}

fn chosen_text(play: &Play) -> String {
    let id = chosen(&play.state).unwrap();
    play.state.conversation.message(id).unwrap().text()
}

/// The message of the path with this text.
fn find(play: &Play, text: &str) -> MessageId {
    let path = &play.state.lane().unwrap().path;
    let said = |id: &&MessageId| play.state.conversation.message(**id).unwrap().text() == text;
    *path.iter().find(said).unwrap()
}

#[test]
fn any_reply_is_asked_for_again_and_the_old_one_is_a_key_away() {
    let mut play = two_turns();
    choose(&mut play, "reply one");
    let effects = play.key("r");
    replied(&mut play, &effects, "another one");
    assert_eq!(play.path(), ["one", "another one"]);
    choose(&mut play, "another one");
    play.key("left");
    assert_eq!(play.path(), ["one", "reply one", "two", "reply two"]);
    assert_eq!(chosen_text(&play), "reply one");
    play.key("right");
    assert_eq!(play.path(), ["one", "another one"]);
    play.key("right");
    assert!(notice(&play).contains("last version"), "{}", notice(&play));
}

#[test]
fn a_message_of_the_users_gets_another_reply_too() {
    let mut play = two_turns();
    choose(&mut play, "one");
    let effects = play.key("r");
    replied(&mut play, &effects, "another one");
    assert_eq!(play.path(), ["one", "another one"]);
}

#[test]
fn clicks_on_the_count_of_siblings_go_to_them() {
    use crate::app::action::OnMessage;
    let mut play = two_turns();
    let effects = play.key("r");
    replied(&mut play, &effects, "again");
    let id = find(&play, "again");
    play.tell(Msg::Clicked(Target::OnMessage(
        LANE,
        id,
        OnMessage::PreviousSibling,
    )));
    assert_eq!(play.path().last().unwrap(), "reply two");
}

#[test]
fn a_branch_has_its_scroll_place_when_it_is_shown_again() {
    let mut play = two_turns();
    let long = "line\n\n".repeat(60);
    let effects = play.key("r");
    replied(&mut play, &effects, &long);
    for _ in 0..20 {
        play.key("k");
    }
    let place = play.state.view.reading.anchor;
    assert_ne!(place, Anchor::Follow);
    let shown = chosen(&play.state).unwrap();
    play.key("left");
    assert_eq!(play.path().last().unwrap(), "reply two");
    play.key("right");
    assert_eq!(play.state.view.reading.anchor, place);
    assert_eq!(chosen(&play.state), Some(shown));
}

#[test]
fn another_reply_can_be_had_with_the_settings_that_the_old_one_was_made_with() {
    let mut play = two_turns();
    let mut settings = play.settings();
    settings.system = "Be brief.".to_owned();
    play.set(settings);
    play.key("shift-r");
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Menu(_))));
    play.key("down");
    let effects = play.key("enter");
    let asked = |effects: &[Effect]| {
        let mut all = effects.iter();
        all.find_map(|effect| {
            if let Effect::Prepare(_, _, request) = effect {
                Some(request.settings.system.clone())
            } else {
                None
            }
        })
    };
    assert_eq!(asked(&effects).as_deref(), Some(""));
    replied(&mut play, &effects, "as before");
    let effects = play.key("r");
    assert_eq!(asked(&effects).as_deref(), Some("Be brief."));
}

#[test]
fn a_reply_on_its_way_is_not_asked_for_twice() {
    let mut play = two_turns();
    play.key("i");
    play.ask("three");
    play.key("tab");
    for key in ["r", "e", "d", "<", "s"] {
        assert_eq!(prepares(&play.key(key)), [], "{key}");
        assert!(
            notice(&play).contains("Esc stops it"),
            "{key}: {}",
            notice(&play)
        );
        assert!(play.state.overlays.is_empty());
    }
}

#[test]
fn what_was_done_is_undone_and_done_again() {
    let mut play = two_turns();
    play.key("u");
    assert_eq!(play.path(), ["one", "reply one"]);
    assert!(
        notice(&play).contains("undone: messages"),
        "{}",
        notice(&play)
    );
    play.key("u");
    assert_eq!(play.path(), [""; 0]);
    play.key("u");
    assert!(notice(&play).contains("nothing to undo"));
    play.key("shift-u");
    play.key("ctrl-x shift-z");
    assert_eq!(play.path(), ["one", "reply one", "two", "reply two"]);
    play.key("shift-u");
    assert!(notice(&play).contains("nothing to redo"));
}

#[test]
fn settings_are_undone_with_everything_else() {
    let mut play = two_turns();
    let effects = play.tell(Msg::Do(crate::app::action::Action::EditSystem));
    assert_eq!(effects, []);
    play.typed("Be brief.");
    play.key("esc");
    assert_eq!(play.settings().system, "Be brief.");
    play.key("ctrl-x z");
    assert_eq!(play.settings().system, "");
    assert!(
        play.settings().model.is_some(),
        "the program's own choice stays"
    );
    assert!(notice(&play).contains("settings"));
}

#[test]
fn undo_stops_a_reply_on_its_way_and_keeps_what_came() {
    let mut play = two_turns();
    play.key("i");
    let id = play.ask("three");
    play.streamed(id, "part");
    let effects = play.key("ctrl-x z");
    assert_eq!(effects[0], Effect::Abort(id));
    assert_eq!(play.path(), ["one", "reply one", "two", "reply two"]);
    play.key("ctrl-x shift-z");
    assert_eq!(play.path()[4..], ["three", "part"]);
}

#[test]
fn a_fork_goes_on_in_a_lane_of_its_own() {
    let mut play = two_turns();
    choose(&mut play, "reply one");
    play.key("f");
    play.key("enter");
    assert_eq!(play.path(), ["one", "reply one"]);
    assert_eq!(play.state.conversation.lanes().count(), 2);
    play.key("i");
    let effects = play.say("elsewhere");
    replied(&mut play, &effects, "reply there");
    assert_eq!(play.path()[2..], ["elsewhere", "reply there"]);
    play.key("ctrl-x left");
    assert_eq!(play.path()[2..], ["two", "reply two"]);
    play.key("ctrl-x right");
    play.key("ctrl-x delete");
    assert_eq!(play.state.conversation.lanes().count(), 1);
    assert_eq!(play.path()[2..], ["two", "reply two"]);
    play.key("ctrl-x z");
    assert_eq!(play.state.conversation.lanes().count(), 2);
    play.key("ctrl-x right");
    assert_eq!(play.path()[2..], ["elsewhere", "reply there"]);
}

#[test]
fn the_only_lane_is_not_closed_and_there_is_none_beside_it() {
    let mut play = two_turns();
    play.key("ctrl-x delete");
    assert!(notice(&play).contains("only lane"));
    play.key("ctrl-x right");
    assert!(notice(&play).contains("one lane only"));
}

#[test]
fn a_file_that_is_only_read_can_be_looked_around_in_but_not_changed() {
    let mut play = two_turns();
    let effects = play.key("r");
    replied(&mut play, &effects, "again");
    play.state.file.mode = crate::app::file::Mode::ReadOnly;
    play.key("left");
    assert_eq!(play.path().last().unwrap(), "reply two");
    for key in ["e", "r", "d", "x", "shift-d", "s", "+", "u", "."] {
        let before = play.path();
        assert_eq!(entries(&play.key(key)), [], "{key}");
        assert!(
            notice(&play).contains("reading only"),
            "{key}: {}",
            notice(&play)
        );
        assert_eq!(play.path(), before);
    }
}

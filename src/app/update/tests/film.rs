//! The film strip: its steps, what is drawn onto them, and answering the last one.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one of many"
)]

use std::time::Duration;

use crate::app::effect::Effect;
use crate::app::film::{Film, PACE, cost};
use crate::app::fixture::*;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::pictures::mark::Mark;
use crate::app::pictures::{Known, Measured};
use crate::app::update::next_wake;
use crate::chat::call::CallId;
use crate::chat::call::items::{self, Item};
use crate::chat::message::Role;

use super::notice;

fn film(play: &Play) -> &Film {
    let found = play
        .state
        .overlays
        .iter()
        .find_map(|overlay| match overlay {
            Overlay::Film(film) => Some(film.as_ref()),
            _ => None,
        });
    found.expect("a film is open")
}

fn opened() -> Play {
    let mut play = computing();
    play.key("ctrl-x shift-f");
    play
}

fn names(play: &Play) -> Vec<&str> {
    let steps = film(play).steps().iter();
    let names = steps.map(|step| step.action.as_ref().map_or("", |act| &act.deed.name));
    names.collect()
}

fn drawn(play: &Play) -> Vec<Mark> {
    let shot = film(play).shot(&play.state.view.pictures, play.state.view.size);
    shot.map(|shot| shot.marks).unwrap_or_default()
}

#[test]
fn each_screenshot_has_the_action_that_followed() {
    let mut play = opened();
    assert_eq!(names(&play), ["screenshot", "left_click", "scroll", "type"]);
    assert_eq!(film(&play).at(), 3, "the last one is seen first");
    assert_eq!(film(&play).steps()[0].screen, None);
    assert_eq!(drawn(&play), []);
    play.key("h h");
    // The display is twice as large as the picture.
    assert_eq!(drawn(&play), [Mark::Cross((406, 305))]);
    play.key("right");
    assert_eq!(drawn(&play)[0], Mark::Cross((50, 100)));
    play.key("home");
    play.key("left");
    assert_eq!(film(&play).at(), 0);
    play.key("end");
    assert_eq!(film(&play).at(), 3);
    play.tell(Msg::Clicked(Target::Row(1)));
    assert_eq!(film(&play).at(), 1);
    let reply = film(&play).step().message;
    play.key("enter");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.state.view.reading.chosen, Some(reply));
    play.key("ctrl-x shift-f");
    assert_eq!(film(&play).at(), 1, "it opens at the chosen message");
}

#[test]
fn a_film_plays_by_itself_and_stops_at_its_end() {
    let mut play = opened();
    play.key("space");
    assert_eq!(film(&play).at(), 0, "from the beginning");
    assert!(next_wake(&play.state).is_some());
    play.tick(PACE / 2);
    assert_eq!(film(&play).at(), 0);
    play.tick(PACE);
    play.tick(PACE);
    assert_eq!(film(&play).at(), 2);
    play.tick(PACE);
    assert_eq!((film(&play).at(), film(&play).wakes()), (3, None));
    play.key("space");
    play.key("l");
    assert_eq!(
        film(&play).wakes(),
        None,
        "who steps does not want it to play"
    );
    play.key("space");
    play.key("space");
    play.tick(Duration::from_secs(5));
    assert_eq!(film(&play).at(), 1);
}

#[test]
fn the_last_action_is_answered_with_a_file_and_the_film_goes_on() {
    let mut play = opened();
    play.key("f");
    play.typed("/pictures/gneiss.png");
    let effects = play.key("enter");
    let [Effect::Attach(fetches)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let step = film(&play).step().clone();
    let call = step.action.unwrap().call;
    play.tell(Msg::Attached(fetches[0].id, Ok(picture())));
    let answer = play.state.conversation.answer(call).unwrap();
    let items = items::read(&answer.content);
    assert!(matches!(&items[..], [Item::Picture { .. }]), "{items:?}");
    // The result has gone back in a message of its own.
    assert_eq!(names(&play).len(), 5);
    assert_eq!(film(&play).at(), 4);
    assert_eq!(film(&play).step().action, None);
    play.key("f");
    assert_eq!(
        notice(&play),
        "no action waits for a screenshot here; End goes to the last one"
    );
}

#[test]
fn the_clipboard_answers_too_and_other_steps_do_not_wait() {
    let mut play = opened();
    let effects = play.key("c");
    assert!(matches!(effects[..], [Effect::ReadClipboard(_)]));
    let mut play = opened();
    play.key("left");
    assert_eq!(play.key("c"), []);
}

#[test]
fn what_goes_along_is_counted_and_can_be_less() {
    let mut play = opened();
    let one = 661; // 812 × 610 / 750
    let cost = |play: &Play| film(play).costs().unwrap().all;
    let all = cost(&play);
    assert_eq!((all.all, all.along, all.tokens), (3, 3, 3 * one));
    assert_eq!(
        (all.turns, all.saved),
        (3, one),
        "what is said next is a turn"
    );
    play.key("n");
    play.key("backspace");
    play.typed("2");
    play.key("enter");
    assert_eq!(play.settings().image_turns, Some(2));
    let few = cost(&play);
    assert_eq!((few.along, few.tokens, few.saved), (1, one, 2 * one));
    let old = film(&play).costs().unwrap().one(1).unwrap();
    assert_eq!(old.left_out, Some(cost::LeftOut::Old));
    play.key("n");
    play.key("backspace");
    play.typed("none");
    play.key("enter");
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Ask(..))));
    assert_eq!(play.settings().image_turns, Some(2));
}

#[test]
fn what_screenshots_cost_is_worked_out_again_only_when_something_has_changed() {
    let mut play = opened();
    let is_new = |play: &Play| {
        let film = film(play);
        cost::Costs::of(&play.state, film, film.costs()).is_some()
    };
    play.key("left");
    assert!(!is_new(&play));
    let known = Known::Measured(Measured {
        width: 8,
        height: 8,
        bytes: 1,
    });
    play.state
        .view
        .pictures
        .learn("sha256:other".to_owned(), known);
    assert!(is_new(&play));
    play.tell(Msg::Tick);
    assert!(!is_new(&play));
}

#[test]
fn arguments_are_copied_as_they_came() {
    let mut play = opened();
    play.key("left");
    let effects = play.key("y");
    let [Effect::Copy(copying)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let text = &copying.text;
    assert!(text.starts_with(r#"{"action":"scroll""#), "{text}");
}

#[test]
fn a_drag_begins_where_the_mouse_was_left_and_results_that_wait_are_seen() {
    let mut play = Play::connected();
    let words = crate::chat::content::ContentBlock::Text("drag".to_owned());
    said(&mut play, Role::User, vec![words]);
    let reply = said(
        &mut play,
        Role::Assistant,
        vec![
            calling(
                "a",
                "computer",
                r#"{"action":"mouse_move","coordinate":[4,5]}"#,
            ),
            calling(
                "b",
                "computer",
                r#"{"action":"left_click_drag","coordinate":[8,9]}"#,
            ),
            calling("c", "bash", r#"{"command":"ls"}"#),
        ],
    );
    play.key("ctrl-x shift-f");
    assert_eq!(names(&play), ["mouse_move", "left_click_drag"]);
    let told = &film(&play).step().action.as_ref().unwrap().deed.told;
    assert_eq!(told, "left_click_drag from 4, 5 to 8, 9");
    play.key("c");
    let call = CallId::new(reply, 1);
    let id = play.state.calls.arriving[0].id;
    play.tell(Msg::Attached(id, Ok(picture())));
    assert!(play.state.conversation.answer(call).is_some());
    assert_eq!(names(&play), ["mouse_move", "left_click_drag", ""]);
    assert!(film(&play).step().screen.is_some());
}

#[test]
fn without_screenshots_there_is_no_film() {
    let mut play = Play::connected();
    play.turn("hello", "world");
    play.key("ctrl-x shift-f");
    assert!(play.state.overlays.is_empty());
    assert!(notice(&play).starts_with("no screenshots here"));
}

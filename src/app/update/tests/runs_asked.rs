//! The question about a program, and what can be done around it.

use std::sync::Arc;
use std::time::Duration;

use super::notice;
use super::runs::*;
use crate::app::calls::{Stage, Waiting, waiting};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::inspect::OnCall;
use crate::app::layout::Size;
use crate::app::menu::MenuKind;
use crate::app::msg::Msg;
use crate::app::overlay::{Overlay, Topic};
use crate::app::update::next_wake;
use crate::app::view::Pane;
use crate::chat::abilities::{Abilities, AbilityTable};
use crate::chat::attached::Kind;
use crate::chat::attached::format::PictureFormat;
use crate::chat::call::CallId;
use crate::chat::generation::{End, GenerationEvent};
use crate::chat::request::Order;
use crate::chat::tool::invocation::{Output, RunEnd};

/// A call whose program runs.
fn running() -> (Play, CallId) {
    let (mut play, call) = asking();
    look_through(&mut play);
    play.key("right");
    play.key("enter");
    assert!(runs(&play.appended()));
    (play, call)
}

fn stage(play: &Play, call: CallId) -> Option<&Stage> {
    play.state.calls.of(call).map(|running| &running.stage)
}

#[test]
fn esc_and_ctrl_c_leave_a_question_that_waits_for_later() {
    for key in ["esc", "ctrl-c"] {
        let (mut play, call) = asking();
        play.key(key);
        for _ in 0..4 {
            play.key("esc");
        }
        play.key("ctrl-c");
        assert!(matches!(stage(&play, call), Some(Stage::Asking(_))));
        assert!(!notice(&play).contains("stopped"), "{}", notice(&play));
        play.key("ctrl-x x");
        assert!(is_asking(&play));
    }
}

#[test]
fn esc_stops_what_runs_beside_a_question_that_waits() {
    let (mut play, call) = running();
    let other = CallId::new(call.message, 7);
    let mut later = play.state.calls.of(call).unwrap().clone();
    later.call = other;
    later.stage = Stage::Asking(plan(other));
    play.state.calls.later.insert(other);
    play.state.calls.runs.push(later);
    let effects = play.key("esc");
    assert!(effects.contains(&Effect::StopRun(call)), "{effects:?}");
    assert!(stage(&play, call).is_none());
}

#[test]
fn ctrl_c_still_quits_while_a_question_waits() {
    let (mut play, _) = asking();
    play.key("esc");
    play.key("ctrl-c");
    let effects = play.key("ctrl-c");
    assert!(effects.contains(&Effect::Quit), "{effects:?}");
}

#[test]
fn what_no_screen_has_shown_cannot_be_approved() {
    for size in [(19, 45), (200, 5), (0, 0), (1, 1)] {
        let (mut play, call) = asking();
        let before = play.state.view.size;
        play.key("esc");
        let (width, height) = size;
        play.tell(Msg::Resized(Size { width, height }));
        play.key("ctrl-x x");
        look_through(&mut play);
        play.key("tab");
        assert!(kinds(&play.key("enter")).is_empty(), "{size:?}");
        play.key("tab");
        assert!(kinds(&play.key("enter")).is_empty(), "{size:?}");
        assert!(matches!(stage(&play, call), Some(Stage::Asking(_))));
        // Nothing of it counts as seen where there is room again.
        play.tell(Msg::Resized(before));
        let Some(Overlay::Consent(question)) = play.state.overlays.last() else {
            panic!("{size:?}");
        };
        assert!(question.is_fresh_at(before), "{size:?}");
    }
}

#[test]
fn what_was_seen_is_not_approved_on_a_screen_that_shows_nothing() {
    let (mut play, _) = asking();
    look_through(&mut play);
    play.key("right");
    let size = Size {
        width: 80,
        height: 5,
    };
    play.tell(Msg::Resized(size));
    assert!(kinds(&play.key("enter")).is_empty());
    assert!(notice(&play).contains("20x6"), "{}", notice(&play));
}

#[test]
fn seconds_go_on_while_a_program_runs_and_only_then() {
    let (mut play, call) = asking();
    play.key("esc");
    play.tick(Duration::from_secs(20));
    assert_eq!(next_wake(&play.state), None);
    drop(play);
    let (mut play, same) = running();
    assert_eq!(call, same);
    play.tick(Duration::from_secs(20));
    let next = next_wake(&play.state).unwrap();
    assert_eq!(next, play.now.mono.after(Duration::from_secs(1)));
}

#[test]
fn tab_stays_in_a_line_of_input() {
    let (mut play, call) = asking();
    look_through(&mut play);
    play.key("enter");
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Ask(..))));
    for key in ["tab", "backtab"] {
        play.key(key);
        assert_eq!(play.state.view.focus, Pane::Composer);
    }
    play.typed("no");
    play.key("enter");
    assert!(play.state.conversation.answer(call).is_some());
    // The other lines of input, and the lists that take text.
    for opens in ["ctrl-x w", "ctrl-p", "ctrl-x m", "ctrl-r"] {
        play.key(opens);
        assert!(!play.state.overlays.is_empty(), "{opens}");
        play.key("tab");
        assert_eq!(play.state.view.focus, Pane::Composer, "{opens}");
        play.key("esc");
    }
}

#[test]
fn help_over_the_question_neither_shows_nor_approves_it() {
    let (mut play, call) = asking();
    let Some(Overlay::Consent(before)) = play.state.overlays.last().cloned() else {
        panic!();
    };
    play.key("f1");
    assert!(matches!(
        play.state.overlays.last(),
        Some(Overlay::Reader(reader)) if matches!(reader.topic, Topic::Keys(_))
    ));
    look_through(&mut play);
    play.key("right");
    // Enter closes the help.
    assert!(kinds(&play.key("enter")).is_empty());
    let Some(Overlay::Consent(after)) = play.state.overlays.last() else {
        panic!();
    };
    assert_eq!(
        (before.unseen(), before.choice),
        (after.unseen(), after.choice)
    );
    assert!(matches!(stage(&play, call), Some(Stage::Asking(_))));
}

#[test]
fn the_pane_goes_on_in_the_lane_of_the_call_that_was_answered() {
    let mut play = with_tools();
    let (ids, _) = called(&mut play, &["{}", "{}"]);
    let first = play.state.lane_id().unwrap();
    let other = play.fork_lane(|_| {});
    assert_ne!(first, other);
    let reply = play.replied(other, 1, Some(done()));
    assert_ne!(reply.reply(), ids[0].message);
    play.key("ctrl-x t");
    let Some(Overlay::Inspect(pane)) = play.state.overlays.last_mut() else {
        panic!();
    };
    let at = pane.place_of(ids[0]).unwrap();
    pane.select(at);
    play.tell(Msg::Do(crate::app::action::Action::OnCall(OnCall::Answer)));
    play.typed("x");
    play.key("ctrl-s");
    assert!(play.state.conversation.answer(ids[0]).is_some());
    let Some(Overlay::Inspect(pane)) = play.state.overlays.last() else {
        panic!();
    };
    assert_eq!(pane.selected(), Some(ids[1]));
}

/// A picture that the service takes in no request.
fn poster() -> RunEnd {
    let mut huge = picture();
    huge.kind = Kind::Picture {
        format: PictureFormat::Png,
        width: 9990,
        height: 9990,
    };
    RunEnd {
        output: vec![Output::File(huge)],
        ..end("")
    }
}

#[test]
fn results_that_the_service_would_refuse_wait_for_the_user() {
    for (ends, why) in [
        (poster(), "8000 px"),
        (end(&"rock ".repeat(1_000_000)), "longer than"),
    ] {
        let (mut play, call) = running();
        let model = play.settings().model.unwrap().model;
        let small = Abilities {
            context: Some(200_000),
            ..Abilities::default()
        };
        let table = AbilityTable::new(vec![(model.as_str().to_owned(), small)]);
        play.tell(Msg::ModelData(Arc::new(table), None));
        let effects = play.tell(Msg::RunEnded(call, Ok(Box::new(ends))));
        assert!(asked(&effects).is_none(), "{why}");
        let told = notice(&play);
        assert!(told.contains(why) && told.contains("F5"), "{told}");
        assert!(play.state.conversation.answer(call).is_some());
        assert_eq!(waiting(&play.state), Some(Waiting::Word));
        // A message would take it along: it is told before.
        play.say("never mind");
        assert!(matches!(
            play.state.overlays.last(),
            Some(Overlay::Menu(menu)) if menu.kind == MenuKind::BeforeSending
        ));
        play.key("esc");
        play.key("ctrl-u");
        let effects = play.key("f5");
        assert!(asked(&effects).is_some(), "{why}");
        // It is in the conversation now, and the next message is told of before it goes.
        let id = play.sent(&effects);
        play.streamed(id, "no");
        // What the service has counted would tell better than any estimate.
        let end = End {
            usage: None,
            ..done()
        };
        play.tell(Msg::Generation(id, GenerationEvent::Ended(end)));
        play.state.notices.accepted.clear();
        assert!(asked(&play.say("and now?")).is_none(), "{why}");
    }
}

#[test]
fn calls_that_would_stay_behind_are_told_before_a_message_goes() {
    let mut play = with_tools();
    called(&mut play, &["{}"]);
    assert!(asked(&play.say("never mind")).is_none());
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!();
    };
    let first = menu.chooser.rows().next().unwrap();
    assert!(first.detail.contains("top_song has no answer"), "{first:?}");
    // Enter goes to the calls, not past them.
    assert!(asked(&play.key("enter")).is_none());
    assert!(matches!(
        play.state.overlays.last(),
        Some(Overlay::Inspect(_))
    ));
    assert_eq!(play.text(), "never mind");
}

#[test]
fn calls_at_the_end_are_not_said_to_stay_behind_before_something_follows() {
    let mut play = with_tools();
    let (ids, _) = called(&mut play, &["{}"]);
    let remarks = |play: &Play| {
        let lane = play.state.lane().unwrap();
        let order = Order::of(&play.state.conversation, lane.id, lane.leaf());
        order.about(ids[0].message).count()
    };
    assert_eq!(remarks(&play), 0);
    assert_eq!(waiting(&play.state), Some(Waiting::Answers(1)));
    play.say("never mind");
    play.key("ctrl-end");
    assert!(asked(&play.key("enter")).is_some());
    assert_eq!(remarks(&play), 1);
}

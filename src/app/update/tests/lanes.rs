//! Several lanes: who is asked, who answers, who waits.

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::flight::Phase;
use crate::app::layout::Size;
use crate::app::msg::{Msg, Target};
use crate::app::view::Anchor;
use crate::chat::failure::FailureKind;
use crate::chat::ids::{GenerationId, LaneId, MessageId};

/// A wide screen with a turn in each of so many lanes; the last lane is in focus.
pub(super) fn lanes(count: usize) -> Play {
    let mut play = Play::connected();
    play.tell(Msg::Resized(Size {
        width: 200,
        height: 50,
    }));
    play.turn("one", "reply one");
    if count > 1 {
        let effects = play.tell(Msg::Do(crate::app::action::Action::OnLane(
            crate::app::action::OnLane::Compare,
        )));
        assert_eq!(effects, []);
        play.typed(&format!("{count} samples"));
        let effects = play.key("enter");
        all_end(&mut play, &effects, "reply two");
    }
    play
}

/// Lets all requests of these effects be sent; gives their generations, lane by lane.
pub(super) fn all_sent(play: &mut Play, effects: &[Effect]) -> Vec<GenerationId> {
    for effect in effects {
        if let Effect::Prepare(lane, parent, _) = effect {
            play.tell(Msg::Prepared(*lane, *parent, sent()));
        }
    }
    generates(&play.appended())
}

pub(super) fn all_end(play: &mut Play, effects: &[Effect], text: &str) {
    for id in all_sent(play, effects) {
        play.streamed(id, text);
        play.ended(id);
    }
    play.appended();
}

pub(super) fn open(play: &Play) -> Vec<LaneId> {
    play.state
        .conversation
        .lanes()
        .map(|lane| lane.id)
        .collect()
}

/// The last text of each lane.
fn ends(play: &Play) -> Vec<String> {
    let lanes = play.state.conversation.lanes();
    let text = |leaf: MessageId| play.state.conversation.message(leaf).unwrap().text();
    lanes.map(|lane| text(lane.leaf().unwrap())).collect()
}

#[test]
fn samples_answer_the_last_question_in_lanes_of_their_own() {
    let play = lanes(3);
    assert_eq!(ends(&play), ["reply one", "reply two", "reply two"]);
    let leaves = play.state.conversation.lanes().map(|lane| lane.path[0]);
    let mut leaves: Vec<MessageId> = leaves.collect();
    leaves.dedup();
    assert_eq!(leaves.len(), 1, "they share the question");
    assert_eq!(play.state.view.reading.columns.len(), 3);
}

#[test]
fn opening_lanes_is_one_action() {
    let mut play = lanes(3);
    play.key("ctrl-x z");
    assert_eq!(open(&play), [LANE]);
    play.key("ctrl-x shift-z");
    assert_eq!(ends(&play), ["reply one", "reply two", "reply two"]);
}

#[test]
fn a_message_goes_to_all_lanes_as_one_turn() {
    let mut play = lanes(2);
    let effects = play.say("two");
    assert_eq!(prepares(&effects).len(), 2);
    all_end(&mut play, &effects, "well");
    let turns = play.state.conversation.lanes().map(|lane| {
        let message = play.state.conversation.message(lane.path[2]).unwrap();
        (message.id, message.turn)
    });
    let turns: Vec<_> = turns.collect();
    assert_ne!(turns[0].0, turns[1].0, "their leaves differ");
    assert_eq!(turns[0].1, turns[1].1);
}

#[test]
fn a_message_goes_to_the_lane_in_focus_or_to_the_marked_ones() {
    let mut play = lanes(3);
    let asked = |play: &mut Play, text: &str| {
        let effects = play.say(text);
        let lanes: Vec<LaneId> = effects
            .iter()
            .filter_map(|effect| {
                let Effect::Prepare(lane, ..) = effect else {
                    return None;
                };
                Some(*lane)
            })
            .collect();
        all_end(play, &effects, "well");
        lanes
    };
    let all = open(&play);
    play.key("ctrl-x 3");
    assert_eq!(asked(&mut play, "focus"), [all[2]]);
    play.key("ctrl-x 4");
    play.key("ctrl-x left");
    play.key("ctrl-x left");
    play.key("ctrl-x 4");
    assert_eq!(asked(&mut play, "marked"), [all[0], all[2]]);
    play.key("ctrl-x 3");
    assert_eq!(asked(&mut play, "all"), all);
    assert_eq!(play.state.lane_id(), Some(all[0]), "the focus stays");
}

#[test]
fn one_that_fails_holds_back_no_other() {
    let mut play = lanes(2);
    let effects = play.say("two");
    let ids = all_sent(&mut play, &effects);
    play.failed(ids[0], FailureKind::Validation);
    play.streamed(ids[1], "fine");
    play.ended(ids[1]);
    assert_eq!(ends(&play), ["", "fine"]);
    // The one that failed is asked again alone.
    play.key("ctrl-x left");
    let effects = play.key("f5");
    all_end(&mut play, &effects, "late");
    assert_eq!(ends(&play), ["late", "fine"]);
}

#[test]
fn each_is_stopped_alone() {
    let mut play = lanes(2);
    let effects = play.say("two");
    let ids = all_sent(&mut play, &effects);
    let effects = play.key("esc");
    assert!(effects.contains(&Effect::Abort(ids[1])));
    assert!(!effects.contains(&Effect::Abort(ids[0])));
    let effects = play.key("ctrl-c");
    assert!(effects.contains(&Effect::Abort(ids[0])));
}

#[test]
fn a_queued_message_waits_for_all_of_its_lanes() {
    let mut play = lanes(2);
    let effects = play.say("two");
    let ids = all_sent(&mut play, &effects);
    assert_eq!(prepares(&play.say("three")), []);
    assert_eq!(prepares(&play.ended(ids[0])), []);
    assert_eq!(prepares(&play.ended(ids[1])).len(), 2);
}

#[test]
fn more_than_so_many_wait_and_are_sent_in_turn() {
    let mut play = lanes(3);
    play.state.flight.most = crate::app::flight::Most(2);
    let effects = play.say("two");
    let ids = all_sent(&mut play, &effects);
    assert_eq!(ids.len(), 2);
    let held = play
        .state
        .flight
        .iter()
        .filter(|it| matches!(it.phase, Phase::Held(_)));
    assert_eq!(held.count(), 1);
    let effects = play.ended(ids[0]);
    assert_eq!(generates(&effects).len(), 1);
}

#[test]
fn lanes_scroll_by_turn_together_or_apart() {
    let mut play = lanes(2);
    for text in ["two", "three", "four"] {
        let effects = play.say(text);
        all_end(&mut play, &effects, &"line\n\n".repeat(40));
    }
    let all = open(&play);
    play.key("ctrl-home");
    let beside = |play: &Play| play.state.view.reading.beside[&all[0]].anchor;
    let first = play.state.conversation.lane(all[0]).unwrap().path[0];
    assert_eq!(
        beside(&play),
        Anchor::At {
            message: first,
            line: 0
        }
    );
    play.key("ctrl-end");
    assert_eq!(beside(&play), Anchor::Follow);
    play.key("ctrl-x 2");
    play.key("ctrl-home");
    assert_eq!(beside(&play), Anchor::Follow);
    play.tell(Msg::Wheel(Target::Column(all[0]), -9));
    assert_ne!(beside(&play), Anchor::Follow);
    assert_eq!(play.state.lane_id(), Some(all[1]));
}

#[test]
fn lanes_are_arranged_and_closed_and_all_of_it_is_undone() {
    let mut play = lanes(3);
    let all = open(&play);
    play.key("ctrl-x shift-left");
    assert_eq!(open(&play), [all[0], all[2], all[1]]);
    play.key("ctrl-x 9");
    assert_eq!(play.state.view.reading.columns.len(), 1);
    play.key("ctrl-x 9");
    play.key("ctrl-x >");
    let widths = play.state.view.reading.columns.iter();
    let widths: Vec<u16> = widths.map(|column| column.area.width).collect();
    assert!(widths[1] > widths[0], "{widths:?}");
    assert_eq!(widths.iter().sum::<u16>(), 200);
    play.key("ctrl-x 1");
    assert_eq!(open(&play), [all[2]]);
    for _ in 0..5 {
        play.key("ctrl-x z");
    }
    assert_eq!(open(&play), all);
}

#[test]
fn narrow_screens_have_tabs_and_eight_lanes_are_the_most() {
    let mut play = lanes(4);
    for (width, shown) in [(200, 4), (120, 3), (80, 2), (50, 1)] {
        play.tell(Msg::Resized(Size { width, height: 24 }));
        let columns = &play.state.view.reading.columns;
        assert_eq!(columns.len(), shown, "{width}");
        let focus = play.state.lane_id().unwrap();
        assert!(columns.iter().any(|column| column.lane == focus));
        assert_eq!(play.state.view.panes.lanes.height, u16::from(shown < 4));
    }
    for _ in 0..6 {
        play.key("ctrl-x |");
    }
    assert_eq!(open(&play).len(), 8);
    let notice = play.state.notices.passing().unwrap();
    assert!(notice.contains("8 lanes are open"), "{notice}");
}

//! The summary of all lanes: keys in it, and what comes of them.

use crate::app::effect::Effect;
use crate::app::file::Mode;
use crate::app::fixture::*;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::summary::{Column, Summary};
use crate::chat::failure::FailureKind;
use crate::chat::figures::Figure;
use crate::chat::ids::LaneId;
use crate::chat::settings::Decimal;

/// Three lanes that have replied to one question; the second is the quickest, the third is closed.
fn compared() -> (Play, [LaneId; 3]) {
    let mut play = Play::connected();
    play.turn("What is an outcrop?", "Rock that shows.");
    let cold = play.fork_lane(|it| it.sampling.temperature = Decimal::parse("0.2").ok());
    let third = play.fork_lane(|it| it.model = Some(modern()));
    play.replied(LANE, 300, Some(failure(FailureKind::Cut)));
    play.replied(cold, 100, Some(done_with(80, 900)));
    play.replied(third, 700, Some(done_with(400, 3_000)));
    play.key("ctrl-x delete");
    (play, [LANE, cold, third])
}

fn summary(state: &State) -> &Summary {
    match state.overlays.last() {
        Some(Overlay::Summary(summary)) => summary,
        other => panic!("no summary on top but {other:?}"),
    }
}

fn lanes(play: &Play) -> Vec<LaneId> {
    let rows = summary(&play.state).rows().iter();
    rows.map(|row| row.lane).collect()
}

fn open(play: &Play) -> Vec<LaneId> {
    let lanes = play.state.conversation.lanes();
    lanes.map(|lane| lane.id).collect()
}

/// What stands in a column of each row, with its sign and what is below it.
fn column(play: &Play, column: Column) -> Vec<String> {
    let rows = summary(&play.state).rows().iter();
    let told = rows.map(|row| {
        let cell = row.cell(column);
        format!("{} {} {}", cell.value, cell.sign(), cell.below)
    });
    told.map(|text| text.trim_end().to_owned()).collect()
}

fn notice(play: &Play) -> &str {
    play.state.notices.passing().unwrap_or_default()
}

#[test]
fn lanes_are_ranked_by_how_many_columns_they_are_the_best_in() {
    let (mut play, [first, cold, third]) = compared();
    play.key("ctrl-x ctrl-s");
    assert_eq!(lanes(&play), [cold, third, first]);
    assert_eq!(
        column(&play, Column::Overall),
        ["#1 ★ 5 ★", "#2  3 ★", "#3  1 ★"]
    );
    let ttft = column(&play, Column::Of(Figure::First));
    assert_eq!(ttft, ["100ms ★", "700ms #3", "350ms #2 300–400ms"]);
    let errors = column(&play, Column::Errors);
    assert_eq!(errors, ["0 ★", "0 ★", "1 #3"]);
    let tokens = column(&play, Column::Tokens);
    assert_eq!(
        tokens,
        ["12 in  80 out", "12 in  400 out", "≥12 in  ≥174 out"]
    );
    assert_eq!(column(&play, Column::Total), ["?", "?", "?"]);
}

#[test]
fn a_single_lane_is_the_best_of_nothing() {
    let mut play = Play::connected();
    play.key("ctrl-x ctrl-s");
    assert!(play.state.overlays.is_empty());
    assert_eq!(notice(&play), "there is no reply yet");
    play.turn("hello", "hi");
    play.key("ctrl-x ctrl-s");
    assert_eq!(column(&play, Column::Overall), ["–"]);
    assert_eq!(column(&play, Column::Of(Figure::First)), ["400ms"]);
    play.key("ctrl-x ctrl-s");
    assert_eq!(play.state.overlays.len(), 1);
    play.key("q");
    assert!(play.state.overlays.is_empty());
}

#[test]
fn rows_are_sorted_by_any_column_from_both_ends() {
    let (mut play, [first, cold, third]) = compared();
    play.key("ctrl-x ctrl-s");
    play.key(">");
    assert_eq!(summary(&play.state).sort().by, Column::Of(Figure::First));
    assert_eq!(lanes(&play), [cold, first, third]);
    let selected = summary(&play.state).choice().unwrap().lane;
    play.key("s");
    assert_eq!(lanes(&play), [third, first, cold]);
    assert_eq!(summary(&play.state).choice().unwrap().lane, selected);
    // Who has no latency comes last in either order.
    play.tell(Msg::Do(crate::app::action::Action::OnSummary(
        crate::app::action::OnSummary::SortBy(Column::Of(Figure::Rate)),
    )));
    let rates = lanes(&play);
    play.key("s");
    assert_ne!(lanes(&play), rates);
    for key in ["<", "<", "<"] {
        play.key(key);
    }
    assert_eq!(summary(&play.state).sort().by, Column::Total);
    let table = summary(&play.state);
    assert!(table.in_sight(78).contains(&(Column::ALL.len() - 1)));
}

#[test]
fn columns_scroll_to_both_ends_and_no_further() {
    let (mut play, _) = compared();
    play.key("ctrl-x ctrl-s");
    let all = Column::ALL.len();
    for _ in 0..all * 2 {
        play.key("right");
    }
    let seen = summary(&play.state).in_sight(76);
    assert!(seen.end == all && seen.len() > 1, "{seen:?}");
    for _ in 0..all * 2 {
        play.key("left");
    }
    assert_eq!(summary(&play.state).in_sight(76).start, 0);
}

#[test]
fn enter_goes_to_an_open_lane() {
    let (mut play, [first, cold, _]) = compared();
    assert_eq!(play.state.lane_id(), Some(cold));
    play.key("ctrl-x ctrl-s");
    play.key("end");
    let effects = play.key("enter");
    assert!(effects.is_empty() && play.state.overlays.is_empty());
    assert_eq!(play.state.lane_id(), Some(first));
}

#[test]
fn a_closed_lane_is_opened_again() {
    let (mut play, [first, cold, third]) = compared();
    play.key("ctrl-x ctrl-s");
    let at = lanes(&play).iter().position(|id| *id == third).unwrap();
    play.tell(Msg::Clicked(Target::Row(at)));
    assert_eq!(summary(&play.state).selected(), at);
    let effects = play.tell(Msg::Clicked(Target::Row(at)));
    assert_eq!(kinds(&effects), ["layout"]);
    assert_eq!(open(&play), [first, cold, third]);
    assert_eq!(play.state.lane_id(), Some(third));
    play.key("ctrl-x z");
    assert_eq!(open(&play), [first, cold]);
}

#[test]
fn a_file_that_is_only_read_opens_no_lane() {
    let (mut play, [first, cold, third]) = compared();
    play.state.file.mode = Mode::ReadOnly;
    play.key("ctrl-x ctrl-s");
    let at = lanes(&play).iter().position(|id| *id == third).unwrap();
    play.tell(Msg::Clicked(Target::Row(at)));
    play.key("enter");
    assert_eq!(open(&play), [first, cold]);
}

#[test]
fn closed_lanes_can_be_left_out() {
    let (mut play, [first, cold, third]) = compared();
    play.key("ctrl-x ctrl-s");
    assert!(lanes(&play).contains(&third));
    play.key("c");
    assert_eq!(lanes(&play), [cold, first]);
    assert_eq!(column(&play, Column::Overall), ["#1 ★ 5 ★", "#2  1 ★"]);
    play.key("c");
    assert_eq!(lanes(&play).len(), 3);
}

#[test]
fn only_what_is_shown_counts_if_asked() {
    let (mut play, [first, ..]) = compared();
    play.replied(first, 900, Some(done_with(10, 10)));
    play.key("ctrl-x ctrl-s");
    let replies = |play: &Play| {
        let rows = summary(&play.state).rows();
        let row = rows.iter().find(|row| row.lane == first).unwrap();
        row.cell(Column::Replies).value.clone()
    };
    assert_eq!(replies(&play), "3");
    play.key("a");
    assert_eq!(replies(&play), "1");
    play.key("a");
    assert_eq!(replies(&play), "3");
}

#[test]
fn rows_are_made_when_a_reply_begins_and_ends_and_not_while_it_grows() {
    let (mut play, _) = compared();
    play.key("ctrl-x ctrl-s");
    let before = summary(&play.state).made;
    play.key("esc");
    let id = play.ask("And a scree?");
    play.key("ctrl-x ctrl-s");
    let begun = summary(&play.state).made;
    assert!(before > 0 && begun > 0);
    let on_the_way = |play: &Play| {
        column(play, Column::Replies)
            .join(" ")
            .contains("on the way")
    };
    assert!(on_the_way(&play));
    for _ in 0..20 {
        play.streamed(id, "word ");
    }
    assert_eq!(summary(&play.state).made, begun);
    play.ended(id);
    assert!(summary(&play.state).made > begun);
    assert!(!on_the_way(&play));
}

#[test]
fn elsewhere_its_actions_say_where_they_belong() {
    let (mut play, _) = compared();
    play.key("ctrl-p");
    play.typed("closed lanes");
    let effects: Vec<Effect> = play.key("enter");
    assert!(effects.is_empty());
    assert!(notice(&play).contains("^X ^S"), "{}", notice(&play));
}

//! Blind mode: nothing tells which lane is which before the vote.

use super::lanes::{all_end, all_sent, lanes, open};
use crate::app::blind;
use crate::app::fixture::*;
use crate::app::layout::Column;
use crate::chat::ids::LaneId;
use crate::chat::vote::Sight;

/// The lanes in the order in which they stand on the screen.
fn seen(play: &Play) -> Vec<LaneId> {
    let columns = play.state.view.reading.columns.iter();
    columns.map(|column: &Column| column.lane).collect()
}

#[test]
fn lanes_are_hidden_from_the_message_to_the_vote() {
    let mut play = lanes(3);
    let real = open(&play);
    play.key("ctrl-x 6");
    assert!(blind::is_hidden(&play.state));
    let mut orders = vec![seen(&play)];
    for text in ["two", "three", "four", "five", "six", "seven"] {
        play.key("ctrl-x 5");
        assert!(!blind::is_hidden(&play.state));
        assert_eq!(seen(&play), real, "the real order after the vote");
        let effects = play.say(text);
        assert!(blind::is_hidden(&play.state), "from the message on");
        all_end(&mut play, &effects, "well");
        orders.push(seen(&play));
        let first = orders.last().unwrap()[0];
        assert_eq!(play.state.lane_id(), Some(first), "the focus tells nothing");
    }
    let mut sorted = orders.clone();
    sorted.dedup();
    assert!(sorted.len() > 1, "{orders:?}");
    assert!(orders.iter().any(|order| *order != real));
    let votes = play.state.conversation.votes().values();
    let votes: Vec<_> = votes.collect();
    assert!(votes.iter().all(|vote| vote.sight == Sight::Blind));
    for (vote, order) in votes.iter().zip(&orders) {
        assert_eq!(vote.order, *order);
    }
}

#[test]
fn keys_go_by_the_columns_that_are_seen() {
    let mut play = lanes(3);
    play.key("ctrl-x 6");
    let order = seen(&play);
    for lane in order.iter().cycle().take(5) {
        assert_eq!(play.state.lane_id(), Some(*lane));
        play.key("ctrl-x right");
    }
}

#[test]
fn what_would_tell_is_refused() {
    let mut play = lanes(2);
    play.key("ctrl-x 6");
    let before = play.state.conversation.clone();
    for key in [
        "ctrl-x j",
        "ctrl-x m",
        "ctrl-x i",
        "ctrl-x s",
        "ctrl-x 1",
        "ctrl-x delete",
    ] {
        assert_eq!(play.key(key), [], "{key}");
        assert!(play.state.overlays.is_empty(), "{key}");
        assert_eq!(play.state.notices.passing(), Some(blind::HIDDEN), "{key}");
    }
    assert_eq!(play.state.conversation, before);
}

#[test]
fn who_has_seen_the_lanes_votes_openly() {
    let mut play = lanes(2);
    play.key("ctrl-x 6");
    play.key("ctrl-x 5");
    play.key("ctrl-x 5");
    assert!(!blind::is_hidden(&play.state), "the user knows by now");
    play.key("ctrl-x 5");
    let sight = |play: &Play| {
        let votes = play.state.conversation.votes().values();
        votes.map(|vote| vote.sight).next_back().unwrap()
    };
    assert_eq!(sight(&play), Sight::Open);
    let effects = play.say("two");
    all_end(&mut play, &effects, "well");
    play.key("ctrl-x 6");
    play.key("ctrl-x 6");
    play.key("ctrl-x 5");
    assert_eq!(sight(&play), Sight::Open);
}

#[test]
fn a_reply_that_fails_does_not_tell_whose_it_was() {
    let mut play = lanes(2);
    play.key("ctrl-x 6");
    let effects = play.say("two");
    let ids = all_sent(&mut play, &effects);
    play.failed(ids[0], crate::chat::failure::FailureKind::Validation);
    play.streamed(ids[1], "fine");
    play.ended(ids[1]);
    let lines: Vec<String> = play
        .state
        .view
        .transcript
        .lines()
        .chain(
            play.state
                .view
                .reading
                .beside
                .values()
                .flat_map(|sight| sight.transcript.lines()),
        )
        .map(|(_, line)| line.text())
        .collect();
    let text = lines.join("\n");
    assert!(text.contains("why is told after the vote"), "{text}");
    assert!(!text.contains("Nova") && !text.contains("ttft"), "{text}");
}

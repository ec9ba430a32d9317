//! A judge: a lane of its own that compares the replies of the others.

use super::lanes::{all_end, all_sent, lanes, open};
use crate::app::effect::Effect;
use crate::app::fixture::*;

/// Asks the judge, by criteria that are proposed; gives what the core wants then.
fn ask(play: &mut Play) -> Vec<Effect> {
    play.key("ctrl-x 7");
    play.key("esc")
}

/// A judge that was asked about two lanes, and what it says.
fn judged(says: &str) -> Play {
    let mut play = lanes(2);
    assert_eq!(ask(&mut play), [], "a model is chosen first");
    play.typed("nova");
    let effects = play.key("enter");
    for id in all_sent(&mut play, &effects) {
        play.streamed(id, says);
        play.ended(id);
    }
    play.appended();
    play
}

#[test]
fn a_judge_compares_in_a_lane_of_its_own_and_never_votes() {
    let mut play = judged("B is better.\n\nWinner: B");
    let lanes: Vec<_> = play.state.conversation.lanes().collect();
    assert_eq!(lanes.len(), 3);
    let judge = lanes[2];
    assert!(judge.is_judge());
    assert_eq!(judge.path.len(), 2, "a root of its own");
    let message = play.state.conversation.message(judge.path[0]).unwrap();
    assert_eq!(message.parent, None);
    let text = message.text();
    for part in [
        "Reply A begins\nreply one",
        "Reply B begins\nreply two",
        "Question begins\none",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert!(!text.contains("Nova"), "{text}");
    assert!(play.state.conversation.votes().is_empty());
    let notice = play.state.notices.passing().unwrap();
    assert_eq!(notice, "the judge says B, lane 2; ^X 5 on it votes");
    play.key("ctrl-x 5");
    let all = open(&play);
    let votes = play.state.conversation.votes().values();
    let orders: Vec<_> = votes.map(|vote| vote.order.clone()).collect();
    assert_eq!(orders, [all[..2].to_vec()]);
}

#[test]
fn the_judge_takes_no_part_in_messages_and_is_asked_again_in_its_lane() {
    let mut play = judged("Winner: tie");
    let effects = play.say("two");
    assert_eq!(prepares(&effects).len(), 2);
    all_end(&mut play, &effects, "well");
    let effects = ask(&mut play);
    assert_eq!(prepares(&effects).len(), 1);
    all_end(&mut play, &effects, "Winner: none");
    let judge = play.state.conversation.lanes().last().unwrap();
    assert_eq!(judge.path.len(), 4);
    assert_eq!(open(&play).len(), 3);
    let notice = play.state.notices.passing().unwrap();
    assert!(notice.contains("the judge says none"), "{notice}");
}

#[test]
fn while_lanes_are_hidden_the_letters_are_those_of_the_columns() {
    let mut play = lanes(2);
    play.key("ctrl-x 6");
    let order = play.state.view.reading.columns.iter();
    let order: Vec<_> = order.map(|column| column.lane).collect();
    ask(&mut play);
    play.typed("nova");
    let effects = play.key("enter");
    all_end(&mut play, &effects, "Winner: B");
    let notice = play.state.notices.passing().unwrap();
    assert_eq!(notice, "the judge says B; ^X 5 on it votes");
    let second = crate::app::blind::label(&play.state, order[1]);
    assert_eq!(second, "B");
}

//! Votes: who has won a turn, and that it can be taken back and undone.

use super::lanes::{all_end, lanes, open};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::votes;
use crate::chat::ids::Turn;
use crate::chat::vote::{Sight, Vote, Winner};

/// The vote on the turn that the lane in focus shows last.
fn vote(play: &Play) -> Option<Vote> {
    let votes = play.state.conversation.votes();
    votes.get(&votes::turn(&play.state).unwrap()).cloned()
}

#[test]
fn the_lane_in_focus_wins_and_again_takes_it_back() {
    let mut play = lanes(3);
    let all = open(&play);
    let effects = play.key("ctrl-x 5");
    assert_eq!(kinds(&effects), ["vote"]);
    let expected = Vote {
        winner: Winner::Lane(all[2]),
        order: all.clone(),
        sight: Sight::Open,
    };
    assert_eq!(vote(&play), Some(expected));
    let lane = play.state.conversation.lane(all[2]).unwrap();
    let told = votes::standing(&play.state, lane);
    assert_eq!(told.as_deref(), Some("▲ won this turn · 1 of 1"));
    play.key("ctrl-x 5");
    assert_eq!(vote(&play), None);
    play.key("ctrl-x z");
    assert_eq!(vote(&play).unwrap().winner, Winner::Lane(all[2]));
    play.key("ctrl-x z");
    assert_eq!(vote(&play), None);
    play.key("ctrl-x shift-z");
    assert_eq!(vote(&play).unwrap().winner, Winner::Lane(all[2]));
}

#[test]
fn the_last_vote_on_a_turn_counts_and_there_are_ties() {
    let mut play = lanes(2);
    play.key("ctrl-x 5");
    play.key("ctrl-x %");
    play.key("enter");
    assert_eq!(vote(&play).unwrap().winner, Winner::Tie);
    assert_eq!(play.state.conversation.votes().len(), 1);
    play.key("ctrl-x %");
    play.typed("none");
    play.key("enter");
    assert_eq!(vote(&play).unwrap().winner, Winner::Nobody);
    let effects = play.say("two");
    all_end(&mut play, &effects, "well");
    assert_eq!(vote(&play), None, "another turn");
    play.key("ctrl-x 5");
    assert_eq!(play.state.conversation.votes().len(), 2);
}

#[test]
fn there_is_no_vote_before_all_replies_are_there_and_none_of_one_lane() {
    let mut play = lanes(1);
    assert_eq!(play.key("ctrl-x 5"), []);
    let mut play = lanes(2);
    let effects = play.say("two");
    assert_eq!(play.key("ctrl-x 5"), []);
    all_end(&mut play, &effects, "well");
    assert_eq!(kinds(&play.key("ctrl-x 5")), ["vote"]);
    assert!(!play.state.conversation.votes().contains_key(&Turn(0)));
}

#[test]
fn votes_are_kept_for_all_conversations_and_corrected() {
    let mut play = lanes(2);
    let saved = |effects: &[Effect]| {
        let save = effects.iter().find_map(|effect| {
            let Effect::SaveVotes(_, ballots) = effect else {
                return None;
            };
            Some(ballots.len())
        });
        save.unwrap()
    };
    assert_eq!(saved(&play.key("ctrl-x 5")), 1);
    let told = votes::told(&play.state);
    assert!(told.contains("Nova Pro · amazon.nova-pro-v1:0"), "{told}");
    assert!(
        told.contains(" open   1 won  0 tied  1 lost  50%"),
        "{told}"
    );
    assert_eq!(saved(&play.key("ctrl-x 5")), 0);
    assert_eq!(saved(&play.key("ctrl-x z")), 1);
    assert_eq!(play.state.memory.votes.iter().count(), 1);
    assert_eq!(saved(&play.key("ctrl-x z")), 0);
    assert_eq!(play.state.memory.votes.iter().count(), 0);
}

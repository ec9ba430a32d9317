//! What the votes of the conversation say, for the screen.

use crate::chat::ids::{LaneId, Turn};
use crate::chat::lane::Lane;
use crate::chat::vote::{Vote, Winner};

use super::state::State;

/// The turn that is voted on now: the one that the lane in focus shows last.
pub(crate) fn turn(state: &State) -> Option<Turn> {
    if let Some(turn) = state.conversation.hidden_turn() {
        return Some(turn);
    }
    let lane = state.lane()?;
    if lane.is_judge() {
        // It shows no turn of the others; they are asked what they show.
        let others = state.conversation.lanes().filter(|lane| !lane.is_judge());
        return others
            .filter_map(|lane| state.conversation.last_turn(lane))
            .max();
    }
    state.conversation.last_turn(lane)
}

/// How a lane came off in the turn that it shows last, and so far: `▲ won this turn · 3 of 5`.
pub(crate) fn standing(state: &State, lane: &Lane) -> Option<String> {
    let turn = state.conversation.last_turn(lane)?;
    let vote = state.conversation.votes().get(&turn)?;
    let word = match vote.winner {
        Winner::Lane(winner) if winner == lane.id => "▲ won this turn",
        Winner::Tie if vote.order.contains(&lane.id) => "= tie this turn",
        Winner::Lane(_) | Winner::Tie | Winner::Nobody => return None,
    };
    let (won, of) = record(state, lane.id);
    Some(format!("{word} · {won} of {of}"))
}

/// How many votes of the conversation a lane has won, of how many that it took part in.
fn record(state: &State, lane: LaneId) -> (usize, usize) {
    let votes = state.conversation.votes().values();
    let part: Vec<&Vote> = votes.filter(|vote| vote.order.contains(&lane)).collect();
    let won = part.iter().filter(|vote| vote.winner == Winner::Lane(lane));
    (won.count(), part.len())
}

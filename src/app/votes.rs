//! What the votes of the conversation say, for the screen.

use crate::chat::ids::{LaneId, Turn};
use crate::chat::lane::Lane;
use crate::chat::tally::{self, Contender, Score, Tally};
use crate::chat::vote::{Sight, Vote, Winner};

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

/// All that was voted, as a text: here, and in all conversations.
pub(crate) fn told(state: &State) -> String {
    let here = tally::tally(&state.conversation.ballots());
    let all = tally::tally(state.memory.votes.iter().map(|(_, ballot)| ballot));
    format!(
        "This conversation\n{}\nAll conversations\n{}",
        table(&here),
        table(&all)
    )
}

/// The models with their scores, the one that wins most often first.
fn table(tally: &Tally) -> String {
    if tally.is_empty() {
        return "\nno vote yet: ^X 5 lets a lane win a turn\n".to_owned();
    }
    let mut models: Vec<&Contender> = tally.keys().map(|(model, _)| model).collect();
    models.dedup();
    let score = |model: &Contender, sight| tally.get(&(model.clone(), sight)).copied();
    let sights = [Sight::Blind, Sight::Open];
    let rate = |model: &&Contender| {
        let scores = sights.iter().filter_map(|sight| score(model, *sight));
        let sum = scores.fold(Score::default(), Score::plus);
        std::cmp::Reverse(sum.rate())
    };
    models.sort_by_key(rate);
    let mut text = String::new();
    for model in models {
        let head = format!("\n{} · {}\n", model.name, model.id);
        text.push_str(&head);
        for sight in sights {
            if let Some(score) = score(model, sight) {
                text.push_str(&line(sight, score));
            }
        }
    }
    text
}

fn line(sight: Sight, score: Score) -> String {
    let word = match sight {
        Sight::Blind => "blind",
        Sight::Open => "open",
    };
    let rate = score.rate().unwrap_or(0);
    let Score { wins, ties, losses } = score;
    format!(" {word:<5} {wins:>2} won {ties:>2} tied {losses:>2} lost {rate:>3}%\n")
}

//! Votes added up by model, of one conversation and of all.

use std::collections::BTreeMap;

use super::conversation::Conversation;
use super::ids::{ConversationId, LaneId, Turn};
use super::vote::{Sight, Winner};

/// A vote told by models instead of by lanes, so that it means something outside its conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ballot {
    /// The turn.
    pub(crate) turn: Turn,
    /// What the user knew of the lanes.
    pub(crate) sight: Sight,
    /// The models of the lanes that took part, and how each came off.
    pub(crate) results: Vec<(Contender, Score)>,
}

/// A model as it is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Contender {
    /// Its name on the screen.
    pub(crate) name: String,
    /// Its id.
    pub(crate) id: String,
}

/// How often a model has won, and how often not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Score {
    /// Its reply was the best.
    pub(crate) wins: u32,
    /// All were equally good.
    pub(crate) ties: u32,
    /// Another one was the best, or none was good.
    pub(crate) losses: u32,
}

impl Score {
    /// What a vote means for one of the lanes that took part.
    fn of(lane: LaneId, winner: Winner) -> Self {
        let mut score = Self::default();
        match winner {
            Winner::Lane(best) if best == lane => score.wins = 1,
            Winner::Tie => score.ties = 1,
            Winner::Lane(_) | Winner::Nobody => score.losses = 1,
        }
        score
    }

    /// How many votes it took part in.
    pub(crate) fn votes(self) -> u32 {
        self.wins
            .saturating_add(self.ties)
            .saturating_add(self.losses)
    }

    /// The share of votes that it won, in whole percent; `None` without a vote.
    pub(crate) fn rate(self) -> Option<u32> {
        let votes = self.votes();
        let hundredfold = self.wins.saturating_mul(100).saturating_add(votes / 2);
        hundredfold.checked_div(votes)
    }

    /// Both counted together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            wins: self.wins.saturating_add(other.wins),
            ties: self.ties.saturating_add(other.ties),
            losses: self.losses.saturating_add(other.losses),
        }
    }
}

/// All votes that are remembered, each with its conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Votes {
    all: Vec<(ConversationId, Ballot)>,
}

impl Votes {
    /// All of them, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(ConversationId, Ballot)> {
        self.all.iter()
    }

    /// Lets these be the votes of a conversation; tells whether they were others before.
    pub(crate) fn set(&mut self, id: &ConversationId, ballots: Vec<Ballot>) -> bool {
        let before = self.all.iter().filter(|(of, _)| of == id);
        if before.map(|(_, ballot)| ballot).eq(ballots.iter()) {
            return false;
        }
        self.all.retain(|(of, _)| of != id);
        let all = ballots.into_iter().map(|ballot| (id.clone(), ballot));
        self.all.extend(all);
        true
    }
}

impl FromIterator<(ConversationId, Ballot)> for Votes {
    fn from_iter<I: IntoIterator<Item = (ConversationId, Ballot)>>(ballots: I) -> Self {
        Self {
            all: ballots.into_iter().collect(),
        }
    }
}

/// Scores of models, of open and of blind votes.
pub(crate) type Tally = BTreeMap<(Contender, Sight), Score>;

/// Adds votes up.
pub(crate) fn tally<'a>(ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    let mut tally = Tally::new();
    for ballot in ballots {
        for (contender, score) in &ballot.results {
            let key = (contender.clone(), ballot.sight);
            let sum = tally.entry(key).or_default();
            *sum = sum.plus(*score);
        }
    }
    tally
}

impl Conversation {
    /// The votes told by models.
    pub(crate) fn ballots(&self) -> Vec<Ballot> {
        let votes = self.votes().iter();
        votes
            .map(|(turn, vote)| Ballot {
                turn: *turn,
                sight: vote.sight,
                results: vote
                    .order
                    .iter()
                    .filter_map(|lane| {
                        let contender = self.contender(*lane, *turn)?;
                        Some((contender, Score::of(*lane, vote.winner)))
                    })
                    .collect(),
            })
            .collect()
    }

    /// The model whose reply a lane showed in a turn. Where the lane shows another path by now, the
    /// newest reply that was made in it.
    fn contender(&self, lane: LaneId, turn: Turn) -> Option<Contender> {
        let lane = self.lane(lane)?;
        let shown = self.reply_in(lane, turn);
        let made = || {
            let of_turn = self.messages().filter(|message| message.turn == turn);
            let made_here = of_turn.filter(|message| {
                let made_by = message.generation.as_ref();
                made_by.is_some_and(|made_by| made_by.lane == lane.id)
            });
            made_here.map(|message| message.id).max()
        };
        let reply = self.maker(shown.or_else(made)?)?;
        let made_by = reply.generation.as_ref()?;
        let model = made_by.settings.model.as_ref()?;
        Some(Contender {
            name: model.name.clone(),
            id: model.model.as_str().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ballot(turn: u64, sight: Sight, winner: Winner) -> Ballot {
        let contender = |name: &str| Contender {
            name: name.to_owned(),
            id: name.to_owned(),
        };
        let lanes = [("a", LaneId(1)), ("b", LaneId(2))];
        Ballot {
            turn: Turn(turn),
            sight,
            results: lanes
                .map(|(name, lane)| (contender(name), Score::of(lane, winner)))
                .to_vec(),
        }
    }

    #[test]
    fn votes_are_added_up_by_model() {
        let winners = [
            Winner::Lane(LaneId(1)),
            Winner::Lane(LaneId(2)),
            Winner::Lane(LaneId(1)),
            Winner::Tie,
            Winner::Nobody,
        ];
        let ballots = winners.map(|winner| ballot(1, Sight::Blind, winner));
        let told: Vec<(u32, u32, u32, Option<u32>)> = tally(&ballots)
            .values()
            .map(|score| (score.wins, score.ties, score.losses, score.rate()))
            .collect();
        assert_eq!(told, [(2, 1, 2, Some(40)), (1, 1, 3, Some(20))]);
        assert_eq!(Score::default().rate(), None);
    }

    #[test]
    fn the_votes_of_a_conversation_are_those_that_it_has_now() {
        let id = |no| ConversationId::from_random([no; 6]);
        let mut votes = Votes::default();
        let first = ballot(1, Sight::Open, Winner::Tie);
        assert!(votes.set(&id(1), vec![first.clone()]));
        assert!(!votes.set(&id(1), vec![first.clone()]));
        assert!(votes.set(&id(2), vec![first]));
        assert!(votes.set(&id(1), Vec::new()));
        assert_eq!(votes.iter().count(), 1);
    }
}

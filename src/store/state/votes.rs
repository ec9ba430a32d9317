//! Votes of all conversations, told by models.

use serde::{Deserialize, Serialize};

use super::{Remembered, read, write};
use crate::chat::failure::StoreError;
use crate::chat::ids::{ConversationId, Turn};
use crate::chat::tally::{Ballot, Contender, Score, Votes};
use crate::chat::vote::Sight;
use crate::store::paths::Folders;

/// Reads what was remembered.
pub(crate) fn load(folders: &Folders) -> Remembered<Votes> {
    let Remembered { value, note } = read::<Members>(&folders.votes());
    let members = value.unwrap_or_default().votes;
    Remembered {
        value: members.into_iter().filter_map(Member::ballot).collect(),
        note,
    }
}

/// Lets these be the votes of a conversation. Those of others stay as they are in the file by now: they
/// may have been made in another window.
///
/// # Errors
/// What the system says; what was remembered before is then still there.
pub(crate) fn save(
    id: &ConversationId,
    ballots: Vec<Ballot>,
    folders: &Folders,
) -> Result<(), StoreError> {
    let mut votes = load(folders).value;
    votes.set(id, ballots);
    let members = Members {
        votes: votes
            .iter()
            .map(|(id, ballot)| Member::of(id, ballot))
            .collect(),
    };
    write(&folders.votes(), &members)
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Members {
    votes: Vec<Member>,
}

#[derive(Serialize, Deserialize)]
struct Member {
    conversation: String,
    turn: u64,
    blind: bool,
    models: Vec<ModelMember>,
}

#[derive(Serialize, Deserialize)]
struct ModelMember {
    id: String,
    name: String,
    wins: u32,
    ties: u32,
    losses: u32,
}

impl Member {
    fn of(id: &ConversationId, ballot: &Ballot) -> Self {
        let results = ballot.results.iter();
        Self {
            conversation: id.as_str().to_owned(),
            turn: ballot.turn.0,
            blind: ballot.sight == Sight::Blind,
            models: results
                .map(|(contender, score)| ModelMember {
                    id: contender.id.clone(),
                    name: contender.name.clone(),
                    wins: score.wins,
                    ties: score.ties,
                    losses: score.losses,
                })
                .collect(),
        }
    }

    fn ballot(self) -> Option<(ConversationId, Ballot)> {
        let models = self.models.into_iter();
        let results = models.map(|model| {
            let contender = Contender {
                name: model.name,
                id: model.id,
            };
            let score = Score {
                wins: model.wins,
                ties: model.ties,
                losses: model.losses,
            };
            (contender, score)
        });
        let ballot = Ballot {
            turn: Turn(self.turn),
            sight: if self.blind {
                Sight::Blind
            } else {
                Sight::Open
            },
            results: results.collect(),
        };
        Some((ConversationId::new(self.conversation)?, ballot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ballot(turn: u64, sight: Sight) -> Ballot {
        let contender = Contender {
            name: "Nova \"Pro\"".to_owned(),
            id: "amazon.nova-pro-v1:0".to_owned(),
        };
        let score = Score {
            wins: 1,
            ..Score::default()
        };
        Ballot {
            turn: Turn(turn),
            sight,
            results: vec![(contender, score)],
        }
    }

    #[test]
    fn votes_come_back_and_those_of_other_conversations_stay() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        assert_eq!(load(&folders), Remembered::default());
        let id = |no| ConversationId::from_random([no; 6]);
        let first = vec![ballot(5, Sight::Blind), ballot(9, Sight::Open)];
        save(&id(1), first.clone(), &folders).unwrap();
        save(&id(2), vec![ballot(3, Sight::Open)], &folders).unwrap();
        let mut expected = Votes::default();
        expected.set(&id(1), first);
        expected.set(&id(2), vec![ballot(3, Sight::Open)]);
        assert_eq!(load(&folders).value, expected);
        save(&id(1), Vec::new(), &folders).unwrap();
        assert_eq!(load(&folders).value.iter().count(), 1);
    }
}

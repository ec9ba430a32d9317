//! Votes: which lane has given the best reply of a turn.

use super::conversation::Conversation;
use super::ids::{LaneId, MessageId, Turn};
use super::lane::Lane;
use super::message::Role;

/// What the user says of the replies of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vote {
    /// Who has won.
    pub(crate) winner: Winner,
    /// The lanes that took part, as they were shown, from the left.
    pub(crate) order: Vec<LaneId>,
    /// What the user knew of the lanes.
    pub(crate) sight: Sight,
}

/// Who has won a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Winner {
    /// This lane.
    Lane(LaneId),
    /// All of them: they are equally good.
    Tie,
    /// None of them: none is good.
    Nobody,
}

/// What the user can see of the lanes before a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Sight {
    /// Models, settings and figures.
    #[default]
    Open,
    /// The replies only, in an order that tells nothing.
    Blind,
}

impl Conversation {
    /// The turn that a lane shows last.
    pub(crate) fn last_turn(&self, lane: &Lane) -> Option<Turn> {
        Some(self.message(lane.leaf()?)?.turn)
    }

    /// The reply that a lane shows in a turn, the last one if there are more.
    pub(crate) fn reply_in(&self, lane: &Lane, turn: Turn) -> Option<MessageId> {
        let mut path = lane.path.iter().rev().copied();
        path.find(|id| {
            let message = self.message(*id);
            message.is_some_and(|message| message.turn == turn && message.role == Role::Assistant)
        })
    }

    /// The open lanes that show a reply of this turn and do not judge, as they are seen from
    /// the left.
    pub(crate) fn contenders(&self, turn: Turn) -> Vec<LaneId> {
        let seen = self.seen();
        let lanes = seen.iter().filter_map(|id| self.lane(*id));
        let lanes = lanes.filter(|lane| !lane.is_judge());
        let lanes = lanes.filter(|lane| self.reply_in(lane, turn).is_some());
        lanes.map(|lane| lane.id).collect()
    }
}

//! What all replies of a conversation come to.

use crate::chat::abilities::{AbilityTable, Price};
use crate::chat::conversation::{Conversation, Hidden};
use crate::chat::generation::Generation;
use crate::chat::message::Role;
use crate::chat::price::{self, Dollars, Prices};

use super::rows::Rows;

/// What stands above the map.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Totals {
    /// Messages that are not in the trash.
    pub(crate) messages: usize,
    /// Paths that end in one of them.
    pub(crate) branches: usize,
    /// Messages in the trash, with all below them.
    pub(crate) trashed: usize,
    /// What the replies cost whose cost is known, those in the trash too: they were paid.
    pub(crate) cost: Dollars,
    /// Replies that are over and whose cost is not known.
    pub(crate) unknown: usize,
}

/// What a reply costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cost {
    /// This much.
    Known(Dollars),
    /// The service told no tokens, or nobody knows the price.
    Unknown,
    /// It is not over.
    Open,
}

impl Totals {
    /// Adds up what is in the whole tree.
    pub(super) fn of(conversation: &Conversation, rows: &Rows, abilities: &AbilityTable) -> Self {
        let kept = rows.all().iter().filter(|row| row.hidden == Hidden::No);
        let messages = kept.count();
        let mut totals = Self {
            messages,
            branches: rows.ends(),
            trashed: conversation.len() - messages,
            ..Self::default()
        };
        let mut prices = Prices::of(abilities);
        let replies = conversation.messages();
        for reply in replies.filter_map(|message| message.generation.as_deref()) {
            match cost(reply, prices.of_reply(reply)) {
                Cost::Known(cost) => totals.cost = totals.cost + cost,
                Cost::Unknown => totals.unknown += 1,
                Cost::Open => {}
            }
        }
        if price::is_untold(conversation.messages()) {
            let answers = conversation.messages();
            let answers = answers.filter(|message| message.role == Role::Assistant);
            totals.unknown = answers.count();
        }
        totals
    }
}

/// What a reply costs at the price of its model.
pub(super) fn cost(reply: &Generation, price: Option<Price>) -> Cost {
    if reply.is_open() {
        return Cost::Open;
    }
    price::of_reply(reply, price.as_ref()).map_or(Cost::Unknown, Cost::Known)
}

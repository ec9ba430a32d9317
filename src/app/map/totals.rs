//! What all replies of a conversation come to.

use std::collections::HashMap;

use crate::chat::abilities::{AbilityTable, Price};
use crate::chat::catalog::ModelId;
use crate::chat::conversation::{Conversation, Hidden};
use crate::chat::generation::Generation;
use crate::chat::price::{self, Dollars};

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
        // A table is long, and a conversation has few models.
        let mut prices: HashMap<&ModelId, Option<Price>> = HashMap::new();
        let replies = conversation.messages();
        for reply in replies.filter_map(|message| message.generation.as_deref()) {
            let model = reply.settings.model.as_ref().map(|choice| &choice.model);
            let price = model.and_then(|model| {
                *prices
                    .entry(model)
                    .or_insert_with(|| abilities.of(model).price)
            });
            match cost(reply, price) {
                Cost::Known(cost) => totals.cost = totals.cost + cost,
                Cost::Unknown => totals.unknown += 1,
                Cost::Open => {}
            }
        }
        totals
    }
}

/// What a reply costs at the price of its model.
pub(super) fn cost(reply: &Generation, price: Option<Price>) -> Cost {
    let Some(end) = &reply.end else {
        return Cost::Open;
    };
    let tier = reply.settings.service.tier.as_deref();
    let known = end.usage.as_ref().zip(price);
    known
        .and_then(|(usage, price)| price::cost(usage, &price, tier))
        .map_or(Cost::Unknown, Cost::Known)
}

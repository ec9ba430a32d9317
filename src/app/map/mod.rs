//! The map: the whole tree of a conversation as a list, and a selection that moves through it.

mod rows;
mod told;
mod totals;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use crate::chat::abilities::AbilityTable;
use crate::chat::conversation::Conversation;
use crate::chat::ids::{ConversationId, MessageId, Number};
use crate::chat::message::Message;

use super::list::{ListMove, ListState};

pub(crate) use rows::{Row, Rows, Trash};
pub(crate) use told::{Mark, OnPath, Told, cost, first_line, told};
pub(crate) use totals::{Cost, Totals};

/// The whole tree, one row a message.
///
/// Rows are made when the conversation gets another shape, not while a reply grows.
#[derive(Debug, Clone)]
pub(crate) struct Map {
    rows: Rows,
    list: ListState,
    trash: Trash,
    totals: Totals,
    /// What is looked for.
    sought: String,
    source: Source,
    /// How many rows were ever made. For tests that count work.
    #[cfg(test)]
    pub(crate) made: usize,
}

/// What the rows were made of.
#[derive(Debug, Clone)]
struct Source {
    conversation: ConversationId,
    shape: Number,
    abilities: Arc<AbilityTable>,
    trash: Trash,
}

/// A move of the selection along the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Toward {
    /// The message above.
    Parent,
    /// The first message below.
    Child,
    /// The version before.
    SiblingBefore,
    /// The version after.
    SiblingAfter,
    /// The nearest row above that begins a branch.
    BranchBefore,
    /// The nearest row below that begins a branch.
    BranchAfter,
}

/// Which of the rows that have what is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Find {
    /// The next one below.
    Next,
    /// The next one above.
    Previous,
}

impl Map {
    /// The map of a conversation, with this message selected.
    pub(crate) fn new(
        conversation: &Conversation,
        abilities: &Arc<AbilityTable>,
        selected: Option<MessageId>,
    ) -> Self {
        let source = Source::of(conversation, abilities, Trash::Hidden);
        let rows = Rows::of(conversation, Trash::Hidden);
        let mut map = Self {
            totals: Totals::of(conversation, &rows, abilities),
            list: ListState::default(),
            trash: Trash::Hidden,
            sought: String::new(),
            source,
            #[cfg(test)]
            made: rows.all().len(),
            rows,
        };
        let place = |row: &Row| Some(row.message) == selected;
        map.list.selected = map.rows.all().iter().position(place).unwrap_or(0);
        map
    }

    /// Makes the rows anew if they are those of another shape. The selection stays at its message; if
    /// that is gone, it goes to the row that came next.
    pub(crate) fn refresh(&mut self, conversation: &Conversation, abilities: &Arc<AbilityTable>) {
        let source = Source::of(conversation, abilities, self.trash);
        if source.is_same(&self.source) {
            return;
        }
        self.source = source;
        let rows = Rows::of(conversation, self.trash);
        self.totals = Totals::of(conversation, &rows, abilities);
        #[cfg(test)]
        {
            self.made += rows.all().len();
        }
        let before = std::mem::replace(&mut self.rows, rows);
        self.list.selected = self.nearest(&before);
    }

    /// The row of the first message that was selected or came after that and is still there; else of
    /// the last one before.
    fn nearest(&self, before: &Rows) -> usize {
        let all = self.rows.all().iter().enumerate();
        let places: HashMap<MessageId, usize> = all.map(|(at, row)| (row.message, at)).collect();
        let at = self.list.selected.min(before.all().len());
        let (above, from) = before.all().split_at(at);
        let mut candidates = from.iter().chain(above.iter().rev());
        let place = candidates.find_map(|row| places.get(&row.message));
        place.copied().unwrap_or(0)
    }

    /// The rows.
    pub(crate) fn rows(&self) -> &Rows {
        &self.rows
    }

    /// What stands above them.
    pub(crate) fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Whether what is in the trash is shown.
    pub(crate) fn trash(&self) -> Trash {
        self.trash
    }

    /// The place of the selected row.
    pub(crate) fn selected(&self) -> usize {
        self.list.selected
    }

    /// The selected row; `None` where there are none.
    pub(crate) fn choice(&self) -> Option<Row> {
        self.rows.all().get(self.list.selected).copied()
    }

    /// Shows what is in the trash, or no longer. It takes effect with the next `refresh`.
    pub(crate) fn toggle_trash(&mut self) {
        self.trash = match self.trash {
            Trash::Hidden => Trash::Shown,
            Trash::Shown => Trash::Hidden,
        };
    }

    /// Selects a row; one that is not there is not selected.
    pub(crate) fn select(&mut self, row: usize) -> bool {
        let is_there = row < self.rows.all().len();
        if is_there {
            self.list.selected = row;
        }
        is_there
    }

    /// Moves the selection by rows and pages.
    pub(crate) fn go(&mut self, step: ListMove) {
        self.list.go(step, self.rows.all().len(), |_| true);
    }

    /// Moves the selection by so many rows, to the end at most.
    pub(crate) fn roll(&mut self, lines: i16) {
        let last = self.rows.all().len().saturating_sub(1);
        let row = self.list.selected.saturating_add_signed(lines.into());
        self.list.selected = row.min(last);
    }

    /// Moves the selection along the tree; `false` if there is nothing that way.
    pub(crate) fn toward(&mut self, toward: Toward) -> bool {
        let found = self.choice().and_then(|row| self.found(row, toward));
        self.list.selected = found.unwrap_or(self.list.selected);
        found.is_some()
    }

    fn found(&self, row: Row, toward: Toward) -> Option<usize> {
        let (rows, at) = (self.rows.all(), self.list.selected);
        let is_sibling = |other: &usize| rows[*other].above == row.above;
        let begins = |other: &usize| self.rows.begins_branch(*other);
        match toward {
            Toward::Parent => row.above,
            Toward::Child => Some(at + 1).filter(|next| {
                let next = rows.get(*next);
                next.is_some_and(|next| next.above == Some(at))
            }),
            Toward::SiblingBefore => (0..at).rev().find(is_sibling),
            Toward::SiblingAfter => (at + 1..rows.len()).find(is_sibling),
            Toward::BranchBefore => (0..at).rev().find(begins),
            Toward::BranchAfter => (at + 1..rows.len()).find(begins),
        }
    }

    /// Looks for another text from now on.
    pub(crate) fn seek(&mut self, text: &str) {
        self.sought = text.to_lowercase();
    }

    /// Selects the next row whose message or name has the text that is looked for, beyond the end of
    /// the list at its other end; `false` if there is none, or nothing is looked for.
    pub(crate) fn find(&mut self, conversation: &Conversation, which: Find) -> bool {
        let rows = self.rows.all();
        let has = |at: &usize| {
            let id = rows[*at].message;
            let text = conversation.message(id).map(Message::text);
            let name = conversation.name(id).map(str::to_owned);
            let mut words = text.into_iter().chain(name);
            words.any(|words| words.to_lowercase().contains(&self.sought))
        };
        let at = self.list.selected.min(rows.len());
        let (above, rest) = (0..at, at..rows.len());
        let found = match which {
            _ if self.sought.is_empty() => None,
            Find::Next => rest
                .clone()
                .skip(1)
                .chain(above)
                .chain(rest.take(1))
                .find(has),
            Find::Previous => above.rev().chain(rest.rev()).find(has),
        };
        self.list.selected = found.unwrap_or(self.list.selected);
        found.is_some()
    }
}

impl Source {
    fn of(conversation: &Conversation, abilities: &Arc<AbilityTable>, trash: Trash) -> Self {
        Self {
            conversation: conversation.id().clone(),
            shape: conversation.shape(),
            abilities: Arc::clone(abilities),
            trash,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.shape == other.shape
            && self.trash == other.trash
            && self.conversation == other.conversation
            && Arc::ptr_eq(&self.abilities, &other.abilities)
    }
}

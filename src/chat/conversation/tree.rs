//! The tree of messages: it only grows.

use std::collections::HashMap;

use super::tables::Tables;
use crate::chat::ids::MessageId;
use crate::chat::message::{Message, Origin};

/// Messages by their ids, and which of them follow which.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Tree {
    messages: HashMap<MessageId, Message>,
    children: HashMap<Option<MessageId>, Vec<MessageId>>,
    /// The message that was added last.
    newest: Option<MessageId>,
    /// Messages that others follow and that are not there, since their lines are damaged; and what
    /// those others follow instead.
    stand_ins: HashMap<MessageId, Option<MessageId>>,
    /// Which of the messages are cells of which table.
    pub(super) tables: Tables,
}

impl Tree {
    /// Adds a message below its parent. Where that is missing, it goes below the message that came
    /// before: what follows a damaged line is still to be seen, found and gone on from. One whose id is
    /// there already, or whose parent would come later, changes nothing.
    pub(super) fn insert(&mut self, mut message: Message) {
        let id = message.id;
        if self.messages.contains_key(&id) || message.parent.is_some_and(|parent| parent >= id) {
            return;
        }
        if let Some(missing) = message.parent.filter(|it| !self.messages.contains_key(it)) {
            let before = self.newest.filter(|newest| *newest < id);
            message.parent = *self.stand_ins.entry(missing).or_insert(before);
        }
        self.newest = self.newest.max(Some(id));
        self.children.entry(message.parent).or_default().push(id);
        self.tables.note(&message);
        self.messages.insert(id, message);
    }

    /// A message by its id.
    pub(super) fn get(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// The same, to change it.
    pub(super) fn get_mut(&mut self, id: MessageId) -> Option<&mut Message> {
        self.messages.get_mut(&id)
    }

    /// All messages, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Message> {
        self.messages.values()
    }

    /// All messages, to change them.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Message> {
        self.messages.values_mut()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.messages.len()
    }

    /// The messages with this parent, oldest first.
    pub(super) fn children(&self, parent: Option<MessageId>) -> &[MessageId] {
        self.children.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// The messages from the root to `leaf`.
    pub(super) fn path_to(&self, leaf: Option<MessageId>) -> Vec<MessageId> {
        let mut path: Vec<MessageId> = Vec::new();
        let mut next = leaf;
        while let Some(message) = next.and_then(|id| self.get(id)) {
            path.push(message.id);
            // A parent always has a smaller number, so that a damaged file cannot make a ring.
            next = message.parent.filter(|parent| *parent < message.id);
        }
        path.reverse();
        path
    }

    /// The message that says the same and is no copy: itself, unless it is one.
    pub(super) fn first_said(&self, id: MessageId) -> MessageId {
        let mut id = id;
        while let Some(Origin::Same(other)) = self.get(id).and_then(|message| message.origin) {
            if other >= id || self.get(other).is_none() {
                break;
            }
            id = other;
        }
        id
    }

    /// The message that this one has its words from: itself, unless it is a copy of another, or of
    /// a copy.
    pub(super) fn maker(&self, id: MessageId) -> Option<&Message> {
        let mut message = self.get(id)?;
        while let Some(Origin::Same(other) | Origin::Edited(other)) = message.origin {
            match self.get(other).filter(|other| other.id < message.id) {
                Some(other) => message = other,
                None => break,
            }
        }
        Some(message)
    }
}

//! The passages that a reply cites, for readers of any form.

use super::Subject;
use crate::chat::cited;
use crate::chat::message::Message;

/// A note below a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    /// Its number, from 1.
    pub(super) number: usize,
    /// The document as the user calls it, and the place.
    pub(super) label: String,
    /// The words; empty = the service does not tell them.
    pub(super) quoted: String,
}

/// The notes of a message, in their order.
pub(super) fn notes(subject: &Subject<'_>, message: &Message) -> Vec<Note> {
    let Some(maker) = cited::maker(subject.conversation, message) else {
        return Vec::new();
    };
    let documents = cited::documents(subject.conversation, message.id);
    let passages = (1..).zip(&maker.notes.passages);
    let notes = passages.map(|(number, passage)| Note {
        number,
        label: cited::label(passage, &documents),
        quoted: passage
            .quoted
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    });
    notes.collect()
}

impl Note {
    /// Document, place and words on one line.
    pub(super) fn told(&self) -> String {
        if self.quoted.is_empty() {
            self.label.clone()
        } else {
            format!("{}: “{}”", self.label, self.quoted)
        }
    }
}

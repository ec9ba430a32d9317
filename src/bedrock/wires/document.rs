//! What both wires say of a document beside its bytes.

use serde::Serialize;

use crate::chat::content::Cited;

/// Gives the documents of one request their names, in their order: `document-1` and so on.
///
/// The model sees the name and could take it for an order, so it is a neutral one. Converse takes
/// letters, digits, single spaces, hyphens and brackets, and wants each name once.
#[derive(Debug, Default)]
pub(super) struct DocumentNames(u32);

impl DocumentNames {
    /// The name of the next document.
    pub(super) fn next(&mut self) -> String {
        self.0 += 1;
        format!("document-{}", self.0)
    }
}

/// Asks for the passages that a reply goes by.
#[derive(Debug, Serialize)]
pub(super) struct Citations {
    enabled: bool,
}

impl Citations {
    /// `None` = nothing is said about it, which means no.
    pub(super) fn of(cited: Cited) -> Option<Self> {
        match cited {
            Cited::Off => None,
            Cited::On => Some(Self { enabled: true }),
        }
    }
}

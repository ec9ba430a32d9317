//! The table of cases at hand, and which of its cells are still to be asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::chat::cases::Cases;
use crate::chat::ids::{CaseNo, LaneId, MessageId};
use crate::chat::record::Blob;

use super::composer::Said;

/// The table of the conversation, and the run over it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Desk {
    /// Derived: the table that was read last, with the hash of its file.
    read: Option<(String, Arc<Cases>)>,
    /// What is asked for; `None` = nothing.
    pub(crate) run: Option<Run>,
}

/// A table that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CasesRead {
    /// What is known of its file.
    pub(crate) blob: Blob,
    /// The table.
    pub(crate) table: Arc<Cases>,
}

/// Cells to be asked for; each lane works on one at a time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Run {
    /// Those of each lane.
    pub(crate) queues: BTreeMap<LaneId, Queue>,
}

/// Cells of a lane that are to be asked for, in the order of the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Queue {
    /// The message that the cells follow.
    pub(crate) leaf: Option<MessageId>,
    /// What new cells ask, with the names of its variables; an empty text = there are none.
    pub(crate) said: Arc<Said>,
    /// The beginning of the replies to these; `None` = what the lane always has.
    pub(crate) prefill: Option<String>,
    /// The cases; `Some` = this message is asked again.
    pub(crate) wanted: BTreeMap<CaseNo, Option<MessageId>>,
}

impl Desk {
    /// Takes a table that was read.
    pub(crate) fn put(&mut self, read: CasesRead) {
        self.read = Some((read.blob.hash, read.table));
    }

    /// The table, if it is the one with this hash.
    pub(crate) fn table(&self, blob: &str) -> Option<&Arc<Cases>> {
        let (_, table) = self.read.as_ref().filter(|(hash, _)| hash == blob)?;
        Some(table)
    }

    /// Whether a cell waits for its turn.
    pub(crate) fn awaits(&self, case: CaseNo, lane: LaneId) -> bool {
        let queue = self.run.as_ref().and_then(|run| run.queues.get(&lane));
        queue.is_some_and(|queue| queue.wanted.contains_key(&case))
    }
}

impl Run {
    /// How many cells wait for their turn.
    pub(crate) fn waiting(&self) -> usize {
        self.queues.values().map(|queue| queue.wanted.len()).sum()
    }
}

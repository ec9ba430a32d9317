//! Tables of cases: which messages are the cells of which one.

use std::collections::{BTreeMap, HashMap};

use crate::chat::ids::{CaseNo, LaneId, MessageId};
use crate::chat::message::Message;
use crate::chat::record::CaseFile;

/// All tables that the conversation had; cells belong to the one that was its table then.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Tables {
    all: Vec<Table>,
    current: usize,
}

/// A table and its cells.
#[derive(Debug, Clone, PartialEq)]
struct Table {
    file: CaseFile,
    /// The newest reply of each case and lane.
    cells: BTreeMap<(CaseNo, LaneId), MessageId>,
    /// The user messages of each case, oldest first.
    questions: HashMap<CaseNo, Vec<MessageId>>,
}

impl Tables {
    /// Makes this the table. One that was there before comes back with its cells.
    pub(super) fn take(&mut self, file: &CaseFile) {
        let known = self
            .all
            .iter()
            .position(|table| table.file.blob == file.blob);
        self.current = known.unwrap_or_else(|| {
            self.all.push(Table {
                file: file.clone(),
                cells: BTreeMap::new(),
                questions: HashMap::new(),
            });
            self.all.len() - 1
        });
    }

    /// Takes note of a message, if it belongs to a case.
    pub(super) fn note(&mut self, message: &Message) {
        let Some((case, table)) = message.case.zip(self.all.get_mut(self.current)) else {
            return;
        };
        match &message.generation {
            Some(reply) => {
                table.cells.insert((case, reply.lane), message.id);
            }
            None => table.questions.entry(case).or_default().push(message.id),
        }
    }

    /// The file of the table.
    pub(super) fn file(&self) -> Option<&CaseFile> {
        Some(&self.all.get(self.current)?.file)
    }

    /// The newest reply of a lane to a case.
    pub(super) fn cell(&self, case: CaseNo, lane: LaneId) -> Option<MessageId> {
        let table = self.all.get(self.current)?;
        table.cells.get(&(case, lane)).copied()
    }

    /// The newest replies of all cases and lanes.
    pub(super) fn cells(&self) -> impl Iterator<Item = (CaseNo, LaneId, MessageId)> {
        let cells = self.all.get(self.current).into_iter();
        let cells = cells.flat_map(|table| &table.cells);
        cells.map(|((case, lane), id)| (*case, *lane, *id))
    }

    /// The user messages of a case, oldest first.
    pub(super) fn questions(&self, case: CaseNo) -> &[MessageId] {
        let questions = self
            .all
            .get(self.current)
            .and_then(|table| table.questions.get(&case));
        questions.map_or(&[], Vec::as_slice)
    }
}

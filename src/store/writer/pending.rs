//! Deltas that wait a moment, so that several become one line.

use std::ops::Range;
use std::time::Instant;

use crate::chat::ids::Number;
use crate::chat::record::{Entry, Record};
use crate::store::blobs::BlobBytes;
use crate::store::format::encode;

/// A line to be written.
#[derive(Debug)]
pub(super) struct Line {
    /// The text.
    pub(super) text: String,
    /// Of a blob: its hash, and where in the text its bytes stand.
    pub(super) data: Option<(String, Range<usize>)>,
    /// With this line, all records up to this number are written.
    pub(super) up_to: Number,
    /// How many records it holds.
    pub(super) records: usize,
}

impl Line {
    /// The line of one record of a batch with these bytes.
    pub(super) fn of(entry: &Entry, bytes: &BlobBytes) -> Self {
        let line = encode(entry, bytes).expect("a batch has the bytes of its blobs");
        Self {
            text: line.text,
            data: line.data,
            up_to: entry.n,
            records: 1,
        }
    }
}

/// Deltas of the last moment, one record for each generation, in the order of their first ones.
#[derive(Debug, Default)]
pub(super) struct Pending {
    entries: Vec<(Entry, usize)>,
    since: Option<Instant>,
    last: Number,
}

impl Pending {
    /// Takes a record of deltas; another record is given back.
    pub(super) fn take(&mut self, entry: Entry, now: Instant) -> Option<Entry> {
        let Record::Deltas { generation, deltas } = entry.record else {
            return Some(entry);
        };
        self.since.get_or_insert(now);
        self.last = entry.n;
        for (known, records) in &mut self.entries {
            if let Record::Deltas {
                generation: other,
                deltas: earlier,
            } = &mut known.record
                && *other == generation
            {
                earlier.extend(deltas);
                *records += 1;
                return None;
            }
        }
        let record = Record::Deltas { generation, deltas };
        self.entries.push((Entry { record, ..entry }, 1));
        None
    }

    /// When the oldest of them came.
    pub(super) fn since(&self) -> Option<Instant> {
        self.since
    }

    /// How many records wait.
    pub(super) fn records(&self) -> usize {
        self.entries.iter().map(|(_, records)| records).sum()
    }

    /// Their lines; afterwards nothing waits.
    pub(super) fn drain(&mut self) -> Vec<Line> {
        self.since = None;
        let entries = std::mem::take(&mut self.entries);
        let begins: Vec<Number> = entries.iter().map(|(entry, _)| entry.n).collect();
        let none = BlobBytes::default();
        let line = |(at, (entry, records)): (usize, (Entry, usize))| Line {
            // Where generations alternate, a line has later records than the next one begins with.
            up_to: begins
                .get(at + 1)
                .map_or(self.last, |next| Number(next.0.saturating_sub(1))),
            records,
            ..Line::of(&entry, &none)
        };
        entries.into_iter().enumerate().map(line).collect()
    }
}

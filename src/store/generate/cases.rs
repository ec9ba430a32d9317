//! Tables of cases, and what names their rows.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::text;
use crate::chat::ids::CaseNo;
use crate::chat::record::{CaseFile, Record};

/// The row of a table, for some messages.
pub(super) fn case() -> impl Strategy<Value = Option<CaseNo>> {
    of((0_u32..3).prop_map(CaseNo))
}

/// The record of a table.
pub(super) fn cases() -> impl Strategy<Value = Record> {
    (text(), vec(text(), 0..3), of(text())).prop_map(|(blob, columns, name)| {
        Record::Cases(CaseFile {
            blob,
            columns,
            name,
        })
    })
}

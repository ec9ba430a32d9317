//! The rows of the table for reading: code blocks.

use super::Scope::Transcript;
use super::{Action, Row, row};
use crate::app::code::OnCode;

use Action::OnCode as C;
use OnCode::CopyNumber;

#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Transcript, C(OnCode::Previous), "previous code block", &["("], "go to the code block above"),
    row(Transcript, C(OnCode::Next), "next code block", &[")"], "go to the code block below"),
    row(Transcript, C(OnCode::Copy), "copy code block", &["c c"], "copy the chosen code block, or the only one of the message"),
    row(Transcript, C(CopyNumber(1)), "copy code block 1", &["c 1"], "copy the first code block of the message"),
    row(Transcript, C(CopyNumber(2)), "copy code block 2", &["c 2"], "copy the second code block of the message"),
    row(Transcript, C(CopyNumber(3)), "copy code block 3", &["c 3"], "copy the third code block of the message"),
    row(Transcript, C(CopyNumber(4)), "copy code block 4", &["c 4"], "copy the fourth code block of the message"),
    row(Transcript, C(CopyNumber(5)), "copy code block 5", &["c 5"], "copy the fifth code block of the message"),
    row(Transcript, C(CopyNumber(6)), "copy code block 6", &["c 6"], "copy the sixth code block of the message"),
    row(Transcript, C(CopyNumber(7)), "copy code block 7", &["c 7"], "copy the seventh code block of the message"),
    row(Transcript, C(CopyNumber(8)), "copy code block 8", &["c 8"], "copy the eighth code block of the message"),
    row(Transcript, C(CopyNumber(9)), "copy code block 9", &["c 9"], "copy the ninth code block of the message"),
    row(Transcript, C(OnCode::ToggleLines), "wrap code", &["shift-w"], "break code lines that are longer than the column, or cut them"),
    row(Transcript, C(OnCode::Left), "code left", &["shift-left"], "show the beginning of cut code lines"),
    row(Transcript, C(OnCode::Right), "code right", &["shift-right"], "show the end of cut code lines"),
];

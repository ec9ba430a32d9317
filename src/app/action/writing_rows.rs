//! The rows of the table for drafts that are put aside, and for the tour.

use super::{Action as A, Row, Scope, row};
use Scope::{Composer, Global, Tour};

#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Composer, A::Stash, "stash", &["ctrl-s"], "put the draft aside, or take the last one back"),
    row(Global, A::OpenTour, "tour", &["ctrl-x ctrl-n"], "the first things to know, on one screen"),
    row(Tour, A::LineDown, "down", &["down"], "show more of it"),
    row(Tour, A::LineUp, "up", &["up"], "show what is above"),
    row(Tour, A::Back, "close", &["enter"], "close it and write"),
];

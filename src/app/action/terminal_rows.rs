//! The rows of the table for links, and for what lasts.

use super::{Action, OnMessage, Row, Scope, row};
use crate::app::links::OnLinks;

use Action as A;
use Action::OnMessage as M;
use Scope::{Global, Links, Transcript};

#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Global, M(OnMessage::Links), "links", &["ctrl-x shift-l"], "list the links of the chosen message; each shows its host, and asks before it opens"),
    row(Global, A::StopTask, "stop what lasts", &["ctrl-x ~"], "stop what is named at the end of the line below, such as an import"),
    row(Transcript, M(OnMessage::Links), "links", &["shift-l"], "list the links of the message; each shows its host, and asks before it opens"),
    row(Links, A::OnLinks(OnLinks::Copy), "copy address", &["y", "ctrl-y"], "copy the address of the link"),
];

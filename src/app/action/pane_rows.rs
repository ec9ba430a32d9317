//! The rows of the table for panes: their sizes, and which are folded away.

use super::{Action, Row, Scope, row};
use crate::app::arrangement::{OnPanes as On, Way};

use Action::OnPanes as P;
use Scope::{Global, Resize, Transcript};

#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Global, P(On::Resize), "resize", &["ctrl-x ctrl-l"], "move the borders of panes with the arrow keys"),
    row(Global, P(On::FoldLibrary), "fold conversations", &["ctrl-x ("], "fold the list of conversations away, or back"),
    row(Global, P(On::FoldSettings), "fold settings", &["ctrl-x )"], "fold the settings away, or back"),
    row(Global, P(On::FoldComposer), "fold message", &["ctrl-x _"], "fold the message editor to a line, or back"),
    row(Global, P(On::Zoom), "zoom", &["ctrl-x 8"], "give the conversation the place of all panes, or back"),
    row(Global, P(On::Reset), "reset layout", &["ctrl-x @"], "let every pane have the size and place that it had at first"),
    row(Transcript, P(On::Zoom), "zoom", &["z"], "give the conversation the place of all panes, or back"),
    row(Resize, P(On::Move(Way::Left)), "border left", &["left", "h"], "move the border to the left"),
    row(Resize, P(On::Move(Way::Right)), "border right", &["right", "l"], "move the border to the right"),
    row(Resize, P(On::Move(Way::Up)), "border up", &["up", "k"], "let the message editor have more rows"),
    row(Resize, P(On::Move(Way::Down)), "border down", &["down", "j"], "let the message editor have fewer rows"),
    row(Resize, P(On::Next), "next border", &["tab"], "move another border"),
    row(Resize, P(On::Even), "even", &["="], "let every pane have the size that it has by itself"),
    row(Resize, P(On::EndResizing), "done", &["enter", "esc"], "leave the borders where they are"),
];

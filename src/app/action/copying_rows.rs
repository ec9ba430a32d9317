//! The rows of the table for selecting and copying.

use super::{Action, Row, Scope, row};
use crate::app::list::ListMove;
use crate::app::selection::OnCopy;

use Action::OnCopy as C;
use OnCopy::Extend;
use Scope::{Selected, Selecting, Transcript};

#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Transcript, C(OnCopy::Message), "copy message", &["y"], "copy what the message says, as it is read"),
    row(Transcript, C(OnCopy::Markdown), "copy markdown", &["shift-y"], "copy the message as it was written, with all its marks"),
    row(Transcript, C(OnCopy::Select), "select lines", &["shift-v"], "select lines of the conversation, from the chosen message on"),
    row(Selected, C(OnCopy::Selection), "copy selection", &["y"], "copy what is selected"),
    row(Selected, C(OnCopy::End), "end selection", &["esc", "shift-v"], "select nothing any more"),
    row(Selecting, C(Extend(ListMove::Down)), "select down", &["j", "down"], "select a line more below, or one less above"),
    row(Selecting, C(Extend(ListMove::Up)), "select up", &["k", "up"], "select a line more above, or one less below"),
    row(Selecting, C(Extend(ListMove::PageDown)), "select half a page down", &["ctrl-d", "pagedown"], "select half a page more below"),
    row(Selecting, C(Extend(ListMove::PageUp)), "select half a page up", &["ctrl-u", "pageup"], "select half a page more above"),
    row(Selecting, C(Extend(ListMove::First)), "select to the top", &["g", "home"], "select all above"),
    row(Selecting, C(Extend(ListMove::Last)), "select to the end", &["shift-g", "end"], "select all below"),
];

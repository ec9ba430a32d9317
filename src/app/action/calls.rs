//! The rows of the table about calls of tools.

use super::{Action, Row, row};
use crate::app::inspect::OnCall;
use crate::app::list::ListMove;

use super::Scope::{Calls, Result};
use Action as A;
use Action::OnCall as K;

/// What can be done in the list of calls, and while a result is typed.
#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Calls, A::List(ListMove::Up), "up", &["k", "up"], "go up"),
    row(Calls, A::List(ListMove::Down), "down", &["j", "down"], "go down"),
    row(Calls, A::List(ListMove::PageUp), "page up", &["pageup", "ctrl-u"], "go a page up"),
    row(Calls, A::List(ListMove::PageDown), "page down", &["pagedown", "ctrl-d"], "go a page down"),
    row(Calls, A::List(ListMove::First), "first", &["g", "home"], "go to the first row"),
    row(Calls, A::List(ListMove::Last), "last", &["shift-g", "end"], "go to the last row"),
    row(Calls, A::Choose, "into call", &["enter", "space"], "go into the call; there: fold, unfold, go to the place of a fault, see a picture"),
    row(Calls, K(OnCall::Side), "other side", &["tab", "backtab"], "go to the list of calls, or to the call in full"),
    row(Calls, K(OnCall::Previous), "call before", &["[", "p"], "go to the call before"),
    row(Calls, K(OnCall::Next), "call after", &["]", "n"], "go to the call after"),
    row(Calls, K(OnCall::Into), "unfold node", &["l", "right"], "unfold the node; from the list, go into the call"),
    row(Calls, K(OnCall::Out), "fold node", &["h", "left"], "fold the node, or go to the list"),
    row(Calls, K(OnCall::FoldAll), "fold all nodes", &["*"], "unfold all, fold all, or as it was"),
    row(Calls, K(OnCall::Raw), "tree or raw", &["t"], "show the arguments as a tree, or as they came with every hidden character"),
    row(Calls, K(OnCall::Form), "form of the result", &["m"], "show the result as it fits, as a table, or as text"),
    row(Calls, K(OnCall::Left), "table left", &["<"], "show the columns at the left of a table"),
    row(Calls, K(OnCall::Right), "table right", &[">"], "show the columns at the right of a table"),
    row(Calls, K(OnCall::Copy), "copy value", &["y"], "copy what the row is about"),
    row(Calls, K(OnCall::CopyWhole), "copy whole", &["shift-y"], "copy all arguments, or the whole result"),
    row(Calls, K(OnCall::CopyId), "copy call id", &["i"], "copy the id of the call"),
    row(Calls, K(OnCall::CopyPath), "copy place", &["o"], "copy where the row is in its value, as a JSON pointer"),
    row(Calls, K(OnCall::Answer), "answer call", &["a"], "type or paste a result: text or JSON, an error or not"),
    row(Calls, K(OnCall::File), "answer with file", &["f"], "answer with a picture, a document or a text file"),
    row(Calls, K(OnCall::Clipboard), "answer with clipboard", &["v"], "answer with what is on the clipboard"),
    row(Calls, K(OnCall::Edit), "edit arguments", &["e"], "change the arguments; the model's stay in the file"),
    row(Calls, K(OnCall::Run), "run tool", &["r"], "run the program of the tool, after asking"),
    row(Calls, K(OnCall::Skip), "skip call", &["s"], "answer that nothing was run"),
    row(Calls, K(OnCall::Deny), "deny call", &["d"], "answer that you do not want it, and why"),
    row(Calls, K(OnCall::TakeBack), "take answer back", &["z"], "take an answer back that has not gone to the model"),
    row(Calls, K(OnCall::Stop), "stop tool", &["."], "stop what runs for the call"),
    row(Calls, K(OnCall::Send), "send results", &["shift-s", "f5"], "send the results, once all calls of the reply have answers"),
    row(Calls, A::OpenPalette, "palette", &[":"], "open the command palette"),
    row(Calls, A::OpenHelp, "help", &["?"], "show the keys of this place"),
    row(Calls, A::Back, "close", &["q"], "close the list of tool calls"),
    row(Result, K(OnCall::Meant), "text or json", &["ctrl-t"], "mean the result as text, or as JSON"),
    row(Result, K(OnCall::Failed), "error or not", &["ctrl-e"], "say that the call went well, or that it did not"),
];

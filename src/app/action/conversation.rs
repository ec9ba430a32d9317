//! The rows of the table for reading the conversation.

use super::{Action, OnLane, OnMessage, Row, Scope, row};
use crate::app::find::OnFind;
use crate::app::pictures::viewer::OnPicture;

use Action as A;
use Action::OnFind as F;
use Action::OnLane as L;
use Action::OnMessage as M;
use Action::OnPicture as V;
use OnMessage as On;
use OnMessage::{
    ChangeRole, Continue, Delete, Fork, InsertAfter, InsertBefore, LeaveOut, LeaveOutTurn,
    MoveDown, MoveUp, Name, NextSibling, PreviousSibling, Prune, Regenerate, RegenerateWith,
    Repair,
};
use Scope::{Found, Transcript};

#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Transcript, A::LineDown, "line down", &["j", "down"], "scroll a line down"),
    row(Transcript, A::LineUp, "line up", &["k", "up"], "scroll a line up"),
    row(Transcript, A::HalfPageDown, "half page down", &["ctrl-d"], "scroll half a page down"),
    row(Transcript, A::HalfPageUp, "half page up", &["ctrl-u"], "scroll half a page up"),
    row(Transcript, A::NextMessage, "next message", &["}", "n"], "go to the next message"),
    row(Transcript, A::PreviousMessage, "previous message", &["{", "p"], "go to the message before"),
    row(Transcript, A::ScrollTop, "top", &["g", "home"], "go to the beginning"),
    row(Transcript, A::Follow, "follow", &["shift-g", "end"], "go to the end and follow the reply"),
    row(Transcript, M(Regenerate), "regenerate", &["r"], "ask for another reply at this place"),
    row(Transcript, M(RegenerateWith), "regenerate with", &["shift-r"], "ask for another reply with other settings"),
    row(Transcript, M(PreviousSibling), "previous sibling", &["left"], "show the version before"),
    row(Transcript, M(NextSibling), "next sibling", &["right"], "show the version after"),
    row(Transcript, M(On::Edit), "edit message", &["e"], "edit the message; a new version is made of it"),
    row(Transcript, M(On::EditOutside), "edit message outside", &["ctrl-g"], "edit the message in $VISUAL or $EDITOR"),
    row(Transcript, M(Continue), "continue", &["."], "let the model go on with this reply"),
    row(Transcript, M(Fork), "fork", &["f"], "go on from here in a new lane or a new file"),
    row(Transcript, M(InsertAfter), "insert after", &["+"], "write a message after this one"),
    row(Transcript, M(InsertBefore), "insert before", &["^"], "write a message before this one"),
    row(Transcript, M(MoveUp), "move up", &["<", "alt-up"], "put the message before the one before it"),
    row(Transcript, M(MoveDown), "move down", &[">", "alt-down"], "put the message after the one after it"),
    row(Transcript, M(ChangeRole), "change role", &["s"], "let the other one have said it"),
    row(Transcript, M(LeaveOut), "leave out", &["x"], "leave the message out of the context, or take it in again"),
    row(Transcript, M(LeaveOutTurn), "leave out turn", &["shift-x"], "leave the whole turn out of the context, or take it in again"),
    row(Transcript, M(Delete), "delete", &["d", "delete"], "go on without this message; the version with it stays"),
    row(Transcript, M(Prune), "prune", &["shift-d"], "move the message and all below it to the trash"),
    row(Transcript, M(Repair), "repair", &["!"], "mend what the service would refuse"),
    row(Transcript, M(Name), "name branch", &["b"], "name this message and the branch that it begins"),
    row(Transcript, M(On::Notes), "notes", &["["], "list the passages of documents that this reply cites"),
    row(Transcript, M(On::Calls), "tool calls of it", &["t"], "look at the tools that this message calls, or brings results of"),
    row(Transcript, M(On::Diff), "compare", &["="], "compare the message with another one"),
    row(Transcript, M(On::AttachAgain), "attach what it holds", &["shift-a"], "attach pictures and documents of the message to the next one"),
    row(Transcript, A::UndoDeed, "undo", &["u"], "undo the last change of the conversation"),
    row(Transcript, A::RedoDeed, "redo", &["shift-u"], "redo what was undone"),
    row(Transcript, L(OnLane::Next), "next lane", &["l", "alt-right"], "go to the next lane"),
    row(Transcript, L(OnLane::Previous), "previous lane", &["h", "alt-left"], "go to the lane before"),
    row(Found, F(OnFind::Next), "next place", &["n"], "go to the next place that was found"),
    row(Found, F(OnFind::Previous), "previous place", &["shift-n"], "go to the place before"),
    row(Found, F(OnFind::End), "end search", &["esc"], "look for nothing any more"),
    row(Transcript, V(OnPicture::Open), "view picture", &["o"], "see a picture of the message as large as the screen"),
    row(Transcript, A::OpenFind, "find", &["/"], "find a text in the conversation, in all lanes"),
    row(Transcript, A::OpenAsked, "go to prompt", &["'"], "list your prompts, and go to one of them"),
    row(Transcript, A::OpenMap, "map", &["m"], "show the whole tree"),
    row(Transcript, A::SendWithout, "send without it", &["w"], "ask again without the field that was refused"),
    row(Transcript, A::ToggleThinking, "thinking", &["space"], "unfold what the model thought and the tools that it called, or fold them"),
    row(Transcript, A::ToggleRaw, "hidden characters", &["v"], "show the source with every hidden character, or Markdown"),
    row(Transcript, A::ShowRequest, "request", &["shift-j"], "show what would be sent, to the byte"),
    row(Transcript, A::EditConversation, "edit conversation", &["shift-e"], "edit all of it in $VISUAL or $EDITOR"),
    row(Transcript, A::OpenPalette, "palette", &[":"], "open the command palette"),
    row(Transcript, A::OpenHelp, "help", &["?"], "show the keys of this place"),
    row(Transcript, A::FocusComposer, "write", &["i", "a"], "go to the message editor"),
    row(Transcript, A::OpenMessage, "calls or write", &["enter"], "look at the tool calls of the chosen message; at any other, go to the message editor"),
];

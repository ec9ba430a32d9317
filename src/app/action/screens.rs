//! The rows of the table for what takes the whole screen: map, summary, comparison, grid, picture.

use super::{Action, OnDiff, OnMap, OnSummary, Row, Scope, row};
use crate::app::diff::Mode;
use crate::app::diff::Toward as Change;
use crate::app::grid::OnGrid;
use crate::app::list::ListMove;
use crate::app::map::Find;
use crate::app::map::Toward;
use crate::app::pictures::viewer::OnPicture;
use crate::app::summary::Beside;

use Action as A;
use Action::OnDiff as D;
use Action::OnGrid as C;
use Action::OnMap as T;
use Action::OnPicture as V;
use Action::OnSummary as S;
use OnMap::Go;
use Scope::{Diff, Grid, Map, Summary, Viewer};

#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Map, A::List(ListMove::Up), "up", &["k", "up"], "go up"),
    row(Map, A::List(ListMove::Down), "down", &["j", "down"], "go down"),
    row(Map, A::List(ListMove::PageUp), "page up", &["pageup", "ctrl-u"], "go a page up"),
    row(Map, A::List(ListMove::PageDown), "page down", &["pagedown", "ctrl-d"], "go a page down"),
    row(Map, A::List(ListMove::First), "first", &["g", "home"], "go to the first row"),
    row(Map, A::List(ListMove::Last), "last", &["shift-g", "end"], "go to the last row"),
    row(Map, T(Go(Toward::Parent)), "parent", &["h", "left"], "go to the message that this one follows"),
    row(Map, T(Go(Toward::Child)), "child", &["l", "right"], "go to the first message that follows"),
    row(Map, T(Go(Toward::SiblingBefore)), "sibling before", &["["], "go to the version before"),
    row(Map, T(Go(Toward::SiblingAfter)), "sibling after", &["]"], "go to the version after"),
    row(Map, T(Go(Toward::BranchBefore)), "branch before", &["{"], "go up to where a branch begins"),
    row(Map, T(Go(Toward::BranchAfter)), "branch after", &["}"], "go down to where a branch begins"),
    row(Map, A::Choose, "go to message", &["enter"], "show the path through this message"),
    row(Map, T(OnMap::EndHere), "end here", &["o"], "let the path end at this message"),
    row(Map, T(OnMap::Name), "name in the map", &["b"], "name this message and the branch that it begins"),
    row(Map, T(OnMap::Prune), "prune in the map", &["d", "delete"], "move this message and all below it to the trash"),
    row(Map, T(OnMap::Restore), "restore", &["r"], "take this message and all below it out of the trash"),
    row(Map, T(OnMap::ToggleTrash), "show trash", &["t"], "show what is in the trash, or no longer"),
    row(Map, T(OnMap::Fork), "fork in the map", &["f"], "go on from this message elsewhere"),
    row(Map, T(OnMap::Diff), "compare in the map", &["="], "compare this message with another one"),
    row(Map, T(OnMap::Seek), "find in the map", &["/"], "find a message by its text or its name"),
    row(Map, T(OnMap::Find(Find::Next)), "find next", &["n"], "go to the next one found"),
    row(Map, T(OnMap::Find(Find::Previous)), "find previous", &["shift-n"], "go to the one found before"),
    row(Map, A::UndoDeed, "undo", &["u"], "undo the last change of the conversation"),
    row(Map, A::RedoDeed, "redo", &["shift-u"], "redo what was undone"),
    row(Map, A::OpenPalette, "palette", &[":"], "open the command palette"),
    row(Map, A::OpenHelp, "help", &["?"], "show the keys of this place"),
    row(Map, A::Back, "close", &["q"], "close the map"),
    row(Summary, A::List(ListMove::Up), "up", &["k", "up"], "go up"),
    row(Summary, A::List(ListMove::Down), "down", &["j", "down"], "go down"),
    row(Summary, A::List(ListMove::PageUp), "page up", &["pageup", "ctrl-u"], "go a page up"),
    row(Summary, A::List(ListMove::PageDown), "page down", &["pagedown", "ctrl-d"], "go a page down"),
    row(Summary, A::List(ListMove::First), "first", &["g", "home"], "go to the first row"),
    row(Summary, A::List(ListMove::Last), "last", &["shift-g", "end"], "go to the last row"),
    row(Summary, S(OnSummary::Scroll(Beside::Left)), "columns left", &["h", "left"], "show the columns at the left"),
    row(Summary, S(OnSummary::Scroll(Beside::Right)), "columns right", &["l", "right"], "show the columns at the right"),
    row(Summary, S(OnSummary::SortBeside(Beside::Left)), "sort left", &["<"], "sort by the column at the left"),
    row(Summary, S(OnSummary::SortBeside(Beside::Right)), "sort right", &[">"], "sort by the column at the right"),
    row(Summary, S(OnSummary::Turn), "turn the order", &["s"], "sort from the other end"),
    row(Summary, S(OnSummary::ToggleReplies), "all or shown replies", &["a"], "count all replies, or those on the shown paths only"),
    row(Summary, S(OnSummary::ToggleClosed), "closed lanes", &["c"], "show closed lanes, or no longer"),
    row(Summary, A::Choose, "go to lane", &["enter"], "go to this lane; a closed one is opened again"),
    row(Summary, A::OpenPalette, "palette", &[":"], "open the command palette"),
    row(Summary, A::OpenHelp, "help", &["?"], "show the keys of this place"),
    row(Summary, A::Back, "close", &["q"], "close the summary"),
    row(Diff, A::List(ListMove::Down), "line down", &["j", "down"], "scroll a line down"),
    row(Diff, A::List(ListMove::Up), "line up", &["k", "up"], "scroll a line up"),
    row(Diff, A::List(ListMove::PageDown), "page down", &["pagedown", "ctrl-d"], "scroll a page down"),
    row(Diff, A::List(ListMove::PageUp), "page up", &["pageup", "ctrl-u"], "scroll a page up"),
    row(Diff, A::List(ListMove::First), "first", &["g", "home"], "go to the beginning"),
    row(Diff, A::List(ListMove::Last), "last", &["shift-g", "end"], "go to the end"),
    row(Diff, D(OnDiff::Go(Change::Next)), "next change", &["n"], "go to the next change"),
    row(Diff, D(OnDiff::Go(Change::Previous)), "previous change", &["shift-n"], "go to the change before"),
    row(Diff, D(OnDiff::By(Mode::Words)), "compare by word", &["w"], "mark the words that differ"),
    row(Diff, D(OnDiff::By(Mode::Lines)), "compare by line", &["l"], "show the lines that differ"),
    row(Diff, D(OnDiff::By(Mode::Structure)), "compare by structure", &["s"], "show the values that differ, if both are JSON"),
    row(Diff, D(OnDiff::ToggleColumns), "side by side", &["v"], "show them side by side, or below each other"),
    row(Diff, D(OnDiff::Swap), "swap sides", &["x"], "let the two change places"),
    row(Diff, D(OnDiff::ToggleThinking), "compare thinking", &["t"], "compare what the models thought too, or no longer"),
    row(Diff, D(OnDiff::Unfold), "unfold equal lines", &["enter", "space"], "show the equal lines that are folded next"),
    row(Diff, D(OnDiff::UnfoldAll), "unfold all", &["z"], "show all equal lines, or fold them"),
    row(Diff, A::OpenPalette, "palette", &[":"], "open the command palette"),
    row(Diff, A::OpenHelp, "help", &["?"], "show the keys of this place"),
    row(Diff, A::Back, "close", &["q"], "close the comparison"),
    row(Grid, A::List(ListMove::Up), "up", &["k", "up"], "go up"),
    row(Grid, A::List(ListMove::Down), "down", &["j", "down"], "go down"),
    row(Grid, A::List(ListMove::PageUp), "page up", &["pageup", "ctrl-u"], "go a page up"),
    row(Grid, A::List(ListMove::PageDown), "page down", &["pagedown", "ctrl-d"], "go a page down"),
    row(Grid, A::List(ListMove::First), "first", &["g", "home"], "go to the first case"),
    row(Grid, A::List(ListMove::Last), "last", &["shift-g", "end"], "go to the last case"),
    row(Grid, C(OnGrid::Left), "lane before", &["h", "left"], "go to the lane before"),
    row(Grid, C(OnGrid::Right), "lane after", &["l", "right"], "go to the lane after"),
    row(Grid, A::Choose, "read", &["enter"], "read the whole reply; run the cases where there is none"),
    row(Grid, C(OnGrid::Run), "run cases", &["shift-r"], "ask for all cells that have no reply"),
    row(Grid, C(OnGrid::Again), "run again", &["r"], "ask for this cell again"),
    row(Grid, C(OnGrid::Failed), "run failed", &["f"], "ask again for all cells that have failed or were stopped"),
    row(Grid, C(OnGrid::Stop), "stop cases", &["s"], "stop all cells"),
    row(Grid, C(OnGrid::Show), "go to cell", &["o"], "show this reply in its lane"),
    row(Grid, C(OnGrid::Table), "other table", &["t"], "read another table of cases"),
    row(Grid, C(OnGrid::Export), "export cases", &["x"], "write values, replies and figures to a .csv or .jsonl file"),
    row(Grid, A::OpenPalette, "palette", &[":"], "open the command palette"),
    row(Grid, A::OpenHelp, "help", &["?"], "show the keys of this place"),
    row(Grid, A::Back, "close", &["q"], "close the grid"),
    row(Viewer, V(OnPicture::In), "zoom in", &["+", "="], "see it larger"),
    row(Viewer, V(OnPicture::Out), "zoom out", &["-"], "see it smaller"),
    row(Viewer, V(OnPicture::Fit), "zoom to fit", &["0"], "see all of it"),
    row(Viewer, V(OnPicture::Whole), "one to one", &["1"], "see a pixel for each of its pixels"),
    row(Viewer, V(OnPicture::Left), "pan left", &["h", "left"], "move to the left"),
    row(Viewer, V(OnPicture::Right), "pan right", &["l", "right"], "move to the right"),
    row(Viewer, V(OnPicture::Up), "pan up", &["k", "up"], "move up"),
    row(Viewer, V(OnPicture::Down), "pan down", &["j", "down"], "move down"),
    row(Viewer, V(OnPicture::Next), "next picture", &["n", "space", "pagedown"], "see the next picture of the conversation"),
    row(Viewer, V(OnPicture::Previous), "previous picture", &["p", "shift-n", "pageup"], "see the picture before"),
    row(Viewer, A::OpenPalette, "palette", &[":"], "open the command palette"),
    row(Viewer, A::OpenHelp, "help", &["?"], "show the keys of this place"),
    row(Viewer, A::Back, "close", &["q"], "close the picture"),
];

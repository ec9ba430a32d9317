//! The rows of the table for the film strip and for replaying calls of tools.

use super::{Action, Row, Scope, row};
use crate::app::film::OnFilm;
use crate::app::list::ListMove;
use crate::app::pictures::viewer::OnPicture;
use crate::app::replay::OnReplay;

use Action as A;
use Action::OnFilm as F;
use Action::OnPicture as V;
use Action::OnReplay as R;
use Scope::{Film, Global, Transcript};

#[rustfmt::skip] // A table is read row by row.
pub(super) const ROWS: &[Row] = &[
    row(Global, F(OnFilm::Open), "film strip", &["ctrl-x shift-f"], "see the screenshots one by one, with what the model did on each"),
    row(Global, R(OnReplay::Open), "replay tools", &["ctrl-x shift-r"], "run a recorded turn again in another lane: its tool calls get their recorded results"),
    row(Global, R(OnReplay::Report), "replay report", &["ctrl-x &"], "compare replays with what was recorded: calls, arguments, tokens, cost"),
    row(Transcript, F(OnFilm::Open), "film strip", &["shift-f"], "see the screenshots one by one, from this message on"),
    row(Film, F(OnFilm::Previous), "step before", &["h", "left"], "see the step before"),
    row(Film, F(OnFilm::Next), "step after", &["l", "right"], "see the step after"),
    row(Film, A::List(ListMove::First), "first step", &["g", "home"], "see the first step"),
    row(Film, A::List(ListMove::Last), "last step", &["shift-g", "end"], "see the last step"),
    row(Film, F(OnFilm::Play), "play", &["space"], "let the steps follow each other, or stop"),
    row(Film, A::Choose, "go to step", &["enter"], "go to the message of the step"),
    row(Film, F(OnFilm::View), "view screenshot", &["v"], "see the screenshot as large as the screen, without marks"),
    row(Film, F(OnFilm::Call), "look at call", &["t"], "look at the call of the action in full"),
    row(Film, F(OnFilm::Copy), "copy action", &["y"], "copy the arguments of the action"),
    row(Film, F(OnFilm::Turns), "keep screenshots", &["n"], "say of how many turns pictures go along in requests"),
    row(Film, F(OnFilm::File), "answer with screenshot", &["f"], "answer the action that waits with a picture in a file"),
    row(Film, F(OnFilm::Clipboard), "answer from clipboard", &["c"], "answer the action that waits with the clipboard"),
    row(Film, V(OnPicture::In), "zoom in", &["+", "="], "see the screenshot larger"),
    row(Film, V(OnPicture::Out), "zoom out", &["-"], "see the screenshot smaller"),
    row(Film, V(OnPicture::Fit), "zoom to fit", &["0"], "see all of the screenshot"),
    row(Film, V(OnPicture::Whole), "one to one", &["1"], "see a pixel for each pixel of the screenshot"),
    row(Film, V(OnPicture::Left), "pan left", &["shift-left", "shift-h"], "move to the left on the screenshot"),
    row(Film, V(OnPicture::Right), "pan right", &["shift-right", "shift-l"], "move to the right on the screenshot"),
    row(Film, V(OnPicture::Up), "pan up", &["k", "up"], "move up on the screenshot"),
    row(Film, V(OnPicture::Down), "pan down", &["j", "down"], "move down on the screenshot"),
    row(Film, A::OpenPalette, "palette", &[":"], "open the command palette"),
    row(Film, A::OpenHelp, "help", &["?"], "show the keys of this place"),
    row(Film, A::Back, "close", &["q"], "close the film strip"),
];

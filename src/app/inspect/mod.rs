//! The inspection pane: all calls of the conversation, and one of them in full.

mod detail;
mod live;
mod page;
mod standing;
mod table;
pub(crate) mod tree;
mod view;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use ratatui::layout::Rect;

use crate::chat::call::CallId;
use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::ids::{MessageId, Number};
use crate::chat::lane::Lane;
use crate::chat::message::Message;

use super::layout::{self, Size};
use super::list::{ListMove, ListState};
use super::overlay::Overlay;
use super::state::State;

pub(crate) use detail::{Detail, Part, Place, Row};
pub(crate) use standing::{Ground, Standing, result_of};
pub(crate) use tree::Fold;
use tree::Folds;
pub(crate) use view::{Form, Look, View};

/// What can be done in the inspection pane, to the selected call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnCall {
    /// Open the pane.
    Open,
    /// Go to the other side: the list, or the call in full.
    Side,
    /// Go to the call before.
    Previous,
    /// Go to the call after.
    Next,
    /// Unfold the node, or go to the call in full.
    Into,
    /// Fold the node, or go to the list.
    Out,
    /// Fold all, or unfold all.
    FoldAll,
    /// Show the arguments as a tree, or as they came.
    Raw,
    /// Show the result as it fits, as a table, or as text.
    Form,
    /// Show the columns further to the left.
    Left,
    /// Show the columns further to the right.
    Right,
    /// Copy what the row is about.
    Copy,
    /// Copy all arguments, or the whole result.
    CopyWhole,
    /// Copy the id of the call.
    CopyId,
    /// Copy where the row is in its value.
    CopyPath,
    /// Type a result.
    Answer,
    /// Answer with a file.
    File,
    /// Answer with what is on the clipboard.
    Clipboard,
    /// Edit the arguments.
    Edit,
    /// Run the program of its tool.
    Run,
    /// Answer that it was left out.
    Skip,
    /// Answer that it is not wanted, and why.
    Deny,
    /// Take the answer back.
    TakeBack,
    /// Stop what runs for it.
    Stop,
    /// Send the results.
    Send,
    /// In the editor of a result: mean it as text, or as JSON.
    Meant,
    /// In the editor of a result: the call went well, or it did not.
    Failed,
}

/// The two sides of the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Side {
    /// The list of calls.
    #[default]
    List,
    /// The selected call in full.
    Detail,
}

/// The pane, while it is open.
#[derive(Debug, Clone)]
pub(crate) struct Inspect {
    /// Which call is selected, by its place.
    pub(crate) list: ListState,
    /// Where the keys go.
    pub(crate) side: Side,
    /// The selected row of the call in full.
    pub(crate) cursor: usize,
    /// How it is shown.
    pub(crate) view: View,
    /// Derived: all calls, the oldest first, and what they were found in.
    calls: Vec<CallId>,
    made_of: Option<Basis>,
    /// Derived: where each of them stands, and what that was found by.
    standings: Vec<Standing>,
    stand_by: Option<Ground>,
    /// Derived: the selected call in full.
    detail: Detail,
}

/// What the list was made of.
#[derive(Debug, Clone, PartialEq)]
struct Basis {
    shape: Number,
    /// How many blocks replies have that still grow.
    open: Vec<(MessageId, usize)>,
}

impl Inspect {
    /// The pane, with this call selected; else the first that waits, else the last.
    pub(crate) fn new(state: &State, call: Option<CallId>) -> Self {
        let mut pane = Self {
            list: ListState::default(),
            side: Side::List,
            cursor: 0,
            view: View::default(),
            calls: Vec::new(),
            made_of: None,
            standings: Vec::new(),
            stand_by: None,
            detail: Detail::default(),
        };
        pane.find_calls(state);
        let first = || pane.standings.iter().position(|stands| stands.waits());
        let at = call.map_or_else(first, |call| pane.place_of(call));
        pane.list.selected = at.unwrap_or(pane.calls.len().saturating_sub(1));
        pane.refresh(state);
        pane
    }

    fn find_calls(&mut self, state: &State) {
        let leaves = state.conversation.lanes().filter_map(Lane::leaf);
        let messages = leaves.filter_map(|id| state.conversation.message(id));
        let grown = messages
            .filter(|message| message.is_open())
            .map(|message| (message.id, message.content.len()));
        let basis = Basis {
            shape: state.conversation.shape(),
            open: grown.collect(),
        };
        let ground = Ground::of(&state.conversation, (&state.calls, state.input.now.mono));
        let same_calls = self.made_of.as_ref() == Some(&basis);
        if same_calls && self.stand_by.as_ref() == Some(&ground) {
            return;
        }
        self.stand_by = Some(ground);
        if !same_calls {
            self.list_calls(state, basis);
        }
        let stands = self.calls.iter().map(|call| standing(state, *call));
        self.standings = stands.collect();
    }

    fn list_calls(&mut self, state: &State, basis: Basis) {
        let selected = self.selected();
        self.calls = all_calls(&state.conversation);
        self.made_of = Some(basis);
        let at = selected.and_then(|selected| self.place_of(selected));
        let last = self.calls.len().saturating_sub(1);
        self.list.selected = at.unwrap_or(self.list.selected.min(last));
    }

    /// Makes anew what has changed.
    pub(crate) fn refresh(&mut self, state: &State) {
        self.find_calls(state);
        let (_, area) = areas(state.view.size, self.calls.len());
        let selected = self.selected().zip(self.stands(self.list.selected));
        self.detail.refresh(state, selected, (&self.view, area));
        let last = self.detail.rows().len().saturating_sub(1);
        self.cursor = self.cursor.min(last);
    }

    /// All calls, the oldest first.
    pub(crate) fn calls(&self) -> &[CallId] {
        &self.calls
    }

    /// Where the call at a place of the list stands.
    pub(crate) fn stands(&self, at: usize) -> Option<Standing> {
        self.standings.get(at).copied()
    }

    /// How many calls wait for the user.
    pub(crate) fn waiting(&self) -> usize {
        self.standings
            .iter()
            .filter(|stands| stands.waits())
            .count()
    }

    /// The selected call.
    pub(crate) fn selected(&self) -> Option<CallId> {
        self.calls.get(self.list.selected).copied()
    }

    /// The place of a call.
    pub(crate) fn place_of(&self, call: CallId) -> Option<usize> {
        self.calls.binary_search(&call).ok()
    }

    /// The selected call in full.
    pub(crate) fn detail(&self) -> &Detail {
        &self.detail
    }

    /// The selected row of it.
    pub(crate) fn row(&self) -> Option<&Row> {
        self.detail.rows().get(self.cursor)
    }

    /// Selects a call; what was unfolded in the one before is as it was.
    pub(crate) fn select(&mut self, at: usize) -> bool {
        let there = at < self.calls.len();
        if there && at != self.list.selected {
            self.list.selected = at;
            self.cursor = 0;
            self.view.arguments = Folds::default();
            self.view.result.clear();
            self.view.across = 0;
        }
        there
    }

    /// Moves the selection on the side that has the keys.
    pub(crate) fn go(&mut self, step: ListMove) {
        match self.side {
            Side::List => {
                let mut list = self.list.clone();
                list.go(step, self.calls.len(), |_| true);
                self.select(list.selected);
            }
            Side::Detail => {
                let rows = self.detail.rows().len();
                let mut list = ListState {
                    selected: self.cursor,
                    ..ListState::default()
                };
                list.go(step, rows, |_| true);
                let goes_round = matches!((step, self.cursor), (ListMove::Up, 0))
                    || (step == ListMove::Down && self.cursor + 1 >= rows);
                if !goes_round {
                    self.cursor = list.selected;
                }
            }
        }
    }
}

/// All calls of a conversation, the oldest first. What is in the trash is left out.
fn all_calls(conversation: &Conversation) -> Vec<CallId> {
    let shown = |message: &&Message| !conversation.is_trash(message.id);
    let messages = conversation.messages().filter(shown);
    let mut calls: Vec<CallId> = messages
        .flat_map(|message| {
            let blocks = message.content.iter().enumerate();
            blocks
                .filter(|(_, block)| matches!(block, ContentBlock::ToolUse(_)))
                .map(|(at, _)| CallId::new(message.id, at))
        })
        .collect();
    calls.sort_unstable();
    calls
}

/// Where a call stands now.
pub(crate) fn standing(state: &State, call: CallId) -> Standing {
    Standing::of(
        &state.conversation,
        (&state.calls, state.input.now.mono),
        call,
    )
}

/// From so many columns on, the list stands at the left.
const WIDE: u16 = 90;

/// The areas of the list and of the call in full, inside of the frame.
pub(crate) fn areas(size: Size, calls: usize) -> (Rect, Rect) {
    let area = layout::overlay(size, u16::MAX, u16::MAX);
    let inner = Rect {
        x: area.x + 1.min(area.width),
        y: area.y + 1.min(area.height),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    let wide = inner.width >= WIDE;
    let list = if wide {
        Rect {
            width: (inner.width / 3).clamp(32, 60),
            ..inner
        }
    } else {
        let most = (inner.height / 4).max(2);
        let calls = u16::try_from(calls).unwrap_or(u16::MAX);
        Rect {
            height: calls.clamp(1, most).min(inner.height),
            ..inner
        }
    };
    let detail = if wide {
        Rect {
            x: list.right() + 1,
            width: inner.width.saturating_sub(list.width + 1),
            ..inner
        }
    } else {
        Rect {
            y: list.bottom() + 1,
            height: inner.height.saturating_sub(list.height + 1),
            ..inner
        }
    };
    (list, detail)
}

/// A number that stands for arguments, to know whether they were looked at.
pub(crate) fn key_of(args: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    args.hash(&mut hasher);
    hasher.finish()
}

/// Brings the pane up to date before it is drawn.
pub(crate) fn prepare(state: &mut State) {
    let is_pane = |overlay: &Overlay| matches!(overlay, Overlay::Inspect(_));
    let Some(at) = state.overlays.iter().position(is_pane) else {
        return;
    };
    let Overlay::Inspect(mut pane) = state.overlays.remove(at) else {
        return;
    };
    pane.refresh(state);
    state.overlays.insert(at, Overlay::Inspect(pane));
}

//! Blind mode on the screen: what a lane is called, and what cannot be looked at before the vote.

use crate::chat::ids::LaneId;

use super::action::{Action, OnLane, OnMessage};
use super::library::OnLibrary;
use super::state::State;

/// What is said where something would tell which lane is which.
pub(crate) const HIDDEN: &str = "blind: vote with ^X 5 first, or leave blind mode with ^X 6";

/// Whether what tells one lane from another is hidden now.
pub(crate) fn is_hidden(state: &State) -> bool {
    state.conversation.hidden_turn().is_some()
}

/// What a lane is called on the screen: its place, counted from 1, or a letter where the lanes are hidden.
pub(crate) fn label(state: &State, lane: LaneId) -> String {
    let seen = state.conversation.seen();
    let at = seen.iter().position(|id| *id == lane).unwrap_or(0);
    if is_hidden(state) {
        return letter(at).to_string();
    }
    (at + 1).to_string()
}

fn letter(at: usize) -> char {
    u8::try_from(at).map_or('?', |at| char::from(b'A'.saturating_add(at)))
}

/// Whether an action would show which lane is which, or change how the lanes stand.
pub(crate) fn forbids(state: &State, action: Action) -> bool {
    tells(action) && is_hidden(state)
}

fn tells(action: Action) -> bool {
    matches!(
        action,
        Action::OnLane(
            OnLane::Close
                | OnLane::Only
                | OnLane::Left
                | OnLane::Right
                | OnLane::Narrower
                | OnLane::Wider
        ) | Action::OnMessage(
            OnMessage::RegenerateWith
                | OnMessage::PreviousSibling
                | OnMessage::NextSibling
                | OnMessage::ForkFile
                | OnMessage::Fork
                | OnMessage::Diff
        ) | Action::OnLibrary(OnLibrary::AskTitle)
            | Action::OpenMap
            | Action::OpenSummary
            | Action::OnReplay(_)
            | Action::OpenSearch
            | Action::OpenCases
            | Action::Export
            | Action::OpenPicker
            | Action::OpenPresets
            | Action::OpenPrompts
            | Action::Setting(_)
            | Action::EditSystem
            | Action::EditConversation
            | Action::ShowRequest
            | Action::CountTokens
            | Action::ShowLastError
    )
}

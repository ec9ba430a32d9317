//! Why an action cannot be done now, as far as that is known before it is tried. Lists of actions tell
//! it; whoever tries all the same is told by the action itself.

use super::action::{Action, OnLane, Scope, TABLE};
use super::blind;
use super::overlay::Overlay;
use super::state::State;
use super::view::Pane;

/// Why it cannot be done, in words; `None` = it can, or that is not known before.
pub(crate) fn why_not(state: &State, action: Action) -> Option<String> {
    if blind::forbids(state, action) {
        return Some("blind: vote first".to_owned());
    }
    let place = elsewhere(state, action).map(|place| format!("it belongs to: {place}"));
    place.or_else(|| lacks(state, action).map(str::to_owned))
}

/// Where else it can be done only.
fn elsewhere(state: &State, action: Action) -> Option<&'static str> {
    let mut scopes = TABLE
        .iter()
        .filter(|row| row.action == action)
        .map(|row| row.scope);
    let first = scopes.next()?;
    if is_open(state, first) || scopes.any(|scope| is_open(state, scope)) {
        return None;
    }
    Some(first.title())
}

/// Whether a place is there, below the lists of actions.
fn is_open(state: &State, scope: Scope) -> bool {
    let lists_actions =
        |overlay: &&Overlay| matches!(overlay, Overlay::Palette(_) | Overlay::Slash(_));
    let top = state.overlays.iter().rev().find(|it| !lists_actions(it));
    if top.is_some_and(|overlay| overlay.scopes().contains(&scope)) {
        return true;
    }
    match scope {
        Scope::Global
        | Scope::Composer
        | Scope::Text
        | Scope::Transcript
        | Scope::Welcome
        | Scope::Tour
        | Scope::Reader
        | Scope::Picker => true,
        Scope::Found => state.view.finding.is_some(),
        Scope::Resize => state.view.modes.resizing.is_some(),
        Scope::Selected | Scope::Selecting => state.view.selecting.shown.is_some(),
        Scope::Settings => state.view.side.is_some(),
        Scope::Library => top.is_none() && state.view.focus == Pane::Library,
        Scope::Editor
        | Scope::Resend
        | Scope::GoOn
        | Scope::Result
        | Scope::List
        | Scope::Menu
        | Scope::Files
        | Scope::Mention
        | Scope::Map
        | Scope::Summary
        | Scope::Diff
        | Scope::Grid
        | Scope::Tray
        | Scope::Consent
        | Scope::Calls
        | Scope::Viewer
        | Scope::Film
        | Scope::Links
        | Scope::Prompt => false,
    }
}

/// What it needs and what is not there.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "of most actions nothing is known before"
)]
fn lacks(state: &State, action: Action) -> Option<&'static str> {
    let when = |lacks: bool, why| lacks.then_some(why);
    let no_message = state.lane().is_none_or(|lane| lane.path.is_empty());
    match action {
        Action::Stop => {
            let works = state.lane_id().is_some_and(|lane| state.calls.works(lane));
            when(
                state.flight.is_quiet() && !works && state.flight.cells() == 0,
                "no reply is on its way",
            )
        }
        Action::TakeBackQueued => when(state.composer.queue.is_empty(), "no message waits"),
        Action::UndoDeed => when(state.conversation.undoable().is_none(), "nothing to undo"),
        Action::RedoDeed => when(state.conversation.redoable().is_none(), "nothing to redo"),
        Action::OnLane(OnLane::Next | OnLane::Previous | OnLane::Vote) => when(
            state.conversation.seen().len() < 2,
            "there is one lane only",
        ),
        Action::OnMessage(_) | Action::OpenFind => when(no_message, "there is no message yet"),
        Action::SaveAs => when(
            state.conversation.len() == 0,
            "there is nothing to save yet",
        ),
        Action::Export => when(
            state.conversation.len() == 0,
            "there is nothing to export yet",
        ),
        Action::OpenMap => when(state.conversation.len() == 0, "there is no message yet"),
        Action::Detach => when(state.composer.chips.list.is_empty(), "nothing goes along"),
        Action::ShowLastError => when(
            state.notices.last_error.is_none() && state.notices.passing().is_none(),
            "there was none",
        ),
        Action::ShowRequest | Action::CountTokens => {
            when(state.model().is_none(), "no model is chosen")
        }
        _ => None,
    }
}

//! The map: going to messages, and what is done to those of its rows.

use crate::app::action::OnMap;
use crate::app::blind;
use crate::app::effect::Effect;
use crate::app::map::{Find, Map, Row, Toward};
use crate::app::menu::Asked;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::transcript;
use crate::app::view::Anchor;
use crate::chat::conversation::Hidden;
use crate::chat::ids::MessageId;
use crate::chat::lane::Lane;

use super::{branch, diff, file, fork, lanes, menu, turns};

/// Opens the map, with the chosen message selected.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    if state.conversation.len() == 0 {
        return say(state, "there is no message yet");
    }
    close(state);
    let chosen = transcript::chosen(state);
    let selected = chosen.or_else(|| state.lane().and_then(Lane::leaf));
    let map = Map::new(&state.conversation, &state.service.abilities, selected);
    state.overlays.push(Overlay::Map(Box::new(map)));
    Vec::new()
}

/// Makes the rows anew, if the conversation has changed. A map tells which lane is which.
pub(super) fn settle(state: &mut State) {
    if blind::is_hidden(state) {
        close(state);
    }
    for overlay in &mut state.overlays {
        if let Overlay::Map(map) = overlay {
            map.refresh(&state.conversation, &state.service.abilities);
        }
    }
}

/// Does something in the map.
pub(super) fn act(state: &mut State, what: OnMap) -> Vec<Effect> {
    let Some(map) = on_top(state) else {
        return say(state, "this is done in the map; ^X j opens it");
    };
    if what == OnMap::ToggleTrash {
        map.toggle_trash();
        return Vec::new();
    }
    let Some(row) = map.choice() else {
        return say(state, "there is no message here");
    };
    let id = row.message;
    match what {
        OnMap::Go(toward) => go(state, toward),
        OnMap::EndHere => show(state, row, |state, id| {
            branch::show(state, Some(id), Some(id))
        }),
        OnMap::Find(which) => find(state, which),
        OnMap::Seek => menu::ask(state, Asked::Find),
        OnMap::Fork if is_in_trash(state, row) => Vec::new(),
        OnMap::Fork => fork::menu(state, id),
        OnMap::Diff => diff::ask(state, id),
        OnMap::Name | OnMap::Prune | OnMap::Restore if file::refuses(state) => Vec::new(),
        OnMap::Name => menu::ask(state, Asked::BranchName(id)),
        OnMap::Prune => prune(state, row),
        OnMap::Restore => restore(state, row),
        OnMap::ToggleTrash => Vec::new(),
    }
}

/// Shows the path through the selected message, and closes the map.
pub(super) fn show_through(state: &mut State) -> Vec<Effect> {
    match on_top(state).and_then(|map| map.choice()) {
        Some(row) => show(state, row, branch::go_to),
        None => Vec::new(),
    }
}

/// Lets the lane show a message, which is chosen then and in sight, and closes the map.
fn show(
    state: &mut State,
    row: Row,
    goes: fn(&mut State, MessageId) -> Vec<Effect>,
) -> Vec<Effect> {
    if is_in_trash(state, row) {
        return Vec::new();
    }
    close(state);
    let before = leaf(state);
    let effects = goes(state, row.message);
    if leaf(state) != before {
        // Where this path was left, the message may be out of sight.
        let message = row.message;
        state.view.reading.anchor = Anchor::At { message, line: 0 };
    }
    effects
}

/// Opens a lane that goes on from a message, and closes the map it was chosen in.
pub(super) fn fork_lane(state: &mut State, id: MessageId) -> Vec<Effect> {
    let effects = lanes::fork(state, id);
    if !effects.is_empty() {
        close(state);
    }
    effects
}

/// Looks for a text; what is wrong is said where it was typed.
pub(super) fn seek(state: &mut State, text: &str) -> Result<Vec<Effect>, String> {
    if let Some(Overlay::Map(map)) = state.overlays.last_mut() {
        map.seek(text);
        if !map.find(&state.conversation, Find::Next) {
            return Err("no message shown here has this text".to_owned());
        }
    }
    Ok(Vec::new())
}

fn find(state: &mut State, which: Find) -> Vec<Effect> {
    let Some(Overlay::Map(map)) = state.overlays.last_mut() else {
        return Vec::new();
    };
    if map.find(&state.conversation, which) {
        return Vec::new();
    }
    say(state, "nothing is found; / looks for a text")
}

fn go(state: &mut State, toward: Toward) -> Vec<Effect> {
    if on_top(state).is_some_and(|map| map.toward(toward)) {
        return Vec::new();
    }
    let text = match toward {
        Toward::Parent => "nothing is before this message",
        Toward::Child => "nothing follows this message",
        Toward::SiblingBefore => "this is the first version",
        Toward::SiblingAfter => "this is the last version",
        Toward::BranchBefore => "no branch begins further up",
        Toward::BranchAfter => "no branch begins further down",
    };
    say(state, text)
}

fn prune(state: &mut State, row: Row) -> Vec<Effect> {
    if is_in_trash(state, row) {
        return Vec::new();
    }
    let (before, chosen) = (leaf(state), state.view.reading.chosen);
    let effects = turns::prune(state, row.message);
    if leaf(state) == before {
        // What is pruned elsewhere moves nothing here.
        state.view.reading.chosen = chosen;
    }
    effects
}

fn restore(state: &mut State, row: Row) -> Vec<Effect> {
    if row.hidden == Hidden::No {
        return say(state, "this message is not in the trash");
    }
    let effects = turns::restore(state, row.message);
    say(state, "it is back, with all below it");
    effects
}

/// Whether a message is in the trash; then the user is told how to go on.
fn is_in_trash(state: &mut State, row: Row) -> bool {
    if row.hidden == Hidden::No {
        return false;
    }
    say(state, "this message is in the trash; r takes it out");
    true
}

fn leaf(state: &State) -> Option<MessageId> {
    state.lane().and_then(Lane::leaf)
}

fn on_top(state: &mut State) -> Option<&mut Map> {
    match state.overlays.last_mut() {
        Some(Overlay::Map(map)) => Some(map),
        _ => None,
    }
}

fn close(state: &mut State) {
    let is_map = |overlay: &Overlay| matches!(overlay, Overlay::Map(_));
    state.overlays.retain(|overlay| !is_map(overlay));
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

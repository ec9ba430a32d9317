//! Whether the programs that tool sets name are there, for the list of tools.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::menu::MenuKind;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::update::menu;
use crate::chat::preset::Shelf;
use crate::chat::tool::set::{ToolSet, Unready};

/// Lets a task look for the programs of the tool sets, where their list is open.
pub(in crate::app::update) fn look_for_programs(state: &State) -> Option<Effect> {
    let shelf = &state.memory.shelf;
    let runs = |set: &ToolSet| !set.runners.is_empty() || !set.servers.is_empty();
    let wanted = lists_tools(state) && shelf.tools.iter().any(runs);
    wanted.then(|| Effect::LookForPrograms(Arc::clone(shelf)))
}

/// It is known which programs of the tool sets are not there. Sets that were read since are looked at
/// by themselves.
pub(in crate::app::update) fn programs(
    state: &mut State,
    shelf: &Arc<Shelf>,
    unready: Vec<Unready>,
) {
    if !Arc::ptr_eq(shelf, &state.memory.shelf) {
        return;
    }
    state.memory.unready = unready;
    if lists_tools(state) {
        menu::refresh(state);
    }
}

fn lists_tools(state: &State) -> bool {
    matches!(state.overlays.last(), Some(Overlay::Menu(menu)) if menu.kind == MenuKind::Tools)
}

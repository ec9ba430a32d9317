//! Going on from a message elsewhere.

use crate::app::action::{Action, OnMessage};
use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::state::State;

use super::menu as menus;

/// Offers where to go on from the chosen message.
pub(super) fn menu(state: &mut State) -> Vec<Effect> {
    let entries = vec![Entry {
        label: "new lane".to_owned(),
        detail: "beside this one, with the same settings".to_owned(),
        pick: Pick::Do(Action::OnMessage(OnMessage::ForkLane)),
    }];
    menus::open(state, MenuKind::Fork, entries)
}

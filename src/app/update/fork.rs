//! Going on from a message elsewhere.

use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::state::State;
use crate::chat::ids::MessageId;

use super::menu as menus;

/// Offers where to go on from a message.
pub(super) fn menu(state: &mut State, at: MessageId) -> Vec<Effect> {
    let entries = vec![Entry {
        label: "new lane".to_owned(),
        detail: "beside this one, with the same settings".to_owned(),
        pick: Pick::ForkLane(at),
    }];
    menus::open(state, MenuKind::Fork, entries)
}

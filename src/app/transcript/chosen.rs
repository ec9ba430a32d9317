//! The message that keys act on.

use crate::app::state::State;
use crate::app::view::Anchor;
use crate::chat::ids::MessageId;

/// The message that keys act on: the one that was chosen last, while it is in sight; else the last
/// one at the end of the conversation, or the first one whose head is in sight.
pub(crate) fn chosen(state: &State) -> Option<MessageId> {
    let window = &state.view.transcript.window;
    let seen = |id: &MessageId| window.iter().any(|slice| slice.message == *id);
    if let Some(id) = state.view.reading.chosen.filter(seen) {
        return Some(id);
    }
    let slice = match state.view.reading.anchor {
        Anchor::Follow => window.last(),
        Anchor::At { .. } => window
            .iter()
            .find(|slice| slice.first == 0)
            .or(window.first()),
    };
    slice.map(|slice| slice.message)
}

/// The message before or after the chosen one.
pub(crate) fn neighbour(state: &State, step: isize) -> Option<MessageId> {
    let chosen = chosen(state)?;
    let path = &state.lane()?.path;
    let at = path.binary_search(&chosen).ok()?;
    // Going back within a message goes to its own beginning first.
    let stays = step < 0 && !state.view.transcript.shows_head(chosen);
    let next = if stays {
        at
    } else {
        at.checked_add_signed(step)?
    };
    path.get(next).copied()
}

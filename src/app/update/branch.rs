//! Going through the tree: to siblings, to other leaves, each with its place on the screen.

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::app::view::Anchor;
use crate::chat::conversation::Conversation;
use crate::chat::ids::MessageId;
use crate::chat::lane::Lane;
use crate::chat::record::Record;

use super::file;

/// A step among siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Back,
    On,
}

/// Shows the sibling before or after a message, and what was last shown below it. A message without
/// any has those of the one above it in its turn: the reply to what was edited pushes that out of
/// sight, and keys act on the reply then.
pub(super) fn sibling(state: &mut State, id: MessageId, step: Step) -> Vec<Effect> {
    let id = in_versions(&state.conversation, id).unwrap_or(id);
    let siblings: Vec<MessageId> = state.conversation.siblings(id).collect();
    let at = siblings.iter().position(|other| *other == id);
    let next = at.and_then(|at| match step {
        Step::Back => at.checked_sub(1),
        Step::On => at.checked_add(1),
    });
    let Some(next) = next.and_then(|at| siblings.get(at)).copied() else {
        let text = match (siblings.len(), step) {
            (1, _) => "there is one version only: e edits, r asks for another reply",
            (_, Step::Back) => "this is the first version",
            (_, Step::On) => "this is the last version",
        };
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    go_to(state, next)
}

/// The message itself, or the nearest above it in its turn, that there are several versions of.
fn in_versions(conversation: &Conversation, id: MessageId) -> Option<MessageId> {
    let turn = conversation.message(id)?.turn;
    let path = conversation.path_to(Some(id));
    let above = path.iter().rev().copied();
    let mut of_turn = above.take_while(|id| {
        let message = conversation.message(*id);
        message.is_some_and(|message| message.turn == turn)
    });
    of_turn.find(|id| conversation.siblings(*id).nth(1).is_some())
}

/// Shows a message, and what was last shown below it.
pub(super) fn go_to(state: &mut State, id: MessageId) -> Vec<Effect> {
    let Some(lane) = state.lane_id() else {
        return Vec::new();
    };
    let leaf = state.conversation.descend(lane, id);
    show(state, Some(leaf), Some(id))
}

/// Shows another path; `chosen` is the chosen message then.
///
/// Looking around is recorded, so that the same is shown after a restart, and so that it can be
/// undone. A file that is only read takes no part in it.
pub(super) fn show(
    state: &mut State,
    leaf: Option<MessageId>,
    chosen: Option<MessageId>,
) -> Vec<Effect> {
    let Some(lane) = state.lane_id() else {
        return Vec::new();
    };
    if state.lane().and_then(Lane::leaf) == leaf {
        choose(state, chosen);
        return Vec::new();
    }
    keep_place(state);
    let message = leaf;
    let effects = file::record_quietly(state, Record::Leaf { lane, message });
    find_place(state, chosen);
    effects
}

/// Chooses a message of the path that is shown, and brings it into sight.
pub(super) fn choose(state: &mut State, id: Option<MessageId>) {
    let Some(message) = id else {
        return;
    };
    state.view.reading.chosen = Some(message);
    if !state.view.transcript.shows_whole(message) {
        state.view.reading.anchor = Anchor::At { message, line: 0 };
    }
}

/// Keeps in mind where the path that is shown is scrolled to, before another one is shown.
pub(super) fn keep_place(state: &mut State) {
    if let Some(leaf) = state.lane().and_then(Lane::leaf) {
        let anchor = state.view.reading.anchor;
        state.view.reading.left.insert(leaf, anchor);
    }
}

/// Scrolls a path that is shown now to where it was left; a new one so that nothing moves, if that
/// can be, and the chosen message is in sight.
pub(super) fn find_place(state: &mut State, chosen: Option<MessageId>) {
    let Some(lane) = state.lane() else {
        return;
    };
    let (leaf, path) = (lane.leaf(), lane.path.as_slice());
    let reading = &state.view.reading;
    let left = leaf.and_then(|leaf| reading.left.get(&leaf)).copied();
    let stays = match reading.anchor {
        Anchor::At { message, .. } => path.binary_search(&message).is_ok(),
        Anchor::Follow => false,
    };
    let anchor = match (left, chosen) {
        (Some(anchor), _) => anchor,
        (None, _) if stays => reading.anchor,
        (None, Some(message)) if leaf != chosen && path.contains(&message) => {
            Anchor::At { message, line: 0 }
        }
        (None, _) => Anchor::Follow,
    };
    let reading = &mut state.view.reading;
    reading.anchor = anchor;
    reading.chosen = chosen;
}

//! Going over to another conversation file.

use std::path::{Path, PathBuf};

use crate::app::composer::{Draft, Waits};
use crate::app::effect::Effect;
use crate::app::file::{FileOrder, Hold, Mode};
use crate::app::state::{self, LoadedFile, State};
use crate::app::view::{Anchor, Pane};
use crate::chat::ids::{ConversationId, MessageId};
use crate::chat::lane::Lane;

use super::{
    attach, branch, custody, draft, file, generation, lanes, leave as leaving, modal, settings,
};

/// A file was opened: the conversation before is left as it is, and this one is shown.
///
/// What is written in the editor gives way to the draft. Without one, as in a fork, it goes along.
pub(super) fn opened(
    state: &mut State,
    file: LoadedFile,
    draft: Option<Draft>,
    goal: Option<MessageId>,
) -> Vec<Effect> {
    let name = named(Some(&file.path));
    if state.file.path.as_ref() == Some(&file.path) {
        // Its path was typed in another way. It is locked, by ourselves.
        return open(state, file.path, goal);
    }
    let ours = state.file.mode == Mode::Writable
        && file.condition.hold == Some(Hold::Elsewhere)
        && file.conversation.id() == state.conversation.id();
    if ours {
        // The same, by another way through the folders.
        let own = state.file.path.clone().unwrap_or(file.path);
        return [
            vec![Effect::File(FileOrder::Forget)],
            open(state, own, goal),
        ]
        .concat();
    }
    if is_unsaved(state, &name) {
        return vec![Effect::File(FileOrder::Forget)];
    }
    let before = named(state.file.path.as_deref());
    let stopped = leaving::stopped(state);
    let mut effects = leave(state, file.conversation.id().clone());
    let how = if draft.is_some() {
        "opened"
    } else {
        "forked into"
    };
    show(state, file);
    modal::afresh(state);
    effects.extend(take_draft(state, draft));
    effects.extend(goal.map_or_else(Vec::new, |goal| show_message(state, goal)));
    let text = if before.is_empty() {
        format!("{how} {name}{stopped}")
    } else {
        format!("{how} {name}; the conversation before is {before}{stopped}")
    };
    state.notices.say(text, state.input.now.mono);
    effects
}

/// A conversation begins in a file of this name, which is made with its first message.
pub(super) fn began_at(state: &mut State, id: ConversationId, path: PathBuf) -> Vec<Effect> {
    let name = named(Some(&path));
    if is_unsaved(state, &name) {
        return vec![Effect::File(FileOrder::Forget)];
    }
    let mut effects = leave(state, id.clone());
    effects.extend(file::began(state, id));
    state.file.path = Some(path);
    let text = format!("{name} is a new file; it is made with the first message");
    state.notices.say(text, state.input.now.mono);
    effects
}

/// Asks for a file to be opened, and a message of it to be shown. Of the file that is open already
/// only the message is shown.
pub(super) fn open(state: &mut State, path: PathBuf, goal: Option<MessageId>) -> Vec<Effect> {
    if state.file.path.as_ref() == Some(&path) {
        state.notices.clear();
        uncover(state);
        return goal.map_or_else(Vec::new, |goal| show_message(state, goal));
    }
    if is_unsaved(state, &named(Some(&path))) {
        return Vec::new();
    }
    vec![Effect::Open(path, goal)]
}

/// Takes away what the conversation was chosen in.
fn uncover(state: &mut State) {
    state.overlays.clear();
    if state.view.focus == Pane::Library {
        state.view.focus = Pane::Composer;
    }
}

/// Shows the path through a message, with the message in sight.
fn show_message(state: &mut State, id: MessageId) -> Vec<Effect> {
    if state.conversation.message(id).is_none() {
        let text = "that message is not in this file any more";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    if is_in_trash(state, id) {
        let text =
            "that message is in the trash; ^X j shows the tree, t in it what is in the trash";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    look_where_it_is(state, id);
    // There the chosen message is marked.
    state.view.focus = Pane::Transcript;
    let effects = branch::go_to(state, id);
    state.view.reading.anchor = Anchor::At {
        message: id,
        line: 0,
    };
    effects
}

/// Whether a message went to the trash, by itself or with one above it.
fn is_in_trash(state: &State, id: MessageId) -> bool {
    let conversation = &state.conversation;
    let above = |id: &MessageId| conversation.message(*id).and_then(|it| it.parent);
    std::iter::successors(Some(id), above).any(|id| conversation.is_trash(id))
}

/// Goes to the lane that shows a message, if one does.
fn look_where_it_is(state: &mut State, id: MessageId) {
    let shows = |lane: &Lane| lane.path.contains(&id);
    if state.lane().is_some_and(shows) {
        return;
    }
    let lane = state.conversation.lanes().find(|lane| shows(lane));
    if let Some(lane) = lane.map(|lane| lane.id) {
        lanes::focus(state, lane);
    }
}

/// Whether something could not be written: it belongs to the conversation on the screen, which is
/// not left then.
fn is_unsaved(state: &mut State, next: &str) -> bool {
    let unsaved = state.file.error.is_some();
    if unsaved {
        let text = format!("not saved: ^X w saves elsewhere, F5 tries again; then open {next}");
        state.notices.error(text, state.input.now.mono);
    }
    unsaved
}

/// Leaves the conversation as it is, for the one with this id.
fn leave(state: &mut State, next: ConversationId) -> Vec<Effect> {
    let mut effects = settings::finish(state);
    effects.extend(generation::stop_all(state));
    effects.extend(draft::save(state));
    effects.push(Effect::GoOver(next));
    effects
}

/// A file could not be made or opened; everything is as it was.
pub(super) fn not_opened(state: &mut State, why: &str) -> Vec<Effect> {
    state.notices.error(why, state.input.now.mono);
    Vec::new()
}

/// Takes the conversation in; nothing that was worked out of the one before is left.
fn show(state: &mut State, file: LoadedFile) {
    let (conversation, file) = state::adopt(file);
    state.conversation = conversation;
    state.file = file;
    state.flight = state.flight.emptied();
    state.view.go_over();
    uncover(state);
    state.notices.banner = None;
    if let Some(damage) = state.file.damage.clone() {
        state.notices.raise(damage);
    }
    custody::offer(state);
}

/// Messages that wait are kept with the conversation that they were written for.
fn take_draft(state: &mut State, draft: Option<Draft>) -> Vec<Effect> {
    let composer = &mut state.composer;
    let Some(draft) = draft else {
        composer.queue.clear();
        composer.aside.clear();
        composer.waits = Waits::ForService;
        if composer.draft() != Draft::default() {
            draft::changed(state);
        }
        return Vec::new();
    };
    let wanted = draft.attached.clone();
    state.view.reading.resume(&draft, &state.conversation);
    composer.take_draft(draft);
    state.show_pin();
    attach::restore(state, wanted)
}

/// The name of a file, without its folder.
fn named(path: Option<&Path>) -> String {
    let name = path.and_then(Path::file_name);
    name.map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

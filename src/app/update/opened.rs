//! Going over to another conversation file.

use std::path::Path;

use crate::app::composer::{Draft, Waits};
use crate::app::effect::Effect;
use crate::app::state::{self, LoadedFile, State};
use crate::app::transcript::Transcript;
use crate::app::view::Reading;

use super::{custody, draft, generation, settings};

/// A file was opened: the conversation before is left as it is, and this one is shown.
///
/// What is written in the editor gives way to the draft. Without one, as in a fork, it goes along.
pub(super) fn opened(state: &mut State, file: LoadedFile, draft: Option<Draft>) -> Vec<Effect> {
    let name = named(Some(&file.path));
    if state.file.error.is_some() {
        // What could not be written belongs to the conversation on the screen.
        let text = format!("not saved: ^X w saves elsewhere, F5 tries again; then open {name}");
        state.notices.error(text, state.input.now.mono);
        return Vec::new();
    }
    let before = named(state.file.path.as_deref());
    let mut effects = settings::finish(state);
    effects.extend(generation::stop_all(state));
    effects.extend(draft::save(state));
    effects.push(Effect::GoOver(file.conversation.id().clone()));
    let how = if draft.is_some() {
        "opened"
    } else {
        "forked into"
    };
    show(state, file);
    effects.extend(take_draft(state, draft));
    let text = if before.is_empty() {
        format!("{how} {name}")
    } else {
        format!("{how} {name}; the conversation before is {before}")
    };
    state.notices.say(text, state.input.now.mono);
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
    state.view.reading = Reading::default();
    state.overlays.clear();
    state.view.modes.unfolded.clear();
    state.view.transcript = Transcript::default();
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
        composer.waits = Waits::ForService;
        if composer.draft() != Draft::default() {
            draft::changed(state);
        }
        return Vec::new();
    };
    let pictures = draft.pictures.clone();
    composer.take_draft(draft);
    pictures.into_iter().map(Effect::Attach).collect()
}

/// The name of a file, without its folder.
fn named(path: Option<&Path>) -> String {
    let name = path.and_then(Path::file_name);
    name.map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

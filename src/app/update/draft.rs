//! What is not sent yet, on its way to disk.

use crate::app::composer::Draft;
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::chat::ids::{ConversationId, Number};
use crate::chat::settings::Settings;

/// Notes that the draft on disk is out of date.
pub(super) fn changed(state: &mut State) {
    if state.file.follows() {
        // The draft on disk is that of the outcrop that writes.
        return;
    }
    state
        .composer
        .unsaved_since
        .get_or_insert(state.input.now.mono);
}

/// Keeps the draft, if it has changed.
///
/// What is left where another outcrop writes to the file becomes one of the earlier prompts, so that
/// neither text takes the other one's place.
pub(super) fn save(state: &mut State) -> Vec<Effect> {
    if state.file.follows() {
        let text = state.composer.draft().text;
        let left = !text.trim().is_empty();
        return left
            .then_some(Effect::SavePrompt(text))
            .into_iter()
            .collect();
    }
    if state.composer.unsaved_since.take().is_none() {
        return Vec::new();
    }
    let mut draft = state.composer.draft();
    draft.audience = state.view.reading.audience.clone();
    let first = state.conversation.lanes().next().map(|lane| lane.id);
    draft.lane = state.lane_id().filter(|lane| Some(*lane) != first);
    let unbegun = state.file.handed == Number(0);
    let id = if unbegun {
        let values = state.conversation.variables().iter();
        let pair = |(name, value): (&String, &String)| (name.clone(), value.clone());
        draft.variables = values.map(pair).collect();
        draft.settings = chosen(state).map(Box::new);
        ConversationId::unbegun()
    } else {
        state.conversation.id().clone()
    };
    vec![Effect::SaveDraft(id, draft)]
}

/// The conversation has a file from now on. What was written before was kept under another name, which
/// is given up once the drafts that were put aside are on disk under the new one.
pub(super) fn begun(state: &mut State) -> Vec<Effect> {
    changed(state);
    let mut effects = if state.composer.aside.is_empty() {
        Vec::new()
    } else {
        save(state)
    };
    let unbegun = ConversationId::unbegun();
    effects.push(Effect::SaveDraft(unbegun, Draft::default()));
    effects
}

/// The settings, if the user has chosen more of them than the model, which is remembered anyway.
pub(super) fn chosen(state: &State) -> Option<Settings> {
    let settings = state.settings();
    let model_only = Settings {
        model: settings.model.clone(),
        ..Settings::default()
    };
    (*settings != model_only).then(|| settings.into_owned())
}

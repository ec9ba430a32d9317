//! Pictures that go along with the next message.

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::chat::picture::Picture;

use super::draft;

/// A file was read: it goes along with the next message.
pub(super) fn attached(state: &mut State, result: Result<Picture, String>) -> Vec<Effect> {
    match result {
        Ok(picture)
            if state
                .composer
                .pictures
                .iter()
                .any(|other| other.hash == picture.hash) =>
        {
            let text = format!("{} goes along already", picture.name);
            state.notices.say(text, state.input.now.mono);
        }
        Ok(picture) => {
            state.composer.pictures.push(picture);
            draft::changed(state);
        }
        Err(problem) => state.notices.error(problem, state.input.now.mono),
    }
    Vec::new()
}

/// Takes a picture off the message.
pub(super) fn detach(state: &mut State, at: usize) {
    if at < state.composer.pictures.len() {
        let picture = state.composer.pictures.remove(at);
        let text = format!("{} does not go along any more", picture.name);
        state.notices.say(text, state.input.now.mono);
        draft::changed(state);
    }
}

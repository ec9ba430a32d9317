//! Ctrl-C, and leaving the program.

use crate::app::calls::Running;
use crate::app::editing::Edit;
use crate::app::effect::Effect;
use crate::app::overlay::Overlay;
use crate::app::state::State;

use super::{calls, draft, editor, find, generation, send, tick};

/// Ctrl-C: closes an overlay, else stops the reply, else clears the message, else quits when pressed again.
pub(super) fn interrupt(state: &mut State) -> Vec<Effect> {
    let covered = !matches!(state.overlays.last(), None | Some(Overlay::Welcome));
    if covered {
        return uncover(state);
    }
    if !state.flight.is_empty() || state.calls.runs.iter().any(Running::works) {
        let here = generation::stop_here(state);
        return here.unwrap_or_else(|| generation::stop_everywhere(state));
    }
    if state.composer.has_no_words() && !state.composer.chips.is_empty() {
        state.composer.chips.clear();
        state.composer.begin_text("");
        draft::changed(state);
        let text = "nothing goes along any more";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    if !state.composer.is_blank() {
        let text = state.composer.take();
        draft::changed(state);
        state
            .notices
            .say("cleared; Up brings it back", state.input.now.mono);
        return vec![Effect::SavePrompt(text)];
    }
    if confirmed(state) {
        return quit(state);
    }
    tick::arm_quit(state);
    state
        .notices
        .say("press Ctrl-C again to quit", state.input.now.mono);
    Vec::new()
}

/// Closes the overlay on top. What was written in an editor goes only when it is said twice.
fn uncover(state: &mut State) -> Vec<Effect> {
    if matches!(state.overlays.last(), Some(Overlay::Find(_))) {
        return find::leave(state);
    }
    let written = matches!(state.overlays.last(), Some(Overlay::Editor(it)) if it.has_changed());
    if written && !confirmed(state) {
        tick::arm_quit(state);
        let text = "press Ctrl-C again to leave the value as it was; Esc takes the text";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    state.input.quit_until = None;
    state.overlays.pop();
    Vec::new()
}

/// Ctrl-D: leaves, if nothing is written.
pub(super) fn quit_if_empty(state: &mut State) -> Vec<Effect> {
    if state.composer.is_empty() {
        return quit(state);
    }
    send::edit(state, Edit::DeleteForward)
}

/// Leaves. What streams is stopped and recorded as such, and the draft is kept.
///
/// Records that could not be written would be lost, and so would a text in an editor that is no
/// value, so then it must be said twice.
pub(super) fn quit(state: &mut State) -> Vec<Effect> {
    // Borders stay where they were moved to.
    state.view.modes.resizing = None;
    let mut effects = editor::take_all(state);
    let lost = if state.file.error.is_some() {
        Some("not saved: ^X w saves elsewhere; quit again to leave without")
    } else if editor::is_open(state) {
        Some("this text cannot be taken as it is; quit again to leave without it")
    } else if calls::by_hand::is_kept(state) {
        Some("a result that you wrote is not given yet: ^X t; quit again to leave without it")
    } else {
        None
    };
    if let Some(text) = lost.filter(|_| !confirmed(state)) {
        tick::arm_quit(state);
        state.notices.say(text, state.input.now.mono);
        return effects;
    }
    effects.extend(generation::stop_all(state));
    effects.extend(draft::save(state));
    effects.push(Effect::Quit);
    effects
}

/// Whether the same was asked a moment ago.
fn confirmed(state: &State) -> bool {
    state
        .input
        .quit_until
        .is_some_and(|until| state.input.now.mono <= until)
}

/// What is to be said where replies that are on their way are stopped because they are left.
pub(super) fn stopped(state: &State) -> &'static str {
    if state.flight.is_quiet() {
        ""
    } else {
        "; the reply on its way was stopped, what came is kept"
    }
}

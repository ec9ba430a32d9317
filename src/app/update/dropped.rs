//! Paths that were dropped or pasted: they stand as text until it is known that they name files.

use crate::app::chips::ArrivalId;
use crate::app::dropped;
use crate::app::effect::Effect;
use crate::app::msg::DroppedFile;
use crate::app::state::State;
use crate::chat::attached::marks;

use super::{attach, calls, draft, key};

/// A text was pasted. If it can be nothing but paths, the shell finds out whether they name files; the
/// text stands in the editor meanwhile.
pub(super) fn pasted(state: &mut State, text: &str) -> Vec<Effect> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let readings = dropped::readings(&text);
    if readings.is_empty() {
        return Vec::new();
    }
    let id = state.composer.chips.expect_pasted(text);
    vec![Effect::Drop(id, readings)]
}

/// The files that a pasted text names were read; `None` = it names none. Marks take the places of the
/// paths, in one step that can be undone.
pub(super) fn looked_at(
    state: &mut State,
    id: ArrivalId,
    found: Option<Vec<DroppedFile>>,
) -> Vec<Effect> {
    let Some(arriving) = state.composer.chips.arrived(id) else {
        // Another draft is in the editor.
        return Vec::new();
    };
    let (Some(found), Some(holder)) = (found, arriving.holder) else {
        return Vec::new();
    };
    let text = holder.text;
    let (mut marked, mut end, mut problem) = (String::new(), 0, None);
    let mut come = Vec::new();
    for (range, result) in found {
        match result {
            Ok(attached) => {
                let at = attach::add(state, attached);
                come.push(at);
                marked.push_str(text.get(end..range.start).unwrap_or_default());
                marked.push_str(&marks::mark_of(&state.composer.chips.list, at));
                end = range.end;
            }
            Err(not) => problem = problem.or(Some(not.why)),
        }
    }
    marked.push_str(text.get(end..).unwrap_or_default());
    if marked != text {
        state.composer.exchange(&text, &marked);
    }
    if let Some(why) = problem {
        let why = format!("{why}; its path stays as text");
        state.notices.say(why, state.input.now.mono);
    }
    draft::changed(state);
    // One list at a time; the others say in their chips that they are too large.
    let mut offers = come.into_iter().map(|at| attach::offer_smaller(state, at));
    offers
        .find(|effects| !effects.is_empty())
        .unwrap_or_default()
}

/// What is on the clipboard was asked for: a picture is attached, a text is as if it were pasted.
pub(super) fn clipboard(state: &mut State) -> Vec<Effect> {
    if state.composer.chips.expects_clipboard() {
        // Asking twice would attach it twice.
        return Vec::new();
    }
    let id = state.composer.chips.expect_clipboard();
    vec![Effect::ReadClipboard(id)]
}

/// Esc and Ctrl-C: nobody waits for the clipboard of the terminal any more, if it was waited for. What
/// comes of it later changes nothing.
pub(super) fn stop_waiting(state: &mut State) -> bool {
    let waited = state.overlays.is_empty() && state.composer.chips.forget_terminal();
    if waited {
        let text = "the clipboard of the terminal is not waited for any more";
        state.notices.say(text, state.input.now.mono);
    }
    waited
}

/// There was a text on the clipboard, and no picture.
pub(super) fn clipboard_text(state: &mut State, id: ArrivalId, text: &str) -> Vec<Effect> {
    if calls::by_hand::clipboard_text(state, id, text) {
        return Vec::new();
    }
    if state.composer.chips.arrived(id).is_none() {
        return Vec::new();
    }
    key::pasted(state, text)
}

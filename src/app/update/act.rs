//! Actions: one arm each.

use crate::app::action::Action;
use crate::app::composer::Edit;
use crate::app::effect::{Capture, Effect};
use crate::app::list::ListMove;
use crate::app::overlay::{Overlay, Reader, Topic};
use crate::app::palette;
use crate::app::picker::Then;
use crate::app::state::State;
use crate::app::transcript;
use crate::app::view::{Anchor, Pane, TextMode};

use super::{file, generation, overlay, send, service, tick};

/// Carries out what the user means.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let leaves = matches!(
        action,
        Action::Interrupt | Action::Quit | Action::QuitIfEmpty
    );
    if !leaves {
        state.input.quit_until = None;
    }
    match action {
        Action::OpenPalette => open(state, Overlay::Palette(palette::palette())),
        Action::OpenHelp => help(state),
        Action::OpenPicker => overlay::open_picker(state, Then::Stay),
        Action::SearchHistory => overlay::open_history(state),
        Action::SaveAs => overlay::open_save_as(state),
        Action::CredentialsHelp => read(state, Topic::Credentials),
        Action::ShowLastError => read(state, Topic::LastError),
        Action::NewConversation => file::new_conversation(state),
        Action::UseSandbox => service::use_sandbox(state),
        Action::Reconnect => service::reconnect(state),
        Action::RefreshModels => service::refresh(state),
        Action::Redraw => vec![Effect::Redraw],
        Action::NextTheme => vec![Effect::NextTheme],
        Action::ToggleMouse => toggle_mouse(state),
        Action::ToggleRaw => toggle_raw(state),
        Action::NextPane | Action::PreviousPane => focus(state, state.view.focus.other()),
        Action::FocusComposer => focus(state, Pane::Composer),
        Action::PageUp => page(state, -1, 1),
        Action::PageDown => page(state, 1, 1),
        Action::HalfPageUp => page(state, -1, 2),
        Action::HalfPageDown => page(state, 1, 2),
        Action::LineUp => scroll(state, -1),
        Action::LineDown => scroll(state, 1),
        Action::PreviousMessage => jump(state, -1),
        Action::NextMessage => jump(state, 1),
        Action::ScrollTop => top(state),
        Action::Follow => follow(state),
        Action::Send => send::send_or_continue(state),
        Action::StopAndSend => send::stop_and_send(state),
        Action::Stop => generation::stop(state),
        Action::Retry => generation::retry(state),
        Action::TakeBackQueued => send::take_back(state),
        Action::HistoryOlder => send::older(state),
        Action::HistoryNewer => send::newer(state),
        Action::Edit(edit) => send::edit(state, edit),
        Action::ListUp => list(state, ListMove::Up),
        Action::ListDown => list(state, ListMove::Down),
        Action::ListPageUp => list(state, ListMove::PageUp),
        Action::ListPageDown => list(state, ListMove::PageDown),
        Action::ListFirst => list(state, ListMove::First),
        Action::ListLast => list(state, ListMove::Last),
        Action::Choose => overlay::choose(state),
        Action::ToggleFavourite => overlay::toggle_favourite(state),
        Action::Back => back(state),
        Action::Interrupt => interrupt(state),
        Action::QuitIfEmpty => quit_if_empty(state),
        Action::Suspend => vec![Effect::Suspend],
        Action::Quit => quit(state),
    }
}

fn open(state: &mut State, overlay: Overlay) -> Vec<Effect> {
    state.overlays.push(overlay);
    Vec::new()
}

fn help(state: &mut State) -> Vec<Effect> {
    let scope = state.scopes()[0];
    read(state, Topic::Keys(scope))
}

fn read(state: &mut State, topic: Topic) -> Vec<Effect> {
    open(state, Overlay::Reader(Reader { topic, scroll: 0 }))
}

fn focus(state: &mut State, pane: Pane) -> Vec<Effect> {
    state.view.focus = pane;
    Vec::new()
}

fn toggle_mouse(state: &mut State) -> Vec<Effect> {
    let (mouse, says) = match state.view.mouse {
        Capture::Ours => (
            Capture::Terminals,
            "the terminal has the mouse: select as usual",
        ),
        Capture::Terminals => (Capture::Ours, "outcrop has the mouse: hold Shift to select"),
    };
    state.view.mouse = mouse;
    state.notices.say(says, state.input.now.mono);
    vec![Effect::CaptureMouse(mouse)]
}

fn toggle_raw(state: &mut State) -> Vec<Effect> {
    state.view.text = match state.view.text {
        TextMode::Markdown => TextMode::Raw,
        TextMode::Raw => TextMode::Markdown,
    };
    Vec::new()
}

/// Scrolls a part of a page; the line at the edge stays in sight.
fn page(state: &mut State, direction: isize, part: u16) -> Vec<Effect> {
    let rows = state.view.panes.transcript.height / part;
    scroll(
        state,
        direction * isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(1),
    )
}

fn scroll(state: &mut State, lines: isize) -> Vec<Effect> {
    if let Some(Overlay::Reader(reader)) = state.overlays.last_mut() {
        reader.scroll = reader.scroll.saturating_add_signed(lines);
    } else {
        transcript::scroll(state, lines);
    }
    Vec::new()
}

fn jump(state: &mut State, step: isize) -> Vec<Effect> {
    if let Some(anchor) = transcript::neighbour(state, step) {
        state.view.anchor = anchor;
    }
    Vec::new()
}

fn top(state: &mut State) -> Vec<Effect> {
    let root = state.lane().and_then(|lane| lane.path.first().copied());
    if let Some(message) = root {
        state.view.anchor = Anchor::At { message, line: 0 };
    }
    Vec::new()
}

fn follow(state: &mut State) -> Vec<Effect> {
    state.view.anchor = Anchor::Follow;
    Vec::new()
}

fn list(state: &mut State, step: ListMove) -> Vec<Effect> {
    if let Some(overlay) = state.overlays.last_mut() {
        overlay.go(step);
    }
    Vec::new()
}

/// Esc: closes an overlay, else stops the reply, else takes a notice away, else changes the pane.
///
/// It never destroys text, since some terminals send Esc before another key.
fn back(state: &mut State) -> Vec<Effect> {
    if state.overlays.pop().is_some() {
        return Vec::new();
    }
    if state
        .lane_id()
        .is_some_and(|lane| state.flight.of_lane(lane).is_some())
    {
        return generation::stop(state);
    }
    if state.notices.passing().is_some() {
        state.notices.clear();
        return Vec::new();
    }
    focus(state, state.view.focus.other())
}

/// Ctrl-C: closes an overlay, else stops the reply, else clears the message, else quits when pressed again.
fn interrupt(state: &mut State) -> Vec<Effect> {
    let covered = !matches!(state.overlays.last(), None | Some(Overlay::Welcome));
    if covered {
        state.overlays.pop();
        return Vec::new();
    }
    if !state.flight.is_empty() {
        return generation::stop(state);
    }
    if !state.composer.is_blank() {
        let text = state.composer.take();
        send::draft_changed(state);
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

fn quit_if_empty(state: &mut State) -> Vec<Effect> {
    if state.composer.is_empty() {
        return quit(state);
    }
    send::edit(state, Edit::DeleteForward)
}

/// Leaves. What streams is stopped and recorded as such, and the draft is kept.
///
/// Records that could not be written would be lost, so then it must be said twice.
fn quit(state: &mut State) -> Vec<Effect> {
    let unsaved = state.file.error.is_some() && !confirmed(state);
    if unsaved {
        tick::arm_quit(state);
        let text = "not saved: ^X w saves elsewhere; quit again to leave without";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let mut effects = generation::stop(state);
    effects.extend(send::save_draft(state));
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

//! Actions: one arm each.

use crate::app::action::Action;
use crate::app::blind;
use crate::app::editing::Edit;
use crate::app::effect::{Capture, Effect};
use crate::app::list::ListMove;
use crate::app::menu::Asked;
use crate::app::overlay::{Overlay, Reader, Topic};
use crate::app::palette;
use crate::app::picker::Then;
use crate::app::settings::row::Row;
use crate::app::state::State;
use crate::app::transcript;
use crate::app::view::{Anchor, Pane, TextMode, View};
use crate::chat::content::ContentBlock;
use crate::chat::ids::MessageId;

use super::branch;
use super::{
    again, attach, back, calls, cases, code, compare, custody, deeds, diff, dropped, editor,
    export, file, file_picker, film, find, generation, inspect, leave, library, links, map, menu,
    modal, outside, outward, overlay, panes, pictures, pin, preview, refusal, retry, rewrite,
    search, selecting, send, service, settings, smaller, stash, summary, themes, tools, tour, tray,
    turns, variable, votes,
};

/// Carries out what the user means. A slider that was turned becomes a record before anything else
/// than its next turn, and so does a number that was typed.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let mut effects = if let Action::Setting(knob) = action {
        if knob.slides() {
            Vec::new()
        } else {
            settings::commit(state)
        }
    } else {
        settings::finish(state)
    };
    effects.extend(carry_out(state, action));
    effects
}

fn carry_out(state: &mut State, action: Action) -> Vec<Effect> {
    let leaves = matches!(
        action,
        Action::Interrupt | Action::Quit | Action::QuitIfEmpty
    );
    if !leaves {
        state.input.quit_until = None;
    }
    if blind::forbids(state, action) {
        state.notices.say(blind::HIDDEN, state.input.now.mono);
        return Vec::new();
    }
    if matches!(action, Action::Back | Action::Interrupt) && dropped::stop_waiting(state) {
        return Vec::new();
    }
    let written = !state.composer.is_blank();
    let effects = dispatch(state, action);
    let sends = matches!(action, Action::Send | Action::StopAndSend);
    if sends && written && state.composer.is_blank() {
        modal::afresh(state);
    }
    effects
}

/// One arm for each action.
#[expect(clippy::too_many_lines, reason = "one line for each action")]
fn dispatch(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::OpenPalette => commands(state),
        Action::OpenHelp => help(state),
        Action::OpenTour => tour::open(state),
        Action::OpenPicker => overlay::open_picker(state, Then::Stay),
        Action::SearchHistory => overlay::open_history(state),
        Action::OpenSettings => settings::toggle(state),
        Action::Setting(knob) => settings::knob(state, knob),
        Action::EditSystem => settings::edit(state, Row::System),
        Action::EditOutside => outside::edit(state),
        Action::EditConversation => outside::edit_conversation(state),
        Action::OpenPresets => menu::presets(state),
        Action::OpenPrompts => menu::prompts(state),
        Action::OpenTools => tools::open(state),
        Action::OpenVariables => variable::list(state),
        Action::OpenRefusals => menu::refusals(state),
        Action::Done => editor::done(state),
        Action::Remove => menu::remove(state),
        Action::Stash => stash::toggle(state),
        Action::TogglePrefill => pin::go_to_prefill(state),
        Action::TogglePin => pin::toggle(state),
        Action::ToggleThinking => toggle_thinking(state),
        Action::MakeSmaller => smaller::open(state),
        Action::Attach => file_picker::open(state),
        Action::AttachAgain => again::open(state),
        Action::PasteClipboard => dropped::clipboard(state),
        Action::OnFiles(what) => file_picker::act(state, what),
        Action::Detach => detach_last(state),
        Action::TogglePictures => pictures::toggle(state),
        Action::OnPicture(what) => pictures::act(state, what),
        Action::OnFilm(what) => film::act(state, what),
        Action::OnCopy(what) => selecting::act(state, what),
        Action::OnReplay(what) => calls::replay::act(state, what),
        Action::SendWithout => refusal::send_without(state),
        Action::ShowRequest => preview::preview(state),
        Action::CountTokens => preview::count(state),
        Action::SaveAs => overlay::open_save_as(state),
        Action::CredentialsHelp => read(state, Topic::Credentials),
        Action::ShowLastError => {
            let (now, keymap) = (state.input.now.mono, &state.input.keymap);
            let room = state.notices.room(state.view.size.width, now, keymap);
            state.notices.keep_cut(room, keymap);
            read(state, Topic::LastError)
        }
        Action::NewConversation => file::new_conversation(state),
        Action::UseSandbox => service::use_sandbox(state),
        Action::Reconnect => service::reconnect(state),
        Action::RefreshModels => service::refresh(state),
        Action::Redraw => vec![Effect::Redraw],
        Action::OpenThemes => themes::open(state),
        Action::OnPanes(what) => panes::act(state, what),
        Action::ToggleMouse => toggle_mouse(state),
        Action::ToggleRaw => toggle_raw(state),
        Action::NextPane => next_pane(state, View::next_pane),
        Action::PreviousPane => next_pane(state, View::previous_pane),
        Action::FocusComposer => {
            modal::afresh(state);
            focus(state, Pane::Composer)
        }
        Action::OpenMessage => open_message(state),
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
        Action::OnMessage(what) => turns::act(state, what),
        Action::UndoDeed => deeds::undo(state),
        Action::RedoDeed => deeds::redo(state),
        Action::OpenMap => map::open(state),
        Action::OnMap(what) => map::act(state, what),
        Action::OpenFind => find::open(state),
        Action::OnFind(what) => find::act(state, what),
        Action::OpenAsked => find::prompts(state),
        Action::OnLane(what) => compare::act(state, what),
        Action::OpenSummary => summary::open(state),
        Action::OnSummary(what) => summary::act(state, what),
        Action::OnDiff(what) => diff::act(state, what),
        Action::OpenCases => cases::open(state),
        Action::Export => export::open(state),
        Action::Import => menu::ask(state, Asked::Import),
        Action::OnCall(what) => inspect::act(state, what),
        Action::OnTray(what) => tray::act(state, what),
        Action::OnConsent(what) => calls::consent::act(state, what),
        Action::OnCode(what) => code::act(state, what),
        Action::OnGrid(what) => cases::act(state, what),
        Action::ShowVotes => votes::show(state),
        Action::OpenSearch => search::toggle(state),
        Action::OnLibrary(what) => library::act(state, what),
        Action::OnLinks(what) => links::act(state, what),
        Action::StopTask => outward::stop_task(state),
        Action::OnFile(what) => custody::act(state, what),
        Action::SendEdited => rewrite::send(state),
        Action::Send => send::send_or_continue(state),
        Action::StopAndSend => send::stop_and_send(state),
        Action::Stop => generation::stop(state),
        Action::Retry => retry::retry(state),
        Action::TakeBackQueued => send::take_back(state),
        Action::HistoryOlder => send::older(state),
        Action::HistoryNewer => send::newer(state),
        Action::Edit(edit) if matches!(state.overlays.last(), Some(Overlay::Editor(_))) => {
            editor::edit(state, edit)
        }
        Action::Edit(Edit::Undo) if smaller::undone(state) => Vec::new(),
        Action::Edit(edit) => send::edit(state, edit),
        Action::List(step) => list(state, step),
        Action::Choose => overlay::choose(state),
        Action::ToggleFavourite => overlay::toggle_favourite(state),
        Action::Back => back::back(state),
        Action::Interrupt => leave::interrupt(state),
        Action::QuitIfEmpty => leave::quit_if_empty(state),
        Action::Suspend => vec![Effect::Suspend],
        Action::Quit => leave::quit(state),
    }
}

fn open(state: &mut State, overlay: Overlay) -> Vec<Effect> {
    state.overlays.push(overlay);
    Vec::new()
}

fn commands(state: &mut State) -> Vec<Effect> {
    let palette = palette::palette(&state.memory.commands, menu::preset_names(state));
    open(state, Overlay::Palette(palette))
}

fn help(state: &mut State) -> Vec<Effect> {
    let scopes = state.scopes();
    read(state, Topic::Keys(scopes))
}

fn read(state: &mut State, topic: Topic) -> Vec<Effect> {
    open(state, Overlay::Reader(Reader::new(topic)))
}

pub(super) fn focus(state: &mut State, pane: Pane) -> Vec<Effect> {
    state.view.focus = pane;
    Vec::new()
}

/// Goes to another pane, unless something lies over them: it takes the keys.
fn next_pane(state: &mut State, next: fn(&View) -> Pane) -> Vec<Effect> {
    match state.overlays.last() {
        None | Some(Overlay::Welcome) => {
            let pane = next(&state.view);
            panes::go(state, pane)
        }
        Some(_) => Vec::new(),
    }
}

fn toggle_mouse(state: &mut State) -> Vec<Effect> {
    let (mouse, says) = match state.view.modes.mouse {
        Capture::Ours => (
            Capture::Terminals,
            "the terminal has the mouse: select as usual",
        ),
        Capture::Terminals => (Capture::Ours, "outcrop has the mouse: hold Shift to select"),
    };
    state.view.modes.mouse = mouse;
    state.notices.say(says, state.input.now.mono);
    vec![Effect::CaptureMouse(mouse)]
}

/// Unfolds the reasoning and the calls of the message at the top, or folds them again; at the end, of
/// the last one that has any. A message that is chosen comes first.
fn toggle_thinking(state: &mut State) -> Vec<Effect> {
    let path = state
        .lane()
        .map(|lane| lane.path.clone())
        .unwrap_or_default();
    let top = state.view.transcript.top().map(|top| top.message);
    let thinks = |id: &MessageId| {
        let message = state.conversation.message(*id);
        let folds = |block: &ContentBlock| {
            let tools = matches!(
                block,
                ContentBlock::ToolUse(_) | ContentBlock::ToolResult { .. }
            );
            tools || block.is_reasoning()
        };
        message.is_some_and(|message| message.content.iter().any(folds))
    };
    let from = path.iter().position(|id| Some(*id) == top).unwrap_or(0);
    let chosen = state.view.reading.chosen.filter(|id| thinks(id));
    let found = match state.view.reading.anchor {
        _ if chosen.is_some() => chosen.as_ref(),
        Anchor::Follow => path.iter().rev().find(|id| thinks(id)),
        Anchor::At { .. } => path[from..].iter().find(|id| thinks(id)),
    };
    if let Some(id) = found.copied() {
        toggle_thoughts(state, id);
    } else {
        let text = "no reasoning and no tool call here";
        state.notices.say(text, state.input.now.mono);
    }
    Vec::new()
}

/// Unfolds the reasoning of a message, or folds it again.
pub(super) fn toggle_thoughts(state: &mut State, id: MessageId) {
    // Lines of it come or go, so that a selection in it would be of others.
    selecting::end(state);
    let unfolded = &mut state.view.modes.unfolded;
    if !unfolded.remove(&id) {
        unfolded.insert(id);
    }
}

/// Enter in the conversation: a message that was gone to shows its calls, as a click on one does. While
/// none was, and where there are none, it leads back to where one writes.
fn open_message(state: &mut State) -> Vec<Effect> {
    let chosen = state.view.reading.chosen;
    match chosen.and_then(|id| inspect::call_of(state, id)) {
        Some(call) => inspect::open(state, Some(call)),
        None => focus(state, Pane::Composer),
    }
}

fn detach_last(state: &mut State) -> Vec<Effect> {
    if let Some(last) = state.composer.chips.list.len().checked_sub(1) {
        attach::detach(state, last);
    }
    Vec::new()
}

fn toggle_raw(state: &mut State) -> Vec<Effect> {
    state.view.modes.text = match state.view.modes.text {
        TextMode::Markdown => TextMode::Raw,
        TextMode::Raw => TextMode::Markdown,
    };
    Vec::new()
}

/// Rows of the tour.
fn tour_room(state: &State) -> u16 {
    u16::try_from(crate::app::tour::room(state.view.size)).unwrap_or(u16::MAX)
}

/// Scrolls a part of a page; the line at the edge stays in sight.
fn page(state: &mut State, direction: isize, part: u16) -> Vec<Effect> {
    let rows = match state.overlays.last() {
        Some(Overlay::Tour(_)) => tour_room(state),
        Some(_) | None => state.view.panes.transcript.height,
    } / part;
    scroll(
        state,
        direction * isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(1),
    )
}

fn scroll(state: &mut State, lines: isize) -> Vec<Effect> {
    if let Some(Overlay::Tour(tour)) = state.overlays.last_mut() {
        tour.scroll(lines, state.view.size);
    } else if let Some(Overlay::Reader(reader)) = state.overlays.last_mut() {
        reader.scroll = reader.scroll.saturating_add_signed(lines);
    } else if let Some(Overlay::Page(page)) = state.overlays.last_mut() {
        page.scroll = page.scroll.saturating_add_signed(lines);
    } else {
        transcript::scroll(state, lines);
    }
    Vec::new()
}

fn jump(state: &mut State, step: isize) -> Vec<Effect> {
    let next = transcript::neighbour(state, step);
    branch::choose(state, next);
    Vec::new()
}

fn top(state: &mut State) -> Vec<Effect> {
    let root = state.lane().and_then(|lane| lane.path.first().copied());
    if let Some(message) = root {
        state.view.reading.anchor = Anchor::At { message, line: 0 };
        state.view.reading.chosen = Some(message);
    }
    Vec::new()
}

fn follow(state: &mut State) -> Vec<Effect> {
    state.view.reading.anchor = Anchor::Follow;
    state.view.reading.chosen = None;
    Vec::new()
}

fn list(state: &mut State, step: ListMove) -> Vec<Effect> {
    if let Some(overlay) = state.overlays.last_mut() {
        overlay.go(step);
    } else if let Some(library) = library::in_focus(state) {
        library.go(step);
    }
    Vec::new()
}

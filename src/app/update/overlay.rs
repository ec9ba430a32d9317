//! Overlays: opening, filtering, choosing.

use std::path::PathBuf;

use crate::app::able::why_not;
use crate::app::consent::Way;
use crate::app::effect::Effect;
use crate::app::inspect::Side;
use crate::app::list::ListMove;
use crate::app::menu::{Asked, MenuKind, Pick};
use crate::app::overlay::{Overlay, Prompt};
use crate::app::palette::Chooser;
use crate::app::picker::{Picker, Then};
use crate::app::pictures::viewer::OnPicture;
use crate::app::state::State;

use super::{
    calls, cases, compare, draft, export, file_picker, film, find, inspect, judge, library, map,
    mention, menu, modal, pictures, regenerate, retry, search, send, service, summary, themes,
    tools, tray, turns, variable,
};

/// Opens the model picker. The list is fetched if it was not.
pub(super) fn open_picker(state: &mut State, then: Then) -> Vec<Effect> {
    if let Some(Overlay::Picker(picker)) = state.overlays.last_mut() {
        picker.then = then;
        return Vec::new();
    }
    let picker = Picker::new(&state.service, &state.memory, then);
    state.overlays.push(Overlay::Picker(picker));
    Vec::new()
}

/// Opens the list of earlier prompts, newest first.
pub(super) fn open_history(state: &mut State) -> Vec<Effect> {
    let prompts = state.composer.prompts().iter().rev();
    let entries = prompts
        .map(|prompt| (prompt.clone(), prompt.clone()))
        .collect();
    state.overlays.push(Overlay::History(Chooser::new(entries)));
    Vec::new()
}

/// Asks where to save.
pub(super) fn open_save_as(state: &mut State) -> Vec<Effect> {
    if state.conversation.len() == 0 {
        state
            .notices
            .say("there is nothing to save yet", state.input.now.mono);
        return Vec::new();
    }
    menu::ask(state, Asked::SaveAs)
}

/// Takes in that the input of the overlay on top has changed.
pub(super) fn filter_changed(state: &mut State) -> Vec<Effect> {
    match state.overlays.last_mut() {
        Some(Overlay::Picker(picker)) => {
            picker.filter_changed(&state.service, &state.memory);
        }
        Some(Overlay::Palette(chooser)) => chooser.filter_changed(),
        Some(Overlay::Slash(chooser)) => {
            chooser.filter_changed();
            let text = format!("/{}", chooser.list.filter);
            write_command(state, &text);
        }
        Some(Overlay::History(chooser)) => chooser.filter_changed(),
        Some(Overlay::Menu(menu)) => menu.chooser.filter_changed(),
        Some(Overlay::Themes(picker)) => picker.chooser.filter_changed(),
        Some(Overlay::Library(library)) => library.filter_changed(),
        Some(Overlay::Ask(_, prompt)) => prompt.problem = None,
        Some(Overlay::Find(bar)) => {
            bar.prompt.problem = None;
            find::changed(state);
        }
        Some(Overlay::Files(_)) => return file_picker::filter_changed(state),
        // `search::settle` asks for what was typed, `mention::settle` follows the editor.
        Some(
            Overlay::Welcome
            | Overlay::Tour(_)
            | Overlay::Reader(_)
            | Overlay::Page(_)
            | Overlay::Viewer(_)
            | Overlay::Film(_)
            | Overlay::Map(_)
            | Overlay::Summary(_)
            | Overlay::Diff(_)
            | Overlay::Grid(_)
            | Overlay::Search(_)
            | Overlay::Tray(_)
            | Overlay::Inspect(_)
            | Overlay::Mention(_)
            | Overlay::Consent(_)
            | Overlay::Editor(_),
        )
        | None => {}
    }
    Vec::new()
}

/// Puts a command into the message as far as it is typed; nothing else stands there.
pub(super) fn write_command(state: &mut State, text: &str) {
    state.composer.set_text(text);
    modal::wrote(state, text);
    draft::changed(state);
}

/// Takes the selected row, or the input.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    if let Some(effects) = tools::stay(state) {
        return effects;
    }
    match state.overlays.last() {
        Some(Overlay::Picker(_)) => choose_model(state),
        Some(Overlay::Palette(chooser)) => {
            let pick = chooser.choice().cloned();
            state.overlays.pop();
            pick.map_or_else(Vec::new, |pick| command(state, pick))
        }
        Some(Overlay::Menu(menu)) => {
            let pick = menu.chooser.choice().map(|entry| entry.pick.clone());
            let typed = menu.chooser.list.filter.trim().to_owned();
            let is_path = menu.kind == MenuKind::Files && pick.is_none() && !typed.is_empty();
            state.overlays.pop();
            if is_path {
                return library::open_file(state, &typed);
            }
            pick.map_or_else(Vec::new, |pick| menu::pick(state, pick))
        }
        Some(Overlay::Slash(chooser)) => {
            let pick = chooser.choice().cloned();
            state.overlays.pop();
            write_command(state, "");
            pick.map_or_else(Vec::new, |pick| command(state, pick))
        }
        Some(Overlay::History(chooser)) => {
            let prompt = chooser.choice().cloned();
            state.overlays.pop();
            if let Some(prompt) = prompt {
                state.composer.set_text(&prompt);
                draft::changed(state);
            }
            Vec::new()
        }
        Some(Overlay::Themes(_)) => themes::choose(state),
        Some(Overlay::Map(_)) => map::show_through(state),
        Some(Overlay::Summary(_)) => summary::choose(state),
        Some(Overlay::Film(_)) => film::choose(state),
        Some(Overlay::Grid(_)) => cases::choose(state),
        Some(Overlay::Tray(_)) => tray::choose(state),
        Some(Overlay::Inspect(_)) => inspect::choose(state),
        Some(Overlay::Search(_)) => search::choose(state),
        Some(Overlay::Files(_)) => file_picker::choose(state),
        Some(Overlay::Mention(_)) => mention::choose(state),
        Some(Overlay::Library(_)) | None => library::choose(state),
        Some(Overlay::Ask(..)) => answered(state),
        Some(Overlay::Find(_)) => find::accept(state),
        Some(
            Overlay::Welcome
            | Overlay::Tour(_)
            | Overlay::Reader(_)
            | Overlay::Page(_)
            | Overlay::Viewer(_)
            | Overlay::Diff(_)
            | Overlay::Consent(_)
            | Overlay::Editor(_),
        ) => Vec::new(),
    }
}

/// Takes a row of the palette, and remembers an action for the next time.
fn command(state: &mut State, pick: Pick) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Pick::Do(action) = pick
        && why_not(state, action).is_none()
    {
        let before = state.memory.commands.clone();
        state.memory.did(action);
        if state.memory.commands != before {
            effects.push(Effect::SaveMemory(state.memory.clone()));
        }
    }
    effects.extend(menu::pick(state, pick));
    effects
}

/// Closes the slash popup once no command matches, or the editor holds another text.
///
/// So a path can be typed through it, and it never stands over a text that is not its own.
pub(super) fn settle(state: &mut State) {
    let composer = &state.composer;
    state.overlays.retain(|overlay| match overlay {
        Overlay::Slash(chooser) => {
            let own = composer.text().strip_prefix('/') == Some(&chooser.list.filter);
            own && chooser.rows().len() > 0
        }
        Overlay::Welcome
        | Overlay::Tour(_)
        | Overlay::Picker(_)
        | Overlay::Palette(_)
        | Overlay::History(_)
        | Overlay::Files(_)
        | Overlay::Mention(_)
        | Overlay::Reader(_)
        | Overlay::Page(_)
        | Overlay::Viewer(_)
        | Overlay::Film(_)
        | Overlay::Menu(_)
        | Overlay::Themes(_)
        | Overlay::Map(_)
        | Overlay::Summary(_)
        | Overlay::Diff(_)
        | Overlay::Grid(_)
        | Overlay::Library(_)
        | Overlay::Search(_)
        | Overlay::Tray(_)
        | Overlay::Consent(_)
        | Overlay::Inspect(_)
        | Overlay::Editor(_)
        | Overlay::Ask(..)
        | Overlay::Find(_) => true,
    });
}

fn choose_model(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Picker(picker)) = state.overlays.last() else {
        return Vec::new();
    };
    let then = picker.then;
    let Some(choice) = picker.choice().cloned() else {
        return Vec::new();
    };
    state.overlays.pop();
    if then == Then::Compare {
        return compare::with_model(state, choice);
    }
    if then == Then::Judge {
        return judge::with_model(state, choice);
    }
    if let Then::Replay(matching) = then {
        return calls::replay::with_model(state, choice, matching);
    }
    let mut effects = service::set_model(state, choice);
    match then {
        Then::Stay | Then::Compare | Then::Judge | Then::Replay(_) => {
            effects.extend(send::release_queued(state));
        }
        Then::Send => effects.extend(send::send(state)),
        Then::Regenerate(id) => effects.extend(regenerate::again(state, id)),
        Then::AskAgain => effects.extend(retry::ask_beginning(state, None)),
    }
    effects
}

/// Marks the selected model as a favourite, or no longer.
pub(super) fn toggle_favourite(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Picker(picker)) = state.overlays.last_mut() else {
        return Vec::new();
    };
    let Some(choice) = picker.choice().cloned() else {
        return Vec::new();
    };
    state.memory.toggle_favourite(&choice);
    picker.catalog_changed(&state.service, &state.memory);
    vec![Effect::SaveMemory(state.memory.clone())]
}

/// A row was clicked: it is selected, and taken if it was selected already. So a click can be a mistake,
/// and two in a row take.
pub(super) fn clicked(state: &mut State, row: usize) -> Vec<Effect> {
    if state.overlays.is_empty() {
        return library::clicked(state, row);
    }
    let overlay = state.overlays.last_mut();
    let selected = overlay.as_ref().and_then(|overlay| overlay.selected());
    if let Some(Overlay::Inspect(pane)) = overlay {
        pane.side = Side::List;
        pane.select(row);
        return Vec::new();
    }
    if selected.is_some_and(|selected| selected != row) {
        overlay.map(|overlay| overlay.select(row));
        return Vec::new();
    }
    if let Some(Overlay::Diff(diff)) = overlay {
        diff.unfold(row);
        return Vec::new();
    }
    if overlay.is_some_and(|overlay| overlay.select(row)) {
        choose(state)
    } else {
        Vec::new()
    }
}

/// The wheel was turned over the overlay.
pub(super) fn wheel(state: &mut State, lines: i16) {
    match state.overlays.last_mut() {
        Some(Overlay::Tour(tour)) => tour.scroll(isize::from(lines), state.view.size),
        Some(Overlay::Reader(reader)) => {
            reader.scroll = reader.scroll.saturating_add_signed(isize::from(lines));
        }
        Some(Overlay::Page(page)) => {
            page.scroll = page.scroll.saturating_add_signed(isize::from(lines));
        }
        Some(Overlay::Consent(question)) => question.scroll(if lines < 0 {
            Way::LineUp
        } else {
            Way::LineDown
        }),
        Some(Overlay::Map(map)) => map.roll(lines),
        Some(Overlay::Summary(summary)) => summary.roll(lines),
        Some(Overlay::Diff(diff)) => diff.scroll(isize::from(lines)),
        Some(Overlay::Grid(grid)) => grid.roll(lines),
        Some(Overlay::Viewer(_) | Overlay::Film(_)) => {
            let zoom = if lines < 0 {
                OnPicture::In
            } else {
                OnPicture::Out
            };
            pictures::act(state, zoom);
        }
        Some(Overlay::Library(library)) => library.roll(lines),
        Some(Overlay::Editor(editor)) => editor.pad.roll(lines),
        Some(overlay) => overlay.go(if lines < 0 {
            ListMove::Up
        } else {
            ListMove::Down
        }),
        None => {}
    }
}

/// Takes a line of input; one that cannot be taken stays with the reason.
fn answered(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Ask(asked, prompt)) = state.overlays.pop() else {
        return Vec::new();
    };
    let text = prompt.text.trim();
    let taken = if text.is_empty() && !matches!(asked, Asked::DenyCall(_)) {
        Err("type something, or Esc closes".to_owned())
    } else {
        match asked {
            Asked::SaveAs => Ok(vec![Effect::SaveAs(PathBuf::from(text))]),
            Asked::VariableName => variable::name(state, text),
            Asked::ChipName(at) => Ok(tray::rename(state, at, text)),
            Asked::DenyCall(id) => Ok(calls::run::refuse(state, id, text)),
            Asked::BranchName(id) => Ok(turns::name(state, id, text)),
            Asked::Find => map::seek(state, text),
            Asked::Cases => Ok(cases::table_at(text)),
            Asked::CasesTo => cases::export(state, text),
            Asked::OpenFile => Ok(library::open_file(state, text)),
            Asked::Tags => Ok(library::set_tags(state, text)),
            Asked::Title => Ok(library::set_title(state, text)),
            Asked::ExportTo(what, format) => export::to(state, (what, format), text),
            Asked::Import => Ok(export::import(state, text)),
            Asked::ImageTurns => film::set_turns(state, text),
            Asked::ImportTools => Ok(tools::import(state, text)),
            Asked::ToolSetName => tools::keep(state, text),
            Asked::OwnField(form, field) => tools::field(state, (form, field), text),
            Asked::PresetName => menu::keep_preset(state, text),
            Asked::PromptName => menu::keep_prompt(state, text),
        }
    };
    taken.unwrap_or_else(|problem| {
        let problem = Some(problem);
        state
            .overlays
            .push(Overlay::Ask(asked, Prompt { problem, ..prompt }));
        Vec::new()
    })
}

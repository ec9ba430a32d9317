//! Keys and pasted text.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::app::action::{Action, Scope};
use crate::app::blind;
use crate::app::bucket;
use crate::app::composer::Field;
use crate::app::effect::Effect;
use crate::app::keymap::{self, Meaning};
use crate::app::library::dropped::conversation;
use crate::app::menu::MenuKind;
use crate::app::overlay::Overlay;
use crate::app::palette;
use crate::app::state::{Reveal, State};
use crate::app::view::Pane;

use super::{
    act, attach, calls, draft, dropped, editor, file_picker, library, mention, menu, modal,
    overlay, settings, tour, tray,
};

/// How long after a key of a sequence it is shown what may follow.
const REVEAL_AFTER: Duration = Duration::from_millis(300);

/// A key was pressed: it continues a sequence, means an action, or is text.
pub(super) fn pressed(state: &mut State, event: KeyEvent) -> Vec<Effect> {
    if let Some(effects) = tour::pressed(state, event) {
        return effects;
    }
    if let Some(effects) = modal::pressed(state, event) {
        return effects;
    }
    let mut keys = std::mem::take(&mut state.input.pending);
    let reveal = std::mem::take(&mut state.input.reveal);
    keys.push(keymap::combination(event));
    let scopes = state.scopes();
    match state.input.keymap.meaning(scopes, &keys) {
        Meaning::Action(action) => act::act(state, action),
        Meaning::Prefix => {
            state.input.pending = keys;
            // What is shown follows the keys; what is not waits for a pause.
            state.input.reveal = match reveal {
                Reveal::Shown => Reveal::Shown,
                Reveal::Hidden | Reveal::At(_) => {
                    Reveal::At(state.input.now.mono.after(REVEAL_AFTER))
                }
            };
            Vec::new()
        }
        Meaning::Nothing if keys.len() > 1 && leaves(state, event) => Vec::new(),
        Meaning::Nothing if keys.len() > 1 && asks_for_help(state, event) => {
            act::act(state, Action::OpenHelp)
        }
        Meaning::Nothing if keys.len() > 1 => {
            state.notices.say(
                "no such key sequence; ^X ? shows the keys",
                state.input.now.mono,
            );
            Vec::new()
        }
        Meaning::Nothing => typed(state, event),
    }
}

/// Whether a key that continues no sequence leaves it: Esc, and what goes back by itself.
fn leaves(state: &State, event: KeyEvent) -> bool {
    let key = keymap::combination(event);
    let alone = state.input.keymap.meaning(&[Scope::Global], &[key]);
    event.code == KeyCode::Esc || alone == Meaning::Action(Action::Back)
}

/// Whether a key that continues no sequence asks what could: the list of that names it.
fn asks_for_help(state: &State, event: KeyEvent) -> bool {
    let key = keymap::combination(event);
    let alone = state.input.keymap.meaning(state.scopes(), &[key]);
    alone == Meaning::Action(Action::OpenHelp)
}

/// Text was pasted: it is never a command.
pub(super) fn pasted(state: &mut State, text: &str) -> Vec<Effect> {
    let mut effects = tour::leave_to_write(state);
    effects.extend(pasted_below(state, text));
    effects
}

fn pasted_below(state: &mut State, text: &str) -> Vec<Effect> {
    // Terminals paste line ends as they would be typed.
    let text = &text.replace("\r\n", "\n").replace('\r', "\n");
    state.input.drop_pending();
    if matches!(state.overlays.last(), Some(Overlay::Consent(_))) {
        calls::consent::disturb(state);
        return Vec::new();
    }
    if matches!(state.overlays.last(), Some(Overlay::Editor(_))) {
        editor::insert(state, text);
        return Vec::new();
    }
    if matches!(state.overlays.last(), Some(Overlay::Files(_)))
        && let Some(effects) = file_picker::pasted(state, text)
    {
        return effects;
    }
    let top = state.overlays.last_mut();
    if let Some(top) = top.filter(|top| !matches!(top, Overlay::Slash(_)))
        && let Some(input) = top.input()
    {
        // A filter and a path are one line.
        input.push_str(text.lines().next().unwrap_or_default());
        return overlay::filter_changed(state);
    }
    if library::in_focus(state).is_some() {
        library::typed(state, text.lines().next().unwrap_or_default());
        return Vec::new();
    }
    state.view.focus = Pane::Composer;
    let alone = state.composer.is_empty() && state.overlays.is_empty();
    if let Some(wanted) = bucket::pasted(text).filter(|_| state.overlays.is_empty()) {
        return attach::fetch(state, vec![wanted]);
    }
    if tray::is_long(text) && state.composer.field() == Field::Message {
        tray::fold(state, text);
        return Vec::new();
    }
    modal::typed(state, text);
    state.composer.insert(text);
    draft::changed(state);
    match conversation(text).filter(|_| alone) {
        Some(path) => library::dropped(state, path),
        None if state.composer.field() == Field::Message => dropped::pasted(state, text),
        None => Vec::new(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "most key codes are no text")]
fn typed(state: &mut State, event: KeyEvent) -> Vec<Effect> {
    if matches!(state.overlays.last(), Some(Overlay::Consent(_))) {
        calls::consent::disturb(state);
        return Vec::new();
    }
    let text = match event.code {
        KeyCode::Char(c)
            if !event
                .modifiers
                .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) =>
        {
            c
        }
        KeyCode::Backspace => return erase(state),
        KeyCode::Char('u') if event.modifiers == KeyModifiers::CONTROL => return erase_all(state),
        _ => return Vec::new(),
    };
    if matches!(state.overlays.last(), Some(Overlay::Menu(menu)) if menu.kind == MenuKind::Smaller)
    {
        // It opens by itself, and what is typed was meant for the message.
        state.overlays.pop();
    }
    if matches!(state.overlays.last(), Some(Overlay::Editor(_))) {
        editor::insert(state, text.encode_utf8(&mut [0; 4]));
        return Vec::new();
    }
    if let Some(Overlay::Reader(reader)) = state.overlays.last_mut() {
        // Help looks for what is typed; `/` begins with letters that scroll too.
        reader.search(text);
        return Vec::new();
    }
    let top = state.overlays.last_mut();
    if let Some(top) = top.filter(|top| !matches!(top, Overlay::Mention(_))) {
        if let Some(input) = top.input() {
            input.push(text);
            return overlay::filter_changed(state);
        }
        return Vec::new();
    }
    match state.view.focus {
        Pane::Composer => return into_composer(state, text),
        Pane::Settings if blind::is_hidden(state) => {
            state.notices.say(blind::HIDDEN, state.input.now.mono);
        }
        Pane::Settings => settings::typed(state, text),
        Pane::Library => library::typed(state, text.encode_utf8(&mut [0; 4])),
        Pane::Transcript => {
            let text = suggestion(state, event);
            state.notices.hint(text, state.input.now.mono);
        }
    }
    Vec::new()
}

/// What may have been meant by a key that has no meaning in the conversation.
fn suggestion(state: &State, event: KeyEvent) -> String {
    let map = &state.input.keymap;
    let write = map.hint(Action::FocusComposer, Scope::Transcript);
    let help = map.hint(Action::OpenHelp, Scope::Transcript);
    let usual = format!("{write} goes to the message editor · {help} shows the keys");
    match map.nearest(Scope::Transcript, keymap::combination(event)) {
        Some((key, name)) => format!("{key} is {name} · {usual}"),
        None => usual,
    }
}

fn into_composer(state: &mut State, text: char) -> Vec<Effect> {
    // The text stays in the editor too, so that a path can be typed through the popup.
    let slash = text == '/' && state.composer.is_empty();
    let typed = text.to_string();
    modal::typed(state, &typed);
    state.composer.insert(&typed);
    draft::changed(state);
    if slash {
        let palette = palette::palette(&state.memory.commands, menu::preset_names(state));
        state.overlays.push(Overlay::Slash(palette));
    }
    if text == '@' {
        return mention::begin(state);
    }
    Vec::new()
}

/// Empties an overlay's input.
fn erase_all(state: &mut State) -> Vec<Effect> {
    if let Some(input) = state.overlays.last_mut().and_then(Overlay::input) {
        input.clear();
        return overlay::filter_changed(state);
    }
    Vec::new()
}

/// Takes the last character of an overlay's input away.
fn erase(state: &mut State) -> Vec<Effect> {
    if state.overlays.is_empty() && state.view.focus == Pane::Settings {
        settings::erase(state);
        return Vec::new();
    }
    if let Some(library) = library::in_focus(state) {
        take_last(&mut library.list.filter);
        library.filter_changed();
        return Vec::new();
    }
    if let Some(Overlay::Files(files)) = state.overlays.last()
        && files.list.filter.is_empty()
    {
        return file_picker::up(state);
    }
    if let Some(input) = state.overlays.last_mut().and_then(Overlay::input) {
        let erased = take_last(input);
        let effects = overlay::filter_changed(state);
        if erased.is_none() && matches!(state.overlays.last(), Some(Overlay::Slash(_))) {
            // What is left is the slash itself.
            overlay::write_command(state, "");
        }
        return effects;
    }
    Vec::new()
}

/// Takes the last character off, as a person counts: a letter with its marks, an emoji with all that
/// belongs to it.
fn take_last(text: &mut String) -> Option<()> {
    let (at, _) = text.grapheme_indices(true).next_back()?;
    text.truncate(at);
    Some(())
}

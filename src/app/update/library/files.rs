//! Files by their paths: opened lately, typed, dropped; copies of them.

use std::path::PathBuf;

use crate::app::copying::{Copying, What};
use crate::app::effect::Effect;
use crate::app::library::{self, Order, Presence};
use crate::app::menu::{Asked, Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::state::State;

use super::{in_focus, name_of, say, subjects};
use crate::app::update::{draft, menu, opened};

/// Offers the files that were opened lately, and any other by its path.
pub(super) fn offer(state: &mut State) -> Vec<Effect> {
    let mut effects = open_menu(state);
    effects.push(Effect::Library(Order::ListOpened));
    effects
}

fn open_menu(state: &mut State) -> Vec<Effect> {
    let mut entries = vec![Entry {
        label: "＋".to_owned(),
        detail: "another file, by its path".to_owned(),
        pick: Pick::Ask(Asked::OpenFile),
    }];
    let here = state.file.path.as_ref();
    let lately = state.memory.holdings.opened.iter();
    entries.extend(lately.filter(|(path, _)| Some(path) != here).map(row));
    menu::open(state, MenuKind::Files, entries)
}

fn row((path, presence): &(PathBuf, Presence)) -> Entry {
    let folder = path.parent().map(|folder| folder.display().to_string());
    let folder = folder.unwrap_or_default();
    let missing = match presence {
        Presence::Missing => "missing · ",
        Presence::There | Presence::Unknown => "",
    };
    Entry {
        label: name_of(path),
        detail: format!("{missing}{folder}"),
        pick: Pick::OpenFile(path.clone()),
    }
}

/// It is known which files were opened lately, and which of them are there.
pub(super) fn listed(state: &mut State, files: Vec<(PathBuf, Presence)>) -> Vec<Effect> {
    state.memory.holdings.opened = files;
    let Some(Overlay::Menu(menu)) = state.overlays.last() else {
        return Vec::new();
    };
    if menu.kind != MenuKind::Files {
        return Vec::new();
    }
    let before = menu.chooser.list.clone();
    open_menu(state);
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        menu.chooser.list.filter = before.filter;
        menu.chooser.filter_changed();
        let last = menu.chooser.rows().len().saturating_sub(1);
        menu.chooser.list.selected = before.selected.min(last);
    }
    Vec::new()
}

/// Opens a file that was opened lately, if it is still there.
pub(in crate::app::update) fn pick_file(state: &mut State, path: PathBuf) -> Vec<Effect> {
    let known = state.memory.holdings.opened.iter();
    let missing = known
        .clone()
        .any(|(other, presence)| *other == path && *presence == Presence::Missing);
    if missing {
        let text = format!("{} is not there any more", path.display());
        return say(state, text);
    }
    opened::open(state, path, None)
}

/// Opens a file by a path that was typed.
pub(in crate::app::update) fn open_file(state: &mut State, typed: &str) -> Vec<Effect> {
    opened::open(state, PathBuf::from(typed), None)
}

/// Offers to open a conversation whose path was dropped into an empty editor. The path is there as
/// text too, and stays unless it is opened.
pub(in crate::app::update) fn dropped(state: &mut State, path: PathBuf) -> Vec<Effect> {
    let entries = vec![
        Entry {
            label: "open it".to_owned(),
            detail: name_of(&path),
            pick: Pick::OpenDropped(path),
        },
        Entry {
            label: "keep the path".to_owned(),
            detail: "as text of the message".to_owned(),
            pick: Pick::Nothing,
        },
    ];
    menu::open(state, MenuKind::Dropped, entries)
}

/// Opens a conversation whose path was dropped; the path goes out of the editor.
pub(in crate::app::update) fn open_dropped(state: &mut State, path: PathBuf) -> Vec<Effect> {
    let typed = state.composer.text();
    if library::dropped::conversation(&typed).as_ref() == Some(&path) {
        state.composer.set_text("");
        draft::changed(state);
    }
    opened::open(state, path, None)
}

/// Makes a copy of each chosen conversation.
pub(super) fn duplicate(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    for subject in subjects(state) {
        let Some(path) = subject.path(state).filter(|_| is_written(state)) else {
            return say(state, "there is nothing to copy yet");
        };
        let path = path.to_owned();
        let is_open = state.file.path.as_ref() == Some(&path);
        if is_open && state.file.error.is_some() {
            let text = "not saved: ^X w saves elsewhere, F5 tries again; then copy";
            return say(state, text);
        }
        effects.push(Effect::Library(Order::Duplicate(path)));
    }
    if let Some(library) = in_focus(state) {
        library.unmark();
    }
    effects
}

/// Whether the conversation on the screen has a file, or is not what is spoken of.
fn is_written(state: &State) -> bool {
    let in_library = matches!(state.overlays.last(), Some(Overlay::Library(_)));
    in_library || state.file.handed.0 > 0
}

/// Copies the paths of the chosen conversations, a line each.
pub(super) fn copy_path(state: &mut State) -> Vec<Effect> {
    let subjects = subjects(state);
    let paths = subjects.iter().filter_map(|subject| subject.path(state));
    let paths: Vec<String> = paths.map(|path| path.display().to_string()).collect();
    if paths.is_empty() {
        return say(state, "there is no file yet");
    }
    vec![Effect::Copy(Copying::of(What::Paths, &paths.join("\n")))]
}

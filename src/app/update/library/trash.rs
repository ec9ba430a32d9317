//! Conversations to the trash, back, and gone for good.

use std::path::PathBuf;

use crate::app::effect::Effect;
use crate::app::library::{Leaving, Library, Order, Room};
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::chat::size::size;

use super::{Subject, anywhere, enter, in_focus, name_of, relist, room, say, subjects};
use crate::app::update::{file, menu};

/// Moves the chosen conversations to the trash. The one that is open is left for a new one first.
pub(super) fn throw(state: &mut State) -> Vec<Effect> {
    let subjects = subjects(state);
    let open = subjects
        .iter()
        .any(|subject| matches!(subject, Subject::Open));
    if open && state.file.handed.0 == 0 {
        return say(state, "there is nothing to move yet");
    }
    let paths: Vec<PathBuf> = subjects
        .iter()
        .filter_map(|subject| subject.path(state).map(PathBuf::from))
        .collect();
    if paths.is_empty() {
        return Vec::new();
    }
    if !open {
        return vec![Effect::Library(Order::Throw(paths))];
    }
    let effects = file::leave_for_new(state);
    if effects.is_empty() {
        // It could not be written, and stays until it is.
        return effects;
    }
    let over = state.overlays.iter().find_map(|overlay| {
        if let Overlay::Library(library) = overlay {
            Some(library.clone())
        } else {
            None
        }
    });
    state.memory.holdings.leaving = Some(Leaving {
        paths,
        library: over,
    });
    effects
}

/// Another conversation has begun: the one before can go now, if it was left for that.
pub(in crate::app::update) fn began(state: &mut State) -> Vec<Effect> {
    let Some(Leaving { paths, library }) = state.memory.holdings.leaving.take() else {
        return Vec::new();
    };
    if let Some(library) = library {
        state.overlays.push(Overlay::Library(library));
    }
    vec![Effect::Library(Order::Throw(paths))]
}

/// Files are in the trash.
pub(super) fn thrown(
    state: &mut State,
    paths: Vec<PathBuf>,
    problem: Option<String>,
) -> Vec<Effect> {
    anywhere(state).for_each(Library::unmark);
    let text = match &paths[..] {
        [] => String::new(),
        [path] => format!("{} is in the trash; ^_ takes it back", name_of(path)),
        paths => format!(
            "{} conversations are in the trash; ^_ takes them back",
            paths.len()
        ),
    };
    if !paths.is_empty() {
        state.memory.holdings.thrown = paths;
    }
    tell(state, text, problem)
}

/// Takes the chosen conversations out of the trash.
pub(super) fn restore(state: &mut State) -> Vec<Effect> {
    let chosen = match in_focus(state) {
        Some(library) if library.room == Room::Trash => library.chosen(),
        Some(_) | None => return say(state, "this is done in the trash; ^B shows it"),
    };
    let paths: Vec<PathBuf> = chosen.into_iter().map(|volume| volume.path).collect();
    if paths.is_empty() {
        return say(state, "nothing is selected");
    }
    vec![Effect::Library(Order::Restore(paths))]
}

/// Takes back what was moved to the trash last.
pub(super) fn take_back(state: &mut State) -> Vec<Effect> {
    let thrown = std::mem::take(&mut state.memory.holdings.thrown);
    if thrown.is_empty() {
        return say(state, "nothing was moved to the trash in this run");
    }
    state.memory.holdings.returning.clone_from(&thrown);
    vec![Effect::Library(Order::Restore(thrown))]
}

/// Files are back.
pub(super) fn restored(
    state: &mut State,
    paths: &[PathBuf],
    problem: Option<String>,
) -> Vec<Effect> {
    // What was stopped before it was back can be taken back still.
    let holdings = &mut state.memory.holdings;
    let mut left = std::mem::take(&mut holdings.returning);
    left.retain(|it| paths.iter().all(|path| path.file_name() != it.file_name()));
    holdings.thrown.extend(left);
    anywhere(state).for_each(Library::unmark);
    let text = match paths {
        [] => String::new(),
        [path] => format!("{} is out of the trash", name_of(path)),
        paths => format!("{} conversations are out of the trash", paths.len()),
    };
    tell(state, text, problem)
}

/// Asks before the trash is emptied: that is the only thing that removes anything.
pub(super) fn ask_to_empty(state: &mut State) -> Vec<Effect> {
    if room(state) != Some(Room::Trash) {
        let effects = enter(state, Room::Trash);
        say(state, "this is what ^K would remove for good");
        return effects;
    }
    let Some(library) = in_focus(state) else {
        return Vec::new();
    };
    let all: Vec<PathBuf> = library.all().iter().map(|it| it.path.clone()).collect();
    let size = size(library.bytes());
    let what = match all.len() {
        0 => return say(state, "the trash is empty"),
        1 => "remove 1 conversation".to_owned(),
        count => format!("remove {count} conversations"),
    };
    let row = |label: String, detail: String, pick| Entry {
        label,
        detail,
        pick,
    };
    let entries = vec![
        row(
            "keep them".to_owned(),
            "nothing is removed".to_owned(),
            Pick::Nothing,
        ),
        row(
            what,
            format!("{size}, for good; nothing brings them back"),
            Pick::EmptyTrash(all),
        ),
    ];
    menu::open(state, MenuKind::EmptyTrash, entries)
}

/// Removes these for good: it was confirmed.
pub(in crate::app::update) fn empty(paths: Vec<PathBuf>) -> Vec<Effect> {
    vec![Effect::Library(Order::Empty(paths))]
}

/// Files are gone for good.
pub(super) fn emptied(state: &mut State, count: usize, problem: Option<String>) -> Vec<Effect> {
    state.memory.holdings.thrown.clear();
    let text = match count {
        0 => String::new(),
        1 => "1 conversation is gone for good".to_owned(),
        count => format!("{count} conversations are gone for good"),
    };
    tell(state, text, problem)
}

/// Says what was done and what was not, and lists anew.
fn tell(state: &mut State, done: String, problem: Option<String>) -> Vec<Effect> {
    let now = state.input.now.mono;
    match problem {
        Some(problem) if done.is_empty() => state.notices.error(problem, now),
        Some(problem) => state.notices.error(format!("{done}; but {problem}"), now),
        None if done.is_empty() => {}
        None => state.notices.say(done, now),
    }
    relist(state)
}

//! The library: opening it, and what is done to the conversations in it.

mod files;
mod marks;
mod trash;

use std::path::Path;
use std::sync::Arc;

use crate::app::arrangement::{Fold, Zoom};
use crate::app::effect::Effect;
use crate::app::layout::Side;
use crate::app::library::{Library, News, OnLibrary, Order, Room, Stock, is_open};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::view::Pane;
use crate::chat::library::{self, Volume};

use super::opened;

pub(super) use files::{dropped, open_dropped, open_file, pick_file};
pub(super) use marks::{set_tags, set_title};
pub(super) use trash::{began, empty};

/// A conversation that something is done to.
#[derive(Debug, Clone)]
enum Subject {
    /// The one on the screen.
    Open,
    /// One that is not open here.
    File(Box<Volume>),
}

/// Opens the library, or closes it. On a wide screen it is a pane: then it is gone to first.
fn toggle(state: &mut State) -> Vec<Effect> {
    if matches!(state.overlays.last(), Some(Overlay::Library(_))) {
        state.overlays.pop();
        return Vec::new();
    }
    if state.overlays.is_empty() && state.view.shows_library() {
        if state.view.focus != Pane::Library {
            state.view.focus = Pane::Library;
            return relist(state);
        }
        state.view.focus = Pane::Composer;
        return close_pane(state);
    }
    enter(state, Room::Shelf)
}

/// Closes the pane, and remembers that.
pub(super) fn close_pane(state: &mut State) -> Vec<Effect> {
    if state.view.focus == Pane::Library {
        state.view.focus = Pane::Composer;
    }
    if state.view.library.take().is_none() {
        return Vec::new();
    }
    note_pane(state, Side::Closed)
}

/// Opens the pane with all conversations, and goes there.
pub(super) fn open_pane(state: &mut State) -> Vec<Effect> {
    let mut effects = place(state, Room::Shelf);
    effects.extend(relist(state));
    effects
}

/// Puts a room of the library into the pane, and goes there.
fn place(state: &mut State, room: Room) -> Vec<Effect> {
    let arrangement = &mut state.view.modes.arrangement;
    arrangement.zoom = Zoom::Off;
    if state.view.size.is_wide() {
        arrangement.library.fold = Fold::Open;
    }
    let stock = stock(state, room);
    state.view.library = Some(Box::new(Library::new(room, stock)));
    state.view.focus = Pane::Library;
    note_pane(state, Side::Open)
}

/// Remembers whether the pane is there. Where one pane is shown at a time, it comes and goes.
fn note_pane(state: &State, pane: Side) -> Vec<Effect> {
    if state.view.size.is_narrow() {
        return Vec::new();
    }
    vec![Effect::Library(Order::NotePane(pane))]
}

/// Shows a room of the library: what is known at once, and then what has changed.
fn enter(state: &mut State, room: Room) -> Vec<Effect> {
    let stock = stock(state, room);
    let mut effects = Vec::new();
    if let Some(library) = in_focus(state) {
        library.enter(room, stock);
    } else if state.overlays.is_empty() && has_pane(state) {
        effects.extend(place(state, room));
    } else {
        let is_library = |overlay: &Overlay| matches!(overlay, Overlay::Library(_));
        state.overlays.retain(|overlay| !is_library(overlay));
        let library = Library::new(room, stock);
        state.overlays.push(Overlay::Library(Box::new(library)));
    }
    effects.extend(relist(state));
    effects
}

/// Whether the library is a pane here: beside the conversation, or in its place.
fn has_pane(state: &State) -> bool {
    state.view.size.is_wide() || state.view.size.is_narrow()
}

/// Types into the filter of the pane.
pub(super) fn typed(state: &mut State, text: &str) {
    if let Some(library) = in_focus(state) {
        library.list.filter.push_str(text);
        library.filter_changed();
    }
}

/// A row of the pane was clicked: it is selected, and opened when it is selected already.
pub(super) fn clicked(state: &mut State, row: usize) -> Vec<Effect> {
    let was_in_focus = state.view.focus == Pane::Library;
    state.view.focus = Pane::Library;
    let Some(library) = in_focus(state) else {
        return Vec::new();
    };
    if was_in_focus && library.list.selected == row {
        return choose(state);
    }
    library.select(row);
    Vec::new()
}

/// The wheel was turned over the pane.
pub(super) fn roll(state: &mut State, lines: i16) {
    if let Some(library) = &mut state.view.library {
        library.roll(lines);
    }
}

/// The screen has another size: the pane can have got room, or lost it.
pub(super) fn resized(state: &mut State) -> Vec<Effect> {
    if state.view.shows_library() {
        return relist(state);
    }
    if state.view.focus == Pane::Library {
        state.view.focus = Pane::Composer;
    }
    Vec::new()
}

/// The file has reached the disk: after a turn the list is another one.
pub(super) fn synced(state: &mut State) -> Vec<Effect> {
    if state.flight.is_empty() {
        relist(state)
    } else {
        Vec::new()
    }
}

/// Does something to the chosen conversations; outside of the library to the one that is open.
pub(super) fn act(state: &mut State, what: OnLibrary) -> Vec<Effect> {
    match what {
        OnLibrary::Show => toggle(state),
        OnLibrary::OpenFile => files::offer(state),
        OnLibrary::Mark => {
            in_focus(state).map(Library::mark);
            Vec::new()
        }
        OnLibrary::ToggleTrash => match room(state) {
            Some(Room::Trash) => enter(state, Room::Shelf),
            Some(Room::Shelf) | None => enter(state, Room::Trash),
        },
        OnLibrary::Restore => trash::restore(state),
        OnLibrary::Empty => trash::ask_to_empty(state),
        OnLibrary::UndoTrash => trash::take_back(state),
        OnLibrary::CopyPath => files::copy_path(state),
        OnLibrary::Pin
        | OnLibrary::Tag
        | OnLibrary::Rename
        | OnLibrary::AskTitle
        | OnLibrary::Duplicate
        | OnLibrary::Trash
            if room(state) == Some(Room::Trash) =>
        {
            say(state, "it is in the trash; Enter takes it out")
        }
        OnLibrary::Pin => marks::pin(state),
        OnLibrary::Tag => marks::ask_tags(state),
        OnLibrary::Rename => marks::ask_title(state),
        OnLibrary::AskTitle => marks::let_model_name(state),
        OnLibrary::Duplicate => files::duplicate(state),
        OnLibrary::Trash => trash::throw(state),
    }
}

/// Opens the selected conversation, or takes it out of the trash.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    let Some(library) = in_focus(state) else {
        return Vec::new();
    };
    if library.room == Room::Trash {
        return trash::restore(state);
    }
    match library.choice().map(|volume| volume.path.clone()) {
        Some(path) => opened::open(state, path, None),
        None => Vec::new(),
    }
}

/// Something came of an order.
pub(super) fn news(state: &mut State, news: News) -> Vec<Effect> {
    match news {
        News::Progress(done, files) => {
            for library in anywhere(state) {
                library.progress = Some((done, files)).filter(|_| done < files);
            }
            Vec::new()
        }
        News::Shelf(volumes) => {
            state.memory.holdings.shelf = Some(Arc::new(Stock::new(volumes)));
            restock(state);
            Vec::new()
        }
        News::Trash(volumes) => {
            state.memory.holdings.trash = Some(Arc::new(Stock::new(volumes)));
            restock(state);
            Vec::new()
        }
        News::Noted => relist(state),
        News::Duplicated(path) => {
            let text = format!("the copy is {}", name_of(&path));
            say(state, text);
            relist(state)
        }
        News::Thrown(paths, problem) => trash::thrown(state, paths, problem),
        News::Restored(paths, problem) => trash::restored(state, &paths, problem),
        News::Emptied(count, problem) => trash::emptied(state, count, problem),
        News::Titled(path, title) => marks::titled(state, path, title),
        News::Opened(files) => files::listed(state, files),
        News::Failed(why) => {
            state.notices.error(why, state.input.now.mono);
            relist(state)
        }
        News::NotListed(why) => {
            // Trying again by itself would fail the same way, over and over.
            state.notices.error(why, state.input.now.mono);
            Vec::new()
        }
    }
}

/// Lists anew what an open library shows.
pub(super) fn relist(state: &mut State) -> Vec<Effect> {
    let prices = Arc::clone(&state.service.abilities);
    let order = match shown(state) {
        Some(Room::Trash) => Order::ListTrash(prices),
        Some(Room::Shelf) => Order::List(prices),
        None => {
            // What is known is out of date, and read again when somebody wants to see it.
            return Vec::new();
        }
    };
    vec![Effect::Library(order)]
}

fn restock(state: &mut State) {
    let stocks = [Room::Shelf, Room::Trash].map(|room| stock(state, room));
    for library in anywhere(state) {
        let [shelf, trash] = stocks.clone();
        library.progress = None;
        library.restock(match library.room {
            Room::Shelf => shelf,
            Room::Trash => trash,
        });
    }
}

fn stock(state: &State, room: Room) -> Option<Arc<Stock>> {
    match room {
        Room::Shelf => state.memory.holdings.shelf.clone(),
        Room::Trash => state.memory.holdings.trash.clone(),
    }
}

/// The library, if keys are meant for it.
pub(super) fn in_focus(state: &mut State) -> Option<&mut Library> {
    match state.overlays.last_mut() {
        Some(Overlay::Library(library)) => Some(library),
        None if state.view.focus == Pane::Library => state.view.library.as_deref_mut(),
        Some(_) | None => None,
    }
}

/// Which room of the library things are done in, whatever lies over it.
fn room(state: &State) -> Option<Room> {
    let over = state.overlays.iter().rev().find_map(of_overlay);
    let beside = || {
        let library = state.view.library.as_deref()?;
        (state.view.focus == Pane::Library).then_some(library.room)
    };
    over.or_else(beside)
}

fn of_overlay(overlay: &Overlay) -> Option<Room> {
    if let Overlay::Library(library) = overlay {
        Some(library.room)
    } else {
        None
    }
}

/// Which room of the library is seen.
fn shown(state: &State) -> Option<Room> {
    let over = state.overlays.iter().rev().find_map(of_overlay);
    let beside = state.view.library.as_deref();
    let beside = beside.filter(|_| state.view.shows_library());
    over.or_else(|| beside.map(|library| library.room))
}

/// The library, wherever it is.
fn anywhere(state: &mut State) -> impl Iterator<Item = &mut Library> {
    let over = state.overlays.iter_mut().filter_map(|overlay| {
        if let Overlay::Library(library) = overlay {
            Some(&mut **library)
        } else {
            None
        }
    });
    over.chain(state.view.library.as_deref_mut())
}

/// What something is to be done to; an empty list is told.
fn subjects(state: &mut State) -> Vec<Subject> {
    let Some(library) = in_focus(state) else {
        return vec![Subject::Open];
    };
    let chosen = library.chosen();
    if chosen.is_empty() {
        say(state, "nothing is selected");
    }
    let subject = |volume: Volume| {
        if is_open(state, &volume) {
            Subject::Open
        } else {
            Subject::File(Box::new(volume))
        }
    };
    chosen.into_iter().map(subject).collect()
}

impl Subject {
    fn title(&self, state: &State) -> String {
        match self {
            Self::Open => library::title(&state.conversation),
            Self::File(volume) => volume.title.clone(),
        }
    }

    fn path<'a>(&'a self, state: &'a State) -> Option<&'a Path> {
        match self {
            Self::Open => state.file.path.as_deref(),
            Self::File(volume) => Some(&volume.path),
        }
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn say(state: &mut State, text: impl Into<String>) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

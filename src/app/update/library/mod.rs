//! The library: opening it, and what is done to the conversations in it.

mod files;
mod marks;
mod trash;

use std::path::Path;
use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::library::{Library, News, OnLibrary, Order, Room, Stock, is_open};
use crate::app::overlay::Overlay;
use crate::app::state::State;
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

/// Opens the library, or closes it.
fn toggle(state: &mut State) -> Vec<Effect> {
    if on_top(state).is_some() {
        state.overlays.pop();
        return Vec::new();
    }
    enter(state, Room::Shelf)
}

/// Shows a room of the library: what is known at once, and then what has changed.
fn enter(state: &mut State, room: Room) -> Vec<Effect> {
    let stock = stock(state, room);
    if let Some(library) = on_top(state) {
        library.enter(room, stock);
        return relist(state);
    }
    let is_library = |overlay: &Overlay| matches!(overlay, Overlay::Library(_));
    state.overlays.retain(|overlay| !is_library(overlay));
    let library = Library::new(room, stock);
    state.overlays.push(Overlay::Library(Box::new(library)));
    relist(state)
}

/// Does something to the chosen conversations; outside of the library to the one that is open.
pub(super) fn act(state: &mut State, what: OnLibrary) -> Vec<Effect> {
    match what {
        OnLibrary::Show => toggle(state),
        OnLibrary::OpenFile => files::offer(state),
        OnLibrary::Mark => {
            on_top(state).map(Library::mark);
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
    let Some(library) = on_top(state) else {
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
    }
}

/// Lists anew what an open library shows.
fn relist(state: &mut State) -> Vec<Effect> {
    let prices = Arc::clone(&state.service.abilities);
    let order = match room(state) {
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
    let holdings = &state.memory.holdings;
    for overlay in &mut state.overlays {
        if let Overlay::Library(library) = overlay {
            library.restock(match library.room {
                Room::Shelf => holdings.shelf.clone(),
                Room::Trash => holdings.trash.clone(),
            });
        }
    }
}

fn stock(state: &State, room: Room) -> Option<Arc<Stock>> {
    match room {
        Room::Shelf => state.memory.holdings.shelf.clone(),
        Room::Trash => state.memory.holdings.trash.clone(),
    }
}

/// The library, if nothing lies over it.
fn on_top(state: &mut State) -> Option<&mut Library> {
    match state.overlays.last_mut() {
        Some(Overlay::Library(library)) => Some(library),
        Some(_) | None => None,
    }
}

/// Which room of the library is shown, whatever lies over it.
fn room(state: &State) -> Option<Room> {
    state.overlays.iter().rev().find_map(|overlay| {
        if let Overlay::Library(library) = overlay {
            Some(library.room)
        } else {
            None
        }
    })
}

/// What something is to be done to; an empty list is told.
fn subjects(state: &mut State) -> Vec<Subject> {
    let Some(library) = on_top(state) else {
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

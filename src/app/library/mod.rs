//! The library: all conversations, as rows that can be filtered, and what is in the trash.

pub(crate) mod dropped;
mod stock;
mod told;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::chat::library::Volume;

use super::list::{ListMove, ListState};
use super::state::State;

pub(crate) use stock::{Holdings, Leaving, Stock};
pub(crate) use told::{News, Order, Presence};

/// What can be done with conversations: in the library with the marked ones, or the selected one;
/// elsewhere with the one that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnLibrary {
    /// Show the library, or no longer.
    Show,
    /// Open a file that was opened lately, or any other by its path.
    OpenFile,
    /// Mark the selected one, or no longer.
    Mark,
    /// Keep it on top of others, or no longer.
    Pin,
    /// Ask for its tags.
    Tag,
    /// Ask for its title.
    Rename,
    /// Let a model give it a title.
    AskTitle,
    /// Make another conversation of all its records.
    Duplicate,
    /// Move it to the trash.
    Trash,
    /// Show what is in the trash, or the conversations.
    ToggleTrash,
    /// Take it out of the trash.
    Restore,
    /// Remove all that is in the trash, once that is confirmed.
    Empty,
    /// Take back what was moved to the trash last.
    UndoTrash,
    /// Copy its path.
    CopyPath,
}

/// Which files are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Room {
    /// The conversations.
    #[default]
    Shelf,
    /// Those in the trash.
    Trash,
}

/// The list of all conversations, over the panes.
#[derive(Debug, Clone)]
pub(crate) struct Library {
    /// Filter and selection.
    pub(crate) list: ListState,
    /// Which files are listed.
    pub(crate) room: Room,
    /// What is known of them; `None` = they are being read.
    stock: Option<Arc<Stock>>,
    /// What matches the filter: places in the stock, in the order shown.
    rows: Vec<usize>,
    marked: BTreeSet<PathBuf>,
    /// How many of how many files were looked at, while that goes on.
    pub(crate) progress: Option<(usize, usize)>,
}

impl Library {
    /// A list of these.
    pub(crate) fn new(room: Room, stock: Option<Arc<Stock>>) -> Self {
        let mut library = Self {
            list: ListState::default(),
            room,
            stock: None,
            rows: Vec::new(),
            marked: BTreeSet::new(),
            progress: None,
        };
        library.restock(stock);
        library
    }

    /// Lists these from now on. The same file stays selected, if it is still there.
    pub(crate) fn restock(&mut self, stock: Option<Arc<Stock>>) {
        let selected = self.choice().map(|volume| volume.path.clone());
        let before = self.list.selected;
        self.stock = stock;
        self.filter();
        let stock = self.stock.as_deref();
        self.marked
            .retain(|path| stock.is_some_and(|stock| stock.of(path).is_some()));
        let kept = selected.and_then(|path| self.rows().position(|row| row.path == path));
        let last = self.rows.len().saturating_sub(1);
        self.list.selected = kept.unwrap_or(before).min(last);
    }

    /// Lists what matches the filter, and selects the first row.
    pub(crate) fn filter_changed(&mut self) {
        self.filter();
        self.list.selected = 0;
    }

    fn filter(&mut self) {
        let stock = self.stock.as_deref();
        self.rows = stock.map_or_else(Vec::new, |stock| stock.matching(&self.list.filter));
    }

    /// Goes to the other room.
    pub(crate) fn enter(&mut self, room: Room, stock: Option<Arc<Stock>>) {
        *self = Self::new(room, stock);
    }

    /// Whether the files are still being read.
    pub(crate) fn is_reading(&self) -> bool {
        self.stock.is_none()
    }

    /// How many files there are, whatever the filter is.
    pub(crate) fn len(&self) -> usize {
        self.stock.as_ref().map_or(0, |stock| stock.volumes().len())
    }

    /// How large all files are together, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.stock.as_ref().map_or(0, |stock| stock.bytes())
    }

    /// All files, whatever the filter is.
    pub(crate) fn all(&self) -> &[Volume] {
        self.stock.as_ref().map_or(&[], |stock| stock.volumes())
    }

    /// The rows, in the order shown.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &Volume> {
        let all = self.all();
        self.rows.iter().map(|at| &all[*at])
    }

    /// The selected file.
    pub(crate) fn choice(&self) -> Option<&Volume> {
        self.all().get(*self.rows.get(self.list.selected)?)
    }

    /// Whether a file is marked.
    pub(crate) fn is_marked(&self, path: &Path) -> bool {
        self.marked.contains(path)
    }

    /// How many are marked.
    pub(crate) fn marked(&self) -> usize {
        self.marked.len()
    }

    /// The marked files, or else the selected one.
    pub(crate) fn chosen(&self) -> Vec<Volume> {
        if self.marked.is_empty() {
            return self.choice().cloned().into_iter().collect();
        }
        let marked = self.all().iter();
        let marked = marked.filter(|volume| self.marked.contains(&volume.path));
        marked.cloned().collect()
    }

    /// Marks the selected file or takes the mark away, and goes to the next.
    pub(crate) fn mark(&mut self) {
        let Some(path) = self.choice().map(|volume| volume.path.clone()) else {
            return;
        };
        if !self.marked.remove(&path) {
            self.marked.insert(path);
        }
        self.roll(1);
    }

    /// Takes all marks away.
    pub(crate) fn unmark(&mut self) {
        self.marked.clear();
    }

    /// Selects a row; false if there is none.
    pub(crate) fn select(&mut self, row: usize) -> bool {
        let is_there = row < self.rows.len();
        if is_there {
            self.list.selected = row;
        }
        is_there
    }

    /// Moves the selection.
    pub(crate) fn go(&mut self, step: ListMove) {
        self.list.go(step, self.rows.len(), |_| true);
    }

    /// Moves the selection by so many rows, and not beyond the ends.
    pub(crate) fn roll(&mut self, lines: i16) {
        let row = self.list.selected.saturating_add_signed(lines.into());
        self.list.selected = row.min(self.rows.len().saturating_sub(1));
    }
}

/// Whether a file is the one of the conversation on the screen, which may bear a shorter path.
pub(crate) fn is_open(state: &State, volume: &Volume) -> bool {
    let Some(path) = &state.file.path else {
        return false;
    };
    let same_id = || volume.id.as_deref() == Some(state.conversation.id().as_str());
    *path == volume.path || (path.is_relative() && volume.path.ends_with(path) && same_id())
}

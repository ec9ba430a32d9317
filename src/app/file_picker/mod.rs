//! The file picker: a folder, what stands in it, and what of it is to be attached.
//!
//! The shell reads folders and files; until its answer is there, the picker shows that it is waited for.

mod entry;
mod view;

use std::cmp::Reverse;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use super::list::{Fuzzy, ListMove, ListState};
use super::wanted::Found;
use crate::chat::call::CallId;

use entry::Look;
pub(crate) use entry::{Browse, Browsed, EntryKind, FileEntry, Glimpse};
pub(crate) use view::{FolderView, Hidden, Order};

/// What can be done in the file picker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnFiles {
    /// Go to the folder that this one is in.
    Up,
    /// Go into the selected folder.
    Into,
    /// Mark the selected file, or no longer, and go on.
    Mark,
    /// Show hidden files, or no longer.
    ToggleHidden,
    /// Sort by name, time or size, one after the other.
    Sort,
}

/// What files are picked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Purpose {
    /// To go along with the message that is being written.
    #[default]
    Attach,
    /// One of them, to answer this call.
    Answer(CallId),
}

/// The file picker.
#[derive(Debug, Clone)]
pub(crate) struct FilePicker {
    /// What for.
    pub(crate) purpose: Purpose,
    /// Filter and selection.
    pub(crate) list: ListState,
    /// The folder; empty = the working folder, whose name is not known yet.
    pub(crate) folder: PathBuf,
    /// How far reading the folder is.
    pub(crate) standing: Standing,
    /// What of it is shown, and in which order.
    pub(crate) view: FolderView,
    /// Files that are to be attached together, in this order.
    pub(crate) marked: Vec<PathBuf>,
    contents: Contents,
    look: Look,
}

/// How far reading a folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is being read.
    Reading,
    /// It was read.
    Read,
    /// It could not be read; why.
    Failed(String),
}

/// What stands in the folder.
#[derive(Debug, Clone, Default)]
struct Contents {
    /// In the order of names, folders first.
    entries: Vec<FileEntry>,
    /// What is shown, by its place.
    found: Vec<usize>,
    /// The filter by which it was found.
    filter: String,
    /// How often the shell was asked.
    asked: u32,
    /// The folder in it that was come from.
    from: Option<OsString>,
}

/// What Enter means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// Another folder is shown.
    Folder(PathBuf),
    /// These are attached.
    Files(Vec<PathBuf>),
    /// What is selected is no file: a pipe, a device, a link that leads nowhere.
    Unfit(String),
    /// Nothing is selected.
    Nothing,
}

impl FilePicker {
    /// A picker that begins in the folder used last; with what the shell is to read.
    pub(crate) fn new(last: Option<PathBuf>, purpose: Purpose) -> (Self, Browse) {
        let picker = Self {
            purpose,
            list: ListState::default(),
            folder: last.clone().unwrap_or_default(),
            standing: Standing::Reading,
            view: FolderView::default(),
            marked: Vec::new(),
            contents: Contents {
                asked: 1,
                ..Contents::default()
            },
            look: Look::None,
        };
        (picker, Browse::Start(1, last))
    }

    /// Goes to another folder; gives what the shell is to read.
    pub(crate) fn go_to(&mut self, folder: &Path) -> Browse {
        let folder = plain(folder);
        let up = self.folder.parent() == Some(&folder);
        let from = self.folder.file_name().filter(|_| up);
        self.contents = Contents {
            asked: self.contents.asked + 1,
            from: from.map(OsString::from),
            ..Contents::default()
        };
        self.folder = folder;
        self.list = ListState::default();
        self.standing = Standing::Reading;
        self.look = Look::None;
        Browse::Folder(self.contents.asked, self.folder.clone())
    }

    /// Takes in what stands in a folder. Answers on a folder that was left come too late. Where it
    /// was come from is selected.
    pub(crate) fn was_read(
        &mut self,
        (asked, folder): (u32, PathBuf),
        result: Result<Vec<FileEntry>, String>,
    ) {
        if asked != self.contents.asked {
            return;
        }
        self.folder = folder;
        match result {
            Ok(entries) => {
                self.contents.entries = entries;
                self.standing = Standing::Read;
            }
            Err(why) => self.standing = Standing::Failed(why),
        }
        self.find_all();
        let from = self.contents.from.take();
        let before = self
            .rows()
            .position(|entry| Some(&entry.name) == from.as_ref());
        self.list.selected = before.unwrap_or(self.list.selected);
    }

    /// Takes in what a file is.
    pub(crate) fn was_seen(&mut self, path: PathBuf, glimpse: Glimpse) {
        if matches!(&self.look, Look::Asked(asked) if *asked == path) {
            self.look = Look::There(path, glimpse);
        }
    }

    /// The file that the shell is to look at, if it is not known what the selected one is. One at a
    /// time: while the list is scrolled, only where it comes to rest matters.
    pub(crate) fn unseen(&mut self) -> Option<PathBuf> {
        if matches!(self.look, Look::Asked(_)) {
            return None;
        }
        let entry = self.entry().filter(|entry| entry.kind == EntryKind::File)?;
        let path = self.folder.join(&entry.name);
        if matches!(&self.look, Look::There(seen, _) if *seen == path) {
            return None;
        }
        self.look = Look::Asked(path.clone());
        Some(path)
    }

    /// What is known of the selected file.
    pub(crate) fn glimpse(&self) -> Option<&Glimpse> {
        let path = self.folder.join(&self.entry()?.name);
        match &self.look {
            Look::There(seen, glimpse) if *seen == path => Some(glimpse),
            Look::There(..) | Look::Asked(_) | Look::None => None,
        }
    }

    /// Why the selected file cannot go along, if it is known that it cannot. It is looked at again then: it
    /// may be mended meanwhile.
    pub(crate) fn refusal(&mut self) -> Option<String> {
        let why = match self.glimpse()? {
            Glimpse::Unfit(not) if not.found != Found::Animated => not.why.clone(),
            Glimpse::Unfit(_) | Glimpse::Fit { .. } => return None,
        };
        self.look = Look::None;
        Some(why)
    }

    /// Rows that are shown.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &FileEntry> {
        let found = self.contents.found.iter();
        found.map(|at| &self.contents.entries[*at])
    }

    /// How many entries the folder has, shown or not.
    pub(crate) fn count(&self) -> usize {
        self.contents.entries.len()
    }

    /// The selected entry.
    pub(crate) fn entry(&self) -> Option<&FileEntry> {
        let at = self.contents.found.get(self.list.selected)?;
        self.contents.entries.get(*at)
    }

    /// Whether this entry of the folder is marked.
    pub(crate) fn is_marked(&self, entry: &FileEntry) -> bool {
        // Most often nothing is.
        !self.marked.is_empty() && self.marked.contains(&self.folder.join(&entry.name))
    }

    /// Takes in that the filter has changed. One that goes on to a `/` names a folder, which is gone to.
    pub(crate) fn filter_changed(&mut self) -> Option<Browse> {
        if let Some(end) = self.list.filter.rfind('/') {
            let rest = self.list.filter.split_off(end + 1);
            let way = PathBuf::from(&self.list.filter);
            let folder = if way.starts_with("~") {
                way
            } else {
                self.folder.join(way)
            };
            let browse = self.go_to(&folder);
            self.list.filter = rest;
            return Some(browse);
        }
        if self.list.filter.starts_with(&self.contents.filter) && is_simple(&self.list.filter) {
            self.narrow();
        } else {
            self.find_all();
        }
        None
    }

    /// Shows all that matches the filter.
    fn find_all(&mut self) {
        let dotted = self.view.hidden == Hidden::Shown || self.list.filter.starts_with('.');
        let entries = &self.contents.entries;
        let shown = (0..entries.len()).filter(|at| dotted || !entries[*at].is_hidden());
        let mut found: Vec<usize> = shown.collect();
        match self.view.order {
            Order::Name => {}
            Order::Time => found.sort_by_key(|at| {
                let entry = &entries[*at];
                (entry.kind, Reverse(entry.changed))
            }),
            Order::Size => found.sort_by_key(|at| {
                let entry = &entries[*at];
                (entry.kind, Reverse(entry.size))
            }),
        }
        self.contents.found = found;
        self.narrow();
    }

    /// Shows what matches the filter, among what is shown.
    fn narrow(&mut self) {
        self.list.selected = 0;
        self.contents.filter.clone_from(&self.list.filter);
        if self.list.filter.trim().is_empty() {
            return;
        }
        let mut fuzzy = Fuzzy::new(&self.list.filter);
        let entries = &self.contents.entries;
        let score = |at: &usize| Some((fuzzy.score(&entries[*at].text)?, *at));
        let mut scored: Vec<(u32, usize)> = self.contents.found.iter().filter_map(score).collect();
        scored.sort_by_key(|(score, _)| Reverse(*score));
        self.contents.found = scored.into_iter().map(|(_, at)| at).collect();
        // What was typed to the end is meant, however well others match.
        let exact = |at: &usize| entries[*at].label == self.list.filter;
        self.list.selected = self.contents.found.iter().position(exact).unwrap_or(0);
    }

    /// Moves the selection.
    pub(crate) fn go(&mut self, step: ListMove) {
        self.list.go(step, self.contents.found.len(), |_| true);
    }

    /// Selects a row; false if there is none.
    pub(crate) fn select(&mut self, row: usize) -> bool {
        let there = row < self.contents.found.len();
        if there {
            self.list.selected = row;
        }
        there
    }

    /// What Enter means now: all that is marked, else the selected row, else the path that was typed.
    pub(crate) fn chosen(&self) -> Chosen {
        if !self.marked.is_empty() {
            return Chosen::Files(self.marked.clone());
        }
        let typed = &self.list.filter;
        match self.entry() {
            Some(entry) if entry.kind == EntryKind::Folder => {
                Chosen::Folder(self.folder.join(&entry.name))
            }
            Some(entry) if entry.kind == EntryKind::Other => Chosen::Unfit(entry.label.clone()),
            Some(entry) => Chosen::Files(vec![self.folder.join(&entry.name)]),
            None if typed.is_empty() => Chosen::Nothing,
            None => Chosen::Files(vec![self.folder.join(typed)]),
        }
    }

    /// The folder that this one is in.
    pub(crate) fn parent(&self) -> Option<PathBuf> {
        self.folder.parent().map(Path::to_owned)
    }

    /// Marks the selected file, or no longer, and goes on to the next row. Only files can be marked, and
    /// only where more than one can be taken.
    pub(crate) fn mark(&mut self) {
        if self.purpose != Purpose::Attach {
            return;
        }
        let entry = self.entry();
        let Some(entry) = entry.filter(|entry| entry.kind == EntryKind::File) else {
            return;
        };
        let path = self.folder.join(&entry.name);
        match self.marked.iter().position(|other| *other == path) {
            Some(at) => {
                self.marked.remove(at);
            }
            None => self.marked.push(path),
        }
        if self.list.selected + 1 < self.contents.found.len() {
            self.list.selected += 1;
        }
    }

    /// Shows hidden files, or no longer.
    pub(crate) fn toggle_hidden(&mut self) {
        self.view.hidden = match self.view.hidden {
            Hidden::LeftOut => Hidden::Shown,
            Hidden::Shown => Hidden::LeftOut,
        };
        self.find_all();
    }

    /// Sorts in another way.
    pub(crate) fn sort(&mut self) {
        self.view.order = match self.view.order {
            Order::Name => Order::Time,
            Order::Time => Order::Size,
            Order::Size => Order::Name,
        };
        self.find_all();
    }
}

/// Whether what matches this filter matches each beginning of it too.
fn is_simple(filter: &str) -> bool {
    !filter.contains(['!', '^', '$', '\'', '\\']) && !filter.starts_with('.')
}

/// A path without `.` and `..`, as far as that can be told from it alone.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some_and(|name| name != "~") => {
                out.pop();
            }
            Component::ParentDir if out.has_root() => {}
            Component::ParentDir
            | Component::Normal(_)
            | Component::RootDir
            | Component::Prefix(_) => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests;

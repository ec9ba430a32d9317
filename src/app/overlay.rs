//! What can lie over the panes. The last one opened takes the keys.

use super::action::Scope;
use super::consent::Question;
use super::diff::Diff;
use super::editor::Editor;
use super::file_picker::FilePicker;
use super::film::Film;
use super::find::Bar;
use super::grid::Grid;
use super::inspect::Inspect;
use super::library::Library;
use super::list::ListMove;
use super::map::Map;
use super::mention::Mention;
use super::menu::{Asked, Menu, Pick};
use super::page::Page;
use super::palette::Chooser;
use super::picker::Picker;
use super::pictures::viewer::Viewer;
use super::reader::Entry;
use super::search::Search;
use super::summary::Summary;
use super::themes::ThemePicker;
use super::tour::Tour;
use super::tray::Tray;

/// A box over the panes.
#[derive(Debug, Clone)]
pub(crate) enum Overlay {
    /// The first screen without credentials.
    Welcome,
    /// The first things to know.
    Tour(Tour),
    /// The model picker.
    Picker(Picker),
    /// The command palette.
    Palette(Chooser<Pick>),
    /// The palette below a slash in the editor; its filter is the text after the slash.
    Slash(Chooser<Pick>),
    /// Earlier prompts.
    History(Chooser<String>),
    /// Files to be attached.
    Files(Box<FilePicker>),
    /// Files that are offered while a path is typed into the message.
    Mention(Box<Mention>),
    /// Text to read.
    Reader(Reader),
    /// A long text to read.
    Page(Box<Page>),
    /// A list of what the user keeps.
    Menu(Menu),
    /// The whole tree of the conversation.
    Map(Box<Map>),
    /// All lanes over the whole conversation.
    Summary(Box<Summary>),
    /// Two messages that are compared.
    Diff(Box<Diff>),
    /// The grid of cases.
    Grid(Box<Grid>),
    /// A picture, as large as the screen.
    Viewer(Box<Viewer>),
    /// The screenshots of a lane, and what was done on them.
    Film(Box<Film>),
    /// All conversations.
    Library(Box<Library>),
    /// Messages of all conversations.
    Search(Box<Search>),
    /// All that goes along with the next request.
    Tray(Box<Tray>),
    /// Whether something may run.
    Consent(Box<Question>),
    /// All calls of tools, and one in full.
    Inspect(Box<Inspect>),
    /// The themes.
    Themes(Box<ThemePicker>),
    /// A text that is edited.
    Editor(Box<Editor>),
    /// A line of input.
    Ask(Asked, Prompt),
    /// What to look for in the conversation, which is seen beside it.
    Find(Bar),
}

/// Text to read, scrolled to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reader {
    /// What is read.
    pub(crate) topic: Topic,
    /// The first line shown.
    pub(crate) scroll: usize,
    /// What keys are looked for; `None` = nothing is typed.
    pub(crate) filter: Option<String>,
    /// Derived: all lines, wrapped.
    pub(crate) lines: Vec<Entry>,
}

impl Reader {
    /// The beginning of a text.
    pub(crate) fn new(topic: Topic) -> Self {
        Self {
            topic,
            scroll: 0,
            filter: None,
            lines: Vec::new(),
        }
    }

    /// Scrolls as a list would be moved in.
    fn go(&mut self, step: ListMove) {
        let by = |lines: isize| self.scroll.saturating_add_signed(lines);
        self.scroll = match step {
            ListMove::Up => by(-1),
            ListMove::Down => by(1),
            ListMove::PageUp => by(-10),
            ListMove::PageDown => by(10),
            ListMove::First => 0,
            // What is drawn ends with the text.
            ListMove::Last => usize::MAX / 2,
        };
    }

    /// A character was typed: keys are looked for by it. Other texts take none.
    pub(crate) fn search(&mut self, typed: char) {
        if !matches!(self.topic, Topic::Keys(_)) {
            return;
        }
        self.scroll = 0;
        match &mut self.filter {
            None if typed == '/' => self.filter = Some(String::new()),
            None => self.filter = Some(typed.to_string()),
            Some(filter) => filter.push(typed),
        }
    }
}

/// What a reader shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Keys of the place from which help was asked.
    Keys(&'static [Scope]),
    /// How to configure credentials.
    Credentials,
    /// A notice that was cut, else the last error in full.
    LastError,
}

/// A line of input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Prompt {
    /// What was typed.
    pub(crate) text: String,
    /// Why it was not taken.
    pub(crate) problem: Option<String>,
}

impl Overlay {
    /// Where its keys are looked up, the most special first.
    pub(crate) fn scopes(&self) -> &'static [Scope] {
        match self {
            Self::Welcome => &[Scope::Welcome, Scope::Global],
            Self::Tour(_) => &[Scope::Tour, Scope::Global],
            Self::Picker(_) => &[Scope::Picker, Scope::List, Scope::Global],
            Self::Palette(_)
            | Self::Slash(_)
            | Self::History(_)
            | Self::Search(_)
            | Self::Themes(_) => &[Scope::List, Scope::Global],
            Self::Reader(reader) if reader.filter.is_some() => &[Scope::List, Scope::Global],
            Self::Reader(_) | Self::Page(_) => &[Scope::Reader, Scope::Global],
            Self::Menu(menu) if menu.kind.has_links() => {
                &[Scope::Links, Scope::List, Scope::Global]
            }
            Self::Menu(_) => &[Scope::Menu, Scope::List, Scope::Global],
            Self::Files(_) => &[Scope::Files, Scope::List, Scope::Global],
            Self::Mention(_) => &[Scope::Mention, Scope::List, Scope::Text, Scope::Global],
            Self::Map(_) => &[Scope::Map, Scope::Global],
            Self::Summary(_) => &[Scope::Summary, Scope::Global],
            Self::Diff(_) => &[Scope::Diff, Scope::Global],
            Self::Grid(_) => &[Scope::Grid, Scope::Global],
            Self::Viewer(_) => &[Scope::Viewer, Scope::Global],
            Self::Film(_) => &[Scope::Film, Scope::Global],
            Self::Library(_) => &[Scope::Library, Scope::List, Scope::Global],
            Self::Tray(_) => &[Scope::Tray, Scope::Global],
            Self::Consent(_) => &[Scope::Consent],
            Self::Inspect(_) => &[Scope::Calls, Scope::Global],
            Self::Editor(editor) => editor.scopes(),
            Self::Ask(..) | Self::Find(_) => &[Scope::Prompt, Scope::Global],
        }
    }

    /// The line that takes typed text, if there is one.
    pub(crate) fn input(&mut self) -> Option<&mut String> {
        match self {
            Self::Picker(picker) => Some(&mut picker.list.filter),
            Self::Palette(chooser) | Self::Slash(chooser) => Some(&mut chooser.list.filter),
            Self::History(chooser) => Some(&mut chooser.list.filter),
            Self::Menu(menu) => Some(&mut menu.chooser.list.filter),
            Self::Themes(picker) => Some(&mut picker.chooser.list.filter),
            Self::Library(library) => Some(&mut library.list.filter),
            Self::Search(search) => Some(&mut search.list.filter),
            Self::Files(files) => Some(&mut files.list.filter),
            Self::Ask(_, prompt) => Some(&mut prompt.text),
            Self::Find(bar) => Some(&mut bar.prompt.text),
            Self::Reader(reader) => reader.filter.as_mut(),
            Self::Welcome
            | Self::Tour(_)
            | Self::Mention(_)
            | Self::Page(_)
            | Self::Viewer(_)
            | Self::Film(_)
            | Self::Map(_)
            | Self::Summary(_)
            | Self::Diff(_)
            | Self::Grid(_)
            | Self::Tray(_)
            | Self::Consent(_)
            | Self::Inspect(_)
            | Self::Editor(_) => None,
        }
    }

    /// Moves the selection of a list.
    pub(crate) fn go(&mut self, step: ListMove) {
        match self {
            Self::Picker(picker) => {
                let rows = &picker.rows;
                picker
                    .list
                    .go(step, rows.len(), |row| rows[row].choice().is_some());
            }
            Self::Palette(chooser) | Self::Slash(chooser) => {
                let rows = chooser.rows().len();
                chooser.list.go(step, rows, |_| true);
            }
            Self::History(chooser) => {
                let rows = chooser.rows().len();
                chooser.list.go(step, rows, |_| true);
            }
            Self::Menu(menu) => {
                let rows = menu.chooser.rows().len();
                menu.chooser.list.go(step, rows, |_| true);
            }
            Self::Themes(picker) => {
                let rows = picker.chooser.rows().len();
                picker.chooser.list.go(step, rows, |_| true);
            }
            Self::Map(map) => map.go(step),
            Self::Summary(summary) => summary.go(step),
            Self::Film(film) => film.go(step),
            Self::Diff(diff) => diff.go(step),
            Self::Grid(grid) => grid.go(step),
            Self::Library(library) => library.go(step),
            Self::Search(search) => search.go(step),
            Self::Tray(tray) => tray.go(step),
            Self::Inspect(pane) => pane.go(step),
            Self::Files(files) => files.go(step),
            Self::Mention(mention) => mention.go(step),
            Self::Reader(reader) => reader.go(step),
            Self::Welcome
            | Self::Tour(_)
            | Self::Page(_)
            | Self::Viewer(_)
            | Self::Consent(_)
            | Self::Editor(_)
            | Self::Ask(..)
            | Self::Find(_) => {}
        }
    }

    /// Selects a row of a list; false if it cannot be chosen.
    pub(crate) fn select(&mut self, row: usize) -> bool {
        let (list, can) = match self {
            Self::Picker(picker) => {
                let can = picker
                    .rows
                    .get(row)
                    .is_some_and(|row| row.choice().is_some());
                (&mut picker.list, can)
            }
            Self::Palette(chooser) | Self::Slash(chooser) => {
                let can = row < chooser.rows().len();
                (&mut chooser.list, can)
            }
            Self::History(chooser) => {
                let can = row < chooser.rows().len();
                (&mut chooser.list, can)
            }
            Self::Menu(menu) => {
                let can = row < menu.chooser.rows().len();
                (&mut menu.chooser.list, can)
            }
            Self::Themes(picker) => {
                let can = row < picker.chooser.rows().len();
                (&mut picker.chooser.list, can)
            }
            Self::Map(map) => return map.select(row),
            Self::Grid(grid) => return grid.select(row),
            Self::Library(library) => return library.select(row),
            Self::Search(search) => return search.select(row),
            Self::Tray(tray) => return tray.select(row),
            Self::Inspect(pane) => return pane.select(row),
            Self::Files(files) => return files.select(row),
            Self::Mention(mention) => return mention.select(row),
            Self::Summary(summary) => return summary.select(row),
            Self::Film(film) => return film.select(row),
            Self::Welcome
            | Self::Tour(_)
            | Self::Reader(_)
            | Self::Page(_)
            | Self::Viewer(_)
            | Self::Diff(_)
            | Self::Consent(_)
            | Self::Editor(_)
            | Self::Ask(..)
            | Self::Find(_) => return false,
        };
        if can {
            list.selected = row;
        }
        can
    }

    /// The row of a list that is selected.
    pub(crate) fn selected(&self) -> Option<usize> {
        match self {
            Self::Picker(picker) => Some(picker.list.selected),
            Self::Palette(chooser) | Self::Slash(chooser) => Some(chooser.list.selected),
            Self::History(chooser) => Some(chooser.list.selected),
            Self::Menu(menu) => Some(menu.chooser.list.selected),
            Self::Themes(picker) => Some(picker.chooser.list.selected),
            Self::Map(map) => Some(map.selected()),
            Self::Summary(summary) => Some(summary.selected()),
            Self::Grid(grid) => Some(grid.row()),
            Self::Library(library) => Some(library.list.selected),
            Self::Search(search) => Some(search.list.selected),
            Self::Tray(tray) => Some(tray.list.selected),
            Self::Film(film) => Some(film.at()),
            Self::Files(files) => Some(files.list.selected),
            Self::Mention(mention) => Some(mention.list.selected),
            Self::Inspect(_)
            | Self::Welcome
            | Self::Tour(_)
            | Self::Reader(_)
            | Self::Page(_)
            | Self::Viewer(_)
            | Self::Diff(_)
            | Self::Consent(_)
            | Self::Editor(_)
            | Self::Ask(..)
            | Self::Find(_) => None,
        }
    }

    /// The search, if it is one.
    pub(crate) fn search(&mut self) -> Option<&mut Search> {
        match self {
            Self::Search(search) => Some(search),
            Self::Welcome
            | Self::Tour(_)
            | Self::Picker(_)
            | Self::Palette(_)
            | Self::Slash(_)
            | Self::History(_)
            | Self::Files(_)
            | Self::Mention(_)
            | Self::Reader(_)
            | Self::Page(_)
            | Self::Viewer(_)
            | Self::Film(_)
            | Self::Menu(_)
            | Self::Themes(_)
            | Self::Map(_)
            | Self::Summary(_)
            | Self::Diff(_)
            | Self::Grid(_)
            | Self::Library(_)
            | Self::Tray(_)
            | Self::Consent(_)
            | Self::Inspect(_)
            | Self::Editor(_)
            | Self::Ask(..)
            | Self::Find(_) => None,
        }
    }
}

//! Searching all conversations: what was typed, what was found, how far the index is.

use super::list::{ListMove, ListState};
use crate::chat::search::hit::{Cursor, Hit, Page};
use crate::chat::search::query::{NoQuery, Query};

/// How many hits below the selected one there are at least, if there are more to be had.
const AHEAD: usize = 20;

/// The search over the panes.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    /// What was typed, and the selected hit.
    pub(crate) list: ListState,
    /// The text that `query` was read from.
    read: String,
    query: Result<Query, NoQuery>,
    hits: Vec<Hit>,
    next: Option<Cursor>,
    /// What was asked last and was not answered yet.
    waiting: Option<Sought>,
    /// Why the last question could not be answered.
    problem: Option<String>,
}

/// Something that is looked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sought {
    /// What.
    pub(crate) query: Query,
    /// From which place on; `None` = from the beginning.
    pub(crate) from: Option<Cursor>,
}

/// How far the index of all conversations is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Indexing {
    /// Nothing was heard of it yet.
    #[default]
    NotBegun,
    /// So many of so many files were looked at.
    Running {
        /// Files that were looked at.
        done: usize,
        /// Files that there are.
        files: usize,
    },
    /// It has all that is in the files.
    Current,
    /// It cannot be brought up to date; why.
    Failed(String),
}

impl Default for Search {
    fn default() -> Self {
        Self {
            list: ListState::default(),
            read: String::new(),
            query: Ok(Query::default()),
            hits: Vec::new(),
            next: None,
            waiting: None,
            problem: None,
        }
    }
}

impl Search {
    /// What is to be looked for now: another text was typed, or the end of the hits is near.
    pub(crate) fn wanted(&mut self) -> Option<Sought> {
        if self.list.filter != self.read {
            self.read.clone_from(&self.list.filter);
            self.query = Query::parse(&self.read);
            return self.begin();
        }
        let near = self.list.selected + AHEAD >= self.hits.len();
        if self.waiting.is_some() || !near {
            return None;
        }
        let from = Some(self.next?);
        let query = self.query.clone().ok()?;
        self.ask(Sought { query, from })
    }

    /// Looks for the same once more, since the index has changed.
    pub(crate) fn again(&mut self) -> Option<Sought> {
        self.begin()
    }

    fn begin(&mut self) -> Option<Sought> {
        // An answer to what was asked before comes too late now.
        self.waiting = None;
        self.problem = None;
        let query = self.query.clone().ok()?;
        if query.is_empty() {
            (self.hits, self.next) = (Vec::new(), None);
            return None;
        }
        self.ask(Sought { query, from: None })
    }

    fn ask(&mut self, sought: Sought) -> Option<Sought> {
        self.waiting = Some(sought);
        self.waiting.clone()
    }

    /// Takes an answer in, unless something else was asked since.
    pub(crate) fn answered(&mut self, sought: &Sought, answer: Result<Page, String>) {
        if self.waiting.as_ref() != Some(sought) {
            return;
        }
        self.waiting = None;
        match answer {
            Ok(page) if sought.from.is_some() => {
                self.hits.extend(page.hits);
                self.next = page.next;
            }
            Ok(page) => self.replace(page),
            Err(problem) => {
                self.problem = Some(problem);
                self.next = None;
            }
        }
    }

    /// Shows other hits. The selected one stays so if it is among them.
    fn replace(&mut self, page: Page) {
        let place = |hit: &Hit| (hit.path.clone(), hit.message, hit.part);
        let selected = self.choice().map(place);
        let at = page.hits.iter().position(|it| Some(place(it)) == selected);
        self.list.selected = at.unwrap_or(0);
        (self.hits, self.next) = (page.hits, page.next);
    }

    /// The hits by now.
    pub(crate) fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// Whether there are more hits than those.
    pub(crate) fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// Whether an answer is on its way.
    pub(crate) fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    /// What is looked for, or why the text cannot be looked for.
    pub(crate) fn query(&self) -> Result<&Query, &NoQuery> {
        self.query.as_ref()
    }

    /// Why there is no answer.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// The selected hit.
    pub(crate) fn choice(&self) -> Option<&Hit> {
        self.hits.get(self.list.selected)
    }

    /// Moves the selection.
    pub(crate) fn go(&mut self, step: ListMove) {
        self.list.go(step, self.hits.len(), |_| true);
    }

    /// Selects a hit; false if it is not there.
    pub(crate) fn select(&mut self, row: usize) -> bool {
        let is_there = row < self.hits.len();
        if is_there {
            self.list.selected = row;
        }
        is_there
    }
}

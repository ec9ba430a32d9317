//! One call in full: what it is, its arguments, the verdict on them, its result.

use ratatui::layout::Rect;

use crate::app::layout::Size;
use crate::app::pictures::Measured;
use crate::app::state::State;
use crate::app::transcript::line::Line;
use crate::chat::call::CallId;
use crate::chat::call::items::{self, Item};
use crate::chat::call::turn::call;
use crate::chat::ids::Number;
use crate::chat::json::Value;
use crate::chat::tool::verdict::Verdict;

use super::live::Live;
use super::page::Page;
use super::tree::Fold;
use super::{Standing, View, key_of, result_of, table};

/// What part of a call a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The arguments.
    Arguments,
    /// This item of the result.
    Result(usize),
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing that can be done something with.
    Plain,
    /// All of a part.
    Whole(Part),
    /// A node of a value, by its JSON pointer.
    Node(Part, String),
    /// A fault, by the place of what it is about.
    Fault(String),
    /// A row of a picture, counted from its first.
    Picture {
        /// The hash of its bytes.
        hash: String,
        /// Which item of the result it is.
        item: usize,
        /// The room that it was given.
        room: Size,
        /// The cells that it takes.
        cells: Size,
        /// Which of its rows.
        at: u16,
    },
}

/// A row of the call in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// What it shows.
    pub(crate) line: Line,
    /// What it is about.
    pub(crate) place: Place,
    /// Whether the node that it is about is folded; `None` = nothing can be folded here.
    pub(crate) fold: Option<Fold>,
}

/// A call in full, laid out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Detail {
    rows: Vec<Row>,
    arguments: String,
    value: Option<Value>,
    result: Vec<Item>,
    basis: Option<Basis>,
    /// What was made of arguments that stream.
    live: Option<Live>,
    work: Work,
}

/// What streams of arguments have cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Work {
    /// Bytes read, each as often as it was.
    pub(super) bytes: usize,
    /// Rows of trees laid out.
    pub(super) rows: usize,
}

/// What it was laid out of.
#[derive(Debug, Clone, PartialEq)]
struct Basis {
    call: Option<CallId>,
    arguments: u64,
    /// Lanes, answers and results are as they were while it is the same.
    shape: Number,
    standing: Option<Standing>,
    verdict: Option<Verdict>,
    view: View,
    area: Rect,
    pictures: Vec<Option<Measured>>,
}

impl Basis {
    /// Whether nothing but the arguments is another.
    fn goes_on_as(&self, after: &Self) -> bool {
        let arguments = after.arguments;
        Self {
            arguments,
            ..self.clone()
        } == *after
    }
}

impl Detail {
    /// The rows.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The arguments as text.
    pub(crate) fn arguments(&self) -> &str {
        &self.arguments
    }

    /// The arguments as a value, as far as they are one.
    pub(crate) fn value(&self) -> Option<&Value> {
        self.value.as_ref()
    }

    /// How many columns the widest table of the result has.
    pub(crate) fn columns(&self) -> usize {
        let tables = self.result.iter().filter_map(json_of);
        tables.map(|value| table::width(&value)).max().unwrap_or(0)
    }

    /// The items of the result.
    pub(crate) fn result(&self) -> &[Item] {
        &self.result
    }

    /// The JSON of an item of the result: one that it is, or one that its text is.
    pub(crate) fn json_of(&self, item: usize) -> Option<Value> {
        json_of(self.result.get(item)?)
    }

    /// Lays out a call, if something about it has changed.
    pub(super) fn refresh(
        &mut self,
        state: &State,
        selected: Option<(CallId, Standing)>,
        (view, area): (&View, Rect),
    ) {
        let asked = selected.and_then(|(id, _)| call(&state.conversation, id));
        let Some(((id, stands), asked)) = selected.zip(asked) else {
            *self = Self::default();
            return;
        };
        let edited = state.calls.edited.get(&id);
        let arguments = edited.map_or_else(|| asked.args(), |args| &args.0);
        let key = if stands == Standing::Streaming {
            // They only grow, so that their length tells them from those before.
            arguments.len() as u64
        } else {
            self.key_of(id, arguments)
        };
        let items = self.read(state, id);
        let shown = items.as_ref().unwrap_or(&self.result);
        let basis = Basis {
            call: Some(id),
            arguments: key,
            shape: state.conversation.shape(),
            standing: Some(stands),
            verdict: state.calls.verdict(id, key).cloned(),
            view: view.clone(),
            area,
            pictures: shown.iter().map(|item| measured(state, item)).collect(),
        };
        if self.basis.as_ref() == Some(&basis) {
            return;
        }
        if stands == Standing::Streaming {
            self.grow(state, id, arguments, basis);
            return;
        }
        self.live = None;
        arguments.clone_into(&mut self.arguments);
        self.result = items.unwrap_or_else(|| std::mem::take(&mut self.result));
        let mut page = Page::new(state, area);
        page.head(id);
        self.value = page.arguments(id, arguments, view);
        page.verdict(basis.verdict.as_ref());
        page.result(id, &self.result, view);
        self.rows = page.rows;
        self.basis = Some(basis);
    }

    /// The number that stands for arguments. Those that were looked at last are not gone through again.
    fn key_of(&self, id: CallId, arguments: &str) -> u64 {
        match self.checked() {
            Some((call, key)) if call == id && self.arguments == arguments => key,
            Some(_) | None => key_of(arguments),
        }
    }

    /// The call, and the number that stands for its arguments, if these have all come.
    pub(crate) fn checked(&self) -> Option<(CallId, u64)> {
        let basis = self.basis.as_ref()?;
        let is_whole = basis.standing != Some(Standing::Streaming);
        is_whole.then_some((basis.call?, basis.arguments))
    }

    /// The items of the result of a call; `None` = those that are there are its.
    fn read(&self, state: &State, id: CallId) -> Option<Vec<Item>> {
        let shape = state.conversation.shape();
        let before = self.basis.as_ref();
        if before.is_some_and(|before| (before.call, before.shape) == (Some(id), shape)) {
            return None;
        }
        let result = result_of(&state.conversation, id);
        Some(result.map_or_else(Vec::new, |(content, _)| items::read(content)))
    }

    /// Takes in more of arguments that stream.
    fn grow(&mut self, state: &State, id: CallId, arguments: &str, basis: Basis) {
        let before = self.basis.as_ref();
        let goes_on = before.is_some_and(|before| before.goes_on_as(&basis));
        let more = arguments.get(self.arguments.len()..);
        match more.filter(|_| goes_on) {
            Some(more) => self.arguments.push_str(more),
            None => arguments.clone_into(&mut self.arguments),
        }
        self.result.clear();
        let mut page = Page::new(state, basis.area);
        let kept = self.live.take();
        let kept = kept.filter(|live| goes_on && !live.is_due(arguments.len()));
        let live = if let Some(live) = kept {
            page.rows = std::mem::take(&mut self.rows);
            live.go_on(&mut page, arguments.len());
            live
        } else {
            page.head(id);
            let (live, value) = Live::begin(&mut page, arguments, &basis.view);
            self.value = value;
            self.count(arguments.len(), page.rows.len());
            live
        };
        live.finish(&mut page, arguments);
        self.rows = page.rows;
        self.live = Some(live);
        self.basis = Some(basis);
    }

    /// Takes down what was read and laid out, for tests.
    fn count(&mut self, bytes: usize, rows: usize) {
        self.work.bytes += bytes;
        self.work.rows += rows;
    }

    /// What all streams have cost so far.
    #[cfg(test)]
    pub(super) fn work(&self) -> Work {
        self.work
    }
}

/// What is known of the picture of an item.
pub(super) fn measured(state: &State, item: &Item) -> Option<Measured> {
    let Item::Picture { hash, .. } = item else {
        return None;
    };
    let blob = state.conversation.blob(hash);
    state.view.pictures.size_of(hash, blob)
}

/// The JSON that an item is, or that its text is.
pub(super) fn json_of(item: &Item) -> Option<Value> {
    match item {
        Item::Json(value) => Some(value.clone()),
        Item::Text(text) => {
            let value = Value::parse(text).ok()?;
            matches!(value, Value::List(_) | Value::Object(_)).then_some(value)
        }
        Item::Picture { .. } | Item::Document { .. } | Item::Other(_) => None,
    }
}

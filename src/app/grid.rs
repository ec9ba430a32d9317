//! The grid: cases are its rows, lanes its columns, and a cell tells of a reply.

use std::time::Duration;

use crate::chat::cases::{Cases, Figures, Fit};
use crate::chat::generation::{Generation, Outcome};
use crate::chat::ids::{CaseNo, LaneId, Number};
use crate::chat::lane::Lane;
use crate::chat::message::Message;
use crate::chat::price::Dollars;
use crate::chat::time::Mono;

use super::bar::Motion;
use super::list::{ListMove, ListState};
use super::map::{self, Cost};
use super::state::State;

/// How often the totals are added up while replies come: that looks at all cells.
const EVERY: Duration = Duration::from_millis(500);

/// What can be done in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnGrid {
    /// Select the column before.
    Left,
    /// Select the column after.
    Right,
    /// Ask for all cells that have no reply.
    Run,
    /// Ask for this cell again.
    Again,
    /// Ask again for all cells that have failed or were stopped.
    Failed,
    /// Stop all cells.
    Stop,
    /// Show the reply in its lane.
    Show,
    /// Take another table.
    Table,
    /// Write all of it to a file.
    Export,
}

/// The grid, over the panes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Grid {
    /// The selected row.
    list: ListState,
    /// The selected lane, from the left.
    column: usize,
    /// Whether the user was told that the prompt lacks values, and has not said yes.
    pub(crate) doubt: Doubt,
    /// Derived: how many rows and lanes there are.
    size: (usize, usize),
    /// Derived: what prompt and table have not in common.
    pub(crate) fit: Fit,
    /// Derived: what the cells of each lane come to.
    totals: Vec<Totals>,
    /// For which record, and when, the totals were added up.
    added: Option<(Number, Mono)>,
}

/// Whether the user is asked before a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Doubt {
    /// Nothing was said.
    #[default]
    None,
    /// It was said what is missing; the next order counts.
    Told,
}

/// What the cells of a lane come to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Totals {
    /// Replies that are complete.
    pub(crate) done: usize,
    /// Replies that have failed or were stopped.
    pub(crate) broken: usize,
    /// What they cost, as far as it is known.
    pub(crate) cost: Dollars,
    /// Whether the cost of one is not known.
    pub(crate) unknown: usize,
}

/// What a cell tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Told {
    /// It was not asked for.
    Empty,
    /// It waits for its turn.
    Queued,
    /// It was asked for, and nothing came yet.
    Waiting,
    /// It streams; so many pieces have come.
    Streaming(u64),
    /// It streams, and nothing is to count on the screen.
    Coming,
    /// It is complete; its first words.
    Done(String),
    /// It was stopped; its first words.
    Stopped(String),
    /// It has failed; why.
    Failed(String),
}

impl Grid {
    /// The selected row.
    pub(crate) fn row(&self) -> usize {
        self.list.selected
    }

    /// The selected lane, from the left.
    pub(crate) fn column(&self) -> usize {
        self.column
    }

    /// What the cells of each lane come to.
    pub(crate) fn totals(&self) -> &[Totals] {
        &self.totals
    }

    /// Selects a row; false if there is none.
    pub(crate) fn select(&mut self, row: usize) -> bool {
        let there = row < self.size.0;
        if there {
            self.list.selected = row;
        }
        there
    }

    /// Moves the selection up or down.
    pub(crate) fn go(&mut self, step: ListMove) {
        self.list.go(step, self.size.0, |_| true);
    }

    /// Moves the selection by so many rows, and not beyond the ends.
    pub(crate) fn roll(&mut self, lines: i16) {
        let row = self.list.selected.saturating_add_signed(isize::from(lines));
        self.list.selected = row.min(self.size.0.saturating_sub(1));
    }

    /// Selects the lane before.
    pub(crate) fn left(&mut self) {
        self.column = self.column.saturating_sub(1);
    }

    /// Selects the lane after.
    pub(crate) fn right(&mut self) {
        self.column = (self.column + 1).min(self.size.1.saturating_sub(1));
    }

    /// Works out again what has changed with the conversation.
    pub(crate) fn refresh(&mut self, state: &State) {
        let lanes: Vec<LaneId> = state.conversation.lanes().map(|lane| lane.id).collect();
        let table = table(state);
        self.size = (table.map_or(0, |table| table.rows.len()), lanes.len());
        self.list.selected = self.list.selected.min(self.size.0.saturating_sub(1));
        self.column = self.column.min(lanes.len().saturating_sub(1));
        self.fit = table.map(|table| fit(state, table)).unwrap_or_default();
        let (shape, now) = (state.conversation.shape(), state.input.now.mono);
        let fresh = self.added.is_some_and(|(of, at)| {
            of == shape || (now.since(at) < EVERY && state.flight.cells() > 0)
        });
        if !fresh {
            self.totals = totals(state, &lanes);
            self.added = Some((shape, now));
        }
    }
}

/// The table of the conversation, once it is read.
pub(crate) fn table(state: &State) -> Option<&Cases> {
    let file = state.conversation.cases()?;
    state.flight.desk.table(&file.blob).map(AsRef::as_ref)
}

/// The number of the case in a row.
pub(crate) fn case(row: usize) -> CaseNo {
    CaseNo(u32::try_from(row).unwrap_or(u32::MAX))
}

/// What the prompt in the editor and the system prompts have not in common with the table.
fn fit(state: &State, table: &Cases) -> Fit {
    let prompt = state.composer.text();
    let mut texts = vec![prompt.as_str()];
    let lanes = state.conversation.lanes();
    texts.extend(lanes.map(|lane| lane.settings.system.as_str()));
    table.fits(&texts, state.conversation.variables())
}

fn totals(state: &State, lanes: &[LaneId]) -> Vec<Totals> {
    let mut totals = vec![Totals::default(); lanes.len()];
    for (_, lane, message) in state.conversation.cells() {
        let total = lanes.iter().position(|id| *id == lane);
        let Some((total, reply)) = total
            .and_then(|at| totals.get_mut(at))
            .zip(message.generation.as_deref())
        else {
            continue;
        };
        match map::cost(state, reply) {
            Cost::Known(cost) => total.cost = total.cost + cost,
            Cost::Unknown => total.unknown += 1,
            Cost::Open => {}
        }
        match reply.end.as_ref().map(|end| &end.outcome) {
            Some(Outcome::Done(_)) => total.done += 1,
            Some(_) => total.broken += 1,
            None => {}
        }
    }
    totals
}

/// What the cell of a case and a lane tells.
pub(crate) fn told(state: &State, case: CaseNo, lane: &Lane) -> Told {
    let flying = state.flight.of_cell(lane.id);
    let prepared = flying.is_some_and(|flying| flying.case == Some(case) && flying.id().is_none());
    if prepared {
        return Told::Waiting;
    }
    if state.flight.desk.awaits(case, lane.id) {
        return Told::Queued;
    }
    let message = state.conversation.cell(case, lane.id);
    let told = message.map_or(Told::Empty, told_of);
    match (told, state.view.appearance.look.motion) {
        (Told::Streaming(_), Motion::Still) => Told::Coming,
        (told, Motion::Still | Motion::Moving) => told,
    }
}

fn told_of(message: &Message) -> Told {
    let Some(reply) = message.generation.as_deref() else {
        return Told::Empty;
    };
    match reply.end.as_ref().map(|end| &end.outcome) {
        None if reply.deltas == 0 => Told::Waiting,
        None => Told::Streaming(reply.deltas),
        Some(Outcome::Done(_)) => Told::Done(map::first_line(message)),
        Some(Outcome::Cancelled | Outcome::Interrupted) => Told::Stopped(map::first_line(message)),
        Some(Outcome::Failed(failure)) => Told::Failed(failure.to_string()),
    }
}

/// The figures of a reply, once it is over.
pub(crate) fn figures(state: &State, reply: &Generation) -> Option<Figures> {
    let end = reply.end.as_ref()?;
    let usage = end.usage.as_ref();
    let (stop, error) = match &end.outcome {
        Outcome::Done(stop) => (Some(stop.0.clone()), None),
        Outcome::Cancelled => (None, Some("stopped".to_owned())),
        Outcome::Interrupted => (None, Some("interrupted".to_owned())),
        Outcome::Failed(failure) => (None, Some(failure.to_string())),
    };
    Some(Figures {
        stop,
        input: usage.and_then(|usage| usage.input),
        output: usage.and_then(|usage| usage.output),
        ms: end.us.0 / 1000,
        cost: match map::cost(state, reply) {
            Cost::Known(cost) => Some(cost),
            Cost::Unknown | Cost::Open => None,
        },
        error,
    })
}

/// The name of a lane's model. Foreign text.
pub(crate) fn model(lane: &Lane) -> String {
    let model = lane.settings.model.as_ref();
    model.map_or_else(|| "no model".to_owned(), |model| model.name.clone())
}

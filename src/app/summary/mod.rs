//! The summary: all lanes of a conversation as a table, a row a lane, and a selection in it.

mod table;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use crate::chat::abilities::AbilityTable;
use crate::chat::conversation::Conversation;
use crate::chat::ids::{ConversationId, LaneId, Number};
use crate::chat::rank::Better;
use crate::chat::summary::Replies;

use super::layout::{self, Size};
use super::list::{ListMove, ListState};
use super::transcript::line::columns;

pub(crate) use table::{About, Cell, Column, Row, SIGN};

/// The widest box: beyond this there are no more columns to show.
pub(crate) const WIDEST: u16 = 180;

/// Blanks between two columns.
pub(crate) const GAP: u16 = 2;

/// All lanes, one row each.
///
/// Rows are made when the conversation gets another shape, not while a reply grows.
#[derive(Debug, Clone)]
pub(crate) struct Summary {
    rows: Vec<Row>,
    /// Columns that each column of the table takes, without the gap before it.
    widths: Vec<u16>,
    list: ListState,
    /// The first column in sight.
    first: usize,
    shows: Shows,
    sort: Sort,
    source: Source,
    /// How often rows were made. For tests that count work.
    #[cfg(test)]
    pub(crate) made: usize,
}

/// What the table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shows {
    /// Which replies count.
    pub(crate) replies: Replies,
    /// Whether closed lanes have a row.
    pub(crate) closed: Closed,
}

/// Whether closed lanes have a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Closed {
    /// Those that have replied.
    #[default]
    Shown,
    /// None.
    Hidden,
}

/// By which column the rows are sorted, and from which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sort {
    /// The column.
    pub(crate) by: Column,
    /// The end.
    pub(crate) order: Order,
}

/// From which end rows are sorted. What is unknown comes last in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The best one is on top.
    BestFirst,
    /// The best one is at the bottom.
    BestLast,
}

/// The next one, in one direction or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Beside {
    /// The one before.
    Left,
    /// The one after.
    Right,
}

/// What the rows were made of.
#[derive(Debug, Clone)]
struct Source {
    conversation: ConversationId,
    shape: Number,
    abilities: Arc<AbilityTable>,
    shows: Shows,
}

impl Summary {
    /// The summary of a conversation, with this lane selected.
    pub(crate) fn new(
        conversation: &Conversation,
        abilities: &Arc<AbilityTable>,
        selected: Option<LaneId>,
    ) -> Self {
        let shows = Shows::default();
        let mut summary = Self {
            rows: Vec::new(),
            widths: Vec::new(),
            list: ListState::default(),
            first: 0,
            shows,
            sort: Sort {
                by: Column::Overall,
                order: Order::BestFirst,
            },
            source: Source::of(conversation, abilities, shows),
            #[cfg(test)]
            made: 0,
        };
        summary.make(conversation);
        summary.select_lane(selected);
        summary
    }

    /// Makes the rows anew if they are those of another shape. The selection stays at its lane.
    pub(crate) fn refresh(&mut self, conversation: &Conversation, abilities: &Arc<AbilityTable>) {
        let source = Source::of(conversation, abilities, self.shows);
        if source.is_same(&self.source) {
            return;
        }
        self.source = source;
        self.make(conversation);
    }

    fn make(&mut self, conversation: &Conversation) {
        let selected = self.choice().map(|row| row.lane);
        self.rows = table::rows(conversation, &self.source.abilities, self.shows);
        self.widths = Column::ALL.map(|column| width(column, &self.rows)).into();
        self.sort_rows();
        self.select_lane(selected);
        #[cfg(test)]
        {
            self.made += 1;
        }
    }

    fn sort_rows(&mut self) {
        let Sort { by, order } = self.sort;
        let key = |row: &Row| {
            let value = row.cell(by).key?;
            let ascending = by.better().ascending(value);
            Some(match order {
                Order::BestFirst => ascending,
                Order::BestLast => -ascending,
            })
        };
        // Rows that are alike stay in the order of the lanes on the screen.
        self.rows.sort_by_key(|row| row.place);
        self.rows
            .sort_by(|one, other| match (key(one), key(other)) {
                (Some(one), Some(other)) => one.total_cmp(&other),
                (one, other) => other.is_some().cmp(&one.is_some()),
            });
    }

    fn select_lane(&mut self, lane: Option<LaneId>) {
        let place = self.rows.iter().position(|row| Some(row.lane) == lane);
        let last = self.rows.len().saturating_sub(1);
        self.list.selected = place.unwrap_or(self.list.selected.min(last));
    }

    /// The rows in their order.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What the table is about.
    pub(crate) fn shows(&self) -> Shows {
        self.shows
    }

    /// How the rows are sorted.
    pub(crate) fn sort(&self) -> Sort {
        self.sort
    }

    /// The place of the selected row.
    pub(crate) fn selected(&self) -> usize {
        self.list.selected
    }

    /// The selected row; `None` where there are none.
    pub(crate) fn choice(&self) -> Option<&Row> {
        self.rows.get(self.list.selected)
    }

    /// Selects a row; one that is not there is not selected.
    pub(crate) fn select(&mut self, row: usize) -> bool {
        let is_there = row < self.rows.len();
        if is_there {
            self.list.selected = row;
        }
        is_there
    }

    /// Moves the selection by rows and pages.
    pub(crate) fn go(&mut self, step: ListMove) {
        self.list.go(step, self.rows.len(), |_| true);
    }

    /// Moves the selection by so many rows, to the end at most.
    pub(crate) fn roll(&mut self, lines: i16) {
        let last = self.rows.len().saturating_sub(1);
        let row = self.list.selected.saturating_add_signed(lines.into());
        self.list.selected = row.min(last);
    }

    /// Counts all replies, or only those that are shown. It takes effect with the next `refresh`.
    pub(crate) fn toggle_replies(&mut self) {
        self.shows.replies = match self.shows.replies {
            Replies::All => Replies::Shown,
            Replies::Shown => Replies::All,
        };
    }

    /// Shows closed lanes, or no longer. It takes effect with the next `refresh`.
    pub(crate) fn toggle_closed(&mut self) {
        self.shows.closed = match self.shows.closed {
            Closed::Shown => Closed::Hidden,
            Closed::Hidden => Closed::Shown,
        };
    }

    /// Sorts from the other end.
    pub(crate) fn turn(&mut self) {
        self.sort.order = match self.sort.order {
            Order::BestFirst => Order::BestLast,
            Order::BestLast => Order::BestFirst,
        };
        self.resort();
    }

    /// Sorts by the column beside, and beyond the last one by the first, on a screen of this size.
    pub(crate) fn sort_beside(&mut self, beside: Beside, size: Size) {
        let all = Column::ALL.len();
        let at = self.sorted_at();
        let next = match beside {
            Beside::Left => at + all - 1,
            Beside::Right => at + 1,
        };
        self.sort_by(Column::ALL[next % all], size);
    }

    /// Sorts by a column, the best on top, or from the other end if it is sorted by that already.
    /// The column is in sight afterwards.
    pub(crate) fn sort_by(&mut self, by: Column, size: Size) {
        if self.sort.by == by {
            return self.turn();
        }
        self.sort = Sort {
            by,
            order: Order::BestFirst,
        };
        self.resort();
        let at = self.sorted_at();
        self.first = self.first.min(at);
        while self.first < at && !self.in_sight(room(size)).contains(&at) {
            self.first += 1;
        }
    }

    fn sorted_at(&self) -> usize {
        let mut all = Column::ALL.iter();
        all.position(|column| *column == self.sort.by).unwrap_or(0)
    }

    fn resort(&mut self) {
        let selected = self.choice().map(|row| row.lane);
        self.sort_rows();
        self.select_lane(selected);
    }

    /// Shows the columns further to a side, on a screen of this size.
    pub(crate) fn scroll(&mut self, beside: Beside, size: Size) {
        let last = self.in_sight(room(size)).end >= Column::ALL.len();
        self.first = match beside {
            Beside::Left => self.first.saturating_sub(1),
            Beside::Right if last => self.first,
            Beside::Right => self.first + 1,
        };
    }

    /// The columns that fit beside the names, at least one: their places in `Column::ALL`.
    pub(crate) fn in_sight(&self, room: u16) -> Range<usize> {
        let mut left = room.saturating_sub(names(room));
        let first = self.first.min(Column::ALL.len() - 1);
        let fits = |width: &&u16| {
            let fits = left >= **width + GAP;
            left = left.saturating_sub(**width + GAP);
            fits
        };
        let count = self.widths[first..].iter().take_while(fits).count();
        first..first + count.max(1)
    }

    /// How wide a column is, without the gap before it.
    pub(crate) fn width(&self, column: usize) -> u16 {
        self.widths.get(column).copied().unwrap_or(0)
    }
}

impl Source {
    fn of(conversation: &Conversation, abilities: &Arc<AbilityTable>, shows: Shows) -> Self {
        Self {
            conversation: conversation.id().clone(),
            shape: conversation.shape(),
            abilities: Arc::clone(abilities),
            shows,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.shape == other.shape
            && self.shows == other.shows
            && self.conversation == other.conversation
            && Arc::ptr_eq(&self.abilities, &other.abilities)
    }
}

impl Order {
    /// The sign above a column that is sorted so, of which this value is the better one.
    pub(crate) fn sign(self, better: Better) -> &'static str {
        match (self, better) {
            (Self::BestFirst, Better::Smaller) | (Self::BestLast, Better::Larger) => "▲",
            (Self::BestFirst, Better::Larger) | (Self::BestLast, Better::Smaller) => "▼",
        }
    }
}

/// Columns inside the box on a screen of this size.
pub(crate) fn room(size: Size) -> u16 {
    let area = layout::overlay(size, WIDEST, u16::MAX);
    area.width.saturating_sub(2)
}

/// Columns for the names of lanes, of so many.
pub(crate) fn names(room: u16) -> u16 {
    (room / 4).clamp(15, 38).min(room)
}

/// How wide a column has to be: its name with the sign of the order, values with theirs.
fn width(column: Column, rows: &[Row]) -> u16 {
    let cells = rows.iter().map(|row| row.cell(column).width());
    let widest = cells.max().unwrap_or(0).max(columns(column.name()) + SIGN);
    u16::try_from(widest).unwrap_or(u16::MAX)
}

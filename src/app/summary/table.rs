//! The rows of the summary: what stands in each column, and who is the best in it.

use crate::app::transcript::line::columns;
use crate::chat::abilities::AbilityTable;
use crate::chat::conversation::Conversation;
use crate::chat::differs::{Difference, differences};
use crate::chat::figures::{Figure, number};
use crate::chat::ids::LaneId;
use crate::chat::lane::Lane;
use crate::chat::rank::{Better, ranks};
use crate::chat::settings::Settings;
use crate::chat::spread::Spread;
use crate::chat::summary::{self, LaneSummary};

use super::{Closed, Shows};

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    /// The rank over all columns: who is the best in the most of them.
    Overall,
    /// The median of a figure.
    Of(Figure),
    /// How many replies there are.
    Replies,
    /// How many of them have failed.
    Errors,
    /// All tokens.
    Tokens,
    /// What all replies cost.
    Total,
}

/// A row: a lane.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// The lane.
    pub(crate) lane: LaneId,
    /// Its number on the screen; `None` = it is closed.
    pub(crate) number: Option<usize>,
    /// What the user calls it, or its model. Foreign text.
    pub(crate) name: String,
    /// What is below the name. Foreign text.
    pub(crate) about: About,
    /// Its place among all lanes, those that are open first.
    pub(super) place: usize,
    cells: Vec<Cell>,
}

/// What is told of the settings of a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    /// It is the first one, to which the others are compared: how its model is reached.
    First(String),
    /// What it has otherwise than the first one.
    Differs(Vec<Difference>),
}

/// What stands in a column of a row.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Cell {
    /// The value; `–` = there is none, `?` = it is not known.
    pub(crate) value: String,
    /// What stands below it, such as how far the values lie apart; may be empty.
    pub(crate) below: String,
    /// The place among all rows, 1 = the best; `None` = there is nothing to compare.
    pub(crate) rank: Option<usize>,
    /// What rows are sorted by; `None` = unknown.
    pub(super) key: Option<f64>,
}

impl Column {
    /// All of them, from the left.
    pub(crate) const ALL: [Self; 11] = [
        Self::Overall,
        Self::Of(Figure::First),
        Self::Of(Figure::Rate),
        Self::Of(Figure::Latency),
        Self::Of(Figure::Total),
        Self::Of(Figure::Output),
        Self::Of(Figure::Cost),
        Self::Errors,
        Self::Replies,
        Self::Tokens,
        Self::Total,
    ];

    /// Its name on the screen.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Overall => "rank",
            Self::Of(figure) => figure.name(),
            Self::Replies => "replies",
            Self::Errors => "errors",
            Self::Tokens => "tokens",
            Self::Total => "total",
        }
    }

    /// Which of two values comes first.
    pub(crate) fn better(self) -> Better {
        match self {
            Self::Of(figure) => figure.better(),
            Self::Overall | Self::Replies => Better::Larger,
            Self::Errors | Self::Tokens | Self::Total => Better::Smaller,
        }
    }

    /// A value as fine as it is written: what reads the same shares a place.
    fn as_read(self, value: f64) -> f64 {
        match self {
            Self::Of(figure) => figure.as_read(value),
            Self::Overall | Self::Replies | Self::Errors | Self::Tokens | Self::Total => value,
        }
    }

    /// Whether a value can be the best one. Totals cannot: a lane that was asked less has less.
    fn is_compared(self) -> bool {
        match self {
            Self::Of(_) | Self::Errors => true,
            Self::Overall | Self::Replies | Self::Tokens | Self::Total => false,
        }
    }
}

impl Row {
    /// What stands in a column.
    pub(crate) fn cell(&self, column: Column) -> &Cell {
        let at = Column::ALL.iter().position(|other| *other == column);
        // Rows are made with a cell for each column.
        &self.cells[at.unwrap_or(0)]
    }
}

impl Cell {
    fn new(value: String, below: String) -> Self {
        Self {
            value,
            below,
            ..Self::default()
        }
    }

    /// Which place it has: `★` for the best, `#2` for the next one.
    pub(crate) fn sign(&self) -> String {
        match self.rank {
            None => String::new(),
            Some(1) => "★".to_owned(),
            Some(rank) => format!("#{rank}"),
        }
    }

    /// Columns for the value with its sign, and for what is below it.
    pub(super) fn width(&self) -> usize {
        let value = columns(&self.value) + SIGN;
        value.max(columns(&self.below))
    }
}

/// Columns of a blank and a sign; a tenth place may stand close to the value.
pub(crate) const SIGN: usize = 3;

/// The rows of all lanes, in the order of the lanes.
pub(super) fn rows(
    conversation: &Conversation,
    abilities: &AbilityTable,
    shows: Shows,
) -> Vec<Row> {
    let open: Vec<LaneId> = conversation.lanes().map(|lane| lane.id).collect();
    let closed = conversation.all_lanes().map(|lane| lane.id);
    let closed = closed.filter(|id| shows.closed == Closed::Shown && !open.contains(id));
    let lanes: Vec<LaneId> = open.iter().copied().chain(closed).collect();
    let mut summaries = summary::of(conversation, &lanes, shows.replies, abilities);
    summaries.retain(|it| open.contains(&it.lane) || it.counts.over() + it.counts.open > 0);
    let mut table: Vec<Vec<Cell>> = summaries.iter().map(cells).collect();
    compare(&mut table);
    let first = conversation.lanes().next().map(|lane| &lane.settings);
    let told = summaries.iter().zip(table).enumerate();
    let rows = told.filter_map(|(place, (summary, cells))| {
        let lane = conversation.lane(summary.lane)?;
        let number = open.iter().position(|id| *id == lane.id);
        Some(Row {
            lane: lane.id,
            number: number.map(|at| at + 1),
            name: name(lane),
            about: about(lane, first, number),
            place,
            cells,
        })
    });
    rows.collect()
}

/// What the user calls the lane, or its model.
fn name(lane: &Lane) -> String {
    let model = lane.settings.model.as_ref();
    let model = model.map_or("no model", |model| model.name.as_str());
    lane.name.as_deref().unwrap_or(model).to_owned()
}

fn about(lane: &Lane, first: Option<&Settings>, number: Option<usize>) -> About {
    let model = lane.settings.model.as_ref();
    match first.filter(|_| number != Some(0)) {
        Some(first) => About::Differs(differences(first, &lane.settings)),
        None => About::First(model.map_or_else(String::new, |model| {
            let route = model.route_label();
            match lane.name {
                Some(_) => format!("{} · {route}", model.name),
                None => route,
            }
        })),
    }
}

/// What stands in each column, before rows are compared.
fn cells(summary: &LaneSummary) -> Vec<Cell> {
    let cell = |column: Column| Cell {
        key: key(column, summary),
        ..told(column, summary)
    };
    Column::ALL.map(cell).into()
}

/// What is compared and sorted by. The overall rank is made of the others later.
fn key(column: Column, summary: &LaneSummary) -> Option<f64> {
    let counts = summary.counts;
    match column {
        Column::Overall => None,
        Column::Of(figure) => summary.spread(figure).map(|spread| spread.median),
        Column::Replies => Some(count(counts.over() + counts.open)),
        Column::Errors => {
            let over = Some(counts.over()).filter(|over| *over > 0)?;
            Some(count(counts.failed) / count(over))
        }
        Column::Tokens => {
            let both = [summary.input, summary.output];
            let known = both.iter().any(|sum| sum.count > 0);
            known.then(|| both.iter().map(|sum| sum.known).sum())
        }
        Column::Total => Some(summary.cost.known).filter(|_| summary.cost.count > 0),
    }
}

fn told(column: Column, summary: &LaneSummary) -> Cell {
    let counts = summary.counts;
    let nonzero = |count: usize, what: &str| match count {
        0 => String::new(),
        _ => format!("{count} {what}"),
    };
    match column {
        Column::Overall => Cell::new("–".to_owned(), String::new()),
        Column::Of(figure) => match summary.spread(figure) {
            Some(spread) => Cell::new(figure.written(spread.median), apart(figure, spread)),
            None if counts.over() == 0 => Cell::new("–".to_owned(), String::new()),
            None => Cell::new("?".to_owned(), String::new()),
        },
        Column::Replies => Cell::new(
            counts.over().to_string(),
            nonzero(counts.open, "on the way"),
        ),
        Column::Errors if counts.over() == 0 => Cell::new("–".to_owned(), String::new()),
        Column::Errors => Cell::new(
            counts.failed.to_string(),
            nonzero(counts.stopped, "stopped"),
        ),
        Column::Tokens => Cell::new(
            format!("{} in", summary.input.written(Figure::Input)),
            format!("{} out", summary.output.written(Figure::Output)),
        ),
        Column::Total => Cell::new(summary.cost.written(Figure::Cost), String::new()),
    }
}

/// How far the values lie apart: `380–455ms`. One value lies nowhere apart from itself.
fn apart(figure: Figure, spread: &Spread) -> String {
    if spread.count < 2 {
        return String::new();
    }
    let (low, high) = (figure.written(spread.low), figure.written(spread.high));
    let unit = if high.ends_with("ms") { "ms" } else { "s" };
    let shared = low.ends_with("ms") == high.ends_with("ms");
    let low = low.strip_suffix(unit).filter(|_| shared).unwrap_or(&low);
    let high = high.strip_prefix('$').unwrap_or(&high);
    format!("{low}–{high}")
}

/// Gives each cell its place in its column, and each row its rank: the more columns it is the best
/// in, the better. A row without a reply that is over has none.
fn compare(table: &mut [Vec<Cell>]) {
    let mut wins = vec![0; table.len()];
    for (at, column) in Column::ALL.into_iter().enumerate() {
        if !column.is_compared() {
            continue;
        }
        let keys = table.iter().map(|cells| cells[at].key);
        let keys = keys.map(|key| key.map(|key| column.as_read(key)));
        let keys: Vec<Option<f64>> = keys.collect();
        let ranks = ranks(&keys, column.better());
        for ((cells, wins), rank) in table.iter_mut().zip(&mut wins).zip(ranks) {
            cells[at].rank = rank;
            *wins += usize::from(rank == Some(1));
        }
    }
    let at = |column| Column::ALL.iter().position(|other| *other == column);
    let (Some(overall), Some(errors)) = (at(Column::Overall), at(Column::Errors)) else {
        return;
    };
    // Whoever has no share of errors has no reply that is over.
    let takes_part = |(cells, wins): (&Vec<Cell>, &usize)| cells[errors].key.map(|_| count(*wins));
    let keys: Vec<Option<f64>> = table.iter().zip(&wins).map(takes_part).collect();
    let ranks = ranks(&keys, Better::Larger);
    for (at, cells) in table.iter_mut().enumerate() {
        let Some(rank) = ranks[at] else {
            continue;
        };
        cells[overall] = Cell {
            value: format!("#{rank}"),
            below: format!("{} ★", wins[at]),
            rank: (rank == 1).then_some(1),
            key: keys[at],
        };
    }
}

fn count(count: usize) -> f64 {
    number(u64::try_from(count).unwrap_or(u64::MAX))
}

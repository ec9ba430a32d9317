//! The rows of the map: the tree of messages from top to bottom, and where it forks.
//!
//! A path that does not fork is a plain list, however long. Each message after a fork begins a branch,
//! which stands a step further right.

use crate::chat::conversation::{Conversation, Hidden};
use crate::chat::ids::MessageId;

/// Whether the map shows what is in the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Trash {
    /// It is only counted.
    #[default]
    Hidden,
    /// It stands where it was.
    Shown,
}

/// A message in the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    /// The message.
    pub(crate) message: MessageId,
    /// The row of its parent; `None` = it begins a path.
    pub(crate) above: Option<usize>,
    /// Whether it is in the trash, by itself or with a message above it.
    pub(crate) hidden: Hidden,
    /// The branch that it stands in; `None` = nothing forks above it.
    branch: Option<usize>,
}

/// What begins at a fork, up to where it forks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Branch {
    /// The branch that it forks off.
    trunk: Option<usize>,
    /// How many forks are above it, its own included.
    depth: usize,
    place: Place,
}

/// The place of a branch among those of its fork.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Last,
    BeforeOthers,
}

/// All rows from the top, and the branches that they stand in.
///
/// A row costs the same wherever it stands: it names its branch, and the guides before it are worked
/// out when it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rows {
    all: Vec<Row>,
    branches: Vec<Branch>,
}

impl Rows {
    /// Goes through the whole tree, parents before children, older children first.
    pub(super) fn of(conversation: &Conversation, trash: Trash) -> Self {
        let mut rows = Self::default();
        let mut next = rows.below(None, conversation, trash);
        // A stack of our own: a conversation may be far deeper than that of the program.
        while let Some(row) = next.pop() {
            rows.all.push(row);
            let here = rows.all.len() - 1;
            next.extend(rows.below(Some(here), conversation, trash));
        }
        rows
    }

    /// The rows that follow one, the last first.
    fn below(
        &mut self,
        above: Option<usize>,
        conversation: &Conversation,
        trash: Trash,
    ) -> Vec<Row> {
        let parent = above.map(|at| self.all[at]);
        let below_trash = parent.is_some_and(|row| row.hidden == Hidden::Yes);
        let trunk = parent.and_then(|row| row.branch);
        let children = conversation.children(parent.map(|row| row.message));
        let rows = children.iter().map(|id| Row {
            message: *id,
            above,
            hidden: if below_trash || conversation.is_trash(*id) {
                Hidden::Yes
            } else {
                Hidden::No
            },
            branch: trunk,
        });
        let mut rows: Vec<Row> = rows
            .filter(|row| trash == Trash::Shown || row.hidden == Hidden::No)
            .collect();
        if rows.len() > 1 {
            self.fork(trunk, &mut rows);
        }
        rows.reverse();
        rows
    }

    /// Lets each of these rows begin a branch.
    fn fork(&mut self, trunk: Option<usize>, rows: &mut [Row]) {
        let depth = trunk.map_or(0, |trunk| self.branches[trunk].depth) + 1;
        let last = rows.len() - 1;
        for (at, row) in rows.iter_mut().enumerate() {
            row.branch = Some(self.branches.len());
            let place = if at == last {
                Place::Last
            } else {
                Place::BeforeOthers
            };
            self.branches.push(Branch {
                trunk,
                depth,
                place,
            });
        }
    }

    /// The rows from the top.
    pub(crate) fn all(&self) -> &[Row] {
        &self.all
    }

    /// Whether a row is the first one after a fork.
    pub(super) fn begins_branch(&self, at: usize) -> bool {
        let row = self.all[at];
        let above = row.above.and_then(|above| self.all[above].branch);
        row.branch != above
    }

    /// How many paths end in messages that are not in the trash.
    pub(super) fn ends(&self) -> usize {
        let mut goes_on = vec![false; self.all.len()];
        let kept = |row: &&Row| row.hidden == Hidden::No;
        for above in self.all.iter().filter(kept).filter_map(|row| row.above) {
            goes_on[above] = true;
        }
        let all = self.all.iter().zip(goes_on);
        all.filter(|(row, goes_on)| kept(row) && !goes_on).count()
    }

    /// The guides before a row, two columns for each fork above it. At most so many forks are drawn,
    /// the innermost; `…` stands for the others.
    pub(crate) fn guides(&self, at: usize, most: usize) -> String {
        let branch = |at: usize| self.branches[at];
        let mut next = self.all[at].branch;
        let depth = next.map_or(0, |at| branch(at).depth);
        let drawn = if depth > most {
            most.saturating_sub(1)
        } else {
            depth
        };
        let mut pieces = Vec::with_capacity(drawn + 1);
        while let Some(place) = next.filter(|_| pieces.len() < drawn) {
            let Branch { trunk, place, .. } = branch(place);
            let own = pieces.is_empty() && self.begins_branch(at);
            pieces.push(match (own, place) {
                (true, Place::BeforeOthers) => "├─",
                (true, Place::Last) => "└─",
                (false, Place::BeforeOthers) => "│ ",
                (false, Place::Last) => "  ",
            });
            next = trunk;
        }
        if drawn < depth {
            pieces.push("… ");
        }
        pieces.into_iter().rev().collect()
    }
}

//! Two messages compared, over the panes: how they are looked at, and which lines are shown.

mod fill;
mod look;
mod pieces;
mod rows;
mod told;

use crate::chat::conversation::Conversation;
use crate::chat::diff::{MessageDiff, Said, Thinking, length};
use crate::chat::ids::{ConversationId, MessageId};
use crate::chat::message::Message;

use super::layout::{self, Size};
use super::list::ListMove;
use super::overlay::Overlay;
use super::state::State;
use look::{Folds, Look};
use rows::Laid;

pub(crate) use look::{Columns, Mode};
pub(crate) use rows::{Cell, Row, Sign};
pub(crate) use told::{summary, told};

/// The largest box, its frame included.
pub(crate) const BOX: Size = Size {
    width: 200,
    height: u16::MAX,
};

/// Rows above the lines: which two, and how alike they are.
pub(crate) const HEAD: u16 = 4;

/// From this width of the screen on, two messages stand side by side.
const BESIDE: u16 = 100;

/// Columns of the sign before a line, with the blank after it.
pub(crate) const SIGN: u16 = 2;

/// The fewest columns for a text beside another one.
const NARROWEST: u16 = 8;

/// Two messages that are compared.
#[derive(Debug, Clone)]
pub(crate) struct Diff {
    /// Which messages.
    pub(crate) sides: Sides,
    look: Look,
    place: Place,
    found: MessageDiff,
    source: Source,
    /// Derived: the lines; `None` until they are laid out.
    laid: Option<Laid>,
    /// How often the two were compared. For tests that count work.
    #[cfg(test)]
    pub(crate) made: usize,
}

/// The two messages that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sides {
    /// What only this one has was removed.
    pub(crate) old: MessageId,
    /// What only this one has was added.
    pub(crate) new: MessageId,
}

/// Which change to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Toward {
    /// The next one below.
    Next,
    /// The next one above.
    Previous,
}

/// Where the reader is.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// The first line shown.
    scroll: usize,
    /// The change that was gone to last.
    change: Option<usize>,
    /// Rows for lines.
    rows: usize,
}

/// What the lines are laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    /// Columns of the box inside its frame.
    width: u16,
    columns: Columns,
    mode: Mode,
}

/// What was compared. Messages only ever grow.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    conversation: ConversationId,
    sides: Sides,
    thinking: Thinking,
    lengths: (usize, usize),
}

impl Diff {
    /// Compares two messages; `None` if one of them is not there.
    pub(crate) fn new(conversation: &Conversation, sides: Sides) -> Option<Self> {
        let look = Look::default();
        let (source, found) = compare(conversation, sides, look.thinking, None)?;
        Some(Self {
            sides,
            look,
            place: Place::default(),
            found,
            source,
            laid: None,
            #[cfg(test)]
            made: 1,
        })
    }

    /// Whether both messages are in this conversation.
    pub(crate) fn is_of(&self, conversation: &Conversation) -> bool {
        let Sides { old, new } = self.sides;
        self.source.conversation == *conversation.id()
            && conversation.message(old).is_some()
            && conversation.message(new).is_some()
    }

    /// Compares the two again if they are others, or one of them has grown.
    fn refresh(&mut self, conversation: &Conversation) {
        let thinking = self.look.thinking;
        let again = compare(conversation, self.sides, thinking, Some(&self.source));
        if let Some((source, found)) = again {
            self.source = source;
            self.found = found;
            self.laid = None;
            #[cfg(test)]
            {
                self.made += 1;
            }
        }
    }

    /// Lays the lines out for this screen, if they are not, and keeps the first line within them.
    fn prepare(&mut self, size: Size) {
        let area = layout::overlay(size, BOX.width, BOX.height);
        let width = area.width.saturating_sub(2);
        let frame = Frame {
            width,
            columns: self.columns_within(size, width),
            mode: self.mode(),
        };
        if self.laid.as_ref().is_none_or(|laid| laid.frame != frame) {
            self.laid = Some(rows::lay_out(&self.found, frame, &self.look.folds));
        }
        self.place.rows = usize::from(area.height.saturating_sub(2 + HEAD));
        self.place.scroll = self.place.scroll.min(self.last());
    }

    fn columns_within(&self, size: Size, width: u16) -> Columns {
        let fits = width >= 2 * (NARROWEST + SIGN + 1);
        let wish = self.look.columns.unwrap_or(if size.width >= BESIDE {
            Columns::Beside
        } else {
            Columns::Unified
        });
        if fits { wish } else { Columns::Unified }
    }

    /// How the two are compared.
    pub(crate) fn mode(&self) -> Mode {
        let has_structure = self.found.structure.is_some();
        match self.look.mode {
            Some(Mode::Structure) | None if has_structure => Mode::Structure,
            Some(Mode::Structure) | None => Mode::Words,
            Some(mode) => mode,
        }
    }

    /// Compares them in another way; `false` if that way is not open to them.
    pub(crate) fn by(&mut self, mode: Mode) -> bool {
        self.look.mode = Some(mode);
        self.start_over();
        self.mode() == mode
    }

    /// Shows them side by side, or below each other.
    pub(crate) fn toggle_columns(&mut self) {
        self.look.columns = Some(match self.columns() {
            Columns::Unified => Columns::Beside,
            Columns::Beside => Columns::Unified,
        });
        self.start_over();
    }

    /// Lets the two change places.
    pub(crate) fn swap(&mut self) {
        let Sides { old, new } = self.sides;
        self.sides = Sides { old: new, new: old };
    }

    /// Compares what the model thought too, or no longer.
    pub(crate) fn toggle_thinking(&mut self) {
        self.look.thinking = match self.look.thinking {
            Thinking::Without => Thinking::With,
            Thinking::With => Thinking::Without,
        };
    }

    /// Goes back to the top, where other lines are shown than before.
    fn start_over(&mut self) {
        self.place.scroll = 0;
        self.place.change = None;
    }

    /// Shows the equal lines that are folded at this row, if any are.
    pub(crate) fn unfold(&mut self, row: usize) {
        let fold = self.all().get(row).and_then(|row| row.fold);
        if let (Some(fold), Folds::But(open)) = (fold, &mut self.look.folds) {
            open.insert(fold);
            self.laid = None;
        }
    }

    /// Shows the equal lines that are folded first in sight, or below; `false` if none are.
    pub(crate) fn unfold_next(&mut self) -> bool {
        let rows = self.all().iter().enumerate();
        let mut below = rows.skip(self.place.scroll);
        let found = below.find(|(_, row)| row.fold.is_some());
        let found = found.map(|(at, _)| at);
        if let Some(at) = found {
            self.unfold(at);
        }
        found.is_some()
    }

    /// Shows all equal lines, or folds them.
    pub(crate) fn toggle_folds(&mut self) {
        self.look.folds = match self.look.folds {
            Folds::But(_) => Folds::Open,
            Folds::Open => Folds::default(),
        };
        self.laid = None;
        self.start_over();
    }

    /// Goes to another change; `false` if there is none that way.
    pub(crate) fn go_to(&mut self, toward: Toward) -> bool {
        let Some(laid) = &self.laid else {
            return false;
        };
        let Place { scroll, rows, .. } = self.place;
        let in_sight = |at: usize| (scroll..scroll + rows).contains(&at);
        let changes = &laid.changes;
        let here = self.place.change.filter(|change| {
            let row = changes.get(*change);
            row.is_some_and(|row| in_sight(*row))
        });
        let next = match (toward, here) {
            (Toward::Next, Some(here)) => Some(here + 1),
            (Toward::Next, None) => Some(changes.partition_point(|row| *row < scroll)),
            (Toward::Previous, Some(here)) => here.checked_sub(1),
            (Toward::Previous, None) => changes.partition_point(|row| *row < scroll).checked_sub(1),
        };
        let Some((next, row)) = next.and_then(|next| Some((next, *changes.get(next)?))) else {
            return false;
        };
        self.place.change = Some(next);
        if !in_sight(row) || self.place.scroll > row.saturating_sub(1) {
            // A line or two above tell where it stands.
            self.place.scroll = row.saturating_sub(2);
        }
        true
    }

    /// Scrolls by so many lines.
    pub(crate) fn scroll(&mut self, lines: isize) {
        let to = self.place.scroll.saturating_add_signed(lines);
        self.place.scroll = to.min(self.last());
    }

    /// Scrolls.
    pub(crate) fn go(&mut self, step: ListMove) {
        let page = self.place.rows.saturating_sub(1).max(1);
        let page = isize::try_from(page).unwrap_or(isize::MAX);
        match step {
            ListMove::Up => self.scroll(-1),
            ListMove::Down => self.scroll(1),
            ListMove::PageUp => self.scroll(-page),
            ListMove::PageDown => self.scroll(page),
            ListMove::First => self.place.scroll = 0,
            ListMove::Last => self.place.scroll = self.last(),
        }
    }

    /// The first line shown when the last one is in sight.
    fn last(&self) -> usize {
        self.all().len().saturating_sub(self.place.rows)
    }

    fn all(&self) -> &[Row] {
        self.laid.as_ref().map_or(&[], |laid| &laid.rows)
    }

    /// The lines from the first one shown, each with its place.
    pub(crate) fn visible(&self) -> impl Iterator<Item = (usize, &Row)> {
        self.all().iter().enumerate().skip(self.place.scroll)
    }

    /// How the two texts stand.
    pub(crate) fn columns(&self) -> Columns {
        let laid = self.laid.as_ref();
        laid.map_or(Columns::Unified, |laid| laid.frame.columns)
    }

    /// The row of the change that was gone to last.
    pub(crate) fn here(&self) -> Option<usize> {
        self.laid.as_ref()?.changes.get(self.place.change?).copied()
    }

    /// Which change that is, from 1, and how many there are.
    pub(crate) fn progress(&self) -> (Option<usize>, usize) {
        let count = self.laid.as_ref().map_or(0, |laid| laid.changes.len());
        let here = self.place.change.filter(|here| *here < count);
        (here.map(|here| here + 1), count)
    }

    /// What was found.
    pub(crate) fn found(&self) -> &MessageDiff {
        &self.found
    }

    /// Whether what the model thought is compared too.
    pub(crate) fn thinking(&self) -> Thinking {
        self.look.thinking
    }
}

/// Compares two messages, unless that was done before; `None` if it was, or one of them is not there.
fn compare(
    conversation: &Conversation,
    sides: Sides,
    thinking: Thinking,
    before: Option<&Source>,
) -> Option<(Source, MessageDiff)> {
    let message = |id: MessageId| conversation.message(id);
    let (old, new): (&Message, &Message) = (message(sides.old)?, message(sides.new)?);
    let source = Source {
        conversation: conversation.id().clone(),
        sides,
        thinking,
        lengths: (length(old), length(new)),
    };
    if before == Some(&source) {
        return None;
    }
    let found = MessageDiff::of(&Said::of(old, thinking), &Said::of(new, thinking));
    Some((source, found))
}

/// Compares again what has changed, and lays it out for the screen.
pub(crate) fn prepare(state: &mut State) {
    for overlay in &mut state.overlays {
        if let Overlay::Diff(diff) = overlay {
            diff.refresh(&state.conversation);
            diff.prepare(state.view.size);
        }
    }
}

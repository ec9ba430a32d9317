//! All that goes along with the next request: what is in the editor, and what the messages before hold.

use crate::chat::abilities::Abilities;
use crate::chat::attached::limits::{self, Problem, encoded};
use crate::chat::attached::{Attached, Kind, marks};
use crate::chat::check::Level;
use crate::chat::content::{ContentBlock, HeldKind};
use crate::chat::conversation::Conversation;
use crate::chat::estimate::{self, Extent, Lens};
use crate::chat::ids::{LaneId, MessageId, Number};
use crate::chat::message::Role;
use crate::chat::price::Dollars;
use crate::chat::request::{Age, ages};
use crate::chat::settings::{Settings, Wire};
use crate::chat::size::size;

use super::carried::{held, sent};
use super::forecast;
use super::list::{ListMove, ListState};
use super::state::State;
use super::weight::lens;

/// What can be done in the list of attachments, to the selected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnTray {
    /// Open the list.
    Open,
    /// Take it off the message; leave out the message that holds it.
    Remove,
    /// Put it before the one before.
    Earlier,
    /// Put it after the one after.
    Later,
    /// Call it otherwise.
    Rename,
    /// Open it in the program that the system has for it.
    View,
    /// Let replies cite its passages, or no longer.
    Cite,
    /// Send a text as a document, or a document as text.
    Convert,
    /// Edit a text.
    Edit,
    /// Put a text back into the message.
    Unfold,
}

/// The list, while it is open.
#[derive(Debug, Clone)]
pub(crate) struct Tray {
    /// Which row is selected.
    pub(crate) list: ListState,
    /// Derived: the rows, the earlier ones first.
    rows: Vec<Row>,
    total: Total,
    made_of: Option<Basis>,
}

/// What the rows were made of.
#[derive(Debug, Clone, PartialEq)]
struct Basis {
    leaf: Option<MessageId>,
    lane: Option<LaneId>,
    shape: Number,
    chips: Vec<Attached>,
    settings: Settings,
}

/// A row about something that goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Where it stands.
    pub(crate) place: Place,
    /// Its mark without brackets: `Image #1`; its kind for those of messages.
    pub(crate) title: String,
    /// What it is called.
    pub(crate) name: String,
    /// Format, pixels and size.
    pub(crate) label: String,
    /// Tokens that it probably takes; `None` = nobody knows.
    pub(crate) tokens: Option<u64>,
    /// Whether it goes along.
    pub(crate) fate: Fate,
}

/// Where an attachment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the editor, by its place.
    Own(usize),
    /// In this message, by its hash.
    Earlier(MessageId, String),
}

/// Whether an attachment goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It does.
    Goes,
    /// It does, and nobody knows whether it is taken: why.
    Doubtful(String),
    /// It would be refused, or does not go: why.
    Not(String),
}

/// All of it together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Total {
    /// How many go along.
    pub(crate) count: usize,
    /// Tokens, as far as they are known.
    pub(crate) tokens: u64,
    /// Bytes, in base64 as they are counted.
    pub(crate) bytes: u64,
    /// What these tokens cost in each request; `None` = the price is unknown.
    pub(crate) cost: Option<Dollars>,
}

impl Tray {
    /// The list as it is now, with this chip selected.
    pub(crate) fn new(state: &State, chip: Option<usize>) -> Self {
        let mut tray = Self {
            list: ListState::default(),
            rows: Vec::new(),
            total: Total::default(),
            made_of: None,
        };
        tray.refresh(state);
        let chip = chip.map(Place::Own);
        let own = |row: &Row| match &chip {
            Some(place) => row.place == *place,
            None => matches!(row.place, Place::Own(_)),
        };
        tray.list.selected = tray.rows.iter().position(own).unwrap_or(0);
        tray
    }

    /// Makes the rows anew if what they are made of has changed.
    pub(crate) fn refresh(&mut self, state: &State) {
        let basis = Basis {
            leaf: state.lane().and_then(crate::chat::lane::Lane::leaf),
            lane: state.lane_id(),
            shape: state.conversation.shape(),
            chips: state.composer.chips.list.clone(),
            settings: state.settings().into_owned(),
        };
        if self.made_of.as_ref() == Some(&basis) {
            return;
        }
        self.rows = earlier(state);
        self.rows.extend(own(state));
        self.total = total(state, &self.rows);
        self.made_of = Some(basis);
        self.list.selected = self.list.selected.min(self.rows.len().saturating_sub(1));
    }

    /// The rows.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// All together.
    pub(crate) fn total(&self) -> Total {
        self.total
    }

    /// The selected row.
    pub(crate) fn choice(&self) -> Option<&Row> {
        self.rows.get(self.list.selected)
    }

    /// Moves the selection.
    pub(crate) fn go(&mut self, step: ListMove) {
        self.list.go(step, self.rows.len(), |_| true);
    }

    /// Selects a row.
    pub(crate) fn select(&mut self, row: usize) -> bool {
        let is_there = row < self.rows.len();
        if is_there {
            self.list.selected = row;
        }
        is_there
    }
}

/// The rows about what is in the editor, kept from frame to frame: labels count the lines of texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnRows {
    rows: Vec<Row>,
    made_of: Option<(Vec<Attached>, Abilities, Wire)>,
}

impl OwnRows {
    /// The rows.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

/// Makes the rows about what is in the editor anew if what they are made of has changed. For `prepare`.
pub(super) fn prepare(state: &mut State) {
    let chips = &state.composer.chips.list;
    let kept = &state.view.chips;
    if chips.is_empty() && kept.rows.is_empty() {
        return;
    }
    let (abilities, wire) = (state.listed_abilities(), state.settings().wire);
    let same = |(list, able, on): &(Vec<Attached>, Abilities, Wire)| {
        list == chips && *able == abilities && *on == wire
    };
    if kept.made_of.as_ref().is_some_and(same) {
        return;
    }
    state.view.chips = OwnRows {
        rows: own(state),
        made_of: Some((chips.clone(), abilities, wire)),
    };
}

/// The rows about what is in the editor.
fn own(state: &State) -> Vec<Row> {
    let chips = &state.composer.chips.list;
    let (abilities, settings) = (state.listed_abilities(), state.settings());
    let rows = chips.iter().enumerate().map(|(at, own)| Row {
        place: Place::Own(at),
        title: marks::mark_of(chips, at)
            .trim_matches(['[', ']'])
            .to_owned(),
        name: own.name.clone(),
        label: labelled(own),
        tokens: tokens(own, lens(state)),
        fate: Fate::of(limits::problem(own, &abilities, settings.wire)),
    });
    rows.collect()
}

/// Format, pixels, size, and what was done to it.
fn labelled(own: &Attached) -> String {
    let mut label = own.label();
    for change in &own.changes {
        label.push_str(", ");
        label.push_str(change);
    }
    label
}

fn tokens(own: &Attached, lens: Lens) -> Option<u64> {
    if let Kind::Text(text) = &own.kind {
        return Some(estimate::text_tokens(text));
    }
    own.block()
        .and_then(|block| estimate::attachment(&block, lens, &Extent::of_attached(own)))
}

impl Fate {
    fn of(problem: Option<Problem>) -> Self {
        match problem {
            None => Self::Goes,
            Some(problem) if problem.level == Level::Unknown => Self::Doubtful(problem.short),
            Some(problem) => Self::Not(problem.short),
        }
    }
}

/// The rows about what the messages of the path hold.
fn earlier(state: &State) -> Vec<Row> {
    let Some(lane) = state.lane() else {
        return Vec::new();
    };
    let sent = sent(state, lane.id);
    let age = ages(&state.conversation, lane.settings.image_turns, &lane.path);
    let (mut rows, lens) = (Vec::new(), lens(state));
    for (at, id) in lane.path.iter().enumerate() {
        let Some(message) = state.conversation.message(*id) else {
            continue;
        };
        let hindrance = if state.conversation.is_left_out(*id, lane.id) {
            Some("its message is left out")
        } else if message.role == Role::Assistant {
            Some("it stands in a reply")
        } else {
            None
        };
        for block in message.content.iter().flat_map(held) {
            if let Some(mut row) = row_of(&state.conversation, *id, &block, lens) {
                let hash = block.hash().unwrap_or_default();
                let is_picture = matches!(*block, ContentBlock::Image { .. });
                let why = match hindrance {
                    None if is_picture && age(at) == Age::Old => {
                        Some("of an earlier turn than goes along")
                    }
                    None if !hash.is_empty() && !sent.contains(hash) => {
                        Some("what holds it does not go along")
                    }
                    known => known,
                };
                row.fate = why.map_or(Fate::Goes, |why| Fate::Not(why.to_owned()));
                rows.push(row);
            }
        }
    }
    rows
}

fn row_of(
    conversation: &Conversation,
    id: MessageId,
    block: &ContentBlock,
    lens: Lens,
) -> Option<Row> {
    let held = block.held()?;
    let (title, name) = match held.what {
        HeldKind::Image => ("Image", None),
        HeldKind::Document(name, _) => ("Document", Some(name.to_owned())),
        HeldKind::Media(kind) => (kind.name(), None),
    };
    let hash = held.hash.unwrap_or_default();
    let blob = conversation.blob(hash);
    let pixels = blob.and_then(|blob| blob.pixels);
    let mut label = held.format.to_owned();
    if let Some((width, height)) = pixels {
        label = format!("{label} {width}×{height}");
    }
    if let Some(blob) = blob {
        label = format!("{label} {}", size(blob.size));
    }
    let name = name.or_else(|| blob.and_then(|blob| blob.name.clone()));
    Some(Row {
        place: Place::Earlier(id, hash.to_owned()),
        title: title.to_owned(),
        name: name.unwrap_or_default(),
        label,
        tokens: blob.and_then(|blob| estimate::attachment(block, lens, &Extent::of_blob(blob))),
        fate: Fate::Goes,
    })
}

fn total(state: &State, rows: &[Row]) -> Total {
    let going = rows.iter().filter(|row| !matches!(row.fate, Fate::Not(_)));
    let mut total = Total::default();
    for row in going {
        total.count += 1;
        total.tokens += row.tokens.unwrap_or(0);
        total.bytes += match &row.place {
            Place::Own(at) => state.composer.chips.list.get(*at).map_or(0, |own| own.size),
            Place::Earlier(_, hash) => state.conversation.blob(hash).map_or(0, |blob| blob.size),
        };
    }
    total.bytes = encoded(total.bytes);
    total.cost = forecast::cost_of_input(state, total.tokens);
    total
}

//! What can be undone: everything about a conversation but its messages, which only grow in number.

use std::collections::{BTreeMap, BTreeSet};

use crate::chat::ids::{LaneId, MessageId, Turn};
use crate::chat::lane::Lane;
use crate::chat::library::{FileMark, Pinned};
use crate::chat::record::TitleBy;
use crate::chat::settings::Settings;
use crate::chat::vote::{Sight, Vote};

/// Title, lanes, and what the user has said of messages without changing them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Arrangement {
    pub(super) title: Option<(String, TitleBy)>,
    /// All lanes that were ever opened.
    pub(super) lanes: BTreeMap<LaneId, Lane>,
    /// Those that are open.
    pub(super) open: Layout,
    pub(super) variables: BTreeMap<String, String>,
    /// Messages that do not go along, in one lane or in all.
    pub(super) left_out: BTreeSet<(MessageId, Option<LaneId>)>,
    /// Messages that are hidden with all that follows them.
    pub(super) trash: BTreeSet<MessageId>,
    /// What the user calls messages, and so the branches that they begin.
    pub(super) names: BTreeMap<MessageId, String>,
    /// What replies begin with, in one lane or in all.
    pub(super) pins: BTreeMap<Option<LaneId>, String>,
    /// What the user has said of the replies of each turn.
    pub(super) votes: BTreeMap<Turn, Vote>,
    /// Whether the conversation is kept on top of others.
    pub(super) pinned: Pinned,
    /// Its tags, in the user's order.
    pub(super) tags: Vec<String>,
}

/// The lanes that are open, and how they share the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Layout {
    /// From the left.
    pub(crate) lanes: Vec<LaneId>,
    /// How wide each is, compared to the others; empty = all alike.
    pub(crate) widths: Vec<u16>,
    /// The one that has the place of all.
    pub(crate) zoom: Option<LaneId>,
    /// What can be seen of them before a vote.
    pub(crate) sight: Sight,
}

/// One thing gets another value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// The title.
    Title(Option<(String, TitleBy)>),
    /// The settings of a lane.
    Settings(LaneId, Box<Settings>),
    /// The leaf of a lane.
    Leaf(LaneId, Option<MessageId>),
    /// Which lanes are open.
    Open(Layout),
    /// All variables.
    Variables(BTreeMap<String, String>),
    /// Whether a message goes along, in one lane or in all.
    Included(MessageId, Option<LaneId>, Included),
    /// Whether a message is hidden with all that follows it.
    Hidden(MessageId, Hidden),
    /// The name of a message.
    Name(MessageId, Option<String>),
    /// What replies begin with, in one lane or in all.
    Pin(Option<LaneId>, Option<String>),
    /// What the user says of the replies of a turn.
    Vote(Turn, Option<Vote>),
    /// What the user says of the whole conversation.
    Marked(FileMark),
}

/// Whether a message goes along with requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Included {
    /// It goes along.
    Yes,
    /// It is left out.
    No,
}

/// Whether a message is in the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hidden {
    /// It is.
    Yes,
    /// It is not.
    No,
}

impl Change {
    /// Whether the other change gives a value to the same thing.
    pub(crate) fn is_about_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Title(_), Self::Title(_))
            | (Self::Open(_), Self::Open(_))
            | (Self::Variables(_), Self::Variables(_)) => true,
            (Self::Settings(a, _), Self::Settings(b, _)) | (Self::Leaf(a, _), Self::Leaf(b, _)) => {
                a == b
            }
            (Self::Included(a, c, _), Self::Included(b, d, _)) => (a, c) == (b, d),
            (Self::Hidden(a, _), Self::Hidden(b, _)) | (Self::Name(a, _), Self::Name(b, _)) => {
                a == b
            }
            (Self::Pin(a, _), Self::Pin(b, _)) => a == b,
            (Self::Vote(a, _), Self::Vote(b, _)) => a == b,
            (Self::Marked(a), Self::Marked(b)) => {
                (a.pin.is_some(), a.tags.is_some()) == (b.pin.is_some(), b.tags.is_some())
            }
            _ => false,
        }
    }

    /// The lane that shows something else after it.
    pub(crate) fn moves(&self) -> Option<LaneId> {
        if let Self::Leaf(lane, _) = self {
            Some(*lane)
        } else {
            None
        }
    }

    /// What it is about, in a word or two, for the screen.
    pub(crate) fn about(&self) -> &'static str {
        match self {
            Self::Title(_) => "title",
            Self::Settings(..) => "settings",
            Self::Leaf(..) => "messages",
            Self::Open(_) => "lanes",
            Self::Variables(_) => "variables",
            Self::Included(..) => "context",
            Self::Hidden(..) => "trash",
            Self::Name(..) => "name",
            Self::Pin(..) => "pinned prefill",
            Self::Vote(..) => "vote",
            Self::Marked(mark) if mark.tags.is_some() => "tags",
            Self::Marked(_) => "pin",
        }
    }
}

impl Arrangement {
    /// Gives a value to everything that needs no look at the tree; the value from before comes back.
    pub(super) fn swap(&mut self, change: Change) -> Change {
        use std::mem::replace;
        match change {
            Change::Title(title) => Change::Title(replace(&mut self.title, title)),
            Change::Open(open) => Change::Open(replace(&mut self.open, open)),
            Change::Variables(values) => Change::Variables(replace(&mut self.variables, values)),
            Change::Settings(id, settings) => match self.lanes.get_mut(&id) {
                Some(lane) => {
                    Change::Settings(id, Box::new(replace(&mut lane.settings, *settings)))
                }
                None => Change::Settings(id, settings),
            },
            Change::Included(id, lane, included) => self.include(id, lane, included),
            Change::Hidden(id, hidden) => self.hide(id, hidden),
            Change::Name(id, Some(name)) => Change::Name(id, self.names.insert(id, name)),
            Change::Name(id, None) => Change::Name(id, self.names.remove(&id)),
            Change::Pin(lane, Some(text)) => Change::Pin(lane, self.pins.insert(lane, text)),
            Change::Pin(lane, None) => Change::Pin(lane, self.pins.remove(&lane)),
            Change::Vote(turn, Some(vote)) => Change::Vote(turn, self.votes.insert(turn, vote)),
            Change::Vote(turn, None) => Change::Vote(turn, self.votes.remove(&turn)),
            Change::Marked(mark) => Change::Marked(FileMark {
                pin: mark.pin.map(|pin| replace(&mut self.pinned, pin)),
                tags: mark.tags.map(|tags| replace(&mut self.tags, tags)),
            }),
            Change::Leaf(..) => change,
        }
    }

    /// Whether a thing has the value that this change gives it.
    pub(super) fn has(&self, change: &Change) -> bool {
        match change {
            Change::Title(title) => self.title == *title,
            Change::Settings(id, settings) => {
                let lane = self.lanes.get(id);
                lane.is_some_and(|lane| lane.settings == **settings)
            }
            Change::Leaf(id, leaf) => self.lanes.get(id).is_some_and(|lane| lane.leaf() == *leaf),
            Change::Open(open) => self.open == *open,
            Change::Variables(values) => self.variables == *values,
            Change::Included(id, lane, included) => {
                self.left_out.contains(&(*id, *lane)) == (*included == Included::No)
            }
            Change::Hidden(id, hidden) => self.trash.contains(id) == (*hidden == Hidden::Yes),
            Change::Name(id, name) => self.names.get(id) == name.as_ref(),
            Change::Pin(lane, text) => self.pins.get(lane) == text.as_ref(),
            Change::Vote(turn, vote) => self.votes.get(turn) == vote.as_ref(),
            Change::Marked(FileMark { pin, tags }) => {
                pin.is_none_or(|pin| self.pinned == pin)
                    && tags.as_ref().is_none_or(|tags| self.tags == *tags)
            }
        }
    }

    fn include(&mut self, id: MessageId, lane: Option<LaneId>, included: Included) -> Change {
        let changed = match included {
            Included::Yes => self.left_out.remove(&(id, lane)),
            Included::No => self.left_out.insert((id, lane)),
        };
        let before = match (included, changed) {
            (Included::Yes, true) | (Included::No, false) => Included::No,
            (Included::No, true) | (Included::Yes, false) => Included::Yes,
        };
        Change::Included(id, lane, before)
    }

    fn hide(&mut self, id: MessageId, hidden: Hidden) -> Change {
        let changed = match hidden {
            Hidden::Yes => self.trash.insert(id),
            Hidden::No => self.trash.remove(&id),
        };
        let before = match (hidden, changed) {
            (Hidden::Yes, true) | (Hidden::No, false) => Hidden::No,
            (Hidden::No, true) | (Hidden::Yes, false) => Hidden::Yes,
        };
        Change::Hidden(id, before)
    }

    /// Whether a message goes along with requests of this lane.
    pub(super) fn is_left_out(&self, id: MessageId, lane: LaneId) -> bool {
        !self.left_out.is_empty()
            && (self.left_out.contains(&(id, None)) || self.left_out.contains(&(id, Some(lane))))
    }
}

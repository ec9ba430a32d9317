//! The conversation: a tree of messages, changed by records and by nothing else.
//!
//! Messages are only ever added. Everything else is the arrangement of them: lanes, marks, what is
//! left out. The arrangement can be undone.

mod answers;
mod arrangement;
mod fold;
mod history;
mod tables;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::call::{Answer, CallId};
use super::content::ContentBlock;
use super::generation::Generation;
use super::ids::{CaseNo, ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use super::lane::{Below, Lane};
use super::library::Pinned;
use super::message::Message;
use super::record::{Blob, CaseFile, Entry, Record};
use super::time::Wall;
use super::vote::Vote;

pub(crate) use arrangement::{Change, Hidden, Included, Layout};
pub(crate) use history::BY_ITSELF;

use answers::Answers;
use arrangement::Arrangement;
use history::History;
use tree::Tree;

/// A tree of messages and the lanes that show paths through it.
///
/// The fold of the records of its file: live and loaded conversations are equal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conversation {
    id: ConversationId,
    tree: Tree,
    arranged: Arrangement,
    history: History,
    blobs: BTreeMap<String, Blob>,
    answers: Answers,
    /// Turns of which the user knows which lane is which. That cannot be undone.
    told: BTreeSet<Turn>,
    next: Number,
    shape: Number,
}

impl Conversation {
    /// An empty conversation. Its header is the first record to be made.
    pub(crate) fn new(id: ConversationId) -> Self {
        Self {
            id,
            tree: Tree::default(),
            arranged: Arrangement::default(),
            history: History::default(),
            blobs: BTreeMap::new(),
            answers: Answers::default(),
            told: BTreeSet::new(),
            next: Number(1),
            shape: Number(0),
        }
    }

    /// Its id.
    pub(crate) fn id(&self) -> &ConversationId {
        &self.id
    }

    /// Its title, if it has one yet.
    pub(crate) fn title(&self) -> Option<&str> {
        let title = self.arranged.title.as_ref();
        title.map(|(text, _)| text.as_str())
    }

    /// Whether the user keeps it on top of others.
    pub(crate) fn pin(&self) -> Pinned {
        self.arranged.pinned
    }

    /// The user's tags of it.
    pub(crate) fn tags(&self) -> &[String] {
        &self.arranged.tags
    }

    /// The number that the next record gets.
    pub(crate) fn next_number(&self) -> Number {
        self.next
    }

    /// Counts numbers up to `n` as used, such as those of damaged lines.
    pub(crate) fn skip_to(&mut self, n: Number) {
        self.next = self.next.max(n);
    }

    /// The last record that did more than to make a reply longer. What is worked out of anything but
    /// the texts of replies holds as long as this stays the same.
    pub(crate) fn shape(&self) -> Number {
        self.shape
    }

    /// A message by its id.
    pub(crate) fn message(&self, id: MessageId) -> Option<&Message> {
        self.tree.get(id)
    }

    /// The message that this one has its words from, over all copies and edits: itself, unless it is
    /// made of another one.
    pub(crate) fn maker(&self, id: MessageId) -> Option<&Message> {
        self.tree.maker(id)
    }

    /// All messages, in no order.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.tree.iter()
    }

    /// How many messages there are, in all branches.
    pub(crate) fn len(&self) -> usize {
        self.tree.len()
    }

    /// The message that was made last.
    pub(crate) fn newest(&self) -> Option<MessageId> {
        self.tree.iter().map(|message| message.id).max()
    }

    /// The messages with this parent, oldest first, those in the trash too.
    pub(crate) fn children(&self, parent: Option<MessageId>) -> &[MessageId] {
        self.tree.children(parent)
    }

    /// The messages beside this one, oldest first, and itself. Those in the trash are not among them.
    pub(crate) fn siblings(&self, id: MessageId) -> impl Iterator<Item = MessageId> {
        let parent = self.tree.get(id).and_then(|message| message.parent);
        let all = self.children(parent).iter().copied();
        all.filter(move |other| *other == id || !self.is_trash(*other))
    }

    /// The open lanes, from the left.
    pub(crate) fn lanes(&self) -> impl Iterator<Item = &Lane> {
        let open = self.arranged.open.lanes.iter();
        open.filter_map(|id| self.arranged.lanes.get(id))
    }

    /// Which lanes are open, and how they share the screen.
    pub(crate) fn layout(&self) -> &Layout {
        &self.arranged.open
    }

    /// All lanes that were ever opened, the oldest first.
    pub(crate) fn all_lanes(&self) -> impl Iterator<Item = &Lane> {
        self.arranged.lanes.values()
    }

    /// A lane by its id, open or closed.
    pub(crate) fn lane(&self, id: LaneId) -> Option<&Lane> {
        self.arranged.lanes.get(&id)
    }

    /// The values of the variables, by name.
    pub(crate) fn variables(&self) -> &BTreeMap<String, String> {
        &self.arranged.variables
    }

    /// The table of cases, if there is one.
    pub(crate) fn cases(&self) -> Option<&CaseFile> {
        self.tree.tables.file()
    }

    /// The newest reply of a lane to a case of the table.
    pub(crate) fn cell(&self, case: CaseNo, lane: LaneId) -> Option<&Message> {
        self.tree.get(self.tree.tables.cell(case, lane)?)
    }

    /// All replies to cases of the table, the newest of each case and lane.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (CaseNo, LaneId, &Message)> {
        let cells = self.tree.tables.cells();
        cells.filter_map(|(case, lane, id)| Some((case, lane, self.tree.get(id)?)))
    }

    /// The user messages of a case of the table, oldest first.
    pub(crate) fn questions(&self, case: CaseNo) -> impl Iterator<Item = &Message> {
        let questions = self.tree.tables.questions(case).iter();
        questions.filter_map(|id| self.tree.get(*id))
    }

    /// What is known of the attachment with this hash.
    pub(crate) fn blob(&self, hash: &str) -> Option<&Blob> {
        self.blobs.get(hash)
    }

    /// What was answered to a call; of a copy of a reply, what was answered to the reply itself.
    pub(crate) fn answer(&self, call: CallId) -> Option<&Answer> {
        self.answers.of(self.first_said(call))
    }

    /// The call as it was carried out, where the user has changed its arguments.
    pub(crate) fn carried_out(&self, call: CallId) -> Option<&ContentBlock> {
        self.answers.carried_out(self.first_said(call))
    }

    /// Whether the answer to a call has gone to the model in a lane that is open: a message of its path,
    /// behind the reply or behind a copy of it, brings the result. One that was undone is in no path.
    pub(crate) fn has_gone_back(&self, call: CallId) -> bool {
        let Some(ContentBlock::ToolUse(asks)) = self
            .message(call.message)
            .and_then(|message| message.content.get(call.at()))
        else {
            return false;
        };
        let said = self.tree.first_said(call.message);
        let brings = |message: &Message| {
            let mut blocks = message.content.iter();
            blocks.any(|it| matches!(it, ContentBlock::ToolResult { id, .. } if *id == asks.id))
        };
        self.answer(call).is_some()
            && self.messages().any(|message| {
                let is_shown = || self.lanes().any(|lane| lane.path.contains(&message.id));
                let parent = message.parent.map(|parent| self.tree.first_said(parent));
                parent == Some(said) && brings(message) && is_shown()
            })
    }

    /// The same call of the reply that a reply is a mere copy of.
    fn first_said(&self, call: CallId) -> CallId {
        CallId {
            message: self.tree.first_said(call.message),
            ..call
        }
    }

    /// Whether a message stays out of the requests of a lane.
    pub(crate) fn is_left_out(&self, id: MessageId, lane: LaneId) -> bool {
        self.arranged.is_left_out(id, lane)
    }

    /// Whether a message was moved to the trash. Those that follow it are not asked for by this.
    pub(crate) fn is_trash(&self, id: MessageId) -> bool {
        self.arranged.trash.contains(&id)
    }

    /// Whether a thing that can be arranged has the value that this change gives it.
    pub(crate) fn has(&self, change: &Change) -> bool {
        self.arranged.has(change)
    }

    /// What the user calls a message.
    pub(crate) fn name(&self, id: MessageId) -> Option<&str> {
        self.arranged.names.get(&id).map(String::as_str)
    }

    /// What replies of a lane begin with: its own, or that of all lanes.
    pub(crate) fn pinned(&self, lane: LaneId) -> Option<&str> {
        let pins = &self.arranged.pins;
        let pin = pins.get(&Some(lane)).or_else(|| pins.get(&None));
        pin.map(String::as_str)
    }

    /// What the user has said of the replies of each turn.
    pub(crate) fn votes(&self) -> &BTreeMap<Turn, Vote> {
        &self.arranged.votes
    }

    /// Whether the user knows which lane is which in a turn: there was a vote, or blind mode was left.
    pub(crate) fn is_told(&self, turn: Turn) -> bool {
        self.told.contains(&turn)
    }

    /// The action that would be undone next, and what it changed.
    pub(crate) fn undoable(&self) -> Option<(Number, &[Change])> {
        let deed = self.history.done.last()?;
        Some((deed.act, &deed.back))
    }

    /// The action that would be redone next, and what it changed.
    pub(crate) fn redoable(&self) -> Option<(Number, &[Change])> {
        let deed = self.history.undone.last()?;
        Some((deed.act, &deed.back))
    }

    /// The generation that still waits or streams under this id.
    pub(crate) fn open_generation(&self, id: GenerationId) -> Option<&Generation> {
        self.generation(id)
            .filter(|generation| generation.is_open())
    }

    /// The generation with this id.
    pub(crate) fn generation(&self, id: GenerationId) -> Option<&Generation> {
        self.tree.get(id.reply())?.generation.as_deref()
    }

    /// The messages from the root to `leaf`.
    pub(crate) fn path_to(&self, leaf: Option<MessageId>) -> Vec<MessageId> {
        self.tree.path_to(leaf)
    }

    /// The end of the path below a message, as this lane showed it last; where it never did, the
    /// newest messages.
    pub(crate) fn descend(&self, lane: LaneId, from: MessageId) -> MessageId {
        let lane = self.lane(lane);
        let mut leaf = from;
        loop {
            let turned = lane.and_then(|lane| lane.turned(leaf));
            let next = match turned {
                Some(Below::Message(next)) => Some(next).filter(|next| !self.is_trash(*next)),
                Some(Below::Nothing) => None,
                None => self.newest_below(leaf),
            };
            match next {
                Some(next) => leaf = next,
                None => return leaf,
            }
        }
    }

    fn newest_below(&self, id: MessageId) -> Option<MessageId> {
        let below = self.children(Some(id)).iter().rev();
        below.copied().find(|child| !self.is_trash(*child))
    }

    /// Whether everything is the same but for how many records there are.
    #[cfg(test)]
    pub(crate) fn looks_like(&self, other: &Self) -> bool {
        let numberless = |conversation: &Self| Self {
            next: Number(0),
            shape: Number(0),
            ..conversation.clone()
        };
        numberless(self) == numberless(other)
    }

    /// Makes the entry of the next record. It is not yet applied.
    pub(crate) fn entry(&self, record: Record, at: Wall, act: Option<Number>) -> Entry {
        Entry {
            n: self.next,
            at,
            act: act.unwrap_or(self.next),
            record,
        }
    }
}

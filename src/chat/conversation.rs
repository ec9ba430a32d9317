//! The conversation: a tree of messages, changed by records and by nothing else.

use std::collections::{BTreeMap, HashMap};

use super::generation::{End, Generation, Micros, Outcome};
use super::ids::{ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use super::lane::Lane;
use super::message::{Message, Role};
use super::record::{Blob, Entry, Header, Record, TitleBy};
use super::stream;
use super::time::Wall;

/// A tree of messages and the lanes that show paths through it.
///
/// The fold of the records of its file: live and loaded conversations are equal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conversation {
    id: ConversationId,
    title: Option<(String, TitleBy)>,
    messages: HashMap<MessageId, Message>,
    children: HashMap<Option<MessageId>, Vec<MessageId>>,
    lanes: BTreeMap<LaneId, Lane>,
    variables: BTreeMap<String, String>,
    blobs: BTreeMap<String, Blob>,
    next: Number,
}

impl Conversation {
    /// An empty conversation. Its header is the first record to be made.
    pub(crate) fn new(id: ConversationId) -> Self {
        Self {
            id,
            title: None,
            messages: HashMap::new(),
            children: HashMap::new(),
            lanes: BTreeMap::new(),
            variables: BTreeMap::new(),
            blobs: BTreeMap::new(),
            next: Number(1),
        }
    }

    /// Its id.
    pub(crate) fn id(&self) -> &ConversationId {
        &self.id
    }

    /// Its title, if it has one yet.
    pub(crate) fn title(&self) -> Option<&str> {
        self.title.as_ref().map(|(text, _)| text.as_str())
    }

    /// The number that the next record gets.
    pub(crate) fn next_number(&self) -> Number {
        self.next
    }

    /// Counts numbers up to `n` as used, such as those of damaged lines.
    pub(crate) fn skip_to(&mut self, n: Number) {
        self.next = self.next.max(n);
    }

    /// A message by its id.
    pub(crate) fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// How many messages there are, in all branches.
    pub(crate) fn len(&self) -> usize {
        self.messages.len()
    }

    /// The message that was made last.
    pub(crate) fn newest(&self) -> Option<MessageId> {
        self.messages.keys().max().copied()
    }

    /// The messages with this parent, oldest first.
    pub(crate) fn children(&self, parent: Option<MessageId>) -> &[MessageId] {
        self.children.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// The lanes, in the order in which they were opened.
    pub(crate) fn lanes(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.values()
    }

    /// A lane by its id.
    pub(crate) fn lane(&self, id: LaneId) -> Option<&Lane> {
        self.lanes.get(&id)
    }

    /// The values of the variables, by name.
    pub(crate) fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// What is known of the attachment with this hash.
    pub(crate) fn blob(&self, hash: &str) -> Option<&Blob> {
        self.blobs.get(hash)
    }

    /// The generation that still waits or streams under this id.
    pub(crate) fn open_generation(&self, id: GenerationId) -> Option<&Generation> {
        self.generation(id)
            .filter(|generation| generation.is_open())
    }

    /// The generation with this id.
    pub(crate) fn generation(&self, id: GenerationId) -> Option<&Generation> {
        self.messages.get(&id.reply())?.generation.as_deref()
    }

    /// Takes in what happened. A record that refers to something unknown changes nothing but the
    /// count of numbers.
    pub(crate) fn apply(&mut self, entry: &Entry) {
        self.next = self.next.max(Number(entry.n.0 + 1));
        match &entry.record {
            Record::Header(header) => self.begin(header),
            Record::Title { text, by } => self.title = Some((text.clone(), *by)),
            Record::Lane { .. } => self.open_lane(entry),
            Record::LaneSet { lane, settings } => {
                if let Some(lane) = self.lanes.get_mut(lane) {
                    lane.settings = settings.clone();
                }
            }
            Record::Leaf { lane, message } => self.show(*lane, *message),
            Record::Message { .. } => self.add_message(entry),
            Record::Generation { .. } => self.add_reply(entry),
            Record::Attempt {
                generation,
                attempt,
            } => {
                if let Some((_, open)) = self.open_mut(*generation) {
                    open.attempts.push(attempt.clone());
                }
            }
            Record::Deltas { generation, deltas } => {
                if let Some((content, open)) = self.open_mut(*generation) {
                    for delta in deltas {
                        stream::fold(content, open, delta);
                    }
                }
            }
            Record::End { generation, end } => self.end(*generation, end),
            Record::Blob(blob) => {
                self.blobs.insert(blob.hash.clone(), blob.clone());
            }
            Record::Variables(values) => self.variables = values.iter().cloned().collect(),
            Record::Other { .. } => {}
        }
    }

    /// Marks as interrupted what has no end: the program that wrote it is gone.
    ///
    /// Derived at load and never written, since the file says it already.
    pub(crate) fn interrupt_open(&mut self) {
        for message in self.messages.values_mut() {
            let Some(generation) = message.generation.as_deref_mut().filter(|g| g.is_open()) else {
                continue;
            };
            generation.end = Some(End {
                us: generation.last.unwrap_or(Micros(0)),
                outcome: Outcome::Interrupted,
                usage: None,
                latency_ms: None,
                metadata: None,
            });
        }
    }

    fn begin(&mut self, header: &Header) {
        self.id = header.id.clone();
    }

    fn open_lane(&mut self, entry: &Entry) {
        let Record::Lane {
            parent,
            settings,
            name,
            ..
        } = &entry.record
        else {
            return;
        };
        let id = LaneId(entry.n.0);
        let path = self.path_to(*parent);
        self.lanes.insert(
            id,
            Lane {
                id,
                name: name.clone(),
                settings: settings.clone(),
                path,
            },
        );
    }

    fn add_message(&mut self, entry: &Entry) {
        let Record::Message {
            parent,
            role,
            turn,
            content,
        } = &entry.record
        else {
            return;
        };
        self.insert(Message {
            id: MessageId(entry.n.0),
            parent: *parent,
            turn: turn.unwrap_or(Turn(entry.n.0)),
            at: entry.at,
            role: *role,
            content: content.clone(),
            generation: None,
        });
    }

    fn add_reply(&mut self, entry: &Entry) {
        let Record::Generation {
            lane,
            parent,
            turn,
            settings,
            prefill,
            sent,
        } = &entry.record
        else {
            return;
        };
        let id = MessageId(entry.n.0);
        let mut generation = Generation::new(*lane, settings.clone(), sent.clone());
        generation.begin_with(prefill);
        self.insert(Message {
            id,
            parent: *parent,
            turn: *turn,
            at: entry.at,
            role: Role::Assistant,
            content: prefill.clone(),
            generation: Some(Box::new(generation)),
        });
        self.show(*lane, Some(id));
    }

    fn insert(&mut self, message: Message) {
        let id = message.id;
        let known = message
            .parent
            .is_none_or(|parent| self.messages.contains_key(&parent));
        if !known || self.messages.contains_key(&id) {
            return;
        }
        self.children.entry(message.parent).or_default().push(id);
        self.messages.insert(id, message);
    }

    fn show(&mut self, lane: LaneId, leaf: Option<MessageId>) {
        if leaf.is_some_and(|id| !self.messages.contains_key(&id)) {
            return;
        }
        let parent = leaf.and_then(|id| self.messages[&id].parent);
        let grows = self
            .lanes
            .get(&lane)
            .is_some_and(|lane| lane.leaf() == parent);
        let path = if grows {
            None
        } else {
            Some(self.path_to(leaf))
        };
        let Some(lane) = self.lanes.get_mut(&lane) else {
            return;
        };
        match (path, leaf) {
            (None, Some(leaf)) => lane.path.push(leaf),
            (None, None) => lane.path.clear(),
            (Some(path), _) => lane.path = path,
        }
    }

    fn end(&mut self, id: GenerationId, end: &End) {
        if let Some((_, open)) = self.open_mut(id) {
            open.end = Some(end.clone());
        }
    }

    fn open_mut(
        &mut self,
        id: GenerationId,
    ) -> Option<(&mut Vec<super::content::ContentBlock>, &mut Generation)> {
        let message = self.messages.get_mut(&id.reply())?;
        let generation = message
            .generation
            .as_deref_mut()
            .filter(|generation| generation.is_open())?;
        Some((&mut message.content, generation))
    }

    /// The messages from the root to `leaf`.
    pub(crate) fn path_to(&self, leaf: Option<MessageId>) -> Vec<MessageId> {
        let mut path: Vec<MessageId> = Vec::new();
        let mut next = leaf;
        while let Some(message) = next.and_then(|id| self.messages.get(&id)) {
            path.push(message.id);
            // A parent always has a smaller number, so that a damaged file cannot make a ring.
            next = message.parent.filter(|parent| *parent < message.id);
        }
        path.reverse();
        path
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

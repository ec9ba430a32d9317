//! How a conversation comes about: one record after the other is taken in.

use super::Conversation;
use super::arrangement::Change;
use super::history::{BY_ITSELF, Deed};
use crate::chat::call::{Answer, CallId};
use crate::chat::content::ContentBlock;
use crate::chat::generation::{Attempt, End, Generation, Micros, Outcome};
use crate::chat::ids::{GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::lane::Lane;
use crate::chat::message::{Message, Origin, Role};
use crate::chat::record::{Body, Entry, Record};
use crate::chat::stream::{self, Delta};
use crate::chat::vote::Sight;

impl Conversation {
    /// Takes in what happened. A record that refers to something unknown changes nothing but the
    /// count of numbers.
    pub(crate) fn apply(&mut self, entry: &Entry) {
        self.next = self.next.max(Number(entry.n.0 + 1));
        if !matches!(entry.record, Record::Deltas { .. } | Record::Attempt { .. }) {
            self.shape = entry.n;
        }
        let hidden = self.hidden_turn();
        match &entry.record {
            Record::Header(header) => self.id = header.id.clone(),
            Record::Lane { .. } => self.open_lane(entry),
            Record::Message { .. } => self.add_message(entry),
            Record::Generation { .. } => self.add_reply(entry),
            Record::Attempt {
                generation,
                attempt,
            } => self.tried(*generation, attempt),
            Record::Deltas { generation, deltas } => self.stream(*generation, deltas),
            Record::End { generation, end } => {
                if let Some((_, open)) = self.open_mut(*generation) {
                    open.end = Some(end.clone());
                }
            }
            Record::Blob(blob) => {
                self.blobs.insert(blob.hash.clone(), blob.clone());
            }
            Record::Answer { call, answer } => self.take_answer(*call, answer.as_ref()),
            Record::Cases(file) => self.tree.tables.take(file),
            Record::Undo(of) => self.undo(*of),
            Record::Redo(of) => self.redo(*of),
            Record::Title { .. }
            | Record::LaneSet { .. }
            | Record::Leaf { .. }
            | Record::Layout(_)
            | Record::Variables(_)
            | Record::Context { .. }
            | Record::Trash(..)
            | Record::Mark { .. }
            | Record::PrefillPin { .. }
            | Record::Vote { .. }
            | Record::FileMark(_)
            | Record::Consent(_)
            | Record::Other { .. } => {
                if let Some(change) = Change::of(&entry.record) {
                    self.arrange(entry.act, change);
                }
            }
        }
        self.tell(entry, hidden);
    }

    /// Notes that the user knows now which lane is which in a turn.
    fn tell(&mut self, entry: &Entry, hidden: Option<Turn>) {
        if let Record::Vote {
            turn,
            vote: Some(_),
        } = &entry.record
        {
            self.told.insert(*turn);
        }
        if self.arranged.open.sight == Sight::Open {
            self.told.extend(hidden);
        }
    }

    /// Marks as interrupted what has no end: the program that wrote it is gone.
    ///
    /// Derived at load and never written, since the file says it already.
    pub(crate) fn interrupt_open(&mut self) {
        for message in self.tree.iter_mut() {
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

    /// Takes in what was answered to a call. Where there is no such call, nothing is.
    fn take_answer(&mut self, id: CallId, answer: Option<&Answer>) {
        let id = self.first_said(id);
        let message = self.tree.get(id.message);
        let block = message.and_then(|message| message.content.get(id.at()));
        if let Some(ContentBlock::ToolUse(call)) = block {
            self.answers.take(id, call, answer);
        }
    }

    fn tried(&mut self, id: GenerationId, attempt: &Attempt) {
        if let Some((_, open)) = self.open_mut(id) {
            open.attempts.push(attempt.clone());
        }
    }

    fn stream(&mut self, id: GenerationId, deltas: &[Delta]) {
        if let Some((content, open)) = self.open_mut(id) {
            for delta in deltas {
                stream::fold(content, open, delta);
            }
        }
    }

    fn open_lane(&mut self, entry: &Entry) {
        let Record::Lane {
            parent,
            settings,
            name,
            index,
        } = &entry.record
        else {
            return;
        };
        let id = LaneId(entry.n.0);
        let path = self.path_to(*parent);
        let lane = Lane::new(id, name.clone(), settings.clone(), path);
        self.arranged.lanes.insert(id, lane);
        let mut open = self.arranged.open.clone();
        let place = usize::try_from(*index).unwrap_or(usize::MAX);
        open.lanes.insert(place.min(open.lanes.len()), id);
        // Whoever opens a lane wants to see it beside the others.
        (open.widths, open.zoom) = (Vec::new(), None);
        // The first lane is there from the beginning, and stays.
        let act = if open.lanes.len() == 1 {
            BY_ITSELF
        } else {
            entry.act
        };
        self.arrange(act, Change::Open(open));
    }

    fn add_message(&mut self, entry: &Entry) {
        let Record::Message {
            parent,
            role,
            turn,
            case,
            body,
        } = &entry.record
        else {
            return;
        };
        let id = MessageId(entry.n.0);
        let (content, prefill_len, origin) = match body {
            Body::New(content) => (content.clone(), 0, None),
            Body::Edited {
                from,
                content,
                prefill_len,
            } => {
                let origin = Some(Origin::Edited(*from));
                (content.clone(), *prefill_len, origin)
            }
            Body::Same(other) => match self.tree.get(*other) {
                Some(message) => (
                    message.content.clone(),
                    message.prefill_len,
                    Some(Origin::Same(*other)),
                ),
                None => return,
            },
        };
        self.tree.insert(Message {
            id,
            parent: *parent,
            turn: turn.unwrap_or(Turn(entry.n.0)),
            case: *case,
            at: entry.at,
            role: *role,
            content,
            prefill_len,
            origin,
            generation: None,
        });
    }

    fn add_reply(&mut self, entry: &Entry) {
        let Record::Generation {
            lane,
            parent,
            turn,
            case,
            settings,
            prefill,
            sent,
        } = &entry.record
        else {
            return;
        };
        let id = MessageId(entry.n.0);
        let mut generation = Generation::new(*lane, settings.clone(), sent.clone());
        let prefill_len = generation.begin_with(prefill);
        self.tree.insert(Message {
            id,
            parent: *parent,
            turn: *turn,
            case: *case,
            at: entry.at,
            role: Role::Assistant,
            content: prefill.clone(),
            prefill_len,
            origin: None,
            generation: Some(Box::new(generation)),
        });
        if case.is_none() {
            self.arrange(entry.act, Change::Leaf(*lane, Some(id)));
        }
    }

    /// Makes a change that can be taken back.
    fn arrange(&mut self, act: Number, change: Change) {
        if !self.makes_sense(&change) {
            return;
        }
        let back = self.swap(change);
        self.history.note(act, back);
    }

    /// Whether all that a change speaks of is there.
    fn makes_sense(&self, change: &Change) -> bool {
        let message = |id: &MessageId| self.tree.get(*id).is_some();
        let lane = |id: &LaneId| self.arranged.lanes.contains_key(id);
        match change {
            Change::Title(_) | Change::Variables(_) | Change::Marked(_) => true,
            Change::Vote(_, vote) => {
                let lanes = vote.iter().flat_map(|vote| &vote.order);
                lanes.into_iter().all(lane)
            }
            Change::Settings(id, _) => lane(id),
            Change::Leaf(id, leaf) => lane(id) && leaf.as_ref().is_none_or(message),
            Change::Open(open) => !open.lanes.is_empty() && open.lanes.iter().all(lane),
            Change::Included(id, of, _) => message(id) && of.as_ref().is_none_or(lane),
            Change::Hidden(id, _) | Change::Name(id, _) => message(id),
            Change::Pin(of, _) => of.as_ref().is_none_or(lane),
        }
    }

    fn swap(&mut self, change: Change) -> Change {
        let Change::Leaf(lane, leaf) = change else {
            return self.arranged.swap(change);
        };
        let before = self.lane(lane).and_then(Lane::leaf);
        self.show(lane, leaf);
        Change::Leaf(lane, before)
    }

    fn show(&mut self, lane: LaneId, leaf: Option<MessageId>) {
        let parent = leaf.and_then(|id| self.tree.get(id)?.parent);
        let before = self.lane(lane).and_then(Lane::leaf);
        let grown = leaf.filter(|leaf| before == parent && Some(*leaf) != before);
        let path = match grown {
            Some(_) => Vec::new(),
            None => self.path_to(leaf),
        };
        let Some(lane) = self.arranged.lanes.get_mut(&lane) else {
            return;
        };
        match grown {
            Some(leaf) => lane.grow(leaf),
            None => lane.show(path),
        }
    }

    /// Takes back an action and all later ones. One that is not known was none that could be.
    fn undo(&mut self, of: Number) {
        if !self.history.done.iter().any(|deed| deed.act == of) {
            return;
        }
        while let Some(deed) = self.history.done.pop() {
            let act = deed.act;
            let again = self.revert(deed);
            self.history.undone.push(again);
            if act == of {
                return;
            }
        }
    }

    /// Does an action again, and all that were undone after it.
    fn redo(&mut self, of: Number) {
        if !self.history.undone.iter().any(|deed| deed.act == of) {
            return;
        }
        while let Some(deed) = self.history.undone.pop() {
            let act = deed.act;
            let back = self.revert(deed);
            self.history.done.push(back);
            if act == of {
                return;
            }
        }
    }

    /// Takes everything back; gives what takes that back.
    fn revert(&mut self, deed: Deed) -> Deed {
        let changes = deed.back.into_iter().rev();
        let mut back: Vec<Change> = changes.map(|change| self.swap(change)).collect();
        back.reverse();
        Deed {
            act: deed.act,
            back,
        }
    }

    fn open_mut(&mut self, id: GenerationId) -> Option<(&mut Vec<ContentBlock>, &mut Generation)> {
        let message = self.tree.get_mut(id.reply())?;
        let generation = message
            .generation
            .as_deref_mut()
            .filter(|generation| generation.is_open())?;
        Some((&mut message.content, generation))
    }
}

impl Change {
    /// The change of the arrangement that a record stands for.
    pub(crate) fn of(record: &Record) -> Option<Self> {
        Some(match record {
            Record::Title { text, by } => Self::Title(Some((text.clone(), *by))),
            Record::LaneSet { lane, settings } => Self::Settings(*lane, Box::new(settings.clone())),
            Record::Leaf { lane, message } => Self::Leaf(*lane, *message),
            Record::Layout(open) => Self::Open(open.clone()),
            Record::Variables(values) => Self::Variables(values.iter().cloned().collect()),
            Record::Context {
                message,
                lane,
                included,
            } => Self::Included(*message, *lane, *included),
            Record::Trash(message, hidden) => Self::Hidden(*message, *hidden),
            Record::Mark { message, name } => Self::Name(*message, name.clone()),
            Record::PrefillPin { lane, text } => Self::Pin(*lane, text.clone()),
            Record::Vote { turn, vote } => Self::Vote(*turn, vote.clone()),
            Record::FileMark(mark) => Self::Marked(mark.clone()),
            Record::Header(_)
            | Record::Lane { .. }
            | Record::Message { .. }
            | Record::Generation { .. }
            | Record::Attempt { .. }
            | Record::Deltas { .. }
            | Record::End { .. }
            | Record::Answer { .. }
            | Record::Consent(_)
            | Record::Blob(_)
            | Record::Cases(_)
            | Record::Undo(_)
            | Record::Redo(_)
            | Record::Other { .. } => return None,
        })
    }
}

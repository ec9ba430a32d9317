//! Conversations as a user makes them: with branches, edits, copies, lanes and second thoughts.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{attempt, blob, block, deltas, end, header, sent, settings, text};
use crate::chat::content::{ContentBlock, Json};
use crate::chat::conversation::{Conversation, Hidden, Included};
use crate::chat::generation::{Attempt, End, Sent};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::message::Role;
use crate::chat::record::{Blob, Body, Entry, Record, TitleBy};
use crate::chat::settings::Settings;
use crate::chat::stream::Delta;
use crate::chat::time::Wall;

/// What somebody does.
#[derive(Debug, Clone)]
enum Deed {
    Say(Vec<ContentBlock>),
    Show(Blob),
    Ask(Box<Reply>),
    Edit(Vec<ContentBlock>, usize),
    Copy(Role),
    Open(Box<Settings>, Option<String>),
    Set(Box<Settings>),
    Turn,
    Title(String),
    Vary(Vec<(String, String)>),
    Leave(Included, bool),
    Hide(Hidden),
    Name(Option<String>),
    Pin(Option<String>, bool),
    Undo,
    Redo,
    Later,
}

/// What comes of asking.
#[derive(Debug, Clone)]
struct Reply {
    settings: Settings,
    prefill: Option<String>,
    sent: Sent,
    attempt: Attempt,
    deltas: Vec<Delta>,
    end: Option<End>,
}

fn deed() -> impl Strategy<Value = Deed> {
    let content = || vec(block(), 0..3);
    let role = select(vec![Role::User, Role::Assistant]);
    let included = select(vec![Included::No, Included::No, Included::Yes]);
    let hidden = select(vec![Hidden::Yes, Hidden::No]);
    let settings = || settings().prop_map(Box::new);
    prop_oneof![
        5 => content().prop_map(Deed::Say),
        2 => blob().prop_map(Deed::Show),
        5 => reply().prop_map(|reply| Deed::Ask(Box::new(reply))),
        3 => (content(), select(vec![0_usize, 0, 3]))
            .prop_map(|(content, prefill_len)| Deed::Edit(content, prefill_len)),
        3 => role.prop_map(Deed::Copy),
        1 => (settings(), of(text())).prop_map(|(settings, name)| Deed::Open(settings, name)),
        2 => settings().prop_map(Deed::Set),
        1 => Just(Deed::Turn),
        1 => text().prop_map(Deed::Title),
        1 => vec((text(), text()), 0..3).prop_map(Deed::Vary),
        2 => (included, any::<bool>()).prop_map(|(included, all)| Deed::Leave(included, all)),
        1 => hidden.prop_map(Deed::Hide),
        2 => of(text()).prop_map(Deed::Name),
        1 => (of(text()), any::<bool>()).prop_map(|(text, all)| Deed::Pin(text, all)),
        3 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
        1 => Just(Deed::Later),
    ]
}

fn reply() -> impl Strategy<Value = Reply> {
    let came = (attempt(), deltas(), of(end()));
    (settings(), of(text()), sent(), came).prop_map(
        |(settings, prefill, sent, (attempt, deltas, end))| Reply {
            settings,
            prefill,
            sent,
            attempt,
            deltas,
            end,
        },
    )
}

/// The records of a conversation of so many deeds at the most, after the first message.
pub(in crate::store) fn talk(most: usize) -> impl Strategy<Value = Vec<Entry>> {
    let first = (header(), settings(), vec(block(), 0..3));
    let deeds = vec((deed(), any::<Index>(), any::<Index>()), 0..most);
    (first, deeds).prop_map(|((header, settings, said), deeds)| {
        let mut desk = Desk::new(header, settings);
        desk.say(None, Body::New(said), Role::User);
        for (deed, at, other) in deeds {
            desk.does(deed, at, other);
        }
        desk.entries
    })
}

/// A conversation, and the records that it was made by.
struct Desk {
    conversation: Conversation,
    entries: Vec<Entry>,
    messages: Vec<MessageId>,
    lanes: Vec<LaneId>,
}

impl Desk {
    fn new(header: Record, settings: Settings) -> Self {
        let mut desk = Self {
            conversation: Conversation::new(ConversationId::from_random([0; 6])),
            entries: Vec::new(),
            messages: Vec::new(),
            lanes: Vec::new(),
        };
        desk.record(header);
        desk.open(None, settings, None);
        desk
    }

    fn record(&mut self, record: Record) -> u64 {
        let at = Wall(1_795_246_345_678);
        let entry = self.conversation.entry(record, at, None);
        self.conversation.apply(&entry);
        let Number(n) = entry.n;
        self.entries.push(entry);
        n
    }

    fn open(&mut self, parent: Option<MessageId>, settings: Settings, name: Option<String>) {
        let n = self.record(Record::Lane {
            parent,
            settings,
            index: 0,
            name,
        });
        self.lanes.push(LaneId(n));
    }

    fn say(&mut self, parent: Option<MessageId>, body: Body, role: Role) {
        let message = Record::Message {
            parent,
            role,
            turn: None,
            case: None,
            body,
        };
        let n = self.record(message);
        self.messages.push(MessageId(n));
    }

    /// A message, the newest one more often than any other.
    fn message(&self, at: Index) -> MessageId {
        let newest = self.messages.len() - 1;
        self.messages[at.index(2 * self.messages.len()).min(newest)]
    }

    /// One of the messages, each as often as any other.
    fn any(&self, at: Index) -> MessageId {
        self.messages[at.index(self.messages.len())]
    }

    fn does(&mut self, deed: Deed, at: Index, other: Index) {
        let (message, any) = (self.message(at), self.any(other));
        let lane = self.lanes[other.index(self.lanes.len())];
        match deed {
            Deed::Say(content) => self.say(Some(message), Body::New(content), Role::User),
            Deed::Show(blob) => self.show(message, blob),
            Deed::Ask(reply) => self.ask(message, lane, *reply),
            Deed::Edit(content, prefill_len) => self.edit(message, any, content, prefill_len),
            Deed::Copy(role) => self.say(Some(message), Body::Same(any), role),
            Deed::Open(settings, name) => self.open(Some(message), *settings, name),
            Deed::Undo => {
                let undoable = self.conversation.undoable().map(|(act, _)| act);
                if let Some(act) = undoable {
                    self.record(Record::Undo(act));
                }
            }
            Deed::Redo => {
                let redoable = self.conversation.redoable().map(|(act, _)| act);
                if let Some(act) = redoable {
                    self.record(Record::Redo(act));
                }
            }
            Deed::Later => {
                let frames = Record::Other {
                    kind: "frames".to_owned(),
                    line: self.later(any),
                };
                self.record(frames);
            }
            _ => {
                self.record(arrangement(deed, message, any, lane));
            }
        }
    }

    fn show(&mut self, below: MessageId, blob: Blob) {
        let image = ContentBlock::Image {
            hash: blob.hash.clone(),
            format: "png".to_owned(),
        };
        self.record(Record::Blob(blob));
        self.say(Some(below), Body::New(vec![image]), Role::User);
    }

    fn edit(
        &mut self,
        parent: MessageId,
        from: MessageId,
        content: Vec<ContentBlock>,
        prefill_len: usize,
    ) {
        let body = Body::Edited {
            from,
            content,
            prefill_len,
        };
        self.say(Some(parent), body, Role::Assistant);
    }

    fn ask(&mut self, parent: MessageId, lane: LaneId, reply: Reply) {
        let n = self.record(Record::Generation {
            lane,
            parent: Some(parent),
            turn: Turn(parent.0),
            case: None,
            settings: reply.settings,
            prefill: reply.prefill.into_iter().map(ContentBlock::Text).collect(),
            sent: reply.sent,
        });
        self.messages.push(MessageId(n));
        let generation = GenerationId(n);
        self.record(Record::Attempt {
            generation,
            attempt: reply.attempt,
        });
        self.record(Record::Deltas {
            generation,
            deltas: reply.deltas,
        });
        if let Some(end) = reply.end {
            self.record(Record::End { generation, end });
        }
    }

    /// A line of a version that knows more.
    fn later(&self, of: MessageId) -> Json {
        let Number(n) = self.conversation.next_number();
        let line = format!(
            r#"{{"n":{n},"at":5,"act":{n},"k":"frames","gen":{},"d":[]"#,
            of.0
        );
        let sum = crc32c::crc32c(line.as_bytes());
        Json(format!(r#"{line},"c":"{sum:08x}"}}"#))
    }
}

fn arrangement(deed: Deed, message: MessageId, any: MessageId, lane: LaneId) -> Record {
    let of = |all: bool| (!all).then_some(lane);
    match deed {
        Deed::Set(settings) => Record::LaneSet {
            lane,
            settings: *settings,
        },
        Deed::Turn => Record::Leaf {
            lane,
            message: Some(any),
        },
        Deed::Title(text) => Record::Title {
            text,
            by: TitleBy::Hand,
        },
        Deed::Vary(values) => Record::Variables(values),
        Deed::Leave(included, all) => Record::Context {
            message,
            lane: of(all),
            included,
        },
        Deed::Hide(hidden) => Record::Trash(message, hidden),
        Deed::Name(name) => Record::Mark { message, name },
        Deed::Pin(text, all) => Record::PrefillPin {
            lane: of(all),
            text,
        },
        _ => unreachable!("it is no arrangement"),
    }
}

//! Trees, arrangements, undo.

use super::*;
use crate::chat::content::ContentBlock;
use crate::chat::generation::Sent;
use crate::chat::ids::Turn;
use crate::chat::library::{FileMark, Pinned};
use crate::chat::message::{Origin, Role};
use crate::chat::record::{Body, TitleBy};
use crate::chat::settings::{Settings, Wire};

/// A conversation with a lane, and the actions that are done to it.
struct Desk {
    conversation: Conversation,
    lane: LaneId,
}

impl Desk {
    fn new() -> Self {
        let mut desk = Self {
            conversation: Conversation::new(ConversationId::from_random([0; 6])),
            lane: LaneId(1),
        };
        desk.act([lane(None)]);
        desk
    }

    /// One action of these records; gives its number.
    fn act(&mut self, records: impl IntoIterator<Item = Record>) -> Number {
        let act = self.conversation.next_number();
        for record in records {
            self.in_act(act, record);
        }
        act
    }

    fn in_act(&mut self, act: Number, record: Record) {
        let entry = self.conversation.entry(record, Wall(0), Some(act));
        self.conversation.apply(&entry);
    }

    /// The user says something below a message, and the lane shows it.
    fn say(&mut self, parent: Option<MessageId>, body: Body) -> MessageId {
        let id = MessageId(self.conversation.next_number().0);
        let message = Record::Message {
            parent,
            role: Role::User,
            turn: None,
            case: None,
            body,
        };
        let lane = self.lane;
        self.act([message, leaf(lane, Some(id))]);
        id
    }

    fn chain(&mut self, texts: &[&str]) -> Vec<MessageId> {
        let mut parent = None;
        let mut ids = Vec::new();
        for text in texts {
            let id = self.say(parent, new(text));
            ids.push(id);
            parent = Some(id);
        }
        ids
    }

    fn path(&self) -> Vec<MessageId> {
        self.conversation.lane(self.lane).unwrap().path.clone()
    }

    fn undo(&mut self) {
        let (act, _) = self.conversation.undoable().unwrap();
        self.act([Record::Undo(act)]);
    }

    fn redo(&mut self) {
        let (act, _) = self.conversation.redoable().unwrap();
        self.act([Record::Redo(act)]);
    }
}

fn lane(parent: Option<MessageId>) -> Record {
    Record::Lane {
        parent,
        settings: Settings::default(),
        index: 9,
        name: None,
    }
}

fn leaf(lane: LaneId, message: Option<MessageId>) -> Record {
    Record::Leaf { lane, message }
}

fn new(text: &str) -> Body {
    Body::New(vec![ContentBlock::Text(text.to_owned())])
}

fn title(text: &str) -> Record {
    Record::Title {
        text: text.to_owned(),
        by: TitleBy::Hand,
    }
}

fn generation(lane: LaneId, parent: MessageId) -> Record {
    Record::Generation {
        lane,
        parent: Some(parent),
        turn: Turn(0),
        case: None,
        settings: Settings::default(),
        prefill: Vec::new(),
        sent: Sent {
            wire: Wire::Converse,
            model: String::new(),
            region: String::new(),
            sha256: String::new(),
        },
    }
}

#[test]
fn everything_of_an_action_is_taken_back_at_once() {
    let mut desk = Desk::new();
    let ids = desk.chain(&["a"]);
    desk.act([title("rocks"), leaf(desk.lane, None), title("stones")]);
    desk.undo();
    assert_eq!(desk.conversation.title(), None);
    assert_eq!(desk.path(), ids);
    desk.redo();
    assert_eq!(desk.conversation.title(), Some("stones"));
    assert_eq!(desk.path(), []);
}

#[test]
fn undone_messages_are_still_there() {
    let mut desk = Desk::new();
    let ids = desk.chain(&["a", "b"]);
    desk.undo();
    assert_eq!(desk.path(), ids[..1]);
    assert_eq!(desk.conversation.children(Some(ids[0])), [ids[1]]);
    desk.undo();
    assert_eq!(desk.path(), []);
    assert_eq!(desk.conversation.undoable(), None);
    desk.redo();
    desk.redo();
    assert_eq!(desk.path(), ids);
    assert_eq!(desk.conversation.redoable(), None);
}

#[test]
fn something_new_ends_what_could_be_redone() {
    let mut desk = Desk::new();
    desk.chain(&["a", "b"]);
    desk.undo();
    desk.act([title("rocks")]);
    assert_eq!(desk.conversation.redoable(), None);
}

#[test]
fn a_reply_belongs_to_the_action_that_asked_for_it() {
    let mut desk = Desk::new();
    let act = desk.conversation.next_number();
    let ids = desk.chain(&["a"]);
    // Meanwhile the user did something else.
    desk.act([title("rocks")]);
    desk.in_act(act, generation(desk.lane, ids[0]));
    assert_eq!(desk.path().len(), 2);
    desk.undo();
    assert_eq!((desk.path().len(), desk.conversation.title()), (2, None));
    desk.undo();
    assert_eq!(desk.path(), []);
}

#[test]
fn what_the_program_does_by_itself_is_not_undone() {
    let mut desk = Desk::new();
    desk.in_act(BY_ITSELF, title("rocks"));
    assert_eq!(desk.conversation.undoable(), None);
    assert_eq!(desk.conversation.title(), Some("rocks"));
}

#[test]
fn the_first_lane_stays_and_others_can_be_taken_back() {
    let mut desk = Desk::new();
    assert_eq!(desk.conversation.undoable(), None);
    let second = LaneId(desk.act([lane(None)]).0);
    let open = |desk: &Desk| {
        desk.conversation
            .lanes()
            .map(|lane| lane.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(open(&desk), [desk.lane, second]);
    desk.undo();
    assert_eq!(open(&desk), [desk.lane]);
    assert!(desk.conversation.lane(second).is_some());
    desk.act([Record::Layout(Layout::default())]);
    assert_eq!(open(&desk), [desk.lane], "one stays open");
}

#[test]
fn undoing_an_action_takes_back_later_ones_too() {
    let mut desk = Desk::new();
    let act = desk.act([title("a")]);
    desk.act([title("b")]);
    desk.act([title("c")]);
    desk.act([Record::Undo(act)]);
    assert_eq!(desk.conversation.title(), None);
    desk.redo();
    desk.redo();
    desk.redo();
    assert_eq!(desk.conversation.title(), Some("c"));
    desk.act([Record::Undo(Number(77)), Record::Redo(Number(77))]);
    assert_eq!(desk.conversation.title(), Some("c"));
}

#[test]
fn siblings_are_those_outside_of_the_trash() {
    let mut desk = Desk::new();
    let a = desk.say(None, new("a"));
    let b = desk.say(None, new("b"));
    let c = desk.say(None, new("c"));
    desk.act([Record::Trash(b, Hidden::Yes)]);
    let siblings = |desk: &Desk, id| desk.conversation.siblings(id).collect::<Vec<_>>();
    assert_eq!(siblings(&desk, a), [a, c]);
    assert_eq!(siblings(&desk, b), [a, b, c], "it knows its own place");
    desk.undo();
    assert_eq!(siblings(&desk, a), [a, b, c]);
}

#[test]
fn a_branch_is_found_again_as_it_was_left() {
    let mut desk = Desk::new();
    let ids = desk.chain(&["a", "b", "c"]);
    let other = desk.say(Some(ids[0]), new("B"));
    let descend = |desk: &Desk, from| desk.conversation.descend(desk.lane, from);
    assert_eq!(descend(&desk, ids[1]), ids[2]);
    // Left in the middle, it is found in the middle.
    desk.act([leaf(desk.lane, Some(ids[1]))]);
    desk.act([leaf(desk.lane, Some(other))]);
    assert_eq!(descend(&desk, ids[1]), ids[1]);
    assert_eq!(descend(&desk, ids[0]), other);
}

#[test]
fn what_a_lane_never_showed_is_found_at_its_newest_end() {
    let mut desk = Desk::new();
    let ids = desk.chain(&["a", "b", "c"]);
    let second = LaneId(desk.act([lane(None)]).0);
    assert_eq!(desk.conversation.descend(second, ids[0]), ids[2]);
    desk.act([Record::Trash(ids[2], Hidden::Yes)]);
    assert_eq!(desk.conversation.descend(second, ids[0]), ids[1]);
}

#[test]
fn copies_say_the_same_and_know_where_it_is_from() {
    let mut desk = Desk::new();
    let ids = desk.chain(&["a", "b"]);
    let reply = MessageId(desk.act([generation(desk.lane, ids[1])]).0);
    let edited = desk.say(
        Some(ids[0]),
        Body::Edited {
            from: reply,
            content: vec![ContentBlock::Text("B".to_owned())],
            prefill_len: 0,
        },
    );
    let copy = desk.say(None, Body::Same(edited));
    let message = desk.conversation.message(copy).unwrap();
    assert_eq!(message.text(), "B");
    assert_eq!(message.origin, Some(Origin::Same(edited)));
    assert_eq!(desk.conversation.maker(copy).unwrap().id, reply);
    let before = desk.conversation.len();
    desk.say(None, Body::Same(MessageId(999)));
    assert_eq!(
        desk.conversation.len(),
        before,
        "nothing is the same as nothing"
    );
}

#[test]
fn a_pin_of_a_lane_comes_before_that_of_all() {
    let mut desk = Desk::new();
    let pin = |lane, text: Option<&str>| Record::PrefillPin {
        lane,
        text: text.map(str::to_owned),
    };
    desk.act([pin(None, Some("{"))]);
    desk.act([pin(Some(desk.lane), Some("["))]);
    assert_eq!(desk.conversation.pinned(desk.lane), Some("["));
    desk.act([pin(Some(desk.lane), None)]);
    assert_eq!(desk.conversation.pinned(desk.lane), Some("{"));
}

#[test]
fn marks_of_the_conversation_are_undone_one_by_one() {
    let mut desk = Desk::new();
    let mark = |pin, tags: Option<&[&str]>| {
        let tags = tags.map(|tags| tags.iter().map(|tag| (*tag).to_owned()).collect());
        Record::FileMark(FileMark { pin, tags })
    };
    desk.act([mark(Some(Pinned::Yes), None)]);
    desk.act([mark(None, Some(&["a", "b"]))]);
    desk.act([mark(Some(Pinned::No), Some(&["c"]))]);
    let told = |desk: &Desk| (desk.conversation.pin(), desk.conversation.tags().join(" "));
    assert_eq!(told(&desk), (Pinned::No, "c".to_owned()));
    desk.undo();
    assert_eq!(told(&desk), (Pinned::Yes, "a b".to_owned()));
    desk.undo();
    assert_eq!(told(&desk), (Pinned::Yes, String::new()));
    desk.redo();
    desk.redo();
    assert_eq!(told(&desk), (Pinned::No, "c".to_owned()));
}

//! What a fork keeps, what it leaves behind, and what it does to its source: nothing.

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::chat::generation::{End, Micros, Outcome, Sent};
use crate::chat::ids::{GenerationId, Turn};
use crate::chat::message::Role;
use crate::chat::progress::Patient;
use crate::chat::progress::tests::Clerk;
use crate::chat::record::{Blob, TitleBy};
use crate::chat::settings::{Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::store::blobs;
use crate::store::generate;
use crate::store::health::{Access, Head};
use crate::store::load::{Loaded, load};

fn bytes(entries: &[Entry]) -> Vec<u8> {
    let lines = entries.iter().map(|entry| generate::line(entry) + "\n");
    lines.collect::<String>().into_bytes()
}

fn fork(lane: LaneId, message: MessageId) -> Fork {
    Fork {
        id: ConversationId::from_random([9; 6]),
        message,
        lane,
        waiting: Vec::new(),
        at: Wall(7),
    }
}

/// The file of a fork.
fn forked(source: &[u8], fork: &Fork) -> Vec<u8> {
    let mut bytes = lines(source, fork, &Patient).unwrap().join(&b'\n');
    bytes.push(b'\n');
    bytes
}

/// A message and a lane of a conversation.
fn somewhere(conversation: &Conversation, at: Index) -> Option<(LaneId, MessageId)> {
    let ids = 0..conversation.next_number().0;
    let messages: Vec<MessageId> = ids.clone().map(MessageId).collect();
    let there = |id: &&MessageId| conversation.message(**id).is_some();
    let messages: Vec<&MessageId> = messages.iter().filter(there).collect();
    let lanes: Vec<LaneId> = ids.map(LaneId).collect();
    let open = |id: &&LaneId| conversation.lane(**id).is_some();
    let lanes: Vec<&LaneId> = lanes.iter().filter(open).collect();
    if messages.is_empty() || lanes.is_empty() {
        return None;
    }
    let message = messages[at.index(messages.len())];
    Some((*lanes[at.index(lanes.len())], *message))
}

/// Forks a file anywhere, and compares what is to be the same.
fn check(source: &[u8], waiting: &[Entry], at: Index) -> Result<(), TestCaseError> {
    let whole = [source, &bytes(waiting)].concat();
    let Ok(before) = load(&whole).map(|loaded| loaded.conversation) else {
        return Ok(());
    };
    let Some((lane, message)) = somewhere(&before, at) else {
        return Ok(());
    };
    let fork = Fork {
        waiting: waiting.to_vec(),
        ..fork(lane, message)
    };
    let file = forked(source, &fork);
    let after = load(&file).unwrap();
    prop_assert_eq!(after.health.access(), Access::Editable);
    prop_assert_eq!(&after.health.damage, &[]);
    let Head::Known(header) = &after.health.head else {
        return Err(TestCaseError::fail("it has no header"));
    };
    let origin = Some((before.id().clone(), Number(message.0)));
    prop_assert_eq!((&header.id, &header.origin), (&fork.id, &origin));
    same_lane(&before, &after.conversation, &fork)?;
    for id in before.path_to(Some(message)) {
        same_message(&before, &after, &file, (id, lane))?;
    }
    Ok(())
}

fn same_lane(
    before: &Conversation,
    after: &Conversation,
    fork: &Fork,
) -> Result<(), TestCaseError> {
    let (lane, path) = (fork.lane, before.path_to(Some(fork.message)));
    let open: Vec<LaneId> = after.lanes().map(|lane| lane.id).collect();
    prop_assert_eq!(open, [lane]);
    let (old, new) = (before.lane(lane).unwrap(), after.lane(lane).unwrap());
    prop_assert_eq!(&new.path, &path);
    prop_assert_eq!(&new.settings, &old.settings);
    prop_assert_eq!(&new.name, &old.name);
    prop_assert_eq!(after.pinned(lane), before.pinned(lane));
    prop_assert_eq!(after.title(), before.title());
    prop_assert_eq!(after.variables(), before.variables());
    prop_assert!(after.next_number() > before.next_number());
    Ok(())
}

fn same_message(
    before: &Conversation,
    after: &Loaded,
    file: &[u8],
    (id, lane): (MessageId, LaneId),
) -> Result<(), TestCaseError> {
    let new = after.conversation.message(id).unwrap();
    let mut old = before.message(id).unwrap().clone();
    if new.origin.is_none() && matches!(old.origin, Some(Origin::Same(_))) {
        old.origin = None;
    }
    prop_assert_eq!(new, &old);
    let maker = |conversation: &Conversation| {
        let maker = conversation.maker(id)?.clone();
        let generation = maker.generation?;
        Some((maker.id, maker.content, maker.prefill_len, generation))
    };
    prop_assert_eq!(maker(&after.conversation), maker(before));
    prop_assert_eq!(after.conversation.name(id), before.name(id));
    let left_out = |conversation: &Conversation| conversation.is_left_out(id, lane);
    prop_assert_eq!(left_out(&after.conversation), left_out(before));
    for block in &new.content {
        if let ContentBlock::Image { hash, .. } = block {
            prop_assert_eq!(after.conversation.blob(hash), before.blob(hash));
            let place = after.blobs.get(hash);
            prop_assert_eq!(place.is_some(), before.blob(hash).is_some());
            let digits = place.map(|place| {
                let start = usize::try_from(place.offset).unwrap();
                &file[start..start + usize::try_from(place.length).unwrap()]
            });
            prop_assert!(digits.is_none_or(|digits| !digits.contains(&b'"')));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_path_is_the_same_in_the_fork(
        entries in generate::talk(24),
        at in any::<Index>(),
        waits in 0_usize..6,
    ) {
        let (written, waiting) = entries.split_at(entries.len() - waits.min(entries.len() - 2));
        let waits_for_file = |entry: &Entry| !matches!(entry.record, Record::Blob(_));
        let waiting: Vec<Entry> = waiting.iter().filter(|it| waits_for_file(it)).cloned().collect();
        check(&bytes(written), &waiting, at)?;
    }

    #[test]
    fn records_in_any_order_can_be_forked(entries in generate::file(30), at in any::<Index>()) {
        check(&bytes(&entries), &[], at)?;
    }

    #[test]
    fn a_damaged_source_costs_what_it_costs_there(
        entries in generate::talk(12),
        places in prop::collection::vec((any::<Index>(), 1_u8..), 1..4),
        at in any::<Index>(),
    ) {
        let mut bytes = bytes(&entries);
        for (place, change) in places {
            let place = place.index(bytes.len());
            bytes[place] ^= change;
        }
        check(&bytes, &[], at)?;
    }
}

/// A conversation with one lane, written down.
struct Desk {
    conversation: Conversation,
    entries: Vec<Entry>,
}

const LANE: LaneId = LaneId(2);

impl Desk {
    fn new() -> Self {
        let id = ConversationId::from_random([1; 6]);
        let mut desk = Self {
            conversation: Conversation::new(id.clone()),
            entries: Vec::new(),
        };
        desk.act(Record::Header(Header {
            version: VERSION,
            id,
            by: "outcrop".to_owned(),
            origin: None,
        }));
        desk.act(Record::Lane {
            parent: None,
            settings: Settings::default(),
            index: 0,
            name: None,
        });
        desk
    }

    fn act(&mut self, record: Record) -> u64 {
        let entry = self.conversation.entry(record, Wall(5), None);
        self.conversation.apply(&entry);
        self.entries.push(entry);
        self.entries.last().unwrap().n.0
    }

    fn say(&mut self, parent: Option<MessageId>, role: Role, body: Body) -> MessageId {
        MessageId(self.act(Record::Message {
            parent,
            role,
            turn: None,
            case: None,
            body,
        }))
    }

    fn user(&mut self, parent: Option<MessageId>, text: &str) -> MessageId {
        self.say(parent, Role::User, new(text))
    }

    /// A reply with its records.
    fn reply(&mut self, parent: MessageId, text: &str) -> MessageId {
        let sent = Sent {
            wire: Wire::Converse,
            model: "m".to_owned(),
            region: "r".to_owned(),
            sha256: String::new(),
        };
        let generation = GenerationId(self.act(Record::Generation {
            lane: LANE,
            parent: Some(parent),
            turn: Turn(parent.0),
            case: None,
            settings: Settings::default(),
            prefill: Vec::new(),
            sent,
        }));
        let delta = Delta {
            us: Micros(9),
            block: 0,
            piece: Piece::Text(text.to_owned()),
        };
        self.act(Record::Deltas {
            generation,
            deltas: vec![delta],
        });
        let end = End {
            us: Micros(10),
            outcome: Outcome::Cancelled,
            usage: None,
            latency_ms: None,
            metadata: None,
        };
        self.act(Record::End { generation, end });
        generation.reply()
    }

    fn title(&mut self, text: &str) -> u64 {
        self.act(Record::Title {
            text: text.to_owned(),
            by: TitleBy::Hand,
        })
    }

    /// The numbers of the records that a fork has, but for its own header and leaf.
    fn kept(&self, message: MessageId) -> Vec<u64> {
        let source = bytes(&self.entries);
        let lines = lines(&source, &fork(LANE, message), &Patient).unwrap();
        let kept = lines[1..lines.len() - 1].iter();
        kept.map(|line| decode(line).unwrap().entry.n.0).collect()
    }
}

fn new(text: &str) -> Body {
    Body::New(vec![ContentBlock::Text(text.to_owned())])
}

#[test]
fn the_path_goes_along_byte_for_byte_and_nothing_beside_it() {
    let mut desk = Desk::new();
    let hello = desk.user(None, "hello");
    let first = desk.reply(hello, "first");
    desk.reply(hello, "second");
    let more = desk.user(Some(first), "more");
    desk.reply(more, "third");
    let source = bytes(&desk.entries);
    let file = forked(&source, &fork(LANE, more));
    let all: BTreeSet<&[u8]> = source.split(|byte| *byte == b'\n').collect();
    let lines: Vec<&[u8]> = file.trim_ascii_end().split(|byte| *byte == b'\n').collect();
    assert!(
        lines[1..lines.len() - 1]
            .iter()
            .all(|line| all.contains(line))
    );
    let of_first = [first.0, first.0 + 1, first.0 + 2];
    let expected = [[LANE.0, hello.0].as_slice(), &of_first, &[more.0]].concat();
    assert_eq!(desk.kept(more), expected);
}

#[test]
fn a_number_never_means_two_things_in_the_two_conversations() {
    let mut desk = Desk::new();
    let hello = desk.user(None, "hello");
    desk.reply(hello, "first");
    let fork = load(&forked(&bytes(&desk.entries), &fork(LANE, hello))).unwrap();
    let taken = desk.conversation.next_number();
    assert_eq!(fork.conversation.next_number(), Number(taken.0 + 1));
}

#[test]
fn what_was_undone_stays_undone() {
    let mut desk = Desk::new();
    let hello = desk.user(None, "hello");
    desk.title("good");
    let act = desk.title("bad");
    desk.act(Record::Undo(Number(act)));
    let brief = Settings {
        system: "Be brief.".to_owned(),
        ..Settings::default()
    };
    let act = desk.act(Record::LaneSet {
        lane: LANE,
        settings: brief,
    });
    desk.act(Record::Undo(Number(act)));
    let fork = load(&forked(&bytes(&desk.entries), &fork(LANE, hello))).unwrap();
    assert_eq!(fork.conversation.title(), Some("good"));
    let lane = fork.conversation.lane(LANE).unwrap();
    assert_eq!(lane.settings, Settings::default());
}

#[test]
fn a_question_that_was_edited_or_taken_out_stays_behind() {
    let mut desk = Desk::new();
    let secret = desk.user(None, "my secret is 7");
    let edited = desk.say(
        None,
        Role::User,
        Body::Edited {
            from: secret,
            content: vec![ContentBlock::Text("hello".to_owned())],
            prefill_len: 0,
        },
    );
    let aside = desk.user(Some(edited), "another secret");
    let after = desk.user(Some(aside), "and then?");
    let copy = desk.say(Some(edited), Role::User, Body::Same(after));
    let file = forked(&bytes(&desk.entries), &fork(LANE, copy));
    assert!(!String::from_utf8_lossy(&file).contains("secret"));
    let fork = load(&file).unwrap().conversation;
    let texts: Vec<String> = [edited, copy]
        .map(|id| fork.message(id).unwrap().text())
        .into();
    assert_eq!(
        (texts, fork.len()),
        (vec!["hello".into(), "and then?".into()], 2)
    );
}

#[test]
fn a_reply_that_was_edited_goes_along_with_who_wrote_it() {
    let mut desk = Desk::new();
    let hello = desk.user(None, "hello");
    let aside = desk.user(Some(hello), "aside");
    let reply = desk.reply(aside, "written by a model");
    let edited = desk.say(
        Some(hello),
        Role::Assistant,
        Body::Edited {
            from: reply,
            content: vec![ContentBlock::Text("written by both".to_owned())],
            prefill_len: 0,
        },
    );
    let copy = desk.say(Some(hello), Role::Assistant, Body::Same(edited));
    let fork = load(&forked(&bytes(&desk.entries), &fork(LANE, copy))).unwrap();
    let maker = fork.conversation.maker(copy).unwrap();
    assert_eq!(
        (maker.id, maker.text()),
        (reply, "written by a model".into())
    );
    assert_eq!(maker.parent, Some(hello), "its own parent is not there");
    assert_eq!(fork.conversation.message(aside), None);
    assert_eq!(fork.conversation.siblings(copy).count(), 3);
}

#[test]
fn records_of_a_later_version_go_along_with_their_reply() {
    let mut desk = Desk::new();
    let hello = desk.user(None, "hello");
    let first = desk.reply(hello, "first");
    let second = desk.reply(hello, "second");
    let mut source = bytes(&desk.entries);
    let mut later = |kind: &str, members: &str| {
        let line = format!(r#"{{"n":90,"at":1,"act":90,"k":"{kind}",{members}"#);
        let sum = crc32c::crc32c(line.as_bytes());
        let line = format!("{line},\"c\":\"{sum:08x}\"}}");
        source.extend_from_slice(line.as_bytes());
        source.push(b'\n');
        line
    };
    let kept = [
        later("frames", &format!(r#""gen":{},"d":[]"#, first.0)),
        later("answer", &format!(r#""call":[{},1],"content":[]"#, first.0)),
    ];
    let left = [
        later("frames", &format!(r#""gen":{},"d":[]"#, second.0)),
        later("hologram", r#""gen":"some""#),
        later("ballad", r#""turn":3"#),
    ];
    let file = String::from_utf8(forked(&source, &fork(LANE, first))).unwrap();
    assert!(kept.iter().all(|line| file.contains(line)), "{file}");
    assert!(!left.iter().any(|line| file.contains(line)), "{file}");
}

/// A path through a picture, and one beside it with another.
fn with_pictures() -> (Desk, MessageId) {
    let mut desk = Desk::new();
    let mut held = BlobBytes::default();
    let mut shown = |desk: &mut Desk, bytes: &[u8]| {
        let hash = held.add(bytes.into());
        desk.act(Record::Blob(Blob {
            hash: hash.clone(),
            media: "image/png".to_owned(),
            size: bytes.len() as u64,
            name: None,
            pixels: None,
        }));
        let format = "png".to_owned();
        let image = ContentBlock::Image { hash, format };
        desk.say(None, Role::User, Body::New(vec![image]))
    };
    let on_path = shown(&mut desk, &[7; 4000]);
    shown(&mut desk, b"a");
    (desk, on_path)
}

#[test]
fn a_fork_is_a_private_file_whose_attachments_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/fork.jsonl");
    let (desk, picture) = with_pictures();
    let source = bytes(&desk.entries);
    make(&source, &path, &fork(LANE, picture), &Patient).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let (_, loaded) = Journal::open(&path).unwrap();
    let places: Vec<_> = loaded.blobs.values().collect();
    assert_eq!(places.len(), 1, "the other picture is not on the path");
    assert_eq!(blobs::read(&path, places[0]).unwrap(), [7; 4000]);
}

#[test]
fn a_fork_never_replaces_a_file_and_leaves_none_when_there_is_no_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fork.jsonl");
    let (desk, picture) = with_pictures();
    let mut source = bytes(&desk.entries);
    let error = |message, lane, source: &[u8]| {
        make(source, &path, &fork(lane, message), &Patient)
            .unwrap_err()
            .cause
    };
    assert!(error(MessageId(99), LANE, &source).contains("message"));
    assert!(error(picture, LaneId(99), &source).contains("lane"));
    let header = generate::line(&desk.entries[0]);
    let newer = Entry {
        record: Record::Header(Header {
            version: [2, 0],
            id: desk.conversation.id().clone(),
            by: String::new(),
            origin: None,
        }),
        ..desk.entries[0].clone()
    };
    source.splice(..header.len(), generate::line(&newer).into_bytes());
    assert!(error(picture, LANE, &source).contains("newer version"));
    assert!(!path.exists());
    fs::write(&path, "mine").unwrap();
    let source = bytes(&desk.entries);
    assert!(make(&source, &path, &fork(LANE, picture), &Patient).is_err());
    assert_eq!(fs::read(&path).unwrap(), b"mine");
}

#[test]
fn a_fork_that_nobody_waits_for_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fork.jsonl");
    let (desk, picture) = with_pictures();
    let source = bytes(&desk.entries);
    let clerk = Clerk::patient();
    make(&source, &path, &fork(LANE, picture), &clerk).unwrap();
    let told = clerk.told();
    assert_eq!(told.last().unwrap(), "100 % written");
    assert!(told.contains(&"100 % read".to_owned()), "{told:?}");
    fs::remove_file(&path).unwrap();
    for patience in 1..=told.len() {
        let clerk = Clerk::until(patience);
        let made = make(&source, &path, &fork(LANE, picture), &clerk);
        assert_eq!(made.unwrap_err().kind, StoreErrorKind::Stopped);
        assert!(!path.exists(), "stopped at {:?}", clerk.told().last());
    }
}

/// Below a damaged message another one stands in for it. In the fork the same one does, though what
/// the message is made of comes between.
#[test]
fn what_stands_below_a_damaged_message_stays_where_it_is() {
    let mut desk = Desk::new();
    let question = desk.user(None, "a");
    let reply = desk.reply(question, "lost");
    let beside = desk.user(Some(question), "b");
    let lower = desk.say(Some(reply), Role::Assistant, Body::Same(question));
    let other = desk.reply(beside, "made of this");
    let copy = desk.say(Some(reply), Role::Assistant, Body::Same(other));
    let lost = |entry: &&Entry| {
        !matches!(&entry.record, Record::Generation { .. }) || entry.n.0 != reply.0
    };
    let entries: Vec<Entry> = desk.entries.iter().filter(lost).cloned().collect();
    let source = bytes(&entries);
    let before = load(&source).unwrap().conversation;
    assert_eq!(before.message(lower).unwrap().parent, Some(beside));
    let after = load(&forked(&source, &fork(LANE, copy)))
        .unwrap()
        .conversation;
    assert_eq!(after.path_to(Some(copy)), before.path_to(Some(copy)));
    assert_eq!(after.path_to(Some(copy)), [question, beside, copy]);
}

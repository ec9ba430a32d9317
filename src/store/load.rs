//! Reading a conversation file: the fold of its records, whatever state it is in.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::blobs::BlobPlace;
use super::error::store_error;
use super::format::{Decoded, decode};
use super::health::{BadLine, Damage, Head, Health};
use super::lines::Tail;
use super::loss;
use crate::chat::conversation::Conversation;
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::ids::{ConversationId, MessageId, Number};
use crate::chat::progress::{Monitor, Patient, Steps, Stopped, Unit};
use crate::chat::record::{Entry, FORMAT, Record};

/// A conversation as its file tells it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Loaded {
    /// The fold of all records that could be read.
    ///
    /// Without a header its id is made of the first line, so that it stays the same.
    pub(crate) conversation: Conversation,
    /// What is to be said about the file.
    pub(crate) health: Health,
    /// How many lines there are, damaged ones included.
    pub(crate) lines: usize,
    /// What the first append has to mind.
    pub(crate) tail: Tail,
    /// Where the bytes of attachments stand, by hash; the bytes themselves are not kept.
    pub(crate) blobs: BTreeMap<String, BlobPlace>,
}

/// The bytes are not those of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotAConversation;

/// Why there is no conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotLoaded {
    /// The bytes are not those of one.
    NotAConversation,
    /// Nobody waits for it any more.
    Stopped,
}

impl From<Stopped> for NotLoaded {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl NotLoaded {
    /// The error of the file that was read.
    pub(super) fn of(self, path: &Path) -> StoreError {
        match self {
            Self::NotAConversation => not_a_conversation(path),
            Self::Stopped => stopped("read", path),
        }
    }
}

/// Reads a file without locking it: to show it, or to search in it.
///
/// # Errors
/// It cannot be read at all, or it is something else than a conversation. Damage is no error.
pub(crate) fn read(path: &Path) -> Result<Loaded, StoreError> {
    read_watched(path, &Patient)
}

/// The same, for somebody who may not want to wait for it.
///
/// # Errors
/// As those of `read`, or it was stopped.
pub(crate) fn read_watched(path: &Path, monitor: &dyn Monitor) -> Result<Loaded, StoreError> {
    let bytes = content("open", path)?;
    load_watched(&bytes, monitor).map_err(|why| why.of(path))
}

/// All bytes of a file.
pub(crate) fn content(doing: &'static str, path: &Path) -> Result<Vec<u8>, StoreError> {
    let bytes = regular(path).and_then(|()| fs::read(path));
    bytes.map_err(|error| store_error(doing, path, &error))
}

/// Pipes and devices have no end; reading one would hang.
pub(super) fn regular(path: &Path) -> std::io::Result<()> {
    if fs::metadata(path)?.is_file() {
        Ok(())
    } else {
        Err(std::io::Error::new(
            ErrorKind::InvalidInput,
            "it is not a regular file",
        ))
    }
}

pub(super) fn not_a_conversation(path: &Path) -> StoreError {
    StoreError {
        doing: "read",
        path: path.display().to_string(),
        cause: "it is not a conversation file".to_owned(),
        kind: StoreErrorKind::NotAConversation,
    }
}

/// Nobody waits any more for what was done with a file.
pub(super) fn stopped(doing: &'static str, path: &Path) -> StoreError {
    StoreError {
        doing,
        path: path.display().to_string(),
        cause: Stopped.to_string(),
        kind: StoreErrorKind::Stopped,
    }
}

/// Folds the lines of a file in their order.
///
/// Lines that are no records are skipped and listed. Empty lines say nothing, not even damage: a
/// failed append can leave one.
///
/// # Errors
/// The first line does not look like a record, and there is none behind it.
pub(crate) fn load(bytes: &[u8]) -> Result<Loaded, NotAConversation> {
    // The only other reason is that nobody waits.
    load_watched(bytes, &Patient).map_err(|_| NotAConversation)
}

/// The same, for somebody who may not want to wait for it.
///
/// # Errors
/// As those of `load`, or it was stopped.
pub(crate) fn load_watched(bytes: &[u8], monitor: &dyn Monitor) -> Result<Loaded, NotLoaded> {
    let mut loaded = load_live(bytes, monitor)?;
    loaded.conversation.interrupt_open();
    Ok(loaded)
}

/// The same of a file that another program writes to: its replies go on.
///
/// # Errors
/// As those of `load_watched`.
pub(super) fn load_live(bytes: &[u8], monitor: &dyn Monitor) -> Result<Loaded, NotLoaded> {
    let mut steps = Steps::begin(bytes.len(), Unit::Read, monitor)?;
    let mut fold = Fold::new(bytes);
    let mut start = 0;
    for (at, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        if !content.is_empty() {
            fold.take(at + 1, start, content);
        }
        fold.lines = at + 1;
        start += line.len();
        steps.step(line.len())?;
    }
    fold.finish(bytes)
        .map_err(|NotAConversation| NotLoaded::NotAConversation)
}

struct Fold {
    conversation: Conversation,
    head: Option<Head>,
    damage: Vec<Damage>,
    /// The message that the last record was about.
    about: Option<MessageId>,
    lines: usize,
    records: usize,
    blobs: BTreeMap<String, BlobPlace>,
}

impl Fold {
    fn new(bytes: &[u8]) -> Self {
        let first = bytes.split(|byte| *byte == b'\n').next();
        Self {
            conversation: Conversation::new(made_up(first.unwrap_or_default())),
            head: None,
            damage: Vec::new(),
            about: None,
            lines: 0,
            records: 0,
            blobs: BTreeMap::new(),
        }
    }

    fn take(&mut self, line: usize, start: usize, content: &[u8]) {
        match decode(content) {
            Ok(Decoded { entry, data }) => {
                self.head.get_or_insert_with(|| head(&entry.record));
                if let (Record::Blob(blob), Some(data)) = (&entry.record, data) {
                    let place = BlobPlace::in_line(&blob.hash, start as u64, &data);
                    self.blobs.insert(blob.hash.clone(), place);
                }
                self.conversation.apply(&entry);
                self.records += 1;
                if let Some(message) = message_of(&entry) {
                    self.stands_at(message);
                }
            }
            Err(reason) => {
                self.head.get_or_insert(Head::Unknown);
                // Whatever its number was, it may be referred to: it is not given again.
                let Number(next) = self.conversation.next_number();
                self.conversation.skip_to(Number(next + 1));
                self.damage.push(Damage {
                    line,
                    bytes: start..start + content.len(),
                    reason,
                    cost: loss::cost(content),
                    near: self.about,
                });
            }
        }
    }

    /// A record about a message was read. Damage before the first one is near to it.
    fn stands_at(&mut self, message: MessageId) {
        if self.about.is_none() {
            let before = self.damage.iter_mut();
            before.for_each(|damage| damage.near = Some(message));
        }
        self.about = Some(message);
    }

    fn finish(self, bytes: &[u8]) -> Result<Loaded, NotAConversation> {
        if self.is_something_else(bytes) {
            return Err(NotAConversation);
        }
        Ok(Loaded {
            conversation: self.conversation,
            health: Health {
                head: self.head.unwrap_or(Head::Empty),
                damage: self.damage,
            },
            lines: self.lines,
            tail: Tail::of(bytes),
            blobs: self.blobs,
        })
    }

    /// Whether this never was a conversation: no line is a record, and the first was none either.
    fn is_something_else(&self, bytes: &[u8]) -> bool {
        let Some(first) = self.damage.first() else {
            return false;
        };
        if matches!(first.reason, BadLine::OtherFormat(_)) && first.line == 1 {
            return true;
        }
        self.records == 0 && !looks_like_a_record(&bytes[first.bytes.clone()])
    }
}

/// The message that a record makes, or goes on with.
fn message_of(entry: &Entry) -> Option<MessageId> {
    match &entry.record {
        Record::Message { .. } | Record::Generation { .. } => Some(MessageId(entry.n.0)),
        Record::Attempt { generation, .. }
        | Record::Deltas { generation, .. }
        | Record::End { generation, .. } => Some(generation.reply()),
        _ => None,
    }
}

fn head(first: &Record) -> Head {
    if let Record::Header(header) = first {
        Head::Known(header.clone())
    } else {
        Head::Unknown
    }
}

/// An id for a file that does not tell its own; empty files get their own with the header.
pub(super) fn made_up(first_line: &[u8]) -> ConversationId {
    let hash = Sha256::digest(first_line);
    let mut id = [0; 6];
    id.copy_from_slice(&hash[..6]);
    ConversationId::from_random(id)
}

pub(in crate::store) fn looks_like_a_record(line: &[u8]) -> bool {
    const BEGIN: &[u8] = br#"{"n":"#;
    let compared = BEGIN.len().min(line.len());
    line[..compared] == BEGIN[..compared]
        || line
            .windows(FORMAT.len())
            .any(|part| part == FORMAT.as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::content::ContentBlock;
    use crate::chat::generation::Outcome;
    use crate::chat::message::Role;
    use crate::chat::progress::tests::Clerk;
    use crate::chat::record::{Blob, Body};
    use crate::chat::time::Wall;
    use crate::store::blobs::BlobBytes;
    use crate::store::format::encode;
    use crate::store::generate;
    use crate::store::health::Access;

    fn bytes(entries: &[Entry]) -> Vec<u8> {
        let lines = entries.iter().map(|entry| generate::line(entry) + "\n");
        lines.collect::<String>().into_bytes()
    }

    /// The fold of these entries as the program makes it, interrupted like a loaded one.
    fn live<'a>(loaded: &Loaded, entries: impl IntoIterator<Item = &'a Entry>) -> Conversation {
        let mut conversation = Conversation::new(loaded.conversation.id().clone());
        entries
            .into_iter()
            .for_each(|entry| conversation.apply(entry));
        conversation.interrupt_open();
        conversation
    }

    /// Which entry a byte belongs to, and whether it is the newline behind it.
    fn owner(entries: &[Entry], at: usize) -> (usize, bool) {
        let mut end = 0;
        for (no, entry) in entries.iter().enumerate() {
            end += generate::line(entry).len() + 1;
            if at < end {
                return (no, at + 1 == end);
            }
        }
        unreachable!("the byte is in the file")
    }

    proptest! {
        #[test]
        fn loaded_and_live_are_equal(entries in generate::file(20)) {
            let loaded = load(&bytes(&entries)).unwrap();
            prop_assert_eq!(&loaded.conversation, &live(&loaded, &entries));
            prop_assert_eq!(&loaded.health.damage, &[]);
            prop_assert_eq!(loaded.health.access(), Access::Editable);
            prop_assert_eq!((loaded.lines, loaded.tail), (entries.len(), Tail::Closed));
        }

        #[test]
        fn a_prefix_loses_the_torn_record_at_most(
            entries in generate::file(8),
            at in any::<prop::sample::Index>(),
        ) {
            let bytes = bytes(&entries);
            let cut = at.index(bytes.len());
            let mut loaded = load(&bytes[..cut]).unwrap();
            // Without its newline a record counts all the same.
            let (torn, at_newline) = owner(&entries, cut);
            let whole = if at_newline { torn + 1 } else { torn };
            let expected = live(&loaded, &entries[..whole]);
            let begins_line = cut == 0 || bytes[cut - 1] == b'\n';
            let damaged = usize::from(!at_newline && !begins_line);
            prop_assert_eq!(loaded.health.damage.len(), damaged);
            let Number(next) = expected.next_number();
            let after = Number(next + damaged as u64);
            prop_assert_eq!(loaded.conversation.next_number(), after);
            prop_assert!(loaded.health.damage.iter().all(|line| line.reason == BadLine::Cut));
            loaded.conversation.skip_to(Number(100));
            let mut expected = expected;
            expected.skip_to(Number(100));
            prop_assert_eq!(loaded.conversation, expected);
            prop_assert_eq!(loaded.tail == Tail::Closed, begins_line);
        }

        #[test]
        fn a_changed_byte_is_noticed_and_costs_its_record_or_two(
            entries in generate::file(8),
            at in any::<prop::sample::Index>(),
            change in 1_u8..,
        ) {
            let mut bytes = bytes(&entries);
            let at = at.index(bytes.len());
            let (owner, newline) = owner(&entries, at);
            bytes[at] ^= change;
            let Ok(mut loaded) = load(&bytes) else {
                prop_assert!(entries.len() == 1, "a record is left");
                return Ok(());
            };
            prop_assert!(!loaded.health.damage.is_empty());
            let lost = owner..=owner + usize::from(newline);
            let left = entries.iter().enumerate().filter(|(no, _)| !lost.contains(no));
            let mut expected = live(&loaded, left.map(|(_, entry)| entry));
            for conversation in [&mut expected, &mut loaded.conversation] {
                conversation.skip_to(Number(100));
            }
            prop_assert_eq!(loaded.conversation, expected);
        }

        #[test]
        fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = load(&bytes);
        }
    }

    /// A file of raw lines, with their checksums.
    fn file(lines: &[&str]) -> Vec<u8> {
        let sealed = lines.iter().map(|line| {
            let sum = crc32c::crc32c(line.as_bytes());
            format!("{line},\"c\":\"{sum:08x}\"}}\n")
        });
        sealed.collect::<String>().into_bytes()
    }

    const HEADER: &str = r#"{"n":1,"at":1,"act":1,"k":"header","format":"outcrop.conversation","version":[1,0],"id":"0123456789ab","by":"outcrop 0.1.0""#;
    const USER: &str = r#"{"n":2,"at":1,"act":2,"k":"message","parent":null,"role":"user","content":[{"text":"Hi"}]"#;
    const LATER: &str = r#"{"n":3,"at":1,"act":3,"k":"hologram","of":2"#;

    #[test]
    fn a_generation_without_an_end_was_interrupted() {
        let reply = r#"{"n":3,"at":1,"act":2,"k":"generation","lane":9,"parent":2,"turn":2,"settings":{},"request":{"wire":"converse","model":"m","region":"r","sha256":""}"#;
        let deltas = r#"{"n":4,"at":1,"act":2,"k":"deltas","gen":3,"d":[[7,0,"text","Hel"]]"#;
        let loaded = load(&file(&[HEADER, USER, reply, deltas])).unwrap();
        let conversation = &loaded.conversation;
        let generation = conversation
            .generation(crate::chat::ids::GenerationId(3))
            .unwrap();
        let end = generation.end.as_ref().unwrap();
        assert_eq!((&end.outcome, end.us.0), (&Outcome::Interrupted, 7));
        let reply = conversation
            .message(crate::chat::ids::MessageId(3))
            .unwrap();
        assert_eq!(
            reply.content,
            [crate::chat::content::ContentBlock::Text("Hel".into())]
        );
    }

    #[test]
    fn a_newer_minor_version_is_editable_and_a_newer_major_one_is_not() {
        for (version, access) in [("[1,7]", Access::Editable), ("[2,0]", Access::TooNew)] {
            let header = HEADER.replace("[1,0]", version);
            let loaded = load(&file(&[&header, USER, LATER])).unwrap();
            assert_eq!(loaded.health.access(), access);
            assert_eq!(loaded.conversation.len(), 1);
            assert_eq!(loaded.conversation.next_number(), Number(4));
        }
    }

    #[test]
    fn what_follows_a_damaged_message_goes_on_below_the_one_before() {
        let line = |n: u64, parent: Option<u64>| {
            let record = Record::Message {
                parent: parent.map(MessageId),
                role: Role::User,
                turn: None,
                case: None,
                body: Body::New(vec![ContentBlock::Text(format!("message {n}"))]),
            };
            generate::line(&Entry {
                n: Number(n),
                at: Wall(0),
                act: Number(n),
                record,
            })
        };
        // 3 is lost; 4 and 5 have followed it, 6 the 5.
        let lines = [
            line(2, None),
            line(3, Some(2)),
            line(4, Some(3)),
            line(5, Some(3)),
            line(6, Some(5)),
        ];
        let lines = lines.join("\n") + "\n";
        let mut bytes = [file(&[HEADER]), lines.into_bytes()].concat();
        let lost = file(&[HEADER]).len() + line(2, None).len() + 1;
        bytes[lost + 60] ^= 1;
        let loaded = load(&bytes).unwrap();
        assert_eq!(loaded.conversation.len(), 4);
        let parent = |id: u64| loaded.conversation.message(MessageId(id)).unwrap().parent;
        assert_eq!(
            [4, 5, 6].map(parent),
            [Some(MessageId(2)), Some(MessageId(2)), Some(MessageId(5))]
        );
        assert_eq!(loaded.health.damage[0].near, Some(MessageId(2)));
    }

    #[test]
    fn a_bad_header_costs_the_version_only() {
        let mut bytes = file(&[HEADER, USER]);
        bytes[50] ^= 1;
        let without = file(&[USER, LATER]);
        for bytes in [bytes, without] {
            let loaded = load(&bytes).unwrap();
            assert_eq!(loaded.health.head, Head::Unknown);
            assert_eq!(loaded.health.access(), Access::VersionUnknown);
            assert_eq!(loaded.conversation.len(), 1);
            // What is damaged before the first message is near to that one.
            let message = loaded
                .conversation
                .messages()
                .next()
                .map(|message| message.id);
            assert!(
                loaded
                    .health
                    .damage
                    .iter()
                    .all(|damage| damage.near == message)
            );
            assert_eq!(load(&bytes).unwrap(), loaded);
        }
    }

    #[test]
    fn damage_is_told_with_its_place_and_numbers_are_not_given_twice() {
        let mut bytes = file(&[HEADER, USER, LATER]);
        let (header, user) = (file(&[HEADER]).len(), file(&[USER]).len());
        bytes[header + user + 5] = b'X';
        bytes.extend_from_slice(b"\n{\"n\":4,\"at\"");
        let loaded = load(&bytes).unwrap();
        let [damaged, torn] = &loaded.health.damage[..] else {
            panic!("two lines are damaged: {:?}", loaded.health);
        };
        assert_eq!(
            (damaged.line, &damaged.reason),
            (3, &BadLine::WrongChecksum)
        );
        assert_eq!(damaged.bytes.start, header + user);
        let user_message = loaded
            .conversation
            .messages()
            .next()
            .map(|message| message.id);
        assert_eq!([damaged.near, torn.near], [user_message; 2]);
        assert_eq!(bytes[damaged.bytes.end], b'\n');
        assert_eq!((torn.line, &torn.reason), (5, &BadLine::Cut));
        assert_eq!(loaded.conversation.next_number(), Number(5));
        assert_eq!(loaded.health.access(), Access::AskFirst);
        assert_eq!(loaded.tail, Tail::Open);
    }

    #[test]
    fn other_files_are_refused_and_empty_ones_are_not() {
        let other = HEADER.replace("outcrop.conversation", "somebody.else");
        for bytes in [
            b"# Notes\n\nNot a conversation.\n".to_vec(),
            b"{\"name\":\"package\"}\n".to_vec(),
            vec![0xff; 40],
            file(&[&other, USER]),
        ] {
            assert_eq!(load(&bytes), Err(NotAConversation));
        }
        let empty = load(b"").unwrap();
        assert_eq!(empty.health.access(), Access::Editable);
        assert_eq!(empty.conversation.next_number(), Number(1));
        assert_eq!(
            load(b"{\"n\"").unwrap().health.access(),
            Access::VersionUnknown
        );
    }

    #[test]
    fn it_is_told_how_far_a_file_is_read_and_nobody_waits_for_the_rest() {
        let bytes = file(&[HEADER, USER, LATER]);
        let clerk = Clerk::patient();
        let loaded = load_watched(&bytes, &clerk).unwrap();
        assert_eq!(loaded, load(&bytes).unwrap());
        let told = clerk.told();
        let (first, last) = (told.first().unwrap(), told.last().unwrap());
        assert_eq!(told.len(), 4, "{told:?}");
        assert_eq!((&**first, &**last), ("0 % read", "100 % read"));
        let clerk = Clerk::until(2);
        assert_eq!(load_watched(&bytes, &clerk), Err(NotLoaded::Stopped));
        assert_eq!(clerk.told().len(), 2);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, &bytes).unwrap();
        let error = read_watched(&path, &Clerk::until(1)).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Stopped);
    }

    #[test]
    fn errors_of_reading_name_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let missing = read(&folder.path().join("a.jsonl")).unwrap_err();
        assert_eq!(missing.kind, StoreErrorKind::Missing);
        assert!(read(folder.path()).is_err());
        let notes = folder.path().join("notes");
        fs::write(&notes, "notes").unwrap();
        let error = read(&notes).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::NotAConversation);
        assert!(error.to_string().contains("notes"));
    }

    /// A file of a thousand messages in five megabytes, most of it deltas of a word each.
    fn large() -> Vec<u8> {
        let mut text = String::from_utf8(file(&[HEADER])).unwrap();
        let mut n = 2;
        let mut add = |members: String| {
            let record = format!(r#"{{"n":{n},"at":1795246345678,"act":{n},{members}"#);
            text += str::from_utf8(&file(&[&record])).unwrap();
            n += 1;
            n - 1
        };
        let lane = add(r#""k":"lane","settings":{"max_tokens":4096},"index":0"#.into());
        let mut parent = "null".to_owned();
        for _ in 0..500 {
            let user = add(format!(
                r#""k":"message","parent":{parent},"role":"user","content":[{{"text":"{}"}}]"#,
                "a question, \\n".repeat(20)
            ));
            add(format!(r#""k":"leaf","lane":{lane},"message":{user}"#));
            let reply = add(format!(
                r#""k":"generation","lane":{lane},"parent":{user},"turn":{user},"settings":{{"wire":"converse","max_tokens":4096}},"request":{{"wire":"converse","model":"m","region":"r","sha256":"{:064}"}}"#,
                0
            ));
            for flush in 0..30 {
                let delta = |no| {
                    format!(
                        r#"[{},0,"text"," word{no}"]"#,
                        1_412_000 + flush * 25_000 + no
                    )
                };
                let deltas: Vec<String> = (0..9).map(delta).collect();
                add(format!(
                    r#""k":"deltas","gen":{reply},"d":[{}]"#,
                    deltas.join(",")
                ));
            }
            add(format!(
                r#""k":"end","gen":{reply},"us":9000000,"outcome":"done","stop":"end_turn""#
            ));
            parent = reply.to_string();
        }
        text.into_bytes()
    }

    /// A file with this attachment in its third record.
    fn with_attachment(bytes: &[u8]) -> Vec<u8> {
        let mut held = BlobBytes::default();
        let blob = Blob {
            hash: held.add(bytes.into()),
            media: "application/pdf".into(),
            size: bytes.len() as u64,
            name: None,
            pixels: None,
        };
        let entry = Entry {
            n: Number(3),
            at: crate::chat::time::Wall(1),
            act: Number(3),
            record: Record::Blob(blob),
        };
        let line = encode(&entry, &held).unwrap().text;
        let mut file = file(&[HEADER, USER]);
        file.extend_from_slice(line.as_bytes());
        file.push(b'\n');
        file.extend_from_slice(&self::file(&[&LATER.replace("\"n\":3", "\"n\":4")]));
        file
    }

    #[test]
    fn attachments_are_left_in_the_file() {
        let file = with_attachment(&vec![0x5a; 20_000_000]);
        assert!(file.len() > 26_000_000);
        let loaded = load(&file).unwrap();
        assert_eq!(loaded.health.damage, []);
        let told = format!("{loaded:?}");
        assert!(told.len() < 5000, "{} bytes", told.len());
        let place = loaded.blobs.values().next().unwrap();
        assert_eq!(
            loaded.conversation.blob(&place.hash).unwrap().size,
            20_000_000
        );
        let start = usize::try_from(place.offset).unwrap();
        let length = usize::try_from(place.length).unwrap();
        assert!(file[start..start + length].ends_with(b"Wlo="));
        assert_eq!((file[start - 1], file[start + length]), (b'"', b'"'));
    }

    #[test]
    fn a_damaged_byte_in_an_attachment_costs_it_alone() {
        let mut file = with_attachment(&[0x5a; 3000]);
        let begin = self::file(&[HEADER, USER]).len();
        file[begin + 2000] = b'/';
        let loaded = load(&file).unwrap();
        assert_eq!((loaded.health.damage.len(), loaded.blobs.len()), (1, 0));
        assert_eq!(loaded.health.damage[0].reason, BadLine::WrongChecksum);
        assert_eq!(loaded.conversation.len(), 1);
        assert_eq!(loaded.conversation.next_number(), Number(5));
    }

    #[test]
    fn data_that_is_not_what_the_record_says_is_damage() {
        // The hash of "hello".
        let hash = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        let blob = |hash: &str, size: u32, data: &str| {
            let line = format!(
                r#"{{"n":3,"at":1,"act":3,"k":"blob","hash":"{hash}","media":"a/b","size":{size}{data}"#
            );
            load(&file(&[HEADER, USER, &line])).unwrap()
        };
        assert_eq!(blob(hash, 5, r#","data":"aGVsbG8=""#).health.damage, []);
        for (loaded, reason) in [
            (blob(hash, 6, r#","data":"aGVsbG8=""#), "5 bytes and not 6"),
            (blob("sha256:00", 5, r#","data":"aGVsbG8=""#), "its hash"),
            (blob(hash, 5, r#","data":"aGVsbG8""#), "adding"),
            (blob(hash, 5, r#","data":"aGVs bG8=""#), "nvalid"),
            (blob(hash, 5, r#","data":7"#), "no string"),
            (blob(hash, 5, ""), "`data`"),
        ] {
            let told = loaded.health.damage[0].reason.to_string();
            assert!(told.contains(reason), "{told}");
            assert_eq!(loaded.health.access(), Access::AskFirst);
        }
    }

    #[test]
    fn a_large_file_loads_whole() {
        let loaded = load(&large()).unwrap();
        let found = (loaded.conversation.len(), loaded.health.damage.len());
        assert_eq!(found, (1000, 0));
    }
}

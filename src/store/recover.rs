//! A sound copy of all that can be read in a damaged file.

use std::path::Path;

use super::blobs::{BlobBytes, BlobPlace};
use super::format::{Decoded, decode, encode, put_aside};
use super::health::Damage;
use super::journal::Journal;
use super::load::{NotAConversation, content, load, made_up, not_a_conversation};
use super::loss;
use crate::chat::conversation::BY_ITSELF;
use crate::chat::failure::StoreError;
use crate::chat::ids::Number;
use crate::chat::progress::Patient;
use crate::chat::record::{Entry, FORMAT_BY, Header, Record, VERSION};
use crate::chat::time::Wall;

/// What could be saved of a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recovered {
    /// The content of the copy: lines as they were, and a header.
    pub(crate) bytes: Vec<u8>,
    /// Where the bytes of attachments stand in it.
    pub(crate) places: Vec<BlobPlace>,
    /// How many records there are, those that were made here left out.
    pub(crate) records: usize,
    /// The lines that are no records.
    pub(crate) damage: Vec<Damage>,
    /// Whether the header is the one that was there.
    pub(crate) head: HeadFound,
}

/// Whether a file told its version and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeadFound {
    /// It did.
    Yes,
    /// It did not: the copy has a new header, with an id made of the first line.
    No,
}

/// What becomes of lines that are no records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BadLines {
    /// They are left out.
    LeftOut,
    /// Each becomes a record of the kind `damaged` in its place, which means nothing to a reader.
    PutAside,
}

/// All records; other lines are left out.
pub(crate) fn sound(bytes: &[u8]) -> Recovered {
    recovered(bytes, BadLines::LeftOut)
}

/// Writes a sound copy of a file, with the bytes of lines that are no records put aside in it.
///
/// # Errors
/// The file cannot be read or has nothing of a conversation, or the copy exists or cannot be written.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<Recovered, StoreError> {
    let bytes = content("read", from)?;
    if let Err(NotAConversation) = load(&bytes) {
        return Err(not_a_conversation(from));
    }
    let made = whole(&bytes);
    Journal::of_bytes(to, &made.bytes, &Patient)?;
    Ok(made)
}

/// All records, and the bytes of other lines put aside where they stood.
fn whole(bytes: &[u8]) -> Recovered {
    recovered(bytes, BadLines::PutAside)
}

fn recovered(bytes: &[u8], bad: BadLines) -> Recovered {
    let mut made = Recovered {
        bytes: Vec::with_capacity(bytes.len() + 1),
        places: Vec::new(),
        records: 0,
        damage: Vec::new(),
        head: HeadFound::Yes,
    };
    let lines = || bytes.split(|byte| *byte == b'\n');
    let first = lines().find_map(|line| Some(decode(line).ok()?.entry));
    if !bytes.is_empty() && !first.as_ref().is_some_and(|it| is_header(&it.record)) {
        made.head = HeadFound::No;
        made.begin(bytes, first.map_or(Wall(0), |it| it.at));
    }
    let mut next = 1 + lines().filter_map(number).max().unwrap_or(0);
    let mut start = 0;
    for (at, line) in lines().enumerate() {
        match decode(line) {
            Ok(decoded) => made.take(line, decoded),
            Err(_) if line.is_empty() => {}
            Err(reason) => {
                if bad == BadLines::PutAside {
                    let line = put_aside(Number(next), at + 1, line);
                    next += 1;
                    made.put(line.as_bytes());
                }
                made.damage.push(Damage {
                    line: at + 1,
                    bytes: start..start + line.len(),
                    reason,
                    cost: loss::cost(line),
                    near: None,
                });
            }
        }
        start += line.len() + 1;
    }
    made
}

fn number(line: &[u8]) -> Option<u64> {
    Some(decode(line).ok()?.entry.n.0)
}

fn is_header(record: &Record) -> bool {
    matches!(record, Record::Header(_))
}

impl Recovered {
    fn put(&mut self, line: &[u8]) {
        self.bytes.extend_from_slice(line);
        self.bytes.push(b'\n');
    }

    fn take(&mut self, line: &[u8], Decoded { entry, data }: Decoded) {
        if self.head == HeadFound::No && is_header(&entry.record) {
            // Only the first line counts as one, and that is made already.
            return;
        }
        if let (Record::Blob(blob), Some(data)) = (&entry.record, data) {
            let place = BlobPlace::in_line(&blob.hash, self.bytes.len() as u64, &data);
            self.places.push(place);
        }
        self.records += 1;
        self.put(line);
    }

    /// Makes a header for a file whose own one cannot be read.
    fn begin(&mut self, bytes: &[u8], at: Wall) {
        let line = bytes.split(|byte| *byte == b'\n').next();
        let header = Header {
            version: VERSION,
            id: made_up(line.unwrap_or_default()),
            by: FORMAT_BY.to_owned(),
            origin: None,
        };
        let entry = Entry {
            n: Number(1),
            at,
            act: BY_ITSELF,
            record: Record::Header(header),
        };
        if let Ok(line) = encode(&entry, &BlobBytes::default()) {
            self.put(line.text.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::generate;
    use crate::store::health::{Access, Head};

    fn bytes(entries: &[Entry]) -> Vec<u8> {
        let lines = entries.iter().map(|entry| generate::line(entry) + "\n");
        lines.collect::<String>().into_bytes()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn a_copy_is_sound_and_says_what_the_damaged_file_says(
            entries in generate::file(25),
            place in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let mut bytes = bytes(&entries);
            let at = place.index(bytes.len());
            bytes[at] = byte;
            let Ok(damaged) = load(&bytes) else { return Ok(()); };
            for made in [sound(&bytes), whole(&bytes)] {
                let copy = load(&made.bytes).unwrap();
                prop_assert_eq!(&copy.health.damage, &Vec::new());
                prop_assert_eq!(copy.health.access(), Access::Editable);
                prop_assert_eq!(copy.conversation.id(), damaged.conversation.id());
                prop_assert_eq!(copy.conversation.len(), damaged.conversation.len());
                prop_assert_eq!(copy.conversation.title(), damaged.conversation.title());
                // Where a line stands among the messages is not looked for here.
                let told = damaged.health.damage.iter().cloned();
                let told: Vec<Damage> = told.map(|it| Damage { near: None, ..it }).collect();
                prop_assert_eq!(&made.damage, &told);
                let places = made.places.into_iter().map(|it| (it.hash.clone(), it));
                prop_assert_eq!(copy.blobs, places.collect());
            }
        }
    }

    #[test]
    fn a_file_without_a_header_gets_one_and_keeps_its_id() {
        let entries = generate::some_file();
        let whole = bytes(&entries);
        let second = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let mut damaged = whole.clone();
        damaged[second - 3] ^= 1;
        let before = load(&damaged).unwrap();
        assert_eq!(before.health.head, Head::Unknown);
        let made = sound(&damaged);
        assert_eq!(made.head, HeadFound::No);
        assert!(made.bytes.ends_with(&whole[second..]));
        let copy = load(&made.bytes).unwrap();
        assert!(matches!(copy.health.head, Head::Known(_)));
        assert_eq!(copy.conversation.id(), before.conversation.id());
    }

    #[test]
    fn bytes_that_were_put_aside_can_be_had_again() {
        use base64::Engine as _;
        let mut file = bytes(&generate::some_file());
        file.extend_from_slice(b"\xff\0 not \"text\"");
        let made = whole(&file);
        let text = String::from_utf8(made.bytes).unwrap();
        let line: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        assert_eq!(line["k"], "damaged");
        let data = line["data"].as_str().unwrap();
        let data = base64::engine::general_purpose::STANDARD
            .decode(data)
            .unwrap();
        assert_eq!(data, b"\xff\0 not \"text\"");
    }
}

//! What is wrong with a conversation file, line by line.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use serde::{Serialize, Serializer};

use super::format::decode;
use super::health::{Access, BadLine, Head};
use super::load::{NotAConversation, content, load, not_a_conversation};
use super::loss;
use crate::chat::failure::StoreError;
use crate::chat::record::{Entry, Record};

/// What is known of a file after a look at each of its lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Checkup {
    /// How many lines there are.
    pub(crate) lines: usize,
    /// How many bytes there are.
    pub(crate) bytes: usize,
    /// The version of the format; `None` = the header cannot be read, or the file is empty.
    pub(crate) version: Option<[u32; 2]>,
    /// How many records there are of each kind.
    #[serde(rename = "records")]
    pub(crate) counts: BTreeMap<String, usize>,
    /// How many replies have no end. They were interrupted, which is no damage.
    pub(crate) interrupted: usize,
    /// What is wrong, in file order.
    pub(crate) findings: Vec<Finding>,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// Counts from 1.
    pub(crate) line: usize,
    /// Where the line stands in the file, without its newline. In JSON `[begin, end]`.
    #[serde(serialize_with = "as_pair")]
    pub(crate) bytes: Range<usize>,
    /// What kind of thing it is.
    pub(crate) kind: FindingKind,
    /// What is wrong, in words.
    pub(crate) reason: String,
    /// What is missing for that reason, in words.
    pub(crate) cost: String,
}

/// Kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FindingKind {
    /// A line is no record.
    Damaged,
    /// A line breaks off in the middle.
    Torn,
    /// A newer version wrote the file.
    TooNew,
    /// The first line is no header.
    NoHeader,
    /// A record has the number of an earlier one.
    Twice,
    /// A message is said to follow one that is not there.
    Astray,
}

impl FindingKind {
    /// Its name, as it is printed and as it is in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Torn => "torn",
            Self::TooNew => "too_new",
            Self::NoHeader => "no_header",
            Self::Twice => "twice",
            Self::Astray => "astray",
        }
    }
}

fn as_pair<S: Serializer>(bytes: &Range<usize>, to: S) -> Result<S::Ok, S::Error> {
    [bytes.start, bytes.end].serialize(to)
}

/// What programs are told of a file: the check, or why there is none.
#[derive(Serialize)]
struct Told<'a> {
    file: &'a str,
    #[serde(flatten)]
    checkup: Option<&'a Checkup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// The check of a file as a line of JSON, for programs.
pub(crate) fn as_json(file: &Path, result: Result<&Checkup, &StoreError>) -> String {
    let file = file.display().to_string();
    let told = Told {
        file: &file,
        checkup: result.ok(),
        error: result.err().map(ToString::to_string),
    };
    serde_json::to_string(&told).expect("its keys are strings")
}

/// Looks at each line of a file. Nothing is locked and nothing is written.
///
/// # Errors
/// It cannot be read, or is no conversation.
pub(crate) fn check(path: &Path) -> Result<Checkup, StoreError> {
    check_bytes(&content("open", path)?).map_err(|NotAConversation| not_a_conversation(path))
}

fn check_bytes(bytes: &[u8]) -> Result<Checkup, NotAConversation> {
    let loaded = load(bytes)?;
    let version = match &loaded.health.head {
        Head::Known(header) => Some(header.version),
        Head::Unknown | Head::Empty => None,
    };
    let mut look = Look {
        checkup: Checkup {
            lines: loaded.lines,
            bytes: bytes.len(),
            version,
            counts: BTreeMap::new(),
            interrupted: 0,
            findings: Vec::new(),
        },
        numbers: BTreeSet::new(),
        messages: BTreeSet::new(),
        open: BTreeSet::new(),
    };
    look.head(loaded.health.access(), bytes);
    let mut start = 0;
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let place = (at + 1, start..start + line.len());
        match decode(line) {
            Ok(decoded) => look.record(place, line, &decoded.entry),
            Err(_) if line.is_empty() => {}
            Err(reason) => look.bad(place, line, &reason),
        }
        start += line.len() + 1;
    }
    look.checkup.interrupted = look.open.len();
    Ok(look.checkup)
}

/// A check that is under way.
struct Look {
    checkup: Checkup,
    numbers: BTreeSet<u64>,
    messages: BTreeSet<u64>,
    /// Generations without an end.
    open: BTreeSet<u64>,
}

impl Look {
    fn head(&mut self, access: Access, bytes: &[u8]) {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let place = (1, 0..end.unwrap_or(bytes.len()));
        match access {
            Access::TooNew => self.find(
                place,
                FindingKind::TooNew,
                "a newer version of outcrop wrote this file",
                "nothing, but this version can only read it",
            ),
            Access::VersionUnknown => self.find(
                place,
                FindingKind::NoHeader,
                "the first line is no header",
                "the version and the id of the conversation",
            ),
            Access::Editable | Access::AskFirst => {}
        }
    }

    fn find(
        &mut self,
        (line, bytes): (usize, Range<usize>),
        kind: FindingKind,
        reason: impl Into<String>,
        cost: impl Into<String>,
    ) {
        self.checkup.findings.push(Finding {
            line,
            bytes,
            kind,
            reason: reason.into(),
            cost: cost.into(),
        });
    }

    fn bad(&mut self, place: (usize, Range<usize>), line: &[u8], reason: &BadLine) {
        let kind = if *reason == BadLine::Cut {
            FindingKind::Torn
        } else {
            FindingKind::Damaged
        };
        self.find(place, kind, reason.to_string(), loss::cost(line));
    }

    fn record(&mut self, place: (usize, Range<usize>), line: &[u8], entry: &Entry) {
        let text = String::from_utf8_lossy(line);
        let kind = match &entry.record {
            Record::Other { kind, .. } => kind.as_str(),
            _ => loss::kind(&text).unwrap_or("?"),
        };
        *self.checkup.counts.entry(kind.to_owned()).or_default() += 1;
        let n = entry.n.0;
        if !self.numbers.insert(n) {
            let reason = format!("an earlier record has the number {n}, too");
            let cost = "perhaps what refers to it";
            self.find(place.clone(), FindingKind::Twice, reason, cost);
        }
        let parent = match &entry.record {
            Record::Message { parent, .. } => *parent,
            Record::Generation { parent, .. } => {
                self.open.insert(n);
                *parent
            }
            Record::End { generation, .. } => {
                self.open.remove(&generation.0);
                return;
            }
            _ => return,
        };
        self.messages.insert(n);
        if let Some(parent) = parent.filter(|parent| !self.messages.contains(&parent.0)) {
            let reason = format!("it follows message {}, which is not there", parent.0);
            let cost = "what came before this message";
            self.find(place, FindingKind::Astray, reason, cost);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::generate;

    fn bytes(entries: &[Entry]) -> Vec<u8> {
        let lines = entries.iter().map(|entry| generate::line(entry) + "\n");
        lines.collect::<String>().into_bytes()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn a_sound_file_has_a_clean_bill_and_a_changed_byte_is_found(
            entries in generate::file(25),
            place in any::<prop::sample::Index>(),
        ) {
            let mut file = bytes(&entries);
            let checkup = check_bytes(&file).unwrap();
            prop_assert_eq!(checkup.counts.values().sum::<usize>(), entries.len());
            let damage = |it: &Checkup| {
                let kinds = [FindingKind::Damaged, FindingKind::Torn];
                it.findings.iter().filter(|finding| kinds.contains(&finding.kind)).count()
            };
            prop_assert_eq!(damage(&checkup), 0);
            let at = place.index(file.len());
            file[at] ^= 0x01;
            if let Ok(checkup) = check_bytes(&file) {
                let found = damage(&checkup);
                prop_assert!(found == 1 || found == 2, "{:?}", checkup.findings);
                let finding = checkup.findings.iter().find(|it| it.bytes.contains(&at) || it.bytes.end == at);
                prop_assert!(finding.is_some(), "{at}: {:?}", checkup.findings);
            }
        }
    }

    #[test]
    fn what_goes_astray_is_told() {
        let entries = generate::some_file();
        let without_first = |skipped: usize| {
            let rest = entries.iter().enumerate().filter(|(at, _)| *at != skipped);
            rest.map(|(_, entry)| entry.clone()).collect::<Vec<_>>()
        };
        let message = entries
            .iter()
            .position(|entry| matches!(entry.record, Record::Message { .. }))
            .unwrap();
        let kinds = |entries: &[Entry]| {
            let checkup = check_bytes(&bytes(entries)).unwrap();
            checkup
                .findings
                .iter()
                .map(|it| it.kind)
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds(&entries), []);
        assert!(kinds(&without_first(message)).contains(&FindingKind::Astray));
        assert!(kinds(&without_first(0)).contains(&FindingKind::NoHeader));
        let mut twice = entries.clone();
        twice.push(entries[1].clone());
        assert!(kinds(&twice).contains(&FindingKind::Twice));
    }
}

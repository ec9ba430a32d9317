//! Conversations made up for benches: many files, the same every time.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::chat::catalog::ModelId;
use crate::chat::content::{ContentBlock, Json};
use crate::chat::generation::{End, Micros, Outcome, Sent, StopReason, Usage};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::message::Role;
use crate::chat::record::{Body, Entry, FORMAT_BY, Header, Record, TitleBy, VERSION};
use crate::chat::settings::{ModelChoice, Route, Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;
use crate::store::blobs::BlobBytes;
use crate::store::format::encode;

/// How many words there are.
const WORDS: u64 = 30_000;

/// How many words a reply has.
const REPLY: u64 = 400;

/// How many deltas stand in one line, as the writer joins them.
const FLUSH: usize = 6;

/// When the first conversation began.
const BEGUN: i64 = 1_795_246_345_678;

/// Numbers that look like chance; the same for the same beginning.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A word; few of them make up most of a text, as in a language.
    fn word(&mut self) -> String {
        let (one, other) = (self.roll() % WORDS, self.roll() % WORDS);
        let mut number = one * other / WORDS * (1 + one % 3) / 3;
        let mut word = String::new();
        for _ in 0..2 + number % 3 {
            let syllables = [
                "ba", "con", "di", "ev", "fla", "gra", "hi", "jo", "ka", "lim", "mo", "nit", "or",
                "pe", "qua", "ro", "sto", "tu", "ver", "zi",
            ];
            word.push_str(syllables[usize::try_from(number % 20).unwrap_or_default()]);
            number = number / 20 + 7;
        }
        word
    }

    fn text(&mut self, words: u64) -> String {
        let mut text = String::new();
        for _ in 0..words {
            let _ = write!(text, "{} ", self.word());
        }
        text
    }
}

/// One conversation in the making.
struct Tale {
    out: BufWriter<File>,
    n: u64,
    at: i64,
    bytes: usize,
}

impl Tale {
    fn add(&mut self, record: Record) -> io::Result<u64> {
        self.n += 1;
        self.at += 700;
        let entry = Entry {
            n: Number(self.n),
            at: Wall(self.at),
            act: Number(self.n),
            record,
        };
        let line =
            encode(&entry, &BlobBytes::default()).map_err(|_| io::Error::other("no blob"))?;
        self.bytes += line.text.len() + 1;
        self.out.write_all(line.text.as_bytes())?;
        self.out.write_all(b"\n")?;
        Ok(self.n)
    }

    /// A question and its reply.
    fn turn(&mut self, dice: &mut Dice, lane: u64, parent: Option<u64>) -> io::Result<u64> {
        let question = dice.text(30);
        let asked = self.add(Record::Message {
            parent: parent.map(MessageId),
            role: Role::User,
            turn: None,
            case: None,
            body: Body::New(vec![ContentBlock::Text(question)]),
        })?;
        let generation = self.add(Record::Generation {
            lane: LaneId(lane),
            parent: Some(MessageId(asked)),
            turn: Turn(asked),
            case: None,
            settings: settings(),
            prefill: Vec::new(),
            sent: Sent {
                wire: Wire::Converse,
                model: "anthropic.claude-sonnet-4".to_owned(),
                region: "us-east-1".to_owned(),
                sha256: "0".repeat(64),
            },
        })?;
        self.reply(dice, GenerationId(generation))?;
        Ok(generation)
    }

    fn reply(&mut self, dice: &mut Dice, generation: GenerationId) -> io::Result<()> {
        let words: Vec<String> = (0..REPLY).map(|_| dice.word()).collect();
        for some in words.chunks(FLUSH) {
            let deltas = some.iter().map(|word| Delta {
                us: Micros(self.n * 20_011),
                block: 0,
                piece: Piece::Text(format!("{word} ")),
            });
            let deltas = deltas.collect();
            self.add(Record::Deltas { generation, deltas })?;
        }
        let end = End {
            us: Micros(9_000_000),
            outcome: Outcome::Done(StopReason("end_turn".to_owned())),
            usage: Some(Usage {
                input: Some(900),
                output: Some(1200),
                raw: Json("{\"inputTokens\":900,\"outputTokens\":1200}".to_owned()),
                ..Usage::default()
            }),
            latency_ms: Some(9000),
            metadata: None,
        };
        self.add(Record::End { generation, end }).map(|_| ())
    }
}

fn settings() -> Settings {
    let model = ModelId::new("anthropic.claude-sonnet-4").map(|model| ModelChoice {
        model,
        name: "Claude Sonnet 4".to_owned(),
        route: Route::OnDemand("anthropic.claude-sonnet-4".to_owned()),
    });
    Settings {
        model,
        system: "You are a patient geologist.".to_owned(),
        ..Settings::default()
    }
}

/// Writes so many conversations of about this many bytes each into a folder.
///
/// # Errors
/// A file cannot be written.
pub fn write(folder: &Path, files: usize, bytes: usize) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::with_capacity(files);
    for number in 0..files {
        let path = folder.join(format!("2026-11-21-made-up-{number:06}.jsonl"));
        one(&path, number, bytes)?;
        paths.push(path);
    }
    Ok(paths)
}

fn one(path: &Path, number: usize, bytes: usize) -> io::Result<()> {
    let seed = number as u64;
    let mut dice = Dice((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut tale = Tale {
        out: BufWriter::new(File::create(path)?),
        n: 0,
        at: BEGUN + i64::try_from(seed).unwrap_or_default() * 3_600_000,
        bytes: 0,
    };
    let id = seed.to_be_bytes();
    tale.add(Record::Header(Header {
        version: VERSION,
        id: ConversationId::from_random([1, 0, 0, id[5], id[6], id[7]]),
        by: FORMAT_BY.to_owned(),
        origin: None,
    }))?;
    let text = dice.text(5);
    let by = TitleBy::First;
    tale.add(Record::Title { text, by })?;
    let lane = tale.add(Record::Lane {
        parent: None,
        settings: settings(),
        index: 0,
        name: None,
    })?;
    let mut parent = None;
    while tale.bytes < bytes {
        parent = Some(tale.turn(&mut dice, lane, parent)?);
    }
    tale.out.flush()
}

/// A line that names the conversation, to be added to its file.
#[must_use]
pub fn line(number: u64) -> String {
    let entry = Entry {
        n: Number(1_000_000 + number),
        at: Wall(BEGUN),
        act: Number(1_000_000 + number),
        record: Record::Title {
            text: format!("title {number}"),
            by: TitleBy::Hand,
        },
    };
    let line = encode(&entry, &BlobBytes::default());
    line.map_or_else(|_| String::new(), |line| line.text + "\n")
}

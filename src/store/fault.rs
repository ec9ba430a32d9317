//! Kill -9 in the middle of any write, for tests: at 200 points of a session, each in a process of
//! its own.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};

use super::journal::Journal;
use super::load::load;
use super::report::{Fact, Report};
use super::writer::{Batch, Command as Order, Pace, Place, Target, Writer};
use super::{generate, health::BadLine};
use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::generation::{End, Micros, Outcome, Sent, StopReason};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::message::Role;
use crate::chat::record::{Body, Entry, Header, Record, TitleBy, VERSION};
use crate::chat::settings::{Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;

/// How many points there are: every write of the session below, in each of the ways.
const POINTS: usize = 200;

/// How a write can be cut off.
const WAYS: usize = 4;

/// Names the point for a process that is to be killed.
const POINT: &str = "OUTCROP_TEST_KILLED_AT";

/// The file of such a process.
const FILE: &str = "OUTCROP_TEST_FILE";

/// The point, from 1; 0 = none.
static AT: AtomicUsize = AtomicUsize::new(0);

/// How many writes there were.
static WRITES: AtomicUsize = AtomicUsize::new(0);

/// Kills this process if the point is this write: before it, behind its first byte, in its middle, or
/// when all is written and nobody knows yet.
pub(super) fn strike(out: &mut impl Write, bytes: &[u8]) {
    let Some(point) = AT.load(Ordering::Relaxed).checked_sub(1) else {
        return;
    };
    if WRITES.fetch_add(1, Ordering::Relaxed) != point / WAYS {
        return;
    }
    let part = match point % WAYS {
        0 => 0,
        1 => 1,
        2 => bytes.len() / 2,
        _ => bytes.len(),
    };
    out.write_all(&bytes[..part]).unwrap();
    kill_process(getpid(), Signal::KILL).unwrap();
    loop {
        std::thread::park();
    }
}

/// Five turns with their settings, attachments left out: fifty records.
fn session() -> Vec<Entry> {
    let header = Header {
        version: VERSION,
        id: ConversationId::from_random([9; 6]),
        by: "outcrop".into(),
        origin: None,
    };
    let lane = Record::Lane {
        parent: None,
        settings: Settings::default(),
        index: 0,
        name: None,
    };
    let mut records = vec![Record::Header(header), lane];
    while records.len() < POINTS / WAYS {
        turn(&mut records);
    }
    records.truncate(POINTS / WAYS);
    let entry = |(n, record)| Entry {
        n: Number(n),
        at: Wall(7),
        act: Number(n),
        record,
    };
    (1..).zip(records).map(entry).collect()
}

fn turn(records: &mut Vec<Record>) {
    let n = records.len() as u64 + 1;
    let generation = GenerationId(n + 1);
    records.push(Record::Message {
        parent: (n > 3).then(|| MessageId(n - 7)),
        role: Role::User,
        turn: None,
        case: None,
        body: Body::New(vec![ContentBlock::Text(format!("what is {n}?"))]),
    });
    records.push(Record::Generation {
        lane: LaneId(2),
        parent: Some(MessageId(n)),
        turn: Turn(n),
        case: None,
        settings: Settings::default(),
        prefill: Vec::new(),
        sent: Sent {
            wire: Wire::Converse,
            model: "m".into(),
            region: "r".into(),
            sha256: String::new(),
        },
    });
    for piece in 0..5 {
        let delta = Delta {
            us: Micros(piece),
            block: 0,
            piece: Piece::Text(format!(" granite {piece}")),
        };
        records.push(Record::Deltas {
            generation,
            deltas: vec![delta],
        });
    }
    let outcome = Outcome::Done(StopReason("end_turn".into()));
    let end = End {
        us: Micros(9),
        outcome,
        usage: None,
        latency_ms: None,
        metadata: None,
    };
    records.push(Record::End { generation, end });
}

/// What runs in a process of its own: the program's writer, which tells what it has acknowledged.
///
/// Deltas are not gathered here, so that each record is a write. That they are on disk within 25 ms is
/// for the tests of the writer and of the whole program.
#[test]
fn a_session_that_is_killed() {
    let Ok(point) = std::env::var(POINT) else {
        return;
    };
    let path = std::env::var(FILE).unwrap();
    AT.store(point.parse().unwrap(), Ordering::Relaxed);
    let target = Target {
        id: ConversationId::from_random([9; 6]),
        place: Place::New(path.into()),
    };
    let pace = Pace {
        flush: Duration::ZERO,
        sync: Duration::from_hours(1),
    };
    let (orders, commands) = channel();
    for entry in session() {
        let batch = Batch::new(vec![entry], &generate::bytes()).unwrap();
        orders.send(Order::Append(batch)).unwrap();
    }
    drop(orders);
    let tell = |report: Report| {
        if let Fact::Appended(receipt) = report.fact {
            let mut out = std::io::stdout().lock();
            writeln!(out, "acknowledged {}", receipt.n.0).unwrap();
            out.flush().unwrap();
        }
    };
    Writer::new(target, pace, tell).run(&commands);
}

/// Runs a session up to this point; gives the last number that it has acknowledged.
fn killed_at(point: usize, path: &std::path::Path) -> u64 {
    let child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "--nocapture",
            "store::fault::a_session_that_is_killed",
        ])
        .env(POINT, point.to_string())
        .env(FILE, path)
        .stderr(Stdio::null())
        .output()
        .unwrap();
    assert!(!child.status.success(), "point {point} was never reached");
    let told = String::from_utf8(child.stdout).unwrap();
    let numbers = told
        .lines()
        .filter_map(|line| line.split_once("acknowledged "));
    numbers.map(|(_, n)| n.parse().unwrap()).max().unwrap_or(0)
}

/// The file has all that was acknowledged and one record more at most, and can be gone on with.
fn check(point: usize, entries: &[Entry], folder: &std::path::Path) {
    let path = folder.join(format!("{point}.jsonl"));
    let acknowledged = killed_at(point, &path);
    let bytes = std::fs::read(&path).unwrap();
    let loaded = load(&bytes).unwrap();
    let torn = &loaded.health.damage;
    assert!(
        torn.iter().all(|line| line.reason == BadLine::Cut),
        "{torn:?}"
    );
    let whole = loaded.lines - torn.len();
    let there = whole as u64;
    assert!(
        (acknowledged..=acknowledged + 1).contains(&there),
        "{point}: {there}"
    );
    let mut expected = Conversation::new(loaded.conversation.id().clone());
    entries[..whole]
        .iter()
        .for_each(|entry| expected.apply(entry));
    expected.interrupt_open();
    let mut found = loaded.conversation.clone();
    for conversation in [&mut expected, &mut found] {
        conversation.skip_to(Number(1000));
    }
    assert_eq!(found, expected, "point {point}");
    let (mut journal, loaded) = Journal::open(&path).unwrap();
    let n = loaded.conversation.next_number();
    let title = Record::Title {
        text: "gone on".into(),
        by: TitleBy::Hand,
    };
    let entry = Entry {
        n,
        at: Wall(8),
        act: n,
        record: title,
    };
    journal.append(&entry).unwrap();
    let again = load(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(again.conversation.title(), Some("gone on"));
    assert_eq!(again.health.damage.len(), loaded.health.damage.len());
}

#[test]
fn nothing_that_was_acknowledged_is_lost_wherever_it_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let entries = session();
    assert_eq!(entries.len() * WAYS, POINTS);
    let next = Mutex::new(1..=POINTS);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(point) = next.lock().unwrap().next() else {
                        return;
                    };
                    check(point, &entries, folder.path());
                }
            });
        }
    });
}

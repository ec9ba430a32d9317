//! Commands in, files and reports out. Nothing here waits for a clock.

use std::fs;
use std::path::Path;
use std::sync::mpsc::channel;

use proptest::prelude::*;

use super::*;
use crate::chat::content::Json;
use crate::chat::conversation::Conversation;
use crate::chat::failure::StoreErrorKind;
use crate::chat::generation::{End, Micros, Outcome, Sent};
use crate::chat::ids::{GenerationId, LaneId, Number, Turn};
use crate::chat::record::{Header, Record, TitleBy, VERSION};
use crate::chat::settings::{Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;
use crate::store::generate;
use crate::store::load::read;
use crate::store::report::Receipt;

/// Everything waits until something makes it go.
const PATIENT: Pace = Pace {
    flush: Duration::from_hours(1),
    sync: Duration::from_hours(1),
};

/// Nothing waits.
const HASTY: Pace = Pace {
    flush: Duration::ZERO,
    sync: Duration::ZERO,
};

fn id(no: u8) -> ConversationId {
    ConversationId::from_random([no; 6])
}

fn new(no: u8, path: &Path) -> Target {
    Target {
        id: id(no),
        place: Place::New(path.to_owned()),
    }
}

/// Runs these commands to their end.
fn run(target: Target, pace: Pace, commands: Vec<Command>) -> Vec<Report> {
    let (sender, receiver) = channel();
    for command in commands {
        sender.send(command).unwrap();
    }
    drop(sender);
    let mut reports = Vec::new();
    Writer::new(target, pace, |report| reports.push(report)).run(&receiver);
    reports
}

fn facts(reports: Vec<Report>) -> Vec<Fact> {
    reports.into_iter().map(|report| report.fact).collect()
}

fn entry(n: u64, record: Record) -> Entry {
    Entry {
        n: Number(n),
        at: Wall(5),
        act: Number(n),
        record,
    }
}

fn header(n: u64) -> Entry {
    let header = Header {
        version: VERSION,
        id: id(1),
        by: "outcrop".into(),
        origin: None,
    };
    entry(n, Record::Header(header))
}

fn title(n: u64, text: &str) -> Entry {
    let text = text.to_owned();
    entry(
        n,
        Record::Title {
            text,
            by: TitleBy::Hand,
        },
    )
}

fn generation(n: u64) -> Entry {
    let sent = Sent {
        wire: Wire::Converse,
        model: "m".into(),
        region: "r".into(),
        sha256: String::new(),
    };
    let record = Record::Generation {
        lane: LaneId(1),
        parent: None,
        turn: Turn(n),
        settings: Settings::default(),
        prefill: Vec::new(),
        sent,
    };
    entry(n, record)
}

fn deltas(n: u64, generation: u64, text: &str) -> Entry {
    let delta = Delta {
        us: Micros(n),
        block: 0,
        piece: Piece::Text(text.to_owned()),
    };
    let record = Record::Deltas {
        generation: GenerationId(generation),
        deltas: vec![delta],
    };
    entry(n, record)
}

fn end(n: u64, generation: u64) -> Entry {
    let end = End {
        us: Micros(n),
        outcome: Outcome::Cancelled,
        usage: None,
        latency_ms: None,
        metadata: Some(Json("{}".into())),
    };
    let generation = GenerationId(generation);
    entry(n, Record::End { generation, end })
}

fn appended(n: u64) -> Fact {
    Fact::Appended(Receipt { n: Number(n) })
}

/// Number and kind of each line of a file.
fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let summary = |line: &str| {
        let n = line[5..].split(',').next().unwrap().to_owned();
        let kind = line.split(r#""k":""#).nth(1).unwrap();
        format!("{n} {}", kind.split('"').next().unwrap())
    };
    text.lines().map(summary).collect()
}

#[test]
fn nothing_is_made_before_the_first_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/a.jsonl");
    let reports = run(new(1, &path), PATIENT, vec![Command::Sync, Command::Retry]);
    assert_eq!(facts(reports), [Fact::Closed(0)]);
    assert!(!path.parent().unwrap().exists());
}

#[test]
fn nobody_wakes_up_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let now = Instant::now();
    let mut book = Book::new(new(1, &folder.path().join("a.jsonl")));
    assert_eq!(
        (book.flush_at(PATIENT), book.sync_at(PATIENT)),
        (None, None)
    );
    book.append(vec![deltas(2, 1, "a")], now);
    assert_eq!(book.flush_at(PATIENT), Some(now + PATIENT.flush));
    book.flush(now);
    assert_eq!(book.flush_at(PATIENT), None);
    assert_eq!(book.sync_at(PATIENT), Some(now + PATIENT.sync));
    book.do_what_is_due(now + PATIENT.sync, PATIENT);
    assert_eq!(
        (book.flush_at(PATIENT), book.sync_at(PATIENT)),
        (None, None)
    );
    // What cannot be written waits for somebody to ask.
    let mut book = Book::new(new(1, &folder.path().join("a.jsonl/b.jsonl")));
    book.append(vec![title(2, "a")], now);
    assert_eq!((book.unsaved(), book.flush_at(PATIENT)), (1, None));
}

#[test]
fn deltas_of_a_moment_become_one_line_and_an_end_is_synced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let commands = vec![
        Command::Append(vec![header(1), generation(2)]),
        Command::Append(vec![deltas(3, 2, "a")]),
        Command::Append(vec![deltas(4, 2, "b"), deltas(5, 2, "c")]),
        Command::Append(vec![end(6, 2)]),
        Command::Close,
    ];
    let reports = run(new(1, &path), PATIENT, commands);
    assert!(reports.iter().all(|report| report.conversation == id(1)));
    let expected = [
        Fact::Created(path.clone()),
        appended(2),
        appended(6),
        Fact::Synced(Ok(())),
        Fact::Closed(0),
    ];
    assert_eq!(facts(reports), expected);
    assert_eq!(
        lines(&path),
        ["1 header", "2 generation", "3 deltas", "6 end"]
    );
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(r#""d":[[3,0,"text","a"],[4,0,"text","b"],[5,0,"text","c"]]"#));
}

#[test]
fn deltas_of_several_generations_become_a_line_each() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let alternating = [(4, 2), (5, 3), (6, 2), (7, 3)];
    let appends = alternating.map(|(n, of)| Command::Append(vec![deltas(n, of, "x")]));
    let begin = Command::Append(vec![header(1), generation(2), generation(3)]);
    let commands = [begin].into_iter().chain(appends).chain([Command::Sync]);
    let reports = facts(run(new(1, &path), PATIENT, commands.collect()));
    assert_eq!(reports[1..3], [appended(3), appended(7)]);
    assert_eq!(lines(&path)[3..], ["4 deltas", "5 deltas"]);
}

#[test]
fn without_patience_each_record_is_written_and_synced_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let commands = vec![
        Command::Append(vec![header(1), generation(2)]),
        Command::Append(vec![deltas(3, 2, "a")]),
        Command::Append(vec![deltas(4, 2, "b")]),
    ];
    let reports = facts(run(new(1, &path), HASTY, commands));
    let synced = Fact::Synced(Ok(()));
    let expected = [
        Fact::Created(path.clone()),
        appended(2),
        synced.clone(),
        appended(3),
        synced.clone(),
        appended(4),
        synced,
        Fact::Closed(0),
    ];
    assert_eq!(reports, expected);
    assert_eq!(lines(&path)[2..], ["3 deltas", "4 deltas"]);
}

#[test]
fn what_cannot_be_written_is_kept_and_tried_again_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let blocker = folder.path().join("folder");
    fs::write(&blocker, "a file where a folder is needed").unwrap();
    let path = blocker.join("a.jsonl");
    let (sender, receiver) = channel();
    let (tell, told) = channel();
    let writer = std::thread::spawn(move || {
        let report = |report: Report| tell.send(report.fact).unwrap();
        Writer::new(new(1, &path), PATIENT, report).run(&receiver);
    });
    let unsaved = |command| {
        sender.send(command).unwrap();
        match told.recv().unwrap() {
            Fact::Failed(unsaved) => unsaved.records,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(unsaved(Command::Append(vec![header(1), generation(2)])), 2);
    assert_eq!(unsaved(Command::Append(vec![title(3, "a")])), 3);
    assert_eq!(unsaved(Command::Retry), 3);
    fs::remove_file(&blocker).unwrap();
    sender
        .send(Command::Append(vec![deltas(4, 2, "b"), title(5, "c")]))
        .unwrap();
    let path = blocker.join("a.jsonl");
    assert_eq!(told.recv(), Ok(Fact::Created(path.clone())));
    assert_eq!(told.recv(), Ok(appended(5)));
    drop(sender);
    writer.join().unwrap();
    let expected = ["1 header", "2 generation", "3 title", "4 deltas", "5 title"];
    assert_eq!(lines(&path), expected);
}

#[test]
fn what_cannot_be_written_can_be_saved_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let blocker = folder.path().join("folder");
    fs::write(&blocker, "").unwrap();
    let (path, other) = (blocker.join("a.jsonl"), folder.path().join("b.jsonl"));
    let commands = vec![
        Command::Append(vec![header(1), title(2, "a")]),
        Command::SaveAs(blocker.join("c.jsonl")),
        Command::SaveAs(other.clone()),
        Command::Append(vec![title(3, "b")]),
    ];
    let reports = facts(run(new(1, &path), PATIENT, commands));
    assert!(matches!(&reports[0], Fact::Failed(unsaved) if unsaved.records == 2));
    assert!(matches!(&reports[1], Fact::SavedAs(Err(_))));
    assert!(matches!(&reports[2], Fact::Failed(_)));
    assert_eq!(
        reports[3..5],
        [Fact::SavedAs(Ok(other.clone())), appended(2)]
    );
    assert_eq!(lines(&other), ["1 header", "2 title", "3 title"]);
}

#[test]
fn saving_elsewhere_takes_the_whole_file_along() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl"));
    let commands = vec![
        Command::Append(vec![header(1), generation(2), deltas(3, 2, "a")]),
        Command::SaveAs(other.clone()),
        Command::Append(vec![deltas(4, 2, "b")]),
    ];
    run(new(1, &path), PATIENT, commands);
    assert_eq!(lines(&path), ["1 header", "2 generation"]);
    let expected = ["1 header", "2 generation", "3 deltas", "4 deltas"];
    assert_eq!(lines(&other), expected);
}

#[test]
fn a_file_that_is_only_read_is_gone_on_with_in_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl"));
    run(
        new(1, &path),
        PATIENT,
        vec![Command::Append(vec![header(1)])],
    );
    let before = fs::read(&path).unwrap();
    let target = Target {
        id: id(1),
        place: Place::ReadOnly(path.clone()),
    };
    let commands = vec![
        Command::Append(vec![title(2, "a")]),
        Command::SaveAs(copy.clone()),
    ];
    let reports = facts(run(target, PATIENT, commands));
    assert!(matches!(
        &reports[0],
        Fact::Failed(unsaved) if unsaved.error.kind == StoreErrorKind::Denied
    ));
    assert_eq!(
        reports[1..3],
        [Fact::SavedAs(Ok(copy.clone())), appended(2)]
    );
    assert_eq!(lines(&copy), ["1 header", "2 title"]);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_conversation_that_cannot_be_written_does_not_hold_up_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let blocker = folder.path().join("folder");
    fs::write(&blocker, "").unwrap();
    let path = folder.path().join("b.jsonl");
    let commands = vec![
        Command::Append(vec![header(1)]),
        Command::Switch(new(2, &path)),
        Command::Append(vec![header(1), title(2, "b")]),
        Command::Retry,
    ];
    let reports = run(new(1, &blocker.join("a.jsonl")), PATIENT, commands);
    assert_eq!(lines(&path), ["1 header", "2 title"]);
    let closed = |no| Report {
        conversation: id(no),
        fact: Fact::Closed(usize::from(no == 1)),
    };
    assert!(reports.contains(&closed(1)), "{reports:?}");
    assert!(reports.contains(&closed(2)), "{reports:?}");
}

#[test]
fn an_opened_file_is_gone_on_with_and_left_unlocked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    run(
        new(1, &path),
        PATIENT,
        vec![Command::Append(vec![header(1)])],
    );
    let (journal, _) = Journal::open(&path).unwrap();
    let target = Target {
        id: id(1),
        place: Place::Open(Box::new(journal)),
    };
    run(target, PATIENT, vec![Command::Append(vec![title(2, "a")])]);
    let (_, loaded) = Journal::open(&path).unwrap();
    assert_eq!(loaded.conversation.title(), Some("a"));
}

#[test]
fn a_file_that_appears_in_the_meantime_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "mine").unwrap();
    let reports = facts(run(
        new(1, &path),
        PATIENT,
        vec![Command::Append(vec![header(1)])],
    ));
    assert!(matches!(
        &reports[0],
        Fact::Failed(unsaved) if unsaved.error.kind == StoreErrorKind::Other
    ));
    assert_eq!(reports.last(), Some(&Fact::Closed(1)));
    assert_eq!(fs::read(&path).unwrap(), b"mine");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn written_and_live_are_equal(entries in generate::file(30), syncs in any::<u32>()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let mut live = Conversation::new(id(1));
        let mut commands = Vec::new();
        for (no, entry) in entries.into_iter().enumerate() {
            live.apply(&entry);
            commands.push(Command::Append(vec![entry]));
            if syncs >> (no % 32) & 1 == 1 {
                commands.push(Command::Sync);
            }
        }
        live.interrupt_open();
        let last = commands.len();
        let reports = facts(run(new(1, &path), PATIENT, commands));
        let expected = appended(live.next_number().0 - 1);
        prop_assert!(reports.contains(&expected), "{} of {:?}", last, reports);
        let mut loaded = read(&path).unwrap().conversation;
        // Deltas that became one line have one number.
        prop_assert!(loaded.next_number() <= live.next_number());
        loaded.skip_to(live.next_number());
        prop_assert_eq!(loaded, live);
    }
}

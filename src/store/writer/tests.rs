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
use crate::chat::progress::Patient;
use crate::chat::record::{Blob, Entry, Header, Record, TitleBy, VERSION};
use crate::chat::settings::{Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;
use crate::store::blobs::{self, BlobBytes, BlobPlace};
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

fn save_as(path: PathBuf) -> Command {
    Command::SaveAs(path, Arc::new(Patient))
}

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

fn batch(entries: Vec<Entry>) -> Batch {
    Batch::new(entries, &generate::bytes()).unwrap()
}

fn append(entries: Vec<Entry>) -> Command {
    Command::Append(batch(entries))
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
        case: None,
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
    book.append(batch(vec![deltas(2, 1, "a")]), now);
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
    book.append(batch(vec![title(2, "a")]), now);
    assert_eq!((book.unsaved(), book.flush_at(PATIENT)), (1, None));
}

#[test]
fn deltas_of_a_moment_become_one_line_and_an_end_is_synced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let commands = vec![
        append(vec![header(1), generation(2)]),
        append(vec![deltas(3, 2, "a")]),
        append(vec![deltas(4, 2, "b"), deltas(5, 2, "c")]),
        append(vec![end(6, 2)]),
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
    let appends = alternating.map(|(n, of)| append(vec![deltas(n, of, "x")]));
    let begin = append(vec![header(1), generation(2), generation(3)]);
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
        append(vec![header(1), generation(2)]),
        append(vec![deltas(3, 2, "a")]),
        append(vec![deltas(4, 2, "b")]),
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
    assert_eq!(unsaved(append(vec![header(1), generation(2)])), 2);
    assert_eq!(unsaved(append(vec![title(3, "a")])), 3);
    assert_eq!(unsaved(Command::Retry), 3);
    fs::remove_file(&blocker).unwrap();
    sender
        .send(append(vec![deltas(4, 2, "b"), title(5, "c")]))
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
        append(vec![header(1), title(2, "a")]),
        save_as(blocker.join("c.jsonl")),
        save_as(other.clone()),
        append(vec![title(3, "b")]),
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
        append(vec![header(1), generation(2), deltas(3, 2, "a")]),
        save_as(other.clone()),
        append(vec![deltas(4, 2, "b")]),
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
    run(new(1, &path), PATIENT, vec![append(vec![header(1)])]);
    let before = fs::read(&path).unwrap();
    let target = Target {
        id: id(1),
        place: Place::ReadOnly(path.clone()),
    };
    let commands = vec![append(vec![title(2, "a")]), save_as(copy.clone())];
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
        append(vec![header(1)]),
        Command::Switch(new(2, &path)),
        append(vec![header(1), title(2, "b")]),
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
    run(new(1, &path), PATIENT, vec![append(vec![header(1)])]);
    let (journal, _) = Journal::open(&path).unwrap();
    let target = Target {
        id: id(1),
        place: Place::Open(Box::new(journal)),
    };
    run(target, PATIENT, vec![append(vec![title(2, "a")])]);
    let (_, loaded) = Journal::open(&path).unwrap();
    assert_eq!(loaded.conversation.title(), Some("a"));
}

#[test]
fn a_file_is_free_when_it_was_let_go_of_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let (sender, receiver) = channel();
    for command in [
        append(vec![header(1), title(2, "first"), deltas(3, 9, "waits")]),
        Command::Yield,
        append(vec![title(4, "too late")]),
    ] {
        sender.send(command).unwrap();
    }
    drop(sender);
    let mut seen = Vec::new();
    let mut taken = None;
    let report = |report: Report| {
        match Journal::open(&path) {
            // Everything is in it, and nobody else has it from now on.
            Ok((journal, loaded)) => {
                assert_eq!(loaded.lines, 3);
                taken = Some(journal);
            }
            Err(error) => assert_eq!(error.kind, StoreErrorKind::Locked),
        }
        seen.push(report.fact);
    };
    Writer::new(new(1, &path), PATIENT, report).run(&receiver);
    let end = taken.map(|journal| journal.end());
    assert_eq!(end, Some(fs::metadata(&path).unwrap().len()));
    assert!(seen.contains(&Fact::Yielded(Ok(end.unwrap()))), "{seen:?}");
    assert_eq!(seen.last(), Some(&Fact::Closed(1)));
}

#[test]
fn a_file_that_somebody_has_removed_is_not_let_go_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let (sender, receiver) = channel();
    sender
        .send(append(vec![header(1), title(2, "first")]))
        .unwrap();
    let mut orders = vec![Command::Yield];
    let mut seen = Vec::new();
    let report = |report: Report| {
        // All of it was written, and nobody has looked at the file since.
        if matches!(report.fact, Fact::Synced(_)) && !orders.is_empty() {
            fs::remove_file(&path).unwrap();
            sender.send(orders.remove(0)).unwrap();
            sender.send(save_as(folder.path().join("b.jsonl"))).unwrap();
            sender.send(Command::Close).unwrap();
        }
        seen.push(report.fact);
    };
    Writer::new(new(1, &path), HASTY, report).run(&receiver);
    assert!(
        seen.iter()
            .any(|fact| matches!(fact, Fact::Yielded(Err(_)))),
        "{seen:?}"
    );
    let copy = read(&folder.path().join("b.jsonl")).unwrap();
    assert_eq!(copy.conversation.title(), Some("first"));
}

#[test]
fn what_somebody_else_did_to_the_file_is_told_and_forgotten_when_it_is_undone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let (journal, _) = {
        run(new(1, &path), HASTY, vec![append(vec![header(1)])]);
        Journal::open(&path).unwrap()
    };
    let there = folder.path().join("b.jsonl");
    fs::rename(&path, &there).unwrap();
    let target = Target {
        id: id(1),
        place: Place::Open(Box::new(journal)),
    };
    let commands = vec![
        Command::Look,
        append(vec![title(2, "second")]),
        Command::MoveAlong,
        Command::Look,
    ];
    let told = facts(run(target, PATIENT, commands));
    let failed =
        |fact: &Fact, count| matches!(fact, Fact::Failed(unsaved) if unsaved.records == count);
    assert!(failed(&told[0], 0) && failed(&told[1], 1), "{told:?}");
    assert_eq!(told[2], Fact::SavedAs(Ok(there.clone())));
    assert_eq!(told[3], appended(2));
    assert!(told.contains(&appended(0)), "{told:?}");
    assert_eq!(lines(&there).len(), 2);
}

#[test]
fn a_file_that_is_only_read_is_not_copied_when_it_is_another_one_by_now() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    run(new(1, &path), HASTY, vec![append(vec![header(1)])]);
    let (sender, receiver) = channel();
    let target = Target {
        id: id(1),
        place: Place::ReadOnly(path.clone()),
    };
    let mut told = Vec::new();
    let writer = Writer::new(target, PATIENT, |report: Report| told.push(report.fact));
    let other = folder.path().join("b.jsonl");
    run(new(2, &other), HASTY, vec![append(vec![header(1)])]);
    fs::rename(&other, &path).unwrap();
    let copy = folder.path().join("c.jsonl");
    sender.send(save_as(copy.clone())).unwrap();
    drop(sender);
    writer.run(&receiver);
    assert!(matches!(&told[0], Fact::SavedAs(Err(error)) if error.cause.contains("replaced")));
    assert!(!copy.exists());
}

#[test]
fn a_file_that_appears_in_the_meantime_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "mine").unwrap();
    let reports = facts(run(new(1, &path), PATIENT, vec![append(vec![header(1)])]));
    assert!(matches!(
        &reports[0],
        Fact::Failed(unsaved) if unsaved.error.kind == StoreErrorKind::Other
    ));
    assert_eq!(reports.last(), Some(&Fact::Closed(1)));
    assert_eq!(fs::read(&path).unwrap(), b"mine");
}

/// A record of an attachment with these bytes.
fn blob(n: u64, bytes: &[u8]) -> (Entry, BlobBytes) {
    let mut held = BlobBytes::default();
    let blob = Blob {
        hash: held.add(bytes.into()),
        media: "image/png".into(),
        size: bytes.len() as u64,
        name: Some("a.png".into()),
        pixels: None,
    };
    (entry(n, Record::Blob(blob)), held)
}

/// The places that are told, and those that a load finds.
fn places(reports: &[Report], path: &Path) -> [Vec<BlobPlace>; 2] {
    let told = reports.iter().filter_map(|report| match &report.fact {
        Fact::Stored(place) => Some(place.clone()),
        _ => None,
    });
    let found = read(path).unwrap().blobs.into_values();
    [told.collect(), found.collect()]
}

#[test]
fn the_place_of_an_attachment_is_told_and_leads_to_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|no| no.to_le_bytes()[1]).collect();
    let (attachment, held) = blob(2, &bytes);
    let entries = vec![header(1), attachment, title(3, "a")];
    let commands = vec![Command::Append(Batch::new(entries, &held).unwrap())];
    let reports = run(new(1, &path), PATIENT, commands);
    let [told, found] = places(&reports, &path);
    assert_eq!((told.len(), &told), (1, &found));
    assert_eq!(blobs::read(&path, &told[0]), Ok(bytes));
    let order: Vec<Fact> = facts(reports);
    assert!(matches!(order[1], Fact::Stored(_)) && order[2] == appended(3));
}

#[test]
fn behind_a_torn_line_the_place_is_right_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    run(new(1, &path), PATIENT, vec![append(vec![header(1)])]);
    let mut torn = fs::read(&path).unwrap();
    torn.extend_from_slice(b"{\"n\":2,\"at\"");
    fs::write(&path, torn).unwrap();
    let (journal, _) = Journal::open(&path).unwrap();
    let target = Target {
        id: id(1),
        place: Place::Open(Box::new(journal)),
    };
    let (attachment, held) = blob(3, b"bytes");
    let batch = Batch::new(vec![attachment], &held).unwrap();
    let [told, found] = places(&run(target, PATIENT, vec![Command::Append(batch)]), &path);
    assert_eq!((told.len(), &told), (1, &found));
    assert_eq!(blobs::read(&path, &told[0]), Ok(b"bytes".to_vec()));
}

#[test]
fn a_copy_has_its_attachments_and_tells_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name| folder.path().join(name);
    let bytes = vec![5; 1_000_000];
    let (attachment, held) = blob(2, &bytes);
    let entries = vec![header(1), attachment];
    let commands = vec![
        Command::Append(Batch::new(entries, &held).unwrap()),
        save_as(path("b.jsonl")),
    ];
    let [told, found] = places(
        &run(new(1, &path("a.jsonl")), PATIENT, commands),
        &path("b.jsonl"),
    );
    assert_eq!((told.len(), &told), (1, &found));

    // Behind damage, which does not come along into a copy of a file that is only read.
    let mut damaged = b"damaged\n".to_vec();
    damaged.extend(fs::read(path("a.jsonl")).unwrap());
    fs::write(path("c.jsonl"), &damaged).unwrap();
    let target = Target {
        id: id(1),
        place: Place::ReadOnly(path("c.jsonl")),
    };
    let reports = run(target, PATIENT, vec![save_as(path("d.jsonl"))]);
    let [told, found] = places(&reports, &path("d.jsonl"));
    assert_eq!((told.len(), &told), (1, &found));
    assert_eq!(blobs::read(&path("d.jsonl"), &told[0]), Ok(bytes));
}

#[test]
fn an_attachment_without_its_bytes_is_not_taken() {
    let (attachment, held) = blob(2, b"bytes");
    let refused = Batch::new(vec![attachment.clone()], &BlobBytes::default()).unwrap_err();
    assert!(refused.to_string().contains(&refused.hash), "{refused}");
    let Record::Blob(mut other) = attachment.record else {
        panic!("it is a blob");
    };
    other.size += 1;
    assert!(Batch::new(vec![entry(2, Record::Blob(other))], &held).is_err());
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
            commands.push(append(vec![entry]));
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

/// A fork at the reply with this number, of the lane with the number 2.
fn fork(path: &Path, reply: u64) -> Command {
    let fork = Fork {
        id: id(9),
        message: GenerationId(reply).reply(),
        lane: LaneId(2),
        waiting: Vec::new(),
        at: Wall(6),
    };
    Command::Fork(path.to_owned(), Box::new(fork), Arc::new(Patient))
}

fn lane(n: u64) -> Entry {
    let record = Record::Lane {
        parent: None,
        settings: Settings::default(),
        index: 0,
        name: None,
    };
    entry(n, record)
}

#[test]
fn a_fork_has_all_that_was_ordered_before_it_and_the_source_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl"));
    let commands = vec![
        append(vec![header(1), lane(2), generation(3)]),
        append(vec![deltas(4, 3, "waits")]),
        fork(&other, 3),
        append(vec![end(5, 3)]),
        Command::Close,
    ];
    let facts = facts(run(new(1, &path), PATIENT, commands));
    let made = facts
        .iter()
        .position(|it| *it == Fact::Forked(Ok(other.clone())));
    let written = facts.iter().position(|it| *it == appended(4));
    assert!(written.is_some() && written < made, "{facts:?}");
    let of_source = ["1 header", "2 lane", "3 generation", "4 deltas", "5 end"];
    assert_eq!(lines(&path), of_source);
    let of_fork = ["1 header", "2 lane", "3 generation", "4 deltas", "5 leaf"];
    assert_eq!(lines(&other), of_fork);
    let fork = read(&other).unwrap().conversation;
    assert_eq!((fork.id(), fork.len()), (&id(9), 1));
}

#[test]
fn a_file_that_is_only_read_can_be_forked() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl"));
    let commands = vec![append(vec![header(1), lane(2), generation(3)])];
    run(new(1, &path), PATIENT, commands);
    let before = fs::read(&path).unwrap();
    let target = Target {
        id: id(1),
        place: Place::ReadOnly(path.clone()),
    };
    let facts = facts(run(target, PATIENT, vec![fork(&other, 3)]));
    assert_eq!(facts[0], Fact::Forked(Ok(other.clone())));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(read(&other).unwrap().conversation.len(), 1);
}

#[test]
fn what_is_not_in_the_file_is_not_forked() {
    let folder = tempfile::tempdir().unwrap();
    let (taken, other) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl"));
    fs::write(&taken, "mine").unwrap();
    let commands = vec![
        fork(&other, 3),
        append(vec![header(1), lane(2), generation(3)]),
        fork(&other, 3),
    ];
    let facts = facts(run(new(1, &taken), PATIENT, commands));
    let causes: Vec<&str> = facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Forked(Err(error)) => Some(error.cause.as_str()),
            _ => None,
        })
        .collect();
    let expected = [
        "nothing was written to it yet",
        "not all of the conversation is in it yet",
    ];
    assert_eq!(causes, expected);
    assert!(!other.exists());
}

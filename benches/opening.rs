//! Opening large conversation files, as the program does: read, check, decode, fold.

use std::fmt::Write as _;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use outcrop::measure::{check_file, load_file, open_file};

fn main() {
    divan::main();
}

/// A conversation of this many megabytes: turns of a question and a reply of 270 words that came in
/// thirty flushes, and in every tenth turn a picture of 200 kB.
fn file(megabytes: usize) -> Vec<u8> {
    let mut text = String::with_capacity((megabytes + 1) << 20);
    let mut n = 0;
    let mut add = |text: &mut String, members: &str| {
        n += 1;
        let begin = text.len();
        write!(text, r#"{{"n":{n},"at":1795246345678,"act":{n},{members}"#)
            .expect("memory takes it");
        let sum = crc32c::crc32c(&text.as_bytes()[begin..]);
        writeln!(text, r#","c":"{sum:08x}"}}"#).expect("memory takes it");
        n
    };
    add(
        &mut text,
        r#""k":"header","format":"outcrop.conversation","version":[1,0],"id":"0123456789ab","by":"bench""#,
    );
    let settings = r#"{"wire":"converse","max_tokens":4096}"#;
    let lane = format!(r#""k":"lane","settings":{settings},"index":0"#);
    let lane: u64 = add(&mut text, &lane);
    let mut parent = "null".to_owned();
    let mut turns = 0;
    while text.len() < megabytes * 1_000_000 {
        turns += 1;
        if turns % 10 == 0 {
            add(&mut text, &picture());
        }
        let words = "a question about rocks, \\n".repeat(20);
        let message = format!(
            r#""k":"message","parent":{parent},"role":"user","content":[{{"text":"{words}"}}]"#
        );
        let user = add(&mut text, &message);
        let leaf = format!(r#""k":"leaf","lane":{lane},"message":{user}"#);
        add(&mut text, &leaf);
        let asked = format!(
            r#""k":"generation","lane":{lane},"parent":{user},"turn":{user},"settings":{settings},"request":{{"wire":"converse","model":"m","region":"r","sha256":"{:064}"}}"#,
            0
        );
        let reply = add(&mut text, &asked);
        for flush in 0..30 {
            let mut deltas = format!(r#""k":"deltas","gen":{reply},"d":["#);
            for no in 0..9 {
                let comma = if no == 0 { "" } else { "," };
                let us = 412_000 + flush * 25_000 + no * 2_500;
                write!(deltas, r#"{comma}[{us},0,"text"," word{no}"]"#).expect("memory takes it");
            }
            deltas.push(']');
            add(&mut text, &deltas);
        }
        let end = format!(
            r#""k":"end","gen":{reply},"us":9000000,"outcome":"done","stop":"end_turn","usage":{{"input":12,"output":270}}"#
        );
        add(&mut text, &end);
        parent = reply.to_string();
    }
    text.into_bytes()
}

/// A record of 200 kB of zeros.
fn picture() -> String {
    format!(
        r#""k":"blob","hash":"{}","media":"image/png","size":199998,"data":"{}""#,
        outcrop::measure::hash(&vec![0; 199_998]),
        "A".repeat(266_664)
    )
}

/// All in memory already.
#[divan::bench(args = [10, 100], sample_count = 10)]
fn load(bencher: Bencher<'_, '_>, megabytes: usize) {
    let bytes = file(megabytes);
    bencher
        .counter(BytesCount::of_slice(&bytes))
        .bench_local(|| assert!(load_file(black_box(&bytes)) > 100));
}

/// From the disk's cache, with the lock.
#[divan::bench(args = [10, 100], sample_count = 10)]
fn open(bencher: Bencher<'_, '_>, megabytes: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    std::fs::write(&path, file(megabytes)).expect("room on the disk");
    bencher.bench_local(|| assert!(open_file(black_box(&path)) > 100));
}

/// What `outcrop check` does.
#[divan::bench(args = [100], sample_count = 5)]
fn check(bencher: Bencher<'_, '_>, megabytes: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    std::fs::write(&path, file(megabytes)).expect("room on the disk");
    bencher.bench_local(|| assert_eq!(check_file(black_box(&path)), 0));
}

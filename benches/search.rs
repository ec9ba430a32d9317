//! The index of all conversations. `cargo bench --bench search` prints times; nothing asserts them.
//!
//! `OUTCROP_CORPUS=10000x100000` makes so many files of so many bytes; without it there are fewer.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Instant;

use divan::Bencher;
use outcrop::measure::corpus;
use outcrop::measure::index::Index;

fn main() {
    let corpus = corpus();
    let start = Instant::now();
    let files = Index::open(&corpus.cache, &corpus.folder).refresh();
    let seconds = start.elapsed().as_secs_f64();
    let bytes = |path: &PathBuf| fs::metadata(path).map_or(0, |it| it.len());
    let read: u64 = corpus.files.iter().map(bytes).sum();
    let index = bytes(&corpus.cache.join("index.db"));
    let megabytes = |bytes: u64| bytes / 1_000_000;
    println!(
        "indexed {files} files, {} MB in {seconds:.1} s; the index has {} MB",
        megabytes(read),
        megabytes(index),
    );
    divan::main();
}

struct Corpus {
    _keep: tempfile::TempDir,
    folder: PathBuf,
    cache: PathBuf,
    files: Vec<PathBuf>,
}

fn corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let size = std::env::var("OUTCROP_CORPUS").unwrap_or_default();
        let size = size.split_once('x');
        let size = size.and_then(|(files, bytes)| Some((files.parse().ok()?, bytes.parse().ok()?)));
        let (files, bytes) = size.unwrap_or((1_000, 30_000));
        let keep = tempfile::tempdir().expect("a temporary folder");
        let folder = keep.path().join("conversations");
        fs::create_dir(&folder).expect("a folder");
        let files = corpus::write(&folder, files, bytes).expect("room for the corpus");
        let cache = keep.path().join("cache");
        Corpus {
            _keep: keep,
            folder,
            cache,
            files,
        }
    })
}

fn open() -> Index {
    let corpus = corpus();
    Index::open(&corpus.cache, &corpus.folder)
}

/// What the library lists.
#[divan::bench]
fn volumes(bencher: Bencher<'_, '_>) {
    let mut index = open();
    bencher.bench_local(|| index.volumes());
}

/// The first hits: words that stand everywhere, a rare one, a beginning, a phrase, filters.
#[divan::bench(args = [
    "bajo", "baj", "con", "bajoka ", "conjojo dijojo ", "\"bajo conjojo\" ", "ba*", "b*", "conj", "role:user conj", "bajo -conjojo title:dijo",
    "-bajo model:opus", "model:sonnet after:2027", "nowhere ",
])]
fn search(bencher: Bencher<'_, '_>, query: &str) {
    let mut index = open();
    println!("{query}: {} hits", index.search(query));
    bencher.bench_local(|| index.search(query));
}

/// Nothing has changed.
#[divan::bench]
fn refresh_nothing(bencher: Bencher<'_, '_>) {
    let mut index = open();
    bencher.bench_local(|| index.refresh());
}

/// A file has grown by a line, and was read before by this process, or not.
#[divan::bench(args = ["known", "cold"])]
fn refresh_one_file(bencher: Bencher<'_, '_>, how: &str) {
    let file = &corpus().files[0];
    let mut index = open();
    let mut number = 0;
    bencher
        .with_inputs(|| {
            number += 1;
            let mut out = fs::File::options().append(true).open(file).expect("it");
            out.write_all(corpus::line(number).as_bytes())
                .expect("room");
        })
        .bench_local_values(|()| {
            if how == "cold" {
                index = open();
            }
            index.refresh_file(file);
        });
}

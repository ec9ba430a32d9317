//! The index against the files it is made of.

mod search;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use proptest::prelude::*;
use proptest::sample::Index as Any;
use tempfile::TempDir;

use super::*;
use crate::chat::abilities::AbilityTable;
use crate::chat::content::ContentBlock;
use crate::chat::ids::ConversationId;
use crate::chat::import::{Import, Imported, Said, Source};
use crate::chat::library::Volume;
use crate::chat::message::Role;
use crate::chat::time::Wall;
use crate::store::import::{New, written};
use crate::store::{generate, load};

/// A folder of conversations and an index of it.
struct Desk {
    root: TempDir,
    folders: Vec<PathBuf>,
    index: Index,
}

/// All that is in an index, in an order of its own.
#[derive(Debug, PartialEq)]
struct Content {
    volumes: Vec<Volume>,
    documents: Vec<(PathBuf, Option<u64>, i64, String, String)>,
    words: Vec<String>,
}

impl Desk {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("conversations");
        fs::create_dir(&folder).unwrap();
        Self {
            index: Index::open(&root.path().join("cache")).unwrap(),
            folders: vec![folder],
            root,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folders[0].join(name)
    }

    fn db(&self) -> PathBuf {
        self.root.path().join("cache").join("index.db")
    }

    fn refresh(&mut self) -> Progress {
        refresh(&mut self.index, &self.folders)
    }

    /// What an index holds that begins with the files as they are now.
    fn fresh(&self) -> Content {
        let cache = tempfile::tempdir().unwrap();
        let mut index = Index::open(cache.path()).unwrap();
        refresh(&mut index, &self.folders);
        content(&mut index)
    }
}

fn refresh(index: &mut Index, folders: &[PathBuf]) -> Progress {
    let work = Work {
        folders,
        table: &AbilityTable::default(),
        cancel: &AtomicBool::new(false),
    };
    index.refresh(work, |_| {}).unwrap()
}

fn content(index: &mut Index) -> Content {
    let volumes = index.volumes().unwrap();
    let mut documents = index.db.prepare(
        "SELECT path, message, part, ifnull(model, '') || tools || has || ifnull(stop, ''), text
         FROM document JOIN said USING(id) JOIN file ON file.id = document.file ORDER BY 1, 2, 3, 4, 5",
    );
    let documents = documents.as_mut().unwrap();
    let rows = documents.query_map([], |row| {
        let path = refresh::path(row.get(0)?);
        let message: Option<i64> = row.get(1)?;
        let message = message.map(i64::cast_unsigned);
        Ok((path, message, row.get(2)?, row.get(3)?, row.get(4)?))
    });
    let documents = rows.unwrap().collect::<Result<_, _>>().unwrap();
    let db = &index.db;
    db.execute_batch("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
        .unwrap();
    let mut words = db
        .prepare("SELECT term || ' ' || doc || ' ' || cnt FROM terms")
        .unwrap();
    let words = words.query_map([], |row| row.get(0)).unwrap();
    let words = words.collect::<Result<_, _>>().unwrap();
    db.execute_batch("DROP TABLE temp.terms").unwrap();
    Content {
        volumes,
        documents,
        words,
    }
}

fn text_of(entries: &[crate::chat::record::Entry]) -> String {
    entries.iter().map(|it| generate::line(it) + "\n").collect()
}

/// A conversation in which the user says something.
fn talk(words: &str) -> String {
    use crate::chat::content::ContentBlock;
    use crate::chat::ids::{ConversationId, Number};
    use crate::chat::message::Role;
    use crate::chat::record::{Body, Entry, Header, Record, VERSION};
    use crate::chat::time::Wall;
    let header = Record::Header(Header {
        version: VERSION,
        id: ConversationId::from_random([7; 6]),
        by: "test".to_owned(),
        origin: None,
    });
    let said = Record::Message {
        parent: None,
        role: Role::User,
        turn: None,
        case: None,
        body: Body::New(vec![ContentBlock::Text(words.to_owned())]),
    };
    let numbered = (1..).zip([header, said]);
    let entries = numbered.map(|(n, record)| Entry {
        n: Number(n),
        at: Wall(1_795_246_345_678),
        act: Number(n),
        record,
    });
    text_of(&entries.collect::<Vec<_>>())
}

/// What happens to files between two looks at them.
#[derive(Debug, Clone)]
enum Step {
    Write(usize, Vec<crate::chat::record::Entry>, Any),
    Append(usize, Any),
    Rename(usize, usize),
    Delete(usize),
    Damage(usize, Any, u8),
    Cut(usize, Any),
    Refresh,
    RefreshOne(usize),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let file = || 0_usize..4;
    prop_oneof![
        3 => (file(), generate::talk(12), any::<Any>()).prop_map(|(at, entries, cut)| Step::Write(at, entries, cut)),
        3 => (file(), any::<Any>()).prop_map(|(at, part)| Step::Append(at, part)),
        1 => (file(), file()).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => file().prop_map(Step::Delete),
        2 => (file(), any::<Any>(), any::<u8>()).prop_map(|(at, byte, value)| Step::Damage(at, byte, value)),
        1 => (file(), any::<Any>()).prop_map(|(at, to)| Step::Cut(at, to)),
        3 => Just(Step::Refresh),
        3 => file().prop_map(Step::RefreshOne),
        1 => Just(Step::Reopen),
    ]
}

/// Carries out steps on four files, each of which has a text that it grows by.
fn walk(desk: &mut Desk, steps: Vec<Step>) {
    let path = |desk: &Desk, at: usize| desk.path(&format!("{at}.jsonl"));
    let mut rest = vec![Vec::new(); 4];
    for step in steps {
        match step {
            Step::Write(at, entries, cut) => {
                let text = text_of(&entries).into_bytes();
                let (now, later) = text.split_at(cut.index(text.len() + 1));
                fs::write(path(desk, at), now).unwrap();
                rest[at] = later.to_vec();
            }
            Step::Append(at, part) => {
                let later = std::mem::take(&mut rest[at]);
                let (now, later) = later.split_at(part.index(later.len() + 1));
                let file = fs::File::options().append(true).open(path(desk, at));
                if let Ok(mut file) = file {
                    file.write_all(now).unwrap();
                    rest[at] = later.to_vec();
                }
            }
            Step::Rename(from, to) => {
                fs::rename(path(desk, from), path(desk, to)).ok();
                rest[to] = std::mem::take(&mut rest[from]);
            }
            Step::Delete(at) => {
                fs::remove_file(path(desk, at)).ok();
            }
            Step::Damage(at, byte, value) => {
                if let Ok(mut bytes) = fs::read(path(desk, at))
                    && !bytes.is_empty()
                {
                    let byte = byte.index(bytes.len());
                    bytes[byte] = value;
                    fs::write(path(desk, at), bytes).unwrap();
                }
            }
            Step::Cut(at, to) => {
                if let Ok(bytes) = fs::read(path(desk, at)) {
                    fs::write(path(desk, at), &bytes[..to.index(bytes.len() + 1)]).unwrap();
                }
            }
            Step::Refresh => {
                desk.refresh();
            }
            Step::RefreshOne(at) => {
                let work = Work {
                    folders: &desk.folders,
                    table: &AbilityTable::default(),
                    cancel: &AtomicBool::new(false),
                };
                desk.index
                    .refresh_file(&desk.folders[0].join(format!("{at}.jsonl")), work)
                    .unwrap();
            }
            Step::Reopen => desk.index = Index::open(&desk.root.path().join("cache")).unwrap(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_index_is_that_of_the_files(steps in prop::collection::vec(step(), 1..20)) {
        let mut desk = Desk::new();
        walk(&mut desk, steps);
        desk.refresh();
        prop_assert_eq!(content(&mut desk.index), desk.fresh());
        prop_assert_eq!(desk.refresh().changed, 0);
    }

    #[test]
    fn volumes_are_what_loading_tells(entries in generate::talk(12), byte in any::<Any>(), value: u8) {
        let mut desk = Desk::new();
        let mut text = text_of(&entries).into_bytes();
        let byte = byte.index(text.len());
        text[byte] = value;
        fs::write(desk.path("a.jsonl"), &text).unwrap();
        desk.refresh();
        let volume = desk.index.volumes().unwrap().into_iter().next();
        let Ok(loaded) = load::load(&text) else {
            prop_assert_eq!(volume, None);
            return Ok(());
        };
        let volume = volume.unwrap();
        prop_assert_eq!(volume.damaged, loaded.health.damage.len() as u64);
        prop_assert_eq!(volume.bytes, text.len() as u64);
        if let Some(title) = loaded.conversation.title() {
            prop_assert_eq!(volume.title, title);
        }
    }
}

#[test]
fn what_another_program_did_not_tell_of_costs_is_unknown() {
    let mut desk = Desk::new();
    let mut import = Import::default();
    for (parent, role) in [(None, Role::User), (Some(0), Role::Assistant)] {
        let text = ContentBlock::Text("granite".to_owned());
        let said = Said::new(role, vec![text]);
        import.messages.push(Imported { parent, said });
    }
    let new = New {
        id: ConversationId::from_random([7; 6]),
        source: Source::Claude,
        at: Wall(1),
    };
    written(&desk.path("a.jsonl"), &import, &new).unwrap();
    desk.refresh();
    let volumes = desk.index.volumes().unwrap();
    assert_eq!(volumes[0].cost, None);
}

#[test]
fn what_is_not_a_conversation_is_not_listed() {
    let mut desk = Desk::new();
    fs::write(desk.path("a.jsonl"), talk("granite")).unwrap();
    fs::write(desk.path("b.jsonl"), "{\"some\": \"log\"}\n").unwrap();
    fs::write(desk.path("c.txt"), talk("granite")).unwrap();
    fs::write(desk.path("d.jsonl"), "").unwrap();
    let progress = desk.refresh();
    assert_eq!((progress.files, progress.changed), (3, 3));
    let volumes = desk.index.volumes().unwrap();
    assert_eq!(volumes.len(), 1);
    assert_eq!(volumes[0].title, "granite");
    assert_eq!(volumes[0].turns, 1);
    fs::remove_file(desk.path("a.jsonl")).unwrap();
    assert_eq!(desk.refresh().changed, 1);
    assert_eq!(desk.index.volumes().unwrap(), []);
}

#[test]
fn nobody_else_can_read_the_index() {
    let desk = Desk::new();
    for path in [desk.db(), desk.root.path().join("cache")] {
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}

#[test]
fn an_index_of_another_version_is_made_anew() {
    let mut desk = Desk::new();
    fs::write(desk.path("a.jsonl"), talk("granite")).unwrap();
    desk.refresh();
    let before = content(&mut desk.index);
    desk.index
        .db
        .execute_batch("PRAGMA user_version = 999; ALTER TABLE file DROP COLUMN turns")
        .unwrap();
    let mut index = Index::open(&desk.root.path().join("cache")).unwrap();
    assert_eq!(index.volumes().unwrap(), []);
    assert_eq!(refresh(&mut index, &desk.folders).changed, 1);
    assert_eq!(content(&mut index), before);
}

#[test]
fn a_damaged_index_is_made_anew() {
    for keep in [0, 100, 5000] {
        let mut desk = Desk::new();
        fs::write(desk.path("a.jsonl"), talk("granite")).unwrap();
        desk.refresh();
        let before = content(&mut desk.index);
        desk.index
            .db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .unwrap();
        let mut bytes = fs::read(desk.db()).unwrap();
        bytes[keep..].fill(0x5a);
        fs::write(desk.db(), &bytes).unwrap();
        let mut index = Index::open(&desk.root.path().join("cache")).unwrap();
        refresh(&mut index, &desk.folders);
        assert_eq!(content(&mut index), before, "{keep} bytes kept");
    }
}

#[test]
fn two_programs_share_an_index() {
    let mut desk = Desk::new();
    for number in 0..200 {
        let path = desk.path(&format!("{number}.jsonl"));
        fs::write(path, talk(&format!("granite {number}"))).unwrap();
    }
    let cache = Arc::new(desk.root.path().join("cache"));
    let others: Vec<_> = (0..3)
        .map(|_| {
            let (cache, folders) = (Arc::clone(&cache), desk.folders.clone());
            thread::spawn(move || refresh(&mut Index::open(&cache).unwrap(), &folders))
        })
        .collect();
    desk.refresh();
    for other in others {
        other.join().unwrap();
    }
    assert_eq!(desk.refresh().changed, 0);
    assert_eq!(content(&mut desk.index), desk.fresh());
}

#[test]
fn a_refresh_can_be_stopped_and_goes_on_later() {
    let mut desk = Desk::new();
    for number in 0..200 {
        let path = desk.path(&format!("{number}.jsonl"));
        fs::write(path, talk("granite")).unwrap();
    }
    let cancel = AtomicBool::new(false);
    let work = Work {
        folders: &desk.folders,
        table: &AbilityTable::default(),
        cancel: &cancel,
    };
    let stop = |progress: Progress| cancel.store(progress.changed > 0, Ordering::Relaxed);
    let progress = desk.index.refresh(work, stop).unwrap();
    assert!(progress.cancelled && progress.changed > 0 && progress.changed < 200);
    let rest = desk.refresh();
    assert_eq!(rest.changed, 200 - progress.changed);
    assert_eq!(desk.index.volumes().unwrap().len(), 200);
}

#[test]
fn a_file_that_grows_is_not_read_again() {
    let mut desk = Desk::new();
    let text = talk("granite");
    let first = text.split_inclusive('\n').next().unwrap();
    fs::write(desk.path("a.jsonl"), first).unwrap();
    desk.refresh();
    fs::write(desk.path("a.jsonl"), &text).unwrap();
    let latest = desk.index.latest.as_mut().unwrap();
    assert_eq!(latest.read, first.len());
    // What is known of the beginning is gone, so that only the rest can be read.
    assert!(latest.grow(&desk.folders[0].join("a.jsonl"), text.as_bytes()));
    assert_eq!(latest.read, text.len());
    assert_eq!(latest.conversation.len(), 1);
    let mut other = text.clone().into_bytes();
    other[3] ^= 1;
    other.extend(text.as_bytes());
    assert!(!latest.grow(&desk.folders[0].join("a.jsonl"), &other));
}

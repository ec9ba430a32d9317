//! The tables of the index, and making them.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::search;

/// The version of these tables, and of what is put into them. Another one is thrown away.
const VERSION: i64 = 2;

/// How long a program waits until another one has written its batch.
const PATIENCE: Duration = Duration::from_secs(5);

/// `said` has the text of each document, apart from it, so that filters do not read the texts; `words`
/// has the words of the text, as `chat::search::words` gives them, parted by spaces;
/// so its own idea of a word is the plainest there is. A document that changes becomes a new row,
/// so that the newest ones have the largest ids.
const TABLES: &str = "
    CREATE TABLE state(prices INTEGER NOT NULL);
    INSERT INTO state VALUES(0);
    CREATE TABLE file(
        id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE,
        size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER NOT NULL,
        inode INTEGER NOT NULL, sum INTEGER NOT NULL,
        conversation TEXT, title TEXT, models TEXT NOT NULL, begun INTEGER NOT NULL,
        latest INTEGER NOT NULL, turns INTEGER NOT NULL, cost REAL, errors INTEGER NOT NULL,
        damaged INTEGER NOT NULL, pinned INTEGER NOT NULL, tags TEXT NOT NULL);
    CREATE TABLE document(
        id INTEGER PRIMARY KEY, file INTEGER NOT NULL, message INTEGER, part INTEGER NOT NULL,
        at INTEGER NOT NULL, model TEXT, stop TEXT, error TEXT, cost REAL, tools TEXT NOT NULL,
        has INTEGER NOT NULL, sum INTEGER NOT NULL);
    CREATE INDEX document_file ON document(file, sum);
    CREATE TABLE said(id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE VIRTUAL TABLE words USING fts5(
        text, content='', contentless_delete=1, tokenize='ascii', prefix='3');
";

/// Opens the index, and makes its tables if they are not there or are those of another version.
pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    // If this fails, opening says why.
    make(path).ok();
    let mut db = Connection::open(path)?;
    db.busy_timeout(PATIENCE)?;
    let journal: String = db.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    if journal != "wal" {
        db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    }
    db.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;")?;
    if version(&db)? != VERSION {
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another program may have been faster.
        if version(&change)? != VERSION {
            begin(&change)?;
        }
        change.commit()?;
    }
    db.set_prepared_statement_cache_capacity(32);
    search::prepare(&db)?;
    Ok(db)
}

fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Whether the tables can be read at all.
pub(super) fn is_sound(db: &Connection) -> bool {
    let check = db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    check.is_ok_and(|told| told == "ok")
}

/// Throws away what is there and makes empty tables.
fn begin(change: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut names = change.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC",
    )?;
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for name in names {
        // A virtual table takes those behind it along.
        let name = name.replace('"', "\"\"");
        change.execute_batch(&format!("DROP TABLE IF EXISTS \"{name}\""))?;
    }
    change.execute_batch(TABLES)?;
    change.pragma_update(None, "user_version", VERSION)
}

/// Makes folder and file, for nobody else to read: the index has what the conversations have.
fn make(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let mut options = OpenOptions::new();
    options
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .map(|_| ())
}

/// Removes a damaged index. Programs that have it open go on with what they have.
pub(super) fn remove(path: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        fs::remove_file(Path::new(&name)).ok();
    }
}

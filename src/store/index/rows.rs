//! Taking one file over into the tables: only the documents that have changed.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::ffi::OsStrExt as _;

use rusqlite::{Connection, OptionalExtension as _, named_params, params};

use crate::chat::library::Volume;
use crate::chat::search::document::{Document, Part};
use crate::chat::search::words::words;

use super::scan::{Found, Stamp};

/// A file as the index knows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// Its row.
    pub(super) id: i64,
    /// How it was.
    pub(super) stamp: Stamp,
}

/// What the index knows of the file at this path.
pub(super) fn known(db: &Connection, found: &Found) -> rusqlite::Result<Option<Known>> {
    let mut query =
        db.prepare_cached("SELECT id, size, modified, changed, inode FROM file WHERE path = ?1")?;
    let row = query.query_row([found.path.as_os_str().as_bytes()], |row| {
        Ok(Known {
            id: row.get(0)?,
            stamp: Stamp {
                size: row.get(1)?,
                modified: row.get(2)?,
                changed: row.get(3)?,
                inode: row.get(4)?,
            },
        })
    });
    row.optional()
}

/// Keeps what the library shows of a file; `None` = it is no conversation. Gives its row.
pub(super) fn put_file(
    db: &Connection,
    found: &Found,
    sum: i64,
    volume: Option<&Volume>,
) -> rusqlite::Result<i64> {
    let stamp = found.stamp.settled();
    let mut put = db.prepare_cached(
        "INSERT INTO file(path, size, modified, changed, inode, sum, conversation, title, models,
            begun, latest, turns, cost, errors, damaged, pinned, tags)
         VALUES(:path, :size, :modified, :changed, :inode, :sum, :conversation, :title, :models,
            :begun, :latest, :turns, :cost, :errors, :damaged, :pinned, :tags)
         ON CONFLICT(path) DO UPDATE SET size = :size, modified = :modified, changed = :changed,
            inode = :inode, sum = :sum, conversation = :conversation, title = :title,
            models = :models, begun = :begun, latest = :latest, turns = :turns, cost = :cost,
            errors = :errors, damaged = :damaged, pinned = :pinned, tags = :tags
         RETURNING id",
    )?;
    let count = |of: fn(&Volume) -> u64| volume.map_or(0, of).cast_signed();
    put.query_row(
        named_params! {
            ":path": found.path.as_os_str().as_bytes(),
            ":size": stamp.size,
            ":modified": stamp.modified,
            ":changed": stamp.changed,
            ":inode": stamp.inode,
            ":sum": sum,
            ":conversation": volume.and_then(|it| it.id.as_deref()),
            ":title": volume.map(|it| it.title.as_str()),
            ":models": list(volume.map(|it| it.models.as_slice())),
            ":begun": volume.map_or(0, |it| it.begun.0),
            ":latest": volume.map_or(0, |it| it.changed.0),
            ":turns": count(|it| it.turns),
            ":cost": volume.and_then(|it| it.cost).map(|cost| cost.0),
            ":errors": count(|it| it.errors),
            ":damaged": count(|it| it.damaged),
            ":pinned": volume.is_some_and(|it| it.pinned),
            ":tags": list(volume.map(|it| it.tags.as_slice())),
        },
        |row| row.get(0),
    )
}

/// A list as it stands in the tables; names can hold any character.
fn list(entries: Option<&[String]>) -> String {
    match entries {
        None | Some([]) => String::new(),
        Some(entries) => serde_json::Value::from(entries).to_string(),
    }
}

/// Notes that the content of a file is still the same.
pub(super) fn put_stamp(db: &Connection, id: i64, stamp: Stamp) -> rusqlite::Result<()> {
    let stamp = stamp.settled();
    let mut put = db.prepare_cached(
        "UPDATE file SET size = ?2, modified = ?3, changed = ?4, inode = ?5 WHERE id = ?1",
    )?;
    let values = (id, stamp.size, stamp.modified, stamp.changed, stamp.inode);
    put.execute(values).map(|_| ())
}

/// Takes over the documents of a file; those that are the same already stay as they are.
pub(super) fn put_documents(
    db: &Connection,
    file: i64,
    documents: &[Document],
) -> rusqlite::Result<()> {
    let mut before = sums(db, file)?;
    for document in documents {
        let sum = sum(document);
        let places = before.get_mut(&sum);
        if places.and_then(Vec::pop).is_none() {
            put(db, file, document, sum)?;
        }
    }
    for id in before.into_values().flatten() {
        remove(db, id)?;
    }
    Ok(())
}

/// Forgets a file.
pub(super) fn remove_file(db: &Connection, file: i64) -> rusqlite::Result<()> {
    put_documents(db, file, &[])?;
    let mut remove = db.prepare_cached("DELETE FROM file WHERE id = ?1")?;
    remove.execute([file]).map(|_| ())
}

/// The rows of the documents of a file, by what they say.
fn sums(db: &Connection, file: i64) -> rusqlite::Result<HashMap<i64, Vec<i64>>> {
    let mut query = db.prepare_cached("SELECT sum, id FROM document WHERE file = ?1")?;
    let mut rows = query.query([file])?;
    let mut sums: HashMap<i64, Vec<i64>> = HashMap::new();
    while let Some(row) = rows.next()? {
        sums.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(sums)
}

fn remove(db: &Connection, id: i64) -> rusqlite::Result<()> {
    for delete in [
        "DELETE FROM words WHERE rowid = ?1",
        "DELETE FROM said WHERE id = ?1",
        "DELETE FROM document WHERE id = ?1",
    ] {
        db.prepare_cached(delete)?.execute([id])?;
    }
    Ok(())
}

fn put(db: &Connection, file: i64, document: &Document, sum: i64) -> rusqlite::Result<()> {
    let mut put = db.prepare_cached(
        "INSERT INTO document(file, message, part, at, model, stop, error, cost, tools, has, sum)
         VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    put.execute(params![
        file,
        document.message.map(|id| id.0.cast_signed()),
        number(document.part),
        document.at.0,
        document.model,
        document.stop,
        document.error,
        document.cost,
        document.tools,
        document.has.0,
        sum,
    ])?;
    let id = db.last_insert_rowid();
    let mut put = db.prepare_cached("INSERT INTO said(id, text) VALUES(?1, ?2)")?;
    put.execute((id, &document.text))?;
    let mut put = db.prepare_cached("INSERT INTO words(rowid, text) VALUES(?1, ?2)")?;
    put.execute((id, parted(&document.text))).map(|_| ())
}

/// The words of a text, parted by spaces.
fn parted(text: &str) -> String {
    let mut parted = String::with_capacity(text.len());
    words(text, |_, word| {
        parted.push_str(word);
        parted.push(' ');
    });
    parted
}

/// How a part stands in the tables.
pub(super) fn number(part: Part) -> i64 {
    match part {
        Part::Title => 0,
        Part::System => 1,
        Part::User => 2,
        Part::Assistant => 3,
    }
}

/// Tells documents of a file apart: equal if all that is kept of them is.
fn sum(document: &Document) -> i64 {
    let mut hasher = DefaultHasher::new();
    let Document {
        message,
        part,
        at,
        model,
        stop,
        error,
        cost,
        tools,
        has,
        text,
    } = document;
    (message, part, at.0, model, stop, error).hash(&mut hasher);
    (cost.map(f64::to_bits), tools, has, text).hash(&mut hasher);
    hasher.finish().cast_signed()
}

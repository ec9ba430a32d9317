//! What the library lists.

use rusqlite::Row;

use super::Index;
use super::refresh::path;
use crate::chat::failure::StoreError;
use crate::chat::library::Volume;
use crate::chat::price::Dollars;
use crate::chat::time::Wall;

impl Index {
    /// All conversations, those that changed last first.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn volumes(&mut self) -> Result<Vec<Volume>, StoreError> {
        self.with(|db| {
            let mut query = db.prepare_cached(
                "SELECT path, conversation, title, models, begun, latest, turns, cost, size, errors,
                    damaged, pinned, tags
                 FROM file WHERE title IS NOT NULL",
            )?;
            let rows = query.query_map([], volume)?;
            let mut volumes: Vec<Volume> = rows.collect::<Result<_, _>>()?;
            // Faster than SQLite is with rows of this width.
            volumes.sort_unstable_by(|one, other| {
                let by_change = other.changed.cmp(&one.changed);
                by_change.then_with(|| other.path.cmp(&one.path))
            });
            Ok(volumes)
        })
    }
}

fn volume(row: &Row<'_>) -> rusqlite::Result<Volume> {
    let count = |at| row.get(at).map(i64::cast_unsigned);
    Ok(Volume {
        path: path(row.get(0)?),
        id: row.get(1)?,
        title: row.get(2)?,
        models: list(row, 3)?,
        begun: Wall(row.get(4)?),
        changed: Wall(row.get(5)?),
        turns: count(6)?,
        cost: row.get::<_, Option<f64>>(7)?.map(Dollars),
        bytes: count(8)?,
        errors: count(9)?,
        damaged: count(10)?,
        pinned: row.get(11)?,
        tags: list(row, 12)?,
    })
}

fn list(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<String>> {
    let text = row.get_ref(at)?.as_str()?;
    if text.is_empty() {
        return Ok(Vec::new());
    }
    // The usual list has one plain name, which need not be parsed.
    let one = text
        .strip_prefix("[\"")
        .and_then(|it| it.strip_suffix("\"]"));
    if let Some(one) = one.filter(|it| !it.contains(['"', '\\'])) {
        return Ok(vec![one.to_owned()]);
    }
    Ok(serde_json::from_str(text).unwrap_or_default())
}

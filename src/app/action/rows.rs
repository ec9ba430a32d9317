//! The table of actions: its rows, put together of its parts.

use super::{
    Action, Scope, calls, conversation, copying_rows, global, lists, pane_rows, reading_rows,
    screen_rows, screens, terminal_rows, writing, writing_rows,
};

/// A row of the table: what an action is called, where its keys are, what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// The action.
    pub(crate) action: Action,
    /// Its name, for the palette and for `keys.toml`.
    pub(crate) name: &'static str,
    /// What it does, in a line.
    pub(crate) help: &'static str,
    /// Where the keys mean it.
    pub(crate) scope: Scope,
    /// Default keys; a sequence is written with spaces.
    pub(crate) keys: &'static [&'static str],
}

/// All actions with their default keys. A test asserts that no two rows of a scope share a key.
pub(crate) const TABLE: &[Row] = &joined::<{ count(PARTS) }>(PARTS);

/// The parts of the table, in the order in which the palette lists them.
const PARTS: &[&[Row]] = &[
    global::ROWS,
    writing::ROWS,
    conversation::ROWS,
    lists::ROWS,
    screens::ROWS,
    calls::ROWS,
    screen_rows::ROWS,
    reading_rows::ROWS,
    copying_rows::ROWS,
    terminal_rows::ROWS,
    writing_rows::ROWS,
    pane_rows::ROWS,
];

/// How many rows there are in all.
const fn count(parts: &[&[Row]]) -> usize {
    let (mut part, mut rows) = (0, 0);
    while part < parts.len() {
        rows += parts[part].len();
        part += 1;
    }
    rows
}

/// The parts of the table as one.
const fn joined<const COUNT: usize>(parts: &[&[Row]]) -> [Row; COUNT] {
    let mut all = [parts[0][0]; COUNT];
    let (mut part, mut filled) = (0, 0);
    while part < parts.len() {
        let mut at = 0;
        while at < parts[part].len() {
            all[filled] = parts[part][at];
            at += 1;
            filled += 1;
        }
        part += 1;
    }
    all
}

pub(super) const fn row(
    scope: Scope,
    action: Action,
    name: &'static str,
    keys: &'static [&'static str],
    help: &'static str,
) -> Row {
    Row {
        action,
        name,
        help,
        scope,
        keys,
    }
}

impl Row {
    /// Its name with its scope: no other row has it.
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.scope.key(), self.name)
    }
}

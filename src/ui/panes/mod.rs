//! One file per pane. A pane borrows what it shows and nothing else.

pub(super) mod banner;
pub(super) mod composer;
pub(super) mod diff;
pub(super) mod editor;
pub(super) mod file_picker;
pub(super) mod find;
mod frame;
pub(super) mod grid;
pub(super) mod header;
pub(super) mod lanes;
pub(super) mod library;
pub(super) mod list;
pub(super) mod map;
pub(super) mod mention;
pub(super) mod page;
pub(super) mod picker;
pub(super) mod prompt;
pub(super) mod queue;
pub(super) mod reader;
pub(super) mod search;
pub(super) mod settings;
pub(super) mod status;
pub(super) mod summary;
pub(super) mod transcript;
pub(super) mod tray;
pub(super) mod viewer;
pub(super) mod welcome;

//! The settings pane: rows, values, and what is being turned.

pub(crate) mod choice;
pub(crate) mod look;
pub(crate) mod pane;
pub(crate) mod ranges;
pub(crate) mod remarks;
pub(crate) mod row;
pub(crate) mod text;

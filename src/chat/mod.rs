//! What a conversation is: messages, records, lanes, generations, models.
//!
//! Nothing here does IO, knows the SDK, a file format or a terminal widget.

#![warn(clippy::wildcard_enum_match_arm)]

pub(crate) mod abilities;
pub(crate) mod catalog;
#[cfg_attr(not(test), expect(dead_code, reason = "no pane shows findings yet"))]
pub(crate) mod check;
pub(crate) mod content;
pub(crate) mod conversation;
#[cfg_attr(not(test), expect(dead_code, reason = "no screen shows estimates yet"))]
pub(crate) mod estimate;
pub(crate) mod failure;
mod failure_table;
pub(crate) mod generation;
pub(crate) mod ids;
pub(crate) mod lane;
pub(crate) mod listing;
pub(crate) mod message;
#[cfg_attr(not(test), expect(dead_code, reason = "no screen shows costs yet"))]
pub(crate) mod price;
pub(crate) mod record;
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "nothing learns from refusals yet")
)]
pub(crate) mod refusal;
pub(crate) mod request;
pub(crate) mod settings;
pub(crate) mod shown;
pub(crate) mod stream;
pub(crate) mod time;
pub(crate) mod tool;

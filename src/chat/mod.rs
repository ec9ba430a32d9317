//! What a conversation is: messages, records, lanes, generations, models.
//!
//! Nothing here does IO, knows the SDK, a file format or a terminal widget.

#![warn(clippy::wildcard_enum_match_arm)]

pub(crate) mod abilities;
pub(crate) mod attached;
pub(crate) mod attachment;
pub(crate) mod blind;
pub(crate) mod call;
pub(crate) mod carried;
pub(crate) mod cases;
pub(crate) mod catalog;
pub(crate) mod check;
pub(crate) mod cited;
pub(crate) mod content;
pub(crate) mod conversation;
pub(crate) mod diff;
pub(crate) mod differs;
pub(crate) mod estimate;
pub(crate) mod export;
pub(crate) mod failure;
mod failure_table;
pub(crate) mod figures;
pub(crate) mod generation;
pub(crate) mod hexadecimal;
pub(crate) mod ids;
pub(crate) mod import;
pub(crate) mod json;
pub(crate) mod judge;
pub(crate) mod keys;
pub(crate) mod lane;
pub(crate) mod library;
pub(crate) mod link;
pub(crate) mod listing;
pub(crate) mod message;
pub(crate) mod place;
pub(crate) mod prefill;
pub(crate) mod preset;
pub(crate) mod price;
pub(crate) mod progress;
pub(crate) mod rank;
pub(crate) mod record;
pub(crate) mod refusal;
pub(crate) mod replay;
pub(crate) mod request;
pub(crate) mod script;
pub(crate) mod search;
pub(crate) mod settings;
pub(crate) mod shown;
pub(crate) mod size;
pub(crate) mod spelling;
pub(crate) mod spread;
pub(crate) mod stream;
pub(crate) mod summary;
pub(crate) mod tally;
pub(crate) mod time;
pub(crate) mod tool;
pub(crate) mod variables;
pub(crate) mod vote;

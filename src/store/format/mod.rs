//! The format of a conversation file: a record is one line of JSON with a checksum.
//!
//! `{"n":17,"at":1795246345678,"act":15,"k":"message", … ,"c":"9f3a01bc"}`. What a known kind has in
//! members that are not known stays in the file, which is never rewritten. A known member with a
//! value of a later version costs as little as possible: a block, a delta, a route.

mod answer;
mod checksum;
mod content;
mod deltas;
mod end;
mod envelope;
mod failure;
pub(super) mod form;
mod model;
pub(super) mod object;
mod read;
mod records;
pub(super) mod settings;
mod write;

pub(crate) use read::{Decoded, decode, generation_of};
pub(crate) use write::{encode, put_aside};

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;

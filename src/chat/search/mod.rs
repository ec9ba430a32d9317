//! Full-text search over conversations: what a query says, what of a conversation can be found, and
//! how a hit is shown. The index itself is the store's.

pub(crate) mod document;
pub(crate) mod explain;
pub(crate) mod filter;
pub(crate) mod hit;
pub(crate) mod query;
pub(crate) mod words;

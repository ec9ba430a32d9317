//! outcrop.
mod chat;

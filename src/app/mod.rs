//! The core: all state, changed in one place, without IO.
//!
//! `update` takes what happened and gives back what is to be done; nothing else changes `State`.
//! `prepare` fills the derived layout of what is visible, and drawing only reads.

#![warn(clippy::wildcard_enum_match_arm)]

pub(crate) mod able;
pub(crate) mod action;
pub(crate) mod arrangement;
pub(crate) mod asked;
pub(crate) mod bar;
pub(crate) mod blind;
pub(crate) mod bucket;
pub(crate) mod calls;
pub(crate) mod caret;
mod carried;
pub(crate) mod cases;
pub(crate) mod chips;
pub(crate) mod code;
pub(crate) mod comparison;
pub(crate) mod composer;
pub(crate) mod consent;
pub(crate) mod copying;
pub(crate) mod diff;
pub(crate) mod dropped;
mod edit;
pub(crate) mod editing;
pub(crate) mod editor;
pub(crate) mod effect;
pub(crate) mod export;
pub(crate) mod file;
pub(crate) mod file_picker;
pub(crate) mod film;
pub(crate) mod find;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod flight;
pub(crate) mod forecast;
pub(crate) mod grid;
pub(crate) mod inspect;
pub(crate) mod keymap;
pub(crate) mod layout;
pub(crate) mod library;
pub(crate) mod links;
pub(crate) mod list;
pub(crate) mod map;
pub(crate) mod memory;
pub(crate) mod mention;
pub(crate) mod menu;
pub(crate) mod modal;
pub(crate) mod msg;
pub(crate) mod notices;
pub(crate) mod outside;
pub(crate) mod outward;
pub(crate) mod overlay;
pub(crate) mod page;
pub(crate) mod palette;
pub(crate) mod passage;
pub(crate) mod picker;
pub(crate) mod pictures;
pub(crate) mod pointer;
pub(crate) mod preferences;
pub(crate) mod prefill;
pub(crate) mod progress;
pub(crate) mod reader;
pub(crate) mod replay;
pub(crate) mod search;
pub(crate) mod selection;
pub(crate) mod service;
pub(crate) mod settings;
pub(crate) mod signs;
pub(crate) mod smaller;
pub(crate) mod state;
pub(crate) mod summary;
pub(crate) mod themes;
pub(crate) mod tools;
pub(crate) mod tour;
pub(crate) mod transcript;
pub(crate) mod tray;
pub(crate) mod unsent;
pub(crate) mod update;
pub(crate) mod view;
pub(crate) mod vim;
pub(crate) mod votes;
pub(crate) mod wanted;
pub(crate) mod weight;

pub(crate) use transcript::prepare;
pub(crate) use update::{next_wake, update};

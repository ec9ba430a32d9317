//! The whole program from outside: keys in; screen, bytes, files and requests out.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, the functions that it calls included"
)]

mod harness;

mod attaching;
mod calls;
mod cases;
mod chat;
mod check;
mod citizen;
mod clipboard;
mod code;
mod command_line;
mod compare;
mod config;
mod custody;
mod diff;
mod documents;
mod editor;
mod export;
mod faults;
mod files;
mod find;
mod fork;
mod hostile;
mod idle;
mod killed;
mod leaving;
mod library;
mod limits;
mod map;
mod mouse;
mod outside;
mod overlays;
mod panes;
mod picker;
mod pictures;
mod prefill;
mod replay;
mod resize;
mod retries;
mod runner;
mod sandbox;
mod sandbox_eyes;
mod sandbox_media;
mod sandbox_wires;
mod scroll;
mod search;
mod servers;
mod settings;
mod silence;
mod slow;
mod stopping;
mod suspend;
mod themes;
mod tidy;
mod tool_menu;
mod tool_models;
mod tool_sets;
mod tour;
mod tree;
mod vim;
mod votes;
mod welcome;
mod wires;

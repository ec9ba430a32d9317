//! The thin shell around the core: terminal, clock, tasks, signals.

mod arranged;
mod attach;
pub(crate) mod blobs;
mod breed;
mod browse;
mod cases;
mod clipboard;
mod clock;
pub(crate) mod colourist;
pub(crate) mod colours;
mod custody;
mod darkroom;
mod drafts;
mod event;
pub(crate) mod export;
mod files;
mod following;
mod hands;
mod hangup;
pub(crate) mod import;
mod input;
mod keeper;
pub(crate) mod keys;
mod library;
mod links;
mod mouse;
mod opening;
mod outside;
mod outward;
mod passage;
mod pixels;
mod probe;
mod program;
mod reports;
mod run;
mod runner;
mod screen;
mod search;
mod settings;
mod signals;
mod takeover;
mod tasks;

mod terminal;
pub(crate) mod themes;
pub(crate) mod ticket;
mod title;
mod tools;
mod verify;
mod viewing;
mod writing;

pub(crate) use attach::{INPUT, Piped, check};
pub(crate) use files::{Opening, Remembered, open};
pub(crate) use run::{Setup, run};
pub(crate) use runner::{Names, ask_server, unready};

#[cfg(test)]
mod picture_tests;
#[cfg(test)]
mod round_trip_tests;
#[cfg(test)]
mod tests;

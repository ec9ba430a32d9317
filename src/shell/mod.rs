//! The thin shell around the core: terminal, clock, tasks, signals.

mod attach;
mod blobs;
mod cases;
mod clock;
mod event;
mod files;
mod hands;
mod hangup;
mod input;
mod keeper;
mod library;
mod mouse;
mod opening;
mod outside;
mod program;
mod run;
mod screen;
mod search;
mod signals;
mod tasks;
mod terminal;
mod title;

pub(crate) use files::{Opening, Remembered, open};
pub(crate) use run::{Setup, run};

#[cfg(test)]
mod tests;

//! The thin shell around the core: terminal, clock, tasks, signals.

mod attach;
mod blobs;
mod cases;
mod clock;
mod custody;
mod event;
mod files;
mod following;
mod hands;
mod hangup;
mod input;
mod keeper;
mod mouse;
mod opening;
mod outside;
mod program;
mod run;
mod screen;
mod signals;
mod takeover;
mod tasks;
mod terminal;

pub(crate) use files::{Opening, Remembered, open};
pub(crate) use run::{Setup, run};

#[cfg(test)]
mod tests;

//! Colours for code blocks: a thread that looks at what is in sight, piece by piece.
//!
//! After a frame, the lines that are in sight and not looked at yet are handed over, some at a time; what
//! scrolls by is not looked at. The thread begins with the first code block and
//! sleeps while there is none.

mod grammar;
mod rest;
mod work;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use tokio::sync::mpsc::Sender;

use super::event::Event;
use crate::app::code::CodeId;
use crate::app::msg::Msg;
use crate::app::state::State;
use crate::app::themes::Richness;
use crate::app::transcript;
use crate::app::update;
use crate::chat::time::At;

use rest::Rest;
pub(super) use work::Done;
use work::{Job, Progress, Worker};

/// Blocks that can be gone on with in the midst of them.
const MAX_BEGUN: usize = 32;

/// The way to the thread, and how far blocks have come.
#[derive(Debug)]
pub(crate) struct Colourist {
    events: Sender<Event>,
    jobs: Jobs,
    /// Whether something is being looked at.
    busy: Busy,
    begun: Begun,
    rest: Rest,
}

#[derive(Debug)]
enum Jobs {
    /// There was no code yet.
    None,
    /// To the thread.
    Thread(SyncSender<Job>),
    /// The thread could not be started, or is gone.
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Busy {
    Yes,
    No,
}

/// How far blocks have come, by what stands for the lines so far.
#[derive(Debug, Default)]
struct Begun {
    blocks: HashMap<CodeId, (u64, u64, Progress)>,
    clock: u64,
}

impl Colourist {
    /// No thread yet.
    pub(super) fn new(events: Sender<Event>) -> Self {
        Self {
            events,
            jobs: Jobs::None,
            busy: Busy::No,
            begun: Begun::default(),
            rest: Rest::default(),
        }
    }

    /// When to look again, since the conversation was still moving.
    pub(super) fn wakes(&self) -> Option<Instant> {
        self.rest.until()
    }

    /// Hands over what is in sight and has no colours yet, if nothing is being looked at and the
    /// conversation stands still. Without colours nothing is done at all.
    pub(super) fn make(&mut self, state: &State, richness: Richness, now: Instant) {
        if richness == Richness::None {
            return;
        }
        self.rest.see(state, now);
        if self.busy == Busy::Yes || self.rest.until().is_some() {
            return;
        }
        let Some(job) = self.begun.job(state) else {
            return;
        };
        if let Jobs::None = self.jobs {
            self.jobs = start(self.events.clone());
        }
        let Jobs::Thread(jobs) = &self.jobs else {
            return;
        };
        match jobs.try_send(job) {
            Ok(()) => self.busy = Busy::Yes,
            Err(_) => self.jobs = Jobs::Lost,
        }
    }

    /// Takes what was found out; gives what the core is told.
    pub(super) fn take(&mut self, done: Done) -> Msg {
        self.busy = Busy::No;
        self.begun.told(done)
    }
}

impl Begun {
    /// What is to be looked at next.
    fn job(&mut self, state: &State) -> Option<Job> {
        let goes_on = |id, sum| matches!(self.blocks.get(&id), Some((at, ..)) if *at == sum);
        let wanted = transcript::uncoloured(state, goes_on)?;
        let progress = self.blocks.remove(&wanted.id);
        let progress = progress.map(|(.., progress)| progress);
        Some(Job {
            progress: progress.filter(|_| wanted.from > 0),
            wanted,
        })
    }

    fn told(&mut self, done: Done) -> Msg {
        let Done { told, progress } = done;
        if let Some(progress) = progress {
            self.clock += 1;
            self.blocks
                .insert(told.id, (told.after, self.clock, progress));
        }
        if self.blocks.len() > MAX_BEGUN {
            let oldest = self.blocks.iter().min_by_key(|(_, (_, clock, _))| *clock);
            if let Some(id) = oldest.map(|(id, _)| *id) {
                self.blocks.remove(&id);
            }
        }
        Msg::Coloured(Box::new(told))
    }
}

fn start(events: Sender<Event>) -> Jobs {
    // One waits at most: the next is not handed over before this one is done.
    let (jobs, orders) = sync_channel(1);
    let builder = thread::Builder::new().name("colourist".to_owned());
    match builder.spawn(move || look(&orders, &events)) {
        Ok(_) => Jobs::Thread(jobs),
        Err(_) => Jobs::Lost,
    }
}

fn look(orders: &Receiver<Job>, events: &Sender<Event>) {
    let mut worker = Worker::default();
    while let Ok(job) = orders.recv() {
        let done = Box::new(worker.work(job));
        if events.blocking_send(Event::Code(done)).is_err() {
            return;
        }
    }
}

/// Looks at code in the thread that asks, however long that takes. For benches, and screens in tests.
#[derive(Debug)]
pub(crate) struct AtOnce {
    worker: Worker,
    begun: Begun,
}

impl Default for AtOnce {
    fn default() -> Self {
        Self {
            worker: Worker::patient(),
            begun: Begun::default(),
        }
    }
}

impl AtOnce {
    /// Looks at all that is in sight.
    pub(crate) fn colour(&mut self, state: &mut State, now: At) {
        while let Some(job) = self.begun.job(state) {
            let told = self.begun.told(self.worker.work(job));
            update(state, now, told);
        }
    }
}

/// Looks at a text, line by line; gives the number of pieces. For benches.
pub(crate) fn pieces_of(language: &str, text: &str) -> usize {
    let lines = Worker::default().lines(language, text);
    lines.iter().map(Vec::len).sum()
}

//! Programs that answer calls of tools: planned, proven, run, stopped.
//!
//! A run is a task of its own with the program in a process group of its own. Stopping closes a pipe that
//! the task waits on, so nothing that runs outlives its call, nor outcrop.

mod base;
mod bash;
mod editor;
mod group;
mod job;
mod plan;
mod process;
mod proof;
mod ran;
mod ready;
mod server;
mod shells;
mod surroundings;
mod taken;
mod talk;

use std::io::PipeWriter;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::event::Event;
use super::tasks::Tasks;
use crate::app::calls::Plan;
use crate::app::effect::RunOrder;
use crate::app::msg::Msg;
use crate::chat::call::CallId;
use crate::chat::tool::invocation::{Invocation, Run};
use base::Base;
use bash::Session;
use editor::History;
use job::Job;
use plan::{Known, Unplanned};
use server::{Slot, Way};
use shells::{Approved, Left, Shells};
use surroundings::Surroundings;
use talk::Talk;

pub(super) use ran::Ran;
pub(crate) use ready::{Names, unready};
pub(crate) use talk::ask_server;

/// How long all programs together have to end when outcrop does.
const CLOSING: Duration = Duration::from_secs(3);

/// What runs, and what lives on between runs.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// Below this are the folders of programs that have none.
    base: Option<Base>,
    going: Vec<Going>,
    /// How many there were.
    count: u64,
    shells: Shells,
    servers: Vec<Arc<Slot>>,
    /// How many conversations were left.
    left: u64,
    /// Closed once nothing of a server lives that was left.
    leaving: Vec<Receiver<()>>,
    talk: Option<Talk>,
    history: History,
}

/// The shell that a command goes on in, or why it does not run.
type Begins = Result<Option<Box<Session>>, String>;

/// A run: its call, and a number, since another conversation can have a call of the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RunId {
    call: CallId,
    number: u64,
}

/// A run.
#[derive(Debug)]
struct Going {
    id: RunId,
    /// Dropped, it stops the run.
    stop: Option<PipeWriter>,
    /// Closed once nothing of it lives.
    gone: Receiver<()>,
    /// The folder that was made for it.
    folder: Option<String>,
    /// Whether the conversation was left since.
    left: bool,
}

impl Tasks {
    /// Finds out what exactly would run for a call.
    pub(super) fn plan_run(&mut self, order: RunOrder) {
        let known = match self.runs.known() {
            Ok(known) => known,
            Err(why) => {
                self.aside(move || Event::Core(Msg::RunPlanned(order.id(), Err(why))));
                return;
            }
        };
        self.aside(move || {
            Event::Core(match plan::plan(&order, &known) {
                Ok(invocation) => {
                    let sha256 = proof::sha256(&invocation);
                    let invocation = Arc::new(invocation);
                    Msg::RunPlanned(order.id(), Ok(Plan { invocation, sha256 }))
                }
                Err(Unplanned::Unfit(why)) => Msg::RunPlanned(order.id(), Err(why)),
                Err(Unplanned::Asked(why)) => Msg::RunRefused(order.id(), order.set.path, why),
            })
        });
    }

    /// Runs what was approved, if it still is what has this hash.
    pub(super) fn run(&mut self, invocation: Arc<Invocation>, sha256: String) {
        let Some(call) = invocation.call else {
            return;
        };
        self.runs.count += 1;
        let number = self.runs.count;
        let id = RunId { call, number };
        let Some((approved, session)) = self.session_for(id, (invocation, sha256)) else {
            return;
        };
        let begun = session.and_then(|session| self.begin_run(id, approved, session));
        if let Err(why) = begun {
            self.aside(move || Event::Core(Msg::RunEnded(call, Err(why))));
            self.run_next(id, Left::Nothing);
        }
    }

    /// What a run goes on in, if it is a command for a shell; nothing while it has to wait.
    fn session_for(&mut self, id: RunId, approved: Approved) -> Option<(Approved, Begins)> {
        let invocation = Arc::clone(&approved.0);
        let Run::Shell {
            process, number, ..
        } = &invocation.run
        else {
            return Some((approved, Ok(None)));
        };
        let shell = self.runs.shells.of(&invocation.source, process);
        let approved = shell.or_wait(approved)?;
        shell.busy = Some(id);
        Some((approved, shell.take(*number, &invocation)))
    }

    /// The command of a run has ended: its shell takes the next one.
    fn run_next(&mut self, id: RunId, left: Left) {
        if let Some((invocation, sha256)) = self.runs.shells.free(id, left) {
            self.run(invocation, sha256);
        }
    }

    fn begin_run(
        &mut self,
        id: RunId,
        (invocation, sha256): Approved,
        session: Option<Box<Session>>,
    ) -> Result<(), String> {
        let told = |error: std::io::Error| format!("{} did not run: {error}", invocation.tool);
        let folder = self.runs.own_folder(&invocation)?;
        let server = self.runs.server(&invocation)?;
        let (seen, stop) = std::io::pipe().map_err(told)?;
        let (lives, gone) = channel();
        self.runs.going.push(Going {
            id,
            stop: Some(stop),
            gone,
            folder: folder.clone(),
            left: false,
        });
        let (events, desk) = (self.events(), self.desk());
        self.spawn(move || {
            let job = Job {
                invocation,
                sha256,
                session,
                server,
                folder,
                desk,
            };
            let result = job.carry_out(&seen);
            drop(lives);
            events
                .blocking_send(Event::Ran(id, result.map(Box::new)))
                .ok();
        });
        Ok(())
    }

    /// Stops what runs for a call, or was to run.
    pub(super) fn stop_run(&mut self, call: CallId) {
        let going = self.runs.going.iter_mut();
        for going in going.filter(|going| going.id.call == call) {
            going.stop = None;
        }
        self.runs
            .shells
            .forget(|waiting| waiting.call == Some(call));
    }
}

impl Runs {
    /// What planning needs to know now.
    fn known(&mut self) -> Result<Known, String> {
        Ok(Known {
            around: Surroundings::here(),
            base: self.base()?,
            history: self.history.clone(),
            servers: self.servers.clone(),
            shells: self.shells.known(),
            round: self.left,
        })
    }

    /// The folder below which programs without one run.
    fn base(&mut self) -> Result<String, String> {
        if self.base.is_none() {
            self.base = Some(Base::named()?);
        }
        let base = self.base.as_ref().map(|base| base.path().display());
        Ok(base.map(|path| path.to_string()).unwrap_or_default())
    }

    /// The folder that is to be made for a run; `None` = it has one.
    fn own_folder(&mut self, invocation: &Invocation) -> Result<Option<String>, String> {
        let Run::Process(process) = &invocation.run else {
            return Ok(None);
        };
        let base = self.base.as_mut();
        let folder = Path::new(&process.folder);
        let Some(base) = base.filter(|base| folder.starts_with(base.path())) else {
            return Ok(None);
        };
        let mut going = self.going.iter();
        if going.any(|going| going.folder.as_ref() == Some(&process.folder)) {
            return Err(format!(
                "{} runs already with these arguments; run this call after that",
                invocation.tool
            ));
        }
        base.make()?;
        Ok(Some(process.folder.clone()))
    }

    /// The server of an invocation, and the way to it; `None` = it is of none.
    ///
    /// # Errors
    /// There is no place where it can run.
    fn server(&mut self, invocation: &Invocation) -> Result<Option<(Arc<Slot>, Way)>, String> {
        let base = self.base()?;
        let Some((way, name)) = Way::of(invocation, &base) else {
            return Ok(None);
        };
        if way.makes_folder() {
            self.base.as_mut().map_or(Ok(()), Base::make)?;
        }
        let source = &invocation.source;
        let known = self.servers.iter().find(|slot| slot.is_for(source, name));
        if let Some(known) = known {
            return Ok(Some((Arc::clone(known), way)));
        }
        let slot = Arc::new(Slot::new(source, name));
        self.servers.push(Arc::clone(&slot));
        Ok(Some((slot, way)))
    }

    /// Stops everything that belongs to the conversation, since another one begins.
    pub(super) fn leave(&mut self) {
        for going in &mut self.going {
            going.stop = None;
            going.left = true;
        }
        self.shells.clear();
        self.stop_talk();
        self.leave_servers();
        self.left += 1;
        self.history = History::default();
    }

    /// Stops everything and waits until nothing of it lives.
    pub(super) fn close(&mut self) {
        self.leave();
        let until = Instant::now() + CLOSING;
        let going = self.going.drain(..).map(|going| going.gone);
        for gone in going.chain(self.leaving.drain(..)) {
            // It closes, and nobody ever sends.
            let left = until.saturating_duration_since(Instant::now());
            gone.recv_timeout(left).ok();
        }
        self.base = None;
    }
}

impl Drop for Runs {
    fn drop(&mut self) {
        self.close();
    }
}

impl Tasks {
    /// Takes what came of a run: keeps what is to be kept, and gives what the core is told of it; nothing
    /// if the run was stopped, since its call may run again already, or the conversation was left.
    pub(super) fn run_ended(&mut self, id: RunId, result: Result<Box<Ran>, String>) -> Option<Msg> {
        let at = self.runs.going.iter().position(|going| going.id == id)?;
        let going = self.runs.going.remove(at);
        if going.left {
            return None;
        }
        let stopped = going.stop.is_none();
        let (result, left) = match result {
            Ok(ran) => {
                for fetched in ran.files.iter().filter(|_| !stopped) {
                    self.keep(fetched);
                }
                // What a stopped one has written is written all the same.
                if let Some(undo) = ran.undo {
                    self.runs.history.note(undo);
                }
                let left = ran.session.map_or(Left::Ended, Left::Session);
                (Ok(Box::new(ran.end)), left)
            }
            Err(why) => (Err(why), Left::Nothing),
        };
        self.run_next(id, left);
        (!stopped).then_some(Msg::RunEnded(id.call, result))
    }
}

#[cfg(test)]
mod tests;

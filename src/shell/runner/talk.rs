//! Servers that are asked for their tools, and left.

use std::io::PipeWriter;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;

use super::plan::{self, Known};
use super::surroundings::Surroundings;
use super::{Runs, proof};
use crate::app::calls::Plan;
use crate::app::msg::Msg;
use crate::chat::tool::invocation::Invocation;
use crate::chat::tool::set::ToolSet;
use crate::chat::tool::source::{Origin, server};
use crate::shell::event::Event;
use crate::shell::tasks::Tasks;

/// A server that is asked for its tools. Dropped, it is not asked any more.
#[derive(Debug)]
pub(super) struct Talk {
    _stop: PipeWriter,
}

impl Tasks {
    /// Finds out what exactly would be done to ask a server for its tools.
    pub(in crate::shell) fn plan_talk(&mut self, set: Box<ToolSet>, origin: Origin) {
        let base = self.runs.base();
        let history = self.runs.history.clone();
        self.aside(move || {
            let planned = base.and_then(|base| {
                let known = Known {
                    around: Surroundings::here(),
                    base,
                    history,
                };
                plan::plan_talk(&set, &origin.server, &known)
            });
            let plan = planned.map(|invocation| Plan {
                sha256: proof::sha256(&invocation),
                invocation: Arc::new(invocation),
            });
            Event::Core(Msg::TalkPlanned(origin, plan))
        });
    }

    /// Asks a server for its tools, if it still is what has this hash.
    pub(in crate::shell) fn ask_server(
        &mut self,
        origin: Origin,
        invocation: Arc<Invocation>,
        sha256: String,
    ) {
        let slot = self.runs.server(&invocation);
        let pipe = std::io::pipe();
        let (seen, stop) = match pipe {
            Ok(pipe) => pipe,
            Err(error) => {
                let why = format!("{} was not asked: {error}", origin.server);
                self.aside(move || Event::Core(Msg::ServerTold(origin, Err(why))));
                return;
            }
        };
        self.runs.talk = Some(Talk { _stop: stop });
        self.aside(move || {
            let told = proof::check(&invocation, &sha256).and_then(|()| {
                let slot = slot.ok_or_else(|| "it is no server".to_owned())?;
                slot.tools(invocation.limits, &seen)
            });
            let told = told.and_then(|declared| server::read(origin.clone(), declared));
            Event::Core(Msg::ServerTold(origin, told.map(Box::new)))
        });
    }

    /// Nobody wants the tools of a server any more.
    pub(in crate::shell) fn stop_talk(&mut self) {
        self.runs.talk = None;
    }
}

impl Runs {
    /// Leaves all servers, beside everything else: closing waits for them.
    pub(super) fn leave_servers(&mut self) {
        for slot in std::mem::take(&mut self.servers) {
            let (lives, gone) = channel();
            let leave = move || {
                slot.close();
                drop(lives);
            };
            let thread = thread::Builder::new().name("leave".to_owned());
            // Where no thread can be had, the process ends with its last owner.
            if thread.spawn(leave).is_ok() {
                self.leaving.push(gone);
            }
        }
    }
}

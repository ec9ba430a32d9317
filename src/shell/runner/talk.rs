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
use crate::chat::spelling;
use crate::chat::tool::invocation::Invocation;
use crate::chat::tool::set::ToolSet;
use crate::chat::tool::source::{Origin, ToolSource, server};
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
        let pipe = std::io::pipe().map_err(|error| error.to_string());
        let begun = self.runs.server(&invocation).and_then(|slot| {
            let (seen, stop) = pipe?;
            Ok((slot.ok_or("it is no server")?, seen, stop))
        });
        let (slot, seen, stop) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                let why = format!("{} was not asked: {error}", origin.server);
                self.aside(move || Event::Core(Msg::ServerTold(origin, Err(why))));
                return;
            }
        };
        self.runs.talk = Some(Talk { _stop: stop });
        self.aside(move || {
            let told = proof::check(&invocation, &sha256)
                .and_then(|()| slot.tools(invocation.limits, &seen));
            let told = told.and_then(|declared| server::read(origin.clone(), declared));
            Event::Core(Msg::ServerTold(origin, told.map(Box::new)))
        });
    }

    /// Nobody wants the tools of a server any more.
    pub(in crate::shell) fn stop_talk(&mut self) {
        self.runs.talk = None;
    }
}

/// Asks a server of a tool set for its tools, and leaves it. Blocks; an interrupt ends it.
///
/// # Errors
/// There is no such server, it cannot be reached, or has no tools; a sentence.
pub(crate) fn ask_server(set: &ToolSet, name: &str) -> Result<ToolSource, String> {
    let known = set.servers.iter().map(|server| server.name.as_str());
    if !known.clone().any(|known| known == name) {
        let advice = spelling::advice(name, known);
        return Err(format!(
            "the tool set {} has no server {name}; {advice}",
            set.name
        ));
    }
    let mut runs = Runs::default();
    let known = Known {
        around: Surroundings::here(),
        base: runs.base()?,
        history: runs.history.clone(),
    };
    let invocation = plan::plan_talk(set, name, &known)?;
    let slot = runs.server(&invocation)?.ok_or("it is no server")?;
    let told = |error: std::io::Error| format!("{name} was not asked: {error}");
    let (seen, stop) = std::io::pipe().map_err(told)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(told)?;
    let declared = runtime.block_on(async {
        let limits = invocation.limits;
        let mut asks = tokio::task::spawn_blocking(move || slot.tools(limits, &seen));
        tokio::select! {
            declared = &mut asks => return declared,
            _ = tokio::signal::ctrl_c() => drop(stop),
        }
        asks.await
    });
    runs.close();
    let declared = declared.map_err(|error| format!("{name} was not asked: {error}"))??;
    let origin = Origin {
        set: set.name.clone(),
        server: name.to_owned(),
    };
    server::read(origin, declared)
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

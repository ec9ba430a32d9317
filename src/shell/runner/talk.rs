//! Servers that are asked for their tools, and left.

use std::io::PipeWriter;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use tokio::sync::oneshot;

use super::server::Slot;
use super::{Runs, plan, proof};
use crate::app::calls::{Plan, TalkId};
use crate::app::msg::Msg;
use crate::chat::spelling;
use crate::chat::tool::invocation::Invocation;
use crate::chat::tool::set::ToolSet;
use crate::chat::tool::source::server::Told;
use crate::shell::event::Event;
use crate::shell::tasks::Tasks;

/// A server that is asked for its tools.
#[derive(Debug)]
pub(super) struct Talk {
    /// Dropped, it is not asked any more.
    stop: PipeWriter,
    /// Closed once nobody asks it.
    gone: Receiver<()>,
}

impl Tasks {
    /// Finds out what exactly would be done to ask a server for its tools.
    pub(in crate::shell) fn plan_talk(&mut self, id: TalkId, set: Box<ToolSet>, server: String) {
        let known = self.runs.known();
        self.aside(move || {
            let planned = known.and_then(|known| plan::plan_talk(&set, &server, &known));
            let plan = planned.map(|invocation| Plan {
                sha256: proof::sha256(&invocation),
                invocation: Arc::new(invocation),
            });
            Event::Core(Msg::TalkPlanned(id, plan))
        });
    }

    /// Asks a server for its tools, if it still is what has this hash.
    pub(in crate::shell) fn ask_server(
        &mut self,
        id: TalkId,
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
                let why = format!("{} was not asked: {error}", invocation.tool);
                self.aside(move || Event::Core(Msg::ServerTold(id, Err(why))));
                return;
            }
        };
        let (lives, gone) = channel();
        self.runs.stop_talk();
        self.runs.talk = Some(Talk { stop, gone });
        self.aside(move || {
            let _lives = lives;
            let told = proof::check(&invocation, &sha256)
                .and_then(|()| slot.tools(invocation.limits, &seen));
            Event::Core(Msg::ServerTold(id, told))
        });
    }

    /// Nobody wants the tools of a server any more.
    pub(in crate::shell) fn stop_talk(&mut self) {
        self.runs.stop_talk();
    }
}

/// Asks a server of a tool set for its tools, and leaves it. Blocks; an interrupt ends it.
///
/// # Errors
/// There is no such server, it cannot be reached, or has no tools; a sentence.
pub(crate) fn ask_server(set: &ToolSet, name: &str) -> Result<Told, String> {
    let known = set.servers.iter().map(|server| server.name.as_str());
    if !known.clone().any(|known| known == name) {
        let advice = spelling::advice(name, known);
        return Err(format!(
            "the tool set {} has no server {name}; {advice}",
            set.name
        ));
    }
    let mut runs = Runs::default();
    let known = runs.known()?;
    let invocation = plan::plan_talk(set, name, &known)?;
    let slot = runs.server(&invocation)?.ok_or("it is no server")?;
    let told = |error: std::io::Error| format!("{name} was not asked: {error}");
    let (seen, stop) = std::io::pipe().map_err(told)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(told)?;
    let told = runtime.block_on(async {
        let limits = invocation.limits;
        let mut asks = tokio::task::spawn_blocking(move || slot.tools(limits, &seen));
        tokio::select! {
            told = &mut asks => return told,
            _ = tokio::signal::ctrl_c() => drop(stop),
        }
        asks.await
    });
    runs.close();
    told.map_err(|error| format!("{name} was not asked: {error}"))?
}

impl Runs {
    /// Nobody wants the tools of a server any more; closing waits for whoever still asks.
    pub(super) fn stop_talk(&mut self) {
        if let Some(Talk { stop, gone }) = self.talk.take() {
            drop(stop);
            self.leaving.push(gone);
        }
    }

    /// Leaves the servers of the same name and set, which are others by now; the new one begins when they
    /// have gone, since it gets their folder.
    pub(super) fn in_place_of_others(&mut self, slot: Slot) -> Slot {
        let servers = std::mem::take(&mut self.servers);
        let (others, kept) = servers
            .into_iter()
            .partition::<Vec<_>, _>(|known| known.is_named_like(&slot));
        self.servers = kept;
        match self.leave_all(others) {
            Some(before) => slot.waits_for(before),
            None => slot,
        }
    }

    /// Leaves all servers, beside everything else: closing waits for them.
    pub(super) fn leave_servers(&mut self) {
        let servers = std::mem::take(&mut self.servers);
        self.leave_all(servers);
    }

    /// Leaves these; what is given back is closed once they have gone.
    fn leave_all(&mut self, servers: Vec<Arc<Slot>>) -> Option<oneshot::Receiver<()>> {
        if servers.is_empty() {
            return None;
        }
        let (lives, gone) = channel();
        let (last, before) = oneshot::channel();
        let leave = move || {
            thread::scope(|scope| {
                for slot in &servers {
                    scope.spawn(|| slot.close());
                }
            });
            drop((lives, last));
        };
        // Where no thread can be had, a process ends with its last owner.
        let thread = thread::Builder::new().name("leave".to_owned());
        thread.spawn(leave).ok()?;
        self.leaving.push(gone);
        Some(before)
    }
}

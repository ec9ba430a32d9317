//! Servers that are asked for their tools, and left.

use std::io::PipeWriter;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use tokio::signal::unix::{SignalKind, signal};

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
        let ((slot, way), seen, stop) = match begun {
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
                .and_then(|()| slot.tools(&way, invocation.limits, &seen));
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
    let (slot, way) = runs.server(&invocation)?.ok_or("it is no server")?;
    let told = |error: std::io::Error| format!("{name} was not asked: {error}");
    let (seen, stop) = std::io::pipe().map_err(told)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(told)?;
    let told = runtime.block_on(async {
        let limits = invocation.limits;
        let mut asks = tokio::task::spawn_blocking(move || slot.tools(&way, limits, &seen));
        tokio::select! {
            told = &mut asks => return told,
            () = interrupted() => drop(stop),
        }
        asks.await
    });
    runs.close();
    told.map_err(|error| format!("{name} was not asked: {error}"))?
}

/// Waits for a signal that ends the program, so that what it has started is ended first.
async fn interrupted() {
    let kinds = [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ];
    let [Ok(mut one), Ok(mut other), Ok(mut third)] = kinds.map(signal) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
        _ = third.recv() => {}
    }
}

impl Runs {
    /// Nobody wants the tools of a server any more; closing waits for whoever still asks.
    pub(super) fn stop_talk(&mut self) {
        if let Some(Talk { stop, gone }) = self.talk.take() {
            drop(stop);
            self.leaving.push(gone);
        }
    }

    /// Leaves all servers, beside everything else: closing waits for them.
    pub(super) fn leave_servers(&mut self) {
        let servers = std::mem::take(&mut self.servers);
        if servers.is_empty() {
            return;
        }
        let (lives, gone) = channel();
        let leave = move || {
            thread::scope(|scope| {
                for slot in &servers {
                    scope.spawn(|| slot.close());
                }
            });
            drop(lives);
        };
        // Where no thread can be had, a process ends with its last owner.
        let thread = thread::Builder::new().name("leave".to_owned());
        if thread.spawn(leave).is_ok() {
            self.leaving.push(gone);
        }
    }
}

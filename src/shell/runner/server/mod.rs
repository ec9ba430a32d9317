//! Servers of the Model Context Protocol: reached once in a conversation, and asked one thing or many
//! at a time.

mod connection;
mod http;
mod pipes;
mod reply;
#[cfg(test)]
mod tests;

use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rmcp::model::CallToolRequestParams;
use rmcp::service::ServiceError;
use rustix::event::PollFlags;
use tokio::net::unix::pipe::Receiver;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, oneshot};

use super::group::ready;
use super::process::{Cut, Stop};
use super::proof;
use super::ran::{Ran, trouble};
use super::taken::Taken;
use crate::chat::call::Status;
use crate::chat::tool::invocation::{Invocation, Process, Run, ServerReach};
use crate::chat::tool::set::Limits;
use crate::chat::tool::source::server::Told;
use crate::shell::attach::Desk;
use crate::store::atomic::make_folder;
use connection::Connection;

/// The longest message that is taken of a server, in bytes: the largest result, and room for how
/// pictures are written in JSON.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;

/// A server of a tool set, and the way to it once it was needed.
#[derive(Debug)]
pub(super) struct Slot {
    source: String,
    name: String,
    reach: ServerReach,
    /// Whether the folder that it runs in is made for it.
    makes_folder: bool,
    live: Mutex<Option<Arc<Connection>>>,
    /// Closed once the one before it has gone, whose folder it gets.
    before: Mutex<Option<oneshot::Receiver<()>>>,
}

impl Slot {
    /// The place for the server of an invocation; `None` = it is of none. Below the base are the
    /// folders that are made.
    pub(super) fn of(invocation: &Invocation, base: Option<&Path>) -> Option<Self> {
        let Run::Server { server, reach, .. } = &invocation.run else {
            return None;
        };
        let makes_folder = match reach {
            ServerReach::Process(process) => {
                base.is_some_and(|base| Path::new(&process.folder).starts_with(base))
            }
            ServerReach::Http { .. } => false,
        };
        Some(Self {
            source: invocation.source.clone(),
            name: server.clone(),
            reach: reach.clone(),
            makes_folder,
            live: Mutex::default(),
            before: Mutex::default(),
        })
    }

    /// Lets it wait, when it begins, until this is closed.
    pub(super) fn waits_for(mut self, before: oneshot::Receiver<()>) -> Self {
        self.before = Mutex::new(Some(before));
        self
    }

    /// The process that runs, or is just being started, if it is the server of this name and set and
    /// nothing but the bytes of files may differ from this: those with which it was started count.
    pub(super) fn running(&self, source: &str, name: &str, process: &Process) -> Option<&Process> {
        let ServerReach::Process(running) = &self.reach else {
            return None;
        };
        let stands = match self.live.try_lock() {
            Ok(live) => live.as_ref().is_some_and(|it| it.is_alive()),
            Err(_) => true,
        };
        let same = (self.source.as_str(), self.name.as_str()) == (source, name)
            && running.is_but_for_files(process);
        (stands && same).then_some(running)
    }

    /// Whether the folder that it runs in is made for it.
    pub(super) fn makes_folder(&self) -> bool {
        self.makes_folder
    }

    /// Whether it is the place for the same server, reached in the same way, by the same program.
    pub(super) fn is_for(&self, other: &Self) -> bool {
        self.is_named_like(other) && self.reach == other.reach
    }

    /// Whether it is the place for the server of the same name and set.
    pub(super) fn is_named_like(&self, other: &Self) -> bool {
        (&self.source, &self.name) == (&other.source, &other.name)
    }

    /// Calls a tool of the server, which is reached first if it was not yet. Blocks.
    ///
    /// # Errors
    /// It was not called; why.
    pub(super) fn call(
        &self,
        (tool, args): (&str, &str),
        limits: Limits,
        (stop, desk): (&Stop, &Desk),
    ) -> Result<Ran, String> {
        let since = Instant::now();
        let params = params(tool, args)?;
        Handle::current().block_on(async {
            let end = cut(limits.time, stop);
            tokio::pin!(end);
            let connection = tokio::select! {
                connection = self.connection(stop) => connection?,
                cut = &mut end => Err(cut),
            };
            let connection = match connection {
                Ok(connection) => connection,
                Err(Cut::Stopped) => return Ok(stopped(Cut::Stopped, limits, since)),
                Err(Cut::Time) => return Err(self.unreached(Cut::Time, limits)),
            };
            let result = tokio::select! {
                // Dropped, it tells the server that nobody waits any more.
                result = connection.call(params) => result,
                cut = &mut end => return Ok(stopped(cut, limits, since)),
            };
            match result {
                Ok(result) => Ok(reply::ran(result, limits, since, desk)),
                Err(ServiceError::McpError(error)) => {
                    let mut said = Taken::up_to(limits.output);
                    said.take(error.message.as_bytes());
                    let text = format!("[the server says: {}]", said.text());
                    Ok(Ran::text(text, Status::Error, since, None))
                }
                Err(error) => {
                    let why = self.lost(&error, connection).await;
                    Ok(Ran::text(format!("[{why}]"), Status::Error, since, None))
                }
            }
        })
    }

    /// Asks the server for its tools. Blocks.
    ///
    /// # Errors
    /// It cannot be reached, or does not tell them; why.
    pub(super) fn tools(&self, limits: Limits, stop: &Stop) -> Result<Told, String> {
        Handle::current().block_on(async {
            let end = cut(limits.time, stop);
            tokio::pin!(end);
            let connection = tokio::select! {
                connection = self.connection(stop) => connection?,
                cut = &mut end => Err(cut),
            };
            let connection = connection.map_err(|cut| self.unreached(cut, limits))?;
            let told = tokio::select! {
                told = connection.tools() => told,
                cut = &mut end => return Err(self.unreached(cut, limits)),
            };
            match told {
                Ok(tools) => Ok(tools),
                Err(error) => Err(self.lost(&error, connection).await),
            }
        })
    }

    /// Leaves the server. One that was started has a while to end by itself. Blocks.
    pub(super) fn close(&self) {
        if let Some(connection) = self.live.blocking_lock().take() {
            connection.close();
        }
    }

    /// The way to the server, or that nobody wants it any more. Whoever comes while it is made waits for it.
    ///
    /// # Errors
    /// There is none; why.
    async fn connection(&self, stop: &Stop) -> Result<Result<Arc<Connection>, Cut>, String> {
        let mut live = self.live.lock().await;
        // Whether to stop is only heard of while something is waited for.
        if is_closed(stop) {
            return Ok(Err(Cut::Stopped));
        }
        if let Some(connection) = live.as_ref().filter(|it| it.is_alive()) {
            return Ok(Ok(Arc::clone(connection)));
        }
        // One that has ended is let go before another begins.
        *live = None;
        if let Some(before) = self.before.lock().await.take() {
            before.await.ok();
        }
        let connection = match &self.reach {
            ServerReach::Process(process) => {
                proof::check_files(process)?;
                if self.makes_folder {
                    empty_folder(&process.folder)?;
                }
                Connection::start(process).await
            }
            ServerReach::Http { url, headers } => Connection::reach(url, headers).await,
        };
        let connection = connection.map_err(|why| format!("the server {}: {why}", self.name))?;
        let connection = Arc::new(connection);
        *live = Some(Arc::clone(&connection));
        Ok(Ok(connection))
    }

    /// What is told of an error that is none of the tool. A way that has broken is let go, so that the next
    /// call makes another.
    async fn lost(&self, error: &ServiceError, connection: Arc<Connection>) -> String {
        if !connection.is_over(error) {
            return format!("the server {} gave no result: {error}", self.name);
        }
        // Where another way is being made, this one is let go of already.
        if let Ok(mut live) = self.live.try_lock()
            && live.as_ref().is_some_and(|it| Arc::ptr_eq(it, &connection))
        {
            *live = None;
        }
        let last = connection.last_words().await;
        format!("the server {} was lost: {error}{last}", self.name)
    }

    fn unreached(&self, cut: Cut, limits: Limits) -> String {
        match cut {
            Cut::Time => {
                let seconds = limits.time.as_secs();
                format!(
                    "the server {} did not answer within {seconds} s; `time_limit` in {} is that limit",
                    self.name, self.source
                )
            }
            Cut::Stopped => format!("the server {} is not asked any more", self.name),
        }
    }
}

/// What came of a call that was cut off.
fn stopped(cut: Cut, limits: Limits, since: Instant) -> Ran {
    let why = trouble(Some(cut), None, limits.time).unwrap_or_default();
    Ran::text(format!("[{why}]"), Status::Error, since, None)
}

/// A call as the protocol has it.
///
/// # Errors
/// The arguments are no object.
fn params(tool: &str, args: &str) -> Result<CallToolRequestParams, String> {
    let args = serde_json::from_str(args)
        .map_err(|error| format!("the arguments are no JSON object: {error}"))?;
    Ok(CallToolRequestParams::new(tool.to_owned()).with_arguments(args))
}

/// Whether nobody wants it any more.
fn is_closed(stop: &Stop) -> bool {
    let ends = [(stop.as_fd(), PollFlags::IN)];
    ready(&ends, Instant::now()).is_ok_and(|ready| ready[0])
}

/// Waits until the time is over or nobody wants it any more.
async fn cut(time: Duration, stop: &Stop) -> Cut {
    tokio::select! {
        () = tokio::time::sleep(time) => Cut::Time,
        () = closed(stop) => Cut::Stopped,
    }
}

async fn closed(stop: &Stop) {
    let receiver = stop
        .try_clone()
        .and_then(|stop| Receiver::from_owned_fd(OwnedFd::from(stop)));
    let seen: io::Result<()> = match receiver {
        Ok(receiver) => receiver.readable().await,
        Err(error) => Err(error),
    };
    if seen.is_err() {
        // It cannot be watched: the time limit still holds.
        std::future::pending::<()>().await;
    }
}

/// Makes the folder of a server, without what an earlier one has left there.
fn empty_folder(folder: &str) -> Result<(), String> {
    let path = Path::new(folder);
    std::fs::remove_dir_all(path).ok();
    make_folder(path).map_err(|error| format!("{folder} was not made: {error}"))
}

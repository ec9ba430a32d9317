//! Servers of the Model Context Protocol: reached once in a conversation, and asked one thing or many
//! at a time.

mod connection;
mod http;
mod reply;

use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rmcp::model::CallToolRequestParams;
use rmcp::service::ServiceError;
use tokio::net::unix::pipe::Receiver;
use tokio::runtime::Handle;
use tokio::sync::Mutex;

use super::process::{Cut, Stop};
use super::ran::{Ran, trouble};
use crate::chat::call::Status;
use crate::chat::tool::invocation::{Invocation, Run, ServerReach};
use crate::chat::tool::set::Limits;
use crate::chat::tool::source::server::Declared;
use crate::shell::attach::Desk;
use crate::store::atomic::make_folder;
use connection::Connection;

/// A server of a tool set, and the way to it once it was needed.
#[derive(Debug)]
pub(super) struct Slot {
    source: String,
    name: String,
    reach: ServerReach,
    /// Whether the folder that it runs in is made for it.
    makes_folder: bool,
    live: Mutex<Option<Arc<Connection>>>,
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
        })
    }

    /// Whether the folder that it runs in is made for it.
    pub(super) fn makes_folder(&self) -> bool {
        self.makes_folder
    }

    /// Whether it is the place for the same server, reached in the same way, by the same program.
    pub(super) fn is_for(&self, other: &Self) -> bool {
        (&self.source, &self.name, &self.reach) == (&other.source, &other.name, &other.reach)
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
                connection = self.connection() => connection?,
                cut = &mut end => return match cut {
                    Cut::Stopped => Ok(stopped(cut, limits, since)),
                    Cut::Time => Err(self.unreached(cut, limits)),
                },
            };
            let result = tokio::select! {
                // Dropped, it tells the server that nobody waits any more.
                result = connection.service.call_tool(params) => result,
                cut = &mut end => return Ok(stopped(cut, limits, since)),
            };
            match result {
                Ok(result) => Ok(reply::ran(result, limits, since, desk)),
                Err(ServiceError::McpError(error)) => {
                    let text = format!("[the server says: {}]", error.message);
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
    pub(super) fn tools(&self, limits: Limits, stop: &Stop) -> Result<Vec<Declared>, String> {
        Handle::current().block_on(async {
            let end = cut(limits.time, stop);
            tokio::pin!(end);
            let connection = tokio::select! {
                connection = self.connection() => connection?,
                cut = &mut end => return Err(self.unreached(cut, limits)),
            };
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

    /// The way to the server. Whoever comes while it is made waits for it.
    async fn connection(&self) -> Result<Arc<Connection>, String> {
        let mut live = self.live.lock().await;
        if let Some(connection) = live.as_ref().filter(|it| it.is_alive()) {
            return Ok(Arc::clone(connection));
        }
        // One that has ended is let go before another begins.
        *live = None;
        let connection = match &self.reach {
            ServerReach::Process(process) => {
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
        Ok(connection)
    }

    /// Lets go of a way that has broken, so that the next call makes another; tells what is known of it.
    async fn lost(&self, error: &ServiceError, connection: Arc<Connection>) -> String {
        let mut live = self.live.lock().await;
        if live.as_ref().is_some_and(|it| Arc::ptr_eq(it, &connection)) {
            *live = None;
        }
        drop(live);
        let mut why = format!("the server {} was lost: {error}", self.name);
        if let Some(last) = connection.last_words() {
            why.extend(["; it wrote: ", &last]);
        }
        why
    }

    fn unreached(&self, cut: Cut, limits: Limits) -> String {
        match cut {
            Cut::Time => {
                let seconds = limits.time.as_secs();
                format!(
                    "the server {} did not answer within {seconds} s; `time_limit` is that limit, in {}",
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

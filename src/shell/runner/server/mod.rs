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
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use rmcp::model::CallToolRequestParams;
use rmcp::service::ServiceError;
use rustix::event::PollFlags;
use tokio::net::unix::pipe::Receiver;
use tokio::runtime::Handle;
use tokio::sync::Mutex;

use super::group::ready;
use super::process::{Cut, Stop};
use super::proof::{self, Folder};
use super::ran::{Ran, trouble};
use super::taken::Taken;
use crate::chat::call::Status;
use crate::chat::tool::invocation::{Invocation, Process, Run, ServerReach};
use crate::chat::tool::set::Limits;
use crate::chat::tool::source::server::Told;
use crate::shell::attach::Desk;
use crate::store::atomic::make_folder;
use connection::{Connection, Lifecycle, NotBegun};
use pipes::Said;

/// The longest message that is taken of a server, in bytes: the largest result, and room for how
/// pictures are written in JSON.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;

/// How the user is asked again about a server whose files have changed.
const AGAIN: &str = "try again, and you are asked";

/// A server of a tool set, which is one at a time whatever program or address it has.
#[derive(Debug)]
pub(super) struct Slot {
    source: String,
    name: String,
    live: Mutex<Live>,
    /// The way to what there is, or is being begun.
    way: std::sync::Mutex<Option<Way>>,
    /// What was begun last has said this beside its answers.
    said: std::sync::Mutex<Said>,
}

/// What there is of a server.
#[derive(Debug)]
enum Live {
    /// Nothing yet, or no more.
    Nothing,
    /// A connection, which may be over by now.
    There(Arc<Connection>),
    /// One that is left, to make room for the next.
    Leaves(Arc<Connection>),
    /// The conversation was left: nothing is begun any more.
    Closed,
}

/// How a server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    reach: ServerReach,
    folder: Folder,
}

impl Way {
    /// That of an invocation, with the server's name; `None` = it is of none. Below the base are the folders
    /// that are made.
    pub(super) fn of<'a>(invocation: &'a Invocation, base: &str) -> Option<(Self, &'a str)> {
        let Run::Server { server, reach, .. } = &invocation.run else {
            return None;
        };
        let folder = match reach {
            ServerReach::Process(process) if Path::new(&process.folder).starts_with(base) => {
                Folder::Made
            }
            ServerReach::Process(_) | ServerReach::Http { .. } => Folder::Given,
        };
        let reach = reach.clone();
        Some((Self { reach, folder }, server))
    }

    /// Whether the folder that it runs in is made for it.
    pub(super) fn makes_folder(&self) -> bool {
        self.folder == Folder::Made
    }
}

/// Why a server is not asked.
#[derive(Debug)]
enum Not {
    /// Nobody wants it any more, or not within the time.
    Cut(Cut),
    /// It cannot be; a sentence.
    Why(String),
}

impl From<Cut> for Not {
    fn from(cut: Cut) -> Self {
        Self::Cut(cut)
    }
}

impl From<String> for Not {
    fn from(why: String) -> Self {
        Self::Why(why)
    }
}

impl Slot {
    /// The place for the server of this name, of the tool set of this path.
    pub(super) fn new(source: &str, name: &str) -> Self {
        Self {
            source: source.to_owned(),
            name: name.to_owned(),
            live: Mutex::new(Live::Nothing),
            way: std::sync::Mutex::default(),
            said: std::sync::Mutex::default(),
        }
    }

    /// Whether it is the place for this server.
    pub(super) fn is_for(&self, source: &str, name: &str) -> bool {
        (self.source.as_str(), self.name.as_str()) == (source, name)
    }

    /// The process that runs, or is just being started, if nothing but the bytes of files may differ from
    /// this: those with which it was started count.
    pub(super) fn running(&self, process: &Process) -> Option<Process> {
        let stands = match self.live.try_lock() {
            Ok(live) => matches!(&*live, Live::There(connection) if connection.is_alive()),
            Err(_) => true,
        };
        let way = self.way.lock().unwrap_or_else(PoisonError::into_inner);
        let ServerReach::Process(running) = &way.as_ref().filter(|_| stands)?.reach else {
            return None;
        };
        running.is_but_for_files(process).then(|| running.clone())
    }

    /// Calls a tool of the server, which is reached first if it was not yet. Blocks.
    ///
    /// # Errors
    /// It was not called; why.
    pub(super) fn call(
        &self,
        (tool, args, way): (&str, &str, &Way),
        limits: Limits,
        (stop, desk): (&Stop, &Desk),
    ) -> Result<Ran, String> {
        let since = Instant::now();
        let params = params(tool, args)?;
        Handle::current().block_on(async {
            let connection = match self.reached(way, limits, stop).await {
                Ok(connection) => connection,
                Err(Not::Cut(Cut::Stopped)) => return Ok(stopped(Cut::Stopped, limits, since)),
                Err(not) => return Err(self.unreached(not, limits)),
            };
            let result = tokio::select! {
                // Dropped, it tells the server that nobody waits any more.
                result = connection.call(params) => result,
                cut = cut(limits.time, stop) => {
                    connection.was_cut(cut);
                    return Ok(stopped(cut, limits, since));
                }
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
                    let why = self.lost(&error, &connection).await;
                    Ok(Ran::text(format!("[{why}]"), Status::Error, since, None))
                }
            }
        })
    }

    /// Asks the server for its tools. Blocks.
    ///
    /// # Errors
    /// It cannot be reached, or does not tell them; why.
    pub(super) fn tools(&self, way: &Way, limits: Limits, stop: &Stop) -> Result<Told, String> {
        Handle::current().block_on(async {
            let connection = self.reached(way, limits, stop).await;
            let connection = connection.map_err(|not| self.unreached(not, limits))?;
            let told = tokio::select! {
                told = connection.tools() => told,
                cut = cut(limits.time, stop) => {
                    connection.was_cut(cut);
                    return Err(self.unreached(Not::Cut(cut), limits));
                }
            };
            match told {
                Ok(tools) => Ok(tools),
                Err(error) => Err(self.lost(&error, &connection).await),
            }
        })
    }

    /// Leaves the server for good. One that was started has a while to end by itself. Blocks.
    pub(super) fn close(&self) {
        let before = std::mem::replace(&mut *self.live.blocking_lock(), Live::Closed);
        if let Live::There(connection) | Live::Leaves(connection) = before {
            connection.close();
        }
    }

    /// The way to the server, within the time; another server that was there before has its own time to end.
    async fn reached(
        &self,
        way: &Way,
        limits: Limits,
        stop: &Stop,
    ) -> Result<Arc<Connection>, Not> {
        tokio::select! {
            room = self.room_for(way, stop) => drop(room?),
            () = closed(stop) => return Err(Not::Cut(Cut::Stopped)),
        }
        tokio::select! {
            connection = self.connection(way, stop) => connection,
            cut = cut(limits.time, stop) => Err(Not::Cut(cut)),
        }
    }

    /// The way to the server. Whoever comes while it is made waits for it.
    async fn connection(&self, way: &Way, stop: &Stop) -> Result<Arc<Connection>, Not> {
        let mut live = self.room_for(way, stop).await?;
        if let Live::There(connection) = &*live {
            return Ok(Arc::clone(connection));
        }
        *self.way.lock().unwrap_or_else(PoisonError::into_inner) = Some(way.clone());
        let mut begun = self.begin(way, Lifecycle::Newest).await;
        if let Err(NotBegun::Late(older)) = begun {
            // Its answer to the first question came after the second one. Nothing was called yet: it
            // begins once more, and is asked at once in the way that it knows.
            begun = self.begin(way, older).await;
        }
        let connection = begun.map_err(|not| match not {
            NotBegun::Late(_) => self.told("it answers what it was not asked"),
            NotBegun::Why(why) => self.told(&why),
        })?;
        let connection = Arc::new(connection);
        *live = Live::There(Arc::clone(&connection));
        Ok(connection)
    }

    fn told(&self, why: &str) -> String {
        format!("the server {}: {why}", self.name)
    }

    /// Begins, if its files are what was approved.
    async fn begin(&self, way: &Way, lifecycle: Lifecycle) -> Result<Connection, NotBegun> {
        let said = Said::default();
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = said.clone();
        match &way.reach {
            ServerReach::Process(process) => {
                proof::check_files(process, way.folder, AGAIN)?;
                if way.folder == Folder::Made {
                    empty_folder(&process.folder)?;
                }
                Connection::start(process, lifecycle, said).await
            }
            ServerReach::Http { url, headers } => Connection::reach(url, headers, lifecycle).await,
        }
    }

    /// Lets go of what is not reached in this way, or not at all any more, once what is to be there instead
    /// is known to be what was approved. Left half done, it is gone on with by whoever comes next.
    async fn room_for(
        &self,
        way: &Way,
        stop: &Stop,
    ) -> Result<tokio::sync::MutexGuard<'_, Live>, Not> {
        let mut live = self.live.lock().await;
        // Whether to stop is only heard of while something is waited for.
        if is_closed(stop) {
            return Err(Not::Cut(Cut::Stopped));
        }
        if let Live::There(connection) = &*live {
            if connection.is_alive() && self.is_reached_by(way) {
                return Ok(live);
            }
            if let ServerReach::Process(process) = &way.reach {
                let proven = proof::check_files(process, way.folder, AGAIN);
                proven.map_err(|why| self.told(&why))?;
            }
            *live = Live::Leaves(Arc::clone(connection));
        }
        if let Live::Leaves(connection) = &*live {
            let connection = Arc::clone(connection);
            let left = tokio::task::spawn_blocking(move || connection.close());
            left.await.ok();
            *live = Live::Nothing;
        }
        match &*live {
            Live::Closed => Err(Not::Why(self.told("its conversation was left"))),
            Live::Nothing | Live::There(_) | Live::Leaves(_) => Ok(live),
        }
    }

    fn is_reached_by(&self, way: &Way) -> bool {
        let known = self.way.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref() == Some(way)
    }

    /// What is told of an error that is none of the tool. A way that has broken is not taken again.
    async fn lost(&self, error: &ServiceError, connection: &Connection) -> String {
        if !connection.is_over(error) {
            return format!("the server {} gave no result: {error}", self.name);
        }
        let last = connection.last_words().await;
        format!("the server {} was lost: {error}{last}", self.name)
    }

    fn unreached(&self, not: Not, limits: Limits) -> String {
        match not {
            Not::Why(why) => why,
            Not::Cut(Cut::Time) => {
                let seconds = limits.time.as_secs();
                let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
                format!(
                    "the server {} did not answer within {seconds} s; `time_limit` is that limit, in {}{}",
                    self.name,
                    self.source,
                    said.so_far()
                )
            }
            Not::Cut(Cut::Stopped) => format!("the server {} is not asked any more", self.name),
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

//! The way to a server: a process and its pipes, or an address.

use std::collections::VecDeque;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rmcp::model::{
    ClientCapabilities, ClientConfig, Implementation, PaginatedRequestParams, ProtocolVersion,
};
use rmcp::service::{
    ClientInitializeError, ClientLifecycleMode, ClientServiceExt as _, RoleClient, RunningService,
    ServiceError,
};
use rmcp::transport::IntoTransport;
use rmcp::transport::async_rw::AsyncRwTransport;
use rustix::event::PollFlags;
use tokio::net::unix::pipe::{Receiver, Sender};

use super::super::group::{Errors, GRACE, Group, ready, start};
use super::http;
use crate::chat::content::Json;
use crate::chat::shown::Shown;
use crate::chat::tool::invocation::Process;
use crate::chat::tool::source::server::{Declared, MAX_TOOLS};

/// The longest message that is taken of a server, in bytes: the largest result, and room for how
/// pictures are written in JSON.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;

/// So much of what a server writes to standard error is kept, in bytes.
const LAST_WORDS: usize = 2000;

/// The most pages that a list of tools may have.
const MAX_PAGES: usize = 200;

/// A server that is spoken to.
#[derive(Debug)]
pub(super) struct Connection {
    /// Before the process: it is told that the talk ends.
    pub(super) service: RunningService<RoleClient, ClientConfig>,
    group: Option<Group>,
    said: Said,
}

/// The end of what a server has written to standard error.
type Said = Arc<Mutex<VecDeque<u8>>>;

impl Connection {
    /// Starts a server and begins to talk over its standard input and output.
    ///
    /// # Errors
    /// It does not start, or does not speak the protocol; what it wrote.
    pub(super) async fn start(process: &Process) -> Result<Self, String> {
        match Self::begin(process, newest()).await {
            // It was so slow to begin that its answer to the first question came after the second one.
            // Nothing was called yet: it begins once more, and is asked in the older way at once.
            Err(NotBegun::Late) => {
                match Self::begin(process, ClientLifecycleMode::Initialize).await {
                    Err(NotBegun::Late) => Err("it answers what it was not asked".to_owned()),
                    Err(NotBegun::Why(why)) => Err(why),
                    Ok(connection) => Ok(connection),
                }
            }
            Err(NotBegun::Why(why)) => Err(why),
            Ok(connection) => Ok(connection),
        }
    }

    async fn begin(process: &Process, way: ClientLifecycleMode) -> Result<Self, NotBegun> {
        let started = start(process, Stdio::piped(), Errors::Apart)?;
        let told = |error: std::io::Error| format!("its pipes cannot be used: {error}");
        let input = started
            .input
            .ok_or_else(|| "it has no standard input".to_owned())?;
        let write = Sender::from_owned_fd(OwnedFd::from(input)).map_err(told)?;
        let read = Receiver::from_owned_fd(OwnedFd::from(started.out)).map_err(told)?;
        let said = Said::default();
        let listens = started.err.map(|err| listen(err, Arc::clone(&said)));
        let transport = AsyncRwTransport::new_client(read, write).with_max_line_length(MAX_MESSAGE);
        match talk(transport, way).await {
            Ok(service) => Ok(Self {
                service,
                group: Some(started.group),
                said,
            }),
            Err(
                ClientInitializeError::UncorrelatedErrorResponse { .. }
                | ClientInitializeError::ConflictInitResponseId(..),
            ) => Err(NotBegun::Late),
            Err(error) => {
                drop(started.group);
                if let Some(Ok(listens)) = listens {
                    tokio::time::timeout(GRACE, listens).await.ok();
                }
                let last = last_words(&said);
                let last = last.map_or_else(String::new, |last| format!("; it wrote: {last}"));
                Err(NotBegun::Why(format!("{error}{last}")))
            }
        }
    }

    /// Begins to talk to a server that listens at an address.
    ///
    /// # Errors
    /// It cannot be reached, or does not speak the protocol.
    pub(super) async fn reach(url: &str, headers: &[(String, String)]) -> Result<Self, String> {
        let transport = http::transport(url, headers, MAX_MESSAGE)?;
        let service = talk(transport, newest()).await;
        Ok(Self {
            service: service.map_err(|error| format!("{url}: {}", chain(&error)))?,
            group: None,
            said: Said::default(),
        })
    }

    /// Whether it can still be asked.
    pub(super) fn is_alive(&self) -> bool {
        let runs = self.group.as_ref().is_none_or(|group| {
            let ends = [(group.exit(), PollFlags::IN)];
            ready(&ends, Instant::now()).is_ok_and(|ended| !ended[0])
        });
        runs && !self.service.is_closed() && !self.service.is_transport_closed()
    }

    /// The end of what the server wrote to standard error.
    pub(super) fn last_words(&self) -> Option<String> {
        last_words(&self.said)
    }

    /// All tools of the server, page by page.
    pub(super) async fn tools(&self) -> Result<Vec<Declared>, ServiceError> {
        let mut tools = Vec::new();
        let mut page = None;
        for _ in 0..MAX_PAGES {
            let next = self.service.list_tools(page).await?;
            tools.extend(next.tools.into_iter().map(declared));
            let Some(cursor) = next.next_cursor.filter(|_| tools.len() <= MAX_TOOLS) else {
                break;
            };
            page = Some(PaginatedRequestParams::default().with_cursor(Some(cursor)));
        }
        Ok(tools)
    }

    /// Ends the talk: its input is closed, and a while later whatever still runs is ended.
    pub(super) fn close(self: Arc<Self>) {
        self.service.cancellation_token().cancel();
        if let Some(group) = &self.group {
            for ask in [false, true] {
                if ask {
                    group.ask();
                }
                let ends = [(group.exit(), PollFlags::IN)];
                if ready(&ends, Instant::now() + GRACE).is_ok_and(|ended| ended[0]) {
                    break;
                }
            }
            group.kill();
        }
    }
}

/// Why a talk did not begin.
#[derive(Debug)]
enum NotBegun {
    /// An answer came to what was asked before.
    Late,
    /// Something else; a sentence.
    Why(String),
}

impl From<String> for NotBegun {
    fn from(why: String) -> Self {
        Self::Why(why)
    }
}

/// The newest way of talking that the server knows.
fn newest() -> ClientLifecycleMode {
    ClientLifecycleMode::Auto {
        preferred_versions: vec![ProtocolVersion::V_2026_07_28],
        legacy_version: None,
    }
}

/// Begins the talk.
async fn talk<T, E, A>(
    transport: T,
    way: ClientLifecycleMode,
) -> Result<RunningService<RoleClient, ClientConfig>, ClientInitializeError>
where
    T: IntoTransport<RoleClient, E, A>,
    E: std::error::Error + Send + Sync + 'static,
{
    let name = Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let client = ClientConfig::new(ClientCapabilities::default(), name);
    client.serve_with_lifecycle(transport, way).await
}

fn declared(tool: rmcp::model::Tool) -> Declared {
    let schema = serde_json::to_string(&*tool.input_schema);
    Declared {
        name: tool.name.into_owned(),
        description: tool.description.unwrap_or_default().into_owned(),
        schema: Json(schema.unwrap_or_else(|_| "{}".to_owned())),
    }
}

/// Reads what a server writes to standard error, for as long as it does.
fn listen(err: std::io::PipeReader, said: Said) -> std::io::Result<tokio::task::JoinHandle<()>> {
    let err = Receiver::from_owned_fd(OwnedFd::from(err))?;
    Ok(tokio::spawn(async move {
        let mut buffer = [0; 4096];
        while err.readable().await.is_ok() {
            match err.try_read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                    said.extend(&buffer[..count]);
                    let more = said.len().saturating_sub(LAST_WORDS);
                    said.drain(..more);
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => break,
            }
        }
    }))
}

fn last_words(said: &Said) -> Option<String> {
    let said = said.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes: Vec<u8> = said.iter().copied().collect();
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim();
    (!text.is_empty()).then(|| Shown::label(text).to_string())
}

/// An error with all its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

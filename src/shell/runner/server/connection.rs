//! The way to a server: a process and its pipes, or an address.

use std::io;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver as Ends, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, ClientConfig,
    Implementation, PaginatedRequestParams, ProtocolVersion,
};
use rmcp::service::{
    ClientCacheConfig, ClientInitializeError, ClientLifecycleMode, ClientServiceExt as _, Peer,
    RoleClient, RunningService, ServiceError,
};
use rmcp::transport::IntoTransport;
use rmcp::transport::async_rw::AsyncRwTransport;
use rustix::event::PollFlags;
use tokio::net::unix::pipe::{Receiver, Sender};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::super::group::{Errors, GRACE, Group, ready, start};
use super::super::process::Cut;
use super::pipes::{Lines, Said};
use super::{MAX_MESSAGE, http};
use crate::chat::content::Json;
use crate::chat::tool::invocation::Process;
use crate::chat::tool::source::server::{Declared, MAX_TOOLS, Told};

/// The most pages that a list of tools may have.
const MAX_PAGES: usize = 200;

/// The most bytes that a list of tools may have, with descriptions and schemas.
const MAX_LIST: usize = 4 * 1024 * 1024;

/// How long a server has to end once its input has.
const UNASKED: Duration = Duration::from_millis(1500);

/// How long ending a talk may take: a grace longer, and below what closing waits.
const ENDING: Duration = Duration::from_millis(2500);

/// In which way to begin to talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lifecycle {
    /// The newest one that the server knows, which it is asked first.
    Newest,
    /// The newest one, whatever the server says of it.
    OnlyNewest,
    /// That of the versions before.
    Older,
}

/// A server that is spoken to.
#[derive(Debug)]
pub(super) struct Connection {
    peer: Peer<RoleClient>,
    /// Ends when the talk has.
    talk: JoinHandle<()>,
    /// Closed at the same time.
    over: Mutex<Ends<()>>,
    /// Dropped, it ends the talk.
    end: Mutex<Option<oneshot::Sender<()>>>,
    group: Option<Group>,
    said: Said,
    /// Whether it is known that nothing will come any more.
    is_lost: AtomicBool,
}

impl Connection {
    /// Starts a server and begins to talk over its standard input and output.
    ///
    /// # Errors
    /// It does not start, or does not speak the protocol; what it wrote.
    pub(super) async fn start(
        process: &Process,
        lifecycle: Lifecycle,
        said: Said,
    ) -> Result<Self, NotBegun> {
        let started = start(process, Stdio::piped(), Errors::Apart)?;
        let told = |error: io::Error| format!("its pipes cannot be used: {error}");
        let input = started.input.ok_or_else(|| "it has no input".to_owned())?;
        let write = Sender::from_owned_fd(OwnedFd::from(input)).map_err(told)?;
        let read = Receiver::from_owned_fd(OwnedFd::from(started.out)).map_err(told)?;
        if let Some(err) = started.err {
            said.listen(err).map_err(told)?;
        }
        let read = Lines::of(read, &said);
        // The lines are bounded already.
        let transport = AsyncRwTransport::new_client(read, write).with_max_line_length(usize::MAX);
        let begun = tokio::select! {
            begun = talk(transport, lifecycle) => begun.map_err(NotBegun::of),
            // What it has started may hold its pipes.
            () = ended(Some(&started.group)) => Err("it has ended".to_owned().into()),
        };
        match begun {
            Ok(service) => Ok(Self::of(service, Some(started.group), said).await),
            Err(NotBegun::Why(why)) => {
                drop(started.group);
                Err(NotBegun::Why(format!("{why}{}", said.at_last().await)))
            }
            Err(late) => Err(late),
        }
    }

    /// Begins to talk to a server that listens at an address.
    ///
    /// # Errors
    /// It cannot be reached, or does not speak the protocol.
    pub(super) async fn reach(
        url: &str,
        headers: &[(String, String)],
        lifecycle: Lifecycle,
    ) -> Result<Self, NotBegun> {
        let transport = http::transport(url, headers, MAX_MESSAGE)?;
        let service = talk(transport, lifecycle).await.map_err(NotBegun::of);
        let service = service.map_err(|not| match not {
            NotBegun::Why(why) => NotBegun::Why(format!("{url}: {why}")),
            late @ NotBegun::Late(_) => late,
        })?;
        Ok(Self::of(service, None, Said::default()).await)
    }

    async fn of(service: Service, group: Option<Group>, said: Said) -> Self {
        let peer = service.peer().clone();
        // Whoever asks for tools wants those that there are now.
        peer.set_response_cache_config(ClientCacheConfig::disabled())
            .await;
        let (end, ends) = oneshot::channel();
        let (lives, over) = channel();
        let talk = tokio::spawn(async move {
            let end = service.cancellation_token();
            let over = service.waiting();
            tokio::pin!(over);
            tokio::select! {
                _ = &mut over => {}
                // Nobody ever sends.
                _ = ends => {
                    end.cancel();
                    over.await.ok();
                }
            }
            drop(lives);
        });
        Self {
            peer,
            talk,
            over: Mutex::new(over),
            end: Mutex::new(Some(end)),
            group,
            said,
            is_lost: AtomicBool::new(false),
        }
    }

    /// Whether it can still be asked.
    pub(super) fn is_alive(&self) -> bool {
        let runs = self.group.as_ref().is_none_or(|group| {
            let ends = [(group.exit(), PollFlags::IN)];
            ready(&ends, Instant::now()).is_ok_and(|ended| !ended[0])
        });
        runs && !self.is_lost.load(Ordering::Relaxed)
            && !self.said.is_broken()
            && !self.talk.is_finished()
            && !self.peer.is_transport_closed()
    }

    /// Whether nothing more can be asked after this error.
    pub(super) fn is_over(&self, error: &ServiceError) -> bool {
        let is_lost = matches!(
            error,
            ServiceError::TransportClosed | ServiceError::TransportSend(_)
        );
        if is_lost {
            self.is_lost.store(true, Ordering::Relaxed);
        }
        !self.is_alive()
    }

    /// An answer was not waited for to its end. Behind an address the server may have forgotten the
    /// session, and then it never answers: the next call begins another one.
    pub(super) fn was_cut(&self, cut: Cut) {
        if self.group.is_none() && cut == Cut::Time {
            self.is_lost.store(true, Ordering::Relaxed);
        }
    }

    /// What is told of a server that has ended.
    pub(super) async fn last_words(&self) -> String {
        self.said.at_last().await
    }

    /// Calls a tool.
    ///
    /// # Errors
    /// What the server or the way to it says; one that has ended answers no more.
    pub(super) async fn call(
        &self,
        params: CallToolRequestParams,
    ) -> Result<CallToolResult, ServiceError> {
        match self.until_over(self.peer.call_tool_once(params)).await? {
            CallToolResponse::Complete(result) => Ok(result),
            // It asks back, or wants to be asked later: both were not offered.
            _ => Err(ServiceError::UnexpectedResponse),
        }
    }

    /// Waits for an answer, and not much longer than for the end of the server.
    async fn until_over<T>(
        &self,
        asked: impl Future<Output = Result<T, ServiceError>>,
    ) -> Result<T, ServiceError> {
        tokio::pin!(asked);
        tokio::select! {
            response = &mut asked => return response,
            () = ended(self.group.as_ref()) => {}
            () = self.said.broken() => {}
        }
        // What it wrote before is read; what it has started and left does not hold the call up.
        let late = tokio::time::timeout(GRACE, asked).await;
        late.unwrap_or(Err(ServiceError::TransportClosed))
    }

    /// The tools of the server, page by page.
    ///
    /// # Errors
    /// What the server or the way to it says.
    pub(super) async fn tools(&self) -> Result<Told, ServiceError> {
        let mut told = Told::default();
        let mut page = None;
        let mut bytes = 0;
        for _ in 0..MAX_PAGES {
            let next = self.until_over(self.peer.list_tools(page)).await?;
            for tool in next.tools.into_iter().map(declared) {
                bytes += tool.name.len() + tool.description.len() + tool.schema.0.len();
                if bytes > MAX_LIST || told.tools.len() >= MAX_TOOLS {
                    told.has_more = true;
                    return Ok(told);
                }
                told.tools.push(tool);
            }
            let Some(cursor) = next.next_cursor else {
                return Ok(told);
            };
            page = Some(PaginatedRequestParams::default().with_cursor(Some(cursor)));
        }
        told.has_more = true;
        Ok(told)
    }

    /// Ends the talk: a session is closed, or the input of a process, and a while later whatever of it
    /// still runs is ended. Blocks.
    pub(super) fn close(&self) {
        let now = Instant::now();
        let (asked, until) = (now + UNASKED, now + ENDING);
        let end = self
            .end
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        drop(end);
        // Whoever comes second waits for the first.
        let over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        over.recv_timeout(GRACE / 2).ok();
        let Some(group) = &self.group else {
            over.recv_timeout(until.saturating_duration_since(Instant::now()))
                .ok();
            return;
        };
        let ends = [(group.exit(), PollFlags::IN)];
        let has_ended = |until| ready(&ends, until).is_ok_and(|ended| ended[0]);
        if !has_ended(asked) {
            group.ask();
            has_ended(until);
        }
        group.kill();
    }
}

/// Waits until a process has ended; for ever where there is none.
async fn ended(group: Option<&Group>) {
    let exit = group.map(|group| {
        let exit = group.exit().try_clone_to_owned();
        exit.and_then(Receiver::from_owned_fd)
    });
    match exit {
        Some(Ok(exit)) if exit.readable().await.is_ok() => {}
        Some(_) | None => std::future::pending().await,
    }
}

/// Why a talk did not begin.
#[derive(Debug)]
pub(super) enum NotBegun {
    /// An answer came to what was asked before: it can be asked in this way.
    Late(Lifecycle),
    /// Something else; a sentence.
    Why(String),
}

impl NotBegun {
    fn of(error: ClientInitializeError) -> Self {
        match error {
            // It does not know the newest way.
            ClientInitializeError::UncorrelatedErrorResponse { .. } => Self::Late(Lifecycle::Older),
            ClientInitializeError::ConflictInitResponseId(..) => Self::Late(Lifecycle::OnlyNewest),
            error => Self::Why(chain(&error)),
        }
    }
}

impl From<String> for NotBegun {
    fn from(why: String) -> Self {
        Self::Why(why)
    }
}

/// A talk.
type Service = RunningService<RoleClient, ClientConfig>;

/// Begins the talk.
async fn talk<T, E, A>(transport: T, lifecycle: Lifecycle) -> Result<Service, ClientInitializeError>
where
    T: IntoTransport<RoleClient, E, A>,
    E: std::error::Error + Send + Sync + 'static,
{
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    let mode = match lifecycle {
        Lifecycle::Newest => ClientLifecycleMode::Auto {
            preferred_versions,
            legacy_version: None,
        },
        Lifecycle::OnlyNewest => ClientLifecycleMode::Discover { preferred_versions },
        Lifecycle::Older => ClientLifecycleMode::Initialize,
    };
    let name = Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let client = ClientConfig::new(ClientCapabilities::default(), name);
    client.serve_with_lifecycle(transport, mode).await
}

fn declared(tool: rmcp::model::Tool) -> Declared {
    let schema = serde_json::to_string(&*tool.input_schema);
    Declared {
        name: tool.name.into_owned(),
        description: tool.description.unwrap_or_default().into_owned(),
        schema: Json(schema.unwrap_or_else(|_| "{}".to_owned())),
    }
}

/// An error with all its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.extend([": ", &more]);
        }
        cause = error.source();
    }
    text
}

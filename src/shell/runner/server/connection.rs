//! The way to a server: a process and its pipes, or an address.

use std::io;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::mpsc::{Receiver as Ends, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use reqwest::Error as HttpError;
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
use rmcp::transport::streamable_http_client::StreamableHttpError;
use rustix::event::PollFlags;
use tokio::net::unix::pipe::{Receiver, Sender};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::super::group::{Errors, GRACE, Group, ready, start};
use super::pipes::{Lines, Said};
use super::{MAX_MESSAGE, http};
use crate::chat::content::Json;
use crate::chat::tool::invocation::Process;
use crate::chat::tool::source::server::{Declared, MAX_TOOLS, Told};

/// The most pages that a list of tools may have.
const MAX_PAGES: usize = 200;

/// The most bytes that a list of tools may have, with descriptions and schemas.
const MAX_LIST: usize = 4 * 1024 * 1024;

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
}

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
                let older = Self::begin(process, ClientLifecycleMode::Initialize).await;
                older.map_err(|error| match error {
                    NotBegun::Late => "it answers what it was not asked".to_owned(),
                    NotBegun::Why(why) => why,
                })
            }
            Err(NotBegun::Why(why)) => Err(why),
            Ok(connection) => Ok(connection),
        }
    }

    async fn begin(process: &Process, way: ClientLifecycleMode) -> Result<Self, NotBegun> {
        let started = start(process, Stdio::piped(), Errors::Apart)?;
        let told = |error: io::Error| format!("its pipes cannot be used: {error}");
        let input = started.input.ok_or_else(|| "it has no input".to_owned())?;
        let write = Sender::from_owned_fd(OwnedFd::from(input)).map_err(told)?;
        let read = Receiver::from_owned_fd(OwnedFd::from(started.out)).map_err(told)?;
        let said = Said::default();
        if let Some(err) = started.err {
            said.listen(err).map_err(told)?;
        }
        let read = Lines::of(read, &said);
        // The lines are bounded already.
        let transport = AsyncRwTransport::new_client(read, write).with_max_line_length(usize::MAX);
        match talk(transport, way).await {
            Ok(service) => Ok(Self::of(service, Some(started.group), said).await),
            Err(
                ClientInitializeError::UncorrelatedErrorResponse { .. }
                | ClientInitializeError::ConflictInitResponseId(..),
            ) => Err(NotBegun::Late),
            Err(error) => {
                drop(started.group);
                let last = said.at_last().await;
                Err(NotBegun::Why(format!("{}{last}", chain(&error))))
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
        let service = service.map_err(|error| format!("{url}: {}", chain(&error)))?;
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
        }
    }

    /// Whether it can still be asked.
    pub(super) fn is_alive(&self) -> bool {
        let runs = self.group.as_ref().is_none_or(|group| {
            let ends = [(group.exit(), PollFlags::IN)];
            ready(&ends, Instant::now()).is_ok_and(|ended| !ended[0])
        });
        runs && !self.talk.is_finished() && !self.peer.is_transport_closed()
    }

    /// Whether nothing more can be asked after this error.
    pub(super) fn is_over(&self, error: &ServiceError) -> bool {
        match error {
            ServiceError::TransportClosed => true,
            ServiceError::TransportSend(error) => {
                let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&*error.error);
                while let Some(error) = cause {
                    if let Some(error) = error.downcast_ref::<StreamableHttpError<HttpError>>() {
                        // Any other error of HTTP is one of this request.
                        return matches!(
                            error,
                            StreamableHttpError::SessionExpired
                                | StreamableHttpError::TransportChannelClosed
                        ) || !self.is_alive();
                    }
                    cause = error.source();
                }
                true
            }
            _ => !self.is_alive(),
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
        let asked = self.peer.call_tool_once(params);
        tokio::pin!(asked);
        let response = tokio::select! {
            response = &mut asked => response,
            // What it wrote before is read; what it has started and left does not hold the call up.
            () = self.ended() => tokio::time::timeout(GRACE, asked)
                .await
                .unwrap_or(Err(ServiceError::TransportClosed)),
        };
        match response? {
            CallToolResponse::Complete(result) => Ok(result),
            // It asks back, or wants to be asked later: both were not offered.
            _ => Err(ServiceError::UnexpectedResponse),
        }
    }

    /// Waits until the process has ended; for ever where there is none.
    async fn ended(&self) {
        let exit = self.group.as_ref().map(|group| {
            let exit = group.exit().try_clone_to_owned();
            exit.and_then(Receiver::from_owned_fd)
        });
        match exit {
            Some(Ok(exit)) if exit.readable().await.is_ok() => {}
            Some(_) | None => std::future::pending().await,
        }
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
            let next = self.peer.list_tools(page).await?;
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
        let end = self
            .end
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        drop(end);
        let over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        over.recv_timeout(GRACE).ok();
        let Some(group) = &self.group else {
            return;
        };
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

/// A talk.
type Service = RunningService<RoleClient, ClientConfig>;

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
) -> Result<Service, ClientInitializeError>
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

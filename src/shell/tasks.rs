//! Effects to background tasks; what comes of them returns as events.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::Sender;
use tokio::task::{AbortHandle, JoinError, JoinSet};

use crate::app::msg::{ListingAge, Msg};
use crate::app::service::{Account, AccountKind};
use crate::app::state::State;
use crate::app::unsent;
use crate::bedrock::access::Access;
use crate::bedrock::client::{self, Client};
use crate::bedrock::region::RegionSource;
use crate::bedrock::stream::{Sink, Timers, Told};
use crate::bedrock::wires::{self, Call};
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::generation::{End, GenerationEvent, Micros, Outcome, Sent};
use crate::chat::ids::{GenerationId, LaneId, MessageId};
use crate::chat::listing::Listing;
use crate::chat::request::Request;
use crate::chat::settings::Region;
use crate::chat::time::Wall;
use crate::sandbox::{Options, Sandbox};
use crate::store::paths::Folders;
use crate::store::state::models::CachedListing;

use super::attach::{Fetched, Habits, Piped, Stopper};
use super::blobs::Blobs;
use super::event::{Epoch, Event};
use super::opening::{self, Arrival};
use super::runner::Runs;
use super::ticket::{Ticket, Tickets};

/// The running tasks.
#[derive(Debug)]
pub(super) struct Tasks {
    events: Sender<Event>,
    replies: Sender<Told>,
    set: JoinSet<()>,
    generations: HashMap<GenerationId, AbortHandle>,
    client: Option<Client>,
    epoch: Epoch,
    pub(super) timers: Timers,
    /// The bytes of attachments.
    pub(super) blobs: Blobs,
    /// What is done with all that is attached.
    pub(super) habits: Habits,
    /// Told when nobody wants to know any more how large pictures would be.
    pub(super) measuring: Stopper,
    /// What was piped into the program, until it is read.
    pub(super) input: Option<Piped>,
    /// Programs that answer calls of tools.
    pub(super) runs: Runs,
    /// What lasts and can be given up.
    pub(super) tickets: Tickets,
}

impl Tasks {
    /// No tasks yet.
    pub(super) fn new(
        events: Sender<Event>,
        replies: Sender<Told>,
        timers: Timers,
        blobs: Blobs,
    ) -> Self {
        let tickets = Tickets::new(events.clone());
        Self {
            events,
            replies,
            set: JoinSet::new(),
            generations: HashMap::new(),
            client: None,
            epoch: Epoch::default(),
            timers,
            blobs,
            habits: Habits::default(),
            measuring: Stopper::default(),
            input: None,
            runs: Runs::default(),
            tickets,
        }
    }

    /// Does something that takes its time and tells several events.
    pub(super) fn spawn(&mut self, job: impl FnOnce() + Send + 'static) {
        self.set.spawn_blocking(job);
    }

    /// The way to the loop.
    pub(super) fn events(&self) -> Sender<Event> {
        self.events.clone()
    }

    /// Does something that takes its time, beside the other tasks; what comes of it is an event.
    pub(super) fn aside(&mut self, job: impl FnOnce() -> Event + Send + 'static) {
        let (events, ticket) = (self.events.clone(), self.tickets.ticket());
        let handle = self.set.spawn_blocking(move || {
            let event = job();
            if !ticket.is_given_up() {
                events.blocking_send(event).ok();
            }
        });
        self.tickets.works(handle);
    }

    /// The same, where it can tell what came of it although it was given up.
    pub(super) fn aside_to_the_end(
        &mut self,
        job: impl FnOnce() -> Option<Event> + Send + 'static,
    ) {
        let events = self.events.clone();
        self.set.spawn_blocking(move || {
            if let Some(event) = job() {
                events.blocking_send(event).ok();
            }
        });
    }

    /// The same, where it waits for the service.
    pub(super) fn beside(&mut self, job: impl Future<Output = Event> + Send + 'static) {
        let events = self.events.clone();
        let handle = self.set.spawn(async move {
            events.send(job.await).await.ok();
        });
        self.tickets.works(handle);
    }

    /// How long the service may be silent.
    pub(super) fn timers(&self) -> Timers {
        self.timers
    }

    /// Opens the file of a fork, to go over to it.
    pub(super) fn open(&mut self, path: PathBuf, ticket: Ticket) {
        self.aside(move || {
            let arrival = Arrival::of_fork(&path, &ticket);
            // The file of one that is given up is closed again.
            if ticket.is_given_up() {
                return Event::Core(Msg::NotOpened(opening::stopped(&path)));
            }
            Event::Opened(arrival)
        });
    }

    /// Keeps the bytes of what was attached.
    pub(super) fn keep(&mut self, fetched: &Fetched) {
        let hash = fetched.attached.hash.clone();
        if !hash.is_empty() {
            self.blobs.add_known(hash, Arc::clone(&fetched.bytes));
        }
    }

    /// Drops the bytes of what was attached and is neither sent nor to be sent.
    pub(super) fn forget_bytes(&mut self, state: &State) {
        let unsent = unsent::hashes(state);
        let is_said = |hash: &str| state.conversation.blob(hash).is_some();
        self.blobs.keep_only(|hash| unsent.contains(hash), is_said);
    }

    /// Takes the client that later tasks use.
    pub(super) fn adopt(&mut self, client: Client) {
        self.client = Some(client);
    }

    /// The client, once there is one.
    pub(super) fn client(&self) -> Option<&Client> {
        self.client.as_ref()
    }

    /// Begins another connection: answers of the one before come too late from now on.
    fn begin(&mut self) -> Epoch {
        self.client = None;
        self.epoch.0 += 1;
        self.epoch
    }

    /// Whether an answer belongs to the connection that stands.
    pub(super) fn is_current(&self, epoch: Epoch) -> bool {
        self.epoch == epoch
    }

    /// Loads the credentials.
    pub(super) fn connect(&mut self, access: Access) {
        let (events, epoch) = (self.events.clone(), self.begin());
        self.set.spawn(async move {
            let result = client::connect(&access).await;
            events.send(Event::Client(epoch, result)).await.ok();
        });
    }

    /// Starts the sandbox.
    pub(super) fn start_sandbox(&mut self) {
        let (events, epoch) = (self.events.clone(), self.begin());
        self.set.spawn(async move {
            let result = Sandbox::start(Options::default()).await;
            let result = result.map_err(|error| error.to_string());
            events.send(Event::Sandbox(epoch, result)).await.ok();
        });
    }

    /// Lists the models: what was kept first, then what the service says.
    pub(super) fn list_models(&mut self, folders: Option<Folders>, now: Wall) {
        let Some(client) = self.client.clone() else {
            return;
        };
        let (events, epoch) = (self.events.clone(), self.epoch);
        let handle = self.set.spawn(async move {
            if let Some((listing, age)) = kept_listing(&client, folders, now) {
                events.send(Event::Listed(epoch, listing, age)).await.ok();
            }
            let listing = client.list().await;
            let fresh = Event::Listed(epoch, listing, ListingAge::Fresh);
            events.send(fresh).await.ok();
        });
        self.tickets.works(handle);
    }

    /// Builds the body of a request and tells its hash.
    pub(super) fn prepare(&mut self, lane: LaneId, parent: MessageId, request: Arc<Request>) {
        // Without a client the request is built all the same, and fails when it is sent.
        let own = request.settings.region.as_ref().map(Region::to_string);
        let region = own.or_else(|| Some(self.client.as_ref()?.region().to_owned()));
        let (events, blobs) = (self.events.clone(), self.blobs.clone());
        self.set.spawn_blocking(move || {
            let sent = Sent {
                wire: request.settings.wire,
                model: request.model.route.id().to_owned(),
                region: region.unwrap_or_default(),
                // What cannot be built is told when it is to be sent.
                sha256: wires::call(&request, &blobs.of_request(&request))
                    .map_or_else(|_| String::new(), |call| call.sha256()),
            };
            let prepared = Msg::Prepared(lane, parent, sent);
            events.blocking_send(Event::Core(prepared)).ok();
        });
    }

    /// Shows what would go out.
    pub(super) fn preview(&mut self, request: Arc<Request>) {
        let blobs = self.blobs.clone();
        self.aside(move || {
            let text = match wires::call(&request, &blobs.of_request(&request)) {
                Ok(call) => wires::shown(&call),
                Err(error) => error.to_string(),
            };
            Event::Core(Msg::Previewed(text))
        });
    }

    /// Lets the service count the tokens of a request.
    pub(super) fn count(&mut self, request: Arc<Request>) {
        let Some(client) = self.client.clone() else {
            return;
        };
        let blobs = self.blobs.clone();
        self.beside(async move {
            let result = match call_of(&request, blobs).await {
                Ok(call) => {
                    let client = client.in_region(request.settings.region.as_ref());
                    client.count(&request, &call).await
                }
                Err(failure) => Err(failure),
            };
            Event::Core(Msg::Counted(request, result))
        });
    }

    /// Sends a request.
    pub(super) fn generate(&mut self, id: GenerationId, request: Arc<Request>) {
        let (replies, timers) = (self.replies.clone(), self.timers);
        let (client, blobs) = (self.client.clone(), self.blobs.clone());
        let handle = self.set.spawn(async move {
            let ready = match client {
                Some(client) => call_of(&request, blobs).await.map(|call| (client, call)),
                None => Err(Failure::new(FailureKind::NoCredentials, "")),
            };
            match ready {
                Ok((client, call)) => {
                    let sink = Sink::new(id, replies);
                    let client = client.in_region(request.settings.region.as_ref());
                    client.generate(&request, call, timers, sink).await;
                }
                Err(failure) => {
                    let end = GenerationEvent::Ended(ended_by(failure));
                    replies.send((id, end)).await.ok();
                }
            }
        });
        self.generations.insert(id, handle);
    }

    /// Stops the task of a generation. The connection closes at once.
    pub(super) fn abort(&mut self, id: GenerationId) {
        if let Some(handle) = self.generations.remove(&id) {
            handle.abort();
        }
    }

    /// Waits for a task to end, and tells if it panicked. Pending while there is none.
    pub(super) async fn ended(&mut self) -> Option<Event> {
        match self.set.join_next().await {
            Some(Err(error)) if error.is_panic() => Some(self.panicked(error)),
            Some(_) => {
                self.generations.retain(|_, handle| !handle.is_finished());
                None
            }
            None => std::future::pending().await,
        }
    }

    /// A task that panicked takes its generation with it, and nothing else.
    fn panicked(&mut self, error: JoinError) -> Event {
        let id = error.id();
        let text = match error.try_into_panic() {
            Ok(payload) => message_of(payload.as_ref()),
            Err(error) => error.to_string(),
        };
        let generation = self
            .generations
            .iter()
            .find(|(_, handle)| handle.id() == id)
            .map(|(id, _)| *id);
        let Some(generation) = generation else {
            return Event::Panicked(text);
        };
        self.generations.remove(&generation);
        let end = failed(
            FailureKind::Unknown,
            &format!("a background task panicked: {text}"),
        );
        Event::Core(Msg::Generation(generation, GenerationEvent::Ended(end)))
    }
}

/// The call of a request, with the bytes that it names; built beside the other tasks, since a file
/// may be read for it.
async fn call_of(request: &Arc<Request>, blobs: Blobs) -> Result<Call, Failure> {
    let request = Arc::clone(request);
    let built =
        tokio::task::spawn_blocking(move || wires::call(&request, &blobs.of_request(&request)));
    match built.await {
        Ok(call) => call.map_err(Failure::from),
        Err(error) => Err(Failure::new(FailureKind::Unknown, error.to_string())),
    }
}

fn failed(kind: FailureKind, message: &str) -> End {
    ended_by(Failure::new(kind, message))
}

fn ended_by(failure: Failure) -> End {
    End {
        us: Micros(0),
        outcome: Outcome::Failed(failure),
        usage: None,
        latency_ms: None,
        metadata: None,
    }
}

fn message_of(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

/// The listing of an earlier run. The sandbox's is not kept: its address changes with each run.
fn kept_listing(
    client: &Client,
    folders: Option<Folders>,
    now: Wall,
) -> Option<(Listing, ListingAge)> {
    let folders = folders.filter(|_| client.region_source() != RegionSource::Sandbox)?;
    let kept = CachedListing::load(&folders, client.cache_key()).value?;
    let ago = u64::try_from(now.0 - kept.fetched.0).unwrap_or(0);
    Some((kept.listing, ListingAge::Kept(Duration::from_millis(ago))))
}

/// What the core is told of a client.
pub(super) fn account(client: &Client, endpoint: Option<String>) -> Account {
    let source = client.region_source();
    Account {
        label: client.label().to_owned(),
        region: client.region().to_owned(),
        region_note: (source == RegionSource::Fallback)
            .then_some("nobody named a region, so the default was taken; --region names one"),
        endpoint,
        kind: if source == RegionSource::Sandbox {
            AccountKind::Sandbox
        } else {
            AccountKind::Bedrock
        },
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    fn tasks() -> Tasks {
        let (events, _) = mpsc::channel(4);
        let (replies, _) = mpsc::channel(4);
        Tasks::new(events, replies, Timers::default(), Blobs::default())
    }

    #[tokio::test]
    async fn a_task_that_panics_is_told_and_takes_nothing_along() {
        let mut tasks = tasks();
        tasks.set.spawn(async { panic!("the rock fell") });
        let Some(Event::Panicked(text)) = tasks.ended().await else {
            panic!("it was not told");
        };
        assert_eq!(text, "the rock fell");
    }

    #[tokio::test]
    async fn a_generation_whose_task_panics_has_failed() {
        let mut tasks = tasks();
        let handle = tasks.set.spawn(async { panic!("the rock fell") });
        tasks.generations.insert(GenerationId(7), handle);
        let event = tasks.ended().await;
        let Some(Event::Core(Msg::Generation(id, GenerationEvent::Ended(end)))) = event else {
            panic!("it has not ended: {event:?}");
        };
        assert_eq!(id, GenerationId(7));
        assert!(
            matches!(end.outcome, Outcome::Failed(failure) if failure.message.contains("the rock fell"))
        );
    }

    #[tokio::test]
    async fn answers_of_an_earlier_connection_are_not_current() {
        let mut tasks = tasks();
        let first = tasks.begin();
        let second = tasks.begin();
        assert!(!tasks.is_current(first) && tasks.is_current(second));
    }
}

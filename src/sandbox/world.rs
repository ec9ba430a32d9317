//! One sandbox: its models and lists, and how it answers each call.

use std::future::pending;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::Options;
use super::answer::{self, Answer};
use super::decision::{Decision, Mind};
use super::fault::Faults;
use super::frame::{Encoder, milliseconds};
use super::ledger::Ledger;
use super::listing::Lists;
use super::models::Models;
use super::plan::{Damage, DamageKind, Hold, Plan, Speech};
use super::play::{Cut, Play};
use super::query::Query;
use super::refusal::Refusal;
use super::route::{List, Operation, Route, Scenario};
use super::seed::Seed;
use super::socket::Reset;
use super::validate::Delivery;

/// How long a list takes in the scenario `slow-listing`.
const SLOW: Duration = Duration::from_secs(2);

/// A body from which on a request is decided beside the other tasks, in bytes.
const HEAVY: usize = 16 * 1024;

/// What stands in a body with something to look into; a small picture may be large once it is decoded.
const ATTACHED: [&[u8]; 2] = [b"\"image\"", b"\"document\""];

/// Everything that an answer can depend on.
pub(crate) struct World {
    mind: Arc<Mind>,
    /// Lets one heavy request be decided at a time, so that their pictures are not in memory together.
    heavy: Arc<Semaphore>,
    lists: Lists,
    pub(crate) ledger: Ledger,
    /// Makes request ids differ between two sandboxes.
    born: u128,
}

/// A request whose body has been read.
pub(crate) struct Call {
    pub(crate) route: Route,
    pub(crate) scenario: Scenario,
    pub(crate) query: String,
    pub(crate) body: bytes::Bytes,
    pub(crate) started: Instant,
    pub(crate) reset: Reset,
    pub(crate) headers: HeaderMap,
}

impl Call {
    /// Whether the client says who it is. What it says is not checked.
    fn is_signed(&self) -> bool {
        self.headers.contains_key(AUTHORIZATION) || self.query.contains("X-Amz-Signature=")
    }
}

impl World {
    /// A world with these models and lists. It fails if they cannot be read.
    pub(crate) fn new(options: &Options) -> io::Result<Self> {
        let models = match &options.models {
            Some(table) => Models::read(table),
            None => Models::built_in(),
        };
        let models = models.map_err(io::Error::other)?;
        let (lists, models) = Lists::read(&options.listing, models)?;
        let faults = Faults::built_in().map_err(io::Error::other)?;
        let born = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
            .as_nanos();
        let ledger = Ledger::new();
        Ok(Self {
            mind: Arc::new(Mind::new(models, faults, ledger.clone())),
            heavy: Arc::new(Semaphore::new(1)),
            lists,
            ledger,
            born,
        })
    }

    /// An id for the next answer.
    pub(crate) fn request_id(&self) -> String {
        Seed::of(format!("{} {}", self.born, self.ledger.answer()).as_bytes()).uuid()
    }

    /// The answer to a call. `Err` means that the connection is to be closed instead.
    pub(crate) async fn answer(&self, call: Call, request_id: &str) -> Result<Answer, Cut> {
        if let Err(refusal) = admit(&call) {
            return Ok(match call.route {
                Route::Sts => answer::sts_refused(&refusal, request_id),
                Route::List(_) | Route::Model(..) | Route::Requests | Route::Unknown => {
                    answer::refused(&refusal)
                }
            });
        }
        match &call.route {
            Route::Model(id, operation) => self.ask(id, *operation, &call).await,
            Route::Sts => Ok(sts(&call.body, request_id)),
            Route::Requests => Ok(answer::counting(
                answer::json(&self.requests()),
                self.ledger.open_streams(),
            )),
            Route::Unknown => Ok(answer::unknown_operation()),
            Route::List(list) => Ok(match self.listed(list, &call).await {
                Ok(list) => answer::json(&list),
                Err(refusal) => answer::refused(&refusal),
            }),
        }
    }

    fn requests(&self) -> Value {
        self.ledger
            .requests()
            .iter()
            .map(super::Received::json)
            .collect()
    }

    async fn listed(&self, list: &List, call: &Call) -> Result<Value, Refusal> {
        if call.scenario == Scenario::SlowListing {
            sleep(SLOW).await;
        }
        let query = Query::read(&call.query);
        let nothing = Lists::default();
        let lists = if call.scenario == Scenario::EmptyListing {
            &nothing
        } else {
            &self.lists
        };
        match list {
            List::Models => lists.models(&query),
            List::Model(id) => lists.model(id),
            List::Profiles => lists.profiles(&query),
            List::Profile(id) => lists.profile(id),
            List::Availability(id) => lists.availability(id),
            List::Nothing(member) => Ok(json!({*member: []})),
        }
    }

    async fn ask(&self, id: &str, operation: Operation, call: &Call) -> Result<Answer, Cut> {
        match self.decided(id, operation, call).await {
            Err(refusal) => Ok(answer::refused(&refusal)),
            Ok(Verdict::Counted(tokens)) => Ok(answer::json(&json!({"inputTokens": tokens}))),
            Ok(Verdict::Decided(decision)) => self.carry_out(*decision, operation, call).await,
        }
    }

    /// Decides at once, or, if there is much to look at, where nobody waits for it.
    async fn decided(
        &self,
        id: &str,
        operation: Operation,
        call: &Call,
    ) -> Result<Verdict, Refusal> {
        if !is_heavy(&call.body) {
            return verdict(&self.mind, id, operation, &call.body, &call.headers);
        }
        let turn = Arc::clone(&self.heavy).acquire_owned().await;
        let (mind, id) = (Arc::clone(&self.mind), id.to_owned());
        let (body, headers) = (call.body.clone(), call.headers.clone());
        // The turn ends with the work: a client that goes away does not end it.
        let decided = spawn_blocking(move || {
            let verdict = verdict(&mind, &id, operation, &body, &headers);
            drop(turn);
            verdict
        });
        // The task fails only if a decoder panics.
        decided.await.unwrap_or_else(|_| Err(Refusal::broken()))
    }

    async fn carry_out(
        &self,
        decision: Decision,
        operation: Operation,
        call: &Call,
    ) -> Result<Answer, Cut> {
        let Decision { plan, head, seed } = decision;
        let speech = match plan {
            Plan::Refuse(refusal) => return Ok(answer::refused(&refusal)),
            Plan::Page(page) => return Ok(answer::page(&page)),
            Plan::Hold(hold) => return held(hold).await,
            Plan::Speak(speech) => *speech,
        };
        let reply = speech.reply.clone();
        match operation {
            Operation::Converse(Delivery::Streamed) | Operation::Invoke(Delivery::Streamed) => {
                let encoder = Encoder::new(head.wire, seed, call.started);
                let speech = Speech {
                    events: head.events(&reply, speech.events),
                    ..speech
                };
                let play = Play::new(speech, encoder, self.ledger.open(), call.reset.clone());
                let answer = answer::stream(play);
                Ok(match operation {
                    Operation::Invoke(_) => answer::invoked_stream(answer, &reply.service),
                    Operation::Converse(_) | Operation::CountTokens => answer,
                })
            }
            Operation::Converse(Delivery::Whole) | Operation::CountTokens => {
                whole(speech, || answer::json(&reply.whole(call.started))).await
            }
            Operation::Invoke(Delivery::Whole) => {
                let answer = || answer::json(&head.whole(&reply, call.started));
                let latency = || milliseconds(call.started.elapsed());
                whole(speech, || answer::invoked(answer(), &reply, latency())).await
            }
        }
    }
}

/// Whether deciding about a body may take long.
fn is_heavy(body: &[u8]) -> bool {
    let holds = |name: &&[u8]| body.windows(name.len()).any(|window| window == *name);
    body.len() >= HEAVY || ATTACHED.iter().any(holds)
}

/// What is to be answered to a request to a model.
enum Verdict {
    Counted(usize),
    Decided(Box<Decision>),
}

fn verdict(
    mind: &Mind,
    id: &str,
    operation: Operation,
    body: &[u8],
    headers: &HeaderMap,
) -> Result<Verdict, Refusal> {
    let decided = match operation {
        Operation::CountTokens => return mind.count(id, body).map(Verdict::Counted),
        Operation::Invoke(delivery) => mind.invoked(id, delivery, body, headers),
        Operation::Converse(delivery) => mind.conversed(id, delivery, body),
    };
    decided.map(|decision| Verdict::Decided(Box::new(decision)))
}

/// Refuses a call without an identity, and what the scenario refuses.
fn admit(call: &Call) -> Result<(), Refusal> {
    if call.route == Route::Requests {
        return Ok(());
    }
    if !call.is_signed() {
        return Err(Refusal::new(
            403,
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ));
    }
    call.scenario.refusal(&call.route).map_or(Ok(()), Err)
}

fn sts(body: &[u8], request_id: &str) -> Answer {
    let form = Query::read(&String::from_utf8_lossy(body));
    match form.get("Action") {
        Some("GetCallerIdentity") => answer::caller(request_id),
        _ => answer::sts_refused(
            &Refusal::new(400, "InvalidAction", "Could not find operation"),
            request_id,
        ),
    }
}

async fn held(hold: Hold) -> Result<Answer, Cut> {
    match hold {
        Hold::Close => Err(Cut),
        Hold::Silence => pending().await,
    }
}

/// The reply as one answer. What breaks a stream breaks this answer as a whole.
async fn whole(speech: Speech, answer: impl FnOnce() -> Answer) -> Result<Answer, Cut> {
    let Some(Damage { kind, .. }) = speech.damage else {
        return Ok(answer());
    };
    match kind {
        DamageKind::Exception(exception) => Ok(answer::refused(&exception.refusal())),
        DamageKind::HeadersOnly | DamageKind::Silence => held(Hold::Silence).await,
        DamageKind::ByteByByte => Ok(answer()),
        DamageKind::Drop
        | DamageKind::Reset
        | DamageKind::End
        | DamageKind::ErrorFrame
        | DamageKind::BadCrc
        | DamageKind::BadPrelude => held(Hold::Close).await,
    }
}

//! One sandbox: its models and lists, and how it answers each call.

use std::future::pending;
use std::io;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::answer::{self, Answer};
use super::fault::Faults;
use super::frame::Encoder;
use super::ledger::Ledger;
use super::listing::{Listing, Lists};
use super::models::{Models, Script};
use super::plan::{Damage, DamageKind, Hold, Plan, Speech};
use super::play::{Cut, Play};
use super::query::Query;
use super::refusal::Refusal;
use super::request::Request;
use super::route::{List, Route, Scenario};
use super::script;
use super::seed::Seed;
use super::socket::Reset;
use super::validate::{Delivery, validate};

/// How long a list takes in the scenario `slow-listing`.
const SLOW: Duration = Duration::from_secs(2);

/// Everything that an answer can depend on.
pub(crate) struct World {
    models: Models,
    lists: Lists,
    faults: Faults,
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
    /// Whether the client says who it is. What it says is not checked.
    pub(crate) identity: Identity,
}

/// Whether a request has an `authorization` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    Given,
    Missing,
}

impl World {
    /// A world with these lists. It fails if their JSON is not that of the lists.
    pub(crate) fn new(listing: &Listing) -> io::Result<Self> {
        let built_in = Models::built_in().map_err(io::Error::other)?;
        let (lists, models) = Lists::read(listing, built_in)?;
        let faults = Faults::built_in().map_err(io::Error::other)?;
        let born = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
            .as_nanos();
        Ok(Self {
            models,
            lists,
            faults,
            ledger: Ledger::new(),
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
                Route::List(_) | Route::Converse(..) | Route::Requests | Route::Unknown => {
                    answer::refused(&refusal)
                }
            });
        }
        match &call.route {
            Route::Converse(id, delivery) => self.converse(id, *delivery, &call).await,
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

    async fn converse(&self, id: &str, delivery: Delivery, call: &Call) -> Result<Answer, Cut> {
        match self.plan(id, delivery, &call.body) {
            Err(refusal) | Ok((Plan::Refuse(refusal), _)) => Ok(answer::refused(&refusal)),
            Ok((Plan::Page(page), _)) => Ok(answer::page(&page)),
            Ok((Plan::Hold(hold), _)) => held(hold).await,
            Ok((Plan::Speak(speech), seed)) => match delivery {
                Delivery::Whole => whole(*speech, call.started).await,
                Delivery::Streamed => {
                    let encoder = Encoder::new(seed, call.started);
                    Ok(answer::stream(Play::new(
                        *speech,
                        encoder,
                        self.ledger.open(),
                        call.reset.clone(),
                    )))
                }
            },
        }
    }

    /// What to do about a request to a model, and the seed of its padding.
    fn plan(&self, id: &str, delivery: Delivery, body: &[u8]) -> Result<(Plan, Seed), Refusal> {
        let model = self.models.reach(id)?;
        let request = Request::read(id, body)?;
        validate(model, delivery, &request)?;
        let plan = match model.script {
            Script::Fault => self.faults.plan(
                model,
                &request,
                self.ledger.attempt(request.seed.clone().next()),
            ),
            Script::Guide | Script::Echo | Script::Rush | Script::Drizzle | Script::Muse => {
                Plan::say(script::reply(model, &request), &request, model.max_tokens)
            }
        };
        Ok((plan, request.seed))
    }
}

/// Refuses a call without an identity, and what the scenario refuses.
fn admit(call: &Call) -> Result<(), Refusal> {
    if call.route == Route::Requests {
        return Ok(());
    }
    if call.identity == Identity::Missing {
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

/// The reply as one JSON. What breaks a stream breaks this answer as a whole.
async fn whole(speech: Speech, started: Instant) -> Result<Answer, Cut> {
    let Some(Damage { kind, .. }) = speech.damage else {
        return Ok(answer::json(&speech.reply.whole(started)));
    };
    match kind {
        DamageKind::Exception(exception) => Ok(answer::refused(&exception.refusal())),
        DamageKind::HeadersOnly | DamageKind::Silence => held(Hold::Silence).await,
        DamageKind::ByteByByte => Ok(answer::json(&speech.reply.whole(started))),
        DamageKind::Drop
        | DamageKind::Reset
        | DamageKind::End
        | DamageKind::ErrorFrame
        | DamageKind::BadCrc
        | DamageKind::BadPrelude => held(Hold::Close).await,
    }
}

//! What is decided about a request to a model, and how many tokens one would have.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use serde_json::{Map, Value};

use super::ability::Stance;
use super::fault::Faults;
use super::ledger::Ledger;
use super::media::examined;
use super::models::{Answers, Model, Models, Script};
use super::plan::Plan;
use super::refusal::Refusal;
use super::request::Request;
use super::seed::Seed;
use super::service::Service;
use super::validate::{Delivery, validate};
use super::wire::Letterhead;
use super::{cache, guardrail, script, wire};

/// A decision, with what is needed to carry it out.
pub(crate) struct Decision {
    pub(crate) plan: Plan,
    pub(crate) head: Letterhead,
    /// The seed of the padding.
    pub(crate) seed: Seed,
}

/// Decides.
pub(crate) struct Mind {
    models: Models,
    faults: Faults,
    ledger: Ledger,
}

/// The refusal of models and profiles that `CountTokens` does not know. Its apostrophe is U+2019.
const NO_COUNTING: &str = "The provided model doesn’t support counting tokens.";

impl Mind {
    /// A mind that knows these models and faults.
    pub(crate) fn new(models: Models, faults: Faults, ledger: Ledger) -> Self {
        Self {
            models,
            faults,
            ledger,
        }
    }

    /// What to do about a request of Converse.
    pub(crate) fn conversed(
        &self,
        id: &str,
        delivery: Delivery,
        body: &[u8],
    ) -> Result<Decision, Refusal> {
        let model = self.models.reach(id)?;
        self.decide(model, delivery, Request::converse(model, id, body)?)
    }

    /// What to do about a request of `InvokeModel`.
    pub(crate) fn invoked(
        &self,
        id: &str,
        delivery: Delivery,
        body: &[u8],
        headers: &HeaderMap,
    ) -> Result<Decision, Refusal> {
        let model = self.models.reach(id)?;
        let service = Service::of_headers(headers)?;
        let request = wire::read(model, id, body)?;
        self.decide(model, delivery, Request { service, ..request })
    }

    /// The tokens of a request that is not sent.
    pub(crate) fn count(&self, id: &str, body: &[u8]) -> Result<usize, Refusal> {
        let Some(model) = self.models.model(id) else {
            // A profile is known here and still refused: the service wants the bare model.
            self.models.reach(id)?;
            return Err(Refusal::validation(NO_COUNTING));
        };
        if model.takes.counting == Stance::Refused || model.answers == Answers::Nothing {
            return Err(Refusal::validation(NO_COUNTING));
        }
        let request = counted(model, id, body)?;
        validate(model, Delivery::Whole, &request)?;
        Ok(request.input_tokens())
    }

    fn decide(
        &self,
        model: &Model,
        delivery: Delivery,
        mut request: Request,
    ) -> Result<Decision, Refusal> {
        validate(model, delivery, &request)?;
        request.seen = examined(model, &request)?;
        request.usage = cache::usage(model, &request, &self.ledger);
        let plan = match self.plan(model, &request) {
            Plan::Speak(speech) => {
                cache::keep(model, &request, &self.ledger);
                Plan::Speak(Box::new(guardrail::watched(*speech, &request, delivery)))
            }
            plan @ (Plan::Refuse(_) | Plan::Page(_) | Plan::Hold(_)) => plan,
        };
        Ok(Decision {
            plan,
            head: Letterhead::of(model, &request),
            seed: request.seed,
        })
    }

    fn plan(&self, model: &Model, request: &Request) -> Plan {
        match model.script {
            Script::Fault => {
                let attempt = self.ledger.attempt(request.seed.clone().next());
                self.faults.plan(model, request, attempt)
            }
            Script::Guide
            | Script::Echo
            | Script::Rush
            | Script::Drizzle
            | Script::Muse
            | Script::Look
            | Script::Tool
            | Script::Recital => {
                Plan::say(script::reply(model, request), request, model.max_tokens)
            }
        }
    }
}

/// The request within a request of `CountTokens`.
fn counted(model: &Model, id: &str, body: &[u8]) -> Result<Request, Refusal> {
    let members = serde_json::from_slice::<Map<String, Value>>(body).map_err(|error| {
        Refusal::serialization(format!("Unable to parse the request body: {error}"))
    })?;
    let input = members.get("input").and_then(Value::as_object);
    let (Some(input), 1) = (input, input.map_or(0, Map::len)) else {
        return Err(Refusal::validation(
            "The input object must have exactly one of the members converse and invokeModel.",
        ));
    };
    if let Some(converse) = input.get("converse") {
        return Request::converse(model, id, converse.to_string().as_bytes());
    }
    let encoded = input
        .get("invokeModel")
        .and_then(|invoke| invoke["body"].as_str());
    let bytes = encoded.and_then(|body| STANDARD.decode(body).ok());
    let bytes = bytes.ok_or_else(|| {
        Refusal::serialization("The member input.invokeModel.body is not base64.")
    })?;
    wire::read(model, id, &bytes)
}

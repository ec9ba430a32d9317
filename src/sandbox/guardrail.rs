//! Guardrails: one whose id says so intervenes, all others let everything pass.

use serde_json::{Value, json};

use super::event::Event;
use super::limit::cut;
use super::plan::Speech;
use super::reply::{Block, Reply, Stop};
use super::request::Request;
use super::service::{Guardrail, Processing, Trace};
use super::validate::Delivery;

/// A guardrail whose id, or the last part of whose ARN, begins like this intervenes in every turn.
const BLOCKING: &str = "sandbox-block";

/// What a blocked turn says.
const BLOCKED: &str = "Sorry, the model cannot answer this question.";

/// Tokens that are already sent when a guardrail that looks afterwards intervenes.
const TOO_LATE: usize = 12;

/// The reply after its guardrail has looked at it.
pub(crate) fn watched(speech: Speech, request: &Request, delivery: Delivery) -> Speech {
    match &request.service.guardrail {
        Some(guardrail) if guardrail.blocks() => guardrail.intervened(speech.reply, delivery),
        Some(guardrail) if guardrail.trace == Trace::Told => guardrail.passed(speech),
        Some(_) | None => speech,
    }
}

/// The event with the trace, if it is the one that tells it.
fn traced(mut event: Event, trace: &Value) -> Event {
    if let Event::Metadata(members) = &mut event
        && members.contains_key("usage")
    {
        members.insert("trace".to_owned(), trace.clone());
    }
    event
}

fn blocked(reply: Reply) -> Reply {
    Reply {
        blocks: vec![Block::Text(BLOCKED.to_owned())],
        ..reply
    }
}

fn metrics() -> Value {
    json!({"guardrailProcessingLatency": 87, "usage": {"contentPolicyUnits": 1}})
}

impl Guardrail {
    fn blocks(&self) -> bool {
        self.id
            .rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with(BLOCKING))
    }

    /// The reply with a trace of nothing found. A trace that the reply has is kept.
    fn passed(&self, speech: Speech) -> Speech {
        let Speech {
            mut reply,
            events,
            damage,
        } = speech;
        let found = json!({"inputAssessment": {&self.id: {"invocationMetrics": metrics()}}});
        let trace = reply.trace.get_or_insert(json!({"guardrail": found}));
        let events = events
            .into_iter()
            .map(|event| traced(event, trace))
            .collect();
        Speech {
            reply,
            events,
            damage,
        }
    }

    /// What is said instead: in place of the reply, or after its beginning if the guardrail looks at it afterwards.
    fn intervened(&self, reply: Reply, delivery: Delivery) -> Speech {
        let is_late = self.processing == Processing::After && delivery == Delivery::Streamed;
        let mut reply = if is_late {
            cut(reply, TOO_LATE)
        } else {
            blocked(reply)
        };
        reply.stop = Stop::because("guardrail_intervened");
        reply.trace = (self.trace == Trace::Told).then(|| self.finding(is_late));
        Speech {
            events: reply.events(),
            reply,
            damage: None,
        }
    }

    /// The trace of an intervention: in the output if it came late, else in the input.
    fn finding(&self, is_late: bool) -> Value {
        let filter = json!({"type": "MISCONDUCT", "confidence": "HIGH", "filterStrength": "HIGH",
            "action": "BLOCKED", "detected": true});
        let assessment =
            json!({"contentPolicy": {"filters": [filter]}, "invocationMetrics": metrics()});
        let found = if is_late {
            json!({"outputAssessments": {&self.id: [assessment]}})
        } else {
            json!({"inputAssessment": {&self.id: assessment}})
        };
        let mut guardrail = found;
        guardrail["actionReason"] = json!("Guardrail blocked.");
        json!({"guardrail": guardrail})
    }
}

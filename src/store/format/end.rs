//! The end of a generation, in files.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::form::{Form, Raw, present};
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::generation::{End, Micros, Outcome, StopReason, Usage};
use crate::chat::ids::GenerationId;
use crate::chat::record::Record;

/// Members of an `end` record.
#[derive(Serialize, Deserialize)]
pub(super) struct EndMembers<'a> {
    #[serde(rename = "gen")]
    generation: u64,
    us: u64,
    #[serde(borrow)]
    outcome: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    stop: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    usage: Option<UsageMembers<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    metrics: Option<Metrics>,
    #[serde(borrow, default, deserialize_with = "present")]
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Raw<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<Form<'a, Failure>>,
}

/// Tokens. `raw` is what the wire said, whose names differ from wire to wire.
#[derive(Serialize, Deserialize)]
struct UsageMembers<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    input: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    output: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cache_read: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cache_write: Option<u64>,
    #[serde(borrow, default, deserialize_with = "present")]
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<Raw<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Metrics {
    #[serde(rename = "latencyMs")]
    latency_ms: Option<u64>,
}

impl<'a> EndMembers<'a> {
    /// The members of the end of this generation.
    pub(super) fn of(generation: GenerationId, end: &'a End) -> Self {
        let (outcome, stop, error) = outcome_members(&end.outcome);
        let metrics = end.latency_ms.map(|millis| Metrics {
            latency_ms: Some(millis),
        });
        Self {
            generation: generation.0,
            us: end.us.0,
            outcome: outcome.into(),
            stop: stop.map(Cow::Borrowed),
            usage: end.usage.as_ref().map(UsageMembers::of),
            metrics,
            metadata: end.metadata.as_ref().and_then(Raw::of),
            error: error.map(Form::of),
        }
    }

    /// The record; `None` if it ended in a way that this version does not know.
    pub(super) fn into_record(self) -> Option<Record> {
        let outcome = match &*self.outcome {
            "done" => Outcome::Done(StopReason(self.stop.unwrap_or_default().into_owned())),
            "cancelled" => Outcome::Cancelled,
            "failed" => Outcome::Failed(
                self.error
                    .map_or_else(|| Failure::new(FailureKind::Unknown, ""), Form::into_inner),
            ),
            "interrupted" => Outcome::Interrupted,
            _ => return None,
        };
        Some(Record::End {
            generation: GenerationId(self.generation),
            end: End {
                us: Micros(self.us),
                outcome,
                usage: self.usage.map(UsageMembers::into_usage),
                latency_ms: self.metrics.and_then(|metrics| metrics.latency_ms),
                metadata: self.metadata.map(|raw| raw.json()),
            },
        })
    }
}

fn outcome_members(outcome: &Outcome) -> (&'static str, Option<&str>, Option<&Failure>) {
    match outcome {
        Outcome::Done(stop) => ("done", Some(&stop.0), None),
        Outcome::Cancelled => ("cancelled", None, None),
        Outcome::Failed(failure) => ("failed", None, Some(failure)),
        Outcome::Interrupted => ("interrupted", None, None),
    }
}

impl<'a> UsageMembers<'a> {
    fn of(usage: &'a Usage) -> Self {
        Self {
            input: usage.input,
            output: usage.output,
            cache_read: usage.cache_read,
            cache_write: usage.cache_write,
            raw: Raw::of(&usage.raw),
        }
    }

    fn into_usage(self) -> Usage {
        Usage {
            input: self.input,
            output: self.output,
            cache_read: self.cache_read,
            cache_write: self.cache_write,
            raw: Raw::json_or_empty(self.raw),
        }
    }
}

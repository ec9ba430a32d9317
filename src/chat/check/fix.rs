//! Changes of the settings that end a finding.

use crate::chat::refusal::without;
use crate::chat::settings::service::Caching;
use crate::chat::settings::{Decimal, Delivery, Field, Param, Settings, Thinking, Wire};

/// A change that ends a finding, and what it is called on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fix {
    /// What it does, as an order: `send without temperature`.
    pub(crate) label: String,
    /// What it changes.
    pub(crate) change: Change,
}

/// A change of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// The field is not sent.
    Unset(Field),
    /// A parameter gets this value.
    Param(Param, Decimal),
    /// The reply comes in this way.
    Delivery(Delivery),
    /// The request goes over this wire.
    Wire(Wire),
    /// The model thinks in this way.
    Thinking(Thinking),
    /// It thinks this hard.
    Effort(String),
    /// A cache point gets this time.
    Cache(Field, Caching),
    /// These remain.
    StopSequences(Vec<String>),
    /// These remain.
    Metadata(Vec<(String, String)>),
    /// The guardrail's working draft.
    DraftGuardrail,
    /// This beta goes along.
    Beta(String),
}

impl Fix {
    /// The fix that makes this change.
    pub(crate) fn new(change: Change) -> Self {
        Self {
            label: label(&change),
            change,
        }
    }
}

fn label(change: &Change) -> String {
    match change {
        Change::Unset(field) => format!("send without {}", field.name()),
        Change::Param(param, value) => format!("set {} to {value}", param.name()),
        Change::Delivery(Delivery::Streaming) => "stream the reply".to_owned(),
        Change::Delivery(Delivery::Whole) => "take the reply whole".to_owned(),
        Change::Wire(wire) => format!("use the {} wire", wire.name()),
        Change::Thinking(Thinking::NotSent) => "send without thinking".to_owned(),
        Change::Thinking(Thinking::Off) => "switch thinking off".to_owned(),
        Change::Thinking(Thinking::Budget(tokens)) => {
            format!("think with a budget of {tokens} tokens")
        }
        Change::Thinking(Thinking::Adaptive) => "let it think adaptively".to_owned(),
        Change::Effort(word) => format!("set the effort to {word}"),
        Change::Cache(_, caching) => format!("set the cache point to {}", caching.name()),
        Change::StopSequences(_) => "drop the other stop sequences".to_owned(),
        Change::Metadata(_) => "drop the other pairs".to_owned(),
        Change::DraftGuardrail => "use the guardrail's draft".to_owned(),
        Change::Beta(name) => format!("add the beta {name}"),
    }
}

/// Makes the change of a fix.
pub(crate) fn apply(fix: &Fix, settings: &mut Settings) {
    match &fix.change {
        Change::Unset(field) => without(*field, settings),
        Change::Param(param, value) => settings.sampling.set(*param, Some(value.clone())),
        Change::Delivery(delivery) => settings.delivery = *delivery,
        Change::Wire(wire) => settings.wire = *wire,
        Change::Thinking(thinking) => settings.reasoning.thinking = *thinking,
        Change::Effort(word) => settings.reasoning.effort = Some(word.clone()),
        Change::Cache(field, caching) => set_cache(*field, *caching, settings),
        Change::StopSequences(remaining) => {
            settings.sampling.stop_sequences.clone_from(remaining);
        }
        Change::Metadata(remaining) => settings.service.metadata.clone_from(remaining),
        Change::Beta(name) => settings.betas.push(name.clone()),
        Change::DraftGuardrail => {
            if let Some(guardrail) = &mut settings.service.guardrail {
                "DRAFT".clone_into(&mut guardrail.version);
            }
        }
    }
}

fn set_cache(field: Field, caching: Caching, settings: &mut Settings) {
    let points = &mut settings.cache;
    if field == Field::CacheTools {
        points.tools = caching;
    } else if field == Field::CacheSystem {
        points.system = caching;
    } else if field == Field::CacheMessages {
        points.messages = caching;
    }
}

/// Whether a request can go without a field that was refused: one of the settings can be unset, and
/// a prefill can be left away. What stands in the conversation stays there.
pub(crate) fn can_leave_out(field: Field) -> bool {
    can_unset(field) || field == Field::Prefill
}

/// Whether "send without it" is a change of the settings: what stands in messages is not.
pub(super) fn can_unset(field: Field) -> bool {
    !matches!(
        field,
        Field::Model
            | Field::Prefill
            | Field::Images
            | Field::Documents
            | Field::Video
            | Field::Audio
    )
}

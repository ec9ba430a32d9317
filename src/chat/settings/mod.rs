//! Settings of a lane: which model is called, how, and with what.
//!
//! What is absent is not sent, and that differs from every value. Only the most tokens of a reply
//! are always sent.

pub(crate) mod decimal;
pub(crate) mod field;
pub(crate) mod range;
pub(crate) mod reasoning;
pub(crate) mod region;
pub(crate) mod route;
pub(crate) mod sampling;
pub(crate) mod service;
pub(crate) mod wire;

use super::content::Json;
use super::tool::Tools;

pub(crate) use decimal::Decimal;
pub(crate) use field::Field;
pub(crate) use range::{Range, max_tokens_for};
pub(crate) use reasoning::{Reasoning, Thinking};
pub(crate) use region::Region;
pub(crate) use route::{ModelChoice, Route};
pub(crate) use sampling::{Param, Sampling};
pub(crate) use service::{CachePoints, Guardrail, ServiceOptions};
pub(crate) use wire::{Delivery, Wire};

/// Everything about a lane that shapes its requests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Settings {
    /// `None` until the user has chosen one.
    pub(crate) model: Option<ModelChoice>,
    /// The region that is asked; `None` = the account's.
    pub(crate) region: Option<Region>,
    /// The API that carries the request.
    pub(crate) wire: Wire,
    /// Whether the reply comes as it is made.
    pub(crate) delivery: Delivery,
    /// The system prompt, with its variables by name; empty = not sent.
    pub(crate) system: String,
    /// How the model draws its tokens, and where it stops.
    pub(crate) sampling: Sampling,
    /// How much it thinks before it answers.
    pub(crate) reasoning: Reasoning,
    /// Which parts of the prompt may be cached.
    pub(crate) cache: CachePoints,
    /// Pictures of so many last turns go along; `None` = of all.
    pub(crate) image_turns: Option<u32>,
    /// The tools that it may call.
    pub(crate) tools: Tools,
    /// What the service does around the model.
    pub(crate) service: ServiceOptions,
    /// Names of Anthropic's beta features, as `anthropic_beta` takes them.
    pub(crate) betas: Vec<String>,
    /// A JSON object whose members go into the model's native request; empty = none.
    pub(crate) extra: Json,
    /// Members that this version does not know, kept in order.
    pub(crate) other: Vec<(String, Json)>,
}

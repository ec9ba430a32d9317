//! Whether a field is part of a request.

use super::content::{ContentKinds, Prefill};
use crate::chat::settings::service::Trace;
use crate::chat::settings::{Delivery, Field, Param, Settings, Thinking, Wire};

/// Whether a field is sent, so that something can refuse it. The most tokens always are, and nothing
/// refuses that; the converse wire and a whole reply are what remains without a choice.
pub(super) fn is_sent(field: Field, settings: &Settings, content: ContentKinds) -> bool {
    let service = &settings.service;
    match field {
        Field::Model => settings.model.is_some(),
        Field::Wire => settings.wire != Wire::default(),
        Field::Delivery => settings.delivery == Delivery::Streaming,
        Field::System => !settings.system.is_empty(),
        Field::Param(Param::MaxTokens) => false,
        Field::Param(param) => settings.sampling.get(param).is_some(),
        Field::StopSequences => !settings.sampling.stop_sequences.is_empty(),
        Field::Thinking => settings.reasoning.thinking != Thinking::NotSent,
        Field::Effort => settings.reasoning.effort.is_some(),
        Field::ThinkingDisplay => settings.reasoning.display.is_some(),
        Field::CacheTools => settings.cache.tools.is_on(),
        Field::CacheSystem => settings.cache.system.is_on(),
        Field::CacheMessages => settings.cache.messages.is_on(),
        Field::Tools => !settings.tools.offered.is_empty(),
        Field::ToolChoice => settings.tools.choice.is_some(),
        Field::Guardrail => service.guardrail.is_some(),
        Field::GuardrailTrace => service
            .guardrail
            .as_ref()
            .is_some_and(|guardrail| guardrail.trace != Trace::NotSent),
        Field::GuardrailMode => service
            .guardrail
            .as_ref()
            .is_some_and(|guardrail| guardrail.mode.is_some()),
        Field::Tier => service.tier.is_some(),
        Field::Latency => service.latency.is_some(),
        Field::Metadata => !service.metadata.is_empty(),
        Field::UserId => service.user_id.is_some(),
        Field::Betas => !settings.betas.is_empty(),
        Field::Extra => !settings.extra.0.trim().is_empty(),
        Field::Prefill => content.prefill != Prefill::None,
        Field::Images => content.images > 0,
        Field::Documents => content.documents > 0,
        Field::Video => content.video > 0,
        Field::Audio => content.audio > 0,
    }
}

//! The fields of a lane's settings, by name: what a finding or a refusal points at.

use super::sampling::Param;

/// A field of the settings, or of a message, that a model may refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Model,
    Wire,
    Delivery,
    System,
    Param(Param),
    StopSequences,
    Thinking,
    Effort,
    ThinkingDisplay,
    CacheTools,
    CacheSystem,
    CacheMessages,
    Tools,
    ToolChoice,
    Guardrail,
    GuardrailTrace,
    GuardrailMode,
    Tier,
    Latency,
    Metadata,
    UserId,
    Betas,
    Extra,
    /// The beginning of the reply that the user writes.
    Prefill,
    /// Pictures in messages.
    Images,
    /// Documents in messages.
    Documents,
    /// Films in messages.
    Video,
    /// Sound in messages.
    Audio,
}

impl Field {
    /// All fields, in the order of the settings pane.
    pub(crate) const ALL: [Self; 31] = [
        Self::Model,
        Self::Wire,
        Self::Delivery,
        Self::System,
        Self::Param(Param::Temperature),
        Self::Param(Param::TopP),
        Self::Param(Param::TopK),
        Self::Param(Param::MaxTokens),
        Self::StopSequences,
        Self::Thinking,
        Self::Effort,
        Self::ThinkingDisplay,
        Self::CacheTools,
        Self::CacheSystem,
        Self::CacheMessages,
        Self::Tools,
        Self::ToolChoice,
        Self::Guardrail,
        Self::GuardrailTrace,
        Self::GuardrailMode,
        Self::Tier,
        Self::Latency,
        Self::Metadata,
        Self::UserId,
        Self::Betas,
        Self::Extra,
        Self::Prefill,
        Self::Images,
        Self::Documents,
        Self::Video,
        Self::Audio,
    ];

    /// The name on screen and in files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Wire => "wire",
            Self::Delivery => "streaming",
            Self::System => "system",
            Self::Param(param) => param.name(),
            Self::StopSequences => "stop_sequences",
            Self::Thinking => "thinking",
            Self::Effort => "effort",
            Self::ThinkingDisplay => "thinking_display",
            Self::CacheTools => "cache_tools",
            Self::CacheSystem => "cache_system",
            Self::CacheMessages => "cache_messages",
            Self::Tools => "tools",
            Self::ToolChoice => "tool_choice",
            Self::Guardrail => "guardrail",
            Self::GuardrailTrace => "guardrail_trace",
            Self::GuardrailMode => "guardrail_mode",
            Self::Tier => "tier",
            Self::Latency => "latency",
            Self::Metadata => "metadata",
            Self::UserId => "user_id",
            Self::Betas => "betas",
            Self::Extra => "extra",
            Self::Prefill => "prefill",
            Self::Images => "images",
            Self::Documents => "documents",
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }

    /// The field with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

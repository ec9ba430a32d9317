//! How Anthropic's models are asked to think, on every wire that can.

use serde::Serialize;

use crate::chat::settings::{Reasoning, Thinking};

/// The member `thinking`.
#[derive(Debug, Serialize)]
pub(super) struct ThinkingMember<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<&'a str>,
}

/// The member `output_config`; others call the same object `reasoning`.
#[derive(Debug, Serialize)]
pub(super) struct OutputConfig<'a> {
    effort: &'a str,
}

impl<'a> ThinkingMember<'a> {
    /// `None` if it is not sent.
    pub(super) fn of(reasoning: &'a Reasoning) -> Option<Self> {
        let (r#type, budget_tokens) = match reasoning.thinking {
            Thinking::NotSent => return None,
            Thinking::Off => ("disabled", None),
            Thinking::Budget(tokens) => ("enabled", Some(tokens)),
            Thinking::Adaptive => ("adaptive", None),
        };
        Some(Self {
            r#type,
            budget_tokens,
            display: reasoning.display.as_deref(),
        })
    }
}

impl<'a> OutputConfig<'a> {
    /// `None` if it is not sent.
    pub(super) fn of(reasoning: &'a Reasoning) -> Option<Self> {
        reasoning.effort.as_deref().map(Self::new)
    }

    /// With this effort.
    pub(super) fn new(effort: &'a str) -> Self {
        Self { effort }
    }
}

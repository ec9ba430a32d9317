//! What Converse has no members for: it goes into the provider's own request as it is.

use serde::Serialize;

use super::merge::merge;
use super::raw::{Digits, Verbatim};
use super::thinking::{OutputConfig, ThinkingMember};
use super::{CallError, written};
use crate::chat::abilities::{ReasoningStyle, TopKForm};
use crate::chat::carried;
use crate::chat::request::Request;
use crate::chat::settings::{Reasoning, Thinking};
use crate::chat::tool::Tool;

/// The member `additionalModelRequestFields`; `None` if nothing would be in it.
///
/// The user's own members are laid over ours, in depth.
pub(super) fn fields(request: &Request) -> Result<Option<String>, CallError> {
    let settings = &request.settings;
    let mut fields = Fields {
        tools: typed_tools(&settings.tools.offered),
        anthropic_beta: &settings.betas,
        metadata: settings.service.user_id.as_deref().map(UserId::of),
        ..Fields::default()
    };
    fields.set_top_k(request);
    fields.set_reasoning(carried::style(request), &settings.reasoning);
    let ours = written(&fields)?;
    let all = match settings.extra.0.trim() {
        "" => ours,
        users => merge(&ours, users)?,
    };
    Ok((all != "{}").then_some(all))
}

/// Anthropic's own tools, as on its wire: Converse has no form for them.
fn typed_tools(offered: &[Tool]) -> Vec<Verbatim<'_>> {
    let typed = offered.iter().filter_map(|tool| match tool {
        Tool::Typed { json, .. } => Some(json.into()),
        Tool::Custom(_) | Tool::Foreign(_) => None,
    });
    typed.collect()
}

/// The members in the order in which they are written. Each model knows some of them.
#[derive(Default, Serialize)]
struct Fields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<Digits<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    k: Option<Digits<'a>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "inferenceConfig")]
    inference_config: Option<NovaInference<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<ThinkingMember<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<OutputConfig<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<OutputConfig<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_config: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "reasoningConfig")]
    nova: Option<NovaReasoning<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Verbatim<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    anthropic_beta: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<UserId<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NovaInference<'a> {
    top_k: Digits<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NovaReasoning<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_reasoning_effort: Option<&'a str>,
}

/// Anthropic's member `metadata`: who asks.
#[derive(Serialize)]
pub(super) struct UserId<'a> {
    user_id: &'a str,
}

impl<'a> UserId<'a> {
    /// Names the one who asks.
    pub(super) fn of(user_id: &'a str) -> Self {
        Self { user_id }
    }
}

impl<'a> Fields<'a> {
    fn set_top_k(&mut self, request: &'a Request) {
        let Some(top_k) = Digits::of(request.settings.sampling.top_k.as_ref()) else {
            return;
        };
        match request.form.top_k.unwrap_or_default() {
            TopKForm::TopK => self.top_k = Some(top_k),
            TopKForm::Nova => self.inference_config = Some(NovaInference { top_k }),
            TopKForm::Cohere => self.k = Some(top_k),
        }
    }

    /// What a style cannot say has been taken out before.
    fn set_reasoning(&mut self, style: ReasoningStyle, reasoning: &'a Reasoning) {
        let effort = reasoning.effort.as_deref();
        match style {
            ReasoningStyle::Anthropic => {
                self.thinking = ThinkingMember::of(reasoning);
                self.output_config = OutputConfig::of(reasoning);
            }
            ReasoningStyle::EffortFlat => self.reasoning_effort = effort,
            ReasoningStyle::EffortNested => {
                let off = (reasoning.thinking == Thinking::Off).then_some("none");
                self.reasoning = effort.or(off).map(OutputConfig::new);
            }
            ReasoningStyle::ReasoningConfig => self.reasoning_config = effort,
            ReasoningStyle::Nova if reasoning.is_sent() => {
                let off = reasoning.thinking == Thinking::Off;
                self.nova = Some(NovaReasoning {
                    r#type: if off { "disabled" } else { "enabled" },
                    max_reasoning_effort: effort,
                });
            }
            ReasoningStyle::Nova | ReasoningStyle::None => {}
        }
    }
}

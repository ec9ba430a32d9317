//! The members of settings: one table for reading and writing.

use serde::Deserialize;

use super::{groups, tools};
use crate::chat::content::Json;
use crate::chat::settings::{Decimal, Delivery, ModelChoice, Param, Region, Settings, Wire};
use crate::store::format::form::Form;
use crate::store::format::object::{Pairs, text_of};

/// A member of settings that this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Member {
    Model,
    Region,
    Wire,
    Stream,
    System,
    Param(Param),
    StopSequences,
    Thinking,
    Cache,
    ImageTurns,
    Tools,
    ToolChoice,
    ToolRounds,
    ToolBudget,
    Guardrail,
    Tier,
    Latency,
    Metadata,
    UserId,
    Betas,
    Extra,
}

/// How much of a value was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Taken {
    /// All of it: written again it is the same.
    Whole,
    /// Some of it, or nothing.
    InPart,
}

impl Member {
    /// All of them, in the order in which they are written.
    pub(in crate::store) const ALL: [Self; 24] = [
        Self::Model,
        Self::Region,
        Self::Wire,
        Self::Stream,
        Self::System,
        Self::Param(Param::MaxTokens),
        Self::Param(Param::Temperature),
        Self::Param(Param::TopP),
        Self::Param(Param::TopK),
        Self::StopSequences,
        Self::Thinking,
        Self::Cache,
        Self::ImageTurns,
        Self::Tools,
        Self::ToolChoice,
        Self::ToolRounds,
        Self::ToolBudget,
        Self::Guardrail,
        Self::Tier,
        Self::Latency,
        Self::Metadata,
        Self::UserId,
        Self::Betas,
        Self::Extra,
    ];

    /// The name in files.
    pub(in crate::store) fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Region => "region",
            Self::Wire => "wire",
            Self::Stream => "stream",
            Self::System => "system",
            Self::Param(param) => param.name(),
            Self::StopSequences => "stop_sequences",
            Self::Thinking => "thinking",
            Self::Cache => "cache",
            Self::ImageTurns => "image_turns",
            Self::Tools => "tools",
            Self::ToolChoice => "tool_choice",
            Self::ToolRounds => "tool_rounds",
            Self::ToolBudget => "tool_budget",
            Self::Guardrail => "guardrail",
            Self::Tier => "tier",
            Self::Latency => "latency",
            Self::Metadata => "metadata",
            Self::UserId => "user_id",
            Self::Betas => "betas",
            Self::Extra => "extra",
        }
    }

    /// The member with this name.
    pub(in crate::store) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|member| member.name() == name)
    }

    /// The value as JSON; `None` = absent.
    pub(in crate::store) fn write(self, settings: &Settings) -> Option<Json> {
        let service = &settings.service;
        let text = match self {
            Self::Model => text_of(&Form::of(settings.model.as_ref()?)),
            Self::Region => text_of(settings.region.as_ref()?.as_str()),
            Self::Wire => text_of(settings.wire.name()),
            Self::Stream => (settings.delivery == Delivery::Whole).then(|| "false".to_owned())?,
            Self::System => some_text(&settings.system)?,
            Self::Param(param) => settings.sampling.get(param)?.text().to_owned(),
            Self::StopSequences => some_list(&settings.sampling.stop_sequences)?,
            Self::Thinking => groups::write_reasoning(&settings.reasoning)?,
            Self::Cache => groups::write_cache(settings.cache)?,
            Self::ImageTurns => settings.image_turns?.to_string(),
            Self::Tools => tools::write(&settings.tools.offered)?,
            Self::ToolChoice => groups::write_choice(settings.tools.choice.as_ref()?),
            Self::ToolRounds => settings.tools.limits.rounds?.to_string(),
            Self::ToolBudget => settings.tools.limits.dollars.as_ref()?.text().to_owned(),
            Self::Guardrail => groups::write_guardrail(service.guardrail.as_ref()?),
            Self::Tier => text_of(service.tier.as_ref()?),
            Self::Latency => text_of(service.latency.as_ref()?),
            Self::Metadata => {
                let pairs = &service.metadata;
                let pairs: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (&**k, &**v)).collect();
                (!pairs.is_empty()).then(|| text_of(&Pairs(pairs)))?
            }
            Self::UserId => text_of(service.user_id.as_ref()?),
            Self::Betas => some_list(&settings.betas)?,
            Self::Extra => return (!settings.extra.0.is_empty()).then(|| settings.extra.clone()),
        };
        Some(Json(text))
    }

    /// Takes of a value in JSON what is understood. What is not leaves the settings as they are.
    pub(in crate::store) fn take(self, json: &str, settings: &mut Settings) -> Taken {
        self.read(json, settings);
        match self.write(settings) {
            Some(written) if is_same(&written.0, json) => Taken::Whole,
            _ => Taken::InPart,
        }
    }

    fn read(self, json: &str, settings: &mut Settings) {
        let service = &mut settings.service;
        match self {
            Self::Model => {
                let model: Option<Form<'_, ModelChoice>> = value(json);
                set(
                    &mut settings.model,
                    model.map(|model| Some(model.into_inner())),
                );
            }
            Self::Region => set(
                &mut settings.region,
                value(json).and_then(|name: String| Region::new(&name).ok().map(Some)),
            ),
            Self::Wire => set(
                &mut settings.wire,
                value(json).and_then(|name: String| Wire::named(&name)),
            ),
            Self::Stream => set(&mut settings.delivery, value(json).map(delivery)),
            Self::System => set(&mut settings.system, value(json)),
            Self::Param(param) => {
                if let Ok(number) = Decimal::parse(json) {
                    settings.sampling.set(param, Some(number));
                }
            }
            Self::StopSequences => set(&mut settings.sampling.stop_sequences, value(json)),
            Self::Thinking => set(&mut settings.reasoning, groups::read_reasoning(json)),
            Self::Cache => set(&mut settings.cache, groups::read_cache(json)),
            Self::ImageTurns => set(&mut settings.image_turns, value(json)),
            Self::Tools => set(&mut settings.tools.offered, tools::read(json)),
            Self::ToolChoice => {
                let choice = groups::read_choice(json);
                set(&mut settings.tools.choice, choice.map(Some));
            }
            Self::ToolRounds => set(&mut settings.tools.limits.rounds, value(json)),
            Self::ToolBudget => {
                if let Ok(number) = Decimal::parse(json) {
                    settings.tools.limits.dollars = Some(number);
                }
            }
            Self::Guardrail => set(
                &mut service.guardrail,
                groups::read_guardrail(json).map(Some),
            ),
            Self::Tier => set(&mut service.tier, value(json)),
            Self::Latency => set(&mut service.latency, value(json)),
            Self::Metadata => {
                let pairs: Option<Pairs<String, String>> = value(json);
                set(&mut service.metadata, pairs.map(|pairs| pairs.0));
            }
            Self::UserId => set(&mut service.user_id, value(json)),
            Self::Betas => set(&mut settings.betas, value(json)),
            Self::Extra if json.starts_with('{') => settings.extra = Json(json.to_owned()),
            Self::Extra => {}
        }
    }
}

fn value<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    serde_json::from_str(json).ok()
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn delivery(streams: bool) -> Delivery {
    if streams {
        Delivery::Streaming
    } else {
        Delivery::Whole
    }
}

fn some_text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text_of(text))
}

fn some_list(list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| text_of(list))
}

/// Whether two texts are the same JSON; the order of members and blanks say nothing.
fn is_same(written: &str, json: &str) -> bool {
    written == json || {
        let parsed = |text| serde_json::from_str::<serde_json::Value>(text).ok();
        parsed(written).is_some_and(|value| Some(value) == parsed(json))
    }
}

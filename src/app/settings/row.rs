//! The rows of the settings pane: what can be turned, in which order, and how.

use crate::chat::settings::{Field, Param, Settings, Thinking, Wire};
use crate::chat::tool::LoopLimits;

/// A row of the settings pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Row {
    Preset,
    Model,
    Region,
    Wire,
    Delivery,
    System,
    Variables,
    ImageTurns,
    Slider(Param),
    Stop,
    Thinking,
    Budget,
    Effort,
    Display,
    CacheTools,
    CacheSystem,
    CacheMessages,
    Tools,
    ToolChoice,
    Parallel,
    Rounds,
    ToolBudget,
    Guardrail,
    GuardrailVersion,
    Trace,
    Mode,
    Tier,
    Latency,
    Metadata,
    UserId,
    Betas,
    Extra,
    Refusals,
}

/// How a row is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number within a range.
    Slider,
    /// One of a few words.
    Choice,
    /// One line of text.
    Line,
    /// Text of many lines.
    Text,
    /// Another place opens.
    Opens,
}

/// All rows, by group.
const GROUPS: [(&str, &[Row]); 8] = [
    (
        "Model",
        &[
            Row::Preset,
            Row::Model,
            Row::Region,
            Row::Wire,
            Row::Delivery,
        ],
    ),
    ("Prompt", &[Row::System, Row::Variables, Row::ImageTurns]),
    (
        "Sampling",
        &[
            Row::Slider(Param::Temperature),
            Row::Slider(Param::TopP),
            Row::Slider(Param::TopK),
            Row::Slider(Param::MaxTokens),
            Row::Stop,
        ],
    ),
    (
        "Reasoning",
        &[Row::Thinking, Row::Budget, Row::Effort, Row::Display],
    ),
    (
        "Tools",
        &[
            Row::Tools,
            Row::ToolChoice,
            Row::Parallel,
            Row::Rounds,
            Row::ToolBudget,
        ],
    ),
    (
        "Prompt cache",
        &[Row::CacheTools, Row::CacheSystem, Row::CacheMessages],
    ),
    (
        "Service",
        &[
            Row::Guardrail,
            Row::GuardrailVersion,
            Row::Trace,
            Row::Mode,
            Row::Tier,
            Row::Latency,
            Row::Metadata,
        ],
    ),
    (
        "More",
        &[Row::UserId, Row::Betas, Row::Extra, Row::Refusals],
    ),
];

/// The rows for these settings, by group. What only makes sense with another row is left out
/// without it.
pub(crate) fn groups(settings: &Settings) -> Vec<(&'static str, Vec<Row>)> {
    GROUPS
        .iter()
        .map(|(title, rows)| {
            let shown = rows.iter().copied().filter(|row| row.is_shown(settings));
            (*title, shown.collect())
        })
        .collect()
}

/// The rows for these settings, from the top.
pub(crate) fn rows(settings: &Settings) -> Vec<Row> {
    groups(settings)
        .into_iter()
        .flat_map(|(_, rows)| rows)
        .collect()
}

/// All rows that there are.
pub(crate) fn all() -> impl Iterator<Item = Row> {
    GROUPS.iter().flat_map(|(_, rows)| rows.iter().copied())
}

impl Row {
    /// The row of a field; `None` for one that messages have and settings have not.
    pub(crate) fn of(field: Field) -> Option<Self> {
        all().find(|row| row.field() == Some(field))
    }

    /// The field that the row turns, as findings and refusals name it.
    pub(crate) fn field(self) -> Option<Field> {
        Some(match self {
            Self::Model => Field::Model,
            Self::Wire => Field::Wire,
            Self::Delivery => Field::Delivery,
            Self::System => Field::System,
            Self::Slider(param) => Field::Param(param),
            Self::Stop => Field::StopSequences,
            Self::Thinking | Self::Budget => Field::Thinking,
            Self::Effort => Field::Effort,
            Self::Display => Field::ThinkingDisplay,
            Self::CacheTools => Field::CacheTools,
            Self::CacheSystem => Field::CacheSystem,
            Self::CacheMessages => Field::CacheMessages,
            Self::Tools => Field::Tools,
            Self::ToolChoice | Self::Parallel => Field::ToolChoice,
            Self::Guardrail | Self::GuardrailVersion => Field::Guardrail,
            Self::Trace => Field::GuardrailTrace,
            Self::Mode => Field::GuardrailMode,
            Self::Tier => Field::Tier,
            Self::Latency => Field::Latency,
            Self::Metadata => Field::Metadata,
            Self::UserId => Field::UserId,
            Self::Betas => Field::Betas,
            Self::Extra => Field::Extra,
            Self::Preset
            | Self::Region
            | Self::Variables
            | Self::ImageTurns
            | Self::Rounds
            | Self::ToolBudget
            | Self::Refusals => return None,
        })
    }

    /// The name at the left of the row. The completions wire has its own name for the most tokens.
    pub(crate) fn label(self, wire: Wire) -> &'static str {
        match self {
            Self::Preset => "preset",
            Self::Model => "model",
            Self::Region => "region",
            Self::Wire => "wire",
            Self::Delivery => "streaming",
            Self::System | Self::CacheSystem => "system",
            Self::Variables => "variables",
            Self::ImageTurns => "image turns",
            Self::Slider(Param::MaxTokens) if wire == Wire::Completions => "max_to_sample",
            Self::Slider(param) => param.name(),
            Self::Stop => "stop",
            Self::Thinking => "thinking",
            Self::Budget | Self::ToolBudget => "budget",
            Self::Effort => "effort",
            Self::Display => "display",
            Self::CacheMessages => "messages",
            Self::Tools | Self::CacheTools => "tools",
            Self::ToolChoice => "choice",
            Self::Parallel => "parallel",
            Self::Rounds => "rounds",
            Self::Guardrail => "guardrail",
            Self::GuardrailVersion => "version",
            Self::Trace => "trace",
            Self::Mode => "mode",
            Self::Tier => "tier",
            Self::Latency => "latency",
            Self::Metadata => "metadata",
            Self::UserId => "user_id",
            Self::Betas => "betas",
            Self::Extra => "extra fields",
            Self::Refusals => "refusals",
        }
    }

    /// The name by which the palette finds it: one of its own, whatever group it stands in.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other labels are names of their own"
    )]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop sequences",
            Self::Budget => "thinking budget",
            Self::Effort => "thinking effort",
            Self::Display => "thinking display",
            Self::CacheTools => "cache tools",
            Self::CacheSystem => "cache system",
            Self::CacheMessages => "cache messages",
            Self::ToolChoice => "tool choice",
            Self::Parallel => "parallel tools",
            Self::Rounds => "tool rounds",
            Self::ToolBudget => "tool budget",
            Self::GuardrailVersion => "guardrail version",
            Self::Trace => "guardrail trace",
            Self::Mode => "guardrail mode",
            other => other.label(Wire::Converse),
        }
    }

    /// What the row is for, in a line.
    pub(crate) fn help(self) -> &'static str {
        match self {
            Self::Preset => "take a named set of settings, or save these as one",
            Self::Model => "which model answers, and how it is reached",
            Self::Region => "where this lane asks; empty for the account's region",
            Self::Wire => "the API: converse takes every model; messages is Anthropic's body",
            Self::Delivery => "whether the reply comes as it is made",
            Self::System => "what the model is told before the conversation",
            Self::Variables => "values for {{name}} in the system prompt and in messages",
            Self::ImageTurns => "pictures of so many last turns go along; empty for all",
            Self::Slider(Param::Temperature) => "higher draws less likely tokens too",
            Self::Slider(Param::TopP) => "draw from the likeliest tokens of this share",
            Self::Slider(Param::TopK) => "draw from so many likeliest tokens",
            Self::Slider(Param::MaxTokens) => "the most tokens of a reply; reserved from the quota",
            Self::Stop => "texts after which the model stops, one a line",
            Self::Thinking => "whether the model thinks before it answers",
            Self::Budget => "the most tokens of thinking",
            Self::Effort => "how hard the model thinks, in its own word",
            Self::Display => "whether thoughts are told in short or left out",
            Self::CacheTools => "a cache point after the tools",
            Self::CacheSystem => "a cache point after the system prompt",
            Self::CacheMessages => "a cache point after the last message",
            Self::Tools => "what the model may call: JSON as on either wire",
            Self::ToolChoice => "which tool it must take",
            Self::Parallel => "whether it may call several at once",
            Self::Rounds => "calls of the model in a turn before you are asked",
            Self::ToolBudget => "US dollars that a turn may cost before you are asked",
            Self::Guardrail => "id or ARN of a guardrail; empty for none",
            Self::GuardrailVersion => "a number, or DRAFT",
            Self::Trace => "what the guardrail tells of its work",
            Self::Mode => "sync: the guardrail reads first; async: the text comes at once",
            Self::Tier => "the service tier, which sets speed and price",
            Self::Latency => "optimized costs more; few models and regions have it",
            Self::Metadata => "name=value pairs for the invocation log, one a line",
            Self::UserId => "who asks, for Anthropic (metadata.user_id)",
            Self::Betas => "beta features (anthropic_beta), one a line",
            Self::Extra => "a JSON object that goes into the model's native request",
            Self::Refusals => "fields that a model has refused; they can be forgotten",
        }
    }

    /// How it is turned.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Preset | Self::Model | Self::Variables | Self::Refusals => Kind::Opens,
            Self::Slider(_) | Self::Budget | Self::Rounds => Kind::Slider,
            Self::System
            | Self::Stop
            | Self::Tools
            | Self::Metadata
            | Self::Betas
            | Self::Extra => Kind::Text,
            Self::Region
            | Self::ImageTurns
            | Self::ToolBudget
            | Self::Guardrail
            | Self::GuardrailVersion
            | Self::UserId => Kind::Line,
            Self::Wire
            | Self::Delivery
            | Self::Thinking
            | Self::Effort
            | Self::Display
            | Self::CacheTools
            | Self::CacheSystem
            | Self::CacheMessages
            | Self::ToolChoice
            | Self::Parallel
            | Self::Trace
            | Self::Mode
            | Self::Tier
            | Self::Latency => Kind::Choice,
        }
    }

    /// The row without which this one is not shown.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other rows stand by themselves"
    )]
    pub(crate) fn master(self) -> Self {
        match self {
            Self::Budget => Self::Thinking,
            Self::Parallel => Self::ToolChoice,
            Self::Rounds | Self::ToolBudget => Self::Tools,
            Self::GuardrailVersion | Self::Trace | Self::Mode => Self::Guardrail,
            other => other,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other rows are always there"
    )]
    fn is_shown(self, settings: &Settings) -> bool {
        match self {
            Self::Budget => matches!(settings.reasoning.thinking, Thinking::Budget(_)),
            Self::Parallel => settings.tools.choice.is_some(),
            Self::Rounds | Self::ToolBudget => {
                let tools = &settings.tools;
                !tools.offered.is_empty() || tools.limits != LoopLimits::default()
            }
            Self::GuardrailVersion | Self::Trace | Self::Mode => {
                settings.service.guardrail.is_some()
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_settings_has_a_row() {
        let in_messages = [
            Field::Prefill,
            Field::Images,
            Field::Documents,
            Field::Video,
            Field::Audio,
        ];
        for field in Field::ALL {
            assert_eq!(
                Row::of(field).is_none(),
                in_messages.contains(&field),
                "{field:?}"
            );
        }
    }

    #[test]
    fn rows_stand_once_and_have_names_of_their_own() {
        let all: Vec<Row> = all().collect();
        let set: std::collections::HashSet<Row> = all.iter().copied().collect();
        assert_eq!(set.len(), all.len());
        let names: std::collections::HashSet<&str> = all.iter().map(|row| row.name()).collect();
        assert_eq!(names.len(), all.len());
        assert!(rows(&Settings::default()).len() < all.len());
    }
}

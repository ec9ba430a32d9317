//! The words of the model data file.

use serde::Deserialize;

use crate::chat::abilities::{ReasoningStyle, TopKForm};
use crate::chat::settings::Wire;

/// A wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum WireWord {
    Converse,
    Messages,
    Completions,
}

impl From<WireWord> for Wire {
    fn from(word: WireWord) -> Self {
        match word {
            WireWord::Converse => Self::Converse,
            WireWord::Messages => Self::Messages,
            WireWord::Completions => Self::Completions,
        }
    }
}

/// A kind of tool choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ChoiceWord {
    Auto,
    Any,
    Tool,
    None,
}

impl From<ChoiceWord> for String {
    fn from(word: ChoiceWord) -> Self {
        let name = match word {
            ChoiceWord::Auto => "auto",
            ChoiceWord::Any => "any",
            ChoiceWord::Tool => "tool",
            ChoiceWord::None => "none",
        };
        name.to_owned()
    }
}

/// Where `top_k` stands on the converse wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TopKWord {
    TopK,
    Nova,
    Cohere,
}

impl From<TopKWord> for TopKForm {
    fn from(word: TopKWord) -> Self {
        match word {
            TopKWord::TopK => Self::TopK,
            TopKWord::Nova => Self::Nova,
            TopKWord::Cohere => Self::Cohere,
        }
    }
}

/// How a model is asked to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StyleWord {
    None,
    Anthropic,
    EffortFlat,
    EffortNested,
    ReasoningConfig,
    Nova,
}

impl From<StyleWord> for ReasoningStyle {
    fn from(word: StyleWord) -> Self {
        match word {
            StyleWord::None => Self::None,
            StyleWord::Anthropic => Self::Anthropic,
            StyleWord::EffortFlat => Self::EffortFlat,
            StyleWord::EffortNested => Self::EffortNested,
            StyleWord::ReasoningConfig => Self::ReasoningConfig,
            StyleWord::Nova => Self::Nova,
        }
    }
}

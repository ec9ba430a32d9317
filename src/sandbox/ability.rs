//! What a model takes and what it refuses, as data.

use serde::Deserialize;

/// The abilities of a model: the table `takes` of its entry. What is absent is taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Abilities {
    /// The bodies that it understands. One that takes `messages` counts as a model of Anthropic.
    pub(crate) wires: Vec<Wire>,
    pub(crate) prefill: Stance,
    pub(crate) sampling: Sampling,
    /// The values of `thinking.type` that it takes.
    pub(crate) thinking: Vec<ThinkingType>,
    /// What is shown of its thoughts if the request does not say.
    pub(crate) display: Display,
    /// The values of `effort` that it takes.
    pub(crate) effort: Vec<String>,
    pub(crate) tools: Tools,
    /// The types of Anthropic's own tools that it takes; all of them if it does not say.
    pub(crate) tool_types: Option<Vec<String>>,
    pub(crate) caching: Stance,
    pub(crate) documents: Stance,
    /// Most images and documents of a request. With more than 20 images each of them has to be small.
    pub(crate) images: usize,
    /// Whether attachments may lie in S3.
    pub(crate) s3: Stance,
    /// Whether `CountTokens` knows it.
    pub(crate) counting: Stance,
}

/// The form in which a request reaches a model and the reply comes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Wire {
    #[default]
    Converse,
    /// The body of Anthropic's Messages API.
    Messages,
    /// The body of Anthropic's Text Completions API.
    Completions,
}

/// Whether a model takes something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stance {
    #[default]
    Accepted,
    Refused,
}

/// Which of the sampling parameters a model takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Sampling {
    #[default]
    Free,
    /// Temperature or top p, not both.
    Either,
    /// None of them.
    Deprecated,
}

/// A style of thinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ThinkingType {
    Enabled,
    Adaptive,
    Disabled,
}

/// What is shown of a model's thoughts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Display {
    #[default]
    Summarized,
    /// Only the signature.
    Omitted,
}

/// When a model calls tools.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tools {
    #[default]
    Accepted,
    /// Only in a reply that is not streamed.
    Whole,
    Refused,
}

impl Default for Abilities {
    fn default() -> Self {
        let efforts = ["low", "medium", "high", "xhigh", "max"];
        Self {
            wires: vec![Wire::Converse, Wire::Messages],
            prefill: Stance::Accepted,
            sampling: Sampling::Free,
            thinking: vec![
                ThinkingType::Enabled,
                ThinkingType::Adaptive,
                ThinkingType::Disabled,
            ],
            display: Display::Summarized,
            effort: efforts.map(str::to_owned).to_vec(),
            tools: Tools::Accepted,
            tool_types: None,
            caching: Stance::Accepted,
            documents: Stance::Accepted,
            images: 20,
            s3: Stance::Refused,
            counting: Stance::Accepted,
        }
    }
}

impl Abilities {
    /// What a model takes of which only the id is known. Those of other providers take Converse and nothing that is
    /// Anthropic's own.
    pub(crate) fn of_id(id: &str) -> Self {
        if id.split('.').any(|part| part == "anthropic") {
            return Self::default();
        }
        Self {
            wires: vec![Wire::Converse],
            counting: Stance::Refused,
            ..Self::default()
        }
    }

    /// Whether the model understands a wire.
    pub(crate) fn takes(&self, wire: Wire) -> bool {
        self.wires.contains(&wire)
    }

    /// Whether the model counts as one of Anthropic, whose rules hold on every wire.
    pub(crate) fn is_anthropic(&self) -> bool {
        self.takes(Wire::Messages)
    }
}

impl ThinkingType {
    /// The style of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "enabled" => Some(Self::Enabled),
            "adaptive" => Some(Self::Adaptive),
            "disabled" => Some(Self::Disabled),
            _ => None,
        }
    }
}
